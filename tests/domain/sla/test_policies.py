"""Which policy wins, for each kind on its own, and why the others do not (R3.1, R3.8)."""

from dataclasses import replace
from typing import Any

import pytest

from sladesk.domain.codes import Priority, RiskLevel, ServiceType
from sladesk.domain.shipped.channels import CHANNELS
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Facts, Match, Policy, choose
from sladesk.domain.sla.shipped import CALENDARS, POLICY_NAMES, POLICY_SETS
from sladesk.domain.sla.targets import Target

SHIPPED = POLICY_SETS["a"].policies
URGENT_REPAIR = Facts(channel="phone", service_type="repair", class_code="fault", priority="urgent")
ISSUE_TWO = {
    ClockKind.FIRST_RESPONSE,
    ClockKind.UPDATE,
    ClockKind.RESOLUTION,
    ClockKind.CALLBACK,
    ClockKind.LOW_SCORE,
}


def policy(code: str, position: int, match: Match, **seconds: int) -> Policy:
    return Policy(
        code, position, code, match, {ClockKind(kind): Target(count) for kind, count in seconds.items()}
    )


class TestChoosing:
    def test_the_first_match_is_taken_for_each_kind_on_its_own(self) -> None:
        chosen = {kind: choice.policy.code for kind, choice in choose(SHIPPED, URGENT_REPAIR).items()}
        assert chosen == {
            ClockKind.ANSWER: "phone",
            ClockKind.FIRST_RESPONSE: "urgent",
            ClockKind.UPDATE: "urgent",
            ClockKind.RESOLUTION: "repair",
            ClockKind.CALLBACK: "everyone",
            ClockKind.LOW_SCORE: "everyone",
            ClockKind.TASK: "everyone",
        }

    def test_position_decides_not_the_order_of_the_rows(self) -> None:
        rows = [policy("late", 20, Match(), update=2), policy("early", 10, Match(), update=1)]
        assert choose(rows, Facts())[ClockKind.UPDATE].target.seconds == 1

    def test_a_regulated_policy_binds_its_target(self) -> None:
        row = replace(policy("law", 1, Match(), answer=15), regulated=True)
        assert choose([row], Facts())[ClockKind.ANSWER].target.regulated

    def test_nothing_matches_nothing_is_set(self) -> None:
        assert choose([policy("vip", 1, Match(tier=("vip",)), answer=5)], Facts()) == {}

    @pytest.mark.parametrize(
        ("category", "hit"),
        [
            ("fault.payment", True),
            ("fault.payment.refund", True),
            ("fault.payments", False),
            ("fault", False),
            (None, False),
        ],
    )
    def test_a_category_covers_what_lies_below_it(self, category: str | None, hit: bool) -> None:
        rows = [policy("refunds", 1, Match(category=("fault.payment",)), answer=5)]
        assert bool(choose(rows, Facts(category=category))) is hit

    @pytest.mark.parametrize(
        ("condition", "value"),
        [
            ("channel", "chat"),
            ("service_type", "repair"),
            ("class_code", "fault"),
            ("priority", "high"),
            ("risk_level", "level_1"),
            ("tier", "vip"),
        ],
    )
    def test_each_condition_is_asked(self, condition: str, value: str) -> None:
        asked: dict[str, Any] = {condition: ("other", value)}
        rows = [policy("one", 1, Match(**asked), answer=5)]
        found: list[dict[str, Any]] = [{condition: value}, {condition: "else"}, {}]
        assert [bool(choose(rows, Facts(**facts))) for facts in found] == [True, False, False]


class TestWhyNot:
    def told(self, kind: ClockKind, facts: Facts) -> list[tuple[str, str]]:
        return [(line.policy, line.reason) for line in choose(SHIPPED, facts)[kind].rejected]

    def test_the_resolution_of_an_urgent_repair_by_phone(self) -> None:
        """As drawn: no complaint, no public post, urgent and phone set other kinds."""
        assert self.told(ClockKind.RESOLUTION, URGENT_REPAIR) == [
            ("risk_1", "not_risk_level"),
            ("brand_post", "not_brand_post"),
            ("urgent", "no_target"),
            ("phone", "no_target"),
        ]

    def test_what_would_have_matched_behind_the_winner_is_named(self) -> None:
        assert self.told(ClockKind.UPDATE, URGENT_REPAIR)[-1] == ("everyone", "earlier_wins")
        urgent_mail = replace(URGENT_REPAIR, channel="email")
        assert self.told(ClockKind.FIRST_RESPONSE, urgent_mail)[-1] == ("email", "earlier_wins")

    def test_a_reason_names_what_was_wanted_what_was_found_and_what_is_set(self) -> None:
        risk, post, urgent, _ = choose(SHIPPED, URGENT_REPAIR)[ClockKind.RESOLUTION].rejected
        assert risk.params == {"wanted": "level_1", "actual": ""}
        assert post.params == {"wanted": "yes", "actual": "phone"}
        assert urgent.params == {"kinds": "first_response,update"}

    def test_of_alternatives_only_one_is_named(self) -> None:
        routine = replace(URGENT_REPAIR, channel="form", priority="medium")
        assert self.told(ClockKind.FIRST_RESPONSE, routine) == [
            ("risk_1", "not_risk_level"),
            ("brand_post", "not_brand_post"),
            ("urgent", "not_priority"),
            ("phone", "not_channel"),
        ]


class TestShipped:
    @pytest.mark.parametrize("code", ["a", "b", "c"])
    def test_every_ticket_has_the_targets_of_its_life(self, code: str) -> None:
        for channel in CHANNELS:
            for priority in Priority:
                for service in ServiceType:
                    facts = Facts(channel=channel.code, priority=priority, service_type=service)
                    assert choose(POLICY_SETS[code].policies, facts).keys() >= ISSUE_TWO

    @pytest.mark.parametrize("code", ["a", "b", "c"])
    def test_codes_names_and_calendars_exist(self, code: str) -> None:
        policies = POLICY_SETS[code].policies
        assert len({row.code for row in policies}) == len({row.position for row in policies}) == len(policies)
        assert {row.code for row in policies} <= POLICY_NAMES.keys()
        used = {target.calendar for row in policies for target in row.targets.values()} - {None}
        assert used <= CALENDARS.keys()

    @pytest.mark.parametrize("code", ["a", "b", "c"])
    def test_conditions_ask_for_codes_that_exist(self, code: str) -> None:
        known = {
            "channel": {channel.code for channel in CHANNELS},
            "priority": set(Priority),
            "service_type": set(ServiceType),
            "risk_level": set(RiskLevel),
        }
        for row in POLICY_SETS[code].policies:
            for condition, codes in known.items():
                assert set(getattr(row.match, condition)) <= codes
