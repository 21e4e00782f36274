"""Who gets a new ticket: rules in order, and the fair choice among people (R2.1-R2.3)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.routing import (
    CONDITIONS,
    Asked,
    Load,
    OwnerRule,
    Route,
    Rule,
    least_loaded,
    plain_region,
    route,
    shared_out,
    standings,
)

DESK, FIELD, COMPLAINTS, SENIOR = 1, 2, 3, 4
RULES = (
    Rule(1, {"service_type": ("repair",), "priority": ("urgent",)}, owner=OwnerRule.BALANCED),
    Rule(2, {"priority": ("urgent",)}, owner=OwnerRule.SUPERVISOR),
    Rule(3, {"class_code": ("complaint",), "tier": ("vip",)}, SENIOR, OwnerRule.PERSON, 77),
    Rule(4, {"class_code": ("complaint",)}, COMPLAINTS),
    Rule(5, {"service_type": ("repair", "maintenance"), "region": ("浙江",)}, FIELD, OwnerRule.NONE),
    Rule(6, {"category": ("fault.cooling",), "channel": ("phone",)}, FIELD),
    Rule(7, {}, DESK, OwnerRule.BALANCED),
)
URGENT_REPAIR = Asked(service_type="repair", priority="urgent", region="浙江/杭州")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(), Route(DESK, "balanced", None, 7, 7)),
        (URGENT_REPAIR, Route(FIELD, "balanced", None, 5, 1)),
        (Asked(priority="urgent"), Route(DESK, "supervisor", None, 7, 2)),
        (Asked(class_code="complaint"), Route(COMPLAINTS, "balanced", None, 4, 7)),
        (Asked(class_code="complaint", tier="vip"), Route(SENIOR, "person", 77, 3, 3)),
        (replace(URGENT_REPAIR, priority="high"), Route(FIELD, "none", None, 5, 5)),
        (Asked(service_type="repair", region="江苏/南京"), Route(DESK, "balanced", None, 7, 7)),
        (Asked(category="fault.cooling.no_cooling", channel="phone"), Route(FIELD, "balanced", None, 6, 7)),
        (Asked(category="fault.coolingfan", channel="phone"), Route(DESK, "balanced", None, 7, 7)),
        (Asked(category="fault.cooling", channel="chat"), Route(DESK, "balanced", None, 7, 7)),
    ],
)
def test_team_and_owner_come_each_from_the_first_rule_that_says_something(asked: Asked, found: Route) -> None:
    assert route(RULES, asked) == found


def test_a_rule_that_names_somebody_who_has_left_says_nothing_about_the_owner() -> None:
    found = route(RULES, Asked(class_code="complaint", tier="vip"), gone={77})
    assert found == Route(SENIOR, "balanced", None, 3, 7)


def test_each_rule_can_say_why_it_did_not_decide() -> None:
    lines = standings(RULES, URGENT_REPAIR)
    assert [(line.rule.id, line.decides, line.miss) for line in lines] == [
        (1, ("owner",), ""),
        (2, (), ""),
        (3, (), "class_code"),
        (4, (), "class_code"),
        (5, ("team",), ""),
        (6, (), "category"),
        (7, (), ""),
    ]


def test_without_a_rule_nothing_is_said() -> None:
    assert route((), Asked()) == Route()
    assert route(RULES[:2], Asked()) == Route()


@pytest.mark.parametrize(
    ("province", "city", "plain"),
    [
        ("浙江省", "杭州市", "浙江/杭州"),
        ("北京市", "北京市", "北京/北京"),
        ("广西壮族自治区", "南宁市", "广西/南宁"),
        ("内蒙古自治区", "", "内蒙古"),
        ("浙江", "杭州", "浙江/杭州"),
        ("", "", ""),
        ("", "沙市", "沙市"),
    ],
)
def test_a_region_is_the_same_with_and_without_its_ending(province: str, city: str, plain: str) -> None:
    assert plain_region(province, city) == plain


codes = st.sampled_from(["", "a", "b", "a.b", "a/b"])
asks = st.builds(Asked, **dict.fromkeys(CONDITIONS, codes))
matches = st.dictionaries(st.sampled_from(CONDITIONS), st.lists(codes, max_size=2).map(tuple), max_size=3)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    made = draw(
        st.lists(
            st.tuples(
                matches,
                st.one_of(st.none(), st.integers(1, 3)),
                st.sampled_from(["", *OwnerRule]),
                st.integers(1, 3),
            ),
            max_size=6,
        )
    )
    return tuple(Rule(at, *each) for at, each in enumerate(made, 1))


@given(rules(), asks, st.sets(st.integers(1, 3)))
def test_the_first_rule_that_matches_and_speaks_decides(
    held: tuple[Rule, ...], asked: Asked, gone: set[int]
) -> None:
    found = route(held, asked, gone)
    matching = [rule for rule in held if not rule.failing(asked)]
    teams = [rule for rule in matching if rule.team_id is not None]
    owners = [
        rule for rule in matching if rule.owner and not (rule.owner == "person" and rule.person_id in gone)
    ]
    assert found.team_rule == (teams[0].id if teams else None)
    assert found.owner_rule == (owners[0].id if owners else None)
    decided = [(part, line.rule.id) for line in standings(held, asked, gone) for part in line.decides]
    told = dict(decided)
    assert (told.get("team"), told.get("owner")) == (found.team_rule, found.owner_rule)
    assert len(told) == len(decided)


@pytest.mark.parametrize(
    ("people", "chosen"),
    [
        ((), None),
        ((Load(1, 60, 1, 5), Load(2, 30, 9, 9)), 2),
        ((Load(1, 60, 3, 5), Load(2, 60, 2, 9)), 2),
        ((Load(1, 60, 2, 9), Load(2, 60, 2, 5)), 2),
        ((Load(2, 0, 0, 0), Load(1, 0, 0, 0)), 1),
    ],
)
def test_least_work_then_fewest_tickets_then_longest_without_a_new_one(
    people: tuple[Load, ...], chosen: int | None
) -> None:
    found = least_loaded(people)
    assert (found.person_id if found else None) == chosen


@given(st.integers(0, 40), st.integers(1, 6))
def test_tickets_alike_are_shared_out_evenly(count: int, heads: int) -> None:
    given_ = shared_out([(f"T{n}", 30) for n in range(count)], [Load(key) for key in range(1, heads + 1)])
    counts = [list(given_.values()).count(key) for key in range(1, heads + 1)]
    assert sum(counts) == count
    assert max(counts) - min(counts) <= 1


@given(
    st.lists(st.integers(1, 90), max_size=30),
    st.lists(st.integers(0, 300), min_size=1, max_size=5),
)
def test_nobody_gets_a_ticket_while_another_has_less_work(lengths: list[int], before: list[int]) -> None:
    held = dict(enumerate(before, 1))
    given_ = shared_out(
        [(f"T{n}", minutes) for n, minutes in enumerate(lengths)],
        [Load(key, minutes) for key, minutes in held.items()],
    )
    for number, minutes in enumerate(lengths):
        taker = given_[f"T{number}"]
        assert held[taker] == min(held.values())
        held[taker] += minutes


def test_nobody_to_share_among_leaves_all_where_they_are() -> None:
    assert shared_out([("T1", 30)], []) == {}
