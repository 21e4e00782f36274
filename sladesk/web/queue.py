"""The agent's queue: what presses first, what the group waits with, what is done today."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from sladesk.actions import tickets
from sladesk.domain.access import allowed
from sladesk.domain.text import clean
from sladesk.queries import queue, urgent
from sladesk.queries.lists import COUNT_TO
from sladesk.queries.queue import QueueRow
from sladesk.queries.queue_figures import Counts, Day, beside
from sladesk.queries.reference import Reference
from sladesk.web import filters, htmx, shell
from sladesk.web.context import actor, call, master_data
from sladesk.web.filters import Asked, Chip
from sladesk.web.format import now, zone
from sladesk.web.forms import answer, toast
from sladesk.web.lists import common, staff
from sladesk.web.pace import look_up
from sladesk.web.rows import RowView, eyes, view
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l

blueprint = Blueprint("queue", __name__)

TAB_TEXTS = {
    "all": _l("Most urgent first"),
    "first": _l("First response due"),
    "update": _l("Update due"),
    "promise": _l("Promises"),
    "callback": _l("Callbacks due"),
    "waiting": _l("Waiting"),
}


@dataclass(frozen=True)
class Group:
    """A stretch of rows under one heading; the first has none.

    Attributes:
        beyond: how many rows there are more than are shown.
        elsewhere: the address of a list that holds all of them, where there is one.
    """

    name: str
    rows: tuple[RowView, ...]
    beyond: int = 0
    elsewhere: str = ""


@blueprint.get("/queue")
def index() -> str:
    """Show the queue."""
    look_up(clean(request.args.get("text")))
    return render_template("pages/queue.html", **_scene())


@blueprint.get("/queue/look")
def look() -> Response:
    """Answer a look for news: nothing while nothing has changed, else the table anew (decision 25)."""
    if request.args.get("stamp") == _with_minute(queue.stamp(actor(), callbacks=_callbacks())):
        return make_response("", 204)
    return make_response(render_template("queue/_live.html", oob=True, **_scene()))


@blueprint.get("/queue/next")
def next_urgent() -> Response:
    """Open the ticket that presses most, by the working time that is left (R7.2), but the one just seen."""
    but = request.args.get("but")
    number = urgent.most_urgent(actor(), master_data(), now(), day_start(), but)
    if number is None:
        said = _("Nothing else of yours is due.") if but else _("Nothing of yours is due.")
        return answer(to="/queue", message=said)
    return make_response(redirect(url_for("ticket.show", number=number), 303))


@blueprint.post("/queue/<number>/take")
def take(number: str) -> Response:
    """Take a ticket nobody of the group has taken yet, and stay in the queue."""
    tickets.take(call(), number)
    said = _("%(number)s is yours", number=number)
    if htmx.is_htmx():
        page = render_template("queue/_live.html", oob=True, **_scene())
        return make_response(page + toast(said))
    return answer(to="/queue", message=said)


def _callbacks() -> bool:
    return htmx.page_args().get("tab") == "callback"


def _with_minute(happened: str) -> str:
    """Return in a word what the page shows: what happened, and the minute, as amounts change with it."""
    return f"{happened}-{int(now().timestamp()) // 60:x}"


def day_start() -> datetime:
    """Return when today began in the site's zone."""
    return now().astimezone(zone()).replace(hour=0, minute=0, second=0, microsecond=0)


def _scene() -> dict[str, object]:
    ref = master_data()
    args = htmx.page_args()
    tab = args.get("tab", "all")
    tab = tab if tab in queue.TABS else "all"
    asked, day = filters.read(ref, args), day_start()
    most = _most(args.get("show", ""))
    around = beside(actor(), asked.filter, now(), day, callbacks=_callbacks())
    rows = queue.rows(actor(), tab, asked.filter, now(), day, most)
    counts, own_day = around.counts, around.day
    address = [("tab", tab)] if tab != "all" else []
    if not asked.pairs:  # a number narrowed by filters would be taken for all there is
        shell.nav_count("queue", counts.all)
    kept = common("queue", asked, ref, around.saved)
    return {
        **kept,
        "tab": tab,
        "tabs": _tabs(asked, tab, counts),
        "counts": counts,
        "most": COUNT_TO,
        "groups": _groups(rows, ref, counts, tab),
        "day": own_day,
        "targets": _targets(ref, own_day),
        "stamp": _with_minute(around.stamp),
        "people": staff(ref) if allowed(actor(), "ticket.assign") else (),
        "sort": "due",
        "moment": now(),
        "query": asked.query(*address, *([("show", str(most))] if most > queue.MINE else [])),
        "own_chips": _own_chips(asked, ref, tab),
        "more": asked.query(*address, ("show", str(most + queue.MINE))) if most < queue.MOST else "",
        "team_names": _team_names(ref),
    }


def _most(asked: str) -> int:
    """Return how many rows of one's own are shown: as often `queue.MINE` as more was asked for."""
    pages = int(asked) // queue.MINE if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    return queue.MINE * max(1, min(pages, queue.MOST // queue.MINE))


def _own_chips(asked: Asked, ref: Reference, tab: str) -> list[Chip]:
    """Say what the queue is by nature, one's own and open; without one of these it is the general list.

    Callbacks are neither: closed, and handled by others.
    """
    if tab == "callback":
        return []
    named = {name for name, _value in asked.pairs}
    own = [pair for pair in (("owner", filters.ME), ("status", filters.OPEN)) if pair[0] not in named]
    return [
        filters.chip(*pair, ref, f"/tickets?{asked.query(*(other for other in own if other != pair))}")
        for pair in own
    ]


def _tabs(asked: Asked, chosen: str, counts: Counts) -> list[dict[str, object]]:
    numbers = {
        "all": counts.all,
        "first": counts.first,
        "update": counts.update,
        "promise": counts.promise,
        "callback": counts.callback,
        "waiting": counts.waiting,
    }
    return [
        {
            "text": str(TAB_TEXTS[name]),
            "url": f"/queue?{asked.query(*([('tab', name)] if name != 'all' else []))}".rstrip("?"),
            "n": numbers[name],
            "on": name == chosen,
        }
        for name in queue.TABS
    ]


def _groups(rows: list[QueueRow], ref: Reference, counts: Counts, tab: str) -> list[Group]:
    seen, found = eyes(ref), {name: list[RowView]() for name in ("mine", "team", "done")}
    for row in rows:
        done = row if row.group == "done" else None
        found[row.group].append(view(row.ticket, seen, group=row.group, done=done))
    totals = {"mine": getattr(counts, tab), "team": counts.team, "done": counts.done}
    lists = {"mine": _list(ref, filters.ME) if tab == "all" else "", "team": _list(ref, filters.NOBODY)}
    return [
        Group(name, tuple(shown), totals[name] - len(shown) if shown else 0, lists.get(name, ""))
        for name, shown in found.items()
    ]


def _list(ref: Reference, owner: str) -> str:
    """Return the general list of what is one's own, or of what nobody of one's groups has taken."""
    teams = [ref.teams[i].code for i in sorted(actor().team_ids) if i in ref.teams]
    of = [("team", code) for code in teams] if owner == filters.NOBODY else []
    return "/tickets?" + urlencode([("owner", owner), ("status", filters.OPEN), *of])


def _targets(ref: Reference, day: Day) -> dict[str, object]:
    limit = ref.number("target.first_response_minutes")
    return {
        "response_rate": ref.number("target.response_rate"),
        "attainment": ref.number("target.attainment"),
        "first_response_minutes": limit,
        "slow": day.mean_seconds is not None and day.mean_seconds > limit * 60,
    }


def _team_names(ref: Reference) -> str:
    locale = shell.shell().lang
    names = [ref.teams[i].name(locale) for i in sorted(actor().team_ids) if i in ref.teams]
    return _(", ").join(names)
