"""绩效数据, one person's or one group's figures: everybody's own, all of them for who oversees (R9.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sladesk.db import db
from sladesk.domain.access import allowed
from sladesk.domain.errors import NotFound
from sladesk.domain.figures.measures import HEADLINE
from sladesk.domain.periods import Period, PeriodKind, period_of
from sladesk.queries.reference import Reference, reference
from sladesk.reports.performance import Sheet, Whose, sheet
from sladesk.reports.sentences.runs import measure_text
from sladesk.web.context import actor
from sladesk.web.format import now
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.periods import link, period, today
from sladesk.web.reports.tickets import cohort, lines_of
from sladesk.web.reports.tiles import Tile, tile
from sladesk.web.words import gettext as _
from sladesk.web.words import locale_name


@dataclass(frozen=True)
class PersonRow:
    """A person in the table of a group; `of` says in an address whose sheet it is, empty without one."""

    name: str
    of: str
    tickets: int
    cells: list[Tile]


@blueprint.get("/performance")
def performance_now() -> AnyResponse:
    """Lead to the figures of this month."""
    return redirect(f"/performance/{period_of(PeriodKind.MONTH, today()).key}")


@blueprint.get("/performance/<key>")
def performance(key: str) -> str:
    """Show the figures of a person or a group for a period."""
    found, ref, at = period(key), reference(db.session()), now()
    of, whose = _asked(ref)
    made = sheet(found, at, ref, whose)
    tiles = {code: tile(line, draw=code in HEADLINE) for code, line in made.figures.items()}
    return render_template(
        "pages/performance.html",
        period=link(found),
        before=link(found.before),
        after=link(found.after) if found.end <= today() else None,
        beside=[link(period_of(kind, min(found.last, today()))) for kind in PeriodKind if kind != found.kind],
        final=at >= found.bounds(ref.zone)[1],
        as_of=at,
        of=of,
        name=_name(ref, whose),
        groups=_choices(ref),
        tickets=len(made.numbers),
        tiles=[tiles[code] for code in HEADLINE],
        opened=True,
        rest=[one for code, one in tiles.items() if code not in HEADLINE and one.value],
        people=list(_rows(made, ref)),
        url=lambda figure: _list(found, of, figure) if figure in made.behind else None,
    )


@blueprint.get("/performance/<key>/tickets")
def performance_tickets(key: str) -> str:
    """List the tickets behind one of these figures."""
    found, ref = period(key), reference(db.session())
    of, whose = _asked(ref)
    made = sheet(found, now(), ref, whose)
    asked = cohort(made.behind)
    return render_template(
        "pages/review_tickets.html",
        period=link(found),
        title=f"{_name(ref, whose)} · {_told(asked.code)}",
        back=f"/performance/{found.key}?{urlencode({'of': of})}",
        here=_list(found, of, asked.code),
        asked=asked,
        lines=lines_of([made.numbers[place] for place in asked.places], made.facts),
        channels={row.id: row.name(locale_name()) for row in ref.channels.values()},
    )


def _list(found: Period, of: str, figure: str) -> str:
    """Return the address of the tickets behind a figure."""
    return f"/performance/{found.key}/tickets?{urlencode({'of': of, 'figure': figure})}"


def _told(code: str) -> str:
    """Return what the tickets behind a figure have in common."""
    if code == "all":
        return _("All requests")
    measure, _colon, rest = code.partition(":")
    return f"{measure_text(measure)} · {_('not reached')}" if rest else measure_text(measure)


def _asked(ref: Reference) -> tuple[str, Whose]:
    """Return whose figures are asked for; without a word one's own, or the first group of who has no tickets.

    Raises:
        NotFound: there is no such person or group, or it is not theirs to see.
    """
    who = actor()
    own = f"owner:{who.staff_number}"
    known = {code: whose for listed in _known(ref).values() for code, (whose, _name) in listed.items()}
    oversees = allowed(who, "review.see")
    of = request.args.get("of") or (next(iter(known), own) if oversees else own)
    if of == own and who.person_id is not None:
        return of, Whose("owner", who.person_id)
    if not oversees or of not in known:
        raise NotFound
    return of, known[of]


def _known(ref: Reference) -> dict[str, dict[str, tuple[Whose, str]]]:
    """Return groups, one's own first, and people in service, by what addresses say of them."""
    locale, mine = locale_name(), actor().team_ids
    teams = sorted(ref.teams.values(), key=lambda row: row.id not in mine)
    people = sorted(ref.people.values(), key=lambda row: row.staff_number)
    return {
        "team": {
            f"team:{row.code}": (Whose("team", row.id), row.name(locale)) for row in teams if not row.retired
        },
        "owner": {
            f"owner:{row.staff_number}": (
                Whose("owner", row.id), f"{row.shown(locale)} {row.staff_number}",
            )
            for row in people
            if not row.retired
        },
    }  # fmt: skip


def _choices(ref: Reference) -> Mapping[str, Mapping[str, str]]:
    """Return whom one may look at, by heading; nothing for who sees their own figures only."""
    if not allowed(actor(), "review.see"):
        return {}
    heads = {"team": _("Groups"), "owner": _("People")}
    return {
        heads[field]: {code: name for code, (_whose, name) in listed.items()}
        for field, listed in _known(ref).items()
    }


def _name(ref: Reference, whose: Whose) -> str:
    if whose.field == "team":
        return ref.teams[whose.key].name(locale_name())
    person = ref.people[whose.key]
    return f"{person.shown(locale_name())} {person.staff_number}"


def _rows(made: Sheet, ref: Reference) -> Iterator[PersonRow]:
    for share in made.people:
        cells = [tile(line) for line in share.figures.values()]
        person = ref.person(share.person)
        if person is None:
            yield PersonRow(_("Not assigned yet"), "", share.tickets, cells)
            continue
        of = "" if person.retired else f"owner:{person.staff_number}"
        yield PersonRow(f"{person.shown(locale_name())} {person.staff_number}", of, share.tickets, cells)
