"""Quality: 5-Why records with their trees, and the improvements that follow from them (R8.1, R8.2)."""
