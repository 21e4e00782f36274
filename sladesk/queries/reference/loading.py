"""Reads all master data of a site in a few statements."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Text, cast, select
from sqlalchemy.orm import Session

from sladesk.domain.chains import parse
from sladesk.domain.duty import parse_hours
from sladesk.domain.errors import Problem
from sladesk.domain.intake import Suggestion
from sladesk.domain.routing import Rule
from sladesk.domain.settings import PEAKS
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.peaks import Peak
from sladesk.domain.sla.policies import Match, Policy, unrelaxed
from sladesk.domain.sla.targets import Mode, Target
from sladesk.models import (
    AssignmentRule,
    Calendar,
    CalendarVersion,
    Category,
    Chain,
    Channel,
    Person,
    PersonRole,
    PolicySet,
    PolicyTarget,
    PriorityRule,
    Reason,
    ReasonGroup,
    Setting,
    Shift,
    Team,
    TeamMember,
)
from sladesk.models import Policy as PolicyRow
from sladesk.queries.reference.values import (
    CategoryNode,
    Named,
    NamedChain,
    NamedShift,
    PersonName,
    Reference,
    Specs,
)

#: Reasons in the order in which people see them: list, group, own place.
_REASONS = (
    select(Reason)
    .outerjoin(ReasonGroup, ReasonGroup.id == Reason.group_id)
    .order_by(Reason.kind, ReasonGroup.position, ReasonGroup.id, Reason.position, Reason.id)
)


def _named(row: Channel | Reason | ReasonGroup | Team | Calendar, **extra: object) -> Named:
    return Named(row.id, row.code, row.name_zh, row.name_en, row.retired_at is not None, extra)


def load(session: Session, stamp: str) -> Reference:
    """Read everything; `stamp` is what the result is known by."""
    versions = _calendar_versions(session)
    policies, policy_ids, policy_names = _policies(session, versions)
    settings = {row.name: row.value for row in session.scalars(select(Setting))}
    return Reference(
        stamp=stamp,
        settings=settings,
        channels={
            row.id: _named(row, slow=row.slow, to_the_second=row.to_the_second, public=row.public)
            for row in session.scalars(select(Channel).order_by(Channel.position, Channel.id))
        },
        categories=_categories(session),
        reasons={
            row.id: _named(
                row, kind=row.kind, side=row.side, group=row.group_id, note_required=row.note_required
            )
            for row in session.scalars(_REASONS)
        },
        reason_groups={
            row.id: _named(row)
            for row in session.scalars(select(ReasonGroup).order_by(ReasonGroup.position, ReasonGroup.id))
        },
        teams={
            row.id: _named(row, kind=row.kind)
            for row in session.scalars(select(Team).order_by(Team.position, Team.id))
        },
        people={
            p.id: PersonName(p.id, p.name, p.name_en, p.staff_number, p.retired_at is not None)
            for p in session.scalars(select(Person).order_by(Person.staff_number))
        },
        suggestions=tuple(
            Suggestion(r.priority, r.class_code, r.service_type, r.category_code, tuple(r.channel_codes))
            for r in session.scalars(select(PriorityRule).order_by(PriorityRule.position, PriorityRule.id))
        ),
        rules=tuple(
            Rule(r.id, {n: tuple(c) for n, c in r.match.items()}, r.team_id, r.owner, r.person_id, r.version)
            for r in session.scalars(
                select(AssignmentRule).order_by(AssignmentRule.position, AssignmentRule.id)
            )
        ),
        shifts=_shifts(session),
        policies=unrelaxed(policies) if settings.get(PEAKS) == "off" else policies,
        policy_ids=policy_ids,
        policy_names=policy_names,
        calendars={
            row.code: _named(row)
            for row in session.scalars(select(Calendar).order_by(Calendar.position, Calendar.id))
        },
        calendar_specs=Specs({str(key): text for key, _calendar, text in versions}),
        newest_calendars=_current(versions),
        chains={
            row.id: NamedChain(
                row.id, row.code, row.name_zh, row.name_en, row.retired_at is not None, {}, parse(row.steps)
            )
            for row in session.scalars(select(Chain).order_by(Chain.position, Chain.id))
        },
        chain_of_policy={
            row.id: row.chain_id
            for row in session.execute(
                select(PolicyRow.id, PolicyRow.chain_id).where(PolicyRow.chain_id.is_not(None))
            )
        },
        by_role=_by_role(session),
        home_teams=_home_teams(session),
    )


def _by_role(session: Session) -> dict[str, tuple[int, ...]]:
    in_service = (
        select(PersonRole.role, PersonRole.person_id)
        .join(Person, Person.id == PersonRole.person_id)
        .where(Person.retired_at.is_(None))
        .order_by(PersonRole.person_id)
    )
    found: dict[str, list[int]] = {}
    for role, person in session.execute(in_service):
        found.setdefault(role, []).append(person)
    return {role: tuple(people) for role, people in found.items()}


def _shifts(session: Session) -> dict[int, NamedShift]:
    found: dict[int, NamedShift] = {}
    for row in session.scalars(select(Shift).order_by(Shift.position, Shift.id)):
        windows = parse_hours(row.hours)
        hours = () if isinstance(windows, Problem) else windows
        found[row.id] = NamedShift(
            row.id, row.code, row.name_zh, row.name_en, row.retired_at is not None, {}, hours
        )
    return found


def _home_teams(session: Session) -> dict[int, int]:
    """Return the team each person is in by default, else the first one."""
    last_wins = select(TeamMember.person_id, TeamMember.team_id).order_by(
        TeamMember.is_default, TeamMember.team_id.desc()
    )
    return {row.person_id: row.team_id for row in session.execute(last_wins)}


#: Key, calendar, text of what is open when.
_Version = tuple[int, int, str]
_VERSIONS = select(
    CalendarVersion.id, CalendarVersion.calendar_id, cast(CalendarVersion.spec, Text)
).order_by(CalendarVersion.calendar_id, CalendarVersion.no)


def _calendar_versions(session: Session) -> list[_Version]:
    return [(key, calendar, str(text)) for key, calendar, text in session.execute(_VERSIONS)]


def _current(versions: Sequence[_Version]) -> dict[int, str]:
    """Return the key of the newest version of each calendar."""
    return {calendar: str(key) for key, calendar, _text in versions}


def _categories(session: Session) -> dict[int, CategoryNode]:
    rows = list(session.scalars(select(Category).order_by(Category.position, Category.id)))
    by_id = {row.id: row for row in rows}
    parents = {row.parent_id for row in rows if row.retired_at is None}

    def way(row: Category) -> list[Category]:
        return [*way(by_id[row.parent_id]), row] if row.parent_id else [row]

    return {
        row.id: CategoryNode(
            id=row.id,
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            retired=row.retired_at is not None,
            extra={},
            class_code=row.class_code,
            parent_id=row.parent_id,
            service_type=row.service_type,
            priority=row.priority,
            path_zh=tuple(node.name_zh for node in way(row)),
            path_en=tuple(node.name_en for node in way(row)),
            leaf=row.id not in parents,
        )
        for row in rows
    }


def _policies(
    session: Session, versions: Sequence[_Version]
) -> tuple[tuple[Policy, ...], dict[str, int], dict[str, tuple[str, str]]]:
    ruling = select(PolicySet.id).where(PolicySet.state == "active")
    found = read_policies(session, _current(versions), PolicyRow.set_id.in_(ruling))
    names = {row.code: (row.name_zh, row.name_en) for row, _policy in found}
    return tuple(policy for _row, policy in found), {row.code: row.id for row, _policy in found}, names


def read_policies(
    session: Session, current: Mapping[int, str], which: ColumnElement[bool]
) -> list[tuple[PolicyRow, Policy]]:
    """Return policies of any sets, whatever their states, each set's in order; two statements.

    Arguments:
        current: by calendar, the key of the version that holds now.
        which: which rows.
    """
    found = select(PolicyRow).where(which).order_by(PolicyRow.set_id, PolicyRow.position, PolicyRow.id)
    rows = session.scalars(found).all()
    targets: dict[int, dict[ClockKind, Target]] = {row.id: {} for row in rows}
    for target in session.scalars(select(PolicyTarget).where(PolicyTarget.policy_id.in_(targets))):
        targets[target.policy_id][ClockKind(target.kind)] = target_of(target, current)
    return [(row, _policy(row, targets[row.id])) for row in rows]


def target_of(row: PolicyTarget, current: Mapping[int, str]) -> Target:
    """Return the frozen target of a policy row on the newest version of its calendar."""
    return Target(
        seconds=row.seconds,
        mode=Mode(row.mode),
        calendar=current[row.calendar_id] if row.calendar_id else None,
        after_opening_seconds=row.after_opening_seconds,
        peak=tuple(Peak.parse(text) for text in row.peak or []),
        peak_seconds=row.peak_seconds,
        held_by=None if row.held_by is None else tuple(row.held_by),
    )


def _policy(row: PolicyRow, targets: Mapping[ClockKind, Target]) -> Policy:
    return Policy(
        code=row.code,
        position=row.position,
        name=row.name_zh,
        match=match_of(row.match),
        targets=targets,
        regulated=row.regulated,
        group=row.family,
    )


def match_of(stored: Mapping[str, object]) -> Match:
    """Return the conditions of a policy row from its stored lists of codes."""
    brand = stored.get("brand_post")

    def codes(name: str) -> tuple[str, ...]:
        listed = stored.get(name, [])
        return tuple(str(code) for code in listed) if isinstance(listed, list) else ()

    return Match(
        channel=codes("channel"),
        service_type=codes("service_type"),
        class_code=codes("class_code"),
        category=codes("category"),
        priority=codes("priority"),
        risk_level=codes("risk_level"),
        tier=codes("tier"),
        brand_post=brand if isinstance(brand, bool) else None,
    )
