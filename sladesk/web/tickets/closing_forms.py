"""The forms that bring a ticket to its end: solution, verification, callback, low score, settlement."""

from wtforms import StringField, TextAreaField

from sladesk.domain.codes import ReasonKind
from sladesk.queries.candidates import candidates
from sladesk.web.context import duty_now
from sladesk.web.fields import RadioField, SelectField
from sladesk.web.forms import line
from sladesk.web.forms import text as lines
from sladesk.web.forms import words as said
from sladesk.web.labels import choices
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.step_forms import Choice, StepForm, WithMethod, people, reasons
from sladesk.web.words import gettext as _
from sladesk.web.words import lazy_gettext as _l


class SolveForm(StepForm):
    """What solved it (R4.7)."""

    code = SelectField(said(_l("Kind of solution")), coerce=str, validate_choice=False)
    solution = TextAreaField(said(_l("What was done")), filters=[lines])
    cause = StringField(said(_l("Cause")), filters=[lines])

    def prepare(self, scene: Scene) -> None:  # noqa: ARG002 - the kinds are the same everywhere
        """Fill the kinds of solution."""
        self.code.choices = [("", _("Choose")), *choices("solution")]


class ConfirmForm(WithMethod):
    """The customer says it is solved (R6.1)."""

    words = StringField(said(_l("Customer's words")), filters=[lines])


class WordsForm(StepForm):
    """What the customer said."""

    words = TextAreaField(said(_l("Customer's words")), filters=[lines])


class ReopenForm(WordsForm):
    """A new cycle because the customer comes back (R4.1)."""

    owner = SelectField(said(_l("New owner")), coerce=str, validate_choice=False)

    def prepare(self, scene: Scene) -> None:
        """Fill people other than the one before."""
        self.owner.choices = _others(scene)


def _others(scene: Scene) -> list[Choice]:
    return people(scene, (c for c in candidates(duty_now()) if c.person_id != scene.ticket.owner_id))


class RemarkForm(StepForm):
    """A remark."""

    note = StringField(said(_l("Remark")), filters=[lines])


class SettleForm(StepForm):
    """Why the supervisor settles."""

    note = TextAreaField(said(_l("How it was settled")), filters=[lines])


class CallbackForm(WithMethod):
    """The answer of the callback (R6.2, R6.3)."""

    score = RadioField(said(_l("How satisfied")), validate_choice=False)
    comment = TextAreaField(said(_l("Customer's words")), filters=[lines])
    new_owner = SelectField(said(_l("New owner of the next cycle")), coerce=str, validate_choice=False)
    plan = TextAreaField(said(_l("Follow-up plan")), filters=[lines])

    def prepare(self, scene: Scene) -> None:
        """Fill the five steps and people."""
        super().prepare(scene)
        self.score.choices = [
            ("5", _("5 very satisfied")),
            ("4", _("4 satisfied")),
            ("3", _("3 so-so")),
            ("2", _("2 unsatisfied")),
            ("1", _("1 very unsatisfied")),
        ]
        self.new_owner.choices = _others(scene)


class LowScoreForm(WithMethod):
    """Why the expectation was missed (R6.3)."""

    reason = SelectField(said(_l("Why the expectation was missed")), coerce=str, validate_choice=False)
    finding = TextAreaField(said(_l("What the customer said, what follows")), filters=[lines])

    def prepare(self, scene: Scene) -> None:
        """Fill reasons."""
        super().prepare(scene)
        self.reason.choices = reasons(scene, ReasonKind.LOW_SCORE)


class VoidForm(StepForm):
    """Taking a ticket out (R1.13)."""

    reason = SelectField(said(_l("Reason")), coerce=str, validate_choice=False)
    note = StringField(said(_l("Remark")), filters=[lines])

    def prepare(self, scene: Scene) -> None:
        """Fill reasons."""
        self.reason.choices = reasons(scene, ReasonKind.VOID)


class MergeForm(StepForm):
    """Merging a duplicate (R1.10)."""

    into = StringField(said(_l("Number of the ticket that stays")), filters=[line])
