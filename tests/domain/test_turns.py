"""A process works on few requests at a time, in turn, and nobody waits for long behind a stuck one."""

import io
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from werkzeug.test import EnvironBuilder, run_wsgi_app

from sladesk.web.turns import Turns


class Counting:
    """An application that notes how many are in it at once and what each has read."""

    def __init__(self) -> None:
        self.lock, self.inside, self.most = threading.Lock(), 0, 0
        self.read = list[bytes]()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        body = environ["wsgi.input"].read()
        sum(range(20_000))  # long enough that others would come in
        with self.lock:
            self.inside -= 1
            self.read.append(body)
        start_response("200 OK", [])
        return [b"done"]


def _send(app: Turns, body: bytes) -> str:
    builder = EnvironBuilder(method="POST", input_stream=io.BytesIO(body), content_length=len(body))
    return run_wsgi_app(app, builder.get_environ())[1]


def test_many_requests_are_worked_on_two_at_a_time_and_all_are_answered() -> None:
    inner = Counting()
    app = Turns(inner, at_a_time=2, patience=60)
    bodies = [f"request {place}".encode() for place in range(64)]
    with ThreadPoolExecutor(16) as people:
        answers = [*people.map(lambda body: _send(app, body), bodies)]
    assert answers == ["200 OK"] * 64
    assert sorted(inner.read) == sorted(bodies)
    assert 1 <= inner.most <= 2


class Stuck:
    """An application whose requests stay until they are let go, but for those that ask to pass."""

    def __init__(self) -> None:
        self.here, self.go = threading.Semaphore(0), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["wsgi.input"].read(4) != b"pass":
            self.here.release()
            assert self.go.wait(60)
        start_response("200 OK", [])
        return [b""]


def test_a_request_waits_a_limited_time_behind_stuck_ones_and_an_upload_not_at_all() -> None:
    inner = Stuck()
    with ThreadPoolExecutor(4) as people:
        patient, hurried = Turns(inner, at_a_time=2, patience=60), Turns(inner, at_a_time=2, patience=0.01)
        held = [people.submit(_send, app, b"stay") for app in (patient, patient)]
        for _ in held:
            assert inner.here.acquire(timeout=60)
        assert _send(patient, b"pass" + bytes(64 * 1024)) == "200 OK"
        waiting = people.submit(_send, patient, b"pass")
        held += [people.submit(_send, hurried, b"stay")]
        assert _send(hurried, b"pass") == "200 OK"
        assert not waiting.done()
        inner.go.set()
        assert [each.result(60) for each in (*held, waiting)] == ["200 OK"] * 4


def test_a_turn_ends_with_an_error_too() -> None:
    def broken(_environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        raise ValueError("broken")

    app = Turns(broken, at_a_time=1, patience=60)
    for _ in range(3):
        try:
            _send(app, b"")
        except ValueError:
            continue
        raise AssertionError("the error was swallowed")
