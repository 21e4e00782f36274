"""`sladesk serve` as it runs: pages and jobs side by side, Ctrl-C in good order, nothing left behind."""

import json
import signal
import socket
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from sladesk import demo, served
from sladesk.actions import beginning
from sladesk.actions._action import Call
from sladesk.app import create_app
from sladesk.config import Config, ConfigError
from sladesk.db import db
from sladesk.db.queue import Job
from sladesk.domain.access import SYSTEM
from sladesk.web.site import forget
from tests.app.test_cli import runner
from tests.support.moment import NOW
from tests.support.site import Served, free_port, processes_of, start


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed] + [deep for child in listed for deep in children_of(int(child))]


def half_a_request(url: str) -> socket.socket:
    address = urlsplit(url)
    open_request = socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=20)
    open_request.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n")
    return open_request


def refused(url: str, sent: bytes) -> str:
    """Return the whole answer to bytes that are no request."""
    address = urlsplit(url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=20) as line:
        line.sendall(sent)
        return b"".join(iter(lambda: line.recv(8192), b"")).decode()


def say_what_cannot_be_read(url: str) -> None:
    """See that the web server's own refusals are in both languages."""
    line = b"GET /tickets?q=%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    for sent, status, said, english in (
        (line % (b"a" * 5_000) + b"\r\n", 414, "网址过长", "The address is too long"),
        (
            line % b"a" + b"Cookie: " + b"a" * 9_000 + b"\r\n\r\n",
            431,
            "清除本站的 Cookie",
            "Delete the cookies",
        ),
        (b"no request at all\r\n\r\n", 400, "", "This request could not be read"),
    ):
        answer = refused(url, sent)
        assert answer.startswith(f"HTTP/1.1 {status} "), answer
        assert said in answer
        assert english in answer
        assert "default-src 'none'" in answer
        assert "aaaa" not in answer


def test_the_first_start_makes_the_database_and_ctrl_c_finishes_an_open_request(empty: Config) -> None:
    served = start(empty)
    try:
        open_request = begun_request(served)
        served.until(lambda: "job runner started" in served.log.read_text(), "the job runner did not start")
        say_what_cannot_be_read(served.url)
        family = children_of(served.process.pid)
        assert len(family) >= 3, "the web server, its worker and the job runner"
        served.process.send_signal(signal.SIGINT)
        open_request.sendall(b"\r\n")
        assert open_request.recv(64).startswith(b"HTTP/1.1 200")
        open_request.close()
        assert served.process.wait(25) == 0, served.log.read_text()
    finally:
        served.kill()
    assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
    assert processes_of(empty) == []
    assert runner(empty)("db", "check").exit_code == 0
    with create_app(empty).app_context():
        assert not db.session.scalars(select(Job.id).where(Job.state == "running")).all()
        db.session.remove()
        db.engine.dispose()
    lines = [line for line in served.log.read_text().splitlines() if line.startswith("{")]
    assert {json.loads(line)["message"] for line in lines} >= {"job runner started", "stopped"}


def begun_request(served: Served) -> socket.socket:
    """Return half a request to a worker that has begun to read it."""
    served.until(served.ready, "sladesk serve is not ready")
    begun = half_a_request(served.url)
    # One that only waits to be read may be turned away.
    served.until(lambda: read_by_worker(begun), "no worker began to read the open request")
    return begun


def read_by_worker(connection: socket.socket) -> bool:
    """Whether the other end was taken by a process and nothing of what was sent waits there any more."""
    ends = connection.getpeername()[1], connection.getsockname()[1]
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, local, remote, _state, queues, _timer, _retries, _owner, _probes, inode = line.split()[:10]
        if tuple(int(end.split(":")[1], 16) for end in (local, remote)) == ends:
            return inode != "0" and int(queues.split(":")[1], 16) == 0
    return False


def test_a_demo_is_not_shown_to_other_machines(app: Flask, config: Config) -> None:
    beginning.mark_demo(Call(SYSTEM, NOW))
    answer = runner(config)("serve", "--bind", f"0.0.0.0:{free_port()}")
    assert answer.exit_code == 1
    assert "--demo" in answer.output


def test_a_web_server_shows_a_demos_log_ins_and_to_this_machine_only(app: Flask, config: Config) -> None:
    """Also when the demo comes into the database of a server that runs."""
    reachable = replace(config, bind="0.0.0.0:8000")
    running, reached = served.application(config), served.application(reachable)
    assert demo.PASSWORD not in running.test_client().get("/login").text
    beginning.mark_demo(Call(SYSTEM, NOW))
    for served_by, shown in ((running, True), (reached, False)):
        with served_by.app_context():
            forget()
        assert (demo.PASSWORD in served_by.test_client().get("/login").text) is shown
    with pytest.raises(ConfigError, match="whose passwords everybody knows"):
        served.application(reachable)
    served.application(replace(reachable, demo=True))
