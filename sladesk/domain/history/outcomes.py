"""What can become of a row of a foreign log: exactly one code a row (R9.1, decision 33)."""

from enum import StrEnum


class Severity(StrEnum):
    """How an outcome is to be read."""

    TAKEN = "taken"
    REMARK = "remark"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What became of a row. Of several that hold for one row the first of this list is told."""

    # The row can't be read. Its ticket is left out whole: never half a ticket.
    WRONG_WIDTH = "wrong_width"
    NO_REFERENCE = "no_reference"
    TOO_LONG = "too_long"
    BAD_DATE = "bad_date"
    GAP_TIME = "gap_time"
    IN_FUTURE = "in_future"
    UNKNOWN_STATE = "unknown_state"
    UNKNOWN_PRIORITY = "unknown_priority"
    UNKNOWN_CHANNEL = "unknown_channel"
    UNKNOWN_CATEGORY = "unknown_category"
    UNKNOWN_VERDICT = "unknown_verdict"
    CLOSED_BEFORE_RESOLVED = "closed_before_resolved"
    RESOLVED_BEFORE_OPENED = "resolved_before_opened"
    OPENED_DIFFERS = "opened_differs"
    TICKET_TWICE = "ticket_twice"
    # The row is sound, its ticket is not.
    TICKET_REFUSED = "ticket_refused"
    HISTORY_CHANGED = "history_changed"
    TAKEN_OVER = "taken_over"
    # Taken, and something about it is worth a look.
    DUPLICATE = "duplicate"
    BEFORE_OPENED = "before_opened"
    OUT_OF_ORDER = "out_of_order"
    AMBIGUOUS_TIME = "ambiguous_time"
    RESOLVED_DIFFERS = "resolved_differs"
    RESOLVED_UNKNOWN = "resolved_unknown"
    CLOSED_DIFFERS = "closed_differs"
    CLOSED_UNKNOWN = "closed_unknown"
    # Taken as it is.
    NOTHING_CHANGED = "nothing_changed"
    CHANGES_MISSING = "changes_missing"
    TAKEN = "taken"

    @property
    def severity(self) -> Severity:
        """Taken, taken with a remark, or refused."""
        if self in _TAKEN:
            return Severity.TAKEN
        return Severity.REMARK if self in _REMARKS else Severity.REFUSED

    @property
    def order(self) -> int:
        """Place in the list: the lower speaks."""
        return _ORDER[self]


_ORDER = {code: place for place, code in enumerate(Outcome)}
_TAKEN = frozenset({Outcome.TAKEN, Outcome.NOTHING_CHANGED})
_REMARKS = frozenset(
    {
        Outcome.DUPLICATE,
        Outcome.BEFORE_OPENED,
        Outcome.OUT_OF_ORDER,
        Outcome.AMBIGUOUS_TIME,
        Outcome.RESOLVED_DIFFERS,
        Outcome.RESOLVED_UNKNOWN,
        Outcome.CLOSED_DIFFERS,
        Outcome.CLOSED_UNKNOWN,
        Outcome.CHANGES_MISSING,
    }
)
