"""A policy set is drafted, found fault with, and made to rule now or from an instant on (decision 15)."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from sladesk.actions import policies, policy_rows, settings
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain.access import SYSTEM
from sladesk.domain.errors import Forbidden, Invalid, NotFound, Stale, WrongState
from sladesk.domain.sla.drafting import RowForm, TargetForm
from sladesk.domain.sla.kinds import ClockKind
from sladesk.jobs import policies as job
from sladesk.jobs.work import Work
from sladesk.models import Audit, Calendar, Job, Policy, PolicySet
from sladesk.queries import policies as queries
from tests.support import desk
from tests.support.admin import admin, key_of
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.policies import active, draft, opened
from tests.support.statements import statements

Login = Callable[[Client, str], Client]
DRAFT = "/admin/policies/draft"
VIP = RowForm(
    "贵宾",
    "VIP calls",
    conditions={"tier": ("vip",), "channel": ("phone",)},
    targets={"first_response": TargetForm(600, "working", "online")},
)


def codes() -> list[str]:
    return [policy.code for policy in draft().policies]


def states() -> list[tuple[int, str]]:
    db.session.rollback()
    rows = db.session.execute(select(PolicySet.no, PolicySet.state).order_by(PolicySet.no))
    return [(row.no, row.state) for row in rows]


def audited() -> list[str]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Audit.action).where(Audit.action.like("policy_set.%")).order_by(Audit.id))
    )


def form_of(page: str) -> dict[str, list[str] | str]:
    """What a browser would send of the form of a policy."""
    inner = page[page.index('id="name_zh"') - 100 :]
    lines = r'<input class="form-control[^"]*" id="([^"]+)" name="[^"]+" value="([^"]*)"'
    held: dict[str, list[str] | str] = {"version": key_of(page), **dict(re.findall(lines, inner))}
    for name, body in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', inner):
        chosen = re.findall(r'<option value="([^"]*)" selected', body)
        held[name] = chosen[0] if chosen else ""
    ticks = r'<input type="checkbox"[^>]* name="([^"]+)" value="([^"]+)" checked'
    for name, value in re.findall(ticks, inner):
        held[name] = [*held.get(name, []), value]
    return held


class TestRows:
    def test_a_draft_is_a_copy_that_rules_nothing(self) -> None:
        before = active()
        no = policies.open_draft(admin())
        assert policies.open_draft(admin()) == no == 2
        made = draft()
        assert (made.policies, made.names, made.base) == (before.policies, before.names, "1")
        assert desk.ref().policies == before.policies
        assert states() == [(1, "active"), (2, "draft")]

    def test_rows_are_added_copied_moved_changed_and_removed(self) -> None:
        opened()
        code = policy_rows.add(admin(), VIP, before="risk_1")
        assert (code, codes()[0]) == ("vip_calls", "vip_calls")
        twin = policy_rows.copy(admin(), code, version=1)
        assert codes()[:2] == [code, twin]
        policy_rows.move(admin(), twin, up=True, version=draft().version)
        assert codes()[:2] == [twin, code]
        policy_rows.move(admin(), twin, up=True, version=draft().version)
        assert codes()[:2] == [twin, code]
        longer = replace(VIP, regulated=True, targets={"resolution": TargetForm(3600)})
        policy_rows.change(admin(), twin, longer, version=draft().versions[twin])
        policy_rows.remove(admin(), code, version=draft().versions[code])
        first = draft().policies[0]
        assert (first.code, first.regulated, set(first.targets)) == (twin, True, {ClockKind.RESOLUTION})
        assert audited() == [
            "policy_set.opened",
            "policy_set.created",
            "policy_set.created",
            "policy_set.moved",
            "policy_set.changed",
            "policy_set.removed",
        ]

    @pytest.mark.parametrize(
        ("form", "field", "problem"),
        [
            (replace(VIP, name_zh=""), "name_zh", "required"),
            (replace(VIP, name_en="x" * 201), "name_en", "too_long"),
            (replace(VIP, conditions={"channel": ("fax",)}), "channel", "unknown_choice"),
            (replace(VIP, brand_post="maybe"), "brand_post", "unknown_choice"),
            (replace(VIP, targets={}), "targets", "no_targets"),
            (replace(VIP, targets={"update": TargetForm(None)}), "update.length", "length_unread"),
            (replace(VIP, targets={"update": TargetForm(0)}), "update.length", "length_bounds"),
            (
                replace(VIP, targets={"update": TargetForm(60, "working")}),
                "update.calendar",
                "choose_calendar",
            ),
            (replace(VIP, targets={"update": TargetForm(60, "hourly")}), "update.mode", "unknown_choice"),
            (
                replace(VIP, targets={"update": TargetForm(60, "after_opening", "online")}),
                "update.opening",
                "length_unread",
            ),
            (
                replace(VIP, targets={"update": TargetForm(60, calendar="online", peaks=("noon",))}),
                "update.peaks",
                "peak_window",
            ),
            (
                replace(
                    VIP,
                    targets={
                        "update": TargetForm(
                            60,
                            calendar="online",
                            peaks=("10:00-12:00", "2026-11-11 11:00-13:00"),
                            peak_seconds=90,
                        )
                    },
                ),
                "update.peaks",
                "peak_overlap",
            ),
            (
                replace(VIP, targets={"update": TargetForm(60, "plain", "online", peaks=("noon",) * 21)}),
                "update.peaks",
                "too_many_peaks",
            ),
            (
                replace(
                    VIP,
                    targets={
                        "update": TargetForm(60, calendar="online", peaks=("10:00-12:00",), peak_seconds=60)
                    },
                ),
                "update.peak_length",
                "peak_no_longer",
            ),
        ],
    )
    def test_a_field_that_cannot_be_taken_is_named(self, form: RowForm, field: str, problem: str) -> None:
        opened()
        with pytest.raises(Invalid) as found:
            policy_rows.add(admin(), form)
        assert found.value.problems[field].code == problem
        assert draft().version == 1

    def test_a_retired_calendar_is_not_offered_and_keeps_a_set_from_ruling(self) -> None:
        opened()
        db.session.execute(update(Calendar).where(Calendar.code == "online").values(retired_at=NOW))
        db.session.commit()
        settings.change(admin(), "verify.attempts", "4", version=0)  # makes processes read master data anew
        with pytest.raises(Invalid) as found:
            policy_rows.add(admin(), VIP)
        assert found.value.problems["first_response.calendar"].code == "calendar_gone"
        policy_rows.remove(admin(), "brand_post", version=1)
        with pytest.raises(Invalid) as found:
            policies.activate(admin(), version=draft().version, accept_gaps=True)
        assert found.value.problems["draft"].code == "draft_has_errors"


class TestRuling:
    def test_gaps_have_to_be_meant(self) -> None:
        opened()
        policy_rows.remove(admin(), "low", version=1)
        with pytest.raises(Invalid) as found:
            policies.activate(admin(), version=2)
        assert found.value.problems["accept_gaps"].code == "gaps_not_accepted"
        assert policies.activate(admin(), version=2, accept_gaps=True, note="试行") == 2
        assert states() == [(1, "retired"), (2, "active")]
        assert desk.ref().policies == active().policies
        jobs = select(func.count()).select_from(Job).where(Job.name == "clocks.recompute")
        assert db.session.scalar(jobs) == 1

    def test_what_equals_the_ruling_set_does_not_rule_anew(self) -> None:
        opened()
        with pytest.raises(Invalid) as found:
            policies.activate(admin(), version=1)
        assert found.value.problems["draft"].code == "nothing_changed"

    def test_rows_of_a_set_that_ruled_are_never_changed(self) -> None:
        opened()
        policy_rows.add(admin(), VIP)
        policies.activate(admin(), version=2)
        for verb in (
            lambda: policy_rows.add(admin(), VIP),
            lambda: policy_rows.remove(admin(), "vip_calls", version=1),
            lambda: policies.activate(admin(), version=2),
            lambda: policies.discard(admin(), version=2),
        ):
            with pytest.raises(NotFound):
                verb()

    def test_two_administrators(self) -> None:
        opened()
        policy_rows.change(admin(), "urgent", VIP, version=1)
        for verb in (
            lambda: policy_rows.change(admin(), "urgent", VIP, version=1),
            lambda: policy_rows.remove(admin(), "urgent", version=1),
            lambda: policies.activate(admin(), version=1),
            lambda: policies.discard(admin(), version=1),
            lambda: policy_rows.move(admin(), "urgent", up=True, version=1),
        ):
            with pytest.raises(Stale) as found:
                verb()
            assert found.value.version == 2

    def test_a_shipped_set_or_an_earlier_version_can_begin_a_draft(self) -> None:
        assert policies.open_draft(admin(), "c") == 2
        assert (draft().base, codes()[4]) == ("c", "any_call")
        with pytest.raises(WrongState):
            policies.open_draft(admin(), "b")
        policies.discard(admin(), version=1)
        with pytest.raises(NotFound):
            policies.open_draft(admin(), "9")
        assert policies.open_draft(admin(), "2") == 3
        assert codes()[4] == "any_call"
        assert states() == [(1, "active"), (2, "retired"), (3, "draft")]
        view, _base = queries.with_base(desk.ref(), 2)
        assert view is not None
        assert view.discarded


class TestPlanned:
    def planned(self) -> None:
        opened()
        policy_rows.add(admin(), VIP)
        policies.activate(admin(), version=2, since=NOW + timedelta(hours=2))

    def test_it_waits_and_is_not_edited(self) -> None:
        self.planned()
        assert draft().planned
        with pytest.raises(WrongState):
            policy_rows.add(admin(), VIP)
        with pytest.raises(WrongState):
            policies.activate(admin(), version=3)
        with pytest.raises(Forbidden):
            policies.take_effect(admin(121))
        assert policies.take_effect(Call(SYSTEM, NOW + timedelta(minutes=119))) == 0
        assert states() == [(1, "active"), (2, "draft")]
        policies.take_back(admin(), version=3)
        assert draft().editable
        with pytest.raises(Invalid):
            policies.activate(admin(), version=4, since=NOW + timedelta(days=400))

    def test_it_rules_from_its_instant_once_with_several_workers(
        self, app: Flask, clock: time_machine.Traveller
    ) -> None:
        self.planned()
        clock.move_to(NOW + timedelta(hours=2, seconds=7))

        def work(_no: int) -> None:
            with app.app_context():
                job.take_effect(Work(app, {}, lambda: False))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        assert states() == [(1, "retired"), (2, "active")]
        assert active().active_from == NOW + timedelta(hours=2)
        assert audited().count("policy_set.published") == 1
        jobs = select(func.count()).select_from(Job).where(Job.name == "clocks.recompute")
        assert db.session.scalar(jobs) == 1
        assert "vip_calls" in {policy.code for policy in desk.ref().policies}
        assert policies.take_effect(Call(SYSTEM, NOW + timedelta(days=3))) == 0

    def test_a_clock_that_is_not_believed_lets_nothing_rule(
        self, app: Flask, clock: time_machine.Traveller
    ) -> None:
        self.planned()
        clock.move_to(NOW + timedelta(hours=3))
        job.take_effect(Work(app, {}, lambda: False, steady=False))
        assert states() == [(1, "active"), (2, "draft")]


class TestPeaks:
    def test_the_switch_turns_relaxation_off_and_on(self) -> None:
        def relaxed() -> bool:
            db.session.rollback()
            return any(target.peak for policy in desk.ref().policies for target in policy.targets.values())

        assert relaxed()
        settings.change(admin(), "peaks.relax", "off", version=0)
        assert not relaxed()
        assert any(target.peak for policy in active().policies for target in policy.targets.values())
        assert not any(
            target.peak
            for policy in queries.ruling(desk.ref(), active().policies)
            for target in policy.targets.values()
        )
        settings.change(admin(), "peaks.relax", "on", version=1)
        assert relaxed()
        jobs = select(func.count()).select_from(Job).where(Job.name == "clocks.recompute")
        assert db.session.scalar(jobs) == 2


class TestPages:
    def test_a_row_is_saved_as_it_was_shown(self, client: Client, login: Login) -> None:
        login(client, "linhao")
        before = opened()
        for code in ("chat", "wechat", "risk_1", "other_service", "brand_post", "normal"):
            page = client.get(f"{DRAFT}/rows/{code}")
            assert client.send(f"{DRAFT}/rows/{code}", form_of(page.text)).status_code == 303
        assert draft().policies == before.policies

    def test_the_second_of_two_is_shown_both(self, client: Client, login: Login) -> None:
        login(client, "linhao")
        opened()
        data = form_of(client.get(f"{DRAFT}/rows/urgent").text)
        policy_rows.change(admin(), "urgent", replace(VIP, name_zh="特急"), version=1)
        late = client.send(f"{DRAFT}/rows/urgent", {**data, "first_response.length": "9 分钟"})
        assert late.status_code == 409
        assert "特急" in late.text
        assert "9 分钟" in late.text
        again = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', late.text))
        assert client.send(f"{DRAFT}/rows/urgent", again).status_code == 303
        (urgent,) = [policy for policy in draft().policies if policy.code == "urgent"]
        assert urgent.name == "紧急"
        step = client.send(f"{DRAFT}/rows/urgent/step", {"way": "remove", "version": 1})
        assert step.status_code == 409
        assert client.send(f"{DRAFT}/discard", {"version": 1}).status_code == 409

    def test_what_was_typed_stays_where_somebody_ended_the_draft(self, client: Client, login: Login) -> None:
        login(client, "linhao")
        opened()
        data = {**form_of(client.get(f"{DRAFT}/rows/urgent").text), "name_zh": "夜里打来的"}
        new = {**form_of(client.get(f"{DRAFT}/new").text), "name_zh": "夜里打来的"}
        policy_rows.remove(admin(), "urgent", version=1)
        gone = client.send(f"{DRAFT}/rows/urgent", data)
        assert gone.status_code == 409
        assert "夜里打来的" in gone.text
        assert "保存会重新加入" in gone.text
        assert f'action="{DRAFT}/new"' in gone.text
        policies.activate(admin(), version=2, since=NOW + timedelta(hours=2), accept_gaps=True)
        for path, sent in ((f"{DRAFT}/rows/low", data), (f"{DRAFT}/new", new)):
            waits = client.send(path, sent)
            assert (waits.status_code, "夜里打来的" in waits.text) == (409, True)
        policies.discard(admin(), version=3)
        for path, sent in ((f"{DRAFT}/rows/low", data), (f"{DRAFT}/new", new)):
            none = client.send(path, sent)
            assert (none.status_code, "夜里打来的" in none.text) == (409, True)
            assert "没有草稿" in none.text

    def test_what_is_wrong_stands_beside_its_field(self, client: Client, login: Login) -> None:
        login(client, "linhao")
        opened()
        data = form_of(client.get(f"{DRAFT}/new").text)
        sent = {**data, "name_zh": "夜间", "update.length": "2 h", "update.mode": "working", "before": "low"}
        page = client.send(f"{DRAFT}/new", sent)
        assert page.status_code == 422
        assert 'id="update.calendar-error"' in page.text
        assert client.send(f"{DRAFT}/new", {**sent, "update.calendar": "duty"}).status_code == 303
        assert codes()[codes().index("low") - 1] == "policy"

    def test_it_is_planned_taken_back_and_discarded(self, client: Client, login: Login) -> None:
        login(client, "linhao")
        opened()
        version = {"version": 1}
        assert client.send(f"{DRAFT}/activate", version).status_code == 422
        policy_rows.add(admin(), VIP)
        assert "贵宾</a> 从不生效" in client.get(DRAFT).text
        client.send(f"{DRAFT}/rows/low/step", {"way": "remove", "version": 1})
        assert "没有首次响应时限" in client.get(DRAFT).text
        later = {"version": 3, "when": "later", "note": "旺季"}
        answer = client.send(f"{DRAFT}/activate", {**later, "since": ""})
        assert 'id="since-error"' in answer.text
        answer = client.send(f"{DRAFT}/activate", {**later, "since": "2026-12-01T08:00"})
        assert 'id="accept_gaps-error"' in answer.text
        sent = {**later, "since": "2026-12-01T08:00", "accept_gaps": "1"}
        assert client.send(f"{DRAFT}/activate", sent).status_code == 303
        for path in (DRAFT, "/admin/policies"):
            assert "2026-12-01" in client.get(path).text or "12-01" in client.get(path).text
        assert client.send(f"{DRAFT}/take-back", {"version": 4}).status_code == 303
        assert client.send(f"{DRAFT}/discard", {"version": 5}).status_code == 303
        assert client.get(DRAFT).status_code == 303
        assert client.get("/admin/policies/2").status_code == 200
        assert client.send(DRAFT, {"source": "2"}).status_code == 303

    def test_what_keeps_it_from_ruling_and_gaps_come_before_a_long_list_of_remarks(
        self, client: Client, login: Login
    ) -> None:
        login(client, "linhao")
        opened()
        for n in range(10):
            policy_rows.add(admin(), replace(VIP, name_zh="很长的名称" * 38 + str(n)))
        client.send(f"{DRAFT}/rows/low/step", {"way": "remove", "version": 1})
        page = client.get(DRAFT).text
        found = page[page.index('id="found"') :]
        assert found.index("没有首次响应时限") < found.index("从不生效") < found.index("<details")
        assert found.count('class="name"') > 8
        assert found[: found.index("<details")].count('class="name"') == 8

    def test_a_ticket_is_tried(self, client: Client, login: Login) -> None:
        asked = "?channel=email&category=fault.cooling.no_cooling&priority=urgent&service_type=repair"
        page = login(client, "linhao").get(f"/admin/policies{asked}").text
        assert "紧急" in page[page.index('id="try"') :]
        assert "排在后面" in page

    def test_a_draft_has_few_statements(self, client: Client, login: Login) -> None:
        login(client, "linhao")
        opened()
        for path in (DRAFT, f"{DRAFT}/rows/urgent", f"{DRAFT}/new", f"{DRAFT}/lengths"):
            client.get(path)
            with statements() as asked:
                assert client.get(path).status_code == 200
            assert len(asked) <= 8, "\n".join(text[:120] for text in asked)


def test_only_one_draft_can_be_written() -> None:
    opened()
    rows = select(func.count()).select_from(Policy)
    held = db.session.scalar(rows)
    policies.open_draft(admin())
    db.session.rollback()
    assert db.session.scalar(rows) == held
