"""Tells one ticket's life from a symptom: cause, readings, fix and part fit together, no two read alike."""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from sladesk.demo.content.grammar import Scene, spaced
from sladesk.demo.content.phrases import booking, common, field
from sladesk.demo.content.phrases.books import Phrasebook, book_for
from sladesk.demo.content.phrases.lateness import OVERDUE
from sladesk.demo.content.phrases.tasks import TASKS
from sladesk.demo.content.products import PRODUCTS
from sladesk.demo.content.shapes import Cure, Product, Reading, Symptom
from sladesk.demo.content.telling import Finding, Measured, SecondCycle, Talk, TaskText, TicketStory
from sladesk.demo.content.wear import fingerprints
from sladesk.domain.shipped import guide_for

_ONSETS = (
    "这两天才有",
    "[2~9] 天前开始",
    "上周<一/二/三/四/五>起",
    "<今天早上/今天中午/昨天傍晚/昨晚睡前>发现",
    "大概 [1~3] 周前",
    "<下雨/停电/搬动>之后",
)
#: How often, of what began today or last night, and of what has gone on for longer.
_FRESH = ("当天就有 [2~4] 次", "试了 [2~4] 回都一样", "断电重开 [1~3] 次没有用", "一直没好")
_OFTEN = (
    "每天 [1~6] 次",
    "<每次用都这样/几乎每次都有/隔一次来一回>",
    "<早晚/白天/夜里>多一些",
    "时有时无，最近 [2~5] 天变频繁",
    "一共出现 [2~8] 次",
)
_TODAY = ("今", "昨", "刚", "之后")
_SIGNS = (
    "{m}外观<没看出异常/看不出问题/没有磕碰>",
    "{place}<其他/别的>电器<都正常/没受影响/照常在用>",
    "已拍 [1~4] 张照片，{m}<铭牌/整体/出问题的位置>看得清",
    "{m}<没人动过/没有搬动过/没自己拆过>",
    "",
)
_PHASES = ("before", "plan", "after")
_TAILS = (
    "{impact}，<麻烦/辛苦>你们<抓紧/快一点/上点心>",
    "{impact}，<最好今天就有人管/别让我等太久/能不能快点>",
    "{onset}，<不知道怎么回事/我也没动过什么/该怎么办>",
)
_ANY_TAILS = (
    "<麻烦/拜托/辛苦>你们<今天/明天/这两天><上午/下午/下班前/晚饭前><给个信/回个电话/安排一下>",
    "",
    "",
)
_EXPECTATIONS = (
    "{wish}，<越快越好/麻烦安排好/别忘了>",
    "希望{wish}",
    "{wish}，并<电话/短信/公众号>告知结果",
    "要求{wish}，<有变动先打电话/有问题随时联系/不接受推脱>",
    "<尽快/本周内/[1~3] 天内>处理好{topic}",
)


def stop(text: str) -> str:
    """The text as a sentence, closed by a full stop unless something closes it already."""
    return text if text.endswith(("。", "！", "？")) else text + "。"


def _measured(rng: Random, readings: Sequence[Reading]) -> tuple[Measured, ...]:
    made: list[Measured] = []
    for reading in readings:
        scale = 10**reading.digits
        value = rng.randint(round(reading.low * scale), round(reading.high * scale)) / scale
        made.append(Measured(reading.label, f"{value:.{reading.digits}f}", reading.unit))
    return tuple(made)


def _choose(rng: Random, symptom: Symptom) -> Product | None:
    fitting = [product for product in PRODUCTS if product.kind in symptom.kinds]
    return rng.choices(fitting, [product.weight for product in fitting])[0] if fitting else None


def _onset(rng: Random, symptom: Symptom) -> str:
    """When it began and how often it happens; questions and bookings have only a beginning, if any."""
    if symptom.service_type == "repair" and symptom.group == "fault":
        began = rng.choice(symptom.onset + _ONSETS)
        if "，" in began:
            return began
        return f"{began}，{rng.choice(_FRESH if any(word in began for word in _TODAY) else _OFTEN)}"
    return rng.choice(symptom.onset) if symptom.onset else ""


def _names(symptom: Symptom, noun: str, place: str) -> tuple[str, ...]:
    """Ways to name the matter: nobody at a desk writes the full name into every line."""
    issue = symptom.issue
    if symptom.service_type == "repair" and noun:
        return (
            noun + issue,
            issue,
            f"{issue}问题",
            f"{place}{noun}{issue}",
            f"{place}{noun}故障",
            f"{issue}故障",
        )
    return (noun + issue, issue, f"{issue}一事", f"{issue}这件事", f"{noun}{issue}这事")


def _scene(rng: Random, symptom: Symptom, product: Product | None, which: int) -> Scene:
    noun = product.noun if product else ""
    scene = Scene(
        rng,
        {
            "m": noun or "机器",
            "place": rng.choice(product.places) if product else "家中",
            "issue": symptom.issue,
        },
    )
    scene.vary("topic", _names(symptom, noun, scene.slots["place"]))
    scene.keep("phenomenon", symptom.phenomena[which])
    scene.slots["words"] = symptom.words[which]
    scene.keep("impact", rng.choice(symptom.impacts))
    scene.keep("onset", _onset(rng, symptom))
    return scene


def _enter(scene: Scene, cure: Cure, measured: Sequence[Measured]) -> None:
    """Makes the cause found and what belongs to it the words of the scene."""
    shown = "，".join(f"{item.label} {item.value} {item.unit}".rstrip() for item in measured)
    for slot, text in (("cause", cure.cause), ("fix", cure.fix), ("after", cure.after)):
        scene.keep(slot, text)
    scene.slots["reading"] = shown or scene.slots["phenomenon"]
    scene.slots["evidence"] = shown or scene.slots["phenomenon"]
    scene.slots["reading_label"] = measured[0].label if measured else "现场"
    scene.slots["need"] = cure.part or scene.rng.choice(
        ("检测仪表", "常用工具", "工具和密封件", "检修工具包")
    )


def _cure(rng: Random, symptom: Symptom, which: int, fits: Callable[[Cure], bool] | None) -> Cure:
    """What is asked or complained of has its own answer each, in the same order; a fault has any cause."""
    if symptom.flow == "desk" and symptom.group != "fault":
        return symptom.cures[which % len(symptom.cures)]
    return rng.choice([cure for cure in symptom.cures if fits is None or fits(cure)] or symptom.cures)


def _flow(symptom: Symptom, cure: Cure) -> str:
    return "desk" if cure.solution_code == "remote" else symptom.flow


def _finding(
    scene: Scene, symptom: Symptom, cure: Cure, book: Phrasebook, measured: tuple[Measured, ...]
) -> Finding:
    return Finding(
        flow=_flow(symptom, cure),
        cause=scene.slots["cause"],
        fix=scene.slots["fix"],
        solution_code=cure.solution_code,
        part=cure.part,
        readings=measured,
        diagnosis=stop(scene.pick(book.diagnosis)),
        consent=stop(scene.pick(book.consent)),
        repair=stop(scene.pick(book.repair)),
        solution=stop(scene.pick(book.solution)),
        temporary=cure.solution_code == "temporary",
    )


def _talks(scene: Scene, book: Phrasebook, count: int) -> tuple[Talk, ...]:
    """Conversations in the order a ticket has them: before, plan, after."""
    order = sorted(
        scene.rng.sample(book.talks, min(count, len(book.talks))), key=lambda talk: _PHASES.index(talk[3])
    )
    return tuple(Talk(*(stop(scene.say(part)) for part in talk[:3]), phase=talk[3]) for talk in order)


def _notes(scene: Scene, pool: Sequence[str], count: int) -> tuple[str, ...]:
    return tuple(stop(text) for text in scene.several(pool, count))


def _each(scene: Scene, pools: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """One text for each code of a list of reasons."""
    return {code: stop(scene.pick(pool)) for code, pool in pools.items()}


def _pair(scene: Scene, pool: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """What is said at the beginning, and at the end of the same."""
    begun, over = scene.rng.choice(pool)
    return stop(scene.say(begun)), stop(scene.say(over))


def _answers(rng: Random, symptom: Symptom) -> tuple[tuple[str, str], ...]:
    guide = guide_for(symptom.category)
    made: list[tuple[str, str]] = []
    for question in guide.questions if guide else ():
        if question.code in symptom.yes:
            made.append((question.code, "yes"))
        elif question.code in symptom.no:
            made.append((question.code, "no"))
        elif rng.random() < 0.4 and not question.safety:
            made.append((question.code, "unknown"))
    return tuple(made)


def _safety(symptom: Symptom) -> bool:
    guide = guide_for(symptom.category)
    return guide is not None and any(item.safety and item.code in symptom.yes for item in guide.questions)


def _task(scene: Scene, symptom: Symptom, part: str | None) -> TaskText | None:
    department = symptom.department or ("dept_purchasing" if part else None)
    if department is None:
        return None
    question, answer = scene.rng.choice(TASKS[department])
    return TaskText(
        department, stop(scene.say(question)), stop(scene.say(answer)), scene.rng.randint(1, 12) / 2
    )


def _second(scene: Scene, symptom: Symptom, first: Cure) -> SecondCycle:
    """The next pass; its words and plan still speak of the first cause, what follows of the one found now."""
    others = [cure for cure in symptom.cures if cure is not first]
    cure = scene.rng.choice(others)
    before = book_for(symptom.group, _flow(symptom, first))
    words, plan = stop(scene.pick(before.second_words)), stop(scene.pick(before.second_plan))
    measured = _measured(scene.rng, cure.readings)
    _enter(scene, cure, measured)
    book = book_for(symptom.group, _flow(symptom, cure))
    return SecondCycle(
        words=words,
        plan=plan,
        first_response=stop(scene.pick(book.first_response)),
        talks=_talks(scene, book, 2),
        progress=_notes(scene, book.progress, 3),
        internal=stop(scene.pick(book.internal)),
        finding=_finding(scene, symptom, cure, book, measured),
        verified=stop(scene.pick(book.verified)),
        callback={score: stop(scene.pick(pool)) for score, pool in book.callback.items()},
    )


def _spoken(scene: Scene) -> str:
    tail = scene.pick(_TAILS + _ANY_TAILS if scene.slots["onset"] else _ANY_TAILS)
    return stop(scene.say(scene.slots["words"])) + (stop(tail) if tail else "")


def story(
    rng: Random, symptom: Symptom, product: Product | None = None, fits: Callable[[Cure], bool] | None = None
) -> TicketStory:
    """All texts of one ticket with this symptom, the same for the same state of `rng`.

    product: the customer's own machine; without it one that fits is chosen, or none where none is needed.
    fits: which of the cures are wanted, all when none is.
    Raises ValueError when the product is of a kind that this symptom doesn't happen to.
    """
    if product is not None and product.kind not in symptom.kinds:
        raise ValueError(f"{symptom.code} does not happen to {product.kind}")
    product = product or _choose(rng, symptom)
    which = rng.randrange(len(symptom.phenomena))
    scene = _scene(rng, symptom, product, which)
    whole = [scene.slots[slot] for slot in ("phenomenon", "impact", "onset")]
    cure = _cure(rng, symptom, which, fits)
    measured = _measured(rng, cure.readings)
    _enter(scene, cure, measured)
    book = book_for(symptom.group, _flow(symptom, cure))
    scene.keep("wish", rng.choice(symptom.wishes or book.wishes))
    return TicketStory(
        symptom=symptom.code,
        category=symptom.category,
        service_type=symptom.service_type,
        risk_level=symptom.risk_level,
        product=product,
        place=scene.slots["place"] if product else None,
        topic=spaced((product.noun if product else "") + symptom.issue),
        phenomenon=scene.slots["phenomenon"],
        words=_spoken(scene),
        impact=scene.slots["impact"],
        expectation=scene.pick(_EXPECTATIONS),
        onset=scene.slots["onset"],
        signs=scene.pick(symptom.signs or _SIGNS) if symptom.group == "fault" else "",
        answers=_answers(rng, symptom),
        first_response=stop(scene.pick(book.first_response)),
        progress=_notes(scene, book.progress, 5),
        talks=_talks(scene, book, 4),
        part_progress=_notes(scene, common.PART_PROGRESS, 3) if cure.part else (),
        internal=_notes(scene, book.internal, 2),
        chasers=_notes(scene, common.CHASERS, 2),
        wait_customer=_pair(scene, book.wait_customer),
        wait_parts=_each(scene, common.WAIT_PARTS) if cure.part else {},
        escalation=stop(scene.pick(book.escalation)),
        escalation_plan=stop(scene.pick(book.escalation_plan)),
        escalation_yes=stop(scene.pick(common.ESCALATION_YES)),
        escalation_no=stop(scene.pick(common.ESCALATION_NO)),
        task=_task(scene, symptom, cure.part),
        finding=_finding(scene, symptom, cure, book, measured),
        arrived=stop(scene.pick(booking.ARRIVED if symptom.group == "booking" else field.ARRIVED)),
        visit_note=stop(scene.pick(field.PART_NOTE if cure.part else field.VISIT_NOTE)),
        reschedule=stop(scene.pick(field.RESCHEDULE)),
        reassign=stop(scene.pick(common.REASSIGN)),
        handover=stop(scene.pick(common.HANDOVER)),
        late_registration=_each(scene, common.LATE_REGISTRATION),
        verified=stop(scene.pick(book.verified)),
        not_verified=stop(scene.pick(book.not_verified)),
        unanswered=_notes(scene, common.UNANSWERED, 3),
        callback={score: stop(scene.pick(pool)) for score, pool in book.callback.items()},
        low_score=stop(scene.pick(book.low_score)),
        overdue=_each(scene, OVERDUE),
        void=_each(scene, common.VOID),
        emergency=stop(scene.pick(common.EMERGENCY)) if _safety(symptom) else None,
        archived=stop(scene.pick(common.ARCHIVED)),
        second=_second(scene, symptom, cure),
        said=fingerprints([*scene.said, *whole]),
    )
