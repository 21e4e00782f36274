"""The board on a wall: large, dark, without anything to click and without customers (R7.1)."""

from flask import Response, make_response, render_template, request

from sladesk.db import db
from sladesk.domain.codes import Duty
from sladesk.queries import board, board_contacts, board_counts, board_figures, board_people
from sladesk.queries.board_sign import Sign
from sladesk.queries.board_sign import sign as read_sign
from sladesk.queries.reference import reference
from sladesk.web.board.blueprint import blueprint
from sladesk.web.board.figures import channel_rows, figure_views
from sladesk.web.board.moments import days, stamp_of
from sladesk.web.board.narrowing import asked
from sladesk.web.board.pressing import pressing_rows
from sladesk.web.context import duty_now
from sladesk.web.format import now

#: Rows that fit below each other on the screen.
ROWS, CHANNELS = 9, 9


@blueprint.get("/board/wall")
def wall() -> str:
    """Show the wall screen, dark unless its address asks for light."""
    light = request.args.get("look") == "light"
    return render_template("pages/board_wall.html", theme="light" if light else "dark", **_scene(read_sign()))


@blueprint.get("/board/wall/look")
def wall_look() -> Response:
    """Answer a look for news: nothing while nothing has changed, else the screen anew (decision 25)."""
    sign = read_sign()
    if request.args.get("stamp") == stamp_of(sign, reference(db.session(), sign.reference)):
        return make_response("", 204)
    return make_response(render_template("board/_wall.html", **_scene(sign)))


def _scene(sign: Sign) -> dict[str, object]:
    ref, when = reference(db.session(), sign.reference), days()
    counts, kept = board_counts.counts(sign, when, ref), asked(ref)
    contacts, totals = board_contacts.contacts(counts.contacts), board_figures.totals(counts.totals)
    workers = board_people.people(counts.people, duty_now())
    pressing = board.pressing(now(), kept.narrow)
    return {
        "stamp": stamp_of(sign, ref),
        "query": kept.query,
        "figures": figure_views(contacts, totals, ref, when.date),
        "pressing": pressing_rows(pressing[:ROWS], ref),
        "soon": pressing[0].soon if pressing else 0,
        "late": pressing[0].late if pressing else 0,
        "channels": channel_rows(contacts, ref, when.date)[:CHANNELS],
        "line": ref.number("board.channel_line"),
        "moment": now(),
        "day": when.date,
        "here": sum(worker.duty == Duty.ON for worker in workers),
        "out": sum(worker.visit is not None for worker in workers),
    }
