"""Master data as frozen values, read once and kept until somebody changes it.

A stamp in the `setting` table changes with every edit of master data; a process reads everything anew
when the stamp it sees differs from the one it holds. Lists then need no joins for names.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.domain.sla.calendars import CalendarTable
from sladesk.models import Setting
from sladesk.queries.reference.loading import load, match_of, read_policies, target_of
from sladesk.queries.reference.values import CategoryNode, Named, PersonName, Reference

__all__ = [
    "STAMP",
    "STAMP_VALUE",
    "CategoryNode",
    "Named",
    "PersonName",
    "Reference",
    "held_table",
    "match_of",
    "read_policies",
    "read_stamp",
    "reference",
    "target_of",
]

STAMP = "reference.stamp"
_READ_STAMP = select(Setting.value).where(Setting.name == STAMP)
#: The stamp as a column of another statement, so that it costs none of its own.
STAMP_VALUE = _READ_STAMP.scalar_subquery()

_held: dict[str, Reference] = {}


def read_stamp(session: Session) -> str:
    """Return the stamp of the master data in the database."""
    return str(session.execute(_READ_STAMP).scalar() or "")


def reference(session: Session, stamp: str | None = None) -> Reference:
    """Return the master data, read again only when the stamp has changed.

    Arguments:
        stamp: the stamp where the caller read it already (the sign-in statement brings it along).
    """
    stamp = read_stamp(session) if stamp is None else stamp
    where = str(session.get_bind().engine.url)
    held = _held.get(where)
    if held is None or held.stamp != stamp or not stamp:
        # Somebody may have changed master data since the caller read his stamp: what is read now is known
        # by the stamp of now.
        held = _held[where] = load(session, read_stamp(session))
    return held


def held_table(session: Session, key: str) -> CalendarTable:
    """Return the table of a calendar version, which never changes: nobody asks for the stamp then.

    Arguments:
        key: of the version, as text.
    """
    held = _held.get(str(session.get_bind().engine.url))
    if held is None or key not in held.calendar_specs:
        held = reference(session)
    return held.table(key)
