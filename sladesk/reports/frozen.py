"""A document as it is kept: JSON, with the digest that tells whether it is still the same (decision 19)."""

import hashlib

import msgspec

from sladesk.domain.errors import DeskError
from sladesk.domain.minutes import Words
from sladesk.reports.document import Document


class Changed(DeskError):
    """What is stored of an edition is not what was issued: nothing of it is shown as if it were (409)."""

    code = "edition_changed"


def freeze(document: Document) -> tuple[str, str]:
    """Return a document as JSON text, and the SHA-256 of that in hexadecimals."""
    text = msgspec.json.encode(document).decode()
    return text, digest(text)


def digest(text: str) -> str:
    """Return the SHA-256 of a frozen document."""
    return hashlib.sha256(text.encode()).hexdigest()


def opened(text: str, sha256: str) -> Document:
    """Return the document of an edition that is still as it was issued.

    Arguments:
        sha256: what its text had then.

    Raises:
        Changed: it has another, or can't be read.
    """
    if digest(text) != sha256:
        raise Changed
    try:
        return thaw(text)
    except msgspec.DecodeError as error:
        raise Changed from error


def thaw(text: str) -> Document:
    """Return the document of a frozen text.

    Raises:
        msgspec.ValidationError: it is none of this schema.
    """
    return msgspec.json.decode(text, type=Document)


def pack(words: Words) -> str:
    """Return what was added to an edition as JSON text."""
    return msgspec.json.encode(words).decode()


def unpack(text: str) -> Words:
    """Return what was added to an edition, nothing for an empty text."""
    return msgspec.json.decode(text, type=Words) if text else Words()
