"""What is typed at registration. Fields are named as the actions name their problems."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField, TextAreaField

from sladesk.domain.codes import (
    ContactMethod,
    CustomerType,
    Priority,
    RiskLevel,
    SolutionCode,
    TicketClass,
)
from sladesk.domain.customers import AssetForm, CustomerForm, PlaceForm
from sladesk.domain.intake import LONGEST_RINGING, NewTicket, SolvedAtOnce
from sladesk.domain.pinyin import initials
from sladesk.queries.reference import CategoryNode, Named, Reference
from sladesk.web import inputs
from sladesk.web.customer_forms import CustomerFields, MachineFields, PlaceFields
from sladesk.web.fields import RadioField, SelectField
from sladesk.web.format import zone
from sladesk.web.forms import Form
from sladesk.web.forms import words as said
from sladesk.web.labels import choices
from sladesk.web.words import lazy_gettext as _l

#: Values of the radio group `customer` that are no keys.
NEW, ANONYMOUS = "new", "anonymous"
YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = frozenset({YES, NO, UNKNOWN})


def key(value: str | None) -> int | None:
    """Return a chosen row's key; nothing, or none of ours, is None."""
    return inputs.number(value)


def moment(value: str | None) -> datetime | None:
    """Return local time as typed (to the second where given) as an aware instant; None when unreadable."""
    try:
        at = datetime.fromisoformat((value or "").strip())
    except ValueError:
        return None
    return at.replace(tzinfo=zone()) if at.year in inputs.YEARS else None


class RegisterForm(CustomerFields, PlaceFields, MachineFields, Form):
    """The whole form; nothing is checked here that the action checks."""

    q = StringField(said(_l("Mobile, name, serial or order number")))
    customer = StringField(said(_l("Customer")))
    asset = StringField(said(_l("Machine")))
    place = SelectField(said(_l("Place of visit")), validate_choice=False)
    contact_name = StringField(said(_l("Contact person")))
    contact_phone = StringField(said(_l("Other phone")))
    contact_hours = StringField(said(_l("When to call")))

    channel = SelectField(said(_l("Channel")), validate_choice=False)
    requested_at = StringField(said(_l("Request time")))
    opened = HiddenField()
    late_reason = SelectField(said(_l("Why it is registered late")), validate_choice=False)
    answer_seconds = StringField(said(_l("Answered after")))
    urges = RadioField(said(_l("Asks for priority")), default=NO, validate_choice=False)
    service_type = RadioField(said(_l("Service type")), validate_choice=False)
    category = SelectField(said(_l("Category")), validate_choice=False)
    priority = RadioField(said(_l("Priority")), validate_choice=False)
    risk_level = RadioField(said(_l("Risk level")), validate_choice=False)
    brand_post = RadioField(said(_l("Negative post about the brand")), default=NO, validate_choice=False)
    verbatim = TextAreaField(said(_l("Customer's own words")))
    phenomenon = TextAreaField(said(_l("Phenomenon")))
    impact = TextAreaField(said(_l("Impact")))
    expectation = StringField(said(_l("Expectation")))
    began = StringField(said(_l("Since when, how often")))
    accompanying = StringField(said(_l("Noise, lights, codes")))
    tracking_number = StringField(said(_l("Tracking number")))
    advice = StringField(said(_l("Handling advice")))

    solution = TextAreaField(said(_l("What solved it")))
    solution_code = SelectField(
        said(_l("How it was solved")), default=SolutionCode.ANSWER, validate_choice=False
    )
    method = SelectField(said(_l("Told the customer by")), default=ContactMethod.PHONE, validate_choice=False)

    def prepare(self, ref: Reference, locale: str) -> None:
        """Fill the lists that don't depend on the customer."""
        self.channel.choices = [
            (str(row.id), row.name(locale), _marks(row)) for row in ref.channels.values() if not row.retired
        ]
        reasons = ref.reasons_of("late_registration")
        self.late_reason.choices = [("", str(_l("Choose"))), *((str(r.id), r.name(locale)) for r in reasons)]
        self.category.choices = [("", ""), *_leaves(ref.categories.values(), locale)]
        self.urges.choices = self.brand_post.choices = [(NO, str(_l("No"))), (YES, str(_l("Yes")))]
        self.type.choices = choices("customer")
        self.service_type.choices = choices("service")
        self.priority.choices = choices("priority")
        self.risk_level.choices = choices("risk")
        self.solution_code.choices = choices("solution")
        self.method.choices = choices("method")

    def answers(self, typed: MultiDict[str, str]) -> dict[str, str]:
        """Return the guiding questions answered: key of the question → yes, no or unknown."""
        return {
            name.removeprefix("answer-"): value
            for name, value in typed.items()
            if name.startswith("answer-") and key(name.removeprefix("answer-")) and value in ANSWERS
        }


def _marks(channel: Named) -> dict[str, str]:
    """Return what the page asks about a channel: whether it counts seconds, whether everybody can read it."""
    marks = {"data-seconds": "to_the_second", "data-public": "public"}
    return {mark: "1" for mark, name in marks.items() if channel.extra[name]}


def _leaves(rows: Iterable[CategoryNode], locale: str) -> list[tuple[str, str, dict[str, str]]]:
    classes = dict(choices("class"))
    order = list(TicketClass)
    found = sorted(
        (row for row in rows if row.leaf and not row.retired),
        key=lambda r: order.index(TicketClass(r.class_code)),
    )
    return [
        (
            str(row.id),
            " › ".join((classes[row.class_code], *row.path(locale))),
            {
                "data-service": row.service_type or "",
                "data-class": row.class_code,
                "data-words": _words(row.path_zh, row.path_en),
            },
        )
        for row in found
    ]


@lru_cache(maxsize=2000)
def _words(path_zh: tuple[str, ...], path_en: tuple[str, ...]) -> str:
    """Return what else a category is found by: its names in both languages and pinyin initials."""
    return " ".join((*path_zh, *path_en, *(initials(name) for name in path_zh)))


def ticket_of(form: RegisterForm, ref: Reference, typed: MultiDict[str, str], *, safety: bool) -> NewTicket:
    """Return the registration as the action wants it.

    Arguments:
        typed: everything that was sent, for the guiding questions.
        safety: a safety question was answered with yes: a complaint is of level 1, anything else urgent.
    """
    category = ref.categories.get(key(form.category.data) or 0)
    is_complaint = (category.class_code if category else form.service_type.data) == TicketClass.COMPLAINT
    risk = (form.risk_level.data or None) if is_complaint else None
    priority = form.priority.data or ""
    if safety:
        risk, priority = (
            (RiskLevel.LEVEL_1, priority) if is_complaint else (risk, priority or Priority.URGENT)
        )
    return NewTicket(
        channel_id=key(form.channel.data),
        category_id=key(form.category.data),
        service_type=form.service_type.data or "",
        priority=priority,
        customer_id=key(form.customer.data),
        asset_id=key(form.asset.data),
        place_id=key(form.place.data),
        anonymous=form.customer.data == ANONYMOUS,
        customer_urges=form.urges.data == YES,
        risk_level=risk,
        brand_post=is_brand_post(form, ref),
        requested_at=moment(form.requested_at.data),
        opened_at=moment(form.opened.data),
        late_reason_id=key(form.late_reason.data),
        answer_seconds=answer_seconds(form, ref),
        answers=form.answers(typed),
        contact_name=form.contact_name.data or "",
        contact_phone=form.contact_phone.data or "",
        contact_hours=form.contact_hours.data or "",
        verbatim=form.verbatim.data or "",
        phenomenon=form.phenomenon.data or "",
        impact=form.impact.data or "",
        expectation=form.expectation.data or "",
        began=form.began.data or "",
        accompanying=form.accompanying.data or "",
        advice=form.advice.data or "",
        order_number=form.order_number.data or "",
        tracking_number=form.tracking_number.data or "",
    )


def is_brand_post(form: RegisterForm, ref: Reference) -> bool:
    """Whether this is a post against the brand; what comes by a channel that is not public is none."""
    channel = ref.channels.get(key(form.channel.data) or 0)
    return channel is not None and bool(channel.extra["public"]) and form.brand_post.data == YES


def answer_seconds(form: RegisterForm, ref: Reference) -> int | None:
    """Return how long the caller waited, where the channel is answered by the second."""
    channel = ref.channels.get(key(form.channel.data) or 0)
    waited = key((form.answer_seconds.data or "").strip())
    if waited is None or channel is None or not channel.extra["to_the_second"]:
        return None
    return min(waited, LONGEST_RINGING + 1)  # more is refused alike; no clock reaches that far


def solved_of(form: RegisterForm) -> SolvedAtOnce:
    """Return the solution given at once."""
    return SolvedAtOnce(form.solution.data or "", form.solution_code.data or "", form.method.data or "")


def customer_of(form: RegisterForm) -> CustomerForm | None:
    """Return the new customer, None when a known one or nobody is named."""
    if form.customer.data != NEW:
        return None
    return CustomerForm(
        form.name.data or "", type=form.type.data or CustomerType.PERSON, mobile=form.mobile.data or ""
    )


def place_of(form: RegisterForm) -> PlaceForm | None:
    """Return the new place, None when none was typed."""
    if form.place.data not in {None, "", NEW} or form.customer.data == ANONYMOUS:
        return None
    if not form.district.data and not form.street.data:
        return None
    return PlaceForm(district=form.district.data or "", street=form.street.data or "")


def machine_of(form: RegisterForm) -> AssetForm | None:
    """Return the new machine, None when a known one or none is named."""
    if form.asset.data != NEW or form.customer.data in {None, "", ANONYMOUS}:
        return None
    return AssetForm(
        model_id=key(form.model.data) or 0,
        serial=form.serial.data or "",
        purchased_on=inputs.day(form.purchased_on.data),
        service_card=form.service_card.data or "",
        order_number=form.order_number.data or "",
    )
