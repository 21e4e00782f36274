"""How gunicorn is set: one list for `sladesk serve` and for production (deploy/gunicorn.conf.py)."""

import ctypes

from sladesk.config import Config

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
#: More than the longest page takes: what is given back after each page has to be fetched for the next one.
_LARGE = 4 * 1024 * 1024


def settings(config: Config) -> dict[str, object]:
    """Return what differs from the server's defaults (decision 26).

    Arguments:
        config: machine settings.
    """
    return {
        "bind": [config.bind],
        "workers": config.web_workers,
        "threads": config.web_threads,
        "worker_class": "gthread",
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
