"""The version an administrator's form carries: of what it shows, as it was sent or as it is stored."""

from collections.abc import Callable

import pytest

from sladesk.actions import policies
from tests.app.test_policy_drafts import form_of
from tests.support.admin import admin
from tests.support.client import Client
from tests.support.forms import posted

Login = Callable[[Client, str], Client]
Data = dict[str, list[str] | str]
NAMED: Data = {"name_zh": "直播间", "name_en": "Live room"}
#: What is made of each kind; where its form is, its data and a step beside it: `made`.
NEW: dict[str, tuple[str, Data]] = {
    "rule": ("/admin/routing/new", {"team": "service_desk", "owner": "balanced"}),
    "master": ("/admin/teams/new", {**NAMED, "kind": "desk"}),
    "chain": ("/admin/chains/new", {**NAMED, "step-0": "late", "step-0.to": "owner"}),
}
HERE = {"master": "/admin/teams/live_room", "chain": "/admin/chains/live_room"}
STEPS: dict[str, tuple[str, Data]] = {
    "rule": ("/step", {"way": "remove"}),
    "master": ("/retire", {}),
    "chain": ("/retire", {}),
    "policy": ("/step", {"way": "remove"}),
}


def version_of(page: str, here: str) -> str:
    """Return the version the form of a page carries that is sent to an address."""
    (form,) = [form for form in posted(page) if form.action == here]
    return form.body()["version"][0]


def made(client: Client, kind: str) -> tuple[str, Data]:
    """Make what a form changes and change it, so that version 1 is old; return its address and data."""
    if kind == "policy":
        policies.open_draft(admin())
        here = "/admin/policies/draft/rows/urgent"
        data: Data = form_of(client.get(here).text)
    else:
        at, data = NEW[kind]
        assert client.send(at, data).status_code == 303
        steps = [form.action for form in posted(client.get("/admin/routing").text)]
        here = HERE.get(kind) or next(s.removesuffix("/step") for s in steps if s.endswith("/step"))
    assert version_of(client.get(here).text, here) == "1"
    assert client.send(here, data | {"version": "1"}).status_code == 303
    return here, data


@pytest.mark.parametrize("kind", STEPS)
def test_after_a_step_that_came_too_late_the_form_can_be_saved(
    client: Client, login: Login, kind: str
) -> None:
    here, data = made(login(client, "linhao"), kind)
    path, step = STEPS[kind]
    late = client.send(here + path, step | {"version": "1"})
    assert late.status_code == 409
    shown = version_of(late.text, here)
    assert shown != "1"
    assert client.send(here, data | {"version": shown}).status_code == 303


@pytest.mark.parametrize("kind", ["master", "chain", "policy"])
def test_what_is_put_right_is_still_filled_from_an_older_version(
    client: Client, login: Login, kind: str
) -> None:
    here, data = made(login(client, "linhao"), kind)
    wrong = client.send(here, data | {"name_zh": " ", "version": "1"})
    assert wrong.status_code == 422
    assert version_of(wrong.text, here) == "1"
    both = client.send(here, data | {"version": "1"})
    assert both.status_code == 409
    assert client.send(here, data | {"version": version_of(both.text, here)}).status_code == 303
