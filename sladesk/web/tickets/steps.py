"""Every step taken on a ticket: its address, form, permission, and the verb it calls. One line a step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask_babel.speaklater import LazyString

from sladesk.actions import callbacks, communications, emergencies, escalations, solutions, tickets
from sladesk.actions._action import Call
from sladesk.web.tickets import chain_steps, clock_forms, clock_steps, task_steps
from sladesk.web.tickets import closing_forms as g
from sladesk.web.tickets import step_forms as f
from sladesk.web.tickets.scene import Scene
from sladesk.web.words import lazy_gettext as _l

F = TypeVar("F", bound=f.StepForm)


@dataclass(frozen=True)
class Step:
    """A step.

    Arguments:
        name: endpoint; path: last part of the address.
        text: on the button and over the form; done: said once it is saved.
        permission: asked before it is offered; the action asks again.
        workflow: step of `domain.workflow` that rules where it starts and what it lacks.
        hidden: not in the menu (it has its own place on the page).
        open_only: only on tickets that are not closed yet.
        when: what else must hold.
        compose: the composer's tab that does the same in place.
        at_once: asks nothing: one press does it.
    """

    name: str
    path: str
    text: LazyString
    done: LazyString
    permission: str
    form: type[f.StepForm]
    run: Callable[[Call, str, f.StepForm], object]
    icon: str
    workflow: str = ""
    key: str = ""
    hidden: bool = False
    open_only: bool = True
    when: Callable[[Scene], bool] | None = None
    compose: str = ""
    at_once: bool = False


def _progress(call: Call, number: str, form: f.ProgressForm) -> object:
    return communications.progress(call, number, text=form.text.data or "", informed=bool(form.informed.data))


def _note(call: Call, number: str, form: f.NoteForm) -> object:
    return communications.note(call, number, text=form.text.data or "")


def _verify_attempt(call: Call, number: str, form: f.AttemptForm) -> object:
    return solutions.verify_attempt(call, number, method=form.method.data or "", note=form.note.data or "")


def _callback_attempt(call: Call, number: str, form: f.AttemptForm) -> object:
    return callbacks.attempt(call, number, method=form.method.data or "", note=form.note.data or "")


def _correct(call: Call, number: str, form: f.CorrectForm) -> object:
    return communications.correct(
        call,
        number,
        f.key(form.seq.data) or 0,
        field=form.field.data or "",
        text=form.text.data or "",
        reason=form.reason.data or "",
    )


def _escalate(call: Call, number: str, form: f.EscalateForm) -> object:
    reason = f.key(form.reason.data)
    return escalations.escalate(
        call, number, reason_id=reason, text=form.text.data or "", plan=form.plan.data or ""
    )


def _decide(call: Call, number: str, form: f.DecideForm) -> object:
    return escalations.decide(
        call,
        number,
        approved=form.approved.data == "yes",
        decision=form.decision.data or "",
        owner_id=f.key(form.owner.data),
    )


def _assign(call: Call, number: str, form: f.AssignForm) -> object:
    return tickets.assign(
        call,
        number,
        team_id=f.key(form.team.data),
        owner_id=f.key(form.owner.data),
        note=form.note.data or "",
        version=f.key(form.version.data),
    )


def _change(call: Call, number: str, form: f.ChangeForm) -> object:
    return tickets.change(
        call,
        number,
        priority=form.priority.data or "",
        category_id=f.key(form.category.data) or 0,
        service_type=form.service_type.data or "",
        risk_level=form.risk_level.data or None,
        reason=form.reason.data or "",
        version=f.key(form.version.data),
    )


def _solve(call: Call, number: str, form: g.SolveForm) -> object:
    return solutions.solve(
        call,
        number,
        code=form.code.data or "",
        solution=form.solution.data or "",
        cause=form.cause.data or "",
    )


def _confirm(call: Call, number: str, form: g.ConfirmForm) -> object:
    return solutions.confirm(call, number, method=form.method.data or "", words=form.words.data or "")


def _reject(call: Call, number: str, form: g.WordsForm) -> object:
    return solutions.reject(call, number, words=form.words.data or "")


def _close_unreachable(call: Call, number: str, form: g.RemarkForm) -> object:
    return solutions.close_unreachable(call, number, note=form.note.data or "")


def _callback(call: Call, number: str, form: g.CallbackForm) -> object:
    return callbacks.record(
        call,
        number,
        score=f.key(form.score.data),
        comment=form.comment.data or "",
        method=form.method.data or "",
        new_owner_id=f.key(form.new_owner.data),
        plan=form.plan.data or "",
    )


def _low_score(call: Call, number: str, form: g.LowScoreForm) -> object:
    reason = f.key(form.reason.data)
    return callbacks.low_score_contact(
        call, number, reason_id=reason, finding=form.finding.data or "", method=form.method.data or ""
    )


def _settle(call: Call, number: str, form: g.SettleForm) -> object:
    return callbacks.settle(call, number, note=form.note.data or "")


def _reopen(call: Call, number: str, form: g.ReopenForm) -> object:
    return callbacks.reopen(call, number, words=form.words.data or "", owner_id=f.key(form.owner.data))


def _void(call: Call, number: str, form: g.VoidForm) -> object:
    return tickets.void(call, number, reason_id=f.key(form.reason.data), note=form.note.data or "")


def _merge(call: Call, number: str, form: g.MergeForm) -> object:
    return tickets.merge(call, number, form.into.data or "")


def _link(call: Call, number: str, form: f.LinkForm) -> object:
    return tickets.link(call, number, form.other.data or "")


def _chase(call: Call, number: str, form: f.ChaseForm) -> object:
    return tickets.chase(call, number, words=form.words.data or "", channel_id=f.key(form.channel.data))


def _unowned(scene: Scene) -> bool:
    return scene.ticket.owner_id is None and bool(
        scene.who.team_ids & {scene.ticket.team_id, scene.ticket.intake_team_id}
    )


def _imported(scene: Scene) -> bool:
    return scene.ticket.read_only


def _mine(scene: Scene) -> bool:
    return scene.ticket.owner_id == scene.who.person_id


def _callback_open(scene: Scene) -> bool:
    return scene.row.cycle.callback_at is None


_SAVED = _l("Saved")


def _table(*steps: Step) -> dict[str, Step]:
    return {step.name: step for step in steps}


def _as(run: Callable[[Call, str, F], object]) -> Callable[[Call, str, f.StepForm], object]:
    """Let the table hold verbs of forms of different kinds; each is called with its own form only."""
    return run  # type: ignore[return-value] - see above


# fmt: off
STEPS = _table(
    Step("take", "take", _l("Take over"), _l("The ticket is yours"), "ticket.take", f.NoForm, lambda c, n, _f: tickets.take(c, n), "user-check", workflow="assign", key="a", when=_unowned, at_once=True),
    Step("adopt", "adoption", _l("Take over the imported ticket"), _l("The ticket is handled here from now on"), "ticket.adopt", f.NoForm, lambda c, n, _f: tickets.adopt(c, n), "user-check", open_only=False, when=_imported, at_once=True),
    Step("accept", "accept", _l("Confirm the ticket"), _l("Confirmed"), "ticket.handle", f.NoForm, lambda c, n, _f: tickets.accept(c, n), "check", workflow="accept", when=_mine, at_once=True),
    Step("contact", "contacts", _l("Record the first response"), _SAVED, "ticket.write", f.ContactForm, _as(clock_steps.contact), "phone-outgoing", workflow="respond", key="r", compose="contact", when=lambda s: s.row.cycle.first_response_at is None),
    Step("emergency", "emergency", _l("Take charge of the emergency"), _l("You are in charge of the emergency"), "emergency.take", f.NoForm, lambda c, n, _f: emergencies.take(c, n), "urgent", open_only=False, when=lambda s: s.going("emergency"), at_once=True),
    Step("propose", "proposals", _l("Propose a solution"), _SAVED, "ticket.write", clock_forms.ProposeForm, _as(clock_steps.propose), "message", when=lambda s: s.going("preliminary")),
    Step("progress", "progress", _l("Progress"), _SAVED, "ticket.write", f.ProgressForm, _as(_progress), "pencil", hidden=True, compose="progress"),
    Step("note", "notes", _l("Internal note"), _SAVED, "ticket.write", f.NoteForm, _as(_note), "lock", hidden=True, compose="note"),
    Step("resume", "resume", _l("Go on"), _l("Going on; the clocks count again"), "ticket.write", f.ResumeForm, _as(clock_steps.resume), "player-play", workflow="resume"),
    Step("solve", "solution", _l("Record the solution"), _l("Solved; now to be verified"), "ticket.write", g.SolveForm, _as(_solve), "circle-check", workflow="solve", key="s"),
    Step("confirm", "confirmation", _l("Customer confirms"), _l("Closed; the callback is due"), "ticket.verify", g.ConfirmForm, _as(_confirm), "circle-check", workflow="confirm", key="s"),
    Step("reject", "rejection", _l("Not solved"), _l("Back in handling; the clock runs on"), "ticket.verify", g.WordsForm, _as(_reject), "arrow-back-up", workflow="reject"),
    Step("verify_attempt", "verify-attempts", _l("Customer not reached"), _l("Attempt counted"), "ticket.verify", f.AttemptForm, _as(_verify_attempt), "phone-x", workflow="confirm"),
    Step("close_unreachable", "closing", _l("Close as not reachable"), _l("Closed as not reachable"), "cycle.close_unreachable", g.RemarkForm, _as(_close_unreachable), "phone-x", workflow="close_unreachable"),
    Step("callback", "callback", _l("Record the callback"), _l("Callback recorded"), "callback.record", g.CallbackForm, _as(_callback), "star", workflow="callback", key="s", when=_callback_open),
    Step("callback_attempt", "callback-attempts", _l("Callback: not reached"), _l("Attempt counted"), "callback.record", f.AttemptForm, _as(_callback_attempt), "phone-x", workflow="callback", when=_callback_open),
    Step("low_score", "low-score", _l("Record the low-score contact"), _l("Contact recorded"), "low_score.contact", g.LowScoreForm, _as(_low_score), "phone-call", open_only=False, when=lambda s: s.going("low_score")),
    Step("settle", "settlement", _l("Settle"), _l("Settled"), "cycle.settle", g.SettleForm, _as(_settle), "shield-check", workflow="callback", when=lambda s: s.row.cycle.settled_at is None),
    Step("archive", "archive", _l("Archive"), _l("Archived; read only from here on"), "ticket.archive", f.NoForm, lambda c, n, _f: callbacks.archive(c, n), "archive", workflow="archive"),
    Step("reopen", "cycles", _l("Customer comes back"), _l("A new cycle has begun"), "ticket.reopen", g.ReopenForm, _as(_reopen), "refresh", workflow="reopen"),
    Step("decide", "decision", _l("Decide"), _l("Decided; back to the owner"), "escalation.decide", f.DecideForm, _as(_decide), "shield-check", workflow="decide", key="s"),
    Step("wait_customer", "waiting/customer", _l("Wait for the customer"), _l("Waiting; what waiting holds stands still"), "ticket.write", f.WaitForm, _as(clock_steps.wait("customer")), "player-pause", workflow="wait_customer"),
    Step("wait_parts", "waiting/parts", _l("Wait for parts"), _l("Waiting; what waiting holds stands still"), "ticket.write", f.WaitPartsForm, _as(clock_steps.wait("parts")), "package", workflow="wait_parts"),
    Step("escalate", "escalation", _l("Escalate"), _l("With the supervisor now"), "ticket.escalate", f.EscalateForm, _as(_escalate), "arrow-up", workflow="escalate", compose="escalate"),
    Step("assign", "assignment", _l("Reassign"), _l("Handed on to the new owner"), "ticket.assign", f.AssignForm, _as(_assign), "user-plus", workflow="assign"),
    Step("change", "change", _l("Change priority or category"), _l("Changed; running due times were recomputed"), "ticket.handle", f.ChangeForm, _as(_change), "adjustments-horizontal", workflow="change"),
    Step("chase", "chasers", _l("Customer asks again"), _l("Counted; no due time changes"), "ticket.write", f.ChaseForm, _as(_chase), "speakerphone", open_only=False),
    Step("ask_department", "department-tasks", _l("Ask another department"), _l("Asked: the department is told"), "task.ask", task_steps.AskForm, _as(task_steps.ask), "users-group"),
    Step("withdraw_task", "department-tasks/withdrawal", _l("Take the question back"), _l("Taken back: nobody has to answer"), "task.ask", task_steps.WithdrawForm, _as(task_steps.withdraw), "x", hidden=True, open_only=False, at_once=True),
    Step("link", "links", _l("Link a ticket"), _l("Linked"), "ticket.write", f.LinkForm, _as(_link), "link", open_only=False),
    Step("merge", "merge", _l("Merge into another"), _l("Merged"), "ticket.void", g.MergeForm, _as(_merge), "arrows-exchange", workflow="void"),
    Step("void", "void", _l("Void"), _l("Voided"), "ticket.void", g.VoidForm, _as(_void), "ban", workflow="void"),
    Step("correct", "corrections", _l("Correct an entry"), _l("Corrected; the old words stay readable"), "ticket.write", f.CorrectForm, _as(_correct), "pencil", hidden=True, open_only=False),
    Step("correct_clock", "clock-corrections", _l("Correct a time"), _l("Corrected; the due time was worked out again"), "clock.correct", clock_forms.CorrectClockForm, _as(clock_steps.correct_clock), "pencil", hidden=True, open_only=False),
    Step("keep_promise", "kept-promises", _l("Promise kept"), _l("Promise kept"), "ticket.write", clock_forms.ClockForm, _as(clock_steps.keep_promise), "flag", hidden=True, open_only=False, at_once=True),
    Step("explain", "overdue-reasons", _l("Give the overdue reason"), _l("Reason noted"), "breach.explain", clock_forms.ExplainForm, _as(clock_steps.explain), "alert-triangle", hidden=True, open_only=False),
    Step("check", "overdue-checks", _l("Check the overdue reason"), _l("Checked"), "breach.check", clock_forms.CheckForm, _as(clock_steps.check), "shield-check", hidden=True, open_only=False),
    Step("take_on", "overdue-takings", _l("I take it"), _l("Yours: nobody else is told"), "chain.answer", clock_forms.ClockForm, _as(chain_steps.take_on), "user-check", hidden=True, open_only=False, at_once=True),
    Step("hand_on", "overdue-handings", _l("Hand on"), _l("Handed on"), "chain.answer", chain_steps.HandOnForm, _as(chain_steps.hand_on), "user-plus", hidden=True, open_only=False),
)
# fmt: on
