"""What is said and noted: first response, contacts, failed tries, progress, notes (R4.2, R4.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions._solving import checked_text, record_response
from sladesk.actions._timeline import Written
from sladesk.domain import access
from sladesk.domain.codes import OPEN_STATUSES, ContactMethod, Status
from sladesk.domain.errors import Forbidden, NotFound, WrongState, invalid
from sladesk.domain.masking import unmask_text
from sladesk.domain.periods import local_moment
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.targets import Target
from sladesk.models import Attempt, Event
from sladesk.queries.timeline import words_now

#: How far ahead a promise may lie.
LONGEST_PROMISE = timedelta(days=180)


@dataclass(frozen=True)
class Contact:
    """A talk with the customer.

    Arguments:
        method: how they were reached.
        content: what was said; feedback: what the customer answered; next_step: what follows.
        promise: what was promised until when (instant, words).
        proposal: a preliminary solution was proposed to the customer (初步解决方案, R3.12).
        key: the feedback belongs into the summary so that nobody asks twice.
        first_response: this is the first response of the cycle.
        at: true time; the server's when absent.
    """

    method: str
    content: str
    feedback: str = ""
    next_step: str = ""
    promise_at: datetime | None = None
    promise: str = ""
    key: bool = False
    proposal: bool = False
    at: datetime | None = None


def _open_work(case: Case) -> None:
    if case.ticket.status not in OPEN_STATUSES and case.ticket.status != Status.CLOSED:
        raise WrongState(f"not_from_{case.ticket.status}", step="write", status=case.ticket.status)


def true_time(case: Case, at: datetime | None) -> datetime:
    """Return the time something really happened, within the bounds of decision 8.

    Raises:
        Invalid: in the future, before the request, or longer ago than a phone may keep it.
    """
    if at is None:
        return case.tx.now
    at = at.replace(microsecond=0)
    if at > case.tx.now + timedelta(minutes=2):
        raise invalid("at", "in_the_future")
    days = case.ref.number("phone.late_days")
    if at < case.tx.now - timedelta(days=days):
        raise invalid("at", "too_long_ago_days", days=days)
    return max(min(at, case.tx.now), min(case.cycle.opened_at, case.tx.now))


@action("communications.contact")
def contact(tx: Tx, number: str, form: Contact) -> str:
    """Record a talk with the customer; the first of a cycle is its first response (R3.13, R4.3).

    Raises:
        Invalid: unknown method, no content, a promise in the past.
    """
    case = open_case(tx, number, "ticket.write")
    _open_work(case)
    if form.method not in set(ContactMethod):
        raise invalid("method", "choose_method")
    content = checked_text("content", form.content)
    feedback = checked_text("feedback", form.feedback, required=False)
    next_step = checked_text("next_step", form.next_step, required=False)
    at = true_time(case, form.at)
    first = case.cycle.first_response_at is None and case.ticket.status != Status.CLOSED
    case.begin_handling()
    if first:
        record_response(case, at, form.method, content)
    proposed = case.clocks.stop(ClockKind.PRELIMINARY, at) if form.proposal else None
    event = case.event(
        "response:recorded" if first else "communication:recorded",
        data={
            "method": form.method,
            "clock": _decided(case, first=first),
            "key": form.key or None,
            "proposal": form.proposal or None,
        },
        texts={"content": content, "feedback": feedback, "next_step": next_step},
        occurred_at=at,
        informed=True,
        note=feedback or content,
    )
    case.clocks.event = event
    if proposed is not None:
        proposed.event = event
    if form.key and feedback:
        case.ticket.key_feedback = "\n".join(filter(None, (case.ticket.key_feedback, feedback)))[:20_000]
    if form.promise_at is not None:
        promise(case, form.promise_at, form.promise or next_step or content, event)
    case.done("communication.recorded", method=form.method, first=first)
    return number


def _decided(case: Case, *, first: bool) -> int | None:
    held = case.clocks.stopped(ClockKind.FIRST_RESPONSE) if first else None
    return held.row.id if held else None


def promise(case: Case, until: datetime, words: str, event: Written | None) -> None:
    """Start the clock of a promise to the customer; it runs even after the ticket is solved (R3.12)."""
    until = until.replace(microsecond=0)
    if until <= case.tx.now or until > case.tx.now + LONGEST_PROMISE:
        raise invalid("promise_at", "promise_in_the_past")
    target = Target.until(to_epoch(case.tx.now), to_epoch(until))
    held = case.clocks.begin(ClockKind.PROMISE, target, case.tx.now, label=words.replace("\n", " ")[:200])
    held.event = event
    case.event("promise:made", data={"until": until}, texts={"content": words}, by_system=True)


@action("communications.keep_promise")
def keep_promise(tx: Tx, number: str, clock_id: int) -> str:
    """What was promised has been done (承诺兑现)."""
    case = open_case(tx, number, "ticket.write")
    held = next(
        (h for h in case.clocks.held if h.row.id == clock_id and h.row.kind == ClockKind.PROMISE), None
    )
    if held is None or not held.state.going:
        raise WrongState("promise_over")
    case.clocks.stop_held(held, tx.now)
    case.event("promise:kept", data={"clock": clock_id}, texts={"content": held.row.label})
    case.done("promise.kept", clock=clock_id)
    return number


@action("communications.attempt")
def attempt(tx: Tx, number: str, *, method: str, note: str = "", at: datetime | None = None) -> str:
    """A try to reach the customer failed (联系未果): kept, counted, never a response (R3.13, R6.1)."""
    case = open_case(tx, number, "ticket.write")
    _open_work(case)
    if method not in set(ContactMethod):
        raise invalid("method", "choose_method")
    purpose = {Status.TO_VERIFY: "verify", Status.CLOSED: "callback"}.get(
        Status(case.ticket.status), "contact"
    )
    record_attempt(case, purpose, method, note, true_time(case, at))
    case.done("attempt.failed", method=method)
    return number


def record_attempt(case: Case, purpose: str, method: str, note: str, at: datetime) -> None:
    """Count a failed try for its purpose: contact, verify or callback."""
    cycle = case.cycle
    case.tx.session.add(
        Attempt(
            ticket_id=case.ticket.id,
            cycle_id=cycle.id,
            purpose=purpose,
            at=at,
            local_day=local_moment(at, case.ref.zone).day,
            person_id=case.tx.by.person_id,
        )
    )
    if purpose == "verify":
        cycle.verify_attempts += 1
    if purpose == "callback":
        cycle.callback_attempts += 1
    case.tx.session.flush()
    count = case.tx.session.scalars(
        select(Attempt.id).where(Attempt.cycle_id == cycle.id, Attempt.purpose == purpose)
    ).all()
    text = checked_text("note", note, required=False)
    case.event(
        "attempt:failed",
        data={"method": method, "purpose": purpose, "count": len(count)},
        texts={"note": text},
        occurred_at=at,
        note=text,
    )


@action("communications.progress")
def progress(tx: Tx, number: str, *, text: str, informed: bool = False, at: datetime | None = None) -> str:
    """Write a progress entry; it restarts the update clock (R3.4)."""
    case = open_case(tx, number, "ticket.write")
    _open_work(case)
    words = checked_text("text", text)
    case.begin_handling()
    case.clocks.event = case.event(
        "progress:noted",
        texts={"text": words},
        occurred_at=true_time(case, at),
        informed=informed,
        note=words,
    )
    case.done("progress.noted")
    return number


@action("communications.note")
def note(tx: Tx, number: str, *, text: str) -> str:
    """Write an internal note: the customer never sees it, no clock cares (R3.4)."""
    case = open_case(tx, number, "ticket.write", settle=False)
    words = checked_text("text", text)
    case.event("note:written", texts={"text": words})
    case.done("note.written")
    return number


@action("communications.correct")
def correct(tx: Tx, number: str, seq: int, *, field: str, text: str, reason: str) -> str:
    """Correct the words of an entry: what was there stays readable beside it (R4.2).

    A further correction begins with the words of the one before; corrections themselves are not corrected.

    Arguments:
        text: the right words; a masked number of the old ones stands for the number (R1.7).

    Raises:
        NotFound: no such entry or field.
        Forbidden: only the author and the supervisor may correct.
    """
    case = open_case(tx, number, "ticket.write", settle=False)
    event = tx.session.scalar(
        select(Event).where(Event.ticket_id == case.ticket.id, Event.seq == seq, Event.corrects_id.is_(None))
    )
    words = words_now(tx.session, case.ticket.id, event.id, field) if event else None
    if event is None or words is None:
        raise NotFound("entry_not_found")
    if event.actor_id != tx.by.person_id and not access.allowed(tx.by, "breach.check", case.facts):
        raise Forbidden("only_own_entries")
    new = unmask_text(checked_text("text", text), words)
    why = checked_text("reason", reason)
    case.event(
        "entry:corrected",
        data={"seq": seq, "field": field},
        texts={"before": words, "after": new, "reason": why},
        corrects=event.id,
    )
    case.done("entry.corrected", seq=seq, field=field)
    return number
