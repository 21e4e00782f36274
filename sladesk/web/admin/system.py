"""How the installation is: database, data folder, background work, seals of the audit, back-ups."""

from flask import Response, current_app, render_template, request
from flask_babel import gettext as _

from sladesk.actions import house
from sladesk.config import Config
from sladesk.db import db
from sladesk.db.queue import DIED
from sladesk.queries import audit as seals
from sladesk.queries import jobs
from sladesk.queries import system as queries
from sladesk.web.admin.pages import blueprint
from sladesk.web.context import call
from sladesk.web.forms import answer


@blueprint.get("/system")
def system() -> str:
    """Show the state of the installation."""
    config: Config = current_app.config["SLADESK"]
    session = db.session()
    return render_template(
        "admin/system.html",
        engine=queries.engine(),
        http=not config.https,
        url=config.url,
        megabytes=_size(config) / 1_000_000,
        counts=queries.job_counts(),
        dead=jobs.listed(session, states=("dead",), limit=50),
        died=DIED,
        sweep=queries.last_done("clocks.sweep"),
        sealed=queries.last_seal(),
        extent=seals.extent(session),
        broken=list(seals.verify(session)) if request.args.get("verify") == "1" else None,
    )


@blueprint.post("/system/jobs/<int:job_id>/retry")
def job_retry(job_id: int) -> Response:
    """Put a job that failed for good back into the queue."""
    house.retry_job(call(), job_id)
    return answer(to="/admin/system", message=_("Put back into the queue"))


def _size(config: Config) -> int:
    """Return the bytes of the data folder."""
    return sum(path.stat().st_size for path in config.data_dir.rglob("*") if path.is_file())
