"""Business settings: name, type, default and bounds. Values live in the `setting` table with history.

Every figure here is the shipped default of a requirement and can be changed without code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from sladesk.domain.errors import Invalid, Problem, invalid
from sladesk.domain.numbering import check_pattern

#: Where first response and resolution start (R3.12).
CLOCKS_START, AT_ASSIGNMENT = "clocks.start", "assignment"
#: What stops the resolution: the solution, or the customer's word that it is solved (R3.12).
RESOLUTION_STOPS, AT_CONFIRMATION = "clocks.resolution_stops", "confirmation"
#: Whether the owner's 确认工单 counts as first response (R3.13).
ACCEPTANCE = "clocks.acceptance_responds"
#: Which progress restarts the update clock: any, or only what the customer was told (R3.4).
UPDATE_RESTARTS, WHEN_TOLD = "clocks.update_restarts", "told"
#: Whether peaks relax targets (R3.2).
PEAKS = "peaks.relax"


#: Whether the rota says who is on duty, not everybody's own switch (R2.2).
BY_ROTA = "duty.by_rota"
#: Estimated minutes of work of an open ticket by service type, for a fair choice of its owner (R2.2).
_LOAD = {
    "repair": 60,
    "consultation": 15,
    "complaint": 45,
    "return": 30,
    "maintenance": 40,
    "suggestion": 15,
    "other": 20,
}


@dataclass(frozen=True)
class Spec:
    """A setting: kind of value, default, bounds (for numbers), choices (for words)."""

    name: str
    kind: str
    default: str | int | bool
    low: int = 0
    high: int = 1_000_000
    choices: tuple[str, ...] = ()


SPECS: Mapping[str, Spec] = {
    spec.name: spec
    for spec in (
        Spec("site.name_zh", "text", "售后服务台"),
        Spec("site.name_en", "text", "Service desk"),
        Spec("site.zone", "zone", "Asia/Shanghai"),
        Spec("site.locale", "choice", "zh_Hans_CN", choices=("zh_Hans_CN", "en")),
        Spec("numbering.ticket", "pattern", "SR{yyyymmdd}{seq:03}"),
        Spec("numbering.customer", "pattern", "C{yyyymmdd}{seq:04}"),
        Spec("numbering.root_cause", "pattern", "RC{yyyymmdd}{seq:02}"),
        Spec("numbering.improvement", "pattern", "IM{yyyymmdd}{seq:02}"),
        Spec(PEAKS, "choice", "on", choices=("on", "off")),
        Spec(CLOCKS_START, "choice", "request", choices=("request", AT_ASSIGNMENT)),
        Spec(RESOLUTION_STOPS, "choice", "solution", choices=("solution", AT_CONFIRMATION)),
        Spec(ACCEPTANCE, "choice", "off", choices=("off", "on")),
        Spec(UPDATE_RESTARTS, "choice", "any", choices=("any", WHEN_TOLD)),
        Spec("intake.late_hours", "number", 24, low=1, high=720),
        Spec("phone.late_days", "number", 7, low=1, high=60),
        Spec("verify.attempts", "number", 3, low=1, high=20),
        Spec("verify.attempt_days", "number", 2, low=1, high=30),
        Spec("survey.satisfied_from", "number", 4, low=2, high=5),
        Spec("survey.follow_up_to", "number", 3, low=1, high=5),
        Spec("survey.second_cycle_to", "number", 2, low=1, high=5),
        Spec("board.channel_line", "number", 15, low=1, high=100),
        Spec("board.channel_rule", "choice", "at_least", choices=("at_least", "more_than")),
        Spec("board.backlog_target", "number", 150, low=1, high=1_000_000),
        Spec("board.load_limit", "number", 12, low=1, high=1000),
        Spec(BY_ROTA, "choice", "off", choices=("off", "on")),
        *(Spec(f"load.{code}", "number", minutes, low=0, high=1440) for code, minutes in _LOAD.items()),
        Spec("reviews.so_far_hour", "number", 17, low=0, high=23),
        Spec("reviews.final_hour", "number", 8, low=0, high=23),
        Spec("reviews.record_hour", "number", 18, low=0, high=23),
        Spec("reviews.over_all", "choice", "hidden", choices=("hidden", "shown")),
        Spec("industry.chat_response_minutes", "number", 25, low=0, high=100_000),
        Spec("staffing.contact_seconds", "number", 450, low=10, high=86_400),
        Spec("staffing.occupancy", "number", 75, low=10, high=100),
        Spec("target.response_rate", "number", 98, low=1, high=100),
        Spec("target.attainment", "number", 95, low=1, high=100),
        Spec("target.first_response_minutes", "number", 30, low=1, high=100_000),
        Spec("target.resolution_rate", "number", 95, low=1, high=100),
        Spec("target.resolution_hours", "number", 24, low=1, high=10_000),
        Spec("target.satisfaction", "number", 90, low=1, high=100),
        Spec("mail.notices", "choice", "off", choices=("off", "on")),
        Spec("reveal.per_hour", "number", 30, low=1, high=10_000),
        Spec("search.per_hour", "number", 1800, low=60, high=100_000),
        Spec("export.per_hour", "number", 30, low=1, high=10_000),
        Spec("upload.per_hour", "number", 240, low=1, high=10_000),
        Spec("session.idle_minutes", "number", 480, low=5, high=10_080),
        Spec("session.max_hours", "number", 72, low=1, high=720),
    )
}


def default(name: str) -> str | int | bool:
    """Return the shipped value of a setting."""
    return SPECS[name].default


def parse(name: str, raw: str) -> str | int | bool:
    """Return the value typed for a setting.

    Raises:
        Invalid: it is of the wrong kind or out of bounds; the field is the setting's name.
    """
    spec = SPECS[name]
    text = raw.strip()
    if spec.kind == "number":
        if (
            not (text.isascii() and text.isdigit() and len(text) < 10)
            or not spec.low <= int(text) <= spec.high
        ):
            raise invalid(name, "number_between", low=spec.low, high=spec.high)
        return int(text)
    if not text or len(text) > 100:
        raise invalid(name, "required")
    if spec.kind == "zone" and text not in available_timezones():
        raise invalid(name, "unknown_zone")
    if spec.kind == "choice" and text not in spec.choices:
        raise invalid(name, "unknown_choice")
    if spec.kind == "pattern":
        _check_pattern(name, text)
    return text


def _check_pattern(name: str, text: str) -> None:
    try:
        check_pattern(text)
    except Invalid as error:
        problem: Problem = error.problems["pattern"]
        raise Invalid({name: problem}) from error
