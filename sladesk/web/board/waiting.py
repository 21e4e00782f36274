"""What waits for the supervisor, said in words: one entry with its clock, one line, and the way to do it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.domain.masking import mask_text
from sladesk.queries.board_waiting import Waiting
from sladesk.queries.reference import Reference
from sladesk.web.board.figures import ChannelRow
from sladesk.web.format import ClockView, clock_view, duration_text, now, zone
from sladesk.web.labels import label
from sladesk.web.rows import masked_customer

#: Kinds of which each ticket counts; the score tells apart the two ways into "settle".
_ONE_BY_ONE = frozenset({"emergency", "low_score", "decide", "close", "settle"})
_RANK = {"late": 0, "urgent": 1, "soon": 2, "calm": 3, "": 4}


@dataclass(frozen=True)
class Item:
    """One entry.

    Arguments:
        key: what makes it the same entry in the next look.
        chip: the clock that presses; else `count` is said in its place.
        url, act: where it is done and what the button says; `here` when the form opens in place.
        ticket: address of the ticket, where it is about one.
        danger: whether people may come to harm: it stands before everything.
        blue: the one button of the page that comes first.
    """

    key: str
    title: str
    line: str
    url: str
    act: str
    here: bool = False
    chip: ClockView | None = None
    over: str = ""
    count: str = ""
    ticket: str = ""
    blue: bool = False
    danger: bool = False


def items(rows: list[Waiting], channels: list[ChannelRow], ref: Reference) -> list[Item]:
    """Return what waits: tickets with a clock by danger, channels over the line, then counts."""
    pressed = [_of_ticket(row, ref) for row in rows if row.kind in {"emergency", "low_score", "decide"}]
    pressed.sort(key=lambda item: (not item.danger, _RANK[item.chip.state if item.chip else ""]))
    return [
        *pressed,
        *(_over_line(row, ref) for row in channels if row.hot),
        *_reasons(rows, ref),
        *_closings(rows),
    ]


def lead(found: list[Item]) -> list[Item]:
    """Return the entries with the first one's button as the one that comes first on the page."""
    return [replace(found[0], blue=True), *found[1:]] if found else []


def comes_after(found: list[Item], clock: ClockView) -> bool:
    """Whether the ticket with this clock comes before all that waits: only one button of the page is blue.

    What waits wins from half its time on; below, a ticket that is late or near is more urgent.
    """
    if not found:
        return True
    pressed = _RANK[found[0].chip.state if found[0].chip else ""]
    if found[0].danger:
        return False
    return pressed > _RANK["soon"] and _RANK[clock.state] <= _RANK["urgent"]


def total(rows: list[Waiting], channels: list[ChannelRow]) -> int:
    """Return how many things wait: tickets one by one, reasons to check as one, each channel."""
    each = {(row.kind, row.score is None): row.n for row in rows if row.kind in _ONE_BY_ONE}
    counted = len({row.kind for row in rows} & {"check", "give", "callback", "improvement"})
    return sum(each.values()) + counted + sum(row.hot for row in channels)


def _chip(row: Waiting, kind: str) -> ClockView | None:
    if row.due_at is None:
        return None
    return clock_view(
        moment=now(),
        where=zone(),
        due=row.due_at,
        start=row.started_at or row.due_at,
        warn50=row.warn50_at,
        warn80=row.warn80_at,
        kind=label(kind, "clock"),
    )


def _of_ticket(row: Waiting, ref: Reference) -> Item:
    base = f"/tickets/{row.number}"
    if row.kind == "emergency":
        return Item(
            key=f"emergency-{row.number}",
            title=_("Emergency: take charge"),
            line=f"{row.number} · {mask_text(row.summary or '')}",
            url=f"{base}/emergency",
            act=_("Take charge"),
            here=True,
            chip=_chip(row, "emergency"),
            ticket=base,
            danger=True,
        )
    if row.kind == "low_score":
        who = masked_customer(row.customer_name, row.customer_type)
        said = _("score %(score)s “%(words)s”", score=row.score, words=mask_text(row.text or ""))
        return Item(
            key=f"low-{row.number}",
            title=_("Low score: contact"),
            line=f"{row.number} · {who} · {said}",
            url=f"{base}/low-score",
            act=_("Contact the customer"),
            here=True,
            chip=_chip(row, "low_score"),
            ticket=base,
        )
    reason = ref.reasons.get(row.reason_id or 0)
    why = reason.name(str(get_locale())) if reason else ""
    return Item(
        key=f"decide-{row.number}",
        title=_("Escalated: %(problem)s", problem=mask_text(row.summary or "")),
        line=" · ".join(filter(None, (row.number, why, mask_text(row.text or "")))),
        url=f"{base}/decision",
        act=_("Decide"),
        here=True,
        chip=_chip(row, "resolution"),
        count=_since(row.at) if row.due_at is None else "",
        ticket=base,
    )


def _since(at: datetime | None) -> str:
    return _("for %(amount)s", amount=duration_text((now() - at).total_seconds())) if at else ""


def _over_line(row: ChannelRow, ref: Reference) -> Item:
    percent = ref.number("board.channel_line")
    return Item(
        key=f"line-{row.name}",
        title=_("%(channel)s at or over %(n)s%%", channel=row.name, n=percent),
        line=_("%(n)s decided, %(late)s of them overdue", n=row.late.whole, late=row.late.part),
        url=f"{row.url}&status=open",
        act=_("Move people over"),
        over=row.text,
    )


def _reasons(rows: list[Waiting], ref: Reference) -> list[Item]:
    check = sorted((row for row in rows if row.kind == "check"), key=lambda row: -row.n)
    found: list[Item] = []
    if check:
        locale = str(get_locale())
        names = {
            row.reason_id: ref.reasons[row.reason_id].name(locale)
            for row in check
            if row.reason_id in ref.reasons
        }
        said = [f"{names.get(row.reason_id or 0, '')} {row.n}" for row in check[:4]]
        found.append(
            Item(
                key="check",
                title=_("Check overdue reasons"),
                line=_(", ").join(said),
                url="/board/reasons",
                act=_("Check one by one"),
                count=_("%(n)s to check", n=sum(row.n for row in check)),
            )
        )
    found += [
        Item(
            key="give",
            title=_("Overdue reasons not given yet"),
            line=_("the oldest for %(amount)s", amount=duration_text((now() - row.at).total_seconds()))
            if row.at
            else "",
            url="/board/reasons?given=no",
            act=_("Look"),
            count=_("%(n)s missing", n=row.n),
        )
        for row in rows
        if row.kind == "give"
    ]
    return found


def _closings(rows: list[Waiting]) -> list[Item]:
    found: list[Item] = []
    for row in rows:
        base = f"/tickets/{row.number}"
        if row.kind == "close":
            words = (
                _("Close: customer not reached"),
                _("tried often enough, may be closed as not reachable"),
            )
            found.append(_step(row, words, f"{base}/closing", _("Close the ticket")))
        elif row.kind == "settle":
            said = (
                _("score %(score)s “%(words)s”", score=row.score, words=mask_text(row.text or ""))
                if row.score
                else _("callback tried often enough")
            )
            found.append(_step(row, (_("Settle the cycle"), said), f"{base}/settlement", _("Settle")))
        elif row.kind == "callback":
            item = _step(row, (_("Callbacks overdue"), _("the oldest")), "/queue?tab=callback", _("Look"))
            found.append(replace(item, key="callback", here=False, count=_("%(n)s to call", n=row.n)))
        elif row.kind == "improvement":
            found.append(_improvements(row))
    return found


def _improvements(row: Waiting) -> Item:
    """Return the entry for improvements that are overdue (R8.2)."""
    days = (now().astimezone(zone()).date() - date.fromisoformat(row.text or "")).days
    return Item(
        key="improvement",
        title=_("Improvements overdue"),
        line=_("the oldest by %(n)s days", n=days),
        url="/quality/improvements?state=late",
        act=_("Look"),
        count=_("%(n)s to be done", n=row.n),
    )


def _step(row: Waiting, words: tuple[str, str], url: str, act: str) -> Item:
    title, said = words
    return Item(
        key=f"{row.kind}-{row.number}",
        title=title,
        line=f"{row.number} · {said}",
        url=url,
        act=act,
        here=True,
        count=_since(row.at),
        ticket=f"/tickets/{row.number}",
    )
