"""What the engineer's day shows, in words: cards in order, the current one, the next step."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import gettext as _

from sladesk.domain import visits as rules
from sladesk.domain.codes import VisitState
from sladesk.queries import field as queries
from sladesk.queries.field import DayVisit
from sladesk.web.context import actor
from sladesk.web.field_views import english, wall, window_text
from sladesk.web.format import ClockView, clock_view, day, now
from sladesk.web.labels import label

UNDER_WAY = frozenset({VisitState.ON_WAY, VisitState.ARRIVED, VisitState.DIAGNOSED, VisitState.REPAIRED})


@dataclass(frozen=True)
class Card:
    """A visit on the day's list; `look` is now, done or empty."""

    row: DayVisit
    window: str
    chip: ClockView
    model: str
    look: str = ""

    @property
    def place(self) -> str:
        """District and machine in one line."""
        return " · ".join(filter(None, (self.row.district, self.model)))


@dataclass(frozen=True)
class Day:
    """The engineer's day: earlier unfinished first, today, tomorrow below the line; the current card."""

    title: str
    now: datetime
    stamp: str
    today: tuple[Card, ...]
    tomorrow: tuple[Card, ...]
    current: Card | None
    done: int

    @property
    def step(self) -> str:
        """The next step of the current card; empty when the page of the visit is the place for it."""
        following = rules.next_step(self.current.row.state) if self.current else None
        quick = {VisitState.ACCEPTED, VisitState.ON_WAY, VisitState.ARRIVED}
        return str(following) if following in quick else ""


def _bounds() -> tuple[datetime, datetime, datetime]:
    today = now().astimezone(wall()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today, today + timedelta(days=1), today + timedelta(days=2)


def day_stamp() -> str:
    """Return what a look compares; the minute is part of it, because what is left shrinks."""
    start, _tomorrow, until = _bounds()
    seen = queries.day_stamp(actor().person_id or 0, start, until)
    return f"{seen}.{int(now().timestamp()) // 60}"


def the_day() -> Day:
    """Return the day of the person of this request."""
    start, tomorrow, until = _bounds()
    stamp = day_stamp()
    cards = [_card(row) for row in queries.day_visits(actor().person_id or 0, start, until)]
    current = _current(cards)
    marked = [replace(c, look="now") if c is current else c for c in cards]
    today = tuple(c for c in marked if c.row.window_start < tomorrow)
    return Day(
        title=day(now()),
        now=now(),
        stamp=stamp,
        today=today,
        tomorrow=tuple(c for c in marked if c.row.window_start >= tomorrow),
        current=next((c for c in marked if c.look == "now"), None),
        done=sum(c.look == "done" for c in today),
    )


def _current(cards: list[Card]) -> Card | None:
    open_cards = [c for c in cards if not c.look and rules.next_step(c.row.state)]
    under_way = [c for c in open_cards if c.row.state in UNDER_WAY]
    return next(iter(under_way or open_cards), None)


def _card(row: DayVisit) -> Card:
    kind = row.model_en if english() else row.model_zh
    return Card(
        row=row,
        window=window_text(row.window_start, row.window_end),
        chip=_window_chip(row),
        model=" ".join(filter(None, (row.model_code, kind))),
        look="done" if row.ended_at is not None and row.state == VisitState.CONFIRMED else "",
    )


def _window_chip(row: DayVisit) -> ClockView:
    promise = row.promise
    waits = row.state == VisitState.WAITING_PART
    since = row.stamps.get(str(VisitState.WAITING_PART))
    return clock_view(
        moment=now(),
        where=wall(),
        due=promise.due_at if promise else row.window_end,
        start=promise.started_at if promise else row.window_start,
        warn50=promise.warn50_at if promise else None,
        warn80=promise.warn80_at if promise else None,
        paused_since=datetime.fromisoformat(since) if waits and since else None,
        waiting_for=label("waiting_parts", "status") if waits else "",
        stopped=None if waits or promise is None else promise.stopped_at,
        kind=_("Window"),
    )
