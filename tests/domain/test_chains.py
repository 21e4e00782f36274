"""Escalation chains by tables of cases: what may stand in one, and when its steps come (R3.9)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain import chains
from sladesk.domain.chains import Known, Moment, Step, To
from sladesk.domain.errors import Invalid
from sladesk.domain.shipped.chains import CHAINS
from sladesk.domain.sla.calendars import table_for
from sladesk.domain.sla.hours import CalendarSpec, windows
from sladesk.domain.sla.shipped import CALENDARS

KNOWN = Known(frozenset({"duty", "office"}), frozenset({"J001"}))
DUTY = table_for(CALENDARS["duty"].spec)
OFFICE = table_for(CALENDARS["office"].spec)
TOLD = Step(Moment.LATE, To.OWNER)


def at(text: str) -> int:
    """An instant in Shanghai."""
    return int((datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=8)).timestamp())


@pytest.mark.parametrize(
    ("minutes", "calendar", "due", "planned"),
    [
        (0, "", "2026-11-19 21:30", "2026-11-19 21:30"),
        (120, "", "2026-11-19 21:30", "2026-11-19 23:30"),
        (0, "duty", "2026-11-19 21:30", "2026-11-20 08:00"),
        (120, "duty", "2026-11-19 21:30", "2026-11-20 10:00"),
        (120, "duty", "2026-11-19 19:00", "2026-11-20 09:00"),
        (30, "duty", "2026-11-19 10:00", "2026-11-19 10:30"),
        (60, "office", "2026-11-20 17:30", "2026-11-23 09:30"),
        (0, "office", "2026-11-21 10:00", "2026-11-23 09:00"),
        (30, "gone", "2026-11-19 21:30", "2026-11-19 22:00"),
    ],
)
def test_a_step_on_working_hours_waits_for_the_opening(
    minutes: int, calendar: str, due: str, planned: str
) -> None:
    step = Step(Moment.LATE, To.SUPERVISOR, "", minutes, calendar)
    found = chains.to_come([step], (), at(due), {"duty": DUTY, "office": OFFICE})
    assert found == [(at(planned), step)]


def test_a_calendar_that_never_opens_tells_in_plain_time() -> None:
    never = table_for(CalendarSpec("Asia/Shanghai", ((),) * 7, {}))
    assert Step(Moment.LATE, To.OWNER, "", 5, "x").planned(at("2026-11-19 10:00"), never) == at(
        "2026-11-19 10:05"
    )
    assert windows("08:00-09:00")


@pytest.mark.parametrize(
    ("steps", "field", "code"),
    [
        ([], "steps", "nobody_told_of_breach"),
        ([Step(Moment.HALF, To.OWNER)], "steps", "nobody_told_of_breach"),
        ([Step(Moment.LATE, To.OWNER, "", 5)], "steps", "nobody_told_of_breach"),
        ([Step(Moment.LATE, To.OWNER, "", 0, "duty")], "steps", "nobody_told_of_breach"),
        ([TOLD, TOLD], "step-1", "step_twice"),
        ([TOLD, Step(Moment.HALF, To.OWNER, "", 5)], "step-1", "warning_has_no_minutes"),
        ([TOLD, Step(Moment.MOST, To.OWNER, "", 0, "duty")], "step-1", "warning_has_no_minutes"),
        ([TOLD, Step(Moment.LATE, To.OWNER, "", -1)], "step-1", "number_between"),
        ([TOLD, Step(Moment.LATE, To.OWNER, "", 43_201)], "step-1", "number_between"),
        ([TOLD, Step(Moment.LATE, To.OWNER, "", 1, "night")], "step-1", "unknown_choice"),
        ([TOLD, Step(Moment.LATE, To.ROLE, "admin")], "step-1", "unknown_choice"),
        ([TOLD, Step(Moment.LATE, To.PERSON, "X999")], "step-1", "unknown_choice"),
        ([Step(Moment.LATE, To.OWNER, "", n) for n in range(13)], "steps", "too_many_steps"),
    ],
)
def test_a_chain_that_could_not_do_its_work_is_refused(steps: list[Step], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        chains.check(steps, KNOWN)
    assert refused.value.problems[field].code == code


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: str(chain[0]))
def test_the_shipped_chains_hold_and_warn_breach_then_go_up(
    chain: tuple[str, str, str, tuple[Step, ...]],
) -> None:
    steps = chain[3]
    chains.check(steps, KNOWN)
    assert chains.parse(chains.stored(steps)) == steps == chains.ordered(steps)
    for moment in (Moment.HALF, Moment.MOST):
        assert [step.to for step in chains.at(steps, moment)] == [To.OWNER]
    late = chains.at(steps, Moment.LATE)
    assert [step.to for step in late if step.minutes == 0] == [To.OWNER, To.SUPERVISOR]
    assert late[-1].who == "manager"


STEPS = st.builds(
    Step,
    moment=st.just(Moment.LATE),
    to=st.sampled_from(list(To)),
    minutes=st.integers(0, 5_000),
    calendar=st.sampled_from(("", "duty", "office")),
)


@given(st.lists(STEPS, max_size=12), st.integers(0, 60 * 24 * 21))
def test_steps_come_in_order_never_before_the_breach_and_never_twice(steps: list[Step], later: int) -> None:
    due, tables = at("2026-11-19 21:30"), {"duty": DUTY, "office": OFFICE}
    found = chains.to_come(steps, (), due, tables)
    assert all(first[0] <= second[0] for first, second in pairwise(found))
    assert all(when >= due for when, _step in found)
    done = {step.key for when, step in found if when <= due + later * 60}
    left = chains.to_come(steps, done, due, tables)
    assert not {step.key for _when, step in left} & done
    assert {step.key for _when, step in left} | done == {step.key for step in steps}
