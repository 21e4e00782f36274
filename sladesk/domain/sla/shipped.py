"""Calendars and policy sets a new site starts with (R3.1-R3.6, R3.12); every figure is a default."""

from collections.abc import Mapping
from dataclasses import dataclass

from sladesk.domain.sla.calendars import CalendarSpec
from sladesk.domain.sla.holidays_cn import exceptions
from sladesk.domain.sla.hours import windows
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.peaks import peaks
from sladesk.domain.sla.policies import Match, Policy
from sladesk.domain.sla.targets import Mode, Target

ZONE = "Asia/Shanghai"
MINUTE, HOUR = 60, 3600
WORKING_DAY = 8 * HOUR
"""Open seconds of a day on the office calendar: one working day later is the same clock time (R3.3)."""

ONLINE, OFFICE, DUTY, ALWAYS = "online", "office", "duty", "always"


@dataclass(frozen=True, slots=True)
class ShippedCalendar:
    """A calendar with its code (the key used in shipped targets) and names."""

    code: str
    name_zh: str
    name_en: str
    spec: CalendarSpec


def _working_days(*texts: str) -> CalendarSpec:
    hours = windows(*texts)
    return CalendarSpec(ZONE, (*(hours,) * 5, (), ()), exceptions(hours))


def _every_day(*texts: str) -> CalendarSpec:
    return CalendarSpec(ZONE, (windows(*texts),) * 7)


CALENDARS: Mapping[str, ShippedCalendar] = {
    shipped.code: shipped
    for shipped in (
        ShippedCalendar(ONLINE, "在线", "Online", _working_days("08:00-20:00")),
        ShippedCalendar(OFFICE, "办公", "Office", _working_days("09:00-12:00", "13:00-18:00")),
        ShippedCalendar(DUTY, "值班", "Duty", _every_day("08:00-20:00")),
        ShippedCalendar(ALWAYS, "7×24", "24/7", _every_day("00:00-24:00")),
    )
}


def _plain(seconds: int) -> Target:
    return Target(seconds)


def _working(seconds: int, calendar: str) -> Target:
    return Target(seconds, Mode.WORKING, calendar)


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    group: str
    match: Match
    targets: Mapping[ClockKind, Target]


def _first(target: Target) -> Mapping[ClockKind, Target]:
    return {ClockKind.FIRST_RESPONSE: target}


def _channel(code: str) -> Match:
    return Match(channel=(code,))


_PEAK = Target(30, Mode.PLAIN, ONLINE, peak=peaks("10:00-12:00"), peak_seconds=60)
_WECHAT = Target(2 * HOUR, Mode.AFTER_OPENING, ONLINE, after_opening_seconds=HOUR)

_RISKS = (
    _Row(
        "risk_1",
        "risk",
        Match(risk_level=("level_1",)),
        {**_first(_plain(15 * MINUTE)), ClockKind.EMERGENCY: _plain(15 * MINUTE)},
    ),
    _Row("risk_2", "risk", Match(risk_level=("level_2",)), _first(_plain(HOUR))),
    _Row("risk_3", "risk", Match(risk_level=("level_3",)), _first(_working(4 * HOUR, ONLINE))),
    # The post is answered within its channel's hour besides; what starts here is 负面舆情 (R3.2).
    _Row("brand_post", "brand_post", Match(brand_post=True), {ClockKind.EMERGENCY: _plain(30 * MINUTE)}),
)

_CHANNELS = (
    _Row("phone", "channel", _channel("phone"), {ClockKind.ANSWER: _plain(15)}),
    _Row("chat", "channel", _channel("chat"), _first(_PEAK)),
    _Row("wechat", "channel", _channel("wechat"), _first(_WECHAT)),
    _Row("email", "channel", _channel("email"), _first(_working(4 * HOUR, ONLINE))),
    _Row("social", "channel", _channel("social"), _first(_plain(HOUR))),
)

_DESK = {ClockKind.RESOLUTION: _plain(24 * HOUR)}
_FIELD = {ClockKind.RESOLUTION: _working(3 * WORKING_DAY, OFFICE)}

_SERVICES = (
    _Row("consultation", "service", Match(service_type=("consultation",)), _DESK),
    _Row("complaint", "service", Match(service_type=("complaint",)), _DESK),
    _Row("repair", "service", Match(service_type=("repair",)), _FIELD),
    _Row("return", "service", Match(service_type=("return",)), _FIELD),
    # R3.3 names no time for maintenance, suggestions and the rest: the longer one (own).
    _Row("other_service", "service", Match(service_type=("maintenance", "suggestion", "other")), _FIELD),
    _Row(
        "normal",
        "normal",
        Match(priority=("high", "medium", "low")),
        {ClockKind.PRELIMINARY: _working(WORKING_DAY, OFFICE)},
    ),
    _Row(
        "everyone",
        "everyone",
        Match(),
        {
            ClockKind.UPDATE: _plain(24 * HOUR),
            ClockKind.CALLBACK: _plain(24 * HOUR),
            ClockKind.LOW_SCORE: _plain(24 * HOUR),
            # Working time (R3.5); how much of it is left open: as a preliminary solution (own).
            ClockKind.TASK: _working(WORKING_DAY, OFFICE),
        },
    ),
)


def _pressing(urgent: Target, high: Target) -> tuple[_Row, ...]:
    often = {ClockKind.UPDATE: _working(4 * HOUR, DUTY)}
    return (
        _Row("urgent", "urgent_high", Match(priority=("urgent",)), {**_first(urgent), **often}),
        _Row("high", "urgent_high", Match(priority=("high",)), _first(high)),
    )


def _routine(medium: Target, low: Target) -> tuple[_Row, ...]:
    return (
        _Row("medium", "medium_low", Match(priority=("medium",)), _first(medium)),
        _Row("low", "medium_low", Match(priority=("low",)), _first(low)),
    )


_SET_A = (
    *_RISKS,
    *_pressing(_plain(15 * MINUTE), _plain(15 * MINUTE)),
    *_CHANNELS,
    *_routine(_working(30 * MINUTE, ONLINE), _working(2 * HOUR, ONLINE)),
    *_SERVICES,
)
_SET_B = (
    *_RISKS,
    *_pressing(_plain(15 * MINUTE), _plain(2 * HOUR)),
    *_CHANNELS,
    *_routine(_working(2 * HOUR, ONLINE), _working(2 * HOUR, ONLINE)),
    *_SERVICES,
)
# Set (c) names calls, chats and urgent tickets only; the other priorities get the urgent one's time (own).
# Its chats are ruled before the channels and need no row there.
_SET_C = (
    *_RISKS,
    _Row("any_call", "contact", _channel("phone"), _first(_plain(30))),
    _Row("any_chat", "contact", _channel("chat"), _first(_PEAK)),
    *_pressing(_plain(24 * HOUR), _plain(24 * HOUR)),
    *(row for row in _CHANNELS if row.code != "chat"),
    *_routine(_plain(24 * HOUR), _plain(24 * HOUR)),
    *_SERVICES,
)

POLICY_NAMES: Mapping[str, tuple[str, str]] = {
    "risk_1": ("一级风险", "Risk level 1"),
    "risk_2": ("二级风险", "Risk level 2"),
    "risk_3": ("三级风险", "Risk level 3"),
    "brand_post": ("品牌负面评论", "Negative brand post"),
    "any_call": ("任何来电", "Any call"),
    "any_chat": ("任何在线会话", "Any chat"),
    "urgent": ("紧急", "Urgent"),
    "high": ("高", "High"),
    "phone": ("电话渠道", "Phone channel"),
    "chat": ("在线客服渠道", "Web chat channel"),
    "wechat": ("公众号/企业微信渠道", "WeChat/WeCom channel"),
    "email": ("邮件渠道", "E-mail channel"),
    "social": ("社交媒体渠道", "Social media channel"),
    "medium": ("中", "Medium"),
    "low": ("低", "Low"),
    "consultation": ("咨询", "Consultation"),
    "complaint": ("投诉", "Complaint"),
    "repair": ("维修", "Repair"),
    "return": ("退换货", "Return or exchange"),
    "other_service": ("其他服务", "Other services"),
    "normal": ("普通工单", "Normal tickets"),
    "everyone": ("全部工单", "All tickets"),
}
"""Policy code → name in Chinese and English."""


@dataclass(frozen=True, slots=True)
class PolicySet:
    """A set chosen at set-up (R3.3), its policies in order."""

    code: str
    name_zh: str
    name_en: str
    policies: tuple[Policy, ...]


def _policies(rows: tuple[_Row, ...]) -> tuple[Policy, ...]:
    return tuple(
        Policy(row.code, 10 * at, POLICY_NAMES[row.code][0], row.match, row.targets, group=row.group)
        for at, row in enumerate(rows, start=1)
    )


POLICY_SETS: Mapping[str, PolicySet] = {
    shipped.code: shipped
    for shipped in (
        PolicySet(
            "a",
            "紧急、高 15 分钟，中 30 分钟，低 2 小时",
            "Urgent and high 15 min, medium 30 min, low 2 h",
            _policies(_SET_A),
        ),
        PolicySet("b", "紧急 15 分钟，其余 2 小时", "Urgent 15 min, others 2 h", _policies(_SET_B)),
        PolicySet(
            "c", "来电与会话 30 秒，紧急 24 小时", "Calls and chats 30 s, urgent 24 h", _policies(_SET_C)
        ),
    )
}
DEFAULT_SET = "a"
