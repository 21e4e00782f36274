"""What people are told outside the desk: which events, by which way, when, how often it is tried (R7.3).

Inside the desk everybody is told everything that concerns them; this is about e-mail and chat groups only.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 1440
#: After so many tries a message is left for the administrator.
MOST_TRIES = 8
_FIRST, _LONGEST = timedelta(minutes=1), timedelta(hours=6)


class Group(StrEnum):
    """Events as people choose them."""

    OVERDUE = "overdue"
    URGENT = "urgent"
    WARNING = "warning"
    ASSIGNED = "assigned"
    DECISION = "decision"
    CUSTOMER = "customer"
    VISIT = "visit"
    QUALITY = "quality"


class Way(StrEnum):
    """How an event reaches somebody outside the desk: at once, gathered once a day, or not."""

    NOW = "now"
    DIGEST = "digest"
    NONE = "none"


class RobotKind(StrEnum):
    """Whose chat a group robot speaks in: 企业微信, 钉钉, 飞书."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class Failure(StrEnum):
    """Why a message did not arrive, as far as this side knows; what the other one said is kept beside it."""

    BROKEN = "broken"
    BROKEN_OFF = "broken_off"
    DIED = "died"
    HOST_SLOW = "host_slow"
    HOST_UNKNOWN = "host_unknown"
    INSIDE = "inside"
    MAIL_AWAY = "mail_away"
    MAIL_BUSY = "mail_busy"
    MAIL_LOGIN = "mail_login"
    MAIL_RECIPIENT = "mail_recipient"
    MAIL_REFUSED = "mail_refused"
    MAIL_SENDER = "mail_sender"
    NO_ANSWER = "no_answer"
    NO_CODE = "no_code"
    NO_JSON = "no_json"
    NO_MAILBOX = "no_mailbox"
    NO_READER = "no_reader"
    NO_SERVER = "no_server"
    NOT_HTTPS = "not_https"
    RETIRED = "retired"
    ROBOT_REFUSED = "robot_refused"
    SEALED = "sealed"
    STATUS = "status"
    UNSAFE = "unsafe"


#: Messages a minute a robot takes before its maker turns it off for a while.
_A_MINUTE: Mapping[str, int] = {RobotKind.WECOM: 20, RobotKind.DINGTALK: 20, RobotKind.FEISHU: 100}
#: The kinds of notices that do not belong to the group their first word names.
_KINDS: Mapping[str, Group] = {
    "clock:breached": Group.OVERDUE,
    "clock:warned": Group.WARNING,
    "ticket:urgent": Group.URGENT,
    "ticket:unmanned": Group.URGENT,
    "ticket:assigned": Group.ASSIGNED,
    "ticket:chased": Group.CUSTOMER,
    "low_score": Group.URGENT,
}
_WORDS: Mapping[str, Group] = {
    "clock": Group.OVERDUE,
    "chain": Group.OVERDUE,
    "channel": Group.OVERDUE,
    "emergency": Group.URGENT,
    "escalation": Group.DECISION,
    "solution": Group.CUSTOMER,
    "task": Group.ASSIGNED,
    "visit": Group.VISIT,
    "calendars": Group.DECISION,
    "ledger": Group.DECISION,
    "quality": Group.QUALITY,
    "improvement": Group.QUALITY,
}
#: Kinds that are told as long as something is so, for months under the same key.
STANDING = frozenset({"calendars:days_missing"})
#: What does not wait for the end of quiet hours.
PRESSING = frozenset({Group.OVERDUE, Group.URGENT})
#: What holds for somebody who has chosen nothing.
SHIPPED: Mapping[str, str] = MappingProxyType(
    {group: Way.NOW if group in PRESSING else Way.NONE for group in Group}
)


#: A mailbox as mail servers take it: no quotes, no comments, no names beside it.
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


def is_email(text: str) -> bool:
    """Whether somebody can be written to at an address."""
    return len(text) <= 200 and _EMAIL.fullmatch(text) is not None


def parse_failure(text: str) -> tuple[Failure | None, str]:
    """Return what a failure is by its code, and what the other side said; a text without one is all said."""
    code, _colon, said = text.partition(": ")
    known = next((why for why in Failure if why == code), None)
    return (known, said) if known else (None, text)


def group_of(kind: str) -> Group:
    """Return the group of a notice's kind; a kind nobody thought of belongs with what concerns tickets."""
    return _KINDS.get(kind) or _WORDS.get(kind.split(":", 1)[0], Group.ASSIGNED)


@dataclass(frozen=True)
class Choice:
    """What somebody wants to hear by e-mail.

    Arguments:
        ways: a `Way` for each `Group`; one that is missing goes as shipped.
        quiet_from, quiet_to: minutes of the site's day between which nothing is sent but what presses; the
            stretch may pass midnight; None for no such hours.
        digest_at: minute of the site's day at which the day's mail is sent.
    """

    ways: Mapping[str, str] = field(default_factory=lambda: SHIPPED)
    quiet_from: int | None = None
    quiet_to: int | None = None
    digest_at: int = 8 * 60

    def way(self, group: Group) -> Way:
        """Return how an event of a group is told."""
        return Way(self.ways.get(group, SHIPPED[group]))


def _next(minute: int, local: datetime) -> datetime:
    """Return the next instant at which the site's clocks show a minute of the day."""
    shown = time(minute // 60, minute % 60)
    found = datetime.combine(local.date(), shown, local.tzinfo)
    return found if found > local else datetime.combine(local.date() + timedelta(days=1), shown, local.tzinfo)


def after_quiet(choice: Choice, local: datetime) -> datetime:
    """Return an instant itself, or the end of the quiet hours it lies in, which is outside of them."""
    start, end = choice.quiet_from, choice.quiet_to
    if start is None or end is None or start == end:
        return local
    minute = local.hour * 60 + local.minute
    inside = start <= minute < end if start < end else minute >= start or minute < end
    return _next(end, local) if inside else local


def mail_at(choice: Choice, group: Group, now: datetime, zone: str) -> datetime | None:
    """Return when somebody is to be written to about an event, None for not at all.

    Arguments:
        now: aware.
        zone: the site's.
    """
    way = choice.way(group)
    if way is Way.NONE:
        return None
    if way is Way.NOW and group in PRESSING:
        return now
    local = now.astimezone(ZoneInfo(zone))
    at = _next(choice.digest_at, local) if way is Way.DIGEST else local
    return after_quiet(choice, at).astimezone(now.tzinfo)


def pause_after(tries: int, chance: float) -> timedelta:
    """Return how long to wait after so many tries in vain: a minute to 6 h, up to a quarter more or less.

    Arguments:
        chance: from 0 to 1, so that what failed together does not come back together.
    """
    step = min(_LONGEST, _FIRST * 4 ** min(tries - 1, 8))
    return timedelta(seconds=round(step.total_seconds() * (0.75 + chance / 2)))


def spacing(kind: str) -> timedelta:
    """Return the time a robot keeps between two messages."""
    return timedelta(seconds=60 / _A_MINUTE[kind] + 0.1)


def parse_minute(text: str) -> int | None:
    """Return the minute of the day of a time such as 22:30, None when it is none."""
    hours, colon, minutes = text.strip().replace("：", ":").partition(":")
    if not (colon and hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        return None
    if len(hours) > 2 or len(minutes) != 2 or int(hours) > 23 or int(minutes) > 59:
        return None
    return int(hours) * 60 + int(minutes)


def minute_text(minute: int) -> str:
    """Return a minute of the day as 22:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
