"""The photo or file that comes with a registration."""

from dataclasses import replace

from flask import request

from sladesk.actions import attachments
from sladesk.actions._action import Call
from sladesk.db import db
from sladesk.domain.errors import DeskError, Invalid
from sladesk.files.keeping import keep_file
from sladesk.web import files
from sladesk.web.sentences import say_error, say_problems
from sladesk.web.words import gettext as _

FIELD = "file"
_KEY = "-file"


def attach(call: Call, number: str) -> str:
    """Add what was sent to the ticket just registered; say what is wrong with it, nothing when all is well.

    The ticket stands whatever becomes of the file: who rang must not be asked again because a picture is
    too large. A second click carries the same key and gets the first answer.
    """
    file = request.files.get(FIELD)
    if file is None or not file.filename:
        return ""
    own = replace(call, key=call.key[: 64 - len(_KEY)] + _KEY) if call.key else call
    try:
        with files.kept(file, FIELD, keep_file) as stored:
            attachments.add(own, number, stored)
    except Invalid as error:
        return _failed(" ".join(say_problems(error.problems).values()))
    except DeskError as error:
        return _failed(say_error(error))
    return ""


def _failed(why: str) -> str:
    db.session.rollback()
    return _("The file was not added: %(why)s", why=why)
