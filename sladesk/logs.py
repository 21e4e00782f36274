"""What the processes say about themselves: JSON lines for machines, short lines for people.

Messages name numbers and ids, never persons. Control characters are escaped, so that nobody can forge a
line with what they typed (ASVS 16.4.1).
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger

#: What every record carries; anything else was passed by `extra=` and is data of the message.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def escaped(text: str) -> str:
    r"""Return text without control characters: line feeds become `\\n`, others their number."""
    return "".join(
        c if c.isprintable() or c == " " else c.encode("unicode_escape").decode("ascii") for c in text
    )


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


class _Formatter(logging.Formatter):
    """Tells where an error came from and the first line of it: the rest may quote a person's row."""

    def formatException(self, ei: tuple[Any, Any, Any]) -> str:  # noqa: N802 - the library's name
        """Return the frames and the first line of the message."""
        kind, error, frames = ei
        first = (str(error).splitlines() or [""])[0][:300]
        return f"{''.join(traceback.format_tb(frames))}{kind.__name__}: {first}"


class JsonLines(_Formatter):
    """One JSON object a line, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": escaped(record.getMessage()),
            "process": record.process,
        }
        line |= _extra(record)
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class ShortLines(_Formatter):
    """Time, level where it matters, message: for somebody who watches a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        at = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        level = f" {record.levelname}" if record.levelno >= logging.WARNING else ""
        extra = "".join(f" {name}={escaped(str(value))}" for name, value in _extra(record).items())
        line = f"{at}{level} {escaped(record.getMessage())}{extra}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def configure(*, readable: bool) -> None:
    """Send every log line of this process to standard error.

    Arguments:
        readable: short lines for people instead of JSON.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(ShortLines() if readable else JsonLines())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)


class WebServerLogger(GunicornLogger):
    """Lets the web server's own messages take the way of all others."""

    def setup(self, cfg: Config) -> None:
        """Take over the server's settings, then drop its own handlers."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
