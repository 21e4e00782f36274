"""What the board is narrowed to: a team, a channel, a person, chasers, kept in its address (R7.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.queries.board import Narrow
from sladesk.queries.board_people import Worker
from sladesk.queries.reference import Named, Reference
from sladesk.web.board.people import teams_of

NOBODY, YES = "none", "yes"


@dataclass(frozen=True)
class Choice:
    """One line of a menu, and the address that chooses it."""

    text: str
    url: str
    on: bool


@dataclass(frozen=True)
class Menu:
    """What the board can be narrowed by: its name, what is chosen, and all that can be."""

    name: str
    label: str
    text: str
    on: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Narrowing:
    """What was asked for.

    Arguments:
        narrow: for the statements; what nobody knows is not asked for.
        codes: as they stand in the address.
    """

    narrow: Narrow
    codes: dict[str, str]

    @property
    def query(self) -> str:
        """The address's part behind the path, with its question mark; nothing when all is shown."""
        return f"?{urlencode(self.codes)}" if self.codes else ""

    def url(self, name: str, code: str) -> str:
        """Return the address with one thing chosen otherwise; an empty code takes it away."""
        codes = {key: value for key, value in self.codes.items() if key != name}
        kept = codes | ({name: code} if code else {})
        return f"{request.path.removesuffix('/look')}{'?' + urlencode(kept) if kept else ''}"


def asked(ref: Reference) -> Narrowing:
    """Return what the address asks for."""
    found = {name: request.args.get(name, "") for name in ("team", "channel", "owner", "chased")}
    team = _id(ref.teams.values(), found["team"])
    channel = _id(ref.channels.values(), found["channel"])
    person = next((p.id for p in ref.people.values() if p.staff_number == found["owner"]), None)
    owner = 0 if found["owner"] == NOBODY else person
    chased = 1 if found["chased"] == YES else None
    keys = {"team": team, "channel": channel, "owner": owner, "chased": chased}
    return Narrowing(Narrow(**keys), {name: found[name] for name, key in keys.items() if key is not None})


def _id(rows: Iterable[Named], code: str) -> int | None:
    return next((row.id for row in rows if row.code == code), None)


def menus(kept: Narrowing, workers: Sequence[Worker], ref: Reference) -> list[Menu]:
    """Return the menus: teams and people who are here, and channels in use."""
    locale = str(get_locale())
    people = [person for worker in workers if (person := ref.person(worker.id))]
    chosen = kept.codes.get("owner")
    if chosen and chosen != NOBODY and all(person.staff_number != chosen for person in people):
        people += [person for person in ref.people.values() if person.staff_number == chosen]
    return [
        _menu(
            kept,
            "team",
            _("Team"),
            _("All teams"),
            [(t.code, t.name(locale)) for t in teams_of(workers, ref)],
        ),
        _menu(
            kept,
            "channel",
            _("Channel"),
            _("All channels"),
            [(c.code, c.name(locale)) for c in ref.channels.values() if not c.retired],
        ),
        _menu(
            kept,
            "owner",
            _("Owner"),
            _("Everybody"),
            [(NOBODY, _("Unassigned")), *((p.staff_number, p.shown(locale)) for p in people)],
        ),
        _menu(kept, "chased", _("Chasers"), _("Chased or not"), [(YES, _("asked again"))]),
    ]


def _menu(kept: Narrowing, name: str, label: str, every: str, rows: Sequence[tuple[str, str]]) -> Menu:
    code = kept.codes.get(name, "")
    lines = [("", every), *rows]
    choices = tuple(Choice(text, kept.url(name, each), each == code) for each, text in lines)
    text = next((choice.text for choice in choices if choice.on), code)
    return Menu(name, label, text, bool(code), choices)
