"""The whys of a 5-Why record: asked, answered, backed by evidence, kept or excluded (R8.1)."""

from dataclasses import asdict

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._records import note_change, ticket_ids, tree, whys_of, writes
from sladesk.domain.codes import Verdict
from sladesk.domain.errors import NotFound, Stale, WrongState, invalid
from sladesk.domain.quality import whys
from sladesk.domain.quality.whys import WhyForm, cleaned
from sladesk.models import RootCause, Ticket, Why


@action("whys.add")
def add(tx: Tx, number: str, form: WhyForm, *, parent: int | None = None) -> int:
    """Answer one more "why?" behind those of its parent; return its number within the record.

    Arguments:
        number: the record's; parent: the why it explains, None for the problem itself.

    Raises:
        Invalid: no answer, no such parent, or more whys than a record holds.
    """
    record = writes(tx, number)
    made, held = cleaned(form), whys_of(tx, record)
    found = tree(held)
    whys.check_parent(found, None, parent)
    why = Why(
        root_cause_id=record.id,
        no=max(held, default=0) + 1,
        parent_no=parent,
        position=whys.next_position(found, parent),
    )
    _fill(why, made, _evidence(tx, record, made.evidence_ticket))
    tx.session.add(why)
    note_change(tx, record)
    tx.audit("why.added", "root_cause", number, line=why.no, verdict=why.verdict)
    return why.no


@action("whys.change")
def change(tx: Tx, number: str, no: int, form: WhyForm, *, parent: int | None = None, version: int) -> int:
    """Change a why, or hang it under another one; return its number.

    Raises:
        NotFound: the record has no such why.
        Invalid: a field that can't be taken; a place under itself.
        Stale: somebody else changed it meanwhile; both versions are in the error.
    """
    record = writes(tx, number)
    held = whys_of(tx, record)
    why = held.get(no)
    if why is None:
        raise NotFound
    made, before = cleaned(form), _said(tx, why)
    if version != why.version:
        raise Stale(asdict(made), before, version=why.version)
    found = tree(held)
    whys.check_parent(found, no, parent)
    if parent != why.parent_no:
        why.position, why.parent_no = whys.next_position(found, parent), parent
    _fill(why, made, _evidence(tx, record, made.evidence_ticket))
    why.version += 1
    note_change(tx, record)
    changed = [name for name, value in asdict(made).items() if before[name] != value]
    tx.audit("why.changed", "root_cause", number, line=no, fields=changed, verdict=why.verdict)
    return no


@action("whys.remove")
def remove(tx: Tx, number: str, no: int) -> int:
    """Take out a why of a draft that nothing hangs under; return the one it explained, or 0.

    What was looked into and did not hold is excluded with its reason, and stays.

    Raises:
        WrongState: something hangs under it.
    """
    record = writes(tx, number)
    held = whys_of(tx, record)
    why = held.get(no)
    if why is None:
        raise NotFound
    if any(other.parent_no == no for other in held.values()):
        raise WrongState("why_holds_others")
    tx.session.delete(why)
    note_change(tx, record)
    tx.audit("why.removed", "root_cause", number, line=no)
    return why.parent_no or 0


def _fill(why: Why, form: WhyForm, evidence_ticket_id: int | None) -> None:
    why.text, why.question, why.evidence = form.text, form.question, form.evidence
    why.evidence_ticket_id, why.verdict = evidence_ticket_id, form.verdict
    why.reason = form.reason if form.verdict == Verdict.EXCLUDED else ""
    why.is_root = form.is_root


def _evidence(tx: Tx, record: RootCause, number: str) -> int | None:
    """Return the key of the ticket that proves a why: one of the record's own."""
    if not number:
        return None
    found = tx.session.scalar(select(Ticket.id).where(Ticket.number == number))
    if found is None or found not in ticket_ids(tx, record):
        raise invalid("evidence_ticket", "unknown_choice")
    return found


def _said(tx: Tx, why: Why) -> dict[str, str | bool]:
    proof = why.evidence_ticket_id
    number = tx.session.scalar(select(Ticket.number).where(Ticket.id == proof)) if proof else ""
    made = WhyForm(why.text, why.question, why.evidence, number or "", why.verdict, why.reason, why.is_root)
    return asdict(made)
