"""Policy sets in tests: a draft opened, changed and made to rule."""

from collections.abc import Mapping

from sladesk.actions import policies, policy_rows
from sladesk.db import db
from sladesk.domain.sla.revising import Key
from sladesk.queries.policies import SetView, draft_and_active
from tests.support import desk
from tests.support.admin import admin


def draft() -> SetView:
    """Return the draft as it stands."""
    db.session.rollback()
    found, _active = draft_and_active(desk.ref())
    assert found is not None
    return found


def active() -> SetView:
    """Return the set that rules."""
    db.session.rollback()
    _draft, found = draft_and_active(desk.ref())
    assert found is not None
    return found


def opened() -> SetView:
    """Open the draft, a copy of what rules."""
    policies.open_draft(admin())
    return draft()


def rule(lengths: Mapping[Key, int]) -> int:
    """Let other lengths rule from now on; return the version's number."""
    policy_rows.change_lengths(admin(), lengths, version=opened().version)
    return policies.activate(admin(), version=draft().version)
