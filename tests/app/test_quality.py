"""5-Why records and improvements through their verbs, on both engines (R8.1, R8.2)."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from sladesk.actions import improvements, root_causes, whys
from sladesk.actions._action import Call
from sladesk.db import db, write_transaction
from sladesk.domain.access import (
    SYSTEM,
    Actor,
    ImprovementFacts,
    RecordFacts,
    reads_improvement,
    reads_record,
)
from sladesk.domain.codes import ImprovementState, RecordState, Role, Verdict
from sladesk.domain.errors import Forbidden, Invalid, Missing, NotFound, Stale, WrongState
from sladesk.domain.quality.whys import WhyForm
from sladesk.jobs.handlers import HANDLERS
from sladesk.jobs.work import Work
from sladesk.models import (
    Audit,
    Event,
    Improvement,
    ImprovementStep,
    ImprovementTicket,
    Notice,
    Person,
    RootCause,
    RootCausePerson,
    Ticket,
    Why,
)
from sladesk.queries import improvements as improvement_queries
from sladesk.queries import quality
from sladesk.queries import root_causes as record_queries
from sladesk.queries.improvements import ImprovementFilter
from sladesk.queries.root_causes import RecordFilter
from sladesk.queries.scope import readable_improvements, readable_records, visible
from tests.support import desk
from tests.support import quality as made
from tests.support.desk import by
from tests.support.moment import NOW

TODAY = date(2026, 11, 19)


def record(number: str) -> RootCause:
    db.session.rollback()
    return db.session.scalars(select(RootCause).where(RootCause.number == number)).one()


def improvement(number: str) -> Improvement:
    db.session.rollback()
    return db.session.scalars(select(Improvement).where(Improvement.number == number)).one()


def told(login: str) -> list[str]:
    """The kinds of notices about quality somebody got, in order."""
    db.session.rollback()
    person = desk.actor(login).person_id
    found = db.session.scalars(select(Notice).where(Notice.person_id == person).order_by(Notice.id))
    return [row.kind for row in found if row.kind.startswith(("quality", "improvement"))]


# ---- records ----


def test_a_record_lives_from_tickets_to_the_settled_sheet() -> None:
    first, second = desk.register(owner="lina"), desk.register(owner="lina")
    number = made.start(second, first, first)
    assert number == "RC2026111901"
    for ticket in (first, second):
        row = desk.ticket(ticket)
        event = db.session.scalars(select(Event).where(Event.ticket_id == row.id).order_by(Event.seq.desc()))
        linked = event.first()
        assert linked is not None
        assert (linked.kind, linked.data) == ("quality:linked", {"record": number})
        assert row.version == 1
    with pytest.raises(Missing) as refused:
        root_causes.hand_in(by("zhouying"), number, reviewer="Z001")
    assert refused.value.code == "needs_people"
    root_causes.add_person(by("zhouying"), number, "K001")
    made.chain(number)
    root_causes.hand_in(by("zhouying"), number, reviewer="Z001")
    assert told("zhaomin") == ["quality:to_review"]
    for verb in (
        lambda: made.chain(number),
        lambda: root_causes.change(by("zhouying"), number, made.FORM, version=1),
        lambda: root_causes.add_ticket(by("zhouying"), number, first),
    ):
        with pytest.raises(WrongState):
            verb()
    root_causes.settle(by("zhaomin", 26 * 60), number, note="同意")
    row = record(number)
    assert (row.state, row.local_day, row.review_note) == ("settled", TODAY + timedelta(days=1), "同意")
    assert told("zhouying") == told("lina") == ["quality:settled"]
    root_causes.give_back(by("zhouying"), number, reason="根因不成立")
    assert record(number).state == RecordState.DRAFT
    assert told("zhaomin") == ["quality:to_review", "quality:given_back"]
    actions = db.session.scalars(select(Audit.action).where(Audit.object_id == number).order_by(Audit.id))
    assert [name for name in actions if not name.startswith("why.")] == [
        "root_cause.created",
        "root_cause.changed",
        "root_cause.handed_in",
        "root_cause.settled",
        "root_cause.given_back",
    ]


@pytest.mark.parametrize("login", ["zhouying", "lina", "linhao", "zhoukai"])
def test_nobody_reviews_what_they_wrote_or_took_part_in(login: str) -> None:
    number = made.complete(desk.register())
    whys.change(
        by("zhoukai"),
        number,
        5,
        WhyForm("用例", evidence="x", verdict="kept", is_root=True),
        parent=4,
        version=1,
    )
    staff = {"zhouying": "L001", "lina": "K001", "linhao": "T001", "zhoukai": "Z002"}[login]
    with pytest.raises(Invalid):
        root_causes.hand_in(by("zhouying"), number, reviewer=staff)
    root_causes.hand_in(by("zhouying"), number, reviewer="J001")
    with pytest.raises(Forbidden):
        root_causes.settle(by(login), number)
    root_causes.settle(by("chenwei"), number)
    assert record(number).reviewer_id == desk.actor("chenwei").person_id


def test_the_reviewer_gives_back_with_a_reason_and_nobody_takes_himself_out() -> None:
    number = made.complete(desk.register())
    root_causes.hand_in(by("zhouying"), number, reviewer="J001")
    with pytest.raises(Invalid):
        root_causes.give_back(by("chenwei"), number, reason=" ")
    with pytest.raises(Forbidden):
        root_causes.give_back(by("lina"), number, reason="不对")
    root_causes.give_back(by("chenwei"), number, reason="第三层证据不足")
    assert record(number).review_note == "第三层证据不足"
    root_causes.add_person(by("zhoukai"), number, "K002")
    for login in ("zhoukai", "zhouying"):
        with pytest.raises(Forbidden):
            root_causes.remove_person(by(login), number, "Z002")
    root_causes.remove_person(by("zhouying"), number, "K002")
    people = select(func.count()).select_from(RootCausePerson)
    assert db.session.scalar(people) == 2


@pytest.mark.parametrize("login", ["lina", "wangqiang", "chenwei", "linhao", "zhengjie"])
def test_only_analysts_and_supervisors_write(login: str) -> None:
    ticket = desk.register(owner="lina")
    with pytest.raises(Forbidden):
        made.start(ticket, login=login)
    number = made.start(ticket)
    with pytest.raises(Forbidden):
        whys.add(by(login), number, WhyForm("x"))
    with pytest.raises(Forbidden):
        made.improvement(number, login=login)


def test_a_record_takes_no_ticket_that_is_not_there_and_stores_nothing_then() -> None:
    with pytest.raises(Invalid):
        made.start(desk.register(), "SR0")
    with pytest.raises(NotFound):
        whys.add(by("zhouying"), "RC0", WhyForm("x"))
    assert db.session.scalar(select(func.count()).select_from(RootCause)) == 0
    assert made.start() == "RC2026111901", "a number is given out with what is stored"


def test_two_who_change_the_same_record_or_why_lose_neither_version() -> None:
    number = made.complete(desk.register())
    version = record(number).version
    theirs = replace(made.FORM, title="赵敏的标题")
    root_causes.change(by("zhaomin"), number, theirs, version=version)
    with pytest.raises(Stale) as refused:
        root_causes.change(by("zhouying"), number, replace(made.FORM, title="我的标题"), version=version)
    assert (refused.value.mine["title"], refused.value.theirs["title"]) == ("我的标题", "赵敏的标题")
    form = WhyForm("别的回答", evidence="日志")
    whys.change(by("zhouying"), number, 2, form, parent=1, version=1)
    with pytest.raises(Stale) as late:
        whys.change(by("zhaomin"), number, 2, WhyForm("又一个"), parent=1, version=1)
    assert late.value.theirs["text"] == "别的回答"
    whys.change(by("zhaomin"), number, 3, WhyForm("另一条不受影响"), parent=2, version=1)


def test_whys_branch_move_and_go() -> None:
    ticket, other = desk.register(), desk.register()
    number = made.start(ticket)
    made.chain(number)
    side = whys.add(
        by("zhouying"), number, WhyForm("人手不足", verdict="excluded", reason="人均未变"), parent=1
    )
    with pytest.raises(Invalid) as circle:
        whys.change(by("zhouying"), number, 1, WhyForm("x"), parent=5, version=1)
    assert circle.value.problems["parent"].code == "why_in_circle"
    with pytest.raises(WrongState):
        whys.remove(by("zhouying"), number, 1)
    proof = WhyForm("人手不足", evidence_ticket=ticket, verdict=Verdict.KEPT)
    assert whys.change(by("zhouying"), number, side, proof, parent=2, version=1) == side
    with pytest.raises(Invalid):
        whys.change(by("zhouying"), number, side, replace(proof, evidence_ticket=other), parent=2, version=2)
    held = record_queries.find(desk.actor("zhouying"), number)
    assert held is not None
    assert held.whys[side].parent_no == 2
    root_causes.remove_ticket(by("zhouying"), number, ticket)
    assert db.session.scalars(select(Why.evidence_ticket_id).where(Why.no == side)).one() is None
    assert whys.remove(by("zhouying"), number, side) == 2
    with pytest.raises(NotFound):
        root_causes.remove_ticket(by("zhouying"), number, ticket)


# ---- improvements ----


def test_an_improvement_lives_from_owner_to_verdict() -> None:
    ticket = desk.register()
    number = made.improvement(
        made.start(ticket), owner_id=desk.actor("zhengjie").person_id, owner_words="财务部"
    )
    assert number == "IM2026111901"
    assert told("zhengjie") == ["improvement:assigned"]
    assert db.session.scalars(select(ImprovementTicket.ticket_id)).all() == [desk.ticket(ticket).id]
    with pytest.raises(WrongState):
        improvements.judge(by("zhouying"), number, effective=True, finding="x")
    improvements.report(by("zhengjie", 60), number, words="已排期")
    assert improvement(number).state == ImprovementState.IN_PROGRESS
    improvements.report(by("zhengjie", 120), number, words="上线", done=True)
    assert told("zhouying") == ["improvement:done"]
    with pytest.raises(Forbidden):
        improvements.judge(by("zhaomin"), number, effective=True, finding="x")
    with pytest.raises(Invalid):
        improvements.judge(by("zhouying"), number, effective=True, finding="")
    improvements.judge(by("zhouying", 180), number, effective=False, finding="失败单仍有 3 件")
    row = improvement(number)
    assert (row.state, row.finding, row.closed_day) == ("not_effective", "失败单仍有 3 件", TODAY)
    steps = db.session.execute(
        select(ImprovementStep.state, ImprovementStep.words).order_by(ImprovementStep.id)
    )
    assert [tuple(step) for step in steps] == [
        ("open", ""),
        ("in_progress", "已排期"),
        ("done", "上线"),
        ("not_effective", "失败单仍有 3 件"),
    ]
    with pytest.raises(WrongState):
        improvements.cancel(by("zhouying"), number, reason="x")


@pytest.mark.parametrize(
    ("login", "error"),
    [
        ("lina", NotFound),
        ("hanlei", NotFound),
        ("linhao", NotFound),
        ("chenwei", Forbidden),
        ("zhaomin", None),
    ],
)
def test_who_reports_on_an_improvement(login: str, error: type[Exception] | None) -> None:
    number = made.improvement(owner_id=desk.actor("zhengjie").person_id)
    if error is None:
        improvements.report(by(login), number, words="x")
        return
    with pytest.raises(error):
        improvements.report(by(login), number, words="x")


def test_an_improvement_is_changed_while_it_goes_and_cancelled_with_a_reason() -> None:
    number = made.improvement()
    held = improvement_queries.find(desk.actor("zhouying"), number)
    assert held is not None
    form = replace(
        made.improvement_form(), owner_id=desk.actor("lina").person_id, due=TODAY + timedelta(days=3)
    )
    improvements.change(by("zhouying"), number, form, version=1)
    assert told("lina") == ["improvement:assigned"]
    with pytest.raises(Stale) as refused:
        improvements.change(by("zhaomin"), number, replace(form, text="别的"), version=1)
    assert refused.value.mine["text"] == "别的"
    with pytest.raises(Invalid):
        improvements.change(by("zhouying"), number, replace(form, owner_id=9999), version=2)
    improvements.cancel(by("zhaomin"), number, reason="已由另一项覆盖")
    assert told("lina") == ["improvement:assigned", "improvement:closed"]
    with pytest.raises(WrongState):
        improvements.change(by("zhouying"), number, form, version=3)


def test_each_reminder_comes_once_however_often_it_is_asked_for(
    app: Flask, clock: time_machine.Traveller
) -> None:
    lina = desk.actor("lina").person_id
    made.improvement(days=4, owner_id=lina)
    made.improvement(days=4)
    db.session.rollback()
    work = Work(app, {}, lambda: False)
    expected = {0: (1, 0), 1: (2, 1), 2: (2, 1), 4: (3, 3), 5: (3, 3), 11: (4, 5), 12: (4, 5), 18: (5, 7)}
    for day, counts in expected.items():
        clock.move_to(NOW + timedelta(days=day), tick=False)
        for _runner in range(3):
            HANDLERS["improvements.remind"](work)
        assert (len(told("lina")), len(told("zhouying"))) == counts, day
    assert told("lina")[-2:] == ["improvement:late"] * 2
    restless = replace(work, steady=False)
    clock.shift(timedelta(days=30))
    HANDLERS["improvements.remind"](restless)
    assert len(told("lina")) == 5


# ---- who reads ----


@pytest.mark.parametrize("seed", range(2))
def test_conditions_and_predicates_of_reading_agree(seed: int) -> None:
    chance = Random(seed)
    people = list(db.session.scalars(select(Person.id)))
    logins = list(db.session.scalars(select(Person.login)))
    tickets = [desk.register(owner=chance.choice(["lina", "wuqian", "hanlei"])) for _ in range(4)]
    numbers = [made.start(*chance.sample(tickets, chance.randint(0, 2))) for _ in range(4)]
    for number in numbers:
        made.improvement(chance.choice([number, ""]), owner_id=chance.choice([None, *people]))
        if chance.random() < 0.5:
            root_causes.add_person(by("zhouying"), number, "K003")
    with write_transaction() as session:
        for number in numbers[:3]:
            session.execute(
                update(RootCause)
                .where(RootCause.number == number)
                .values(state=chance.choice(list(RecordState)))
            )
    seen = 0
    for login in logins:
        who = desk.actor(login)
        roles = frozenset(str(role) for role in chance.sample(list(Role), chance.randint(0, 2)))
        for actor in (who, Actor(who.person_id, roles, who.team_ids)):
            seen += _agree(actor)
    assert seen > 0
    assert _agree(SYSTEM) == 8


def _agree(actor: Actor) -> int:
    """Compare both ways for every record and improvement; return how many are read."""
    known = {row.id: record_queries.find(SYSTEM, row.number) for row in db.session.scalars(select(RootCause))}
    reached = set(db.session.scalars(select(Ticket.id).where(visible(actor))))
    facts = {
        key: RecordFacts(
            found.row.state, found.involved | found.owners, bool({t.id for t in found.tickets} & reached)
        )
        for key, found in known.items()
        if found is not None
    }
    records = set(db.session.scalars(select(RootCause.id).where(readable_records(actor))))
    assert records == {key for key, one in facts.items() if reads_record(actor, one)}
    links: dict[int, set[int]] = {}
    for link in db.session.scalars(select(ImprovementTicket)):
        links.setdefault(link.improvement_id, set()).add(link.ticket_id)
    wanted = {
        row.id
        for row in db.session.scalars(select(Improvement))
        if reads_improvement(
            actor,
            ImprovementFacts(
                row.owner_id, bool(links.get(row.id, set()) & reached), facts.get(row.root_cause_id or 0)
            ),
        )
    }
    found_ones = set(db.session.scalars(select(Improvement.id).where(readable_improvements(actor))))
    assert found_ones == wanted
    for key in set(facts) - records:
        number = db.session.scalars(select(RootCause.number).where(RootCause.id == key)).one()
        assert record_queries.find(actor, number) is None
    return len(records) + len(found_ones)


# ---- what lists and reviews read ----


def test_lists_are_turned_by_keys_and_narrowed() -> None:
    numbers = [made.start() for _ in range(5)]
    with write_transaction() as session:
        session.execute(
            update(RootCause).where(RootCause.number == numbers[0]).values(state=RecordState.SETTLED)
        )
    who = desk.actor("chenwei")
    first = record_queries.page(who, RecordFilter(), size=2)
    rest = record_queries.page(who, RecordFilter(), first.after, "after", size=3)
    assert [row.number for row in (*first.rows, *rest.rows)] == numbers[::-1]
    back = record_queries.page(who, RecordFilter(), rest.before, "before", size=2)
    assert [row.number for row in back.rows] == [row.number for row in first.rows]
    assert [row.number for row in record_queries.page(who, RecordFilter("settled")).rows] == numbers[:1]
    assert record_queries.page(who, RecordFilter(person_id=who.person_id)).rows == []
    dues = (9, 3, 3, 40, 1)
    ids = [made.improvement(numbers[1], days=days) for days in dues]
    going = improvement_queries.page(who, ImprovementFilter("going"), size=2)
    assert [row.due.day for row in going.rows] == [20, 22]
    on = improvement_queries.page(who, ImprovementFilter("going"), going.after, size=2)
    assert [row.number for row in on.rows] == [ids[2], ids[0]]
    again = improvement_queries.page(who, ImprovementFilter("going"), on.before, size=2)
    assert [row.number for row in again.rows] == [row.number for row in going.rows]
    assert len(improvement_queries.page(who, ImprovementFilter()).rows) == 5
    later = TODAY + timedelta(days=4)
    late = improvement_queries.page(who, ImprovementFilter(late_on=later)).rows
    assert [row.number for row in late] == [ids[4], ids[1], ids[2]]
    assert improvement_queries.overdue(later) == 3
    listed = next(row for row in record_queries.page(who, RecordFilter()).rows if row.number == numbers[1])
    assert (listed.improvements, listed.going) == (5, 5)


def test_the_review_reads_whole_sheets_with_staff_numbers_only() -> None:
    ticket = desk.register(verbatim="发票一直没收到，打我电话 13912345678")
    number = made.settled(ticket, desk.register(verbatim="催了两次"))
    made.start(desk.register())
    made.improvement(number, days=0, term="long", owner_id=desk.actor("zhengjie").person_id)
    sheets = quality.worksheets(TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=3))
    assert [sheet.number for sheet in sheets] == [number]
    sheet = sheets[0]
    assert (sheet.author, sheet.reviewer, sheet.people) == ("L001", "Z001", ("K001",))
    assert [line.label for line in sheet.whys] == ["1", "2", "3", "4", "5"]
    assert (sheet.quote, sheet.quote_ticket) == ("发票一直没收到，打我电话 139****5678", ticket)
    assert [(a.owner, a.owner_number, a.overdue, a.record) for a in sheet.actions] == [
        ("技术部", "B001", 3, number)
    ]
    assert quality.worksheets(TODAY + timedelta(days=1), TODAY + timedelta(days=30), TODAY) == []
    assert quality.sheet(desk.actor("hanlei"), number, TODAY) is None
    assert quality.sheet(desk.actor("lina"), number, TODAY) is not None


def test_the_review_tells_actions_overdue_first() -> None:
    late, soon, done, good, gone = (made.improvement(days=days) for days in (1, 9, 2, 3, 4))
    for number in (done, good):
        improvements.report(by("zhouying"), number, words="x", done=True)
    improvements.judge(by("zhouying"), good, effective=True, finding="见效")
    improvements.cancel(by("zhouying"), gone, reason="x")
    month = (date(2026, 11, 1), date(2026, 12, 1))
    found = quality.actions_for_review(*month, TODAY + timedelta(days=5))
    assert [(a.number, a.overdue) for a in found] == [(late, 4), (soon, 0), (done, 0), (good, 0), (gone, 0)]
    later = quality.actions_for_review(date(2026, 12, 1), date(2027, 1, 1), date(2027, 1, 1))
    assert [a.number for a in later] == [late, soon, done]
    assert quality.actions_for_review(date(2026, 10, 1), date(2026, 11, 1), TODAY) == []


def test_a_second_click_begins_one_record() -> None:
    ticket = desk.register()
    call = Call(desk.actor("zhouying"), NOW, key="twice-the-same-key", body_hash="x")
    assert root_causes.start(call, made.FORM, [ticket]) == root_causes.start(call, made.FORM, [ticket])
    assert db.session.scalar(select(func.count()).select_from(RootCause)) == 1
