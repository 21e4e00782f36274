"""What is found about a policy set: tickets without a target, policies that never rule, bad targets."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sladesk.domain.codes import Priority, RiskLevel, ServiceType
from sladesk.domain.sla.coverage import NEEDS, World, cover
from sladesk.domain.sla.findings import SETTABLE, Calendars, find
from sladesk.domain.sla.gaps import Gap
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.peaks import peaks
from sladesk.domain.sla.policies import Facts, Match, Policy, choose, standings
from sladesk.domain.sla.shipped import CALENDARS, POLICY_SETS
from sladesk.domain.sla.targets import Mode, Target

WORLD = World(
    ("phone", "chat", "social"),
    frozenset({"social"}),
    {"fault.cooling.leak": "fault", "fault.cooling.noise": "fault", "complaint.safety": "complaint"},
)
HOURS = Calendars({code: shipped.spec for code, shipped in CALENDARS.items()}, frozenset())
FIRST = ClockKind.FIRST_RESPONSE


def policy(code: str, position: int, match: Match, *kinds: ClockKind) -> Policy:
    return Policy(code, position, code, match, dict.fromkeys(kinds or (FIRST,), Target(60)))


def every_ticket() -> list[Facts]:
    """All tickets of the world, one by one."""
    places = [(c, False) for c in WORLD.channels] + [(c, True) for c in sorted(WORLD.public)]
    subjects = [
        (category, code, risk)
        for category, code in WORLD.categories.items()
        for risk in ((None, *RiskLevel) if code == "complaint" else (None,))
    ]
    return [
        Facts(
            channel=place[0],
            brand_post=place[1],
            category=subject[0],
            class_code=subject[1],
            risk_level=subject[2],
            service_type=service,
            priority=priority,
            tier=tier,
        )
        for place, subject, service, priority, tier in product(
            places, subjects, ServiceType, Priority, (None, "vip")
        )
    ]


TICKETS = every_ticket()


def lies_in(gap: Gap, facts: Facts) -> bool:
    for name, wanted in gap.conditions.items():
        actual = getattr(facts, name)
        if name == "category":
            if not any(facts.category == path or str(actual).startswith(f"{path}.") for path in wanted):
                return False
        elif name == "brand_post":
            if ("yes" if actual else "no") not in wanted:
                return False
        elif (actual or "") not in wanted:
            return False
    return True


def some_of(*codes: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True).map(tuple)


MATCHES = st.builds(
    Match,
    channel=some_of("phone", "social", "fax"),
    service_type=some_of("repair", "return"),
    class_code=some_of("fault", "complaint"),
    category=some_of("fault.cooling", "complaint.safety", "fault.cooling.leak"),
    priority=some_of("urgent", "low"),
    risk_level=some_of("level_1", "level_2"),
    tier=some_of("vip"),
    brand_post=st.sampled_from([None, None, True, False]),
)
SETS = st.lists(st.tuples(MATCHES, st.sets(st.sampled_from(SETTABLE[1:4]), min_size=1)), max_size=6)


@settings(max_examples=25)
@given(SETS)
def test_what_is_found_agrees_with_looking_at_every_ticket(rows: list[tuple[Match, set[ClockKind]]]) -> None:
    policies = [policy(f"p{at}", at, match, *sorted(kinds)) for at, (match, kinds) in enumerate(rows)]
    found = cover(policies, WORLD)
    chosen = [choose(policies, facts) for facts in TICKETS]
    needed = {(kind, at) for kind, match in NEEDS for at, f in enumerate(TICKETS) if match.holds(f)}
    holes = {(kind, at) for kind, at in needed if kind not in chosen[at]}
    assert holes == {(g.kind, at) for g in found.gaps for at, f in enumerate(TICKETS) if lies_in(g, f)}
    met = {row.code for row in policies if any(row.match.holds(facts) for facts in TICKETS)}
    assert set(found.unmatched) == {row.code for row in policies} - met
    won = {(choice.policy.code, kind) for one in chosen for kind, choice in one.items()}
    meant = {(row.code, kind) for row in policies if row.code in met for kind in row.targets}
    assert set(found.beaten) == meant - won


@pytest.mark.parametrize("code", ["a", "b", "c"])
def test_nothing_is_found_about_the_shipped_sets(code: str) -> None:
    world = replace(WORLD, channels=("phone", "chat", "wechat", "email", "social", "form"))
    found = find(POLICY_SETS[code].policies, world, HOURS)
    assert (found.gaps, found.lines) == ((), ())


def test_a_gap_names_only_what_is_special_about_it() -> None:
    rows = [
        policy("urgent", 1, Match(priority=("urgent", "high"))),
        policy("phone", 2, Match(channel=("phone",))),
    ]
    gaps = [gap.conditions for gap in cover(rows, WORLD).gaps if gap.kind is FIRST]
    assert gaps == [{"channel": ("chat", "social"), "priority": ("medium", "low")}]
    without_leaks = [policy("leak", 1, Match(category=("fault.cooling.leak", "complaint")))]
    gaps = [gap.conditions for gap in cover(without_leaks, WORLD).gaps if gap.kind is FIRST]
    assert gaps == [{"category": ("fault.cooling.noise",)}]
    assert {gap.kind for gap in cover(rows, WORLD).gaps} == {kind for kind, _match in NEEDS}


@pytest.mark.parametrize(
    ("rows", "code", "policy_code"),
    [
        ([], "no_policies", ""),
        ([policy("a", 1, Match(class_code=("fault",), risk_level=("level_1",)))], "never_matches", "a"),
        ([policy("a", 1, Match(channel=("fax",)))], "retired_code", "a"),
        ([policy("a", 1, Match(category=("fault.heating",)))], "retired_code", "a"),
        ([policy("a", 1, Match()), policy("b", 2, Match(tier=("vip",)))], "never_wins", "b"),
        (
            [policy("a", 1, Match()), policy("b", 2, Match(tier=("vip",)), FIRST, ClockKind.UPDATE)],
            "target_never_wins",
            "b",
        ),
        ([Policy("a", 1, "a", Match(), {})], "no_targets", "a"),
    ],
)
def test_a_finding_names_the_policy(rows: list[Policy], code: str, policy_code: str) -> None:
    assert (code, policy_code) in [(line.code, line.policy) for line in find(tuple(rows), WORLD, HOURS).lines]


_MINUTE, _TWICE = Target(60, calendar="online"), peaks("10:00-12:00", "11:00-13:00")


@pytest.mark.parametrize(
    ("target", "regulated", "code", "hard"),
    [
        (replace(_MINUTE, peak=_TWICE, peak_seconds=90), False, "peak_overlap", True),
        (replace(_MINUTE, peak=peaks("10:00-12:00"), peak_seconds=90), True, "peak_not_used", False),
        (replace(_MINUTE, mode=Mode.WORKING, calendar="duty"), False, "calendar_retired", True),
        (replace(_MINUTE, mode=Mode.WORKING, calendar="closed"), False, "calendar_closed", True),
    ],
)
def test_a_target_that_cannot_count_keeps_the_set_from_ruling(
    target: Target, regulated: bool, code: str, hard: bool
) -> None:
    never = replace(CALENDARS["online"].spec, week=((),) * 7)
    hours = Calendars({**HOURS.specs, "closed": never}, frozenset({"duty"}))
    row = Policy("a", 1, "a", Match(), {FIRST: target}, regulated=regulated)
    lines = [line for line in find((row,), WORLD, hours).lines if line.kind]
    assert [(line.code, line.kind, line.hard) for line in lines] == [(code, FIRST, hard)]


def test_each_policy_that_sets_a_kind_says_how_it_stands() -> None:
    urgent_mail = Facts(channel="email", priority="urgent", service_type="repair")
    lines = standings(POLICY_SETS["a"].policies, urgent_mail)[FIRST]
    assert [line.policy.code for line in lines if line.taken] == ["urgent"]
    assert {line.policy.code for line in lines if not line.taken and line.miss is None} == {"email"}
    assert next(line.miss.condition for line in lines if line.miss) == "risk_level"
