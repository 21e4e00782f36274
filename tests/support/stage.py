"""One of everything that a route can name; the ticket belongs to 李娜's team and is visited by 王强."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from werkzeug.routing import Rule

from sladesk.actions import (
    checks,
    communications,
    department_tasks,
    policies,
    root_causes,
    trials,
    visits,
    whys,
)
from sladesk.db import db
from sladesk.domain.quality.whys import WhyForm
from sladesk.models import (
    Attachment,
    Customer,
    DepartmentTask,
    ImportRun,
    Job,
    KnowledgeItem,
    LoginSession,
    Notice,
    Person,
    Robot,
    Ticket,
)
from sladesk.queries.trials import Source
from sladesk.web.files import store
from tests.support import desk, quality
from tests.support.desk import by
from tests.support.moment import NOW


@dataclass(frozen=True)
class Stage:
    """What the places of a route are filled with."""

    values: dict[str, object]

    def path(self, app: Flask, rule: Rule) -> str:
        """Return the address of a route with its places filled from the stage."""
        wanted: dict[str, Any] = {name: self.values[name] for name in rule.arguments}
        if "number" in wanted and rule.endpoint.startswith("customers."):
            wanted["number"] = self.values["customer"]
        if rule.endpoint == "admin.policy_version":
            wanted["no"] = 1
        if rule.endpoint.startswith("admin.draft_row") and "code" in wanted:
            wanted["code"] = "urgent"
        if rule.endpoint.startswith("admin.chain") and "code" in wanted:
            wanted["code"] = "fast"
        if rule.endpoint.startswith("admin.setting") and "name" in wanted:
            wanted["name"] = "site.name_zh"
        if rule.endpoint.startswith("admin.person") and "number" in wanted:
            wanted["number"] = "K002"
        with app.test_request_context():
            return app.url_for(rule.endpoint, **wanted)


def set_stage() -> Stage:
    """Build the stage."""
    number = desk.register(minutes=-60, owner="lina", place_id=1, asset_id=1)
    policies.open_draft(by("linhao", -60))
    communications.contact(by("lina", -55), number, communications.Contact("phone", "已联系客户"))
    start = NOW + timedelta(hours=1)
    engineer = desk.actor("wangqiang").person_id or 0
    end = start + timedelta(hours=2)
    visits.plan(by("zhaomin", -50), number, engineer_id=engineer, start=start, end=end, bring="主板")
    ticket_id = db.session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
    values: dict[str, object] = {
        "number": number,
        "key": f"{NOW:%Y-%m}",
        "no": 1,
        "clock_id": desk.clocks(number, "first_response")[0].id,
        "customer": db.session.scalars(select(Customer.number).where(Customer.id == 1)).one(),
        "place_id": 1,
        "asset_id": 1,
        "item_id": db.session.scalars(select(KnowledgeItem.id).limit(1)).one(),
        "public_id": "stage-file",
        "area": "channels",
        "name": "phone",
        "code": "office",
        "year": 2026,
        "filename": "app.css",
        "trial_id": trials.start(by("linhao", -45), Source("shipped", "a"), NOW.date(), NOW.date()),
        "task_id": _task(number),
        "check_id": checks.start(by("linhao", -45)),
        "rule_id": desk.ref().rules[0].id,
    }
    values |= _quality(number) | _rows(ticket_id)
    db.session.commit()
    return Stage(values)


def _task(number: str) -> int:
    """A question to the department of the cast's collaborator."""
    finance = next(key for key, team in desk.ref().teams.items() if team.code == "dept_finance")
    department_tasks.ask(by("lina", -48), number, team_id=finance, question="请核对差价")
    return db.session.scalars(select(DepartmentTask.id)).one()


def _quality(number: str) -> dict[str, str]:
    """A draft of a 5-Why record on the ticket, with a why, both people of the ticket, and an improvement."""
    record = quality.start(number)
    whys.add(by("zhouying"), record, WhyForm("财务没有开出", evidence="对账表"))
    for staff_number in ("K001", "X001"):
        root_causes.add_person(by("zhouying"), record, staff_number)
    return {"record": record, "improvement": quality.improvement(record)}


def _rows(ticket_id: int) -> dict[str, int]:
    """A notice, a session and a failed job of somebody else, a robot, and a file of the ticket."""
    somebody = db.session.scalars(select(Person.id).where(Person.login == "zhoukai")).one()
    notice = insert(Notice).values(
        person_id=somebody, ticket_id=ticket_id, kind="ticket:assigned", key="stage", created_at=NOW
    )
    session = insert(LoginSession).values(
        token_hash="0" * 64, person_id=somebody, created_at=NOW, last_seen_at=NOW, address="", user_agent=""
    )
    counts = {"tickets": 0, "tickets_done": 0, "size": 1}
    run = insert(ImportRun).values(
        source="old", file_name="old.csv", sha256="0" * 64, mapping="", state="running", made_at=NOW, **counts
    )
    job = insert(Job).values(
        name="audit.seal", args={}, state="dead", run_after=NOW, attempts=8, max_attempts=8, created_at=NOW
    )
    robot = insert(Robot).values(
        name="群", kind="wecom", host="qyapi.example", address="", groups=[], created_at=NOW
    )
    kept = store().put(b"picture")
    file = insert(Attachment).values(
        public_id="stage-file",
        ticket_id=ticket_id,
        kind="other",
        name="照片.jpg",
        storage_key=kept,
        thumb_key=kept,
        sha256=hashlib.sha256(b"picture").hexdigest(),
        media_type="image/jpeg",
        size=7,
        uploaded_at=NOW,
    )
    keys = {
        "notice_id": db.session.execute(notice.returning(Notice.id)).scalar_one(),
        "session_id": db.session.execute(session.returning(LoginSession.id)).scalar_one(),
        "run_id": db.session.execute(run.returning(ImportRun.id)).scalar_one(),
        "robot_id": db.session.execute(robot.returning(Robot.id)).scalar_one(),
        "job_id": db.session.execute(job.returning(Job.id)).scalar_one(),
    }
    db.session.execute(file)
    return keys
