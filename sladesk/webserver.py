"""How gunicorn is set: one list for `sladesk serve` and for production (deploy/gunicorn.conf.py)."""

from sladesk.config import Config


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
    }
