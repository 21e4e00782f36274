"""The demo department reads like a real one: varied, fitting together, set properly (issue 2)."""

import re
from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from sladesk.demo.content import PARTS, PEOPLE, PRODUCTS, SYMPTOMS, TicketStory, customers, story
from sladesk.demo.content.grammar import Scene
from sladesk.demo.content.phrases.lateness import OVERDUE
from sladesk.demo.content.wear import fingerprints
from sladesk.demo.stories import Stories, Told
from sladesk.domain import shipped
from sladesk.domain.codes import ReasonKind, Role
from tests.support.telling import sentences, texts

TICKETS = 1_000
HAN = r"[\u3400-\u9fff]"


@pytest.fixture(scope="module")
def told() -> list[TicketStory]:
    weights = [symptom.weight for symptom in SYMPTOMS]

    def tell(_place: int, rng: Random) -> Told:
        return story(rng, rng.choices(SYMPTOMS, weights)[0]), None

    stories = Stories(range(TICKETS), tell, [f"20261121:{place}" for place in range(TICKETS)])
    return [stories.of(place)[0][0] for place in range(TICKETS)]


def test_there_is_enough_variety(told: list[TicketStory]) -> None:
    assert len({symptom.code for symptom in SYMPTOMS}) == len(SYMPTOMS) >= 80
    assert len({product.model for product in PRODUCTS}) == len(PRODUCTS) >= 12
    assert len({item.symptom for item in told}) >= 60
    assert len({item.product.model for item in told if item.product}) >= 12


def test_no_sentence_is_in_more_than_two_percent_of_the_tickets(told: list[TicketStory]) -> None:
    counted = Counter(sentence for item in told for sentence in sentences(item))
    worst = {sentence: count for sentence, count in counted.items() if count > TICKETS * 0.02}
    assert worst == {}


def test_a_story_that_wears_a_sentence_out_is_told_anew() -> None:
    """Each tells one of sixty things; of two hundred tickets at most four may tell the same."""
    item = next(symptom for symptom in SYMPTOMS if symptom.flow == "desk")
    whole = story(Random(1), item)
    asked: list[int] = []

    def tell(place: int, rng: Random) -> Told:
        asked.append(place)
        return replace(whole, said=frozenset({rng.randrange(60)})), None

    stories = Stories(range(200), tell, [str(place) for place in range(200)])
    counted = Counter(min(stories.of(place)[0][0].said) for place in range(200))
    assert max(counted.values()) == 4
    assert len(asked) > 200
    again = Stories(range(200), tell, [str(place) for place in range(200)])
    again.catch_up(150)
    assert len(again._taken) == 150
    found, chance = again.of(150)
    assert (found, chance.random()) == (stories.of(150)[0], stories.of(150)[1].random())


def test_a_story_counts_every_sentence_of_its_own(told: list[TicketStory]) -> None:
    for item in told[::10]:
        assert fingerprints(sentences(item)) <= item.said


def test_nothing_is_left_of_the_templates(told: list[TicketStory]) -> None:
    left = [text for item in told for text in texts(item) if re.search(r"[{}<>\[\]~|]", text)]
    assert left == []


def test_lengths_suit_the_lists(told: list[TicketStory]) -> None:
    assert [item.phenomenon for item in told if not 4 <= len(item.phenomenon) <= 60] == []
    assert [text for item in told for text in texts(item) if len(text) > 200] == []


def test_chinese_is_set_with_full_width_marks_and_spaced_figures(told: list[TicketStory]) -> None:
    half = re.compile(rf"{HAN}[,;:!?()]|[,;:!?()]{HAN}")
    tight = re.compile(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}")
    doubled = re.compile(r"，，|。。|，。|  |，$")
    for pattern in (half, tight, doubled):
        assert [text for item in told for text in texts(item) if pattern.search(text)] == []


@pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda symptom: symptom.code)
def test_a_symptom_fits_the_shipped_lists(symptom: object) -> None:
    assert symptom in SYMPTOMS
    item = next(known for known in SYMPTOMS if known is symptom)
    category = next(node for node in shipped.CATEGORIES if node.code == item.category)
    guide = shipped.guide_for(item.category)
    asked = {question.code for question in guide.questions} if guide else set()
    assert category.code.split(".")[0] in {known.code for known in shipped.CLASSES}
    assert item.service_type in {known.code for known in shipped.SERVICE_TYPES}
    assert {*item.yes, *item.no} <= asked
    assert set(item.kinds) <= {product.kind for product in PRODUCTS}
    assert item.department is None or item.department in {team.code for team in shipped.TEAMS}
    assert len(item.cures) >= 2
    assert (
        len({cure.solution_code for cure in item.cures} - {code.code for code in shipped.SOLUTION_CODES}) == 0
    )


@pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda symptom: symptom.code)
def test_the_part_fits_every_kind_it_may_happen_to(symptom: object) -> None:
    item = next(known for known in SYMPTOMS if known is symptom)
    kinds = {part.name: set(part.kinds) for part in PARTS}
    for cure in item.cures:
        assert cure.part is None or set(item.kinds) <= kinds[cure.part], cure.part
        assert (cure.solution_code == "part") <= (cure.part is not None), cure.fix


def test_the_second_cycle_finds_another_cause(told: list[TicketStory]) -> None:
    assert [item.symptom for item in told if item.finding.cause == item.second.finding.cause] == []


def test_readings_stay_in_their_range(told: list[TicketStory]) -> None:
    known = {item.code: item for item in SYMPTOMS}
    for item in told:
        spans = {
            (r.label, r.unit): (r.low, r.high) for cure in known[item.symptom].cures for r in cure.readings
        }
        for reading in item.finding.readings:
            assert spans.keys() >= {(reading.label, reading.unit)}
    assert sum(len(item.finding.readings) for item in told) > TICKETS / 3


def test_the_same_seed_tells_the_same_story() -> None:
    assert story(Random(7), SYMPTOMS[0]) == story(Random(7), SYMPTOMS[0])


def test_a_story_refuses_a_machine_it_cannot_happen_to() -> None:
    fridge = next(product for product in PRODUCTS if product.kind == "fridge")
    with pytest.raises(ValueError, match="fridge"):
        story(Random(1), SYMPTOMS[0], fridge)


def test_every_overdue_and_void_reason_has_a_remark(told: list[TicketStory]) -> None:
    assert set(OVERDUE) == {reason.code for reason in shipped.reasons_of(ReasonKind.OVERDUE)}
    assert set(told[0].void) == {reason.code for reason in shipped.reasons_of(ReasonKind.VOID)}
    assert set(told[0].callback) == {step.score for step in shipped.SATISFACTION}


def test_the_cast_is_complete_and_distinct() -> None:
    teams = {team.code for team in shipped.TEAMS}
    assert 20 <= len(PEOPLE) == len({person.login for person in PEOPLE}) == len({p.staff_no for p in PEOPLE})
    assert {role for person in PEOPLE for role in person.roles} == set(Role)
    for person in PEOPLE:
        assert re.fullmatch("[A-Z][a-z]+ [A-Z][a-z]+", person.name_en)
        assert person.name_en.replace(" ", "").lower() == person.login
    assert {team for person in PEOPLE for team in person.teams} == teams - {"dept_pr"}
    served = {kind for person in PEOPLE for kind in person.kinds}
    assert served == {product.kind for product in PRODUCTS}


def test_amounts_have_their_thousands_apart() -> None:
    said = Scene(Random(1), {}).say("退款 ¥ [1299~4999].00，运费 ¥ [49~120]，单号 [2600~2700]")
    assert re.fullmatch(r"退款 ¥ [1-4],\d{3}\.00，运费 ¥ \d{2,3}，单号 2[67]\d{2}", said)


def test_customers_are_invented_and_distinct() -> None:
    made = customers(Random(3), 400)
    assert len({item.mobile for item in made}) == 400
    assert all(re.fullmatch(r"1[3-9]\d0000\d{4}", item.mobile) for item in made)
    assert len({item.email for item in made if item.email}) == sum(item.email is not None for item in made)
    assert 15 <= sum(item.type == "organisation" for item in made) <= 20
    assert any(item.name[:2] in ("欧阳", "司马", "上官", "诸葛", "皇甫") for item in made)
    covered = {district for person in PEOPLE for district in person.districts}
    assert {item.district for item in made} <= covered
