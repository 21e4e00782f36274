"""Secrets of others, kept so that a stolen database or back-up does not tell them.

The key is derived from the installation's, which lies beside the database and in no back-up. Stream and mark
are both HMAC-SHA256: the text is xored with a stream counted up from a random start, then all is marked. A
wrong key or a changed text is an error, never an empty value.
"""

import base64
import hashlib
import hmac
import secrets

_START, _MARK = 16, 32
_NAME = "v1."


class WrongKey(Exception):
    """What was sealed under another key, or changed since, is not opened."""


def _keys(key: str) -> tuple[bytes, bytes]:
    root = hashlib.sha256(b"sladesk gateways\n" + key.encode()).digest()
    return hmac.digest(root, b"stream", "sha256"), hmac.digest(root, b"mark", "sha256")


def _xored(key: bytes, start: bytes, text: bytes) -> bytes:
    blocks = range((len(text) + _MARK - 1) // _MARK)
    stream = b"".join(hmac.digest(key, start + block.to_bytes(8, "big"), "sha256") for block in blocks)
    return bytes(a ^ b for a, b in zip(text, stream, strict=False))


def seal(key: str, text: str) -> str:
    """Return a text as it may be stored; an empty one stays empty."""
    if not text:
        return ""
    stream, mark = _keys(key)
    start = secrets.token_bytes(_START)
    body = start + _xored(stream, start, text.encode())
    return _NAME + base64.urlsafe_b64encode(body + hmac.digest(mark, body, "sha256")).decode()


def unseal(key: str, sealed: str) -> str:
    """Return what was sealed.

    Raises:
        WrongKey: by another key, or it was changed.
    """
    if not sealed:
        return ""
    stream, mark = _keys(key)
    try:
        whole = base64.b64decode(sealed.removeprefix(_NAME), altchars=b"-_", validate=True)
    except ValueError as error:
        raise WrongKey("not sealed") from error
    body, found = whole[:-_MARK], whole[-_MARK:]
    if not sealed.startswith(_NAME) or not hmac.compare_digest(found, hmac.digest(mark, body, "sha256")):
        raise WrongKey("sealed under another key")
    return _xored(stream, body[:_START], body[_START:]).decode()
