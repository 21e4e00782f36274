"""The robots of chat groups: 企业微信 (WeCom), 钉钉 (DingTalk), 飞书 (Feishu), as their makers say.

WeCom knows the group by the key in the address. DingTalk signs in the address: milliseconds and secret, under
the secret. Feishu signs in the body: nothing, under seconds and secret. All three answer 200 to what they
refuse and say so by a code in the body.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote_plus

from sladesk.domain.telling import Failure, RobotKind
from sladesk.domain.text import clean
from sladesk.gateways.message import Line, Message, Undelivered
from sladesk.gateways.posting import Answer, post

#: Bytes of text a robot takes, with room for what stands around it.
_ROOM = {RobotKind.WECOM: 3_900, RobotKind.DINGTALK: 18_000, RobotKind.FEISHU: 18_000}
#: Events told by one message.
TOGETHER = {RobotKind.WECOM: 12, RobotKind.DINGTALK: 40, RobotKind.FEISHU: 50}
#: Bytes of what is said of one event, and of the line above all.
_SAID, _TITLE = 180, 300
#: Signs that mean something to one of the three, and what stands for them: none of them escapes alike.
_HARMLESS = str.maketrans("\\`*_[]()#~|@<>", "＼｀＊＿［］（）＃～｜＠‹›")
#: What would become a link by itself: the sign before a scheme's slashes, the dots of a host's name.
_LINKS = re.compile(r":(?=//)|(?<=\w)\.(?=[^\W\d_]{2})")


def _cut(text: str, most: int) -> str:
    raw = text.encode()
    return text if len(raw) <= most else raw[: most - 3].decode(errors="ignore") + "…"


def _plain(text: str) -> str:
    """Return a text of one line that no markup, mention, tag or link can hide in."""
    one = " ".join(text.split())
    return _LINKS.sub(lambda found: "：" if found[0] == ":" else "．", one).translate(_HARMLESS)


def _line(line: Line, kind: str) -> str:
    said = _cut(_plain(line.text), _SAID)
    if kind == RobotKind.FEISHU:
        return f"{said} {line.url} [{line.public_id}]"
    linked = f"[{said}]({line.url})" if line.url else said
    mark = f'<font color="comment">{line.public_id}</font>' if kind == RobotKind.WECOM else line.public_id
    return f"- {linked} {mark}"


def fitting(kind: str, lines: Sequence[Line]) -> int:
    """Return how many of some events go into one message, at least one; the rest goes in the next."""
    left = _ROOM[RobotKind(kind)] - _TITLE
    for count, line in enumerate(lines):
        left -= len(_line(line, kind).encode()) + 1
        if left < 0:
            return max(1, count)
    return len(lines)


def _text(message: Message, kind: str) -> str:
    title = _cut(_plain(message.title), _TITLE - 10)
    head = title if kind == RobotKind.FEISHU else f"**{title}**"
    return "\n".join((head, *(_line(line, kind) for line in message.lines), message.foot)).strip()


def dingtalk_sign(secret: str, milliseconds: str) -> str:
    """Return the signature DingTalk expects in the address, before it is escaped."""
    made = hmac.digest(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(made).decode()


def feishu_sign(secret: str, seconds: str) -> str:
    """Return the signature Feishu expects in the body: the secret is in the key, the message is empty."""
    return base64.b64encode(hmac.digest(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256)).decode()


def request_for(kind: str, address: str, secret: str, message: Message, now: datetime) -> tuple[str, object]:
    """Return address and body of the request.

    Arguments:
        now: the present of the signature.
    """
    said = _text(message, kind)
    if kind == RobotKind.WECOM:
        return address, {"msgtype": "markdown", "markdown": {"content": said}}
    if kind == RobotKind.DINGTALK:
        at = str(int(now.timestamp() * 1000))
        url = f"{address}&timestamp={at}&sign={quote_plus(dingtalk_sign(secret, at))}" if secret else address
        return url, {"msgtype": "markdown", "markdown": {"title": message.title[:60], "text": said}}
    body: dict[str, object] = {"msg_type": "text", "content": {"text": said}}
    if secret:
        at = str(int(now.timestamp()))
        body = {"timestamp": at, "sign": feishu_sign(secret, at)} | body
    return address, body


def send(kind: str, address: str, secret: str, message: Message, now: datetime, *, private: bool) -> None:
    """Say a message in a chat group.

    Raises:
        Undelivered: the robot did not take it.
    """
    url, body = request_for(kind, address, secret, message, now)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Sladesk",
        "X-Sladesk-Message": message.batch,
        "X-Sladesk-Deliveries": message.ids,
    }
    _check(post(url, json.dumps(body, ensure_ascii=False).encode(), headers, private=private))


def _check(answer: Answer) -> None:
    """Look for the code by which a robot says that it did not say it."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError) as error:  # brackets in brackets without end
        raise Undelivered(Failure.NO_JSON) from error
    code = (
        next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), None)
        if isinstance(said, dict)
        else None
    )
    if code is None:
        raise Undelivered(Failure.NO_CODE)
    if code != 0:
        why = clean(str(said.get("errmsg") or said.get("msg") or ""))
        raise Undelivered(Failure.ROBOT_REFUSED, f"{clean(str(code))[:20]} {why[:200]}".strip())
