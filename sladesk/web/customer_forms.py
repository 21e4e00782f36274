"""The forms about a customer, a place and a machine (R1.2, R1.3)."""

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from sladesk.domain.codes import CustomerType
from sladesk.domain.customers import AGE_RANGES, AssetForm, CustomerForm, PlaceForm
from sladesk.queries import customers as queries
from sladesk.web import inputs
from sladesk.web.fields import RadioField, SelectField
from sladesk.web.forms import Form
from sladesk.web.forms import words as said
from sladesk.web.labels import choices


class CustomerFields:
    """What a customer is known by, here and at registration."""

    name = StringField(said(_l("Name")))
    mobile = StringField(said(_l("Mobile")))
    type = RadioField(said(_l("Customer type")), default=CustomerType.PERSON, validate_choice=False)


class PlaceFields:
    """Where to go, here and at registration."""

    district = StringField(said(_l("District")))
    street = StringField(said(_l("Street and house")))


class MachineFields:
    """What a machine is known by, here and at registration."""

    model = SelectField(said(_l("Model")), validate_choice=False)
    serial = StringField(said(_l("Serial number")))
    purchased_on = StringField(said(_l("Bought on")))
    service_card = StringField(said(_l("Service card")))
    order_number = StringField(said(_l("Order number")))


class CustomerEdit(CustomerFields, Form):
    """A customer's own data; the number alone is enough."""

    nickname = StringField(said(_l("Nickname")))
    gender = SelectField(said(_l("Gender")), validate_choice=False)
    age_range = SelectField(said(_l("Age")), validate_choice=False)
    email = StringField(said(_l("E-mail")))
    vip = BooleanField(said(_l("VIP")))
    note = TextAreaField(said(_l("Remark")))
    version = HiddenField()

    def prepare(self) -> None:
        """Fill the lists."""
        self.type.choices = choices("customer")
        self.gender.choices = [("", _("Not stated")), ("female", _("Female")), ("male", _("Male"))]
        self.age_range.choices = [("", _("Not stated")), *((age, age) for age in AGE_RANGES)]

    def value(self) -> CustomerForm:
        """Return what was typed as the action wants it."""
        texts = inputs.texts(self, "name", "nickname", "gender", "age_range", "mobile", "email", "note")
        return CustomerForm(**texts, type=self.type.data or "", vip=bool(self.vip.data))


class PlaceEdit(PlaceFields, Form):
    """A place of visit."""

    province = StringField(said(_l("Province")))
    city = StringField(said(_l("City")))
    postcode = StringField(said(_l("Postcode")))
    access_note = StringField(said(_l("Access")))

    def value(self) -> PlaceForm:
        """Return what was typed as the action wants it."""
        return PlaceForm(**inputs.texts(self, *(field.name for field in self)))


class MachineEdit(MachineFields, Form):
    """A machine; the warranty follows from model and purchase unless it is overruled with a reason."""

    purchase_channel = StringField(said(_l("Bought at")))
    warranty_until = StringField(said(_l("Warranty until, if it differs")))
    warranty_reason = StringField(said(_l("Why it differs")))
    version = HiddenField()

    def prepare(self) -> None:
        """Fill the list of models."""
        english = str(get_locale()).startswith("en")
        rows = queries.models()
        self.model.choices = [
            ("", _("Choose")),
            *((str(k), f"{code} {en if english and en else zh}") for k, code, zh, en in rows),
        ]

    def value(self) -> AssetForm:
        """Return what was typed as the action wants it."""
        texts = inputs.texts(
            self, "serial", "purchase_channel", "service_card", "order_number", "warranty_reason"
        )
        bought, until = inputs.day(self.purchased_on.data), inputs.day(self.warranty_until.data)
        model = inputs.number(self.model.data) or 0
        return AssetForm(model, purchased_on=bought, warranty_until=until, **texts)


class RevealForm(Form):
    """Why the data are needed."""

    reason = SelectField(said(_l("Why you need it")), validate_choice=False)
