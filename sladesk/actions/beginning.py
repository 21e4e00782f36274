"""The first act of a real site: master data and somebody who may sign in, both or neither."""

from collections.abc import Mapping

from sqlalchemy import delete

from sladesk.actions import people, setup
from sladesk.actions._action import Tx, action
from sladesk.models import Setting

#: Setting that tells a database of the demo department, whose passwords everybody knows.
DEMO_MARK = "demo.mark"
#: How far a demo department is made: `{"done": 200, "wanted": 1000}` and where to go on.
DEMO_PROGRESS = "demo.progress"


@action("site.begin")
def begin(tx: Tx, policy_set: str, settings: Mapping[str, str | int | bool], admin: people.PersonForm) -> int:
    """Set up a site and its first administrator; return the administrator's key.

    Arguments:
        policy_set: which of the shipped sets of R3.3 rules.
        settings: business settings that differ from the shipped defaults.

    Raises:
        WrongState: the site is set up already.
        Invalid: the administrator's log-in, name, number or password can't be taken.
    """
    tx.session.execute(delete(Setting).where(Setting.name == DEMO_MARK))
    setup.install(tx, policy_set, settings)
    return people.create(tx, admin)


@action("demo.mark")
def mark_demo(tx: Tx, about: Mapping[str, str | int] | None = None) -> None:
    """Mark the database as a demo before its first person comes in, so that half of one is marked too.

    Arguments:
        about: what the department is to become, so that one broken off can be finished.
    """
    setup.set_value(tx, DEMO_MARK, dict(about) if about else True)
