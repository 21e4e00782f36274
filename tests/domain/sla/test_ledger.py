"""What may happen to a clock, case by case (R3.6, R3.7, R3.12, R4.7, decisions 8 and 9)."""

from collections.abc import Callable

import pytest

from sladesk.domain.sla import ledger
from sladesk.domain.sla.entries import ClockState, ClockStatus, Entry, EntryKind
from sladesk.domain.sla.errors import ImpossibleOrder
from sladesk.domain.sla.instants import from_epoch, to_epoch
from sladesk.domain.sla.ledger import fold, follow
from sladesk.domain.sla.targets import Target
from tests.domain.sla.desk import HOUR, at, shown, tables, working

START = at("2026-11-18 09:00")


def started(target: Target | None = None) -> ClockState:
    return fold(ledger.begin(target or working(4 * HOUR, "office"), START, START), tables)


def then(state: ClockState, rows: tuple[Entry, ...]) -> ClockState:
    return follow(state, rows, tables)


def clock(text: str) -> int:
    """A time on the day of the start."""
    return at(f"2026-11-18 {text}")


def paused(state: ClockState, text: str) -> ClockState:
    return then(state, ledger.pause(state, clock(text), clock(text), {"reason": "wait_parts"}))


def resumed(state: ClockState, text: str) -> ClockState:
    return then(state, ledger.resume(state, clock(text), clock(text)))


def stopped(state: ClockState, text: str, recorded: str | None = None) -> ClockState:
    return then(state, ledger.stop(state, clock(text), clock(recorded or text)))


def kinds(rows: tuple[Entry, ...]) -> list[str]:
    return [row.kind.value for row in rows]


class TestRunning:
    def test_a_clock_begins_with_due_time_and_warnings(self) -> None:
        state = started()
        assert (state.state, shown(state.due_at)) == (ClockStatus.RUNNING, "2026-11-18 14:00:00")
        assert (shown(state.warn50_at), shown(state.warn80_at)) == (
            "2026-11-18 11:00:00",
            "2026-11-18 13:12:00",
        )
        assert (state.entries, state.met) == (1, None)

    def test_it_is_late_from_the_second_after_the_due_instant(self) -> None:
        state = started()
        assert ledger.settle(state, clock("14:00:00")) == ()
        rows = ledger.settle(state, clock("14:00:01"))
        assert rows == (Entry(2, EntryKind.BREACH, clock("14:00"), clock("14:00:01")),)
        late = then(state, rows)
        assert (late.breached_at, late.due_at, late.met) == (clock("14:00"), clock("14:00"), False)
        assert (late.warn50_at, late.warn80_at) == (None, None)
        assert ledger.settle(late, clock("17:00")) == ()

    def test_an_event_at_the_due_instant_is_in_time(self) -> None:
        state = stopped(started(), "14:00:00")
        assert (state.state, state.met, state.due_at) == (ClockStatus.STOPPED, True, clock("14:00"))
        assert (state.open_seconds, state.plain_seconds) == (4 * HOUR, 5 * HOUR)

    def test_a_second_later_it_is_not_and_the_breach_comes_first(self) -> None:
        state = started()
        rows = ledger.stop(state, clock("14:00:01"), clock("14:00:05"))
        assert kinds(rows) == ["breach", "stop"]
        late = then(state, rows)
        assert (late.met, late.breached_at, late.stopped_at) == (False, clock("14:00"), clock("14:00:01"))
        assert late.open_seconds == 4 * HOUR + 1

    def test_a_cancelled_clock_is_neither_met_nor_late(self) -> None:
        state = started()
        state = then(state, ledger.cancel(state, clock("10:00"), clock("10:00")))
        assert (state.state, state.met, state.open_seconds) == (ClockStatus.CANCELLED, None, HOUR)


class TestPausing:
    def test_paused_it_has_no_due_time_and_nothing_breaks(self) -> None:
        state = paused(started(), "10:00")
        assert (state.due_at, state.warn50_at, state.warn80_at) == (None, None, None)
        assert ledger.settle(state, at("2026-12-24 00:00")) == ()

    def test_resumed_the_due_time_has_moved_by_the_open_time(self) -> None:
        state = resumed(paused(started(), "11:30"), "13:30")
        assert shown(state.due_at) == "2026-11-18 15:00:00"
        assert state.holes == ((clock("11:30"), clock("13:30")),)

    def test_a_pause_after_the_due_time_records_the_breach_first(self) -> None:
        state = started()
        rows = ledger.pause(state, clock("15:00"), clock("15:00"))
        assert kinds(rows) == ["breach", "pause"]
        late = resumed(then(state, rows), "16:00")
        assert (late.due_at, late.breached_at) == (clock("14:00"), clock("14:00"))

    def test_stopped_while_paused_is_in_time_and_leaves_the_pause_out(self) -> None:
        state = stopped(paused(started(), "10:00"), "17:00")
        assert (state.met, state.open_seconds, state.plain_seconds) == (True, HOUR, 8 * HOUR)
        assert shown(state.due_at) == "2026-11-19 11:00:00"

    def test_paused_and_resumed_in_one_second_leaves_no_hole(self) -> None:
        assert resumed(paused(started(), "10:00"), "10:00").holes == ()


class TestRetargeting:
    def test_start_and_pauses_stay(self) -> None:
        state = resumed(paused(started(), "10:00"), "11:00")
        rows = ledger.retarget(
            state, working(2 * HOUR, "duty"), clock("11:10"), clock("11:10"), {"why": "priority"}
        )
        state = then(state, rows)
        assert (state.started_at, state.holes) == (START, ((clock("10:00"), clock("11:00")),))
        assert shown(state.due_at) == "2026-11-18 12:00:00"

    def test_while_paused_it_shows_on_resuming(self) -> None:
        state = paused(started(), "10:00")
        state = then(state, ledger.retarget(state, Target(2 * HOUR), clock("10:30"), clock("10:30")))
        assert state.due_at is None
        assert shown(resumed(state, "11:00").due_at) == "2026-11-18 12:00:00"

    def test_a_due_time_in_the_past_is_settled_next(self) -> None:
        state = started()
        state = then(state, ledger.retarget(state, Target(900), clock("10:00"), clock("10:00")))
        assert [row.effective_at for row in ledger.settle(state, clock("10:00"))] == [clock("09:15")]

    def test_missed_before_the_pause_it_is_late_once_the_pause_ends(self) -> None:
        state = paused(started(), "10:00")
        state = then(state, ledger.retarget(state, Target(900), clock("10:30"), clock("10:30")))
        assert ledger.settle(state, clock("11:00")) == ()
        assert stopped(state, "11:00").breached_at == clock("09:15")

    @pytest.mark.parametrize("end", ["late", "stopped", "cancelled"])
    def test_what_is_decided_stays(self, end: str) -> None:
        state = started()
        decided = {
            "late": then(state, ledger.settle(state, clock("15:00"))),
            "stopped": stopped(state, "10:00"),
            "cancelled": then(state, ledger.cancel(state, clock("10:00"), clock("10:00"))),
        }[end]
        assert ledger.retarget(decided, Target(5), clock("15:00"), clock("15:00")) == ()

    def test_what_is_late_but_not_recorded_is_recorded_instead(self) -> None:
        rows = ledger.retarget(started(), Target(10 * HOUR), clock("15:00"), clock("15:00"))
        assert kinds(rows) == ["breach"]

    def test_the_same_target_again_is_no_row(self) -> None:
        state = started()
        assert ledger.retarget(state, state.target, clock("10:00"), clock("10:00")) == ()


class TestLateTrueTimes:
    """A phone without network tells later what was in time (decision 8)."""

    def test_a_recorded_breach_is_withdrawn(self) -> None:
        late = then(started(), ledger.settle(started(), clock("15:00")))
        rows = ledger.stop(late, clock("13:59"), clock("16:00"))
        assert kinds(rows) == ["stop", "withdraw"]
        state = then(late, rows)
        assert (state.met, state.breached_at, state.due_at) == (True, None, clock("14:00"))
        assert state.entries == 4

    def test_a_true_time_that_is_late_all_the_same_keeps_it(self) -> None:
        late = then(started(), ledger.settle(started(), clock("15:00")))
        assert kinds(ledger.stop(late, clock("14:30"), clock("16:00"))) == ["stop"]

    def test_pauses_and_targets_of_later_count_for_nothing(self) -> None:
        state = resumed(paused(started(), "10:00"), "11:00")
        state = then(state, ledger.retarget(state, Target(60), clock("11:30"), clock("11:30")))
        state = then(state, ledger.settle(state, clock("11:30")))
        assert state.breached_at == clock("09:01")
        state = stopped(state, "09:30", "12:00")
        assert (state.met, state.holes, state.target) == (True, (), working(4 * HOUR, "office"))
        assert (state.open_seconds, state.due_at) == (HOUR // 2, clock("14:00"))

    def test_before_the_start_is_impossible(self) -> None:
        with pytest.raises(ImpossibleOrder, match="before_start"):
            ledger.stop(started(), START - 1, START)


class TestRunningOn:
    """If verification fails the clock runs on as if never stopped (R4.7)."""

    def test_in_time_it_goes_on_with_its_old_due_time(self) -> None:
        state = stopped(started(), "10:00")
        rows = ledger.run_on(state, clock("11:00"), tables)
        assert kinds(rows) == ["correct"]
        state = then(state, rows)
        assert (state.state, state.due_at, state.holes) == (ClockStatus.RUNNING, clock("14:00"), ())
        assert stopped(state, "12:00").open_seconds == 3 * HOUR

    def test_past_the_due_time_it_is_late_at_once(self) -> None:
        state = stopped(started(), "10:00")
        rows = ledger.run_on(state, clock("16:00"), tables)
        assert [(row.kind, row.effective_at) for row in rows][1:] == [(EntryKind.BREACH, clock("14:00"))]

    def test_it_can_stop_and_run_on_again(self) -> None:
        state = stopped(started(), "10:00")
        state = then(state, ledger.run_on(state, clock("10:30"), tables))
        state = stopped(state, "11:00")
        state = then(state, ledger.run_on(state, clock("11:30"), tables))
        assert (state.state, state.due_at, state.entries) == (ClockStatus.RUNNING, clock("14:00"), 5)


class TestCorrecting:
    def test_a_stop_moved_behind_the_due_time_makes_the_clock_late(self) -> None:
        state = stopped(started(), "13:00")
        rows = ledger.correct(state, 2, clock("15:00"), recorded=clock("16:00"), tables=tables)
        assert kinds(rows) == ["correct", "breach"]
        assert then(state, rows).breached_at == clock("14:00")

    def test_and_back_again_withdraws_it(self) -> None:
        state = stopped(started(), "13:00")
        state = then(state, ledger.correct(state, 2, clock("15:00"), recorded=clock("16:00"), tables=tables))
        rows = ledger.correct(state, 2, clock("12:30"), recorded=clock("16:30"), tables=tables)
        assert kinds(rows) == ["correct", "withdraw"]
        assert (then(state, rows).met, then(state, rows).open_seconds) == (True, 3 * HOUR)

    def test_a_longer_pause_moves_the_due_time_on(self) -> None:
        state = resumed(paused(started(), "10:00"), "11:00")
        state = then(state, ledger.correct(state, 3, clock("11:30"), recorded=clock("11:40"), tables=tables))
        assert (state.holes, state.due_at) == (((clock("10:00"), clock("11:30")),), clock("15:30"))

    def test_an_earlier_start_may_be_late_already(self) -> None:
        rows = ledger.correct(started(), 1, at("2026-11-17 16:00"), recorded=clock("13:30"), tables=tables)
        assert [(row.kind.value, shown(row.effective_at)) for row in rows][1:] == [
            ("breach", "2026-11-18 11:00:00")
        ]

    @pytest.mark.parametrize("seq", [0, 2, 9])
    def test_only_happenings_with_a_true_time_can_be_corrected(self, seq: int) -> None:
        late = then(started(), ledger.settle(started(), clock("15:00")))
        with pytest.raises(ImpossibleOrder, match="not_correctable"):
            ledger.correct(late, seq, clock("10:00"), recorded=clock("16:00"), tables=tables)

    def test_a_correction_may_not_turn_the_order_round(self) -> None:
        state = resumed(paused(started(), "10:00"), "11:00")
        with pytest.raises(ImpossibleOrder, match="resume_before_pause"):
            ledger.correct(state, 3, clock("09:30"), recorded=clock("12:00"), tables=tables)


IMPOSSIBLE: list[tuple[str, Callable[[], object]]] = [
    ("not_running", lambda: ledger.pause(paused(started(), "10:00"), clock("11:00"), clock("11:00"))),
    ("pause_in_the_past", lambda: ledger.pause(started(), START - 1, START)),
    ("not_paused", lambda: ledger.resume(started(), clock("10:00"), clock("10:00"))),
    (
        "resume_before_pause",
        lambda: ledger.resume(paused(started(), "10:00"), clock("09:59"), clock("10:30")),
    ),
    (
        "retarget_in_the_past",
        lambda: ledger.retarget(paused(started(), "10:00"), Target(5), START, clock("10:30")),
    ),
    ("not_going", lambda: stopped(stopped(started(), "10:00"), "11:00")),
    ("not_stopped", lambda: ledger.run_on(started(), clock("10:00"), tables)),
    ("in_the_future", lambda: ledger.begin(Target(5), START + 1, START)),
    ("empty", lambda: fold([], tables)),
    ("no_start", lambda: fold([Entry(1, EntryKind.PAUSE, START, START)], tables)),
    ("already_breached", lambda: follow(started(), [Entry(2, EntryKind.BREACH, START, START)] * 2, tables)),
    ("not_breached", lambda: follow(started(), [Entry(2, EntryKind.WITHDRAW, START, START)], tables)),
]


@pytest.mark.parametrize(("code", "order"), IMPOSSIBLE, ids=[code for code, _ in IMPOSSIBLE])
def test_impossible_orders_are_refused(code: str, order: Callable[[], object]) -> None:
    with pytest.raises(ImpossibleOrder, match=code):
        order()


def test_a_row_out_of_order_is_refused_by_the_fold_too() -> None:
    state = paused(started(), "10:00")
    for kind in (EntryKind.PAUSE, EntryKind.RESUME):
        with pytest.raises(ImpossibleOrder):
            follow(state, [Entry(3, kind, START, clock("11:00"))], tables)


class TestEdge:
    def test_datetimes_cross_the_edge_unharmed(self) -> None:
        assert to_epoch(from_epoch(START)) == START
        assert from_epoch(START).isoformat() == "2026-11-18T01:00:00+00:00"
        assert to_epoch(from_epoch(START).replace(microsecond=999_999)) == START

    def test_a_naive_datetime_is_refused(self) -> None:
        with pytest.raises(ValueError, match="naive"):
            to_epoch(from_epoch(START).replace(tzinfo=None))
