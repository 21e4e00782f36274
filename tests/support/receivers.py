"""The other side of what goes out: a web server that plays the robots of chat groups, and a mail server.

Both really listen on the loopback, say what they are told to say, and keep what came.
"""

import base64
import hashlib
import hmac
import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET = "SEC-guilin-7a5c"


@dataclass
class Post:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: Any

    @property
    def text(self) -> str:
        """What the group would read."""
        for part in (self.body.get("markdown"), self.body.get("text"), self.body.get("content")):
            if part:
                return str(part.get("content") or part.get("text"))
        return ""

    @property
    def ids(self) -> list[str]:
        """The stable ids in it."""
        return self.headers["X-Sladesk-Deliveries"].split()


@dataclass
class Robots:
    """A receiver; `answers` are given one after the other, then all is well."""

    url: str = ""
    posts: list[Post] = field(default_factory=list[Post])
    answers: list[str] = field(default_factory=list[str])
    came: threading.Condition = field(default_factory=threading.Condition)
    hung: threading.Event = field(default_factory=threading.Event)

    def address(self, kind: str) -> str:
        """Return the address of a robot of a kind, as its maker writes it."""
        paths = {
            "wecom": "/cgi-bin/webhook/send?key=693a91f6",
            "dingtalk": "/robot/send?access_token=c30f",
            "feishu": "/open-apis/bot/v2/hook/5b1e",
        }
        return self.url + paths[kind]

    def wait(self, count: int, seconds: float = 30) -> None:
        """Wait until so many messages have come."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.posts) >= count, seconds), len(self.posts)

    def ids(self) -> list[str]:
        """Return the stable ids of everything that came, again where it came again."""
        with self.came:
            return [each for post in self.posts for each in post.ids]


def fault(post: Post, now: float) -> tuple[str, Any]:
    """Return what a maker's own check would say: the code's name and the code, 0 when all is right.

    Arguments:
        now: the receiver's clock, in seconds.
    """
    parts = urlsplit(post.path)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.path.startswith("/cgi-bin/"):
        right = asked.get("key") == "693a91f6" and post.body["msgtype"] == "markdown"
        return "errcode", 0 if right and len(post.text.encode()) <= 4096 else 93000
    if parts.path.startswith("/robot/"):
        at = asked.get("timestamp", "0")
        made = hmac.new(SECRET.encode(), f"{at}\n{SECRET}".encode(), hashlib.sha256).digest()
        fresh = abs(int(at) / 1000 - now) < 3600 and asked.get("access_token") == "c30f"
        right = fresh and asked.get("sign") == base64.b64encode(made).decode()
        return "errcode", 0 if right else 310000
    at = str(post.body.get("timestamp", "0"))
    made = hmac.new(f"{at}\n{SECRET}".encode(), digestmod=hashlib.sha256).digest()
    right = abs(int(at) - now) < 3600 and post.body.get("sign") == base64.b64encode(made).decode()
    return "code", 0 if right else 19021


@contextmanager
def robots(now: float) -> Iterator[Robots]:
    """Listen as chat groups do until the block ends."""
    held = Robots()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            post = Post(self.path, dict(self.headers.items()), body)
            with held.came:
                answer = held.answers.pop(0) if held.answers else "well"
                held.posts.append(post)
                held.came.notify_all()
            self.say(answer, post)

        def say(self, answer: str, post: Post) -> None:
            if answer == "hang":
                held.hung.wait(60)
                self.close_connection = True
                return
            name, code = fault(post, now)
            if answer.startswith("code:"):
                name, code = "errcode", int(answer.removeprefix("code:"))
            said = b"<html>" if answer == "html" else json.dumps({name: code, "errmsg": "said so"}).encode()
            status = int(answer) if answer.isdigit() else 200
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{held.url}/elsewhere")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library names it so
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        held.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield held
        held.hung.set()
        server.shutdown()
        thread.join()


@dataclass
class Mails:
    """A mail server; `answers` are its words to recipients, one after the other, then 250."""

    port: int = 0
    mails: list[Message] = field(default_factory=list[Message])
    answers: list[str] = field(default_factory=list[str])


@contextmanager
def mails() -> Iterator[Mails]:
    """Listen as a mail server does until the block ends."""
    held = Mails()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline():
                word = line.decode().strip().upper()
                if word.startswith("RCPT"):
                    self.say(held.answers.pop(0) if held.answers else "250 well")
                elif word == "DATA":
                    self.say("354 go on")
                    self.take()
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 well")

        def take(self) -> None:
            text = b""
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                text += line.removeprefix(b".")
            held.mails.append(message_from_bytes(text))
            self.say("250 kept")

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        address_family = socket.AF_INET

    with Server(("127.0.0.1", 0), Handler) as server:
        held.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield held
        server.shutdown()
        thread.join()
