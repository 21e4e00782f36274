"""A missed due time is taken on, or handed on to somebody else (R3.9)."""

from wtforms import StringField

from sladesk.actions import chains
from sladesk.actions._action import Call
from sladesk.web.fields import SelectField
from sladesk.web.forms import text as lines
from sladesk.web.forms import words as said
from sladesk.web.tickets.clock_forms import ClockForm
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.step_forms import key
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l


class HandOnForm(ClockForm):
    """To whom a missed due time goes, with a note."""

    person = SelectField(said(_l("To whom")), coerce=str, validate_choice=False)
    note = StringField(said(_l("Note")), filters=[lines])

    def prepare(self, scene: Scene) -> None:
        """Fill the people who may take it."""
        found = (scene.ref.person(key) for key in chains.takers(scene.ref, scene.ticket))
        named = [p for p in found if p is not None and p.id != scene.who.person_id]
        named.sort(key=lambda person: person.staff_number)
        shown = ((str(p.id), p.shown(scene.names.locale)) for p in named)
        self.person.choices = [("", _("Choose")), *shown]


def take_on(call: Call, number: str, form: ClockForm) -> object:
    """Take a missed due time on."""
    return chains.take(call, number, key(form.clock.data) or 0)


def hand_on(call: Call, number: str, form: HandOnForm) -> object:
    """Hand a missed due time on."""
    clock, person = key(form.clock.data) or 0, key(form.person.data)
    return chains.hand_on(call, number, clock, person_id=person, note=form.note.data or "")
