"""How complete and how sound the records of a period are, as its review says it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Completeness:
    """How many of a field's values there should be and are."""

    field: str
    expected: int
    found: int


@dataclass(frozen=True)
class Turned:
    """Tickets of which a measure's later instant lies before the earlier: they count as 0 (decision 18)."""

    measure: str
    n: int
    behind: str
