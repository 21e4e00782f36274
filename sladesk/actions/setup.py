"""First set-up of a site: master data, calendars, a policy set (R3.3). Done once, in one transaction."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from sladesk.actions._action import Tx, action
from sladesk.domain import shipped
from sladesk.domain.chains import stored
from sladesk.domain.codes import KnowledgeKind
from sladesk.domain.errors import WrongState
from sladesk.domain.settings import SPECS
from sladesk.domain.shipped.chains import CHAINS
from sladesk.domain.shipped.types import Entry, Guide, Route
from sladesk.domain.shipped.types import PriorityRule as Rule
from sladesk.domain.sla import shipped as sla
from sladesk.domain.sla.policies import Match
from sladesk.domain.sla.policies import Policy as Rules
from sladesk.domain.sla.targets import Target
from sladesk.models import (
    AssignmentRule,
    Calendar,
    CalendarVersion,
    Category,
    Chain,
    Channel,
    KnowledgeItem,
    Policy,
    PolicySet,
    PolicyTarget,
    PriorityRule,
    Reason,
    ReasonGroup,
    Setting,
    SettingChange,
    Shift,
    Team,
)
from sladesk.queries.reference import STAMP


def touch_reference(tx: Tx) -> None:
    """Tell every process that master data has changed; the stamp is random, so it never repeats."""
    set_value(tx, STAMP, secrets.token_hex(8))


def set_value(tx: Tx, name: str, value: object) -> None:
    """Write a setting row without history: stamps and marks, no business settings."""
    dialect = tx.session.get_bind().dialect.name
    add = postgresql.insert(Setting) if dialect == "postgresql" else sqlite.insert(Setting)
    row = add.values(name=name, value=value, version=1, changed_at=tx.now, changed_by_id=tx.by.person_id)
    tx.session.execute(
        row.on_conflict_do_update(
            index_elements=["name"],
            set_={"value": row.excluded.value, "changed_at": tx.now, "version": Setting.version + 1},
        )
    )


@action("setup.install")
def install(
    tx: Tx, policy_set: str = sla.DEFAULT_SET, settings: Mapping[str, str | int | bool] | None = None
) -> int:
    """Write the master data a new site starts with.

    Arguments:
        policy_set: which of the shipped sets of R3.3 rules.
        settings: business settings that differ from the shipped defaults.

    Returns:
        How many categories there are now.

    Raises:
        WrongState: the site is set up already.
    """
    if tx.session.scalar(select(func.count()).select_from(Channel)):
        raise WrongState("already_set_up")
    teams = _teams(tx)
    _lists(tx, teams)
    _categories(tx)
    _knowledge(tx)
    calendars = _calendars(tx)
    _chains(tx)
    _policies(tx, policy_set, calendars)
    for name, value in (settings or {}).items():
        if name in SPECS:
            set_value(tx, name, value)
            tx.session.add(
                SettingChange(name=name, before=None, after=value, at=tx.now, person_id=tx.by.person_id)
            )
    touch_reference(tx)
    tx.audit("setup.installed", "site", "site", policy_set=policy_set)
    return len(shipped.CATEGORIES)


def _teams(tx: Tx) -> dict[str, int]:
    rows = [Team(**_names(t), kind=t.kind) for t in shipped.TEAMS]
    tx.session.add_all(rows)
    tx.session.flush()
    return {row.code: row.id for row in rows}


def _lists(tx: Tx, teams: Mapping[str, int]) -> None:
    tx.session.add_all(
        Channel(**_names(c), slow=c.slow, to_the_second=c.seconds, public=c.public) for c in shipped.CHANNELS
    )
    _reasons(tx)
    tx.session.add_all(
        Shift(code=code, name_zh=zh, name_en=en, hours=hours, position=place)
        for place, (code, zh, en, hours) in enumerate(shipped.SHIFTS, 1)
    )
    tx.session.add_all(
        AssignmentRule(position=place, match=_match(route), team_id=teams.get(route.team), owner=route.owner)
        for place, route in enumerate(shipped.ROUTES, 1)
    )
    tx.session.add_all(
        PriorityRule(**_asks(rule, place), priority=rule.priority, channel_codes=list(rule.channels))
        for place, rule in enumerate(shipped.PRIORITY_RULES, 1)
    )


def _reasons(tx: Tx) -> None:
    groups = [ReasonGroup(**_names(group)) for group in shipped.REASON_GROUPS]
    tx.session.add_all(groups)
    tx.session.flush()
    keys = {group.code: group.id for group in groups}
    tx.session.add_all(
        Reason(**_names(r), kind=r.kind, side=r.side, note_required=r.note, group_id=keys.get(r.group or ""))
        for r in shipped.REASONS
    )


def _names(row: Entry) -> dict[str, Any]:
    """Return the columns that all lists have."""
    return {name: getattr(row, name) for name in ("code", "name_zh", "name_en", "position")}


def _match(route: Route) -> dict[str, list[str]]:
    """Return what a rule of assignment asks about a ticket."""
    named = ("priority", "service_type", "class_code", "category")
    asks = {name: [code] for name in named if (code := getattr(route, name))}
    return asks | ({"product_kind": list(route.product_kinds)} if route.product_kinds else {})


def _asks(row: Rule, place: int) -> dict[str, Any]:
    """Return what a line that suggests a priority asks about a ticket, and where it stands."""
    return {
        "position": place,
        "service_type": row.service_type,
        "class_code": row.class_code,
        "category_code": row.category,
    }


def _categories(tx: Tx) -> None:
    ids: dict[str, int] = {}
    presets = {c.code: c.service_type for c in shipped.CLASSES}
    for level in (1, 2, 3):
        rows = [
            Category(
                code=c.code,
                class_code=c.class_code,
                parent_id=ids[c.parent] if c.parent else None,
                name_zh=c.name_zh,
                name_en=c.name_en,
                service_type=presets[c.class_code],
                position=c.position,
            )
            for c in shipped.CATEGORIES
            if c.level == level
        ]
        tx.session.add_all(rows)
        tx.session.flush()
        ids.update({row.code: row.id for row in rows})


def _knowledge(tx: Tx) -> None:
    for guide in shipped.GUIDES:
        for place, item in enumerate(_items(guide), 1):
            item.category_code, item.position = guide.category, place
            tx.session.add(item)


def _items(guide: Guide) -> Iterator[KnowledgeItem]:
    """Yield what stands beside the form for one category, in its order."""
    for asked in guide.questions:
        yield KnowledgeItem(
            kind=KnowledgeKind.QUESTION,
            title_zh=asked.text_zh,
            title_en=asked.text_en,
            is_safety=asked.safety,
        )
    for kind, lines in ((KnowledgeKind.ADVICE, guide.advice), (KnowledgeKind.SCRIPT, guide.script)):
        for line in lines:
            yield KnowledgeItem(kind=kind, title_zh=line, title_en=shipped.ENGLISH[line])
    for faq in guide.faq:
        yield KnowledgeItem(
            kind=KnowledgeKind.FAQ,
            title_zh=faq.title,
            title_en=shipped.ENGLISH[faq.title],
            body_zh=faq.body,
            body_en=shipped.ENGLISH[faq.body],
        )


def _calendars(tx: Tx) -> dict[str, int]:
    ids: dict[str, int] = {}
    for place, calendar in enumerate(sla.CALENDARS.values(), 1):
        row = Calendar(code=calendar.code, name_zh=calendar.name_zh, name_en=calendar.name_en, position=place)
        tx.session.add(row)
        tx.session.flush()
        ids[calendar.code] = row.id
        tx.session.add(
            CalendarVersion(calendar_id=row.id, no=1, spec=calendar.spec.to_json(), active_from=tx.now)
        )
    return ids


def _chains(tx: Tx) -> None:
    tx.session.add_all(
        Chain(code=code, name_zh=zh, name_en=en, steps=stored(steps), position=place)
        for place, (code, zh, en, steps) in enumerate(CHAINS, 1)
    )


def _policies(tx: Tx, code: str, calendars: Mapping[str, int]) -> None:
    chosen = sla.POLICY_SETS[code]
    policy_set = PolicySet(no=1, state="active", note=chosen.name_zh, active_from=tx.now, made_at=tx.now)
    tx.session.add(policy_set)
    tx.session.flush()
    write_policies(tx, policy_set.id, chosen.policies, calendars)


def write_policies(tx: Tx, set_id: int, policies: Iterable[Rules], calendars: Mapping[str, int]) -> None:
    """Write shipped policies into a set.

    Arguments:
        calendars: keys by the codes that targets name.
    """
    for policy in policies:
        zh, en = sla.POLICY_NAMES[policy.code]
        row = Policy(
            set_id=set_id,
            position=policy.position,
            code=policy.code,
            name_zh=zh,
            name_en=en,
            family=policy.group,
            match=stored_match(policy.match),
            regulated=policy.regulated,
        )
        tx.session.add(row)
        tx.session.flush()
        for kind, target in policy.targets.items():
            calendar = calendars[target.calendar] if target.calendar else None
            tx.session.add(target_row(row.id, kind, target, calendar))


def stored_match(match: Match) -> dict[str, object]:
    """Return the conditions of a policy as its row holds them; what asks nothing is left out."""
    names = ("channel", "service_type", "class_code", "category", "priority", "risk_level", "tier")
    stored: dict[str, object] = {name: list(getattr(match, name)) for name in names if getattr(match, name)}
    if match.brand_post is not None:
        stored["brand_post"] = match.brand_post
    return stored


def target_row(policy_id: int, kind: str, target: Target, calendar_id: int | None) -> PolicyTarget:
    """Return the row of a policy's target."""
    return PolicyTarget(
        policy_id=policy_id,
        kind=kind,
        seconds=target.seconds,
        mode=target.mode,
        calendar_id=calendar_id,
        after_opening_seconds=target.after_opening_seconds,
        peak=[str(window) for window in target.peak] or None,
        peak_seconds=target.peak_seconds,
        held_by=None if target.held_by is None else list(target.held_by),
    )
