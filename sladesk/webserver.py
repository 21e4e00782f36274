"""How gunicorn is set: one list for `sladesk serve` and for production (deploy/gunicorn.conf.py)."""

import ctypes
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from gunicorn.http import errors
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from sladesk.config import Config

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
#: More than the longest page takes: what is given back after each page has to be fetched for the next one.
_LARGE = 4 * 1024 * 1024


#: Where the application keeps the pages for what is no request it could hear of, by status.
UNREAD = "sladesk.unread"
_STATUS: dict[type[Exception], HTTPStatus] = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.InvalidRequestLine: HTTPStatus.BAD_REQUEST,
    errors.InvalidRequestMethod: HTTPStatus.BAD_REQUEST,
    errors.InvalidHTTPVersion: HTTPStatus.BAD_REQUEST,
}
_HEAD = """HTTP/1.1 {status} {phrase}\r
Connection: close\r
Content-Type: text/html; charset=utf-8\r
Content-Length: {length}\r
Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r
Cache-Control: no-store\r
X-Content-Type-Options: nosniff\r
\r
"""


class Worker(ThreadWorker):
    """Answers what it can't read with a page of the application, where that has made one."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answer a request that could not be read or served."""
        pages = getattr(self.wsgi, "extensions", {}).get(UNREAD, {})
        status = next((found for kind, found in _STATUS.items() if isinstance(exc, kind)), None)
        if status is None or status not in pages:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("request not read: %s", type(exc).__name__)  # what it said may name somebody
        body = pages[status].encode()
        head = _HEAD.format(status=status.value, phrase=status.phrase, length=len(body))
        with suppress(OSError):  # the other side has gone
            write_nonblock(client, head.encode() + body)


def settings(config: Config) -> dict[str, object]:
    """Return what differs from the server's defaults (decision 26).

    Arguments:
        config: machine settings.
    """
    return {
        "bind": [config.bind],
        "workers": config.web_workers,
        "threads": config.web_threads,
        "worker_class": "sladesk.webserver.Worker",
        # An open request may finish; longer than the longest page, shorter than the one who waits for it.
        "graceful_timeout": 25,
        "timeout": 60,
        "keepalive": 15,
        "control_socket_disable": True,
        "logger_class": "sladesk.logs.WebServerLogger",
        "loglevel": "warning",
        "post_fork": _give_memory_back,
    }


def _give_memory_back(_server: object, _worker: object) -> None:
    """Keep a worker of many threads small: left alone, it holds for each thread the most it ever needed.

    glibc gives each thread a heap of its own, and after one large block is freed (a password's hash takes
    19 MB, a long list one) it keeps the next of that size. Two heaps are enough where one thread runs at a
    time, and large blocks go back to the system.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # other C libraries have no such habit
        for parameter, value in ((_M_ARENA_MAX, 2), (_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, _LARGE)):
            mallopt(parameter, value)
