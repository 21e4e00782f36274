"""Which waiting holds which clock is said by its policy: in force, in the form, in the table, told (R3.6)."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from sladesk.actions import clocks, communications, policies, waiting
from sladesk.actions._action import Call
from sladesk.actions.communications import Contact
from sladesk.db import db, write_transaction
from sladesk.domain.access import SYSTEM
from sladesk.domain.codes import ReasonKind
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.waiting import WAITS
from sladesk.models import CalendarVersion, Clock, ClockEntry, Policy, PolicySet, PolicyTarget, Ticket
from sladesk.queries import trying
from tests.app.test_policy_drafts import DRAFT, form_of
from tests.domain.oracle import recompute, stands_still
from tests.support import desk
from tests.support.admin import admin
from tests.support.client import Client
from tests.support.desk import by
from tests.support.moment import NOW
from tests.support.policies import active, draft, opened
from tests.support.storm import Storm, blow

Login = Callable[[Client, str], Client]
BECAUSE = {"customer": ReasonKind.WAIT_CUSTOMER, "parts": ReasonKind.WAIT_PARTS}


def name(kind: str, ways: Sequence[str] | None) -> None:
    """Let the policies name what waiting holds a kind of clock, from now on."""
    opened()
    with write_transaction() as session:
        drafted = select(Policy.id).join(PolicySet).where(PolicySet.state == "draft").scalar_subquery()
        session.execute(
            update(PolicyTarget)
            .where(PolicyTarget.policy_id.in_(drafted), PolicyTarget.kind == kind)
            .values(held_by=None if ways is None else list(ways))
        )
    policies.activate(admin(), version=draft().version)


def waits(on: str, minutes: float = 10) -> str:
    """A ticket of Li Na's that has been answered and waits from then on."""
    number = desk.register(owner="lina")
    communications.contact(by("lina", 5), number, Contact("phone", "已联系客户。"))
    waiting.wait(by("lina", minutes), number, on=on, reason_id=desk.reason(BECAUSE[on]))
    return number


def going(number: str) -> dict[str, Clock]:
    db.session.rollback()
    held = select(Clock).where(
        Clock.ticket_id == desk.ticket(number).id, Clock.state.in_(("running", "paused"))
    )
    return {clock.kind: clock for clock in db.session.scalars(held)}


def states(number: str) -> dict[str, str]:
    return {kind: clock.state for kind, clock in going(number).items() if kind in {"resolution", "update"}}


def as_the_oracle_says(number: str) -> None:
    """Every clock that goes: its row from its ledger, and whether it may stand still."""
    specs = {str(v.id): v.spec for v in db.session.scalars(select(CalendarVersion))}
    for kind, clock in going(number).items():
        found = select(ClockEntry).where(ClockEntry.clock_id == clock.id).order_by(ClockEntry.seq)
        lines = [
            {
                "seq": row.seq,
                "kind": row.kind,
                "effective_at": to_epoch(row.effective_at),
                "target": row.target,
                "data": row.data,
            }
            for row in db.session.scalars(found)
        ]
        told = recompute(lines, specs)
        assert told["state"] == clock.state
        assert told["due_at"] == (to_epoch(clock.due_at) if clock.due_at else None)
        assert (clock.state == "paused") is stands_still(kind, lines, desk.ticket(number).status)


def recomputed(number: str, minutes: float) -> None:
    db.session.rollback()
    clocks.recompute(Call(SYSTEM, NOW + timedelta(minutes=minutes)), number, why="policy")
    as_the_oracle_says(number)


@pytest.mark.parametrize("on", ["customer", "parts"])
def test_a_ticket_that_waits_is_still_updated(app: Flask, on: str) -> None:
    number = waits(on)
    assert states(number) == {"resolution": "paused", "update": "running"}
    due = going(number)["update"].due_at
    communications.progress(by("lina", 60), number, text="催过供应商，明天到货")
    after = going(number)["update"]
    assert (after.state, after.started_at) == ("running", NOW + timedelta(minutes=60))
    assert after.due_at is not None
    assert due is not None
    assert after.due_at > due
    as_the_oracle_says(number)


def test_a_policy_names_more_for_one_way_of_waiting_and_new_clocks_keep_to_it(app: Flask) -> None:
    name("update", ["waiting_customer"])
    name("resolution", ["waiting_parts"])
    assert states(waits("customer")) == {"resolution": "running", "update": "paused"}
    number = waits("parts")
    assert states(number) == {"resolution": "paused", "update": "running"}
    waiting.resume(by("lina", 40), number)
    assert states(number) == {"resolution": "running", "update": "running"}
    as_the_oracle_says(number)


def test_from_parts_to_the_customer_the_clocks_change_places(app: Flask) -> None:
    name("update", ["waiting_customer"])
    number = waits("parts")
    waiting.wait(by("lina", 30), number, on="customer", reason_id=desk.reason(ReasonKind.WAIT_CUSTOMER))
    assert states(number) == {"resolution": "paused", "update": "paused"}
    as_the_oracle_says(number)


def test_a_new_set_moves_a_waiting_ticket_from_now_on_and_takes_nothing_back(app: Flask) -> None:
    """R3.7: what runs is recomputed, what has been counted stays counted; what is decided stays."""
    number = waits("customer")
    before = going(number)["update"].due_at
    assert before is not None
    name("update", ["waiting_customer"])
    assert states(number)["update"] == "running", "nothing before the job comes by"
    recomputed(number, 60)
    assert states(number) == {"resolution": "paused", "update": "paused"}
    recomputed(number, 70)
    name("update", None)
    recomputed(number, 90)
    assert states(number) == {"resolution": "paused", "update": "running"}
    assert going(number)["update"].due_at == before + timedelta(minutes=30)
    lines = select(ClockEntry.kind, ClockEntry.data).where(ClockEntry.clock_id == going(number)["update"].id)
    rows = db.session.execute(lines.order_by(ClockEntry.seq)).all()
    assert [row.kind for row in rows] == ["start", "retarget", "pause", "retarget", "resume"]
    assert rows[2].data == {"reason": desk.reason(ReasonKind.WAIT_CUSTOMER)}


def test_a_clock_that_stood_still_by_older_rules_goes_on_when_its_waiting_ends(app: Flask) -> None:
    """Before its policies said so, waiting for the customer held the update too: such ledgers stay true."""
    name("update", ["waiting_customer"])
    number = waits("customer")
    with write_transaction() as session:
        clock = going(number)["update"].id
        for line in session.scalars(
            select(ClockEntry).where(ClockEntry.clock_id == clock, ClockEntry.kind == "start")
        ):
            line.target = {key: value for key, value in (line.target or {}).items() if key != "held_by"}
    waiting.resume(by("lina", 40), number)
    assert states(number) == {"resolution": "running", "update": "running"}
    as_the_oracle_says(number)


def test_the_form_says_it_the_table_shows_it_and_saving_unchanged_changes_nothing(
    client: Client, login: Login
) -> None:
    opened()
    login(client, "linhao")
    code = next(p.code for p in draft().policies if ClockKind.UPDATE in p.targets)
    sent = form_of(client.get(f"{DRAFT}/rows/{code}").text)
    assert "update.held_by" not in sent
    assert client.send(f"{DRAFT}/rows/{code}", sent).status_code == 303
    assert draft().policies == active().policies
    sent = form_of(client.get(f"{DRAFT}/rows/{code}").text) | {"update.held_by": ["waiting_customer"]}
    assert client.send(f"{DRAFT}/rows/{code}", sent).status_code == 303
    kept = next(p for p in draft().policies if p.code == code).targets[ClockKind.UPDATE]
    assert kept.held_by == ("waiting_customer",)
    table = client.get(DRAFT).text
    assert "暂停计时：待客户" in table or "暂停计时：等待客户" in table
    bad = form_of(client.get(f"{DRAFT}/rows/{code}").text) | {"update.held_by": ["lunch"]}
    refused = client.send(f"{DRAFT}/rows/{code}", bad)
    assert refused.status_code == 422
    assert 'id="update.held_by-error"' in refused.text


def test_the_story_says_of_every_wait_why_it_stops_the_clock_or_does_not(
    client: Client, login: Login
) -> None:
    number = desk.register(owner="lina", minutes=-300)
    communications.contact(by("lina", -295), number, Contact("phone", "已联系客户。"))
    waiting.wait(by("lina", -240), number, on="parts", reason_id=desk.reason(ReasonKind.WAIT_PARTS))
    waiting.resume(by("lina", -60), number)
    login(client, "lina")
    held = client.get(f"/tickets/{number}/deadlines/{going(number)['resolution'].id}").text
    assert "暂停此时限：等待会暂停解决时限" in held
    assert 'id="beside"' not in held
    free = client.get(f"/tickets/{number}/deadlines/{going(number)['update'].id}").text
    assert "除政策另有规定外，等待只暂停解决时限" in free.split('id="beside"')[1]
    told = json.loads(client.get(f"/tickets/{number}/deadlines.json").data)["clocks"]
    data = {clock["kind"]: clock for clock in told}
    (wait,) = data["resolution"]["waits"]
    assert (wait["kind"], wait["holds"], wait["why"]) == ("waiting_parts", True, "usual")
    assert [(one["holds"], one["why"]) for one in data["update"]["waits"]] == [(False, "usual")]


def test_what_if_waits_by_the_clocks_own_policy(client: Client, login: Login) -> None:
    name("update", ["waiting_customer"])
    number = desk.register(owner="lina")
    communications.contact(by("lina", 1), number, Contact("phone", "已联系客户。"))
    login(client, "lina")
    until = (NOW + timedelta(days=2, hours=8)).strftime("%Y-%m-%dT%H:%M")
    asked = f"/tickets/{number}/deadlines.json?wait=waiting_customer&until={until}"
    effects = {c["kind"]: c["what_if"]["effect"] for c in json.loads(client.get(asked).data)["clocks"]}
    assert (effects["update"], effects["resolution"]) == ("moved", "moved")
    parts = asked.replace("waiting_customer", "waiting_parts")
    effects = {c["kind"]: c["what_if"]["effect"] for c in json.loads(client.get(parts).data)["clocks"]}
    assert (effects["update"], effects["resolution"]) == ("same", "moved")


def test_a_trial_reads_when_tickets_waited_in_one_statement(app: Flask) -> None:
    first, second = waits("customer"), waits("parts", 20)
    waiting.resume(by("lina", 60), second)
    db.session.rollback()
    keys = [desk.ticket(number).id for number in (first, second)]
    found = trying.waits(keys)
    assert [(w.status, w.start - to_epoch(NOW), w.end) for w in found[keys[0]]] == [
        ("waiting_customer", 600, None)
    ]
    assert [(w.status, w.end and w.end - to_epoch(NOW)) for w in found[keys[1]]] == [("waiting_parts", 3600)]


class TestApply:
    """A what-if leads to the form that does it, filled in, for who may (R3.8)."""

    def test_waiting_until_an_instant(self, client: Client, login: Login) -> None:
        number = desk.register(owner="lina")
        communications.contact(by("lina", 0), number, Contact("phone", "已联系客户。"))
        login(client, "lina")
        until = "2026-11-27T10:30"
        clock = going(number)["resolution"].id
        page = client.get(f"/tickets/{number}/deadlines/{clock}?wait=waiting_parts&until={until}").text
        (url,) = re.findall(r'href="(/tickets/[^"]*/waiting/parts\?[^"]*)"', page)
        form = client.get(url.replace("&amp;", "&")).text
        assert f'value="{until}"' in form
        reason = str(desk.reason(ReasonKind.WAIT_PARTS))
        sent = {"reason": reason, "expected_at": until, "note": "等主板"}
        assert client.send(f"/tickets/{number}/waiting/parts", sent).status_code == 303
        assert desk.ticket(number).status == "waiting_parts"

    def test_another_priority_and_category(self, client: Client, login: Login) -> None:
        number = desk.register(owner="lina")
        login(client, "lina")
        other = next(c for c in desk.ref().categories.values() if c.code == "consultation.product")
        clock = going(number)["resolution"].id
        asked = f"/tickets/{number}/deadlines/{clock}?priority=low&category={other.code}"
        page = client.get(asked).text
        (url,) = re.findall(r'href="(/tickets/[^"]*/change\?[^"]*)"', page)
        form = client.get(url.replace("&amp;", "&")).text
        assert re.search(r'<input[^>]*(?:value="low"[^>]*checked|checked[^>]*value="low")', form)
        assert re.search(rf'<option selected value="{other.id}"', form)
        wrong = client.get(f"/tickets/{number}/change?priority=soon&category=999999").text
        assert not re.search(r'value="soon"', wrong)
        assert f'<option selected value="{desk.ticket(number).category_id}"' in wrong

    def test_who_may_not_is_not_offered_it(self, client: Client, login: Login) -> None:
        number = desk.register(owner="lina")
        clock = going(number)["resolution"].id
        login(client, "chenwei")
        page = client.get(f"/tickets/{number}/deadlines/{clock}?priority=low")
        assert page.status_code == 200
        assert f"/tickets/{number}/change" not in page.text


def test_whatever_happens_only_those_clocks_stand_still_whose_last_target_says_so(app: Flask) -> None:
    """Many lives under policies that name now this, now that; the oracle reads the ledgers alone."""
    updates = iter((["waiting_customer"], None, list(WAITS), ["waiting_parts"], None))
    solutions = iter(([], ["waiting_parts"], None, [], None))
    steps = iter(range(1, 100))

    stood: set[str] = set()

    def after(storm: Storm) -> None:
        for number in storm.numbers:
            stood.update(kind for kind, clock in going(number).items() if clock.state == "paused")
        if next(steps) % 4 == 1:
            name("update", next(updates))
            name("resolution", next(solutions))

    db.session.rollback()
    blow(20261123, 12, 18, after)
    assert stood >= {"update", "resolution"}
    for number in db.session.scalars(select(Ticket.number)).all():
        as_the_oracle_says(number)
