"""Time limits: another length moves what runs after the job, keeps what is decided, shows before."""

import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sladesk.actions import communications, policy_rows
from sladesk.db import db
from sladesk.domain.durations import parse_length
from sladesk.domain.errors import Invalid, Stale
from sladesk.models import (
    Policy,
    PolicySet,
    PolicyTarget,
)
from tests.support import desk
from tests.support.admin import admin, key_of, work_off
from tests.support.client import Client
from tests.support.policies import draft, opened

Login = Callable[[Client, str], Client]
LENGTHS = "/admin/policies/draft/lengths"
URGENT = ("urgent", "first_response", "seconds")


def form_of(page: str) -> dict[str, str]:
    fields = dict(re.findall(r'name="(t\.[^"]+)" value="([^"]*)"', page))
    return {**fields, "version": key_of(page)}


def test_a_new_target_moves_running_clocks_after_the_job_and_keeps_decided_ones(
    app: Flask, client: Client, login: Login, clock: time_machine.Traveller
) -> None:
    running = desk.register(owner="lina")
    decided = desk.register(owner="lina", customer_id=2)
    communications.contact(desk.by("lina", 1), decided, communications.Contact("phone", "已联系客户"))
    (before,) = desk.clocks(running, "first_response")
    (kept,) = desk.clocks(decided, "first_response")
    policy = db.session.get_one(Policy, before.policy_id)
    due, kept_due, kept_seconds = before.due_at, kept.due_at, kept.target_seconds
    seconds = before.target_seconds
    login(client, "linhao")
    clock.shift(120)
    client.send("/admin/policies/draft")
    data = form_of(client.get(LENGTHS).text)
    data[f"t.{policy.code}.first_response.seconds"] = "2 小时"
    assert client.send(LENGTHS, data).status_code == 303

    held = desk.totals()
    preview = client.get("/admin/policies/draft?preview=1")
    assert preview.status_code == 200
    assert running in preview.text
    assert decided not in preview.text
    assert desk.totals() == held

    answer = client.send("/admin/policies/draft/activate", {"version": draft().version, "note": "旺季"})
    assert answer.status_code == 303
    assert desk.clocks(running, "first_response")[0].due_at == due
    work_off(app)
    (after,) = desk.clocks(running, "first_response")
    assert after.target_seconds == 7200
    assert after.due_at is not None
    assert due is not None
    assert (after.due_at - due).total_seconds() == 7200 - seconds
    (still,) = desk.clocks(decided, "first_response")
    assert (still.due_at, still.target_seconds) == (kept_due, kept_seconds)
    sets = db.session.execute(
        select(PolicySet.no, PolicySet.state, PolicySet.note).order_by(PolicySet.no)
    ).all()
    assert [tuple(row) for row in sets] == [(1, "retired", sets[0].note), (2, "active", "旺季")]
    copied = select(func.count()).select_from(PolicyTarget).join(Policy, Policy.id == PolicyTarget.policy_id)
    counts = [
        db.session.scalar(copied.where(Policy.set_id == set_id))
        for set_id in db.session.scalars(select(PolicySet.id))
    ]
    assert counts[0] == counts[1] != 0
    assert re.search("<s>[^<]+</s>", client.get("/admin/policies/2").text)


def test_the_second_change_of_lengths_shows_both(app: Flask, client: Client, login: Login) -> None:
    login(client, "linhao")
    version = opened().version
    data = form_of(client.get(LENGTHS).text)
    policy_rows.change_lengths(admin(), {URGENT: 1200}, version=version)
    late = client.send(LENGTHS, {**data, "t.urgent.first_response.seconds": "10 分钟"})
    assert late.status_code == 409
    assert "20 分" in late.text
    assert "10 分" in late.text
    assert client.send(LENGTHS, form_of(late.text)).status_code == 303
    (urgent,) = [policy for policy in draft().policies if policy.code == "urgent"]
    assert [target.seconds for kind, target in urgent.targets.items() if kind == "first_response"] == [600]


@pytest.mark.parametrize("text", ["soon", "0", "-5", "400 天", "", "5 週"])
def test_a_length_that_cannot_be_read_is_kept_and_said(
    app: Flask, client: Client, login: Login, text: str
) -> None:
    login(client, "linhao")
    opened()
    data = form_of(client.get(LENGTHS).text)
    answer = client.send(LENGTHS, {**data, "t.urgent.first_response.seconds": text})
    assert answer.status_code == 422
    assert 'id="t.urgent.first_response.seconds-error"' in answer.text
    assert f'name="t.urgent.first_response.seconds" value="{text}"' in answer.text
    assert client.send(LENGTHS, data).status_code == 422  # nothing differs
    assert draft().version == 1


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_length_on_the_page_can_be_typed_back(
    app: Flask, client: Client, login: Login, language: str
) -> None:
    login(client, "linhao")
    opened()
    client.set_cookie("locale", language)
    texts = form_of(client.get(LENGTHS).text)
    assert len(texts) > 20
    for name, text in texts.items():
        if name != "version":
            assert parse_length(text, 28_800), text
            assert text != "1 working days"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15", 900),
        ("15 分钟", 900),
        ("1小时30分", 5400),
        ("2 h 05 min", 7500),
        ("30 秒", 30),
        ("3 个工作日", 86_400),
        ("1 day", 28_800),
        ("", None),
        ("abc", None),
        ("1.5 h", None),
        ("9 年", None),
    ],
)
def test_lengths_as_people_type_them(text: str, seconds: int | None) -> None:
    assert parse_length(text, 28_800) == seconds


def test_a_target_of_no_policy_is_refused() -> None:
    version = opened().version
    with pytest.raises(Invalid):
        policy_rows.change_lengths(admin(), {("nobody", "first_response", "seconds"): 60}, version=version)
    with pytest.raises(Stale):
        policy_rows.change_lengths(admin(), {URGENT: 60}, version=7)
