"""The worked examples of R3.14, to the second."""

from sladesk.domain.sla import ledger
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.ledger import ClockState, fold, follow
from sladesk.domain.sla.policies import Facts, choose
from sladesk.domain.sla.shipped import POLICY_SETS
from tests.domain.sla.desk import at, shown, tables

HOUR, MINUTE = 3600, 60


def begun(kind: ClockKind, facts: Facts, start: str) -> ClockState:
    target = choose(POLICY_SETS["a"].policies, facts)[kind].target
    return fold(ledger.begin(target, at(start), at(start)), tables)


def stopped(state: ClockState, when: str) -> ClockState:
    return follow(state, ledger.stop(state, at(when), at(when)), tables)


class TestExampleA:
    """SR20231001001: an urgent repair by phone on a Sunday in the National Day holidays."""

    FACTS = Facts(channel="phone", service_type="repair", class_code="fault", priority="urgent")
    REQUEST = "2023-10-01 14:30"

    def test_the_response_at_the_boundary_is_in_time(self) -> None:
        state = stopped(begun(ClockKind.FIRST_RESPONSE, self.FACTS, self.REQUEST), "2023-10-01 14:45")
        assert shown(state.due_at) == "2023-10-01 14:45:00"
        assert (state.met, state.plain_seconds) == (True, 15 * MINUTE)

    def test_its_four_hour_update_was_missed(self) -> None:
        first = begun(ClockKind.UPDATE, self.FACTS, self.REQUEST)
        assert shown(first.due_at) == "2023-10-01 18:30:00"
        assert stopped(first, "2023-10-01 14:45").met
        second = stopped(begun(ClockKind.UPDATE, self.FACTS, "2023-10-01 14:45"), "2023-10-02 09:00")
        assert second.met is False
        assert shown(second.breached_at) == "2023-10-01 18:45:00"
        assert second.open_seconds == 6 * HOUR + 15 * MINUTE  # on duty until 20:00 and from 08:00

    def test_forty_nine_hours_and_a_half_from_request_to_the_customers_confirmation(self) -> None:
        confirmed = stopped(begun(ClockKind.RESOLUTION, self.FACTS, self.REQUEST), "2023-10-03 16:00")
        assert confirmed.plain_seconds == 49 * HOUR + 30 * MINUTE

    def test_the_repair_within_the_holidays_used_no_working_time(self) -> None:
        state = begun(ClockKind.RESOLUTION, self.FACTS, self.REQUEST)
        assert shown(state.due_at) == "2023-10-09 18:00:00"  # made up on Saturday and Sunday, 10-07 and 10-08
        waiting = follow(state, ledger.pause(state, at("2023-10-02 16:00"), at("2023-10-02 16:00")), tables)
        resumed = follow(
            waiting, ledger.resume(waiting, at("2023-10-03 14:00"), at("2023-10-03 14:00")), tables
        )
        repaired = stopped(resumed, "2023-10-03 14:00")
        assert (repaired.met, repaired.open_seconds) == (True, 0)
        assert shown(repaired.due_at) == "2023-10-09 18:00:00"


class TestExampleB:
    """202405200001: a consultation about an order, target 30 minutes, handled by logistics support."""

    FACTS = Facts(
        channel="form",
        service_type="consultation",
        class_code="consultation",
        category="consultation.order_status",
        priority="medium",
    )
    RECORDED, ASSIGNED, RESPONDED = "2024-05-20 09:15:32", "2024-05-20 09:20:15", "2024-05-20 09:45:00"

    def test_in_time_from_registration(self) -> None:
        state = stopped(begun(ClockKind.FIRST_RESPONSE, self.FACTS, self.RECORDED), self.RESPONDED)
        assert shown(state.due_at) == "2024-05-20 09:45:32"
        assert (state.met, state.plain_seconds) == (True, 29 * MINUTE + 28)

    def test_in_time_from_assignment_where_a_site_starts_there(self) -> None:
        state = stopped(begun(ClockKind.FIRST_RESPONSE, self.FACTS, self.ASSIGNED), self.RESPONDED)
        assert shown(state.due_at) == "2024-05-20 09:50:15"
        assert (state.met, state.open_seconds) == (True, 24 * MINUTE + 45)
