"""The five figures of the board and its channels in words, with target, yesterday and how it is counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.domain import figures
from sladesk.domain.codes import Status
from sladesk.domain.figures import Mean, Share
from sladesk.queries.board_contacts import DONE, Contacts
from sladesk.queries.board_figures import Totals
from sladesk.queries.queue import WAITING
from sladesk.queries.reference import Reference
from sladesk.web.format import duration_text, seconds_text, share

#: Width of a bar of the matrix in its own units, and where the site's line is drawn in it.
BAR, LINE = 92, 45


@dataclass(frozen=True)
class FigureView:
    """One figure.

    Arguments:
        value, unit: as large and small text; the value is empty when nothing was recorded.
        good: whether the target is reached, None when nothing was recorded.
        title: how it is counted, with its numbers.
    """

    name: str
    value: str
    unit: str
    before: str
    good: bool | None
    target: str
    title: str
    beside: str = ""


@dataclass(frozen=True)
class Cell:
    """A number of the matrix that leads to the tickets behind it."""

    n: int
    url: str


@dataclass(frozen=True)
class ChannelRow:
    """A channel today: tickets by state, overdue first responses of those decided, and the bar."""

    name: str
    url: str
    cells: tuple[Cell, ...]
    late: Share
    text: str
    bar: int
    hot: bool


def figure_views(rows: list[Contacts], totals: Totals, ref: Reference, today: date) -> list[FigureView]:
    """Return the five figures of today."""
    now_, before = _by_day(rows, today)
    return [
        _response(now_, before, ref),
        _attainment(totals, ref),
        _first_response(now_, before, ref),
        _backlog(totals, ref),
        _satisfaction(totals, ref),
    ]


@dataclass(frozen=True)
class _Day:
    rows: tuple[Contacts, ...]

    def sum(self, name: str) -> int:
        return sum(int(getattr(row, name)) for row in self.rows)

    @property
    def rate(self) -> Share:
        return figures.response_rate(self.sum("responded"), self.sum("overdue"))

    @property
    def mean(self) -> Mean:
        return Mean(self.sum("seconds"), self.sum("responded"))

    @property
    def mean_from_assignment(self) -> Mean:
        return Mean(self.sum("assigned_seconds"), self.sum("assigned"))


def _by_day(rows: list[Contacts], today: date) -> tuple[_Day, _Day]:
    return (
        _Day(tuple(row for row in rows if row.day == today)),
        _Day(tuple(row for row in rows if row.day != today)),
    )


def _rate(name: str, now_: Share, before: Share, percent: int, title: str, beside: str = "") -> FigureView:
    return FigureView(
        name=name,
        value="" if now_.value is None else f"{now_.value * 100:.1f}",
        unit="%",
        before=share(before.value),
        good=now_.reaches(percent),
        target=_("target ≥ %(n)s%%", n=percent),
        title=title,
        beside=beside,
    )


def _response(now_: _Day, before: _Day, ref: Reference) -> FigureView:
    rate = now_.rate
    running = now_.sum("new") + now_.sum("progress") + now_.sum("waiting") + now_.sum("done") - rate.whole
    title = _(
        "Today's requests: %(part)s answered of %(whole)s answered or overdue; "
        "%(n)s still within their time are not counted",
        part=rate.part,
        whole=rate.whole,
        n=running,
    )
    return _rate(_("Response rate"), rate, before.rate, ref.number("target.response_rate"), title)


def _attainment(totals: Totals, ref: Reference) -> FigureView:
    now_, before = (figures.attainment(totals.met[i], totals.missed[i]) for i in (0, 1))
    title = _(
        "Targets of every kind decided today: %(part)s met of %(whole)s met or missed",
        part=now_.part,
        whole=now_.whole,
    )
    excused = totals.excused[0]
    beside = _("of these %(n)s excused", n=excused) if excused else ""
    if excused:
        note = _("%(n)s of the missed are excused, confirmed and not ours; the rate keeps them", n=excused)
        title = _("%(title)s; %(note)s", title=title, note=note)
    return _rate(_("Attainment"), now_, before, ref.number("target.attainment"), title, beside)


def _first_response(now_: _Day, before: _Day, ref: Reference) -> FigureView:
    mean, minutes = now_.mean, ref.number("target.first_response_minutes")
    value, unit = _split(mean.value)
    title = _(
        "From the request to the first response, mean of %(n)s of today's requests; "
        "from assignment: %(other)s",
        n=mean.count,
        other=_length(now_.mean_from_assignment.value),
    )
    return FigureView(
        name=_("Mean first response"),
        value=value,
        unit=unit,
        before=_length(before.mean.value),
        good=mean.within(minutes),
        target=_("target ≤ %(n)s min", n=minutes),
        title=title,
    )


def _length(seconds: float | None) -> str:
    if seconds is None:
        return _("not recorded")
    return seconds_text(seconds) if seconds < 60 else duration_text(seconds)


def _split(seconds: float | None) -> tuple[str, str]:
    """Return a mean as large number and small rest: 12 | 分 40 秒."""
    if seconds is None:
        return "", ""
    whole = round(seconds)
    if whole < 60:
        return str(whole), _("s")
    if whole < 3600:
        return str(whole // 60), _("min %(s)s s", s=f"{whole % 60:02d}")
    return str(whole // 3600), _("h %(m)s min", m=f"{whole % 3600 // 60:02d}")


def _backlog(totals: Totals, ref: Reference) -> FigureView:
    n, before = totals.backlog
    most = ref.number("board.backlog_target")
    return FigureView(
        name=_("Backlog"),
        value=f"{n:,}",
        unit=_("tickets"),
        before=f"{before:,}",
        good=n <= most,
        target=_("target ≤ %(n)s", n=f"{most:,}"),
        title=_("Open tickets now; yesterday: open when today began"),
    )


def _satisfaction(totals: Totals, ref: Reference) -> FigureView:
    now_, before = (figures.satisfaction(totals.satisfied[i], totals.answered[i]) for i in (0, 1))
    answers = figures.answer_rate(totals.answered[0], totals.silent[0])
    title = _(
        "Callbacks of today: %(part)s satisfied of %(whole)s answers; %(asked)s answered or came due",
        part=now_.part,
        whole=now_.whole,
        asked=answers.whole,
    )
    beside = "" if answers.value is None else _("answered %(rate)s", rate=share(answers.value, 0))
    return _rate(_("Satisfaction"), now_, before, ref.number("target.satisfaction"), title, beside)


# ---- channels ----


def channel_rows(rows: Iterable[Contacts], ref: Reference, today: date) -> list[ChannelRow]:
    """Return the channels in use, those above the line first."""
    locale, percent = str(get_locale()), ref.number("board.channel_line")
    found = {row.channel_id: row for row in rows if row.day == today}
    more = ref.setting("board.channel_rule") == "more_than"
    made = [
        _channel(found.get(channel.id), channel.code, channel.name(locale), percent, today, more_than=more)
        for channel in ref.channels.values()
        if channel.id in found or not channel.retired
    ]
    return sorted(made, key=lambda row: (not row.hot, not any(cell.n for cell in row.cells)))


def _channel(
    row: Contacts | None, code: str, name: str, percent: int, today: date, *, more_than: bool
) -> ChannelRow:
    late = Share(row.late, row.decided) if row else Share()
    groups = (
        ((Status.NEW,), row.new if row else 0),
        ((Status.IN_PROGRESS, Status.ESCALATED), row.progress if row else 0),
        (WAITING, row.waiting if row else 0),
        (DONE, row.done if row else 0),
    )
    return ChannelRow(
        name=name,
        url=_tickets(code, today),
        cells=tuple(Cell(n, _tickets(code, today, *states)) for states, n in groups),
        late=late,
        text="–" if late.value is None else f"{late.value * 100:.1f}%",
        bar=min(BAR, round((late.value or 0) * 100 / percent * LINE)),
        hot=figures.over_line(late, percent, more_than=more_than),
    )


@lru_cache(maxsize=512)
def _tickets(channel: str, today: date, *states: Status) -> str:
    day = today.isoformat()
    return "/tickets?" + urlencode(
        [("channel", channel), ("from", day), ("to", day), *(("status", str(s)) for s in states)]
    )
