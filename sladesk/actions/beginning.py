"""The first act of a real site: master data and somebody who may sign in, both or neither."""

from collections.abc import Mapping

from sladesk.actions import people, setup
from sladesk.actions._action import Tx, action


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
    setup.install(tx, policy_set, settings)
    return people.create(tx, admin)
