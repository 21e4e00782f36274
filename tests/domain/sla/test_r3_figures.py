"""Every figure of R3 by its number: a row a figure, so that one sees that nothing of R3 lacks a test.

Due times of the shipped policy sets (R3.1-R3.4, R3.12), calendars and what counts on them (R3.5), warnings
(R3.9), the line of a channel (R3.10) and the border (R3.12); the worked examples (R3.14) are in
test_worked_examples, which policy wins (R3.1) in test_policies, pauses (R3.6) in test_targets, changes (R3.7)
in test_ledger and test_clock_machine.
"""

import pytest

from sladesk.domain.figures import Share, over_line
from sladesk.domain.sla import ledger
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.ledger import fold, follow
from sladesk.domain.sla.policies import Facts, choose
from sladesk.domain.sla.shipped import POLICY_SETS
from sladesk.domain.sla.targets import Mode, Target, due, warnings
from tests.domain.sla.desk import HOUR, MINUTE, at, shown, tables

FIRST = ClockKind.FIRST_RESPONSE


def ticket(
    channel: str = "form",
    service: str = "repair",
    priority: str = "medium",
    risk_level: str | None = None,
    *,
    brand_post: bool = False,
) -> Facts:
    return Facts(
        channel=channel,
        service_type=service,
        priority=priority,
        risk_level=risk_level,
        brand_post=brand_post,
    )


def due_of(kind: ClockKind, facts: Facts, start: str, policy_set: str = "a") -> str | None:
    target = choose(POLICY_SETS[policy_set].policies, facts)[kind].target
    table = None if target.calendar is None else tables(target.calendar)
    return shown(due(at(start), target, table))


# --- due times: (figure, kind, ticket, request, due); 2026-11-19 is a Thursday ------------------------------

FIGURES = [
    ("R3.2 phone", ClockKind.ANSWER, ticket("phone"), "2026-11-19 09:30:00", "2026-11-19 09:30:15"),
    ("R3.2 chat", FIRST, ticket("chat"), "2026-11-19 09:30:00", "2026-11-19 09:30:30"),
    ("R3.2 chat at the peak", FIRST, ticket("chat"), "2026-11-19 10:00:00", "2026-11-19 10:01:00"),
    ("R3.2 chat before the peak ends", FIRST, ticket("chat"), "2026-11-19 11:59:59", "2026-11-19 12:00:59"),
    ("R3.2 chat after the peak", FIRST, ticket("chat"), "2026-11-19 12:00:00", "2026-11-19 12:00:30"),
    ("R3.2 WeChat", FIRST, ticket("wechat"), "2026-11-19 14:00", "2026-11-19 16:00:00"),
    ("R3.2 WeChat late in the day", FIRST, ticket("wechat"), "2026-11-19 19:59:59", "2026-11-19 21:59:59"),
    ("R3.2 WeChat at 20:00", FIRST, ticket("wechat"), "2026-11-19 20:00", "2026-11-20 09:00:00"),
    ("R3.2 WeChat at night", FIRST, ticket("wechat"), "2026-11-20 03:00", "2026-11-20 09:00:00"),
    ("R3.2 WeChat on a day off", FIRST, ticket("wechat"), "2026-11-21 10:00", "2026-11-23 09:00:00"),
    ("R3.2 WeChat in the holidays", FIRST, ticket("wechat"), "2026-10-02 10:00", "2026-10-08 09:00:00"),
    ("R3.2 e-mail", FIRST, ticket("email"), "2026-11-20 18:00", "2026-11-23 10:00:00"),
    ("R3.2 social media", FIRST, ticket("social"), "2026-11-21 23:30", "2026-11-22 00:30:00"),
    (
        "R3.2 brand post",
        ClockKind.EMERGENCY,
        ticket("social", brand_post=True),
        "2026-11-21 23:30",
        "2026-11-22 00:00:00",
    ),
    ("R3.3a urgent", FIRST, ticket(priority="urgent"), "2026-11-21 23:55", "2026-11-22 00:10:00"),
    ("R3.3a high", FIRST, ticket(priority="high"), "2026-11-21 23:55", "2026-11-22 00:10:00"),
    ("R3.3a medium", FIRST, ticket(), "2026-11-20 19:45", "2026-11-23 08:15:00"),
    ("R3.3a low", FIRST, ticket(priority="low"), "2026-11-20 19:00", "2026-11-23 09:00:00"),
    (
        "R3.1 urgent e-mail",
        FIRST,
        ticket("email", priority="urgent"),
        "2026-11-19 14:00",
        "2026-11-19 14:15:00",
    ),
    ("R3.1 medium WeChat", FIRST, ticket("wechat"), "2026-11-19 14:00", "2026-11-19 16:00:00"),
    ("R3.1 low online form", FIRST, ticket(priority="low"), "2026-11-19 14:00", "2026-11-19 16:00:00"),
    ("R3.3 level 1", FIRST, ticket(risk_level="level_1"), "2026-11-21 23:55", "2026-11-22 00:10:00"),
    (
        "R3.3 level 1 emergency",
        ClockKind.EMERGENCY,
        ticket(risk_level="level_1"),
        "2026-11-21 23:55",
        "2026-11-22 00:10:00",
    ),
    ("R3.3 level 2", FIRST, ticket(risk_level="level_2"), "2026-11-21 23:30", "2026-11-22 00:30:00"),
    ("R3.3 level 3", FIRST, ticket(risk_level="level_3"), "2026-11-20 18:00", "2026-11-23 10:00:00"),
    ("R3.3 preliminary", ClockKind.PRELIMINARY, ticket(), "2026-11-20 10:20", "2026-11-23 10:20:00"),
    (
        "R3.3 consultation",
        ClockKind.RESOLUTION,
        ticket(service="consultation"),
        "2026-11-20 10:20",
        "2026-11-21 10:20:00",
    ),
    (
        "R3.3 complaint",
        ClockKind.RESOLUTION,
        ticket(service="complaint"),
        "2026-11-20 10:20",
        "2026-11-21 10:20:00",
    ),
    ("R3.3 repair", ClockKind.RESOLUTION, ticket(), "2026-11-19 14:05", "2026-11-24 14:05:00"),
    (
        "R3.3 return",
        ClockKind.RESOLUTION,
        ticket(service="return"),
        "2026-11-19 14:05",
        "2026-11-24 14:05:00",
    ),
    ("R3.4 update", ClockKind.UPDATE, ticket(), "2026-11-20 14:06", "2026-11-21 14:06:00"),
    (
        "R3.4 urgent update",
        ClockKind.UPDATE,
        ticket(priority="urgent"),
        "2026-11-21 18:00",
        "2026-11-22 10:00:00",
    ),
    ("R6.3 callback", ClockKind.CALLBACK, ticket(), "2026-11-20 20:05", "2026-11-21 20:05:00"),
    ("R6.3 low score", ClockKind.LOW_SCORE, ticket(), "2026-11-18 15:32", "2026-11-19 15:32:00"),
]
#: The other two sets of first responses: (set, ticket, due when asked on Thursday at 14:00).
OTHER_SETS = [
    ("R3.3b urgent", "b", ticket(priority="urgent"), "2026-11-19 14:15:00"),
    ("R3.3b high", "b", ticket(priority="high"), "2026-11-19 16:00:00"),
    ("R3.3b medium", "b", ticket(), "2026-11-19 16:00:00"),
    ("R3.3b low", "b", ticket(priority="low"), "2026-11-19 16:00:00"),
    ("R3.3c any call", "c", ticket("phone", priority="urgent"), "2026-11-19 14:00:30"),
    ("R3.3c any chat", "c", ticket("chat", priority="low"), "2026-11-19 14:00:30"),
    ("R3.3c urgent", "c", ticket(priority="urgent"), "2026-11-20 14:00:00"),
]


@pytest.mark.parametrize(
    ("kind", "facts", "start", "due_at"), [row[1:] for row in FIGURES], ids=[row[0] for row in FIGURES]
)
def test_due_times_as_shipped(kind: ClockKind, facts: Facts, start: str, due_at: str) -> None:
    assert due_of(kind, facts, start) == due_at


@pytest.mark.parametrize(
    ("policy_set", "facts", "due_at"), [row[1:] for row in OTHER_SETS], ids=[row[0] for row in OTHER_SETS]
)
def test_first_responses_of_the_other_sets(policy_set: str, facts: Facts, due_at: str) -> None:
    assert due_of(FIRST, facts, "2026-11-19 14:00", policy_set) == due_at


@pytest.mark.parametrize("code", ["a", "b", "c"])
@pytest.mark.parametrize("channel", ["email", "wechat", "chat", "form"])
def test_preliminary_solutions_and_risk_levels_are_the_same_in_all_sets(code: str, channel: str) -> None:
    start = "2026-11-20 10:20"
    assert due_of(ClockKind.PRELIMINARY, ticket(channel), start, code) == "2026-11-23 10:20:00"
    for level, answer in (("level_1", "10:35"), ("level_2", "11:20"), ("level_3", "14:20")):
        told = due_of(FIRST, ticket(channel, risk_level=level), start, code)
        assert told == f"2026-11-20 {answer}:00"


def test_a_promise_is_due_at_the_promised_instant_and_a_visit_at_the_end_of_its_window() -> None:
    """R3.12: a promise replaces the resolution's figure by its own."""
    start, until = at("2026-11-19 14:00"), at("2026-11-22 15:00")
    assert due(start, Target.until(start, until), None) == until


# --- calendars (R3.5): (calendar, day, open hours) ----------------------------------------------------------

CALENDARS = [
    ("online", "2026-11-19", "08:00-20:00"),
    ("online", "2026-11-21", ""),
    ("online", "2026-10-02", ""),
    ("online", "2026-10-10", "08:00-20:00"),  # a Saturday worked for the holidays
    ("office", "2026-11-19", "09:00-12:00 13:00-18:00"),
    ("office", "2026-11-21", ""),
    ("office", "2026-10-10", "09:00-12:00 13:00-18:00"),
    ("duty", "2026-11-21", "08:00-20:00"),
    ("duty", "2026-10-02", "08:00-20:00"),
    ("always", "2026-10-02", "00:00-24:00"),
]


@pytest.mark.parametrize(("calendar", "day", "hours"), CALENDARS)
def test_calendars_as_shipped(calendar: str, day: str, hours: str) -> None:
    assert tables(calendar).spec.zone == "Asia/Shanghai"
    opens = [text.split("-") for text in hours.split()]
    total = sum(minutes(end) - minutes(begin) for begin, end in opens)
    midnight = at(f"{day} 00:00")
    assert tables(calendar).open_between(midnight, midnight + 24 * HOUR) == total * MINUTE
    for begin, end in opens:
        a, b = midnight + minutes(begin) * MINUTE, midnight + minutes(end) * MINUTE
        assert tables(calendar).open_between(a, b) == b - a


def minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


# What counts in plain time and what in working time, and on which calendar.
COUNTED = [
    ("answer", ClockKind.ANSWER, ticket("phone"), None),
    ("urgent", FIRST, ticket(priority="urgent"), None),
    ("high", FIRST, ticket(priority="high"), None),
    ("level 1", FIRST, ticket(risk_level="level_1"), None),
    ("brand post", ClockKind.EMERGENCY, ticket("social", brand_post=True), None),
    ("social media", FIRST, ticket("social"), None),
    ("24 h update", ClockKind.UPDATE, ticket(), None),
    ("callback", ClockKind.CALLBACK, ticket(), None),
    ("low score", ClockKind.LOW_SCORE, ticket(), None),
    ("medium", FIRST, ticket(), "online"),
    ("low", FIRST, ticket(priority="low"), "online"),
    ("e-mail", FIRST, ticket("email"), "online"),
    ("level 3", FIRST, ticket(risk_level="level_3"), "online"),
    ("preliminary solution", ClockKind.PRELIMINARY, ticket(), "office"),
    ("4 h update", ClockKind.UPDATE, ticket(priority="urgent"), "duty"),
]


@pytest.mark.parametrize(
    ("kind", "facts", "calendar"), [row[1:] for row in COUNTED], ids=[f"R3.5 {row[0]}" for row in COUNTED]
)
def test_plain_and_working_time(kind: ClockKind, facts: Facts, calendar: str | None) -> None:
    target = choose(POLICY_SETS["a"].policies, facts)[kind].target
    assert (target.mode, target.calendar) == (
        (Mode.PLAIN, None) if calendar is None else (Mode.WORKING, calendar)
    )


# --- warnings (R3.9): (target in seconds, 50 %, 80 %) -------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "half", "most"),
    [(15, None, None), (299, None, None), (300, 150, 240), (900, 450, 720), (86_400, 43_200, 69_120)],
)
def test_warnings_at_half_and_four_fifths(seconds: int, half: int | None, most: int | None) -> None:
    assert warnings(0, Target(seconds), None) == (half, most)


# --- the line of a channel (R3.10): (late, decided, over) ---------------------------------------------------


@pytest.mark.parametrize(
    ("late", "decided", "over"),
    [
        (3, 20, True),  # 15 % of twenty
        (2, 20, False),
        (2, 13, False),  # more than 15 %, but too few decided
        (3, 13, True),  # from the third late one on
        (3, 21, False),  # 14.3 %
        (15, 100, True),
        (14, 100, False),
        (0, 0, False),
    ],
)
def test_a_channel_at_its_line(late: int, decided: int, over: bool) -> None:
    assert over_line(Share(late, decided), 15) is over


# --- the border (R3.12): an event at the due instant is in time ---------------------------------------------


@pytest.mark.parametrize("kind", list(ClockKind))
@pytest.mark.parametrize("late", [0, 1])
def test_an_event_at_the_due_instant_is_in_time(kind: ClockKind, late: int) -> None:
    facts = ticket("phone", risk_level="level_1" if kind is ClockKind.EMERGENCY else None)
    choice = choose(POLICY_SETS["a"].policies, facts).get(kind)
    target = choice.target if choice else Target(30 * MINUTE)
    start = at("2026-11-19 09:30")
    state = fold(ledger.begin(target, start, start), tables)
    assert state.due_at is not None
    end = state.due_at + late
    assert follow(state, ledger.stop(state, end, end), tables).met is not bool(late)
