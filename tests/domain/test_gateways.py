"""How the ways out of the desk bear with the other side: slow, endless, rude, or clever with its signs."""

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from sladesk.config import Smtp
from sladesk.domain.telling import Failure, RobotKind, is_email, parse_failure
from sladesk.gateways import Message, Undelivered, looking, mail, posting, robots
from sladesk.gateways.message import Line

NOW = datetime(2026, 11, 19, 6, 8, tzinfo=UTC)
MESSAGE = Message("b", "title", (Line("one", "said"),))


@contextmanager
def talker(beginning: bytes, drop: bytes) -> Iterator[int]:
    """Listen, say how it begins to the first who comes, then the same piece until nobody listens."""
    ended = threading.Event()

    def talk() -> None:
        link, _from = listening.accept()
        with link:
            try:
                link.sendall(beginning)
                while not ended.wait(0.02):
                    link.sendall(drop)
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=talk)
        thread.start()
        yield int(listening.getsockname()[1])
        ended.set()
        thread.join()


@pytest.mark.parametrize(
    ("beginning", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_drips_is_given_up_on(
    monkeypatch: pytest.MonkeyPatch, scheme: str, beginning: bytes, drop: bytes
) -> None:
    monkeypatch.setattr(posting, "WHOLE", 0.3)
    with talker(beginning, drop) as port, pytest.raises(Undelivered) as said:
        posting.post(f"{scheme}://127.0.0.1:{port}/", b"{}", {}, private=True)
    assert str(said.value) == "no_answer" or scheme == "https"


@pytest.mark.parametrize(("beginning", "drop"), [(b"", b"220-wait\r\n"), (b"220 here\r\n250-", b"x")])
def test_a_mail_server_that_drips_is_given_up_on(
    monkeypatch: pytest.MonkeyPatch, beginning: bytes, drop: bytes
) -> None:
    monkeypatch.setattr(mail, "WHOLE", 0.3)
    with talker(beginning, drop) as port, pytest.raises(Undelivered) as said:
        mail.send(Smtp("127.0.0.1", port, "none", sender="a@b.example"), "c@d.example", MESSAGE, NOW, "h")
    assert said.value.away


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Servers of names that answer nobody; the names that were asked for."""
    asked, ended = list[str](), threading.Event()

    def wait(host: str, *_all: object, **_named: object) -> list[object]:
        asked.append(host)
        ended.wait(60)
        return []

    monkeypatch.setattr(looking, "getaddrinfo", wait)
    monkeypatch.setattr(looking, "LONGEST", 0.1)
    monkeypatch.setattr(looking, "_free", threading.BoundedSemaphore(looking.MOST))
    yield asked
    ended.set()


def test_servers_of_names_that_are_silent_hold_up_nothing(silent: list[str]) -> None:
    for _ in range(looking.MOST + 2):
        with pytest.raises(Undelivered, match=r"^host_slow$") as said:
            posting.post("https://chat.example/hook", b"{}", {}, private=False)
        assert not said.value.final
    assert silent == ["chat.example"] * looking.MOST, "no more than so many are waited for by nobody"


def test_a_mail_server_whose_name_nobody_answers_for_is_away(silent: list[str]) -> None:
    with pytest.raises(Undelivered) as said:
        mail.send(Smtp("mail.example", 25, "none", sender="a@b.example"), "c@d.example", MESSAGE, NOW, "h")
    assert said.value.away
    assert silent == ["mail.example"]


@pytest.mark.parametrize("host", ["x" * 64 + ".example", "a..example"])
def test_what_is_no_name_is_not_known(host: str) -> None:
    with pytest.raises(Undelivered, match=r"^host_unknown$"):
        posting.post(f"https://{host}/hook", b"{}", {}, private=False)


@pytest.mark.parametrize(
    ("host", "hello"),
    [
        ("desk.example.cn", "desk.example.cn"),
        ("localhost", "[127.0.0.1]"),
        ("10.0.0.7", "[10.0.0.7]"),
        ("2001:db8::7", "[IPv6:2001:db8::7]"),
    ],
)
def test_the_site_says_hello_by_its_own_name(host: str, hello: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        heard = list[bytes]()

        def serve() -> None:
            link, _from = listening.accept()
            with link, link.makefile("rb") as lines:
                link.sendall(b"220 here\r\n")
                heard.append(lines.readline())

        thread = threading.Thread(target=serve)
        thread.start()
        port = int(listening.getsockname()[1])
        with pytest.raises(Undelivered):
            mail.send(
                Smtp("127.0.0.1", port, "none", sender="a@b.example"), "c@d.example", MESSAGE, NOW, host
            )
        thread.join()
    assert heard == [f"ehlo {hello}\r\n".encode()]


@pytest.mark.parametrize("last", ["", "500 no\r\n"])
def test_what_a_mail_server_has_taken_is_sent_however_it_says_good_bye(last: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            link, _from = listening.accept()
            with link, link.makefile("rb") as heard:
                link.sendall(b"220 here\r\n")
                for line in heard:
                    if line.upper().startswith(b"DATA"):
                        link.sendall(b"354 go on\r\n")
                        list(itertools.takewhile(lambda each: each != b".\r\n", heard))
                    if line.upper().startswith(b"QUIT"):
                        link.sendall(last.encode())
                        return
                    link.sendall(b"250 well\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        port = int(listening.getsockname()[1])
        mail.send(Smtp("127.0.0.1", port, "none", sender="a@b.example"), "c@d.example", MESSAGE, NOW, "h")
        thread.join()


@pytest.mark.parametrize("address", ["<a@b>", "a@b.", "(a@b", "a b@c", "a@", "@b", "", "a@b,c@d"])
def test_what_is_no_mailbox_is_refused_once_and_for_all(address: str) -> None:
    assert not is_email(address)
    with pytest.raises(Undelivered) as said:
        mail.compose(Smtp("h", 25, "none", sender="a@b.example"), address, MESSAGE, NOW, "h")
    assert said.value.final


@pytest.mark.parametrize("address", ["a@b", "lina.wang+desk@mail.example.cn", "x_1@a-b.example"])
def test_what_is_a_mailbox(address: str) -> None:
    assert is_email(address)
    assert (
        mail.compose(Smtp("h", 25, "none", sender="a@b.example"), address, MESSAGE, NOW, "h")["To"] == address
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[" * 60_000, "^no_json$"),
        (b'{"errcode": 1, "errmsg": "a\\u0000b\\ud800c"}', "^robot_refused: 1 a b c$"),
    ],
)
def test_what_a_robot_answers_can_be_stored(body: bytes, said: str) -> None:
    with pytest.raises(Undelivered, match=said):
        robots._check(posting.Answer(200, body))


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        ((b"421 busy",), "mail_busy: SMTP 421"),
        ((b"220 here", b"250 well", b"553 who"), "mail_sender: SMTP 553"),
        ((b"220 here", b"250 well", b"250 well", b"450 full"), "mail_recipient: SMTP 450"),
        ((b"220 here", b"250 well", b"250 well", b"250 well", b"452 full"), "mail_refused: SMTP 452"),
        ((b"220 here", b"500 what", b"500 what"), "mail_refused: SMTP 500"),
        ((), "mail_away: SMTPServerDisconnected"),
    ],
)
def test_what_a_mail_server_refuses_is_told_by_a_code(talk: tuple[bytes, ...], said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            link, _from = listening.accept()
            with link, link.makefile("rb") as heard:
                for answer in talk:
                    link.sendall(answer + b"\r\n")
                    heard.readline()

        thread = threading.Thread(target=serve)
        thread.start()
        port = int(listening.getsockname()[1])
        with pytest.raises(Undelivered) as error:
            mail.send(Smtp("127.0.0.1", port, "none", sender="a@b.example"), "c@d.example", MESSAGE, NOW, "h")
        thread.join()
    assert str(error.value) == said


@pytest.mark.parametrize("why", list(Failure))
@pytest.mark.parametrize("said", ["", "HTTP 502", "93000 invalid: hint: [1]", "没有:这个群"])
def test_a_failure_is_read_as_it_was_written(why: Failure, said: str) -> None:
    assert parse_failure(str(Undelivered(why, said))) == (why, said)


@pytest.mark.parametrize("text", ["", "code 93000: invalid", "HTTP 502", "Retired", "status:x"])
def test_a_failure_of_another_spelling_is_all_said(text: str) -> None:
    assert parse_failure(text) == (None, text)


@pytest.mark.parametrize("kind", list(RobotKind))
def test_no_event_is_left_out_of_a_message_it_was_counted_in(kind: RobotKind) -> None:
    lines = tuple(Line(f"id-{n:02}", "[*_]" * 100, f"https://desk.example/tickets/{n}") for n in range(60))
    left = lines
    while left:
        some = left[: robots.fitting(kind, left)]
        _url, body = robots.request_for(kind, "https://x", "", Message("b", "*" * 300, some), NOW)
        text = str(body)
        assert all(line.public_id in text for line in some)
        assert len(text.encode()) <= {RobotKind.WECOM: 4096}.get(kind, 20_000)
        left = left[len(some) :]


@pytest.mark.parametrize("kind", list(RobotKind))
def test_nothing_a_customer_types_becomes_a_link_or_a_mention(kind: RobotKind) -> None:
    line = Line("one", "[看](http://evil.example/a) www.evil.cn <@all> @13900001111 \\](x)\n# head")
    _url, body = robots.request_for(kind, "https://x", "", Message("b", "t", (line,)), NOW)
    said = str(body)
    for sign in ("](", "http://", "evil.example", "evil.cn", "<@", "@1", "\\](", "\n#", "# head"):
        assert sign not in said, sign
