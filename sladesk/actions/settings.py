"""Changing business settings, with their history (decision 1)."""

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions.setup import set_value, touch_reference
from sladesk.domain import access, settings
from sladesk.domain.errors import NotFound, Stale
from sladesk.models import Setting, SettingChange


@action("settings.change")
def change(tx: Tx, name: str, raw: str, *, version: int) -> str:
    """Give a business setting another value; the same value again is no change.

    Arguments:
        raw: as typed.
        version: version of the row the form was filled from; 0 while the shipped value rules.

    Raises:
        NotFound: there is no such setting.
        Invalid: the value is of the wrong kind or out of bounds.
        Stale: somebody else changed it meanwhile.
    """
    access.require(tx.by, "settings.edit")
    if name not in settings.SPECS:
        raise NotFound
    value = settings.parse(name, raw)
    row = tx.session.scalars(
        select(Setting)
        .where(Setting.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    before = row.value if row is not None else settings.default(name)
    present = row.version if row is not None else 0
    if version != present:
        by = row.changed_by_id if row is not None else None
        at = row.changed_at.isoformat() if row is not None else ""
        raise Stale({"value": value}, {"value": before}, by=by, at=at, version=present)
    if before == value:
        return name
    set_value(tx, name, value)
    tx.session.add(SettingChange(name=name, before=before, after=value, at=tx.now, person_id=tx.by.person_id))
    touch_reference(tx)
    if name == settings.PEAKS:
        tx.enqueue("clocks.recompute", {"why": "policy", "after": 0})
    tx.audit("setting.changed", "setting", name, before=before, after=value)
    return name
