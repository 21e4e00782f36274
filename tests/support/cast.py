"""The named cast: the people, customers and shipped settings every test starts from."""

from datetime import datetime

from flask import Flask

#: The password of everybody in the cast.
PASSWORD = "sladesk-demo"


def seed(app: Flask, now: datetime) -> None:
    """Fill an empty, migrated database with the cast.

    Arguments:
        app: the application whose database is filled.
        now: the present.
    """
