"""A ticket as a row of a list: names, masked customer, clock, and the step that comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from flask_babel import force_locale
from flask_babel.speaklater import LazyString

from sladesk.domain.codes import CustomerType, Status
from sladesk.domain.masking import mask_name, mask_text
from sladesk.queries.queue import QueueRow
from sladesk.queries.reference import Reference
from sladesk.queries.ticket_rows import TicketRow
from sladesk.web.context import actor
from sladesk.web.format import ClockView, clock_view, full_text, instant_text, now, zone
from sladesk.web.labels import label
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l
from sladesk.web.words import locale_name

#: Every column a list can show, in their order: heading, and the sort key where it has one.
COLUMNS: dict[str, tuple[LazyString, str]] = {
    "clock": (_l("Time limit"), "due"),
    "due": (_l("Due"), ""),
    "kind": (_l("Target"), ""),
    "number": (_l("Ticket number"), "number"),
    "priority": (_l("Priority"), ""),
    "problem": (_l("Problem"), ""),
    "customer": (_l("Customer"), ""),
    "channel": (_l("Channel"), ""),
    "status": (_l("Status"), ""),
    "owner": (_l("Owner"), ""),
    "team": (_l("Team"), ""),
    "category": (_l("Category"), ""),
    "chasers": (_l("Chasers"), "chasers"),
    "requested": (_l("Request time"), "requested"),
    "last": (_l("Latest"), "activity"),
}
#: What a page shows to whoever has chosen nothing.
USUAL = (
    "clock",
    "due",
    "kind",
    "number",
    "priority",
    "problem",
    "customer",
    "channel",
    "status",
    "owner",
    "last",
)
#: Without these a row can't be read or opened.
FIXED = frozenset({"number", "problem"})

_WAITS: dict[str, LazyString] = {
    Status.WAITING_CUSTOMER: _l("for customer"),
    Status.WAITING_PARTS: _l("for parts"),
    Status.ESCALATED: _l("escalated"),
}
_LATER: dict[str, tuple[LazyString, str]] = {
    Status.WAITING_CUSTOMER: (_l("Go on"), "resume"),
    Status.WAITING_PARTS: (_l("Go on"), "resume"),
    Status.TO_VERIFY: (_l("Customer confirms"), "confirmation"),
    Status.CLOSED: (_l("Record the callback"), "callback"),
}


class Step(NamedTuple):
    """The step offered on the selected row."""

    text: str
    url: str
    key: str
    post: bool = False


class RowView(NamedTuple):
    """What the template of a row shows; all texts are said in the language of the page and masked.

    A tuple: rows are compared with those rendered before.
    """

    number: str
    url: str
    group: str
    unread: bool
    clock: ClockView | None
    due: str
    due_full: str
    kind: str
    priority: str
    problem: str
    snippet: str
    customer: str
    known: bool
    vip: bool
    repeat: bool
    channel: str
    status: str
    awaits: str
    owner: str
    team: str
    category: str
    requested: str
    requested_full: str
    last: str
    last_full: str
    unmanned: bool
    chasers: int
    reasons_due: int
    version: int
    step: Step | None


@lru_cache(maxsize=512)
def _word(code: str, table: str, locale: str) -> str:
    """Return a code's word; a page of rows asks for the same few words hundreds of times."""
    with force_locale(locale):
        return label(code, table)


def chosen_columns(chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the columns to show: the chosen ones in the order of the table, never without the fixed ones."""
    wanted = set(chosen) & COLUMNS.keys() or set(USUAL)
    return tuple(name for name in COLUMNS if name in wanted | FIXED)


def masked_customer(name: str | None, kind: str | None) -> str:
    """Return a customer's name as lists show it; somebody unknown is said to be anonymous."""
    if not name:
        return _("anonymous")
    return mask_name(name, organisation=kind == CustomerType.ORGANISATION)


@dataclass(frozen=True)
class Eyes:
    """Whose list it is, and how it is said: the same for all rows of a page.

    Two are alike when they say everything about a row alike but how long it still has: on the same day.
    """

    ref: Reference = field(compare=False)
    moment: datetime = field(compare=False)
    where: tzinfo
    locale: str
    person_id: int | None
    today: date
    stamp: str

    def instant(self, at: datetime | None) -> tuple[str, str]:
        """Say an instant shortly and in full; nothing for None."""
        if at is None:
            return "", ""
        return instant_text(at, self.moment, self.where, short=True), full_text(at, self.where)


def eyes(ref: Reference) -> Eyes:
    """Return how this request sees rows."""
    moment, where = now(), zone()
    today = moment.astimezone(where).date()
    return Eyes(ref, moment, where, locale_name(), actor().person_id, today, ref.stamp)


def view(row: TicketRow, ref: Reference | Eyes, *, group: str = "", done: QueueRow | None = None) -> RowView:
    """Build a row.

    Arguments:
        row: as read.
        ref: master data for the names, or `eyes` made of it where there are many rows.
        group: the queue's group it stands in.
        done: with the decided first response, for what is done today.
    """
    seen = ref if isinstance(ref, Eyes) else eyes(ref)
    clock = _decided(done, seen) if done else _ruling(row, seen)
    found = _lasting(row, seen, group, done)
    return found._replace(clock=clock) if clock else found


@lru_cache(maxsize=1500)
def _lasting(row: TicketRow, seen: Eyes, group: str, done: QueueRow | None) -> RowView:
    """Build a row without its clock: nothing else changes from one look to the next."""
    names, locale, url = seen.ref, seen.locale, f"/tickets/{row.number}"
    decided = done is not None and None not in (done.due_at, done.stopped_at, done.started_at)
    due = seen.instant((done.due_at if done else None) or row.next_due_at or row.held_due_at)
    requested, last = seen.instant(row.requested_at), seen.instant(row.last_event_at)
    owner, team = names.person(row.owner_id), names.teams.get(row.team_id or 0)
    category, channel = names.categories.get(row.category_id), names.channels.get(row.channel_id)
    return RowView(
        number=row.number,
        url=url,
        group=group,
        unread=_unread(row, seen.person_id),
        clock=None,
        due=due[0],
        due_full=due[1],
        kind=_kind(row, locale, first=decided),
        priority=row.priority,
        problem=mask_text(row.summary),
        snippet=mask_text(row.last_note),
        customer=masked_customer(row.customer_name, row.customer_type),
        known=bool(row.customer_name),
        vip=bool(row.vip),
        repeat=(row.purchases or 0) > 1,
        channel=channel.name(locale) if channel else "",
        status=_word(row.status, "status", locale),
        awaits=_("awaits confirmation") if row.status == Status.TO_VERIFY and not due[0] else "",
        owner=owner.shown(locale) if owner else "",
        team=team.name(locale) if team else "",
        category=" › ".join(category.path(locale)) if category else "",
        requested=requested[0],
        requested_full=requested[1],
        last=last[0],
        last_full=last[1],
        unmanned=row.unmanned_at is not None,
        chasers=row.chasers,
        reasons_due=row.open_breaches,
        version=row.version,
        step=next_step(row, url, group) if group else None,
    )


def _unread(row: TicketRow, me: int | None) -> bool:
    """Something happened since this person looked; what was handed to them unseen counts too."""
    if row.read_seq is None:
        return row.owner_id == me and row.recorder_id != me
    return row.read_seq < row.event_seq


def _ruling(row: TicketRow, seen: Eyes) -> ClockView | None:
    due = row.next_due_at or row.held_due_at
    if due is None:
        return None
    wait = _WAITS.get(row.status)
    return clock_view(
        moment=seen.moment,
        where=seen.where,
        due=due,
        start=row.next_started_at or row.requested_at,
        warn50=row.next_warn50_at,
        warn80=row.next_warn80_at,
        paused_since=row.paused_since,
        waiting_for=str(wait) if wait else "",
        kind=_kind(row, seen.locale),
    )


def _kind(row: TicketRow, locale: str, *, first: bool = False) -> str:
    code = "first_response" if first else row.next_kind
    return _word(code, "clock", locale) if code else ""


def _decided(row: QueueRow, seen: Eyes) -> ClockView | None:
    if row.due_at is None or row.stopped_at is None or row.started_at is None:
        return None
    return clock_view(
        moment=seen.moment,
        where=seen.where,
        due=row.due_at,
        start=row.started_at,
        stopped=row.stopped_at,
        kind=_word("first_response", "clock", seen.locale),
    )


def next_step(row: TicketRow, url: str, group: str) -> Step | None:
    """Return the one step that comes next for somebody who handles this ticket; the ticket's page has all.

    Arguments:
        row: as read.
        url: of the ticket.
        group: the queue's group it stands in; who solved a ticket does not call back about it (R6.3).
    """
    if row.status == Status.CLOSED and group == "done":
        return None
    if row.owner_id is None and row.status in {Status.NEW, Status.IN_PROGRESS}:
        return Step(_("Take over"), f"/queue/{row.number}/take", "a", post=True)
    if row.status in {Status.NEW, Status.IN_PROGRESS}:
        if row.next_kind == "first_response":
            return Step(_("Record the first response"), f"{url}/contacts", "r")
        return Step(_("Progress"), f"{url}/progress", "r")
    found = _LATER.get(row.status)
    return Step(str(found[0]), f"{url}/{found[1]}", "r") if found else None
