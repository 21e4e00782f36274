"""Policy sets by their number, whatever their state: as domain values, and what is found about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, select

from sladesk.db import db
from sladesk.domain.codes import Priority, RiskLevel, ServiceType, TicketClass
from sladesk.domain.settings import PEAKS
from sladesk.domain.sla.coverage import World
from sladesk.domain.sla.findings import Calendars, Findings, find
from sladesk.domain.sla.policies import Policy, unrelaxed
from sladesk.models import Policy as Row
from sladesk.models import PolicySet
from sladesk.queries.reference import Reference, read_policies


@dataclass(frozen=True)
class SetView:
    """A policy set; targets stand on the newest versions of their calendars.

    Arguments:
        base: number of the set it was copied from, or code of a shipped one; "" where that was not kept.
        names: policy code → name in Chinese and English.
        versions: policy code → version of its row, for two administrators at once.
        chains: policy code → key of the escalation chain it names; those that name none are not there.
    """

    id: int
    no: int
    state: str
    version: int
    base: str
    note: str
    active_from: datetime | None
    retired_at: datetime | None
    made_at: datetime
    made_by_id: int | None
    policies: tuple[Policy, ...]
    names: Mapping[str, tuple[str, str]]
    versions: Mapping[str, int]
    chains: Mapping[str, int]

    @property
    def planned(self) -> bool:
        """Whether it waits for its instant."""
        return self.state == "draft" and self.active_from is not None

    @property
    def editable(self) -> bool:
        """Whether its policies can be changed."""
        return self.state == "draft" and self.active_from is None

    @property
    def discarded(self) -> bool:
        """Whether it was given up before it ruled."""
        return self.state == "retired" and self.active_from is None


def with_base(ref: Reference, no: int) -> tuple[SetView | None, SetView | None]:
    """Return a set by its number, and the one it was copied from; none for what a shipped set began."""
    base = select(PolicySet.base).where(PolicySet.no == no).scalar_subquery()
    which = PolicySet.no.in_((no, no - 1)) | (cast(PolicySet.no, String) == base)
    found = {str(view.no): view for view in _read(ref, which)}
    view = found.get(str(no))
    # What was changed before there were drafts was copied from the version before.
    return view, found.get(view.base or str(no - 1)) if view else None


def draft_and_active(ref: Reference) -> tuple[SetView | None, SetView | None]:
    """Return the set that is drafted or waits for its instant, and the set that rules."""
    found = {view.state: view for view in _read(ref, PolicySet.state.in_(("draft", "active")))}
    return found.get("draft"), found.get("active")


def _read(ref: Reference, which: ColumnElement[bool]) -> list[SetView]:
    """Return sets in the order of their numbers; three statements, however many there are."""
    session = db.session()
    sets = session.scalars(select(PolicySet).where(which).order_by(PolicySet.no)).all()
    of_these = Row.set_id.in_([row.id for row in sets])
    held = read_policies(session, ref.newest_calendars, of_these)
    return [_view(row, [pair for pair in held if pair[0].set_id == row.id]) for row in sets]


def due(now: datetime) -> bool:
    """Whether a set waits whose instant has come."""
    found = select(PolicySet.id).where(PolicySet.state == "draft", PolicySet.active_from <= now)
    return db.session.scalar(found) is not None


def _view(row: PolicySet, held: Sequence[tuple[Row, Policy]]) -> SetView:
    return SetView(
        id=row.id,
        no=row.no,
        state=row.state,
        version=row.version,
        base=row.base,
        note=row.note,
        active_from=row.active_from,
        retired_at=row.retired_at,
        made_at=row.made_at,
        made_by_id=row.made_by_id,
        policies=tuple(policy for _row, policy in held),
        names={one.code: (one.name_zh, one.name_en) for one, _policy in held},
        versions={one.code: one.version for one, _policy in held},
        chains={one.code: one.chain_id for one, _policy in held if one.chain_id is not None},
    )


def versions(limit: int = 20) -> Sequence[PolicySet]:
    """Return the sets there have been and the one that waits, newest first; drafts are no version yet."""
    said = (PolicySet.state != "draft") | PolicySet.active_from.is_not(None)
    return db.session.scalars(select(PolicySet).where(said).order_by(PolicySet.no.desc()).limit(limit)).all()


def ruling(ref: Reference, policies: tuple[Policy, ...]) -> tuple[Policy, ...]:
    """Return a set as it would rule at this site, whose peaks may be switched off (R3.2)."""
    return unrelaxed(policies) if ref.setting(PEAKS) == "off" else policies


# --- what sets are held against -------------------------------------------------------------------------


def known_codes(ref: Reference) -> dict[str, tuple[str, ...]]:
    """Return the codes that each condition may name, those of retired rows too."""
    return {
        "channel": tuple(ref.channels_by_code),
        "service_type": tuple(ServiceType),
        "class_code": tuple(TicketClass),
        "category": tuple(ref.categories_by_code),
        "priority": tuple(Priority),
        "risk_level": tuple(RiskLevel),
        "tier": ("vip",),
    }


def world(ref: Reference) -> World:
    """Return what tickets can be: channels and categories in use."""
    live = [row for row in ref.channels.values() if not row.retired]
    return World(
        channels=tuple(row.code for row in live),
        public=frozenset(row.code for row in live if row.extra["public"]),
        categories={
            row.code: row.class_code for row in ref.categories.values() if row.leaf and not row.retired
        },
    )


def findings(ref: Reference, policies: tuple[Policy, ...]) -> Findings:
    """Return what is found about a set."""
    retired = frozenset(
        ref.newest_calendars[row.id]
        for row in ref.calendars.values()
        if row.retired and row.id in ref.newest_calendars
    )
    return find(policies, world(ref), Calendars(ref.calendar_specs, retired))
