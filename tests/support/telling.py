"""What a story of the demo department says: every text that can become one of a ticket."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from sladesk.demo.content import TicketStory

CODES = {
    "symptom",
    "category",
    "service_type",
    "risk_level",
    "product",
    "answers",
    "solution_code",
    "department",
}
CODES |= {"flow", "readings", "part", "place", "topic", "cause", "fix", "phase"}


def texts(value: object) -> Iterator[str]:
    """Every text of a story that becomes text of a ticket; codes and names of things are left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for spot in fields(value):
            if spot.name not in CODES:
                yield from texts(getattr(value, spot.name))


def sentences(told: TicketStory) -> set[str]:
    found = {part.strip() for text in texts(told) for part in re.split(r"[。！？；\n]", text)}
    return {sentence for sentence in found if sentence}
