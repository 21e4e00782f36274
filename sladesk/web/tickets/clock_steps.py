"""Steps that move clocks, from their forms to the verbs: contacts, waiting, promises, overdue reasons."""

from collections.abc import Callable

from sladesk.actions import breaches, communications, corrections, waiting
from sladesk.actions._action import Call
from sladesk.web.tickets import clock_forms
from sladesk.web.tickets import step_forms as f


def wait(on: str) -> Callable[[Call, str, f.WaitForm], object]:
    """Return the step that waits for customer or parts (R3.6)."""

    def run(call: Call, number: str, form: f.WaitForm) -> object:
        expected = f.moment(form.expected_at.data)
        reason = f.key(form.reason.data)
        return waiting.wait(
            call, number, on=on, reason_id=reason, note=form.note.data or "", expected_at=expected
        )

    return run


def resume(call: Call, number: str, form: f.ResumeForm) -> object:
    """Go on after waiting."""
    return waiting.resume(call, number, note=form.note.data or "")


def contact(call: Call, number: str, form: f.ContactForm) -> object:
    """Record a talk with the customer, or a try that failed (R3.13, R4.3)."""
    method = form.method.data or ""
    if form.reached.data == "no":
        return communications.attempt(call, number, method=method, note=form.content.data or "")
    contact = communications.Contact(
        method,
        form.content.data or "",
        feedback=form.feedback.data or "",
        next_step=form.next_step.data or "",
        promise_at=f.moment(form.promise_at.data),
        promise=form.promise.data or "",
        key=bool(form.key_feedback.data),
        proposal=bool(form.proposal.data),
    )
    return communications.contact(call, number, contact)


def keep_promise(call: Call, number: str, form: clock_forms.ClockForm) -> object:
    """Mark a promise as kept."""
    return communications.keep_promise(call, number, f.key(form.clock.data) or 0)


def explain(call: Call, number: str, form: clock_forms.ExplainForm) -> object:
    """Say why a due time was missed (R3.9)."""
    clock, reason = f.key(form.clock.data) or 0, f.key(form.reason.data)
    return breaches.explain(call, number, clock, reason_id=reason, remark=form.remark.data or "")


def check(call: Call, number: str, form: clock_forms.CheckForm) -> object:
    """Confirm or correct the reason (核查)."""
    return breaches.check(call, number, f.key(form.clock.data) or 0, reason_id=f.key(form.reason.data))


def propose(call: Call, number: str, form: clock_forms.ProposeForm) -> object:
    """A preliminary solution was proposed to the customer (R3.12)."""
    said = communications.Contact(form.method.data or "", form.content.data or "", proposal=True)
    return communications.contact(call, number, said)


def correct_clock(call: Call, number: str, form: clock_forms.CorrectClockForm) -> object:
    """Move a happening of a clock to its true time."""
    clock, entry = f.key(form.clock.data) or 0, f.key(form.entry.data) or 0
    at = f.moment(form.at.data)
    return corrections.correct(call, number, clock, entry, at=at, reason=form.reason.data or "")
