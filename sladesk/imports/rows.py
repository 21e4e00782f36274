"""The cells of one row as a fact about a ticket, or why it can't be read."""

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b

from sladesk.domain.history.changes import Detail, Fact, Row, State
from sladesk.domain.history.outcomes import Outcome
from sladesk.domain.text import MAX_TEXT, clean, first_line
from sladesk.imports.mapping import Mapping

#: Longest foreign number, and longest word kept, in characters.
LONGEST_REF, LONGEST_WORD = 64, 200
#: Columns that a source fills in for all rows of a ticket later on: a row stays the same row without them.
_LATER = frozenset({"resolved", "closed", "first_response", "description"})
#: Words with a bound of their own, by key of the mapping.
_BOUNDED = ("state", "priority", "channel", "category", "team", "owner", "customer")

Found = tuple[datetime | None, bool]


class Unreadable(Exception):  # a state of a row, not a fault
    """A row can't be read, and why."""

    def __init__(self, code: Outcome, **detail: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.detail: Detail = detail


class RowReader:
    """Reads rows below one head as one mapping says."""

    def __init__(self, mapping: Mapping, head: list[str]) -> None:
        self.head = head
        self._mapping = mapping
        at = {name: place for place, name in enumerate(head)}
        self._at = {key: at[word] for key, word in mapping.columns.items() if word in at}
        self._summary = [at[word] for word in mapping.several["summary"] if word in at]
        self._kept = {word: at[word] for word in mapping.several["keep"] if word in at}
        lasting = [place for key, place in self._at.items() if key not in _LATER]
        self._marked = sorted({*lasting, *self._kept.values()})
        self._time = lru_cache(maxsize=20_000)(self._parsed)
        self._clean = lru_cache(maxsize=20_000)(clean)

    def row(self, line: int, cells: list[str]) -> Row:
        """Return what a row says.

        Arguments:
            line: number of the line it begins in.
        """
        ref = self._cell(cells, "reference")
        try:
            self._fits(cells, ref)
            return Row(line, ref, self._mark(cells), self._fact(cells))
        except Unreadable as error:
            whole = blake2b("\x1f".join(cells).encode(), digest_size=16).hexdigest()
            return Row(line, ref[:LONGEST_REF], whole, None, error.code, error.detail)

    def _fits(self, cells: list[str], ref: str) -> None:
        if len(cells) != len(self.head):
            raise Unreadable(Outcome.WRONG_WIDTH, found=len(cells), wanted=len(self.head))
        if not ref:
            raise Unreadable(Outcome.NO_REFERENCE, column=self._mapping.columns["reference"])
        bounds = {self._at["reference"]: LONGEST_REF}
        bounds |= {self._at[key]: LONGEST_WORD for key in _BOUNDED if key in self._at}
        for place, cell in enumerate(cells):
            longest = bounds.get(place, MAX_TEXT)
            if len(cell) > longest:
                raise Unreadable(Outcome.TOO_LONG, column=self.head[place], length=len(cell), max=longest)

    def _mark(self, cells: list[str]) -> str:
        return blake2b("\x1f".join(cells[at] for at in self._marked).encode(), digest_size=16).hexdigest()

    def _fact(self, cells: list[str]) -> Fact:
        mapping = self._mapping
        opened, twice = self._moment(cells, "opened", needed=True)
        responded, resolved, closed = (
            self._moment(cells, key)[0] for key in ("first_response", "resolved", "closed")
        )
        at, ambiguous = self._moment(cells, "changed", needed=mapping.shape == "changes")
        assert opened is not None  # a needed time is there or refused
        words = {
            word: text for word, place in self._kept.items() if (text := self._word(cells[place])[:2000])
        }
        return Fact(
            at=at or closed or resolved or opened,
            state=self._state(cells),
            opened_at=opened,
            priority=self._code(cells, "priority", Outcome.UNKNOWN_PRIORITY),
            channel=self._code(cells, "channel", Outcome.UNKNOWN_CHANNEL),
            category=self._code(cells, "category", Outcome.UNKNOWN_CATEGORY),
            responded_at=responded,
            resolved_at=resolved,
            closed_at=closed,
            response_met=self._verdict(cells, "response_met"),
            resolution_met=self._verdict(cells, "resolution_met"),
            sequence=self._sequence(cells),
            team=mapping.teams.get(self._cell(cells, "team"), ""),
            owner=mapping.people.get(self._cell(cells, "owner"), ""),
            customer=mapping.customers.get(self._cell(cells, "customer"), ""),
            summary=self._line(cells),
            description=clean(self._cell(cells, "description"), lines=True),
            words=words,
            ambiguous=ambiguous or twice,
        )

    # --- cells ------------------------------------------------------------------------------------------

    def _cell(self, cells: list[str], key: str) -> str:
        place = self._at.get(key)
        return self._word(cells[place]) if place is not None and place < len(cells) else ""

    def _word(self, cell: str) -> str:
        text = self._clean(cell)
        return "" if text in self._mapping.unknown else text

    def _line(self, cells: list[str]) -> str:
        parts = [word for place in self._summary if (word := self._word(cells[place]))]
        return first_line(" · ".join(parts) or self._cell(cells, "description"), LONGEST_WORD)

    def _state(self, cells: list[str]) -> State:
        word = self._cell(cells, "state")
        state = self._mapping.states.get(word)
        if state is None:
            raise Unreadable(Outcome.UNKNOWN_STATE, word=word)
        return state

    def _code(self, cells: list[str], key: str, unknown: Outcome) -> str:
        codes = {
            "priority": self._mapping.priorities,
            "channel": self._mapping.channels,
            "category": self._mapping.categories,
        }[key]
        word = self._cell(cells, key)
        code = codes.code(word)
        if not code:
            raise Unreadable(unknown, word=word)
        return code

    def _verdict(self, cells: list[str], key: str) -> bool | None:
        word = self._cell(cells, key)
        if not word:
            return None
        if word not in self._mapping.met | self._mapping.missed:
            raise Unreadable(Outcome.UNKNOWN_VERDICT, word=word[:LONGEST_WORD])
        return word in self._mapping.met

    def _sequence(self, cells: list[str]) -> int | None:
        text = self._cell(cells, "sequence")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    # --- times ------------------------------------------------------------------------------------------

    def _moment(self, cells: list[str], key: str, *, needed: bool = False) -> Found:
        text = self._cell(cells, key)
        if not text and not needed:
            return None, False
        column = self._mapping.columns.get(key, key)
        found = self._time(text[:LONGEST_WORD])
        if isinstance(found, Outcome):
            raise Unreadable(found, column=column, word=text[:LONGEST_WORD])
        return found

    def _parsed(self, text: str) -> Found | Outcome:
        """Return the instant a text says and whether the clock shows it twice, or why it is none."""
        for written in self._mapping.formats:
            try:
                naive = datetime.strptime(text, written)  # noqa: DTZ007 - the zone comes from the mapping
            except ValueError:
                continue
            return self._instant(naive.replace(microsecond=0))
        return Outcome.BAD_DATE

    def _instant(self, local: datetime) -> Found | Outcome:
        """Return a local time as an instant; of one that comes twice the first (decision 11)."""
        if not 1980 <= local.year <= 9000:
            return Outcome.BAD_DATE
        if local.tzinfo is not None:
            return local.astimezone(UTC), False
        first = local.replace(tzinfo=self._mapping.zone, fold=0)
        second = first.replace(fold=1)
        instant = first.astimezone(UTC)
        if instant.astimezone(self._mapping.zone).replace(tzinfo=None) != local:
            return Outcome.GAP_TIME
        return instant, first.utcoffset() != second.utcoffset()
