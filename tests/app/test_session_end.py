"""The end of a session and the tokens of forms: who is here is asked first, the seed is laid down once."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.client import Client

Login = Callable[[Client, str], Client]
IN_PLACE = {"HX-Request": "true"}


def copies(app: Flask, client: Client, number: int) -> list[Client]:
    """The same browser several times: requests that are under way at once carry the same cookie."""
    held = client.get_cookie("sladesk")
    made = []
    for _ in range(number):
        copy = app.test_client()
        assert isinstance(copy, Client)
        if held is not None:
            copy.set_cookie("sladesk", held.value)
        made.append(copy)
    return made


def test_answers_under_way_at_once_leave_the_seed_alone(app: Flask, client: Client) -> None:
    assert client.sign_in("K001").status_code == 303
    pages = ("/queue", "/register", "/notices/bell?seen=0", "/session/token", "/session/dialog", "/nowhere")
    for path, copy in zip(pages, copies(app, client, len(pages)), strict=True):
        assert "Set-Cookie" not in copy.get(path).headers, path


def test_the_seed_is_another_one_after_signing_in(client: Client) -> None:
    before = client.token()
    client.sign_in("K001")
    answer = client.post("/session/duty", data={"csrf_token": before, "duty": "on"})
    assert (answer.status_code, answer.headers["X-Sladesk-Error"]) == (400, "csrf")


@pytest.mark.parametrize("data", [{}, {"csrf_token": "made up"}])
@pytest.mark.parametrize("path", ["/register", "/tickets/SR20260101001/notes", "/customers", "/session/role"])
def test_without_a_session_the_session_is_what_is_missing(
    client: Client, path: str, data: dict[str, str]
) -> None:
    answer = client.post(path, data=data, headers=IN_PLACE)
    assert (answer.status_code, answer.headers["X-Sladesk-Error"]) == (401, "signed-out")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/login", "/logout", "/language", "/theme"])
def test_what_everybody_may_send_needs_the_token_all_the_same(client: Client, path: str) -> None:
    answer = client.post(path, data={"login": "K001", "password": "x"})
    assert (answer.status_code, answer.headers["X-Sladesk-Error"]) == (400, "csrf")


def test_a_late_answer_does_not_throw_out_who_signed_in_meanwhile(
    app: Flask, client: Client, login: Login
) -> None:
    (late,) = copies(app, client, 1)
    for path in ("/queue/look?stamp=x", "/notices/bell?seen=0"):
        answer = late.get(path, headers={**IN_PLACE, "X-Sladesk-Look": "1"})
        assert answer.status_code == 401
        assert "Set-Cookie" not in answer.headers
