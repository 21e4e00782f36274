"""The SLA engine (R3): calendars, targets, policies, the ledger of a clock and the story of its due time.

Everything inside counts whole seconds since the epoch; stretches are half-open. Aware datetimes are turned
into seconds at the edge, with `instants.to_epoch` and `instants.from_epoch`.
"""
