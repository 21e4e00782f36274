"""Escalation chains as the administrator edits them: pages, refusals, two at once (R3.9)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from sladesk.actions import chain_edits, policies
from sladesk.actions.chain_edits import ChainForm
from sladesk.db import db, write_transaction
from sladesk.domain import chains
from sladesk.domain.chains import Moment, Step, To
from sladesk.domain.errors import Invalid
from sladesk.models import Audit, Chain, Person, Policy, Setting
from sladesk.queries.reference import STAMP
from tests.app.test_chains import broken, on_duty, run, sweep, told
from tests.app.test_policy_drafts import form_of
from tests.support.admin import admin, key_of, row
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.policies import draft, opened

Login = Callable[[Client, str], Client]
HERE = "/admin/chains"
FORM = {
    "name_zh": "夜间升级链",
    "name_en": "Night chain",
    "step-0": "late",
    "step-0.to": "owner",
    "step-2": "late",
    "step-2.minutes": "30",
    "step-2.calendar": "duty",
    "step-2.to": "role:manager",
    "step-3": "half",
    "step-3.to": "supervisor",
}
NAMED = Step(Moment.LATE, To.PERSON, "K001")


def actions() -> list[str]:
    db.session.rollback()
    found = select(Audit.action).where(Audit.object_type == "chain").order_by(Audit.id)
    return list(db.session.scalars(found))


def name_it(code: str) -> None:
    """Let a policy that rules name a chain."""
    key = row(Chain, code).id
    db.session.rollback()
    with write_transaction() as session:
        session.execute(update(Policy).where(Policy.code == "urgent").values(chain_id=key))
        session.execute(update(Setting).where(Setting.name == STAMP).values(value=code))


def test_a_chain_is_added_changed_retired_and_restored(client: Client, login: Login) -> None:
    login(client, "linhao")
    assert "标准升级链" in client.get(HERE).text
    assert client.get(f"{HERE}/new").status_code == 200
    assert client.send(f"{HERE}/new", FORM).status_code == 303
    stored = row(Chain, "night_chain")
    assert chains.parse(stored.steps) == (
        Step(Moment.HALF, To.SUPERVISOR),
        Step(Moment.LATE, To.OWNER),
        Step(Moment.LATE, To.ROLE, "manager", 30, "duty"),
    )
    here = f"{HERE}/night_chain"
    assert client.send(here, FORM | {"version": "1", "step-2.minutes": "45"}).status_code == 303
    both = client.send(here, FORM | {"version": "1", "step-2.minutes": "60"})
    assert both.status_code == 409
    assert ("45" in both.text, "60" in both.text) == (True, True)
    assert client.send(here, FORM | {"version": key_of(both.text), "step-2.minutes": "60"}).status_code == 303
    assert chains.parse(row(Chain, "night_chain").steps)[2].minutes == 60
    assert client.send(f"{here}/retire", {"version": "1"}).status_code == 409
    assert client.send(f"{here}/retire", {"version": "3"}).status_code == 303
    assert client.send(f"{here}/restore", {"version": "4"}).status_code == 303
    assert actions() == [f"chain.{verb}" for verb in ("created", "changed", "changed", "retired", "restored")]
    for page in (here, HERE, "/admin/audit"):
        assert client.get(page).status_code == 200
    assert client.get(f"{HERE}/none").status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name_zh": ""}, 'id="name_zh-error"'),
        ({"name_zh": "长" * 201}, 'id="name_zh-error"'),
        ({"step-0": ""}, "缺少这一级"),
        ({"step-2": "half"}, 'id="step-2-error"'),
        ({"step-2.minutes": "soon"}, 'id="step-2.minutes-error"'),
        ({"step-2.minutes": "99999"}, 'id="step-2.minutes-error"'),
        ({"step-2.calendar": "moon"}, 'id="step-2-error"'),
        ({"step-2.to": "person:X999"}, 'id="step-2-error"'),
        ({"step-2.to": "role:admin"}, 'id="step-2-error"'),
        ({"step-2.to": "everybody"}, 'id="step-2-error"'),
        ({"step-3": "late"} | {"step-3.to": "owner"}, 'id="step-3-error"'),
        ({"step-3": "sometime"}, 'id="step-3-error"'),
    ],
)
def test_what_is_wrong_stands_beside_it_and_what_was_typed_stays(
    client: Client, login: Login, sent: dict[str, str], said: str
) -> None:
    answer = login(client, "linhao").send(f"{HERE}/new", FORM | sent)
    assert answer.status_code == 422
    assert said in answer.text
    if "name_zh" not in sent:
        assert "夜间升级链" in answer.text
    for name, value in sent.items():
        if name.endswith(".minutes"):
            assert f'value="{value}"' in answer.text
    assert actions() == []


def test_a_chain_that_policies_name_stays_and_so_does_the_standard_one(client: Client, login: Login) -> None:
    name_it("fast")
    login(client, "linhao")
    refused = client.send(f"{HERE}/fast/retire", {"version": "1"})
    assert refused.status_code == 422
    assert "1 条政策在用这条升级链" in refused.text
    assert client.send(f"{HERE}/standard/retire", {"version": "1"}).status_code == 422
    assert actions() == []


def test_who_left_may_stay_in_a_chain_but_come_into_none(client: Client, login: Login) -> None:
    form = ChainForm("点名", "Named", (Step(Moment.LATE, To.OWNER), NAMED))
    chain_edits.create(admin(), form)
    with write_transaction() as session:
        session.execute(update(Person).where(Person.staff_number == "K001").values(retired_at=NOW))
        session.execute(update(Setting).where(Setting.name == STAMP).values(value="left"))
    assert "K001（已停用）" in login(client, "linhao").get(f"{HERE}/named").text
    chain_edits.change(admin(), "named", form, version=1)
    with pytest.raises(Invalid):
        chain_edits.create(admin(), form)


def test_where_a_chain_runs_the_next_sweep_goes_by_the_new_steps(app: Flask) -> None:
    name_it("fast")
    _number, clock, due = broken()
    sweep(due + timedelta(seconds=1))
    assert run(clock).next_at == due + timedelta(minutes=15)
    steps = (Step(Moment.LATE, To.OWNER), Step(Moment.LATE, To.ROLE, "manager", 5))
    chain_edits.change(admin(), "fast", ChainForm("加急", "", steps), version=1)
    sweep(due + timedelta(minutes=4))
    assert told("chain:reached") == []
    sweep(due + timedelta(minutes=5))
    assert (told("chain:reached"), run(clock).next_at) == (["chenwei"], None)


def test_a_policy_of_the_draft_names_a_chain_that_rules_with_it(client: Client, login: Login) -> None:
    opened()
    login(client, "linhao")
    here = "/admin/policies/draft/rows/urgent"
    sent = {**form_of(client.get(here).text), "chain": "fast"}
    assert client.send(here, {**sent, "chain": "none"}).status_code == 422
    assert client.send(here, sent).status_code == 303
    assert client.send(f"{HERE}/fast/retire", {"version": "1"}).status_code == 422, "the draft names it"
    assert "加急升级链" in client.get("/admin/policies/draft").text
    assert "加急升级链" not in client.get("/admin/policies").text
    policies.activate(admin(), version=draft().version, accept_gaps=True)
    assert "加急升级链" in client.get("/admin/policies").text
    _number, clock, due = broken()
    sweep(due + timedelta(seconds=1))
    assert run(clock).next_at == due + timedelta(minutes=15)


def test_board_and_notices_say_who_is_told_and_let_them_take_it(
    client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    on_duty("zhaomin")
    number, key, due = broken()
    sweep(due + timedelta(seconds=1))
    clock.move_to(due + timedelta(minutes=1))
    login(client, "zhaomin")
    assert "已告知：赵敏" in client.get("/board").text
    notices = client.get("/notices").text
    assert f'action="/tickets/{number}/overdue-takings"' in notices
    assert client.send(f"/tickets/{number}/overdue-takings", {"clock": str(key)}).status_code == 303
    assert "赵敏 接手" in client.get("/board").text
    assert "overdue-takings" not in client.get("/notices").text
