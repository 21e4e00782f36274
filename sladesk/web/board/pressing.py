"""What breaks next, row by row, said in words and masked."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from sladesk.domain.masking import mask_text
from sladesk.queries.board import Pressing
from sladesk.queries.reference import Reference
from sladesk.web.format import ClockView, clock_view, now, zone
from sladesk.web.labels import label
from sladesk.web.rows import masked_customer


@dataclass(frozen=True)
class PressingRow:
    """A ticket in the list; without owner it is to be given out, else to be handed on.

    told: whom the chain of a missed time limit told last beside the owner; taken: who took it on.
    """

    number: str
    clock: ClockView
    kind: str
    problem: str
    customer: str
    vip: bool
    channel: str
    owner: str
    due: datetime
    told: str = ""
    taken: str = ""
    chasers: int = 0
    unmanned: bool = False


def pressing_rows(rows: list[Pressing], ref: Reference) -> list[PressingRow]:
    """Return the rows of the list."""
    locale = str(get_locale())
    return [_row(row, ref, locale) for row in rows]


def _row(row: Pressing, ref: Reference, locale: str) -> PressingRow:
    owner, channel = ref.person(row.owner_id), ref.channels.get(row.channel_id)
    kind = label(row.kind, "clock")
    clock = clock_view(
        moment=now(),
        where=zone(),
        due=row.due_at,
        start=row.started_at or row.due_at,
        warn50=row.warn50_at,
        warn80=row.warn80_at,
        kind=kind,
    )
    return PressingRow(
        number=row.number,
        clock=clock,
        kind=kind,
        problem=mask_text(row.summary),
        customer=masked_customer(row.customer_name, row.customer_type),
        vip=bool(row.vip),
        channel=channel.name(locale) if channel else "",
        owner=owner.shown(locale) if owner else "",
        due=row.due_at,
        told=_names([key for key in row.told or () if key != row.owner_id], ref, locale),
        taken=_names([row.taken_by] if row.taken_by else [], ref, locale),
        chasers=row.chasers,
        unmanned=row.unmanned_at is not None,
    )


def _names(keys: list[int], ref: Reference, locale: str) -> str:
    people = (ref.person(key) for key in keys)
    return _(", ").join(person.shown(locale) for person in people if person)
