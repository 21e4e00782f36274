"""Who is served when more requests come than one process can work on: few at a time, in the order they came.

Python runs one thread at a time. Sixteen pages made side by side hand the interpreter to one another at
every statement, and all of them are ready late; two at a time (one may wait for the disk or the database
meanwhile) are ready one after the other, for less of the processor.
"""

import io
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Requests a process works on at a time.
AT_A_TIME = 2
#: Seconds a request waits for its turn; then it goes on all the same: the others may be waiting themselves.
PATIENCE = 0.5
#: Bytes of a body from which on a request takes no turn: its sender's network decides how long it lasts.
#: A shorter one is read before.
_UPLOAD = 64 * 1024


class Turns:
    """An application that works on few requests at a time.

    Arguments:
        inner: what answers.
        at_a_time: how many requests it works on at a time.
        patience: seconds after which a request waits no longer.
    """

    def __init__(
        self, inner: "WSGIApplication", at_a_time: int = AT_A_TIME, patience: float = PATIENCE
    ) -> None:
        self._inner, self._patience = inner, patience
        self._turns = threading.Semaphore(at_a_time)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer in turn; a turn lies between receiving and sending, which go at the network's pace."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) >= _UPLOAD or "HTTP_TRANSFER_ENCODING" in environ:
            return self._inner(environ, start_response)
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
        mine = self._turns.acquire(timeout=self._patience)
        try:
            return self._inner(environ, start_response)
        finally:
            if mine:
                self._turns.release()


def install(app: Flask) -> None:
    """Let the application answer in turns."""
    app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]  # how Flask has it wrapped
