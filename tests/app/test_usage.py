"""Who used the time: on the ticket, in reviews, and nothing of it where another desk tells none (R3.8)."""

import re
from datetime import timedelta

import time_machine
from sqlalchemy import update

from sladesk.actions import communications, solutions, waiting
from sladesk.actions.communications import Contact
from sladesk.db import db
from sladesk.domain.codes import ReasonKind
from sladesk.models import Ticket
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.desk import by
from tests.support.facts import keep, review
from tests.support.moment import NOW
from tests.support.statements import statements


def waited() -> str:
    """A ticket that waited two hours for a part, from the tenth minute on."""
    number = desk.register(minutes=-300, owner="lina")
    communications.contact(by("lina", -295), number, Contact("phone", "已联系客户。"))
    waiting.wait(by("lina", -290), number, on="parts", reason_id=desk.reason(ReasonKind.WAIT_PARTS))
    waiting.resume(by("lina", -170), number)
    return number


def solved(number: str) -> None:
    solutions.solve(by("lina", -60), number, code="remote", solution="重新插紧")


def bar(client: Client, number: str) -> dict[str, str]:
    """What the panel of the ticket says, by whose time it was."""
    page = client.get(f"/tickets/{number}").text
    panel = page.split('id="side-use"', 1)[1].split("</section>", 1)[0]
    rows = re.findall(r"</svg> ([^<]+)</td><td[^>]*>([^<]+)</td>", panel)
    return dict(rows)


def test_the_ticket_says_who_has_the_time_so_far_in_as_many_statements_as_ever(
    client: Client, login: Login
) -> None:
    number = waited()
    login(client, "lina")
    with time_machine.travel(NOW, tick=False):
        assert bar(client, number)["待备件"] == "2 小时"
        assert "至今" in client.get(f"/tickets/{number}").text
        with statements() as sent:
            client.get(f"/tickets/{number}")
    assert len(sent) <= 10, sent
    solved(number)
    assert "解决用时 4 小时" in client.get(f"/tickets/{number}").text


def test_a_review_adds_up_whose_the_time_was(client: Client, login: Login) -> None:
    number = waited()
    with time_machine.travel(NOW, tick=False):
        assert review().use is not None
        solved(number)
        before = review().use
        keep()
        after = review().use
        assert before == after
        assert before is not None
        whole = before.lines[0]
        assert (whole.tickets, sum(whole.seconds), whole.seconds[3], before.untold) == (1, 14_400, 7_200, 0)
        assert [line.seconds for line in before.lines] == [whole.seconds] * 2


def test_what_came_out_of_another_log_tells_nothing_of_it() -> None:
    number = waited()
    solved(number)
    db.session.execute(update(Ticket).where(Ticket.number == number).values(external_source="old"))
    db.session.commit()
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        made = review().use
    assert made is not None
    assert (made.lines, made.untold) == ([], 1)
