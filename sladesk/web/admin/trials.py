"""Policy sets tried on the past: asked for, how far they are, what they would have meant (R3.11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, abort, render_template, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sladesk.actions import trials
from sladesk.db import db
from sladesk.domain import access
from sladesk.domain.codes import Priority, RunState
from sladesk.domain.errors import Invalid, WrongState, invalid
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.shipped import POLICY_SETS
from sladesk.domain.sla.trial_figures import Cell, Figures, total
from sladesk.models import Trial
from sladesk.queries import trials as queries
from sladesk.queries.trials import Setup, Source
from sladesk.web import inputs
from sladesk.web.admin.pages import blueprint, locale, person_name, ref
from sladesk.web.admin.targets import policy_name
from sladesk.web.context import actor, call
from sladesk.web.format import now, zone
from sladesk.web.forms import answer, refused
from sladesk.web.sentences import say_error, say_problems

HERE = "/admin/trials"
#: Days that are offered at first.
USUAL = timedelta(days=90)

#: Why the present policies say otherwise than what is on record.
REASONS: Mapping[str, LazyString] = {
    "version": _l("policies have changed since"),
    "facts": _l("priority or other facts of the ticket have changed since"),
    "calendar": _l("calendars have changed since"),
    "other": _l("peaks were switched, or times were corrected"),
}


@dataclass(frozen=True)
class Row:
    """A channel with its cells by priority, None where nothing is decided; `whole`: all priorities."""

    name: str
    cells: tuple[Cell | None, ...]
    whole: Cell


@blueprint.get("/trials")
def trials_listed() -> str:
    """Show the trials there are, and the form for another one."""
    return _list_page()


def _list_page(said: Mapping[str, str] | None = None) -> str:
    held, today = ref(), now().astimezone(zone()).date()
    sources = queries.sources(db.session())
    asked = request.values.get("source", "")
    return render_template(
        "admin/trials.html",
        runs=[
            (run, source_name(run.kind, run.source), person_name(held, run.made_by_id))
            for run in queries.trials()
        ],
        sources=[(f"{kind}:{source}", source_name(kind, source)) for kind, source in sources],
        chosen=asked or ":".join(sources[0]),
        first=request.form.get("first") or str(today - USUAL),
        last=request.form.get("last") or str(today),
        said=said or {},
    )


def source_name(kind: str, source: str) -> str:
    """Say which set is or was tried."""
    if kind == "shipped":
        named = POLICY_SETS[source]
        name = named.name_en if locale().startswith("en") else named.name_zh
        return _("Shipped set (%(code)s) %(name)s", code=source, name=name)
    return _("Draft") if kind == "draft" else _("Version %(no)s", no=source)


@blueprint.post("/trials")
def trial_start() -> Response:
    """Try a set on the past, in the background."""
    kind, _colon, source = request.form.get("source", "").partition(":")
    try:
        key = trials.start(call(), Source(kind, source), _day("first"), _day("last"))
    except Invalid as error:
        return refused(_list_page(say_problems(error.problems)))
    except WrongState as error:
        return refused(_list_page({"source": say_error(error)}), 409)
    return answer(to=f"{HERE}/{key}", message=_("The trial has begun; nothing is written to tickets."))


def _day(name: str) -> date:
    """Return a day as sent.

    Raises:
        Invalid: it can't be read.
    """
    found = inputs.day(request.form.get(name))
    if found is None:
        raise invalid(name, "day_unread")
    return found


@blueprint.get("/trials/<int:trial_id>")
def trial_show(trial_id: int) -> str:
    """Show a trial: how far it is, or what it found."""
    return render_template("admin/trial.html", **_values(trial_id))


@blueprint.get("/trials/<int:trial_id>/look")
def trial_look(trial_id: int) -> str:
    """Return the part of a trial's page that changes while it is worked on."""
    return render_template("admin/_trial.html", **_values(trial_id))


@blueprint.post("/trials/<int:trial_id>/cancel")
def trial_cancel(trial_id: int) -> Response:
    """Give a trial up that is under way."""
    trials.cancel(call(), trial_id)
    return answer(to=HERE, message=_("The trial is given up; nothing of it is kept."))


def _values(trial_id: int) -> dict[str, object]:
    run = queries.trial(trial_id)
    if run is None:
        abort(404)
    held = ref()
    values: dict[str, object] = {
        "run": run,
        "name": source_name(run.kind, run.source),
        "who": person_name(held, run.made_by_id),
        "percent": min(99, run.tickets_done * 100 // run.tickets) if run.tickets else 0,
    }
    if run.state != RunState.DONE:
        return values
    if queries.digest(run.body) != run.sha256:
        return values | {"changed": True}
    return values | _found(run)


def _found(run: Trial) -> dict[str, object]:
    """Return what a trial found, for the kind of time limit and the side that are asked for."""
    figures = queries.document_of(run.body).figures
    kinds = figures.by("kind")
    listed = [(str(kind), kinds[kind]) for kind in ClockKind if kind in kinds]
    asked = request.args.get("kind", "")
    most = max(kinds, key=lambda kind: (kinds[kind].better + kinds[kind].worse, kind), default="")
    kind = asked if asked in kinds else most
    side = request.args.get("side", "")
    better = {"better": True, "worse": False}.get(side)
    whole = figures.total
    return {
        "figures": figures,
        "whole": whole,
        "kinds": listed,
        "kind": kind,
        "priorities": tuple(Priority),
        "matrix": _matrix(figures, kind),
        "side": side if better is not None else "",
        "page": queries.changes(run.id, *inputs.place(), better=better),
        "more": whole.better + whole.worse - run.changes,
        "names": _names(queries.setup_of(run.setup)),
        "english": locale().startswith("en"),
        "linked": access.allowed(actor(), "ticket.see"),
        "differ": [(REASONS[code], figures.differ[code]) for code in REASONS if code in figures.differ],
        "differ_in_all": sum(figures.differ.values()),
    }


def _names(setup: Setup) -> dict[str, str]:
    return {code: policy_name(setup.names, code) for code in setup.names}


def _matrix(figures: Figures, kind: str) -> list[Row]:
    """Return channels in their order with a cell for each priority."""
    cells = {(cell.channel, cell.priority): cell for cell in figures.cells if cell.kind == kind}
    channels = ref().channels_by_code
    order = [code for code in channels if any(channel == code for channel, _priority in cells)]
    rows = [
        Row(
            channels[code].name(locale()),
            tuple(cells.get((code, priority)) for priority in Priority),
            total(cell for (channel, _priority), cell in cells.items() if channel == code),
        )
        for code in order
    ]
    if len(rows) > 1:
        columns = tuple(
            total(cell for (_channel, code), cell in cells.items() if code == priority)
            for priority in Priority
        )
        rows.append(
            Row(_("All channels"), tuple(c if c.counted else None for c in columns), total(cells.values()))
        )
    return rows
