"""The stories of all tickets to be, in the order they are made; what wears a sentence out is told anew."""

from collections.abc import Callable, Sequence
from random import Random

from sladesk.demo.content import TicketStory, Wear
from sladesk.demo.stage import Machine

Told = tuple[TicketStory, Machine | None]
#: So often a story is told anew; then it stays as it is.
TRIES = 60


class Stories:
    """Tells each ticket's story; the same ones wherever telling begins again.

    Whether a story wears something out depends on those before it: a process that goes on where another one
    stopped tells those first.

    Arguments:
        order: places of the plan in the order their tickets are made.
        tell: tells the story of a place by chance.
        seeds: of each place.
    """

    def __init__(
        self, order: Sequence[int], tell: Callable[[int, Random], Told], seeds: Sequence[str]
    ) -> None:
        self._order, self._tell, self._seeds = order, tell, seeds
        self._wear = Wear(len(order))
        self._taken: dict[int, int] = {}

    def of(self, place: int) -> tuple[Told, Random]:
        """Return the story of a place, and its chance as telling has left it."""
        while place not in self._taken:
            coming = self._order[len(self._taken)]
            found = self._decide(coming)
            if coming == place:
                return found
        return self._told(place, self._taken[place])

    def catch_up(self, place: int) -> None:
        """Know every story that comes before the one of a place."""
        while place not in self._taken and (coming := self._order[len(self._taken)]) != place:
            self._decide(coming)

    def _decide(self, place: int) -> tuple[Told, Random]:
        for attempt in range(TRIES):
            found = self._told(place, attempt)
            if self._wear.takes(found[0][0].said):
                break
        self._taken[place] = attempt
        return found

    def _told(self, place: int, attempt: int) -> tuple[Told, Random]:
        rng = Random(f"{self._seeds[place]}:{attempt}" if attempt else self._seeds[place])
        return self._tell(place, rng), rng
