"""The forms about a record, a why and an improvement (R8.1, R8.2)."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from sladesk.domain.codes import Measure, Term, Verdict
from sladesk.domain.errors import Stale
from sladesk.domain.quality.improvements import ImprovementForm
from sladesk.domain.quality.records import RecordForm
from sladesk.domain.quality.whys import WhyForm
from sladesk.queries.reference import Reference
from sladesk.queries.root_causes import Record
from sladesk.web import inputs
from sladesk.web.customer_views import Conflict, conflict
from sladesk.web.fields import RadioField, SelectField
from sladesk.web.forms import Form
from sladesk.web.forms import words as said
from sladesk.web.labels import choices
from sladesk.web.lists import staff


class RecordEdit(Form):
    """What a record says; `tickets` is asked when it begins."""

    title = StringField(said(_l("Heading")))
    problem = TextAreaField(said(_l("Phenomenon")))
    expectation = TextAreaField(said(_l("What should be")))
    root_text = TextAreaField(said(_l("Root cause")))
    cause_class = RadioField(said(_l("Cause class")), validate_choice=False, default="")
    tickets = StringField(said(_l("Tickets")))
    version = HiddenField()

    def prepare(self) -> None:
        """Fill the lists."""
        self.cause_class.choices = [("", _("not known yet")), *choices("cause")]

    def value(self) -> RecordForm:
        """Return what was typed as the action wants it."""
        return RecordForm(**inputs.texts(self, "title", "problem", "expectation", "root_text", "cause_class"))

    def numbers(self) -> list[str]:
        """Return the numbers of the tickets typed, parted by blanks or commas."""
        typed = self.tickets.data or ""
        for mark in "，、,;；":
            typed = typed.replace(mark, " ")
        return typed.split()


class WhyEdit(Form):
    """A why with its evidence and verdict."""

    text = TextAreaField(said(_l("The answer")))
    question = StringField(said(_l("Question")))
    evidence = TextAreaField(said(_l("Evidence")))
    evidence_ticket = SelectField(said(_l("Ticket that proves it")), validate_choice=False)
    verdict = RadioField(said(_l("Verdict")), validate_choice=False, default=Verdict.OPEN)
    reason = StringField(said(_l("Why it is excluded")))
    is_root = BooleanField(said(_l("This is the root cause")))
    parent = SelectField(said(_l("Explains")), validate_choice=False)
    version = HiddenField()

    def prepare(self, record: Record, no: int) -> None:
        """Fill the lists: tickets of the record, and what the why may hang under."""
        numbers = [(ticket.number, ticket.number) for ticket in record.tickets]
        self.evidence_ticket.choices = [("", _("none")), *numbers]
        self.verdict.choices = choices("verdict")
        others = [
            (str(why.no), f"{why.no} · {why.text[:40]}") for why in record.whys.values() if why.no != no
        ]
        self.parent.choices = [("", _("the problem itself")), *others]

    def value(self) -> WhyForm:
        """Return what was typed as the action wants it."""
        names = ("text", "question", "evidence", "evidence_ticket", "verdict", "reason")
        return WhyForm(**inputs.texts(self, *names), is_root=bool(self.is_root.data))


class ImprovementEdit(Form):
    """What is to be done, by whom, until when."""

    text = TextAreaField(said(_l("What is to be done")))
    term = RadioField(said(_l("Term")), validate_choice=False, default=Term.SHORT)
    kind = SelectField(said(_l("Kind of measure")), validate_choice=False, default=Measure.PROCESS)
    owner = SelectField(said(_l("Responsible person")), validate_choice=False)
    owner_words = StringField(said(_l("Responsible department")))
    due = StringField(said(_l("Due date")))
    criterion = TextAreaField(said(_l("Acceptance criterion")))
    record = HiddenField()
    version = HiddenField()

    def prepare(self, ref: Reference) -> None:
        """Fill the lists."""
        self.term.choices, self.kind.choices = choices("term"), choices("measure")
        self.owner.choices = [("", _("nobody: the department")), *staff(ref)]

    def value(self, ref: Reference) -> ImprovementForm:
        """Return what was typed as the action wants it; a staff number of nobody counts as nobody."""
        owner = next((p.id for p in ref.people.values() if p.staff_number == self.owner.data), None)
        texts = inputs.texts(self, "text", "term", "kind", "owner_words", "criterion")
        return ImprovementForm(**texts, owner_id=owner, due=inputs.day(self.due.data))


def clash(error: Stale, form: Form, said_as: Iterable[tuple[str, str, dict[object, str]]] = ()) -> Conflict:
    """Return both versions for the page, and let the next saving begin from the newer one.

    Arguments:
        said_as: field of the action, field of the form, and words for its values.
    """
    form["version"].data = str(error.version)
    for stored, shown, words in said_as:
        for side in (error.mine, error.theirs):
            side[shown] = words.get(side.pop(stored, None), "")
    return conflict(error, form)
