"""What a review says of its records: how complete and sound they are, and whose the time of tickets was."""

from dataclasses import dataclass

from sladesk.reports.kept import Name


@dataclass(frozen=True)
class Completeness:
    """How many of a field's values there should be and are."""

    field: str
    expected: int
    found: int

    @property
    def share(self) -> float | None:
        """What part is there; as printed never all of them while one is missing."""
        if not self.expected:
            return None
        return 1.0 if self.found >= self.expected else min(self.found / self.expected, 0.999)


@dataclass(frozen=True)
class Turned:
    """Tickets of which a measure's later instant lies before the earlier: they count as 0 (decision 18)."""

    measure: str
    n: int
    behind: str


@dataclass(frozen=True)
class UseLine:
    """Whose the time of resolved tickets was, all of them or those of a channel (R3.8).

    Arguments:
        channel: None for all of them.
        tickets: how many are resolved and tell it.
        seconds: of their resolution clocks together, in the order of `domain.sla.usage.Who`.
        before: the same of the period before, nothing where it tells none.
    """

    channel: Name | None
    tickets: int
    seconds: list[int]
    before: list[int]
    behind: str


@dataclass(frozen=True)
class Use:
    """Who used the time until tickets were resolved; the first line is that of all of them.

    Arguments:
        untold: resolved tickets that do not tell it.
    """

    lines: list[UseLine]
    untold: int
