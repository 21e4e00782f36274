"""Steps by which a department is asked and a question taken back (R4.4)."""

from collections.abc import Mapping

from wtforms import HiddenField, TextAreaField

from sladesk.actions import department_tasks
from sladesk.actions._action import Call
from sladesk.queries.department_tasks import contacts, departments
from sladesk.web.fields import SelectField
from sladesk.web.forms import text as lines
from sladesk.web.forms import words as said
from sladesk.web.inputs import COUNTED_DIGITS
from sladesk.web.inputs import number as counted
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.step_forms import StepForm, key
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l


class AskForm(StepForm):
    """What is asked of which department."""

    team = SelectField(said(_l("Department")), coerce=str, validate_choice=False)
    contact = SelectField(said(_l("Contact there")), coerce=str, validate_choice=False)
    question = TextAreaField(said(_l("What is asked")), filters=[lines])

    def prepare(self, scene: Scene) -> None:
        """Fill departments and the people in them."""
        names = scene.names
        teams = [(str(one.id), one.name(names.locale)) for one in departments(scene.ref).values()]
        people = [
            (str(person), f"{names.team(team)} · {names.person(person)}")
            for team, person in contacts(scene.ref)
        ]
        self.team.choices = [("", _("Choose")), *teams]
        self.contact.choices = [("", _("Whoever is there")), *people]


class WithdrawForm(StepForm):
    """Taking a question back."""

    task = HiddenField()

    @classmethod
    def asked(cls, values: Mapping[str, str]) -> dict[str, object]:
        """Return which task it is about."""
        return {name: values[name] for name in ("task",) if name in values}


def ask(call: Call, number: str, form: AskForm) -> object:
    """Ask a department."""
    return department_tasks.ask(
        call,
        number,
        team_id=key(form.team.data),
        contact_id=key(form.contact.data),
        question=form.question.data or "",
    )


def withdraw(call: Call, number: str, form: WithdrawForm) -> object:
    """Take a question back."""
    no = counted(form.task.data, digits=COUNTED_DIGITS)
    return department_tasks.withdraw(call, number, no or 0)
