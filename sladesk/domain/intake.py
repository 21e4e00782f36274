"""Registration rules (R1): what a new ticket needs, which priority is suggested."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sladesk.domain.codes import PRIORITY_ORDER, ContactMethod, Priority, RiskLevel, ServiceType, SolutionCode
from sladesk.domain.errors import Invalid, Problem
from sladesk.domain.text import MAX_LINE, MAX_TEXT, check_length, clean

#: A request time this much later than the server's is the caller's clock, not the future.
CLOCK_SKEW = timedelta(minutes=2)
#: Registered this much later than asked is registered at once (R1.4).
AT_ONCE = timedelta(minutes=5)
#: No talk lasts longer: a form left open for a day explains no late registration.
LONGEST_TALK = timedelta(hours=2)
#: Seconds until somebody answered: beyond it is a slip of the finger.
LONGEST_RINGING = 3600


@dataclass(frozen=True)
class NewTicket:
    """What is typed at registration; texts as typed, keys of master data as chosen.

    Arguments:
        requested_at: when the customer asked; None means now.
        opened_at: when the form was opened: what was asked since then is registered during the talk itself.
        brand_post: a negative post about the brand that everybody can read (R3.2); public channels only.
        answer_seconds: how long the caller waited until somebody answered, when typed (decision 37).
        solved: the consultation was solved at the first contact (R4.1).
    """

    channel_id: int | None
    category_id: int | None
    service_type: str = ""
    priority: str = ""
    customer_id: int | None = None
    asset_id: int | None = None
    place_id: int | None = None
    anonymous: bool = False
    contact_name: str = ""
    contact_phone: str = ""
    contact_hours: str = ""
    verbatim: str = ""
    phenomenon: str = ""
    impact: str = ""
    expectation: str = ""
    began: str = ""
    accompanying: str = ""
    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    advice: str = ""
    order_number: str = ""
    tracking_number: str = ""
    customer_urges: bool = False
    risk_level: str | None = None
    brand_post: bool = False
    requested_at: datetime | None = None
    opened_at: datetime | None = None
    late_reason_id: int | None = None
    answer_seconds: int | None = None
    team_id: int | None = None
    owner_id: int | None = None
    solved: "SolvedAtOnce | None" = None


@dataclass(frozen=True)
class SolvedAtOnce:
    """A solution given while the customer was still there."""

    solution: str
    code: str = SolutionCode.ANSWER
    method: str = ContactMethod.PHONE


@dataclass(frozen=True)
class Suggestion:
    """A line of the table that suggests priorities; None and () ask nothing (R1.6)."""

    priority: str
    class_code: str | None = None
    service_type: str | None = None
    category_code: str | None = None
    channel_codes: tuple[str, ...] = ()


def below(category: str, path: str | None) -> bool:
    """Whether a category is the node of a path or lies under it."""
    return path is None or category == path or category.startswith(f"{path}.")


def suggest_priority(
    lines: Iterable[Suggestion],
    *,
    class_code: str,
    service_type: str,
    category: str,
    channel: str,
    urges: bool = False,
    risk_level: str | None = None,
) -> Priority:
    """Return the suggested priority: the first line that matches, one step up when the customer asks (R1.6).

    A complaint of level 1 is urgent whatever the table says.
    """
    if risk_level == RiskLevel.LEVEL_1:
        return Priority.URGENT
    line = suggesting_line(
        lines, class_code=class_code, service_type=service_type, category=category, channel=channel
    )
    found = Priority(line.priority) if line else Priority.MEDIUM
    return raised(found) if urges else found


def suggesting_line(
    lines: Iterable[Suggestion], *, class_code: str, service_type: str, category: str, channel: str
) -> Suggestion | None:
    """Return the line of the table that suggests the priority, so that the form can say why."""
    return next(
        (
            line
            for line in lines
            if line.class_code in {None, class_code}
            and line.service_type in {None, service_type}
            and below(category, line.category_code)
            and (not line.channel_codes or channel in line.channel_codes)
        ),
        None,
    )


def raised(priority: Priority) -> Priority:
    """Return the next higher priority."""
    place = PRIORITY_ORDER.index(priority)
    return PRIORITY_ORDER[min(place + 1, len(PRIORITY_ORDER) - 1)]


_LONG = ("verbatim", "phenomenon", "impact", "expectation", "advice")
_SHORT = ("contact_name", "contact_hours", "began", "accompanying")


def cleaned(form: NewTicket) -> dict[str, str]:
    """Return the texts of a form as they are stored."""
    long = {name: clean(getattr(form, name), lines=True) for name in _LONG}
    short = {
        name: clean(getattr(form, name))
        for name in (*_SHORT, "contact_phone", "order_number", "tracking_number")
    }
    return long | short


def check(form: NewTicket, now: datetime, *, late_hours: int) -> dict[str, str]:
    """Check a registration and return its cleaned texts (R1.4, R1.5, R1.11).

    Raises:
        Invalid: with one problem per field.
    """
    texts = cleaned(form)
    problems = {**_missing(form, texts), **_too_long(texts), **_times(form, now, late_hours)}
    if form.service_type and form.service_type not in set(ServiceType):
        problems["service_type"] = Problem("unknown_choice")
    if form.priority and form.priority not in set(Priority):
        problems["priority"] = Problem("unknown_choice")
    if form.risk_level and form.risk_level not in set(RiskLevel):
        problems["risk_level"] = Problem("unknown_choice")
    if form.answer_seconds is not None and not 0 <= form.answer_seconds <= LONGEST_RINGING:
        problems["answer_seconds"] = Problem("number_between", {"low": 0, "high": LONGEST_RINGING})
    if form.solved is not None and not clean(form.solved.solution, lines=True):
        problems["solution"] = Problem("required")
    if problems:
        raise Invalid(problems)
    return texts


def _missing(form: NewTicket, texts: Mapping[str, str]) -> dict[str, Problem]:
    problems: dict[str, Problem] = {}
    if form.channel_id is None:
        problems["channel"] = Problem("choose_channel")
    if form.category_id is None:
        problems["category"] = Problem("choose_category")
    if form.customer_id is None and not form.anonymous:
        problems["customer"] = Problem("choose_customer")
    if not texts["verbatim"] and not texts["phenomenon"]:
        problems["verbatim"] = Problem("words_or_phenomenon")
    return problems


def _too_long(texts: Mapping[str, str]) -> dict[str, Problem]:
    limits = dict.fromkeys(_LONG, MAX_TEXT) | dict.fromkeys(_SHORT, MAX_LINE)
    limits |= {
        "contact_name": 100,
        "contact_hours": 100,
        "contact_phone": 32,
        "order_number": 64,
        "tracking_number": 64,
    }
    checked = {name: check_length(text, limits[name]) for name, text in texts.items()}
    return {name: problem for name, problem in checked.items() if problem is not None}


def _times(form: NewTicket, now: datetime, late_hours: int) -> dict[str, Problem]:
    at = form.requested_at
    if at is None:
        return {}
    if at > now + CLOCK_SKEW:
        return {"requested_at": Problem("in_the_future")}
    if at < now - timedelta(hours=late_hours):
        return {"requested_at": Problem("too_long_ago", {"hours": late_hours})}
    begun = max(form.opened_at or now, now - LONGEST_TALK)
    if at < min(begun, now) - AT_ONCE and form.late_reason_id is None:
        return {"late_reason": Problem("late_reason_needed")}
    return {}
