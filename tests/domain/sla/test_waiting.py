"""Which waiting holds which clock, as data of a target, and what is said of it beside a clock (R3.6)."""

from typing import NoReturn

import pytest

from sladesk.domain.sla import drafting, ledger
from sladesk.domain.sla.drafting import RowForm, TargetForm
from sladesk.domain.sla.entries import ClockStatus
from sladesk.domain.sla.folding import fold, follow
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Facts, Match, Policy
from sladesk.domain.sla.targets import Target
from sladesk.domain.sla.trial import CLOSED, MET, MISSED, Past, Rules, Tally
from sladesk.domain.sla.waiting import WAITS, Wait, beside, clipped, held_by, named
from sladesk.domain.sla.waiting import follow as follow_wait
from tests.domain.sla.desk import HOUR, at

START = at("2026-11-19 09:00")


def tables(key: str) -> NoReturn:
    """Plain time needs no calendar."""
    raise AssertionError(key)


@pytest.mark.parametrize(
    ("kind", "ways", "expected"),
    [
        ("resolution", None, WAITS),
        ("update", None, ()),
        ("first_response", None, ()),
        ("preliminary", None, ()),
        ("update", ("waiting_customer",), ("waiting_customer",)),
        ("resolution", (), ()),
    ],
)
def test_a_pause_stops_the_resolution_only_unless_the_policy_names_more(
    kind: str, ways: tuple[str, ...] | None, expected: tuple[str, ...]
) -> None:
    target = Target(HOUR, held_by=ways)
    assert held_by(kind, target) == expected
    assert Target.from_json(target.to_json()) == target
    assert ("held_by" in target.to_json()) is (ways is not None)


def test_what_is_usual_is_not_stored_so_that_saving_a_row_unchanged_changes_no_clock() -> None:
    assert named("resolution", reversed(WAITS)) is None
    assert named("update", ()) is None
    assert named("update", ("waiting_parts", "waiting_customer")) == WAITS
    assert named("resolution", ()) == ()


def test_a_row_names_what_waiting_holds_its_targets_and_nothing_else() -> None:
    def row(ways: tuple[str, ...]) -> RowForm:
        return RowForm("更新", targets={"update": TargetForm(HOUR, held_by=ways)})

    kept = drafting.checked(row(("waiting_customer",)), {}, ())
    assert kept.targets[ClockKind.UPDATE].held_by == ("waiting_customer",)
    with pytest.raises(drafting.Invalid) as error:
        drafting.checked(row(("lunch",)), {}, ())
    assert error.value.problems["update.held_by"].code == "unknown_choice"


def test_another_target_lets_a_clock_of_a_waiting_ticket_stand_or_go_on_from_now_on() -> None:
    still = Target(8 * HOUR, held_by=("waiting_parts",))
    state = fold(ledger.begin(Target(8 * HOUR), START, START), tables)
    now = START + HOUR
    assert follow_wait("update", state, "waiting_parts", now, {}) == ()
    state = follow(state, ledger.retarget(state, still, now, now), tables)
    state = follow(state, follow_wait("update", state, "waiting_parts", now, {"reason": 3}), tables)
    assert (state.state, state.pause_since) == (ClockStatus.PAUSED, now)
    later = now + HOUR
    state = follow(state, ledger.retarget(state, Target(8 * HOUR), later, later), tables)
    state = follow(state, follow_wait("update", state, "waiting_parts", later, {}), tables)
    assert state.holes == ((now, later),)
    assert state.due_at == START + 9 * HOUR


def test_a_story_says_of_every_wait_whether_it_stops_the_clock_and_why() -> None:
    waits = [
        Wait(START, START + HOUR, "waiting_customer", "1"),
        Wait(START + 2 * HOUR, None, "waiting_parts", "2"),
    ]
    hole = ((START, START + HOUR),)
    usual = beside("resolution", Target(HOUR), waits, hole)
    assert [(one.holds, one.why) for one in usual] == [(True, "usual"), (False, "then")]
    named_ = beside("update", Target(HOUR, held_by=("waiting_customer",)), waits, hole)
    assert [(one.holds, one.why) for one in named_] == [(True, "policy"), (False, "policy")]
    assert [(one.holds, one.why) for one in beside("update", Target(HOUR), waits, ())] == [
        (False, "usual"),
        (False, "usual"),
    ]


def test_a_trial_holds_clocks_while_the_ticket_waited_where_the_tried_set_says_otherwise() -> None:
    def rules(ways: tuple[str, ...] | None) -> tuple[Policy, ...]:
        target = Target(2 * HOUR, held_by=ways)
        return (Policy("every", 10, "全部", Match(), {ClockKind.UPDATE: target}),)

    waits = (Wait(START + HOUR, START + 3 * HOUR, "waiting_customer", "1"),)
    assert clipped(waits, WAITS, START, START + 2 * HOUR) == ((START + HOUR, START + 2 * HOUR),)
    assert clipped(waits, ("waiting_parts",), START, START + 2 * HOUR) == ()
    tally = Tally(Rules(rules(("waiting_customer",)), rules(None), tables))
    tally.tickets([(7, Facts())])
    past = Past(1, 7, "update", START, 3 * HOUR, MISSED | CLOSED)
    assert tally.otherwise_held(past)
    found = tally.weigh(past, (), waits)
    assert found is not None
    assert (found.record, found.tried, found.present) == (MISSED, MET, MISSED)
    assert found.due == START + 4 * HOUR
    alike = Tally(Rules(rules(None), rules(None), tables))
    alike.tickets([(7, Facts())])
    assert not alike.otherwise_held(past)
    assert alike.weigh(past) is None
