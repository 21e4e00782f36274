"""Fills the templates of the demo content and sets Chinese typography (a space between Chinese and figures)."""

import re
from collections.abc import Mapping, Sequence
from random import Random

_CHOICE = re.compile(r"<([^<>]*)>")
_NUMBER = re.compile(r"\[(-?[\d.]+)(?:~(-?[\d.]+))?\]")
_SLOT = re.compile(r"\{(\w+)\}")
_AFTER_HAN = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9¥])")
_BEFORE_HAN = re.compile(r"(?<=[A-Za-z0-9%℃Ω²])(?=[\u3400-\u9fff])")


def number(rng: Random, low: str, high: str) -> str:
    """A number between both ends (included) with as many decimals as `low` is written with."""
    digits = len(low.partition(".")[2])
    scale = 10**digits
    value = rng.randint(round(float(low) * scale), round(float(high) * scale))
    return f"{value / scale:.{digits}f}"


def spaced(text: str) -> str:
    """The text with a space between Chinese characters and Latin letters or figures."""
    return _BEFORE_HAN.sub(" ", _AFTER_HAN.sub(" ", text))


class Scene:
    """One ticket's words: a slot gives the same text each time unless it varies, choices and numbers are drawn anew."""

    def __init__(self, rng: Random, slots: Mapping[str, str]) -> None:
        self.rng = rng
        self.slots = dict(slots)
        self._names: dict[str, Sequence[str]] = {}

    def _word(self, slot: str) -> str:
        names = self._names.get(slot)
        return self.rng.choice(names) if names else self.slots[slot]

    def vary(self, slot: str, names: Sequence[str]) -> None:
        """Gives a slot several names, of which each use draws one."""
        self._names[slot] = tuple(names)

    def say(self, template: str) -> str:
        """The template with slots, choices and numbers filled in. Raises KeyError for an unknown slot."""
        text = _SLOT.sub(lambda hit: self._word(hit[1]), template)
        text = _CHOICE.sub(lambda hit: self.rng.choice(hit[1].split("/")), text)
        text = _NUMBER.sub(lambda hit: number(self.rng, hit[1], hit[2] or hit[1]), text)
        return spaced(text)

    def pick(self, templates: Sequence[str]) -> str:
        """One of the templates, filled in. Raises IndexError when there is none."""
        return self.say(self.rng.choice(templates))

    def several(self, templates: Sequence[str], count: int) -> tuple[str, ...]:
        """Up to `count` different templates, filled in, in random order."""
        return tuple(self.say(text) for text in self.rng.sample(list(templates), min(count, len(templates))))

    def keep(self, slot: str, template: str) -> str:
        """Fills the template once and keeps it as a slot, so that numbers agree throughout the ticket."""
        self.slots[slot] = self.say(template)
        return self.slots[slot]
