"""The forms of steps on one clock: a promise kept, the reason of a missed due time, its check (R3.9)."""

from wtforms import HiddenField, StringField, TextAreaField

from sladesk.domain.codes import ReasonKind
from sladesk.domain.sla.folding import CORRECTABLE
from sladesk.queries import ticket_parts as parts
from sladesk.web.fields import SelectField, TreeField
from sladesk.web.format import instant_text, now, zone
from sladesk.web.forms import text as lines
from sladesk.web.forms import words as said
from sladesk.web.inputs import number
from sladesk.web.labels import label
from sladesk.web.reasons import reason_groups
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.step_forms import StepForm, WithMethod, when
from sladesk.web.words import lazy_gettext as _l


class ClockForm(StepForm):
    """A step on one clock."""

    clock = HiddenField()


class ProposeForm(WithMethod):
    """What was proposed to the customer (初步解决方案, R3.12)."""

    content = TextAreaField(said(_l("What was proposed")), filters=[lines])


class CorrectClockForm(ClockForm):
    """A happening of a clock and its true time (R3.7)."""

    entry = SelectField(said(_l("What happened at another time")), coerce=str, validate_choice=False)
    at = when(said(_l("True time")))
    reason = StringField(said(_l("Why it is corrected")), filters=[lines])

    def prepare(self, scene: Scene) -> None:
        """Fill what the clock's ledger tells."""
        clock = number(self.clock.data) or 0
        rows = parts.ledgers([clock]).get(clock, []) if any(r.clock.id == clock for r in scene.clocks) else []
        told = [row for row in rows if row.kind in CORRECTABLE]
        self.entry.choices = [
            (str(row.seq), f"{label(row.kind, 'ledger')} {instant_text(row.effective_at, now(), zone())}")
            for row in told
        ]


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
