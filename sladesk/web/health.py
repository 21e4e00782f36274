"""Whether the process lives, and whether it can serve: for supervisors and load balancers."""

import shutil

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from sladesk.config import Config
from sladesk.db import db, schema

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
    checks["schema"] = checks["database"] and schema.found(db.session.connection()) == schema.known()[:1]
    ready = all(checks.values())
    return jsonify(status="ready" if ready else "not ready", checks=checks), 200 if ready else 503


def _database() -> bool:
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _disk() -> bool:
    config: Config = current_app.config["SLADESK"]
    return shutil.disk_usage(config.data_dir).free >= FREE_BYTES
