"""`sladesk serve` as it runs: pages and jobs side by side, Ctrl-C in good order, nothing left behind."""

import json
import signal
import socket
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from sladesk import demo, served
from sladesk.actions import beginning
from sladesk.actions._action import Call
from sladesk.config import Config, ConfigError
from sladesk.db import db
from sladesk.db.queue import Job
from sladesk.domain.access import SYSTEM
from sladesk.web.site import forget
from tests.app.test_cli import runner
from tests.support.moment import NOW
from tests.support.site import free_port, process_environment, serving, sladesk_command


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed] + [deep for child in listed for deep in children_of(int(child))]


def half_a_request(url: str) -> socket.socket:
    address = urlsplit(url)
    open_request = socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=20)
    open_request.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n")
    return open_request


def test_an_open_request_is_finished_and_nobody_is_left(app: Flask, config: Config) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = config.data_dir / "ctrl-c.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            sladesk_command("serve"),
            env=process_environment(config, port),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        open_request = until_it_answers(url, process)
        until = time.monotonic() + 25
        while "job runner started" not in log.read_text() and time.monotonic() < until:
            time.sleep(0.05)  # waiting for another process, which announces itself in its log
        family = children_of(process.pid)
        assert len(family) >= 3, "the web server, its worker and the job runner"
        process.send_signal(signal.SIGINT)
        open_request.sendall(b"\r\n")
        assert open_request.recv(64).startswith(b"HTTP/1.1 200")
        assert process.wait(25) == 0, log.read_text()
    finally:
        process.kill()
        process.wait()
    assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
    db.session.rollback()
    assert not db.session.scalars(select(Job.id).where(Job.state == "running")).all()
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    assert {json.loads(line)["message"] for line in lines} >= {"job runner started", "stopped"}


def until_it_answers(url: str, process: "subprocess.Popen[bytes]") -> socket.socket:
    """Return half a request to a worker that has begun to read it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with half_a_request(url) as first:
                first.sendall(b"\r\n")
                first.recv(64)
            begun = half_a_request(url)
            break
        except OSError:
            time.sleep(0.05)  # waiting for another process, which announces itself in no other way
    else:
        raise AssertionError("it did not start")
    while not read_by_worker(begun) and time.monotonic() < deadline:
        time.sleep(0.05)  # one that only waits to be read may be turned away
    return begun


def read_by_worker(connection: socket.socket) -> bool:
    """Whether the other end was taken by a process and nothing of what was sent waits there any more."""
    ends = connection.getpeername()[1], connection.getsockname()[1]
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, local, remote, _state, queues, _timer, _retries, _owner, _probes, inode = line.split()[:10]
        if tuple(int(end.split(":")[1], 16) for end in (local, remote)) == ends:
            return inode != "0" and int(queues.split(":")[1], 16) == 0
    return False


def test_the_database_is_made_by_the_first_start(empty: Config) -> None:
    with serving(empty) as url:
        assert url
    assert runner(empty)("db", "check").exit_code == 0


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
