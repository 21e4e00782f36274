"""A foreign desk's history: what each row of its log means, and which tickets come of it (decision 33)."""
