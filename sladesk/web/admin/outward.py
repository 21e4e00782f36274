"""What was to be told outside the desk and was not: to be tried again (R7.3)."""

from datetime import timedelta

from flask import Response, current_app, render_template, request
from flask_babel import gettext as _

from sladesk.actions import deliveries
from sladesk.config import Config
from sladesk.queries import deliveries as queries
from sladesk.queries.deliveries import Failed
from sladesk.queries.outward import ROBOT
from sladesk.web import inputs
from sladesk.web.admin.pages import blueprint, person_name, ref
from sladesk.web.context import call
from sladesk.web.format import now
from sladesk.web.forms import answer
from sladesk.web.outward_words import said_failure


@blueprint.get("/outward")
def outward() -> str:
    """Show how messages fare: what waits, what failed for good, what is tried again by itself."""
    config: Config = current_app.config["SLADESK"]
    mail = ref().setting("mail.notices") == "on"
    names = {row.id: row.name for row in queries.robots()}
    return render_template(
        "admin/outward.html",
        counts=queries.counts(now() - timedelta(days=1)),
        dead=[(_whom(row, names), row) for row in queries.troubled("dead")],
        again=[(_whom(row, names), row) for row in queries.troubled("waiting")],
        mail=mail,
        server=config.smtp.host,
        failure=said_failure,
    )


@blueprint.post("/outward/retry")
def outward_retry() -> Response:
    """Put a message that failed for good back on its way."""
    deliveries.retry(call(), request.form.get("batch", "")[:40])
    return answer(to="/admin/outward", message=_("On its way again"))


@blueprint.post("/outward/remove")
def outward_remove() -> Response:
    """Take a message that failed for good off the list."""
    deliveries.remove(call(), request.form.get("batch", "")[:40])
    return answer(to="/admin/outward", message=_("Taken off the list"))


def _whom(row: Failed, names: dict[int, str]) -> str:
    """Return who a message is for: the chat group by the name of its robot, or a person."""
    gateway, _colon, text = row.recipient.partition(":")
    key = inputs.number(text) or 0
    if gateway == ROBOT:
        return _("Group %(name)s", name=names.get(key, "–"))
    return _("E-mail to %(name)s", name=person_name(ref(), key))
