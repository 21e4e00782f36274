"""The forms of the steps on a ticket. Fields are named as the actions name their problems.

Nothing is checked here that an action checks: its problems come back to the fields they are about.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from wtforms import BooleanField, DateTimeLocalField, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from sladesk.domain.codes import Priority, ReasonKind, RiskLevel
from sladesk.domain.errors import Problem
from sladesk.queries.candidates import Candidate, candidates
from sladesk.web.context import duty_now
from sladesk.web.fields import RadioField, SelectField
from sladesk.web.format import zone
from sladesk.web.forms import Form, line
from sladesk.web.forms import text as lines
from sladesk.web.forms import words as said
from sladesk.web.inputs import instant, number
from sladesk.web.labels import choices, label
from sladesk.web.sentences import say_problem
from sladesk.web.tickets.scene import Scene
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l

Choice = tuple[str, str]
#: Ways a desk speaks to a customer, the usual ones first.
METHODS = ("phone", "wechat", "sms", "email", "chat", "visit")


def key(value: str | None) -> int | None:
    """Return a chosen row's key; nothing chosen is None, what can be no key is 0, which no row has."""
    found = number(value)
    return 0 if found is None and (value or "").strip() else found


def moment(value: datetime | None) -> datetime | None:
    """Return what was typed as local time of the site as an aware instant."""
    return value.replace(tzinfo=zone()) if value else None


class StepForm(Form):
    """A form of one step; `prepare` fills its lists."""

    @classmethod
    def asked(cls, values: Mapping[str, str]) -> dict[str, object]:
        """Return first values that an address may bring along, so that nobody types a what-if again."""
        return {name: values[name] for name in ("clock", "seq", "field") if name in values}

    def prepare(self, scene: Scene) -> None:
        """Fill lists and first values."""


def _methods() -> list[Choice]:
    return [(code, label(code, "method")) for code in METHODS]


def reasons(scene: Scene, kind: str) -> list[Choice]:
    """Return the reasons of a list that can be chosen."""
    found = scene.ref.reasons_of(kind)
    return [("", _("Choose")), *((str(row.id), row.name(scene.names.locale)) for row in found)]


class _WhenField(DateTimeLocalField):
    """A moment; one that can't be read or meant is said in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        text = " ".join(valuelist).strip()
        if text and instant(text, zone()) is None:
            self.data = None
            raise ValueError(say_problem(Problem("choose_date")))
        super().process_formdata(valuelist)


def when(text_: str) -> DateTimeLocalField:
    """Return a field for a moment in the site's time."""
    return _WhenField(text_, [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


class WithMethod(StepForm):
    """A step by which a customer was spoken to, in some way."""

    method = RadioField(said(_l("Method")), default="phone", validate_choice=False)

    def prepare(self, scene: Scene) -> None:  # noqa: ARG002 - the ways are the same everywhere
        """Fill the ways of contact."""
        self.method.choices = _methods()


class NoForm(StepForm):
    """A step that asks nothing."""


class ContactForm(WithMethod):
    """A talk with the customer, or a try that failed (R4.3, R3.13)."""

    content = TextAreaField(said(_l("What was said")), filters=[lines])
    reached = RadioField(said(_l("Outcome")), default="yes", validate_choice=False)
    feedback = StringField(said(_l("Customer's feedback")), filters=[lines])
    next_step = StringField(said(_l("Next step")), filters=[lines])
    promise_at = when(said(_l("Promised until")))
    promise = StringField(said(_l("What was promised")), filters=[line])
    proposal = BooleanField(said(_l("A preliminary solution was proposed")))
    key_feedback = BooleanField(said(_l("Keep in the summary, so that nobody asks twice")))

    def prepare(self, scene: Scene) -> None:
        """Fill the ways of contact."""
        super().prepare(scene)
        self.reached.choices = [("yes", _("Reached")), ("no", _("Not reached"))]


class ProgressForm(StepForm):
    """A progress entry (R3.4)."""

    text = TextAreaField(said(_l("What was done, what follows")), filters=[lines])
    informed = BooleanField(said(_l("The customer was told")))


class NoteForm(StepForm):
    """An internal note."""

    text = TextAreaField(said(_l("Internal note")), filters=[lines])


class AttemptForm(WithMethod):
    """A try to reach the customer that failed (R6.1)."""

    note = StringField(said(_l("Remark")), filters=[lines])


class CorrectForm(StepForm):
    """Correcting the words of an entry (R4.2)."""

    seq = HiddenField()
    field = HiddenField()
    text = TextAreaField(said(_l("Corrected text")), filters=[lines])
    reason = StringField(said(_l("Why it is corrected")), filters=[line])


class WaitForm(StepForm):
    """Waiting for customer or parts (R3.6)."""

    kind = ReasonKind.WAIT_CUSTOMER
    reason = SelectField(said(_l("What it waits for")), coerce=str, validate_choice=False)
    expected_at = when(said(_l("Goes on by itself at")))
    note = StringField(said(_l("Remark")), filters=[lines])

    @classmethod
    def asked(cls, values: Mapping[str, str]) -> dict[str, object]:
        """Return until when it waits, in the site's time."""
        until = instant(values.get("expected_at"), zone())
        return {"expected_at": until.astimezone(zone()).replace(tzinfo=None)} if until else {}

    def prepare(self, scene: Scene) -> None:
        """Fill the reasons."""
        self.reason.choices = reasons(scene, self.kind)


class WaitPartsForm(WaitForm):
    """Waiting for parts."""

    kind = ReasonKind.WAIT_PARTS


class ResumeForm(StepForm):
    """Going on after waiting."""

    note = StringField(said(_l("What has changed")), filters=[lines])


class EscalateForm(StepForm):
    """To the supervisor with reason and plan (R4.1)."""

    reason = SelectField(said(_l("Why it can't be solved here")), coerce=str, validate_choice=False)
    text = StringField(said(_l("Remark")), filters=[lines])
    plan = TextAreaField(said(_l("Proposed plan")), filters=[lines])

    def prepare(self, scene: Scene) -> None:
        """Fill the reasons."""
        self.reason.choices = reasons(scene, ReasonKind.ESCALATE)


def people(scene: Scene, found: Iterable[Candidate]) -> list[Choice]:
    """Return people with teams, duty and open load, nobody first."""
    shown: list[Choice] = [("", _("Nobody yet"))]
    for one in found:
        teams = _(", ").join(filter(None, (scene.names.team(team) for team in sorted(one.team_ids)[:2])))
        duty = label(one.duty, "duty")
        load = _("%(n)s open", n=one.open_tickets)
        shown.append((str(one.person_id), " · ".join((scene.names.person(one.person_id), teams, duty, load))))
    return shown


class DecideForm(StepForm):
    """The supervisor's decision."""

    approved = RadioField(said(_l("Decision")), default="yes", validate_choice=False)
    decision = TextAreaField(said(_l("What was decided")), filters=[lines])
    owner = SelectField(said(_l("Owner from now on")), coerce=str, validate_choice=False)

    def prepare(self, scene: Scene) -> None:
        """Fill people; the present owner first."""
        self.approved.choices = [("yes", _("Approved")), ("no", _("Not approved"))]
        self.owner.choices = people(scene, candidates(duty_now()))
        if not self.owner.raw_data:
            self.owner.data = str(scene.ticket.owner_id or "")


class AssignForm(StepForm):
    """Handing on to a team and a person (R2.2)."""

    team = SelectField(said(_l("Team")), coerce=str, validate_choice=False)
    owner = SelectField(said(_l("Owner")), coerce=str, validate_choice=False)
    note = StringField(said(_l("What the new owner should know")), filters=[lines])
    version = HiddenField()

    def prepare(self, scene: Scene) -> None:
        """Fill teams and people, the present ones chosen."""
        locale = scene.names.locale
        teams = [t for t in scene.ref.teams.values() if not t.retired and t.extra["kind"] != "department"]
        self.team.choices = [("", _("Choose")), *((str(t.id), t.name(locale)) for t in teams)]
        self.owner.choices = people(scene, candidates(duty_now()))
        if not self.version.raw_data:
            self.team.data, self.owner.data = (
                str(scene.ticket.team_id or ""),
                str(scene.ticket.owner_id or ""),
            )
            self.version.data = str(scene.ticket.version)


class ChangeForm(StepForm):
    """Priority, category, service type, risk level (R3.7)."""

    priority = RadioField(said(_l("Priority")), validate_choice=False)
    category = SelectField(said(_l("Category")), coerce=str, validate_choice=False)
    service_type = SelectField(said(_l("Service type")), coerce=str, validate_choice=False)
    risk_level = SelectField(said(_l("Risk level")), coerce=str, validate_choice=False)
    reason = StringField(said(_l("Reason")), filters=[line])
    version = HiddenField()

    @classmethod
    def asked(cls, values: Mapping[str, str]) -> dict[str, object]:
        """Return another priority or category."""
        return {name: values[name] for name in ("priority", "category") if name in values}

    def prepare(self, scene: Scene) -> None:
        """Fill the lists, the present values chosen where the address brought no others."""
        ticket, locale = scene.ticket, scene.names.locale
        leaves = [
            c
            for c in scene.ref.categories.values()
            if (c.leaf and not c.retired) or c.id == ticket.category_id
        ]
        self.priority.choices = choices("priority")
        self.category.choices = [
            (str(c.id), f"{label(c.class_code, 'class')} › {' › '.join(c.path(locale))}") for c in leaves
        ]
        self.service_type.choices = choices("service")
        self.risk_level.choices = [("", _("none")), *((str(r), label(r, "risk")) for r in RiskLevel)]
        if not self.version.raw_data:
            if self.priority.data not in set(Priority):
                self.priority.data = ticket.priority
            if self.category.data not in {str(c.id) for c in leaves}:
                self.category.data = str(ticket.category_id)
            self.service_type.data, self.risk_level.data = ticket.service_type, ticket.risk_level or ""
            self.version.data = str(ticket.version)


class LinkForm(StepForm):
    """Linking another ticket."""

    other = StringField(said(_l("Number of the other ticket")), filters=[line])


class ChaseForm(StepForm):
    """The customer asks again (催单)."""

    words = TextAreaField(said(_l("Customer's words")), filters=[lines])
    channel = SelectField(said(_l("Channel")), coerce=str, validate_choice=False)

    def prepare(self, scene: Scene) -> None:
        """Fill channels, the ticket's own chosen."""
        locale = scene.names.locale
        self.channel.choices = [
            (str(c.id), c.name(locale)) for c in scene.ref.channels.values() if not c.retired
        ]
        if not self.channel.raw_data:
            self.channel.data = str(scene.ticket.channel_id)
