"""The TOML file that says what a foreign log means: columns, states, dates, zone, words (R9.1).

Nothing about a log is known to the program: what is not in the mapping is refused, and said with its key.
"""

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from sladesk.domain.codes import Priority, Status, TicketClass
from sladesk.domain.errors import invalid
from sladesk.domain.history.changes import State
from sladesk.domain.history.planning import Rules
from sladesk.imports._tables import Reader

#: Encodings in which a line break is a byte of its own, so that lines can be counted before they are read.
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "gb18030",
    "gbk",
    "gb2312",
    "big5",
    "ascii",
    "latin-1",
    "cp1252",
)
#: What a state of a log can be here.
STATUSES = (
    Status.NEW,
    Status.IN_PROGRESS,
    Status.WAITING_CUSTOMER,
    Status.WAITING_PARTS,
    Status.TO_VERIFY,
    Status.CLOSED,
)
NEEDED = ("reference", "state", "opened")
SINGLE = (
    *NEEDED,
    "changed",
    "resolved",
    "closed",
    "first_response",
    "response_met",
    "resolution_met",
    "sequence",
    "priority",
    "channel",
    "category",
    "team",
    "owner",
    "customer",
    "description",
)
SEVERAL = ("summary", "keep")
#: Longest mapping in characters.
LONGEST = 100_000


@dataclass(frozen=True)
class Codes:
    """How the words of one column become codes of this desk.

    Arguments:
        known: code by word; empty: code for a cell without a word, "" when there must be one.
        make: rows of master data are made of words that are not known; retired: and kept out of forms.
        class_code: class of the categories made.
    """

    known: Table[str, str] = field(default_factory=dict[str, str])
    empty: str = ""
    make: bool = False
    retired: bool = True
    class_code: str = ""

    def code(self, word: str) -> str:
        """Return the code of a word, `+` and the word when it is to be made, "" when it is unknown."""
        if not word:
            return self.empty
        return self.known.get(word) or (f"+{word}" if self.make else "")


@dataclass(frozen=True)
class Mapping:
    """What a log means. `several`: names of columns for summary and words kept, by key."""

    source: str
    name_zh: str
    name_en: str
    shape: Literal["changes", "tickets"]
    encoding: str
    delimiter: str
    quote: str
    unknown: frozenset[str]
    formats: tuple[str, ...]
    zone: ZoneInfo
    columns: Table[str, str]
    several: Table[str, tuple[str, ...]]
    states: Table[str, State]
    priorities: Codes
    channels: Codes
    categories: Codes
    teams: Table[str, str]
    people: Table[str, str]
    customers: Table[str, str]
    met: frozenset[str]
    missed: frozenset[str]

    @property
    def rules(self) -> Rules:
        """What the log records, as far as it decides how rows are read."""
        return Rules(self.shape == "changes", "resolved" in self.columns, "closed" in self.columns)


def parse(text: str) -> Mapping:
    """Read a mapping.

    Raises:
        Invalid: it is no TOML, or a key is unknown, missing or can't have its value; the key is said.
    """
    if len(text) > LONGEST:
        raise invalid("mapping", "too_long", max=LONGEST, length=len(text))
    try:
        stored: dict[str, object] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise invalid("mapping", "history_toml", what=str(error)[:200]) from error
    top = Reader(stored, "")
    made = _mapping(top)
    top.done()
    return made


def _mapping(top: Reader) -> Mapping:
    source, file, times = top.table("source"), top.table("file"), top.table("times")
    shape = source.choice("shape", ("changes", "tickets"), "changes")
    columns = top.table("columns")
    needed = (*NEEDED, "changed") if shape == "changes" else NEEDED
    single = {name: word for name in SINGLE if (word := columns.text(name, needed=name in needed))}
    verdicts = top.table("verdicts", needed=False)
    return Mapping(
        source=source.code("code"),
        name_zh=source.text("name_zh", needed=True),
        name_en=source.text("name_en", needed=True),
        shape="changes" if shape == "changes" else "tickets",
        encoding=file.choice("encoding", ENCODINGS, "utf-8"),
        delimiter=file.sign("delimiter", ","),
        quote=file.sign("quote", '"'),
        unknown=frozenset(("", *file.texts("unknown"))),
        formats=_formats(times),
        zone=ZoneInfo(times.choice("zone", available_timezones())),
        columns=single,
        several={name: columns.texts(name) for name in SEVERAL},
        states=_states(top.table("states")),
        priorities=_codes(top, "priorities", tuple(map(str, Priority))),
        channels=_codes(top, "channels"),
        categories=_codes(top, "categories"),
        teams=top.table("teams", needed=False).words(),
        people=top.table("people", needed=False).words(),
        customers=top.table("customers", needed=False).words(),
        met=frozenset(verdicts.texts("met")),
        missed=frozenset(verdicts.texts("missed")),
    )


def _formats(times: Reader) -> tuple[str, ...]:
    formats = times.texts("formats")
    if not formats:
        raise times.missing("formats")
    for written in formats:
        day = any(part in written for part in ("%d", "%j", "%D", "%x", "%c"))
        if not day or not any(part in written for part in ("%Y", "%y")):
            raise times.wrong("formats", written)
    return formats


def _states(table: Reader) -> dict[str, State]:
    states: dict[str, State] = {}
    for word in table.keys():  # noqa: SIM118 - a reader is no dict
        if table.is_table(word):
            inner = table.table(word)
            status = inner.choice("status", tuple(map(str, STATUSES)))
            states[word] = State(word, Status(status), inner.text("reason"))
        else:
            states[word] = State(word, Status(table.choice(word, tuple(map(str, STATUSES)))))
    if not states:
        raise table.missing("")
    return states


def _codes(top: Reader, name: str, choices: tuple[str, ...] = ()) -> Codes:
    table = top.table(name)
    known = table.table("codes", needed=False).words(choices)
    empty = table.text("empty")
    if choices and empty and empty not in choices:
        raise table.wrong("empty", empty)
    if choices:
        return Codes(known, empty)
    make = table.flag("make", default=False)
    if name != "categories":
        return Codes(known, empty, make, table.flag("retired", default=True))
    class_code = table.choice("class", tuple(map(str, TicketClass)), TicketClass.OTHER)
    return Codes(known, empty, make, table.flag("retired", default=True), class_code)
