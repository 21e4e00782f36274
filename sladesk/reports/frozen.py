"""A document as it is kept: JSON, with the digest that tells whether it is still the same (decision 19)."""

import hashlib

import msgspec

from sladesk.reports.document import Document


def freeze(document: Document) -> tuple[str, str]:
    """Return a document as JSON text, and the SHA-256 of that in hexadecimals."""
    text = msgspec.json.encode(document).decode()
    return text, digest(text)


def digest(text: str) -> str:
    """Return the SHA-256 of a frozen document."""
    return hashlib.sha256(text.encode()).hexdigest()


def thaw(text: str) -> Document:
    """Return the document of a frozen text.

    Raises:
        msgspec.ValidationError: it is none of this schema.
    """
    return msgspec.json.decode(text, type=Document)
