"""Trials of policy sets: what is tried, how far one is, what was found (R3.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from msgspec import json
from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.db import db
from sladesk.domain.settings import PEAKS
from sladesk.domain.sla.policies import Policy, unrelaxed
from sladesk.domain.sla.shipped import POLICY_NAMES, POLICY_SETS
from sladesk.domain.sla.trial_figures import Figures
from sladesk.models import Policy as Row
from sladesk.models import PolicySet, Ticket, Trial, TrialChange
from sladesk.queries import keyed
from sladesk.queries.keyed import Page, Way
from sladesk.queries.reference import Reference, read_policies

#: Changed clocks on a page; trials that are listed.
PAGE, LISTED = 50, 50
Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Setup:
    """Both sets as they were when the trial was asked for.

    Arguments:
        names: of the policies tried, Chinese and English.
        ruling: key of a policy that rules → its code.
    """

    tried: tuple[Policy, ...]
    present: tuple[Policy, ...]
    names: Names
    ruling: Mapping[int, str]


@dataclass(frozen=True)
class Document:
    """What a trial found, to be read without anything else."""

    kind: str
    source: str
    first: date
    last: date
    as_of: datetime
    figures: Figures = field(default_factory=Figures)
    schema: int = 1


class Source(NamedTuple):
    """A set that can be tried: `draft`, `version` or `shipped`, and its number or code."""

    kind: str
    source: str


@dataclass(frozen=True)
class Change:
    """A clock that would have ended otherwise; then_zh, then_en: names of the policy that had set it."""

    id: int
    number: str
    kind: str
    better: bool
    ended_at: datetime | None
    due_then: datetime | None
    due_now: datetime | None
    then_zh: str | None
    then_en: str | None
    policy: str


# --- what is tried ------------------------------------------------------------------------------------------


def sources(session: Session) -> list[Source]:
    """Return the sets that can be tried: the draft first, versions from the newest on, shipped ones."""
    rows = session.execute(select(PolicySet.no, PolicySet.state).order_by(PolicySet.no.desc())).all()
    drafts = [Source("draft", str(no)) for no, state in rows if state == "draft"]
    versions = [Source("version", str(no)) for no, state in rows if state != "draft"]
    return [*drafts, *versions, *(Source("shipped", code) for code in POLICY_SETS)]


def setup(session: Session, ref: Reference, source: Source) -> Setup:
    """Return what a trial works with: peaks as the site has them switched, calendars as they are now."""
    if source.kind == "shipped":
        policies = tuple(_on_calendars(ref, policy) for policy in POLICY_SETS[source.source].policies)
        names: Names = {policy.code: POLICY_NAMES[policy.code] for policy in policies}
    else:
        of_set = select(PolicySet.id).where(PolicySet.no == int(source.source))
        held = read_policies(session, ref.newest_calendars, Row.set_id.in_(of_set))
        policies = tuple(policy for _row, policy in held)
        names = {row.code: (row.name_zh, row.name_en) for row, _policy in held}
    tried = unrelaxed(policies) if ref.setting(PEAKS) == "off" else policies
    return Setup(tried, ref.policies, names, {key: code for code, key in ref.policy_ids.items()})


def _on_calendars(ref: Reference, policy: Policy) -> Policy:
    """Return a shipped policy on the newest versions of the calendars it names."""
    targets = {
        kind: target.on(ref.newest_calendars[ref.calendars[target.calendar].id])
        if target.calendar
        else target
        for kind, target in policy.targets.items()
    }
    return Policy(
        policy.code,
        policy.position,
        policy.name,
        policy.match,
        targets,
        policy.regulated,
        policy.group,
    )


def written(value: Setup | Document) -> str:
    """Return a value as it is stored."""
    return json.encode(value).decode()


def setup_of(text: str) -> Setup:
    """Read what `written` made."""
    return json.decode(text, type=Setup)


def document_of(text: str) -> Document:
    """Read what `written` made."""
    return json.decode(text, type=Document)


def digest(text: str) -> str:
    """Return the digest of a stored document."""
    return sha256(text.encode()).hexdigest()


# --- trials -------------------------------------------------------------------------------------------------


def trials() -> Sequence[Trial]:
    """Return the trials there are, newest first."""
    return db.session.scalars(select(Trial).order_by(Trial.id.desc()).limit(LISTED)).all()


def trial(trial_id: int) -> Trial | None:
    """Return a trial as stored now."""
    return db.session.get(Trial, trial_id, populate_existing=True)


def changes(
    trial_id: int, start: int | None = None, way: Way = "after", *, better: bool | None
) -> Page[Change]:
    """Return a page of clocks that would have ended otherwise, of the newest tickets first.

    Arguments:
        better: only those missed then and not now, or the reverse; None for all.
    """
    found = (
        select(
            TrialChange.id,
            Ticket.number,
            TrialChange.kind,
            TrialChange.better,
            TrialChange.ended_at,
            TrialChange.due_then,
            TrialChange.due_now,
            Row.name_zh,
            Row.name_en,
            TrialChange.policy,
        )
        .join(Ticket, Ticket.id == TrialChange.ticket_id)
        .outerjoin(Row, Row.id == TrialChange.policy_then_id)
        .where(TrialChange.trial_id == trial_id)
    )
    if better is not None:
        found = found.where(TrialChange.better.is_(better))
    return keyed.page(found, Change, TrialChange.id, PAGE, start, way, newest_first=False)
