"""Master data as frozen values, read once and kept until somebody changes it.

A stamp in the `setting` table changes with every edit of master data; a process reads everything anew
when the stamp it sees differs from the one it holds. Lists then need no joins for names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.domain import settings
from sladesk.domain.codes import Status
from sladesk.domain.intake import Route, Suggestion
from sladesk.domain.sla.calendars import CalendarTable, table_for
from sladesk.domain.sla.hours import CalendarSpec, Window
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Match, Policy
from sladesk.domain.sla.targets import Mode, Target
from sladesk.models import (
    Calendar,
    CalendarVersion,
    Category,
    Channel,
    Person,
    PolicySet,
    PolicyTarget,
    PriorityRule,
    Reason,
    Setting,
    Team,
    TeamDefault,
)
from sladesk.models import Policy as PolicyRow

STAMP = "reference.stamp"


@dataclass(frozen=True)
class Named:
    """A row of master data with its names in both languages."""

    id: int
    code: str
    name_zh: str
    name_en: str
    retired: bool
    extra: Mapping[str, object]

    def name(self, locale: str) -> str:
        """Return the name in a language; Chinese is the fallback."""
        return self.name_en if locale.startswith("en") and self.name_en else self.name_zh


@dataclass(frozen=True)
class CategoryNode(Named):
    """A category with its way from the root: `path` holds the nodes' names in both languages."""

    class_code: str
    parent_id: int | None
    service_type: str | None
    priority: str | None
    path_zh: tuple[str, ...]
    path_en: tuple[str, ...]
    leaf: bool

    def path(self, locale: str) -> tuple[str, ...]:
        """Return the names from the root to this node."""
        return self.path_en if locale.startswith("en") else self.path_zh


@dataclass(frozen=True)
class PersonName:
    """What pages say about a person."""

    id: int
    name: str
    name_en: str
    staff_number: str
    retired: bool

    def shown(self, locale: str) -> str:
        """Return the name in a language."""
        return self.name_en if locale.startswith("en") and self.name_en else self.name


@dataclass(frozen=True)
class Reference:
    """All master data of the site under one stamp."""

    stamp: str
    settings: Mapping[str, object]
    channels: Mapping[int, Named]
    categories: Mapping[int, CategoryNode]
    reasons: Mapping[int, Named]
    teams: Mapping[int, Named]
    people: Mapping[int, PersonName]
    suggestions: tuple[Suggestion, ...]
    routes: tuple[Route, ...]
    policies: tuple[Policy, ...]
    policy_ids: Mapping[str, int]
    policy_names: Mapping[str, tuple[str, str]]
    calendars: Mapping[str, Named]
    calendar_specs: Mapping[str, CalendarSpec]

    def setting(self, name: str) -> str | int | bool:
        """Return a business setting, the shipped default when nobody changed it."""
        value = self.settings.get(name, settings.default(name))
        return value if isinstance(value, str | int | bool) else settings.default(name)

    def number(self, name: str) -> int:
        """Return a setting that is a number."""
        return int(self.setting(name))

    @property
    def zone(self) -> str:
        """Name of the site's time zone."""
        return str(self.setting("site.zone"))

    def table(self, key: str) -> CalendarTable:
        """Return the prefix-sum table of a calendar version (key: its id as text)."""
        return table_for(self.calendar_specs[key])

    @cached_property
    def channels_by_code(self) -> Mapping[str, Named]:
        """Channels by their code."""
        return {row.code: row for row in self.channels.values()}

    @cached_property
    def categories_by_code(self) -> Mapping[str, CategoryNode]:
        """Categories by their dotted path."""
        return {row.code: row for row in self.categories.values()}

    def reasons_of(self, kind: str) -> tuple[Named, ...]:
        """Return the reasons of a list that can still be chosen."""
        return tuple(r for r in self.reasons.values() if r.extra["kind"] == kind and not r.retired)

    def person(self, person_id: int | None) -> PersonName | None:
        """Return a person's names, None for the system."""
        return self.people.get(person_id) if person_id else None


_held: dict[str, Reference] = {}


def read_stamp(session: Session) -> str:
    """Return the stamp of the master data in the database."""
    return str(session.execute(select(Setting.value).where(Setting.name == STAMP)).scalar() or "")


def reference(session: Session, stamp: str | None = None) -> Reference:
    """Return the master data, read again only when the stamp has changed.

    Arguments:
        stamp: the stamp where the caller read it already (the sign-in statement brings it along).
    """
    stamp = read_stamp(session) if stamp is None else stamp
    where = str(session.get_bind().engine.url)
    held = _held.get(where)
    if held is None or held.stamp != stamp or not stamp:
        held = _held[where] = _load(session, stamp)
    return held


def _named(row: Channel | Reason | Team | Calendar, **extra: object) -> Named:
    return Named(row.id, row.code, row.name_zh, row.name_en, row.retired_at is not None, extra)


def _load(session: Session, stamp: str) -> Reference:
    versions = _calendar_versions(session)
    policies, policy_ids, policy_names = _policies(session, versions)
    return Reference(
        stamp=stamp,
        settings={row.name: row.value for row in session.scalars(select(Setting))},
        channels={
            row.id: _named(row, slow=row.slow, to_the_second=row.to_the_second, public=row.public)
            for row in session.scalars(select(Channel).order_by(Channel.position, Channel.id))
        },
        categories=_categories(session),
        reasons={
            row.id: _named(row, kind=row.kind, side=row.side, note_required=row.note_required)
            for row in session.scalars(select(Reason).order_by(Reason.kind, Reason.position, Reason.id))
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
        routes=tuple(
            Route(d.team_id, d.service_type, d.class_code, d.category_code, tuple(d.product_kinds))
            for d in session.scalars(select(TeamDefault).order_by(TeamDefault.position, TeamDefault.id))
        ),
        policies=policies,
        policy_ids=policy_ids,
        policy_names=policy_names,
        calendars={
            row.code: _named(row)
            for row in session.scalars(select(Calendar).order_by(Calendar.position, Calendar.id))
        },
        calendar_specs={str(v.id): CalendarSpec.from_json(v.spec) for v in versions},
    )


def _calendar_versions(session: Session) -> list[CalendarVersion]:
    return list(
        session.scalars(select(CalendarVersion).order_by(CalendarVersion.calendar_id, CalendarVersion.no))
    )


def current_versions(versions: list[CalendarVersion]) -> dict[int, str]:
    """Return the key of the newest version of each calendar."""
    return {version.calendar_id: str(version.id) for version in versions}


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
    session: Session, versions: list[CalendarVersion]
) -> tuple[tuple[Policy, ...], dict[str, int], dict[str, tuple[str, str]]]:
    current = current_versions(versions)
    rows = list(
        session.scalars(
            select(PolicyRow)
            .join(PolicySet, PolicySet.id == PolicyRow.set_id)
            .where(PolicySet.state == "active")
            .order_by(PolicyRow.position, PolicyRow.id)
        )
    )
    targets: dict[int, dict[ClockKind, Target]] = {row.id: {} for row in rows}
    for target in session.scalars(select(PolicyTarget).where(PolicyTarget.policy_id.in_(targets))):
        targets[target.policy_id][ClockKind(target.kind)] = target_of(target, current)
    policies = tuple(_policy(row, targets[row.id]) for row in rows)
    names = {row.code: (row.name_zh, row.name_en) for row in rows}
    return policies, {row.code: row.id for row in rows}, names


def target_of(row: PolicyTarget, current: Mapping[int, str]) -> Target:
    """Return the frozen target of a policy row on the newest version of its calendar."""
    return Target(
        seconds=row.seconds,
        mode=Mode(row.mode),
        calendar=current[row.calendar_id] if row.calendar_id else None,
        after_opening_seconds=row.after_opening_seconds,
        peak=tuple(Window.parse(text) for text in row.peak or []),
        peak_seconds=row.peak_seconds,
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


def local_now(ref: Reference, now: datetime) -> datetime:
    """Return an instant in the site's zone."""
    return now.astimezone(ZoneInfo(ref.zone))


#: States of tickets that still wait for somebody.
LIVE = tuple(str(s) for s in Status if s not in {Status.ARCHIVED, Status.VOIDED})
