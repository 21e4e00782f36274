"""Two at once, one waiting for the other: nobody is overwritten, nobody waits in a circle (decision 3)."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sladesk.actions import notices, policies, policy_rows
from sladesk.db import db
from sladesk.domain.errors import Stale
from sladesk.domain.sla.drafting import RowForm, TargetForm
from sladesk.domain.telling import Choice, Group, Way
from sladesk.models import NoticeChoice, Policy, PolicySet
from tests.support import desk
from tests.support.admin import admin
from tests.support.policies import active, draft, opened
from tests.support.second import second

FORM = RowForm("夜间", "At night", targets={"first_response": TargetForm(600, "working", "online")})


def test_of_two_first_choices_the_later_is_kept(app: Flask) -> None:
    mine = dict.fromkeys(map(str, Group), str(Way.DIGEST))
    lina = desk.actor("lina").person_id
    other = NoticeChoice(person_id=lina, ways=dict.fromkeys(map(str, Group), str(Way.NONE)), digest_at=480)
    second(app, lambda session: session.add(other), lambda: notices.choose(desk.by("lina"), Choice(mine)))
    db.session.rollback()
    assert db.session.scalars(select(NoticeChoice.ways)).all() == [mine]


def test_who_waited_for_the_draft_sees_what_became_of_the_row(app: Flask) -> None:
    no = opened().no

    def change(session: Session) -> None:
        locked = session.scalars(select(PolicySet).where(PolicySet.no == no).with_for_update()).one()
        row = (Policy.set_id == locked.id) & (Policy.code == "urgent")
        session.execute(update(Policy).where(row).values(version=2, name_zh="特急"))

    with pytest.raises(Stale) as found:
        second(app, change, lambda: policy_rows.change(admin(), "urgent", FORM, version=1))
    assert found.value.version == 2
    assert [policy.name for policy in draft().policies if policy.code == "urgent"] == ["特急"]


VERBS: dict[str, Callable[[], object]] = {
    "opened": lambda: policies.open_draft(admin()),
    "made to rule": lambda: policies.activate(admin(), version=2),
    "planned": lambda: policies.activate(admin(), version=2, since=admin(60).now),
}


@pytest.mark.parametrize("name", VERBS)
def test_who_waits_for_the_set_that_rules_does_not_hold_the_draft(app: Flask, name: str) -> None:
    """All lock both in this order: held the other way round, two would wait for each other."""
    opened()
    policy_rows.add(admin(), FORM, before="urgent")
    before = active().no

    def ruling(session: Session) -> None:
        session.scalars(select(PolicySet).where(PolicySet.state == "active").with_for_update()).one()

    def reach(session: Session) -> None:
        waiting = select(PolicySet.no).where(PolicySet.state == "draft").with_for_update(nowait=True)
        assert session.scalars(waiting).one() == before + 1

    assert second(app, ruling, VERBS[name], reach) == before + 1
