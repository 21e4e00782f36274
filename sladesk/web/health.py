"""Whether the process lives, and whether it can serve: for supervisors and load balancers."""

import shutil
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from sladesk.config import Config
from sladesk.db import db

blueprint = Blueprint("health", __name__)
#: Less free space than this and nothing can be promised any more.
FREE_BYTES = 64 * 1024 * 1024


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answer as long as the process does; asks nothing else."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Say whether requests can be served: database, schema, disk, not stopping."""
    checks = {
        "database": _database(),
        "disk": _disk(),
        "running": "sladesk.stopping" not in current_app.extensions,
    }
    checks["schema"] = checks["database"] and _schema()
    ready = all(checks.values())
    return jsonify(status="ready" if ready else "not ready", checks=checks), 200 if ready else 503


def _database() -> bool:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _schema() -> bool:
    """Whether the database stands at the newest migration of this program."""
    kept = current_app.extensions
    if "sladesk.heads" not in kept:
        folder = Path(kept["migrate"].directory)
        kept["sladesk.heads"] = set(ScriptDirectory(str(folder.resolve())).get_heads())
    return (
        set(MigrationContext.configure(db.session.connection()).get_current_heads()) == kept["sladesk.heads"]
    )


def _disk() -> bool:
    config: Config = current_app.config["SLADESK"]
    return shutil.disk_usage(config.data_dir).free >= FREE_BYTES
