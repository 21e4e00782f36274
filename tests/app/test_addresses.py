"""Nothing personal stands in an address (ASVS 14.2.1): what is typed about people goes by the body."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import desk
from tests.support.client import Client

Login = Callable[[Client, str], Client]
TEMPLATES = Path(__file__).parents[2] / "sladesk" / "templates"
#: Boxes of forms that are sent by the address; none of them asks for a person.
TYPED_INTO_ADDRESSES = {
    ("admin/audit.html", "action"),
    ("admin/audit.html", "object"),
    ("pages/knowledge.html", "q"),
}
_FORM = re.compile(r'<form\b[^>]*method="get".*?</form>', re.DOTALL)
_BOX = re.compile(r"<(?:input|textarea)\b[^>]*>")
_NAME = re.compile(r'\bname="([^"]+)"')
_NO_WORDS = re.compile(r'type="(hidden|date|datetime-local|month|checkbox|radio|number)"')


def boxes() -> Iterator[tuple[str, str]]:
    """Every box for words in a form whose fields become an address."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        for form in _FORM.findall(path.read_text(encoding="utf-8")):
            for box in _BOX.findall(form):
                name = _NAME.search(box)
                if name and not _NO_WORDS.search(box):
                    yield str(path.relative_to(TEMPLATES)), name[1]


def test_no_box_about_people_becomes_an_address() -> None:
    assert set(boxes()) == TYPED_INTO_ADDRESSES


def test_no_part_sends_a_whole_form_by_its_address() -> None:
    found = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        for tag in re.findall(r"<[^<>]*\bhx-get=[^<>]*>", path.read_text(encoding="utf-8"))
        if "hx-include" in tag and ("closest form" in tag or "#register" in tag)
    ]
    assert found == []


@pytest.mark.parametrize("path", ["/search", "/customers", "/register", "/tickets", "/queue"])
def test_pages_take_no_customer_from_an_address(client: Client, login: Login, path: str) -> None:
    desk.register(verbatim="请回电 13800005678")
    login(client, "K001")
    known = dict.fromkeys(("q", "text", "mobile", "name", "contact_phone", "verbatim"), "13800005678")
    page = client.get(path, query_string=known).text
    assert 'value="13800005678"' not in page
    assert ">13800005678" not in page
    assert path == "/customers" or "C202611190001" not in page


@pytest.mark.parametrize("path", ["/search/suggest", "/register/who", "/register/help", "/customers/find"])
def test_look_ups_answer_no_address(client: Client, login: Login, path: str) -> None:
    assert login(client, "K001").get(path, query_string={"q": "13800005678"}).status_code in {404, 405}


@pytest.mark.parametrize("path", ["/search", "/customers/find"])
def test_looking_up_works_without_scripts(client: Client, login: Login, path: str) -> None:
    page = login(client, "K001").send(path, {"q": "13800005678"})
    assert page.status_code == 200
    assert "<html" in page.text
    assert "C202611190001" in page.text


def test_people_are_looked_up_without_an_address(client: Client, login: Login) -> None:
    """Pages that follow ask by the body, too; who loads the page anew finds an ordinary list."""
    login(client, "linhao")
    assert client.post("/admin/people/find", data={"q": "李娜"}).status_code == 400, "no token"
    page = client.send("/admin/people/find", {"q": "李娜", "role": "agent"}).text
    assert "K001" in page
    assert "K002" not in page
    for address in re.findall(r'(?:href|action|hx-get|hx-post)="([^"]*)"', page):
        assert "李娜" not in address
        assert "%E6%9D%8E" not in address
    assert 'data-page="/admin/people"' in page
    assert "K002" in client.get("/admin/people?q=%E6%9D%8E%E5%A8%9C").text, "an address asks for nobody"
    assert client.get("/admin/people/find").status_code == 404


def test_looking_up_needs_the_token(client: Client, login: Login) -> None:
    login(client, "K001")
    for path in ("/search", "/search/suggest", "/register/who", "/customers/find"):
        assert client.post(path, data={"q": "zjg"}).status_code == 400


@pytest.mark.parametrize("text", ["13800005678", "138 0000 5678", "zhang@example.com"])
@pytest.mark.parametrize("where", ["queue", "tickets"])
def test_a_filter_by_number_or_mail_becomes_a_search(
    client: Client, login: Login, where: str, text: str
) -> None:
    answer = login(client, "K001").send("/lists/filter", {"page": where, "text": text})
    assert answer.status_code == 200
    assert text in answer.text
    assert 'data-page="/search"' in answer.text


def test_a_filter_becomes_the_address_of_the_list(client: Client, login: Login) -> None:
    login(client, "K001")
    form = {"page": "tickets", "text": "漏水", "owner": "K001", "status": "", "tab": ""}
    answer = client.send("/lists/filter", form)
    assert (answer.status_code, answer.location) == (303, "/tickets?owner=K001&text=%E6%BC%8F%E6%B0%B4")
    assert client.send("/lists/filter", {"page": "tickets"}).location == "/tickets?all=1"


@pytest.mark.parametrize("path", ["/admin/policies/999999999999", "/field/visits/SR20261121001/3000000000"])
def test_numbers_beyond_their_column_lead_nowhere(client: Client, login: Login, path: str) -> None:
    who = "linhao" if path.startswith("/admin") else "lina"
    assert login(client, who).get(path).status_code in {403, 404}
