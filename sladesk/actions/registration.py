"""Registration at the desk: who is new, their place and machine, and the ticket, in one step (R1.8)."""

from dataclasses import dataclass, replace

from sladesk.actions import customers, tickets
from sladesk.actions._action import Tx, action
from sladesk.domain import access, intake
from sladesk.domain.customers import (
    AssetForm,
    CustomerForm,
    PlaceForm,
    check_asset,
    check_customer,
    check_place,
)
from sladesk.domain.errors import Invalid, NotFound, Problem
from sladesk.domain.periods import local_moment
from sladesk.models import Customer


@dataclass(frozen=True)
class Beside:
    """What is added together with a ticket; None adds nothing.

    Arguments:
        customer: a new customer, who becomes the ticket's.
        place: a new place of visit of the ticket's customer.
        machine: a new machine of the ticket's customer.
    """

    customer: CustomerForm | None = None
    place: PlaceForm | None = None
    machine: AssetForm | None = None


@action("registration.save")
def save(tx: Tx, form: intake.NewTicket, beside: Beside) -> dict[str, str | int]:
    """Register a ticket with everything new it names; nothing is stored by halves.

    Raises:
        Invalid: problems of all parts together.
        NotFound: the customer whose place or machine is added does not exist.
    """
    access.require(tx.by, "ticket.register")
    if beside == Beside():  # the ticket alone is checked where it is made
        return tickets.register(tx, form)
    _check(tx, form, beside)
    number = ""
    if beside.customer is not None:
        made = customers.create(tx, beside.customer)
        number, form = str(made["number"]), replace(form, customer_id=int(made["id"]), anonymous=False)
    elif form.customer_id is not None and (beside.place or beside.machine):
        customer = tx.session.get(Customer, form.customer_id)
        if customer is None:
            raise NotFound("customer_not_found")
        number = customer.number
    if number and beside.place is not None:
        form = replace(form, place_id=customers.add_place(tx, number, beside.place))
    if number and beside.machine is not None:
        form = replace(form, asset_id=customers.add_asset(tx, number, beside.machine))
    return tickets.register(tx, form)


def _check(tx: Tx, form: intake.NewTicket, beside: Beside) -> None:
    """Gather what is wrong with each part, so that everything is said at once."""
    ref, problems = tx.reference(), dict[str, Problem]()
    ready = replace(form, anonymous=form.anonymous or beside.customer is not None)
    try:
        intake.check(ready, tx.now, late_hours=ref.number("intake.late_hours"))
    except Invalid as error:
        problems |= error.problems
    if beside.customer is not None:
        problems |= check_customer(beside.customer)
    if beside.machine is not None:
        problems |= check_asset(beside.machine, local_moment(tx.now, ref.zone).day)
        if not beside.machine.model_id:
            problems["model"] = Problem("unknown_choice")
    if beside.place is not None:
        problems |= check_place(beside.place)
    if problems:
        raise Invalid(problems)
