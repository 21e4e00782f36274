"""Wiring only: extensions, blueprints, checks at start."""

from flask import Flask

from sladesk import models, web
from sladesk.config import Config, from_environment
from sladesk.db.base import db
from sladesk.db.session import prepare_engine


def create_app(config: Config | None = None) -> Flask:
    """Build the application.

    Arguments:
        config: machine settings; read from the environment when absent.
    """
    config = config or from_environment()
    config.data_dir.mkdir(parents=True, exist_ok=True)
    app = Flask("sladesk", static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.sqlalchemy_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(config),
        SECRET_KEY=config.key(),
        TESTING=config.testing,
        SLADESK=config,
    )
    app.config.update(config.extra)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    _check_models()
    web.connect(app)
    return app


def _engine_options(config: Config) -> dict[str, object]:
    # The connection used last is used next: few of them are warm, the others hold nothing.
    options: dict[str, object] = {"pool_size": config.web_threads + 4, "pool_use_lifo": True}
    if config.sqlalchemy_url.startswith("sqlite"):
        return options | {"connect_args": {"timeout": 10}}
    # Reading stands outside of transactions: see db.session.writing.
    return options | {"max_overflow": 4, "isolation_level": "AUTOCOMMIT"}


def _check_models() -> None:
    """Fail at start when a table module was not imported (its rows would silently miss)."""
    missing = set(models.__all__) - {mapper.class_.__name__ for mapper in db.Model.registry.mappers}
    if missing:
        raise RuntimeError(f"models not mapped: {sorted(missing)}")
