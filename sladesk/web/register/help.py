"""The right column: what saving starts, who gets it, what may be the same, what to say (R1.6, R1.9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sladesk.domain import intake
from sladesk.domain.codes import Priority, RiskLevel, ServiceType, TicketClass
from sladesk.domain.routing import Asked, Route, plain_region, route
from sladesk.domain.sla.hours import usual_day
from sladesk.domain.sla.instants import from_epoch, to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Choice, Facts, choose
from sladesk.domain.sla.targets import Mode, due, in_peak, span
from sladesk.queries import customers as queries
from sladesk.queries import knowledge
from sladesk.queries.customer_tickets import Brief, tickets_beside
from sladesk.queries.knowledge import Guide
from sladesk.queries.reference import CategoryNode, Named, Reference
from sladesk.web.context import actor
from sladesk.web.format import ClockView, clock_view, duration_text, now, seconds_text, zone
from sladesk.web.labels import label
from sladesk.web.register.form import YES, RegisterForm, answer_seconds, is_brand_post, key, moment
from sladesk.web.register.who import Who
from sladesk.web.words import gettext as _

KINDS = (ClockKind.FIRST_RESPONSE, ClockKind.UPDATE, ClockKind.RESOLUTION)


@dataclass(frozen=True)
class TargetLine:
    """A target that starts with saving; `relaxed` because it is the peak, and the customer is told (R3.2)."""

    kind: str
    length: str
    due_at: datetime
    policy: str
    relaxed: bool = False


@dataclass(frozen=True)
class Duplicate:
    """An open ticket that may be about the same."""

    number: str
    status: str
    summary: str
    why: str
    requested_at: datetime
    owner: str


@dataclass(frozen=True)
class Suggested:
    """The suggested priority, and why."""

    code: str
    why: str


@dataclass(frozen=True)
class Help:
    """Everything of the right column, and what it puts into the middle one."""

    category: CategoryNode | None
    channel: Named | None
    suggested: Suggested | None
    targets: tuple[TargetLine, ...]
    team: str
    owner: str
    urgent: bool
    duplicates: tuple[Duplicate, ...]
    guide: Guide
    answered: ClockView | None
    safety: bool


def help_for(
    form: RegisterForm, answers: Mapping[str, str], ref: Reference, locale: str, who: Who | None
) -> Help:
    """Compute the help for what is typed so far.

    Arguments:
        who: the left column where it has been read already; read as little as needed otherwise.
    """
    category = ref.categories.get(key(form.category.data) or 0)
    channel = ref.channels.get(key(form.channel.data) or 0)
    guide = knowledge.guide(category.code if category else "")
    vip, kind, briefs = _customer_side(form, who)
    safety = says_danger(guide, answers)
    service = form.service_type.data or (category.service_type if category else None) or ServiceType.OTHER
    suggested = _suggested(form, ref, category, channel, service, locale, safety=safety)
    chosen = form.priority.data or (suggested.code if suggested else "")
    risk = _risk(form, category, safety=safety)
    if risk == RiskLevel.LEVEL_1:
        chosen = Priority.URGENT
    choices: Mapping[ClockKind, Choice] = {}
    if category is not None and channel is not None:
        facts = Facts(
            channel=channel.code,
            service_type=service,
            class_code=category.class_code,
            category=category.code,
            priority=chosen,
            risk_level=risk,
            tier="vip" if vip else None,
            brand_post=is_brand_post(form, ref),
        )
        choices = choose(ref.policies, facts)
    start = min(moment(form.requested_at.data) or now(), now())
    asked = Asked(
        priority=chosen,
        risk_level=risk or "",
        service_type=service,
        class_code=category.class_code if category else "",
        category=category.code if category else "",
        product_kind=kind,
        channel=channel.code if channel else "",
        region=_region(ref, form),
        tier="vip" if vip else "",
    )
    goes = route(ref.rules, asked, ref.gone) if category else Route()
    return Help(
        category=category,
        channel=channel,
        suggested=suggested,
        targets=tuple(_target(ref, choices[k], k, start, locale) for k in KINDS if k in choices),
        team=ref.teams[goes.team_id].name(locale) if goes.team_id else "",
        owner=goes.owner,
        urgent=chosen == Priority.URGENT,
        duplicates=tuple(_duplicates(briefs, form, category, ref, locale)),
        guide=guide,
        answered=_answered(form, ref, choices.get(ClockKind.ANSWER), start),
        safety=safety,
    )


def says_danger(guide: Guide, answers: Mapping[str, str]) -> bool:
    """Whether a safety question of the category was answered with yes."""
    return any(item.safety and answers.get(str(item.id)) == YES for item in guide.questions)


def _customer_side(form: RegisterForm, who: Who | None) -> tuple[bool, str, tuple[Brief, ...]]:
    customer_id, asset_id = key(form.customer.data), key(form.asset.data)
    order = (form.order_number.data or "").strip()[:64]
    if who is not None and not order:
        return bool(who.found and who.found.vip), who.machine.kind if who.machine else "", who.briefs
    vip, kind = queries.vip_and_kind(customer_id, asset_id)
    briefs = tickets_beside(actor(), customer_id=customer_id, asset_id=asset_id, order_number=order)
    return vip, kind, tuple(briefs)


def _risk(form: RegisterForm, category: CategoryNode | None, *, safety: bool) -> str | None:
    if category is None or category.class_code != TicketClass.COMPLAINT:
        return None
    return RiskLevel.LEVEL_1 if safety else form.risk_level.data or None


def _suggested(
    form: RegisterForm,
    ref: Reference,
    category: CategoryNode | None,
    channel: Named | None,
    service: str,
    locale: str,
    *,
    safety: bool,
) -> Suggested | None:
    """Return the suggested priority and why (R1.6)."""
    if category is None:
        return None
    if safety or _risk(form, category, safety=safety) == RiskLevel.LEVEL_1:
        return Suggested(Priority.URGENT, _("safety"))
    facts = {
        "class_code": category.class_code,
        "service_type": service,
        "category": category.code,
        "channel": channel.code if channel else "",
    }
    line, urges = intake.suggesting_line(ref.suggestions, **facts), form.urges.data == YES
    code = intake.suggest_priority(ref.suggestions, urges=urges, **facts)
    why = _why(line, ref, channel, locale) if line else [_("usual")]
    return Suggested(code, _(", ").join([*why, _("customer asks for priority")] if urges else why))


def _why(line: intake.Suggestion, ref: Reference, channel: Named | None, locale: str) -> list[str]:
    said: list[str] = []
    node = ref.categories_by_code.get(line.category_code or "")
    if node is not None:
        said.append(node.name(locale))
    elif line.class_code:
        said.append(label(line.class_code, "class"))
    if line.service_type:
        said.append(label(line.service_type, "service"))
    if line.channel_codes and channel is not None:
        said.append(channel.name(locale))
    return said or [_("usual")]


def _target(ref: Reference, choice: Choice, kind: ClockKind, start: datetime, locale: str) -> TargetLine:
    target = choice.target
    table = ref.table(target.calendar) if target.calendar else None
    begin = to_epoch(start)
    seconds = span(begin, target, table).seconds
    if target.mode is Mode.WORKING and table is not None:
        length = _working(seconds, target.calendar or "", ref)
    else:
        length = seconds_text(seconds) if seconds < 300 and seconds % 60 else duration_text(seconds)
    if kind is ClockKind.UPDATE:
        length = _("every %(length)s", length=length)
    names = ref.policy_names.get(choice.policy.code, (choice.policy.name, choice.policy.name))
    policy = names[1] if locale.startswith("en") and names[1] else names[0]
    relaxed = (
        table is not None
        and target.peak_seconds is not None
        and not target.regulated
        and in_peak(begin, target, table)
    )
    return TargetLine(kind, length, from_epoch(due(begin, target, table)), policy, relaxed)


def _working(seconds: int, calendar: str, ref: Reference) -> str:
    """Say working time: whole days of the calendar as days, otherwise as working hours."""
    usual = usual_day(ref.calendar_specs[calendar])
    days, rest = divmod(seconds, usual) if usual else (0, seconds)
    if days and not rest:
        return _("%(n)s working days", n=days) if days > 1 else _("1 working day")
    return _("%(length)s of work", length=duration_text(seconds, days=False))


def _region(ref: Reference, form: RegisterForm) -> str:
    """Return where the visit would be; it is looked up only where a rule of the site asks for it."""
    place_id = key(form.place.data)
    if not place_id or not any(rule.match.get("region") for rule in ref.rules):
        return ""
    return plain_region(*queries.province_and_city(place_id))


def _answered(form: RegisterForm, ref: Reference, choice: Choice | None, start: datetime) -> ClockView | None:
    waited = answer_seconds(form, ref)
    if waited is None or choice is None:
        return None
    target = choice.target
    table = ref.table(target.calendar) if target.calendar else None
    begin = to_epoch(start)
    return clock_view(
        moment=now(),
        where=zone(),
        due=from_epoch(due(begin, target, table)),
        start=from_epoch(begin),
        stopped=from_epoch(begin + waited),
        kind=label(ClockKind.ANSWER, "clock"),
    )


def _duplicates(
    briefs: tuple[Brief, ...], form: RegisterForm, category: CategoryNode | None, ref: Reference, locale: str
) -> list[Duplicate]:
    asset_id, order = key(form.asset.data), (form.order_number.data or "").strip()
    found: list[Duplicate] = []
    for row in briefs:
        why = _same(row, asset_id, order, category, ref)
        if row.open and why:
            owner = ref.person(row.owner_id)
            shown = owner.shown(locale) if owner else _("Unassigned")
            said = _(", ").join(why)
            found.append(Duplicate(row.number, row.status, row.summary, said, row.requested_at, shown))
    return found[:3]


def _same(
    row: Brief, asset_id: int | None, order: str, category: CategoryNode | None, ref: Reference
) -> list[str]:
    """Return in which respects a ticket is the same; the customer is, unless only the order is."""
    why: list[str] = []
    if asset_id and row.asset_id == asset_id:
        why.append(_("same machine"))
    if order and row.order_number == order:
        why.append(_("same order"))
    other = ref.categories.get(row.category_id)
    if category is not None and other is not None and _branch(other) == _branch(category):
        why.append(_("same kind of problem"))
    return why


def _branch(node: CategoryNode) -> tuple[str, ...]:
    return tuple(node.code.split(".")[:2])
