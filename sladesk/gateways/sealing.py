"""Secrets of others, kept so that a stolen database or back-up does not tell them.

The key is derived from the installation's, which lies beside the database and in no back-up. A wrong key or a
changed text is an error, never an empty value.
"""

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class WrongKey(Exception):
    """What was sealed under another key, or changed since, is not opened."""


@lru_cache(maxsize=4)
def _fernet(key: str) -> "Fernet":
    from cryptography.fernet import Fernet  # eight megabytes, for who has robots of chat groups

    root = hashlib.sha256(b"sladesk gateways\n" + key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(root))


def seal(key: str, text: str) -> str:
    """Return a text as it may be stored; an empty one stays empty."""
    return _fernet(key).encrypt(text.encode()).decode() if text else ""


def unseal(key: str, sealed: str) -> str:
    """Return what was sealed.

    Raises:
        WrongKey: by another key, or it was changed.
    """
    if not sealed:
        return ""
    from cryptography.fernet import InvalidToken

    try:
        return _fernet(key).decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeEncodeError) as error:
        raise WrongKey("sealed under another key") from error
