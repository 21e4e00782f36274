"""The form of what a manager adds to an edition: comments, plan, meeting, decisions (R9.5)."""

from collections.abc import Iterable, Mapping, Sequence

import wtforms
from wtforms import FieldList, FormField, HiddenField, SelectMultipleField, StringField, TextAreaField

from sladesk.domain.errors import Invalid, Problem
from sladesk.domain.minutes import MOST_ROWS, Decision, Task, Words
from sladesk.web import inputs
from sladesk.web.fields import SelectField
from sladesk.web.forms import Form
from sladesk.web.forms import words as said
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l

#: Empty rows that stand ready below what is there, and at least so many rows in all.
SPARE, LEAST = 2, 3


class CommentEdit(wtforms.Form):
    """A comment on a part of the review."""

    part = HiddenField()
    text = TextAreaField(said(_l("Comment")))


class DecisionEdit(wtforms.Form):
    """Something decided."""

    text = TextAreaField(said(_l("Decided")))
    owner = SelectField(said(_l("Responsible person")), validate_choice=False)
    owner_words = StringField(said(_l("Responsible department")))
    due = StringField(said(_l("Due date")))


class TaskEdit(DecisionEdit):
    """A row of the plan."""

    text = TextAreaField(said(_l("Planned step")))
    subject = SelectField(said(_l("Measured by")), validate_choice=False)
    target = StringField(said(_l("Target value")))
    criterion = StringField(said(_l("Acceptance criterion")))


class WordsEdit(Form):
    """Everything at once: it is saved, printed and signed as a whole."""

    comments = FieldList(FormField(CommentEdit), max_entries=MOST_ROWS)
    plan = FieldList(FormField(TaskEdit), max_entries=MOST_ROWS)
    held = StringField(said(_l("Held at")))
    place = StringField(said(_l("Place")))
    people = SelectMultipleField(said(_l("Took part")), choices=[], validate_choice=False)
    guests = StringField(said(_l("Others, in words")))
    decisions = FieldList(FormField(DecisionEdit), max_entries=MOST_ROWS)
    version = HiddenField()

    def prepare(self, staff: Sequence[tuple[str, str]], subjects: Sequence[tuple[str, str]]) -> None:
        """Fill the lists of every row.

        Arguments:
            staff: staff number and name; subjects: key of a figure, and its name with its present value.
        """
        for rows in (self.plan, self.decisions):
            for row in rows:
                row.form.owner.choices = [
                    ("", _("nobody: the department")),
                    *_with(staff, row.form.owner.data),
                ]
        for row in self.plan:
            row.form.subject.choices = [("", _("the criterion says it")), *subjects]

    def spare(self) -> None:
        """Put empty rows below the plan and the decisions."""
        for rows in (self.plan, self.decisions):
            for _n in range(max(SPARE, LEAST - len(rows))):
                if len(rows) < MOST_ROWS:
                    rows.append_entry()

    def value(self) -> Words:
        """Return what was typed as the action wants it.

        Raises:
            Invalid: a day that can't be read.
        """
        unread = {
            f"{rows.name}-{place}-due": Problem("due_unreadable")
            for rows in (self.plan, self.decisions)
            for place, row in enumerate(rows)
            if (row.form.due.data or "").strip() and inputs.day(row.form.due.data) is None
        }
        if unread:
            raise Invalid(unread)
        return Words(
            comments={row.form.part.data or "": row.form.text.data or "" for row in self.comments},
            plan=tuple(_task(row.form) for row in self.plan),
            held=(self.held.data or "").strip().replace(" ", "T"),
            place=self.place.data or "",
            people=tuple(self.people.data or ()),
            guests=self.guests.data or "",
            decisions=tuple(_decision(row.form) for row in self.decisions),
        )


def filled(words: Words, titles: Mapping[str, str], version: int) -> WordsEdit:
    """Return the form with what is there, and with a comment for each part.

    Arguments:
        titles: of the parts, by code, in their order.
    """
    form = WordsEdit(
        formdata=None,
        data={
            "comments": [{"part": part, "text": words.comments.get(part, "")} for part in titles],
            "plan": [_row(task, "subject", "target", "criterion") for task in words.plan],
            "held": words.held,
            "place": words.place,
            "people": list(words.people),
            "guests": words.guests,
            "decisions": [_row(one) for one in words.decisions],
            "version": str(version),
        },
    )
    form.spare()
    return form


def _row(of: Task | Decision, *names: str) -> dict[str, str]:
    values = {name: getattr(of, name) for name in ("text", "owner", "owner_words", *names)}
    return values | {"due": of.due.isoformat() if of.due else ""}


def _task(form: wtforms.Form) -> Task:
    texts = inputs.texts(form, "text", "owner", "owner_words", "subject", "target", "criterion")
    return Task(**texts, due=inputs.day(form["due"].data))


def _decision(form: wtforms.Form) -> Decision:
    return Decision(**inputs.texts(form, "text", "owner", "owner_words"), due=inputs.day(form["due"].data))


def _with(staff: Iterable[tuple[str, str]], number: str | None) -> list[tuple[str, str]]:
    """Return the staff, with somebody who has left in the meantime where a row names them."""
    listed = list(staff)
    known = {key for key, _name in listed}
    return listed if not number or number in known else [*listed, (number, number)]
