"""The forms of steps on one clock: a promise kept, the reason of a missed due time, its check (R3.9)."""

from wtforms import HiddenField, StringField, TextAreaField

from sladesk.domain.codes import ReasonKind
from sladesk.web.fields import TreeField
from sladesk.web.forms import text as lines
from sladesk.web.forms import words as said
from sladesk.web.reasons import reason_groups
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.step_forms import StepForm, WithMethod
from sladesk.web.words import lazy_gettext as _l


class ClockForm(StepForm):
    """A step on one clock."""

    clock = HiddenField()


class ProposeForm(WithMethod):
    """What was proposed to the customer (初步解决方案, R3.12)."""

    content = TextAreaField(said(_l("What was proposed")), filters=[lines])


class ExplainForm(ClockForm):
    """Why a due time was missed (R3.9)."""

    reason = TreeField(said(_l("Overdue reason")), coerce=str, validate_choice=False)
    remark = StringField(said(_l("Remark")), filters=[lines])

    def prepare(self, scene: Scene) -> None:
        """Fill reasons."""
        self.reason.groups = reason_groups(scene.ref, ReasonKind.OVERDUE)


class CheckForm(ClockForm):
    """The supervisor confirms or corrects the reason (核查)."""

    reason = TreeField(said(_l("Right reason")), coerce=str, validate_choice=False)

    def prepare(self, scene: Scene) -> None:
        """Fill reasons; the one given is chosen."""
        self.reason.groups = reason_groups(scene.ref, ReasonKind.OVERDUE)
        given = next(
            (r.breach for r in scene.clocks if r.breach and str(r.clock.id) == self.clock.data), None
        )
        if given is not None and not self.reason.raw_data:
            self.reason.data = str(given.reason_id or "")
