"""How numbers, lengths and periods are said in a review, in the language of who reads.

Numbers are rounded here and only here, so that what is subtracted in a sentence is what stands in the tables.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.domain.codes import ReasonSide, ServiceType
from sladesk.domain.figures.measures import Unit
from sladesk.domain.sla.usage import Who
from sladesk.domain.text import clean
from sladesk.reports.document import Head, Name, ProblemLine

MINUTE, HOUR, DAY = 60, 3600, 86400
#: Longer names are cut: they stand inside sentences.
LONGEST_NAME = 60
MINUS = "\u2212"


def N_(text: str) -> str:  # noqa: N802 - the word extraction knows
    """Mark a text for the catalogues that is looked up later."""
    return text


SERVICES: Mapping[str, str] = {
    ServiceType.REPAIR: N_("Repair"),
    ServiceType.CONSULTATION: N_("Consultation"),
    ServiceType.COMPLAINT: N_("Complaint"),
    ServiceType.RETURN: N_("Return or exchange"),
    ServiceType.MAINTENANCE: N_("Maintenance booking"),
    ServiceType.SUGGESTION: N_("Suggestion"),
    ServiceType.OTHER: N_("Other"),
}
SIDES: Mapping[str, str] = {
    ReasonSide.US: N_("Us"),
    ReasonSide.CUSTOMER: N_("Customer"),
    ReasonSide.PARTS: N_("Parts"),
    ReasonSide.CARRIER: N_("Carrier"),
    ReasonSide.PLATFORM: N_("Platform"),
}
USERS: Mapping[str, str] = {
    Who.QUEUE: N_("Queue"),
    Who.AGENT: N_("Agent"),
    Who.ENGINEER: N_("Engineer on site"),
    Who.PARTS: N_("Waiting for parts"),
    Who.CUSTOMER: N_("Waiting for the customer"),
    Who.OFF: N_("Off hours"),
}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def english() -> bool:
    """Whether the reader's language is English; otherwise it is Chinese."""
    locale = get_locale()
    return locale is not None and locale.language == "en"


def name(of: Name) -> str:
    """Return what an administrator named, in the reader's language: one line that turns no text around."""
    said = clean(of.said(english=english()))
    return said if len(said) <= LONGEST_NAME else f"{said[: LONGEST_NAME - 1]}…"


def problem(line: ProblemLine) -> str:
    """Return a problem's name; the last line stands for so many other categories."""
    said = name(line.category)
    return _("%(n)s others", n=said) if line.category.code == "rest" else said


def service(code: str) -> str:
    """Return the word for a service type."""
    return _(SERVICES[code])


def side(code: str) -> str:
    """Return the word for who is responsible for a reason; the empty code stands for nobody yet."""
    return _(SIDES[code]) if code in SIDES else _("Not said")


def user(code: str) -> str:
    """Return the word for whose the time of a ticket was."""
    return _(USERS[code])


def weekday(number: int) -> str:
    """Return the short word for a weekday, 1 for Monday."""
    return _(WEEKDAYS[number - 1])


def rounded(value: float, digits: int = 1) -> Decimal:
    """Return a number as it is printed, halves away from zero."""
    made = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return made or abs(made)


def percent(share: float, digits: int = 1) -> Decimal:
    """Return a share 0-1 as printed per cent."""
    return rounded(share * 100, digits)


def percent_text(share: float | None, digits: int = 1) -> str:
    """Return a share as text; nothing where it is not recorded."""
    return "" if share is None else f"{percent(share, digits)}%"


def target_percent(share: float) -> str:
    """Return a target share: whole per cent unless it has parts."""
    return f"{percent(share).normalize():f}%"


def permille_text(permille: int) -> str:
    """Return tenths of a per cent as text."""
    return f"{permille // 10}.{permille % 10}%"


def part_text(permille: int) -> str:
    """Return tenths of a per cent of something that is there, however small a part it is."""
    return permille_text(permille) if permille else "< 0.1%"


def count(number: int) -> str:
    """Return a number of tickets with its thousands apart."""
    return f"{number:,}"


def cases(number: int) -> str:
    """Return a number of tickets with its measure word."""
    return _("1 case") if number == 1 else _("%(n)s cases", n=count(number))


def signed(value: Decimal) -> str:
    """Return a difference with its sign; a difference of nothing has none."""
    if value == 0:
        return f"{abs(value)}"
    return f"{MINUS if value < 0 else '+'}{abs(value):,}"


def unit_of(seconds: float) -> int:
    """Return the unit a length is said in, in seconds: what a reader compares without thinking."""
    if seconds < 2 * MINUTE:
        return 1
    return MINUTE if seconds < 3 * HOUR else HOUR


def length_text(seconds: float | None, digits: int = 0, unit: int | None = None) -> str:
    """Say a length in one unit (9 秒, 56 分钟, 33 小时).

    Arguments:
        digits: after the decimal point.
        unit: seconds of the unit; chosen by length when absent.
    """
    if seconds is None:
        return ""
    chosen = unit or unit_of(seconds)
    value = f"{rounded(seconds / chosen, digits):,}"
    if chosen == 1:
        return _("%(n)s seconds", n=value)
    return _("%(n)s minutes", n=value) if chosen == MINUTE else _("%(n)s hours", n=value)


def short_length(seconds: float) -> str:
    """Say a length in one unit, with the short words of an axis (33 h, 20 min)."""
    unit = unit_of(seconds)
    whole = int(rounded(seconds / unit, 0))
    return _("%(h)s h", h=count(whole)) if unit == HOUR else tick_text(whole * unit)


def tick_text(seconds: int) -> str:
    """Say a mark of a time axis, as short as it gets."""
    if seconds < MINUTE:
        return _("%(s)s s", s=seconds)
    if seconds < HOUR:
        return _("%(m)s min", m=seconds // MINUTE)
    return _("%(h)s h", h=seconds // HOUR) if seconds <= 3 * DAY else _("%(d)s d", d=seconds // DAY)


def figure_unit(unit: str, target: float | None) -> int:
    """Return the unit a headline's length is said in: the one its target is set in."""
    return 1 if unit != Unit.SECONDS else HOUR if target is None or target >= 3 * HOUR else MINUTE


def short_day(day: str) -> str:
    """Return a day of the period without its year, 10-08."""
    return day[5:]


def period_text(kind: str, first: str, key: str) -> str:
    """Return a period's name: 2026 年 10 月, 2026 年第 44 周, 2026-10-31."""
    start = date.fromisoformat(first)
    if kind == "month":
        return _("%(month)s %(year)s", month=_long_month(start.month), year=start.year)
    if kind == "week":
        return _("Week %(week)s of %(year)s", week=int(key.partition("-W")[2]), year=key[:4])
    return first


def month_text(first: str) -> str:
    """Return the name of a period's month alone: 10 月, Oct."""
    return _(_MONTHS[date.fromisoformat(first).month - 1])


def months_text(head: Head) -> tuple[str, str, str]:
    """Return the names of a month and of the two before it, the latest first."""
    two_before = date.fromisoformat(head.before_first) - timedelta(days=1)
    return month_text(head.first), month_text(head.before_first), month_text(str(two_before))


_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
_LONG_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May "), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def _long_month(number: int) -> str:
    return _(_LONG_MONTHS[number - 1]).strip()
