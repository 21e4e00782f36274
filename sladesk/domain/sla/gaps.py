"""Tickets without a target, said shortly: boxes of facts merged, and named by what is special about them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Facts

Cell = tuple[frozenset[Facts], ...]
"""Values of each of the five facts; a ticket lies in it when all of its own do.

A place is a channel and whether it is a post about the brand, a subject a category with class and risk level.
"""


@dataclass(frozen=True, slots=True)
class Gap:
    """Tickets without a target of a kind; conditions as in `Match`, those that hold for all left out."""

    kind: ClockKind
    conditions: Mapping[str, tuple[str, ...]]


def merged(cells: Iterable[Cell]) -> list[Cell]:
    """The same tickets in fewer boxes: those that differ in one fact alone become one."""
    boxes, before = list(cells), -1
    while len(boxes) != before:
        before = len(boxes)
        for at in range(5):
            joined: dict[Cell, frozenset[Facts]] = {}
            for box in boxes:
                rest = box[:at] + box[at + 1 :]
                joined[rest] = joined.get(rest, frozenset()) | box[at]
            boxes = [(*rest[:at], values, *rest[at:]) for rest, values in joined.items()]
    return boxes


def described(kind: ClockKind, box: Cell, values: Sequence[Sequence[Facts]]) -> Iterator[Gap]:
    """The gaps of a box; several where a post about the brand or the risk level tells them apart."""
    plain: dict[str, tuple[str, ...]] = {}
    for name, at in (("service_type", 2), ("priority", 3), ("tier", 4)):
        if box[at] != frozenset(values[at]):
            plain[name] = tuple(getattr(value, name) or "" for value in values[at] if value in box[at])
    for place in _places(box[0], values[0]):
        for subject in _subjects(box[1], values[1]):
            yield Gap(kind, {**place, **subject, **plain})


def _places(found: frozenset[Facts], every: Sequence[Facts]) -> Iterator[dict[str, tuple[str, ...]]]:
    """Channels, apart by whether posts about the brand alone, only other requests, or both are meant."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    can, held = _posts(every), _posts(found)
    for channel, posts in held.items():
        groups.setdefault(() if len(posts) == len(can[channel]) else tuple(posts), []).append(channel)
    for posts, channels in groups.items():
        said: dict[str, tuple[str, ...]] = {}
        if len(channels) < len(can):
            said["channel"] = tuple(code for code in can if code in channels)
        if posts:
            said["brand_post"] = ("yes" if posts[0] else "no",)
        yield said


def _posts(places: Iterable[Facts]) -> dict[str, list[bool]]:
    """Of each channel whether posts about the brand are meant, other requests, or both."""
    found: dict[str, list[bool]] = {}
    for place in places:
        found.setdefault(place.channel or "", []).append(place.brand_post)
    return found


def _subjects(found: frozenset[Facts], every: Sequence[Facts]) -> Iterator[dict[str, tuple[str, ...]]]:
    """Categories, apart by risk levels where need be; a branch that is whole is named by its root."""
    can, held = _risks(every), _risks(found)
    levels = tuple(dict.fromkeys(risk for risks in can.values() for risk in risks))
    meant = tuple(risk for risk in levels if any(risk in risks for risks in held.values()))
    alike = [c for c in can if set(held.get(c, ())) == set(can[c]).intersection(meant)]
    if len(alike) == len(can):
        yield {} if len(meant) == len(levels) else {"risk_level": meant}
        return
    groups: dict[tuple[str, ...], list[str]] = {}
    for category, risks in held.items():
        groups.setdefault(() if len(risks) == len(can[category]) else tuple(risks), []).append(category)
    for risks, categories in groups.items():
        said = {"category": tuple(roots(categories, list(can)))}
        yield {**said, "risk_level": risks} if risks else said


def _risks(subjects: Iterable[Facts]) -> dict[str, list[str]]:
    """The risk levels of each category, "" for none."""
    found: dict[str, list[str]] = {}
    for subject in subjects:
        found.setdefault(subject.category or "", []).append(subject.risk_level or "")
    return found


def roots(found: Sequence[str], every: Sequence[str]) -> list[str]:
    """Return the shortest dotted paths below which all of `every` are found, and no others."""
    wanted, named = set(found), list[str]()
    for path in found:
        parts = path.split(".")
        heads = [".".join(parts[:at]) for at in range(1, len(parts) + 1)]
        for head in heads:
            below = [one for one in every if one == head or one.startswith(f"{head}.")]
            if wanted.issuperset(below):
                if head not in named:
                    named.append(head)
                break
    return named
