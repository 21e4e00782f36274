"""Several verbs on one ticket in one transaction: what the first has locked and read the next one finds.

Most transactions hold one verb. Where somebody lives through many of them at once (the demo department), each
would read again what nobody else can have changed: the ticket is locked until the transaction ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from sqlalchemy.orm import Session

from sladesk import search
from sladesk.models import Clock

if TYPE_CHECKING:
    from sladesk.actions._case.case import Case

_SITTING = "sladesk.sitting"


@dataclass
class Sitting:
    """What is in hand: the cases as their last verb left them, and words that are not findable yet."""

    session: Session
    cases: dict[str, "Case"] = field(default_factory=dict[str, "Case"])
    said: dict[int, list[str]] = field(default_factory=dict[int, list[str]])

    def __enter__(self) -> Self:
        """Begin: verbs of this session share what they lock. Nobody may change the tickets otherwise."""
        self.session.info[_SITTING] = self
        return self

    def __exit__(self, error: type[BaseException] | None, *_about: object) -> None:
        """End: what was said can be found; unless something failed, which has to be rolled back outside."""
        del self.session.info[_SITTING]
        if error is None:
            for ticket_id, words in self.said.items():
                search.append(self.session, ticket_id, words)

    def keep(self, case: "Case") -> None:
        """Take a case in hand that was just read."""
        self.cases[case.ticket.number] = case

    def earlier(self, number: str) -> "Case | None":
        """Return a case as the verb before left it; None where it has to be read (again)."""
        case = self.cases.get(number)
        if case is None or any(held.fresh for held in case.clocks.held):
            return None
        # A row that was written past the session may be read into a second object: then begin anew.
        return case if case.ticket in self.session and case.cycle in self.session else None

    def going(self, number: str) -> Sequence[Clock] | None:
        """Return the clocks of a case that still go, the oldest first; None when it is not in hand."""
        case = self.cases.get(number)
        if case is None:
            return None
        return [held.row for held in case.clocks.held if held.state.going]

    def forget(self) -> None:
        """Read everything again: something outside the cases is about to change their rows."""
        self.cases.clear()


def current(session: Session) -> Sitting | None:
    """Return the sitting a transaction belongs to, None for a transaction of one verb."""
    found = session.info.get(_SITTING)
    return found if isinstance(found, Sitting) else None
