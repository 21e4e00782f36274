"""The settings in words: label, unit, hint, and what a change does."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from sladesk.domain.codes import ServiceType
from sladesk.web.format import DAY, HOUR, MINUTE


@dataclass(frozen=True)
class Words:
    """What a page says about a setting."""

    label: LazyString
    effect: LazyString
    unit: LazyString | str = ""
    hint: LazyString | str = ""


_HOURS, _DAYS, _MINUTES = _l("hours"), _l("days"), _l("minutes")
#: Seconds of what the last word of a setting's name counts.
SECONDS: Mapping[str, int] = {"minutes": MINUTE, "hours": HOUR, "days": DAY}
_PATTERN = _l("{yyyymmdd} is the day, {seq:03} the number of the day with three digits")
_NUMBERS = _l("From the next one on. Numbers already given stay for ever.")
_LINE = _l("Only the goal line on the board moves; no ticket changes.")

GROUPS: tuple[tuple[LazyString, tuple[str, ...]], ...] = (
    (_l("The desk"), ("site.name_zh", "site.name_en", "site.zone", "site.locale")),
    (
        _l("Numbering"),
        ("numbering.ticket", "numbering.customer", "numbering.root_cause", "numbering.improvement"),
    ),
    (
        _l("Registering and verifying"),
        ("peaks.relax", "intake.late_hours", "phone.late_days", "verify.attempts", "verify.attempt_days"),
    ),
    (
        _l("Clocks"),
        (
            "clocks.start",
            "clocks.resolution_stops",
            "clocks.acceptance_responds",
            "clocks.update_restarts",
        ),
    ),
    (_l("Satisfaction"), ("survey.satisfied_from", "survey.follow_up_to", "survey.second_cycle_to")),
    (
        _l("Board and goals"),
        (
            "target.response_rate",
            "target.attainment",
            "target.first_response_minutes",
            "target.resolution_rate",
            "target.resolution_hours",
            "target.satisfaction",
            "reviews.so_far_hour",
            "reviews.final_hour",
            "reviews.record_hour",
            "reviews.over_all",
            "industry.chat_response_minutes",
            "staffing.contact_seconds",
            "staffing.occupancy",
            "board.channel_line",
            "board.channel_rule",
            "board.backlog_target",
            "board.load_limit",
        ),
    ),
    (_l("Duty and work"), ("duty.by_rota", *(f"load.{code}" for code in ServiceType))),
    (_l("Notices"), ("mail.notices",)),
    (
        _l("Privacy and sessions"),
        (
            "reveal.per_hour",
            "search.per_hour",
            "export.per_hour",
            "upload.per_hour",
            "session.idle_minutes",
            "session.max_hours",
        ),
    ),
)
CHOICES: Mapping[str, LazyString | str] = {
    "zh_Hans_CN": "中文",
    "en": "English",
    "off": _l("Off"),
    "on": _l("On"),
    "hidden": _l("Not shown"),
    "shown": _l("Shown"),
    "at_least": _l("At the line or above"),
    "more_than": _l("Above the line only"),
    "request": _l("At the request"),
    "assignment": _l("At assignment"),
    "solution": _l("By the solution"),
    "confirmation": _l("By the customer's confirmation"),
    "any": _l("Any progress entry"),
    "told": _l("Only what the customer was told"),
}
_WORK = _l("New tickets go to whoever has least open work; running ones stay where they are.")
_LOADS: Mapping[str, LazyString] = {
    ServiceType.REPAIR: _l("Work of a repair"),
    ServiceType.CONSULTATION: _l("Work of a consultation"),
    ServiceType.COMPLAINT: _l("Work of a complaint"),
    ServiceType.RETURN: _l("Work of a return or exchange"),
    ServiceType.MAINTENANCE: _l("Work of a maintenance booking"),
    ServiceType.SUGGESTION: _l("Work of a suggestion"),
    ServiceType.OTHER: _l("Work of another request"),
}
WORDS: Mapping[str, Words] = {
    "duty.by_rota": Words(
        _l("Duty by the rota"),
        _l("On: who is on duty follows shifts and absences. Off: everybody switches it themselves."),
    ),
    **{f"load.{code}": Words(text, _WORK, _MINUTES) for code, text in _LOADS.items()},
    "site.name_zh": Words(_l("Chinese name"), _l("Stands at the top of every page and on printed sheets.")),
    "site.name_en": Words(_l("English name"), _l("Stands at the top of every page and on printed sheets.")),
    "site.zone": Words(
        _l("Time zone"),
        _l("Times are shown and days counted by it from now on. Stored times and calendars keep theirs."),
        hint=_l("Such as Asia/Shanghai"),
    ),
    "site.locale": Words(_l("Language"), _l("For people who haven't chosen one themselves.")),
    "numbering.ticket": Words(_l("Ticket numbers"), _NUMBERS, hint=_PATTERN),
    "numbering.customer": Words(_l("Customer numbers"), _NUMBERS, hint=_PATTERN),
    "numbering.root_cause": Words(_l("5-Why numbers"), _NUMBERS, hint=_PATTERN),
    "numbering.improvement": Words(_l("Improvement numbers"), _NUMBERS, hint=_PATTERN),
    "peaks.relax": Words(
        _l("Longer targets at peaks"),
        _l("Off: peak hours of policies relax nothing. Running clocks are computed again."),
    ),
    "clocks.start": Words(
        _l("First response and resolution start"),
        _l("At assignment: the wait for it is a due time of its own. Running clocks stay as they are."),
    ),
    "clocks.resolution_stops": Words(
        _l("The resolution clock is stopped"), _l("For what is solved and confirmed from now on.")
    ),
    "clocks.acceptance_responds": Words(
        _l("The owner's confirmation of the ticket counts as first response"),
        _l("For tickets confirmed from now on."),
    ),
    "clocks.update_restarts": Words(
        _l("The update clock is restarted by"),
        _l("For entries from now on. Internal notes and the desk's own entries never do."),
    ),
    "intake.late_hours": Words(
        _l("Registering afterwards"),
        _l("A request time further back than this is refused from now on."),
        _HOURS,
    ),
    "phone.late_days": Words(
        _l("Steps from the phone"),
        _l("Steps kept on a phone without network are taken this far back."),
        _DAYS,
    ),
    "verify.attempts": Words(
        _l("Attempts before closing"),
        _l("So many attempts to reach the customer, before a supervisor may close as not reached."),
    ),
    "verify.attempt_days": Words(
        _l("Attempts on different days"), _l("The attempts must lie on so many days."), _DAYS
    ),
    "survey.satisfied_from": Words(
        _l("Satisfied from"), _l("Scores from here on count as satisfied, in figures made from now on.")
    ),
    "survey.follow_up_to": Words(
        _l("To the supervisor up to"),
        _l("New scores up to here start the supervisor's contact within its time limit."),
    ),
    "survey.second_cycle_to": Words(
        _l("Second handling up to"), _l("New scores up to here open the next cycle with new clocks.")
    ),
    "target.response_rate": Words(_l("Response rate"), _LINE, "%"),
    "target.attainment": Words(_l("Attainment"), _LINE, "%"),
    "target.first_response_minutes": Words(_l("Mean first response"), _LINE, _MINUTES),
    "target.resolution_rate": Words(_l("Resolution rate"), _LINE, "%"),
    "target.resolution_hours": Words(_l("Mean time to resolution"), _LINE, _HOURS),
    "reviews.so_far_hour": Words(
        _l("Hour of editions so far"),
        _l("On the day itself, on Friday, and on the last day of the month."),
        _l("o'clock"),
    ),
    "reviews.final_hour": Words(
        _l("Hour of editions of whole periods"),
        _l("On the day after the period has ended; the figures are of that moment."),
        _l("o'clock"),
    ),
    "reviews.record_hour": Words(
        _l("Hour of the day's workbook"),
        _l("Each day's workbook, with the record of all channels, is ready from then on."),
        _l("o'clock"),
    ),
    "reviews.over_all": Words(
        _l("Figures over all tickets"),
        _l("Response and resolution divided by all tickets stand beside those over tickets that have them."),
    ),
    "industry.chat_response_minutes": Words(
        _l("Industry's mean first response in web chat"),
        _l("Stands beside the web chat's own in reviews made from now on; 0 for none."),
        _MINUTES,
    ),
    "staffing.contact_seconds": Words(
        _l("Time a contact takes"),
        _l("By telephone or chat; reviews work out the seats needed from it."),
        _l("s"),
    ),
    "staffing.occupancy": Words(
        _l("Occupancy of a seat"), _l("The share of its time in which a seat can be busy with contacts."), "%"
    ),
    "target.satisfaction": Words(_l("Satisfaction goal"), _LINE, "%"),
    "board.channel_line": Words(
        _l("Overdue line of a channel"),
        _l("At this share of late contacts on a day the supervisor is alerted."),
        "%",
    ),
    "board.channel_rule": Words(
        _l("When a channel is over its line"),
        _l("From 20 decided contacts on; before, from the third late one."),
    ),
    "board.backlog_target": Words(_l("Open tickets at most"), _LINE),
    "board.load_limit": Words(
        _l("Open tickets per person"), _l("Above it a person counts as loaded on the board.")
    ),
    "mail.notices": Words(
        _l("Notices by e-mail"),
        _l("Everybody with an address is written to as they chose; shipped: what is overdue or urgent."),
        hint=_l("The worker needs a mail server: SLADESK_SMTP_HOST"),
    ),
    "reveal.per_hour": Words(
        _l("Unmasked customers per hour"),
        _l("Who has seen so many in an hour has to wait; it counts from now on."),
    ),
    "search.per_hour": Words(
        _l("Searches per hour"), _l("Who has searched so many times in an hour has to wait.")
    ),
    "export.per_hour": Words(
        _l("Exports per hour"), _l("Who has taken so many lists along in an hour has to wait.")
    ),
    "upload.per_hour": Words(
        _l("Files per hour"), _l("Who has added so many files and photos in an hour has to wait.")
    ),
    "session.idle_minutes": Words(
        _l("Signed out after idling"), _l("Sessions idle for longer end at their next click."), _MINUTES
    ),
    "session.max_hours": Words(
        _l("Longest session"), _l("Sessions older than this end at their next click."), _HOURS
    ),
}
