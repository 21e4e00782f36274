"""Waiting for the customer or for parts, and going on (R3.6)."""

from collections.abc import Sequence
from datetime import datetime

from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case, open_cases, waking
from sladesk.actions._case.waking import end_pause, go_on
from sladesk.actions._solving import checked_text
from sladesk.actions.tickets import known_reason
from sladesk.db import rows
from sladesk.domain.codes import ReasonKind, Status
from sladesk.domain.errors import invalid
from sladesk.models import Pause

STEPS = {"customer": Status.WAITING_CUSTOMER, "parts": Status.WAITING_PARTS}
_REASONS = {"customer": ReasonKind.WAIT_CUSTOMER, "parts": ReasonKind.WAIT_PARTS}


@action("waiting.wait")
def wait(
    tx: Tx,
    number: str,
    *,
    on: str,
    reason_id: int | None,
    note: str = "",
    expected_at: datetime | None = None,
) -> str:
    """Put a ticket into waiting; the clocks this kind of waiting holds stop counting (R3.6).

    Arguments:
        on: "customer" or "parts".
        expected_at: when it goes on by itself at the latest (arrival of the part, date agreed).

    Raises:
        Invalid: no reason from the list, or an expected time in the past.
        WrongState: waiting does not start here.
    """
    case = open_case(tx, number, "ticket.write")
    if on not in STEPS:
        raise invalid("on", "unknown_choice")
    begin_wait(case, on, reason_id, note, expected_at)
    case.done("wait.started", on=on, reason=reason_id)
    return number


def begin_wait(case: Case, on: str, reason_id: int | None, note: str, expected_at: datetime | None) -> None:
    """Put an open case into waiting."""
    if reason_id is None or not known_reason(case.ref, reason_id, _REASONS[on]):
        raise invalid("reason", "choose_reason")
    words = checked_text("note", note, required=case.ref.reasons[reason_id].extra["note_required"] is True)
    if expected_at is not None and expected_at <= case.tx.now:
        raise invalid("expected_at", "must_be_ahead")
    if case.ticket.status in set(STEPS.values()):
        end_pause(case, case.tx.now)
        case.clocks.resume(case.tx.now)
    case.begin_handling()
    case.move(f"wait_{on}")
    status = STEPS[on]
    case.tx.session.add(
        Pause(
            ticket_id=case.ticket.id,
            cycle_id=case.cycle.id,
            status=status,
            reason_id=reason_id,
            note=words,
            expected_at=expected_at,
            resume_at=expected_at,
            started_at=case.tx.now,
            started_by_id=case.tx.by.person_id,
        )
    )
    case.clocks.event = case.event(
        "wait:started",
        data={"on": on, "reason": reason_id, "expected": expected_at},
        texts={"note": words},
        note=words,
    )
    case.clocks.pause(status, reason_id)


@action("waiting.resume")
def resume(tx: Tx, number: str, *, note: str = "") -> str:
    """Go on after waiting; the waiting time has become a hole in the clocks that were held."""
    case = open_case(tx, number, "ticket.write")
    end_wait(case, checked_text("note", note, required=False))
    case.done("wait.ended")
    return number


def end_wait(case: Case, words: str = "") -> None:
    """Take an open case out of waiting."""
    go_on(case, case.tx.now, words)


@action("waiting.wake")
def wake(tx: Tx, number: str) -> str:
    """Let a ticket go on whose waiting was to end by now; opening the case does it (R3.6)."""
    open_case(tx, number, "clock.sweep").done("wait.ended", by_itself=True)
    return number


@action("waiting.wake_many")
def wake_many(tx: Tx, numbers: Sequence[str]) -> list[str]:
    """Let many tickets go on whose waiting was to end by now, as `wake` does.

    Returns:
        Nothing is left to be done alone: who is changed just now goes on by that, or at the next sweep.
    """
    with rows.gathered(tx.session):
        cases = open_cases(tx, numbers, "clock.sweep", whole=True)
        waking.foresee(cases)
        for case in cases:
            if waking.wake(case):
                case.done("wait.ended", by_itself=True)
    return []
