"""The lists a new site starts with agree with the vocabularies and one another (R1, R2.1, R3.9, R4.7)."""

from enum import StrEnum

import pytest

from sladesk.domain import codes, shipped
from sladesk.domain.shipped.types import Entry


@pytest.mark.parametrize(
    ("entries", "codes_of"),
    [
        (shipped.CLASSES, codes.TicketClass),
        (shipped.SERVICE_TYPES, codes.ServiceType),
        (shipped.SOLUTION_CODES, codes.SolutionCode),
        (shipped.RISK_LEVELS, codes.RiskLevel),
        (shipped.CONTACT_METHODS, codes.ContactMethod),
    ],
)
def test_the_codes_are_those_of_the_vocabulary(entries: tuple[Entry, ...], codes_of: type[StrEnum]) -> None:
    assert [entry.code for entry in entries] == [member.value for member in codes_of]


@pytest.mark.parametrize("kind", codes.ReasonKind)
def test_every_step_that_asks_why_has_reasons(kind: codes.ReasonKind) -> None:
    reasons = shipped.reasons_of(kind)
    assert [reason.position for reason in reasons] == list(range(1, len(reasons) + 1))
    assert len({reason.code for reason in reasons}) == len(reasons) >= 4
    assert all((reason.side is not None) == (kind is codes.ReasonKind.OVERDUE) for reason in reasons)


def test_the_overdue_reasons_of_the_practice_are_there() -> None:
    names = {reason.name_zh for reason in shipped.reasons_of(codes.ReasonKind.OVERDUE)}
    assert names >= {
        "坐席忙线",
        "系统故障",
        "系统卡顿",
        "坐席培训中",
        "坐席不熟悉流程",
        "高峰期坐席不足",
        "客户电话无人接听(已留言)",
    }


def test_the_category_tree_has_three_levels_and_parents_come_first() -> None:
    seen: set[str] = set()
    for category in shipped.CATEGORIES:
        assert 1 <= category.level <= 3
        assert category.parent is None or category.parent in seen
        assert category.class_code in set(codes.TicketClass)
        seen.add(category.code)
    assert len(seen) == len(shipped.CATEGORIES)
    assert (
        shipped.path_zh("fault.product_function.payment.refund_failed")
        == "故障类 › 产品功能 › 支付模块 › 退款失败"
    )


def test_a_guide_holds_for_what_stands_below_it() -> None:
    known = {entry.code for entry in (*shipped.CLASSES, *shipped.CATEGORIES)}
    assert {guide.category for guide in shipped.GUIDES} <= known
    guide = shipped.guide_for("fault.cooling.no_cooling")
    assert guide is not None
    assert guide.category == "fault.cooling"
    assert [question.code for question in guide.questions if question.safety] == ["burnt"]


@pytest.mark.parametrize(
    ("category", "service_type", "kind", "team"),
    [
        ("complaint.invoice", "complaint", None, "complaints"),
        ("fault.cooling.no_cooling", "repair", "ac_floor", "field_ac"),
        ("fault.heating.no_hot_water", "repair", "heater_electric", "field_water"),
        ("fault.drainage.blocked", "repair", "washer", "field_home"),
        ("fault.product_function.payment.refund_failed", "repair", None, "technical_support"),
        ("consultation.order_status", "consultation", None, "logistics_support"),
        ("consultation.product", "consultation", "tv", "product_support"),
        ("consultation.fees", "consultation", None, "service_desk"),
        ("other.misc", "other", None, "service_desk"),
    ],
)
def test_the_default_team(category: str, service_type: str, kind: str | None, team: str) -> None:
    assert shipped.route_for(category, service_type, kind) == team
    assert team in {item.code for item in shipped.TEAMS}


@pytest.mark.parametrize(
    ("category", "service_type", "channel", "priority"),
    [
        ("fault.cooling.no_cooling", "repair", "phone", "urgent"),
        ("fault.cooling.no_cooling", "repair", "wechat", "high"),
        ("fault.electrical.leakage", "repair", "form", "urgent"),
        ("consultation.order_status", "consultation", "chat", "medium"),
        ("consultation.care", "consultation", "chat", "low"),
        ("complaint.attitude", "complaint", "phone", "high"),
    ],
)
def test_the_suggested_priority(category: str, service_type: str, channel: str, priority: str) -> None:
    assert shipped.suggest_priority(category, service_type, channel) == priority
    assert priority in set(codes.Priority)


def test_what_stands_beside_the_form_is_said_in_english_too() -> None:
    """R1.9: advice, script lines and answers; nothing is left over from a text that is gone."""
    said = [text for guide in shipped.GUIDES for text in (*guide.advice, *guide.script)]
    said += [text for guide in shipped.GUIDES for faq in guide.faq for text in (faq.title, faq.body)]
    assert set(said) == set(shipped.ENGLISH)
    assert not [
        text for text in shipped.ENGLISH.values() if any("\u4e00" <= sign <= "\u9fff" for sign in text)
    ]
