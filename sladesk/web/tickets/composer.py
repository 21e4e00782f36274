"""The composer at the bottom of a ticket: an empty form for each way of adding something.

It is the same on every ticket on which somebody may add the same things, so it is drawn once and kept with
the master data its choices come from; number, tokens and keys are put in on each page.
"""

from collections.abc import Mapping

from markupsafe import Markup

from sladesk.domain.codes import Status
from sladesk.web.templating import drawn, fill, form_keys, hole
from sladesk.web.tickets.scene import Scene
from sladesk.web.tickets.step_forms import ContactForm, EscalateForm, NoteForm, ProgressForm, StepForm
from sladesk.web.words import gettext as _

_FORMS: Mapping[str, type[StepForm]] = {
    "progress": ProgressForm,
    "contact": ContactForm,
    "note": NoteForm,
    "escalate": EscalateForm,
}
#: States in which a supervisor can still be asked to decide.
_BEFORE_SOLVED = frozenset({Status.NEW, Status.IN_PROGRESS, Status.WAITING_CUSTOMER, Status.WAITING_PARTS})


def composer(scene: Scene, wanted: str) -> Markup:
    """Return the composer for this person on this ticket; without anything to add, a line that says so.

    Arguments:
        wanted: name of the tab to begin with.
    """
    tabs = _tabs(scene)
    tab = wanted if wanted in tabs else ("contact" if tabs else "")
    first = scene.row.cycle.first_response_at is None and scene.ticket.status != Status.CLOSED
    name = ("composer", scene.names.locale, tabs, tab, first)
    made = scene.ref.once(name, lambda: _drawn(scene, tabs, tab, first=first))
    return fill(fill(made, "number", lambda: scene.ticket.number), "keys", form_keys)


def _tabs(scene: Scene) -> tuple[str, ...]:
    status = scene.ticket.status
    if status in {Status.ARCHIVED, Status.VOIDED} or not scene.may("ticket.write"):
        return ()
    held = ("progress", "contact", "note")
    return (*held, "escalate") if status in _BEFORE_SOLVED and scene.may("ticket.escalate") else held


def _drawn(scene: Scene, tabs: tuple[str, ...], tab: str, *, first: bool) -> Markup:
    forms = {name: _FORMS[name](formdata=None) for name in tabs}
    for form in forms.values():
        form.prepare(scene)
    counts = _("counts as first response and update") if first else _("counts as an update")
    said = {
        "progress": (_("Progress entry"), _("Not seen by the customer, counts as an update")),
        "contact": (_("Contact"), _("Told to the customer, %(counts)s", counts=counts)),
        "note": (_("Note"), _("Not seen by the customer, counts for no due time")),
        "escalate": (_("Escalate"), _("Goes to the supervisor with your plan")),
    }
    return drawn(
        "ticket/_compose.html",
        tabs=[(name, *said[name]) for name in tabs],
        forms=forms,
        tab=tab,
        number=hole("number"),
        keys=hole("keys"),
    )
