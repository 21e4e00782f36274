"""The declarative base and the Flask-SQLAlchemy extension object."""

from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

#: Names for every constraint: batch migrations on SQLite find constraints by name only.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table of the product."""

    metadata = MetaData(naming_convention=NAMING)

    if TYPE_CHECKING:  # what the library makes at run time, spelled out for the type checker

        def __init__(self, **values: Any) -> None:
            """Take columns by name."""


class Database(SQLAlchemy):
    """The extension, with the type of its models spelled out."""

    if TYPE_CHECKING:
        Model: type[Base]  # type: ignore[assignment] - our base, not the library's


db = Database(model_class=Base, disable_autonaming=True)
