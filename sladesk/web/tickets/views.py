"""What the fixed parts of the page show: who is here, composer, panels of the right column."""

from dataclasses import dataclass
from datetime import datetime

from sladesk.domain.codes import CustomerType
from sladesk.domain.masking import mask_email, mask_mobile, mask_name, mask_street
from sladesk.domain.visits import MOVABLE
from sladesk.models import Cycle, Visit
from sladesk.queries import ticket as queries
from sladesk.web.customer_views import region
from sladesk.web.field_views import window_text
from sladesk.web.format import clock_time, now, zone
from sladesk.web.labels import label
from sladesk.web.tickets.next_steps import starts
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.steps import STEPS
from sladesk.web.visits import Listed
from sladesk.web.words import gettext as _


@dataclass(frozen=True)
class CustomerPanel:
    """The customer as shown: masked, or in full for a minute after saying why."""

    number: str
    name: str
    phone: str
    email: str
    region: str
    street: str
    access: str
    vip: bool
    repeat: bool
    person: bool
    open: bool
    may_reveal: bool
    contact_hours: str
    key_feedback: str


def customer_panel(scene: Scene, *, revealed: bool = False) -> CustomerPanel:
    """Return the customer's panel.

    Arguments:
        revealed: show the data in full; the caller has recorded who asked and why (R1.7).
    """
    ticket, customer, place = scene.ticket, scene.row.customer, scene.row.place
    organisation = customer is not None and customer.type == CustomerType.ORGANISATION
    name = ticket.contact_name or (customer.name if customer else "")
    phone = ticket.contact_phone or (customer.mobile if customer else "")
    email = customer.email if customer else ""
    street = place.street if place else ""
    return CustomerPanel(
        number=customer.number if customer else "",
        name=name if revealed else mask_name(name, organisation=organisation and not ticket.contact_name),
        phone=phone if revealed else mask_mobile(phone),
        email=email if revealed else (mask_email(email) if email else ""),
        region=region(place) if place else "",
        street=street if revealed else mask_street(street),
        access=place.access_note if place else "",
        vip=bool(customer and customer.vip),
        repeat=bool(customer and customer.purchases > 1),
        person=not organisation,
        open=revealed,
        may_reveal=customer is not None and scene.may("personal.reveal"),
        contact_hours=ticket.contact_hours,
        key_feedback=ticket.key_feedback,
    )


def visit_lines(scene: Scene) -> list[Listed]:
    """Return the visits as the panel lists them, newest first."""
    return [_visit_line(scene, visit) for visit in reversed(scene.visits)]


def _visit_line(scene: Scene, visit: Visit) -> Listed:
    stamped = visit.stamps.get(visit.state)
    state = label(visit.state, "visit")
    return Listed(
        no=visit.no,
        engineer=scene.names.person(visit.engineer_id),
        window=window_text(visit.window_start, visit.window_end),
        state=visit.state,
        text=f"{clock_time(datetime.fromisoformat(stamped))} {state}" if stamped else state,
        bring=visit.bring,
        movable=visit.ended_at is None and visit.state in MOVABLE,
        open=visit.ended_at is None,
    )


def warranty_state(scene: Scene) -> str:
    """Say whether the machine is within its warranty today."""
    until = scene.row.asset.warranty_until if scene.row.asset else None
    if until is None:
        return _("not recorded")
    return _("in warranty") if until >= now().astimezone(zone()).date() else _("out of warranty")


@dataclass(frozen=True)
class Rating:
    """What the customer said about a cycle."""

    cycle: Cycle
    by: str
    reason: str


def ratings(scene: Scene) -> list[Rating]:
    """Return the cycles that have an answer, or a callback that reached nobody."""
    return [
        Rating(c, scene.names.person(c.callback_by_id), scene.names.reason(c.low_score_reason_id))
        for c in scene.cycles
        if c.score is not None or c.callback_outcome or c.settled_at
    ]


def presence_view(scene: Scene, present: tuple[queries.Present, ...]) -> dict[str, object]:
    """Return who else is here: initials, and one line that says what they do."""
    people = [(scene.names.person(p.person_id), p.writing) for p in present]
    said = [_("%(name)s is writing", name=n) if w else _("%(name)s is looking", name=n) for n, w in people]
    return {"people": [name for name, _writing in people][:3], "line": " · ".join(said[:3])}


def may_assign(scene: Scene) -> bool:
    """Whether the panel of people offers to hand the ticket on."""
    return starts(scene, STEPS["assign"])
