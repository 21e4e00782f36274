"""Policy sets tried on the past: asked for, carried on with, given up (R3.11). No ticket is changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select

from sladesk.actions._action import Tx, action
from sladesk.actions._drafts import ruling
from sladesk.actions._making import stopped, under_way
from sladesk.actions.house import forget
from sladesk.db import rows
from sladesk.domain import access
from sladesk.domain.codes import RunState
from sladesk.domain.errors import NotFound, WrongState, invalid
from sladesk.domain.periods import day_bounds
from sladesk.domain.sla.trial_figures import Figures
from sladesk.models import Trial, TrialChange
from sladesk.queries import trials as queries
from sladesk.queries.trials import Document, Source
from sladesk.queries.trying import Place

#: Clocks that are listed; of more there are only the figures.
MOST_CHANGES = 5_000
#: No period is longer.
LONGEST = timedelta(days=3_660)


@dataclass(frozen=True)
class Changed:
    """A clock that would have ended otherwise; as `TrialChange`."""

    ticket: int
    kind: str
    better: bool
    ended_at: datetime | None
    due_then: datetime | None
    due_now: datetime | None
    policy_then: int | None
    policy: str


@dataclass(frozen=True)
class Stretch:
    """What was found on some tickets.

    Arguments:
        begun: where they began; `place`: where it goes on, None when these were the last.
        tickets: how many there are in the period.
    """

    begun: Place
    place: Place | None
    tickets: int
    figures: Figures
    changed: Sequence[Changed]


@action("trials.start")
def start(tx: Tx, source: Source, first: date, last: date) -> int:
    """Try a set on the tickets requested on some days, in the background; return the trial.

    Both sets are kept as they are now: what is edited meanwhile changes nothing.

    Raises:
        NotFound: there is no such set.
        Invalid: the days are no period.
        WrongState: another trial is under way.
    """
    access.require(tx.by, "policy.edit")
    ruling(tx)  # locked: one asks after the other
    if source not in queries.sources(tx.session):
        raise NotFound("policy_set_not_found")
    if last < first:
        raise invalid("last", "trial_period")
    if last - first > LONGEST:
        raise invalid("first", "trial_too_long")
    if tx.session.scalar(select(Trial.id).where(Trial.state == RunState.RUNNING)) is not None:
        raise WrongState("trial_running")
    ref = tx.reference()
    since, until = day_bounds(first, ref.zone)[0], day_bounds(last, ref.zone)[1]
    blank = Document(source.kind, source.source, first, last, tx.now)
    made = Trial(
        state=RunState.RUNNING,
        kind=source.kind,
        source=source.source,
        first=first,
        last=last,
        since=since,
        until=until,
        as_of=tx.now,
        setup=queries.written(queries.setup(tx.session, ref, source)),
        next_at=until,
        next_key=0,
        body=queries.written(blank),
        made_by_id=tx.by.person_id,
    )
    rows.add(tx.session, made)
    tx.audit("trial.started", "trial", made.id, source=source.source, first=str(first), last=str(last))
    tx.enqueue("policies.try", {"trial": made.id})
    return made.id


@action("trials.keep")
def keep(tx: Tx, trial_id: int, stretch: Stretch) -> None:
    """Keep what was found on some tickets, and have it gone on with; nothing when that was kept already."""
    access.require(tx.by, "system")
    row = under_way(tx, Trial, trial_id)
    if row is None or (row.next_at, row.next_key) != stretch.begun:
        return
    listed = stretch.changed[: MOST_CHANGES - row.changes]
    if listed:
        rows.put(tx.session, TrialChange, [_line(trial_id, one) for one in listed])
    held = queries.document_of(row.body)
    found = replace(held, figures=held.figures.plus(stretch.figures))
    row.body, row.tickets, row.tickets_done = queries.written(found), stretch.tickets, found.figures.tickets
    row.changes += len(listed)
    if stretch.place is None:
        row.state, row.finished_at, row.next_at, row.next_key = RunState.DONE, tx.now, None, None
        row.sha256 = queries.digest(row.body)
        return
    row.next_at, row.next_key = stretch.place
    tx.enqueue("policies.try", {"trial": trial_id})


def _line(trial_id: int, one: Changed) -> dict[str, object]:
    return {
        "trial_id": trial_id,
        "ticket_id": one.ticket,
        "kind": one.kind,
        "better": one.better,
        "ended_at": one.ended_at,
        "due_then": one.due_then,
        "due_now": one.due_now,
        "policy_then_id": one.policy_then,
        "policy": one.policy,
    }


@action("trials.failed")
def failed(tx: Tx, trial_id: int) -> None:
    """Note that a trial could not be carried on with."""
    stopped(tx, Trial, trial_id)


@action("trials.cancel")
def cancel(tx: Tx, trial_id: int) -> int:
    """Give a trial up that is under way; what it found is forgotten.

    Raises:
        NotFound: none of this number is under way.
    """
    access.require(tx.by, "policy.edit")
    row = under_way(tx, Trial, trial_id)
    if row is None:
        raise NotFound("trial_not_running")
    row.state, row.finished_at, row.changes = RunState.CANCELLED, tx.now, 0
    tx.session.execute(delete(TrialChange).where(TrialChange.trial_id == trial_id))
    tx.audit("trial.cancelled", "trial", trial_id)
    return trial_id


@action("trials.drop")
def drop(tx: Tx, before: datetime) -> int:
    """Remove trials that ended before an instant, their lists first; return how many rows went."""
    access.require(tx.by, "system")
    old = Trial.finished_at < before
    listed = TrialChange.trial_id.in_(select(Trial.id).where(old))
    return forget(tx, TrialChange, listed) or forget(tx, Trial, old)
