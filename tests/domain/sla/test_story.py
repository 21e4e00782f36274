"""The story of a due time: the figures of the drawn example, and each way a clock can end (R3.7, R3.8)."""

from datetime import date

import pytest

from sladesk.domain.sla import ledger
from sladesk.domain.sla.entries import ClockState
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.ledger import fold, follow
from sladesk.domain.sla.policies import Facts, choose
from sladesk.domain.sla.shipped import POLICY_SETS
from sladesk.domain.sla.story import Story, StretchKind, imagine, tell
from sladesk.domain.sla.stretches import MOST_DAYS
from sladesk.domain.sla.targets import Mode, Target
from tests.domain.sla.desk import HOUR, MINUTE, SPECS, at, shown, tables, working

REPAIR = Facts(channel="phone", service_type="repair", class_code="fault", priority="urgent")
CHOICE = choose(POLICY_SETS["a"].policies, REPAIR)[ClockKind.RESOLUTION]
START, NOW = at("2026-11-18 15:32"), at("2026-11-19 14:08")


def hours(seconds: int) -> str:
    return f"{seconds // HOUR}:{seconds % HOUR // MINUTE:02}"


def day_and_time(t: int) -> str:
    text = shown(t)
    return "" if text is None else text[5:16]


def lines(story: Story) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            day_and_time(row.start),
            day_and_time(row.end),
            row.kind.value,
            hours(row.seconds),
            hours(row.cumulative),
        )
        for row in story.rows
    ]


@pytest.fixture
def drawn() -> ClockState:
    """The clock of the drawn page: three working days, waiting for a part from 09:50 to 12:30."""
    state = fold(ledger.begin(CHOICE.target, START, START), tables)
    begin, end = at("2026-11-19 09:50"), at("2026-11-19 12:30")
    state = follow(state, ledger.pause(state, begin, begin, {"reason": "wait_parts"}), tables)
    return follow(state, ledger.resume(state, end, end), tables)


class TestTheDrawnPage:
    @pytest.fixture
    def story(self, drawn: ClockState) -> Story:
        return tell(drawn.rows, tables, CHOICE, NOW)

    def test_its_figures(self, story: Story) -> None:
        assert (hours(story.used), hours(story.left), hours(story.paused)) == ("4:26", "19:34", "2:10")
        assert (shown(story.due_unpaused), shown(story.due_at)) == (
            "2026-11-23 15:32:00",
            "2026-11-23 17:42:00",
        )

    def test_its_sentence(self, story: Story) -> None:
        assert [part.code for part in story.sentence] == ["target", "start", "paused", "moved"]
        target, start, paused, moved = (part.params for part in story.sentence)
        assert target == {"seconds": 24 * HOUR, "mode": "working", "calendar": "office", "days": 3}
        assert start == {"at": START}
        assert paused == {"reason": "wait_parts", "seconds": 2 * HOUR + 10 * MINUTE}
        assert moved == {"from": story.due_unpaused, "to": story.due_at}

    def test_its_sum_line_by_line(self, story: Story) -> None:
        assert lines(story) == [
            ("11-18 15:32", "11-18 18:00", "used", "2:28", "2:28"),
            ("11-19 09:00", "11-19 09:50", "used", "0:50", "3:18"),
            ("11-19 09:50", "11-19 12:30", "paused", "2:10", "3:18"),
            ("11-19 13:00", "11-19 14:08", "used", "1:08", "4:26"),
            ("11-19 14:08", "11-19 18:00", "left", "3:52", "8:18"),
            ("11-20 09:00", "11-20 18:00", "left", "8:00", "16:18"),
            ("11-21 00:00", "11-23 00:00", "off", "0:00", "16:18"),
            ("11-23 09:00", "11-23 17:42", "left", "7:42", "24:00"),
        ]

    def test_its_strip(self, story: Story) -> None:
        kinds = {str(day.day): [stretch.kind.value for stretch in day.stretches] for day in story.days}
        assert kinds == {
            "2026-11-18": ["before", "before", "used"],
            "2026-11-19": ["used", "paused", "used", "left"],
            "2026-11-20": ["left", "left"],
            "2026-11-21": [],
            "2026-11-22": [],
            "2026-11-23": ["left", "left", "later"],
        }
        paused = story.days[1].stretches[1]
        assert (day_and_time(paused.end), paused.reason) == ("11-19 12:00", "wait_parts")

    def test_its_policies_and_changes(self, story: Story) -> None:
        assert [(verdict.policy, verdict.taken) for verdict in story.verdicts] == [
            ("risk_1", False),
            ("brand_post", False),
            ("urgent", False),
            ("phone", False),
            ("repair", True),
        ]
        assert [(change.entry.kind.value, shown(change.due_after)) for change in story.changes] == [
            ("start", "2026-11-23 15:32:00"),
            ("resume", "2026-11-23 17:42:00"),
        ]

    def test_what_if_on_duty_and_what_if_not_paused(self, drawn: ClockState) -> None:
        on_duty = CHOICE.target.carried(SPECS["office"], SPECS["duty"], "duty")
        assert shown(imagine(drawn, tables, target=on_duty).due_at) == "2026-11-21 18:12:00"
        assert shown(imagine(drawn, tables, without=[2]).due_at) == "2026-11-23 15:32:00"
        assert shown(drawn.due_at) == "2026-11-23 17:42:00"


class TestOtherEnds:
    def begun(self, target: Target, start: str) -> ClockState:
        return fold(ledger.begin(target, at(start), at(start)), tables)

    def test_late_and_still_running(self) -> None:
        state = self.begun(working(4 * HOUR, "office"), "2026-11-18 09:00")
        state = follow(state, ledger.settle(state, at("2026-11-20 10:00")), tables)
        story = tell(state.rows, tables, None, at("2026-11-20 10:00"))
        assert (story.used, story.left) == (17 * HOUR, -13 * HOUR)
        assert lines(story)[-1] == ("11-18 14:00", "11-20 10:00", "late", "13:00", "17:00")
        assert [change.entry.kind.value for change in story.changes] == ["start"]
        assert story.verdicts == ()

    def test_stopped_in_time_shows_what_was_left(self) -> None:
        state = self.begun(working(4 * HOUR, "office"), "2026-11-18 09:00")
        state = follow(state, ledger.stop(state, at("2026-11-18 11:00"), at("2026-11-18 11:00")), tables)
        story = tell(state.rows, tables, None, at("2026-12-01 00:00"))
        assert (hours(story.used), hours(story.left)) == ("2:00", "2:00")
        assert [row.kind for row in story.rows] == [StretchKind.USED, StretchKind.LEFT]

    def test_paused_now_the_due_time_moves_with_the_present(self) -> None:
        state = self.begun(working(4 * HOUR, "office"), "2026-11-18 09:00")
        begin = at("2026-11-18 10:00")
        state = follow(state, ledger.pause(state, begin, begin, {"reason": "wait_customer"}), tables)
        story = tell(state.rows, tables, None, at("2026-11-18 11:00"))
        assert (shown(story.due_at), story.state.due_at) == ("2026-11-18 15:00:00", None)
        assert [part.code for part in story.sentence][-2:] == ["paused_now", "moved"]
        assert [(pause.end, pause.seconds) for pause in story.pauses] == [(None, HOUR)]

    def test_waiting_for_the_opening(self) -> None:
        target = Target(2 * HOUR, Mode.AFTER_OPENING, "online", after_opening_seconds=HOUR)
        state = self.begun(target, "2026-11-20 22:00")
        story = tell(state.rows, tables, None, at("2026-11-21 09:00"))
        assert [part.code for part in story.sentence] == ["target", "start", "opening", "due"]
        assert lines(story) == [
            ("11-20 22:00", "11-23 08:00", "off", "0:00", "0:00"),
            ("11-23 08:00", "11-23 09:00", "left", "1:00", "1:00"),
        ]
        assert story.used == 0

    def test_plain_time_runs_through_the_night(self) -> None:
        story = tell(self.begun(Target(24 * HOUR), "2026-11-18 15:32").rows, tables, None, NOW)
        assert [line[2:] for line in lines(story)] == [("used", "22:36", "22:36"), ("left", "1:24", "24:00")]
        assert [day.day for day in story.days] == [date(2026, 11, 18), date(2026, 11, 19)]

    def test_a_peak_is_said(self) -> None:
        chat = choose(POLICY_SETS["a"].policies, Facts(channel="chat", priority="medium"))
        state = self.begun(chat[ClockKind.FIRST_RESPONSE].target, "2026-11-19 10:30")
        story = tell(state.rows, tables, chat[ClockKind.FIRST_RESPONSE], at("2026-11-19 10:30:20"))
        assert story.sentence[1].params == {"seconds": 60, "usual": 30}
        assert story.left == 40

    def test_holidays_are_called_so(self) -> None:
        state = self.begun(working(8 * HOUR, "office"), "2026-09-30 14:00")
        off = [row for row in tell(state.rows, tables, None, at("2026-09-30 15:00")).rows if row.reason]
        assert [(day_and_time(row.start), row.reason) for row in off] == [
            ("10-01 00:00", "holiday"),
            ("10-03 00:00", "closed"),
            ("10-05 00:00", "holiday"),
        ]

    def test_each_change_says_why(self) -> None:
        state = self.begun(working(4 * HOUR, "office"), "2026-11-18 09:00")
        when = at("2026-11-18 10:00")
        state = follow(
            state,
            ledger.retarget(state, working(2 * HOUR, "office"), when, when, {"why": "priority"}),
            tables,
        )
        change = tell(state.rows, tables, None, when).changes[-1]
        assert change.entry.data == {"why": "priority"}
        assert (shown(change.due_before), shown(change.due_after)) == (
            "2026-11-18 14:00:00",
            "2026-11-18 11:00:00",
        )

    def test_a_decided_clock_cannot_be_imagined_otherwise(self) -> None:
        state = self.begun(working(4 * HOUR, "office"), "2026-11-18 09:00")
        state = follow(state, ledger.settle(state, at("2026-11-19 10:00")), tables)
        assert imagine(state, tables, target=Target(10**6)) is state

    def test_a_strip_has_an_end(self) -> None:
        state = self.begun(working(8 * HOUR, "office"), "2024-01-03 09:00")
        assert len(tell(state.rows, tables, None, NOW).days) == MOST_DAYS
