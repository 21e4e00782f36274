"""Fills the templates of the demo content and sets Chinese typography (a space between Chinese and figures)."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

_CHOICE = re.compile(r"<([^<>]*)>")
_NUMBER = re.compile(r"(¥ )?\[(-?[\d.]+)(?:~(-?[\d.]+))?\]")
_SLOT = re.compile(r"\{(\w+)\}")
# What is rare in a text is looked for, rather than a place between two characters.
_LATIN = re.compile(r"[A-Za-z0-9¥%℃Ω²]+")
_UNITS, _CURRENCY = "%℃Ω²", "¥"


def number(rng: Random, low: str, high: str) -> str:
    """A number between both ends (included) with as many decimals as `low` is written with."""
    first, last, digits = _bounds(low, high)
    value = rng.randint(first, last)
    return f"{value / 10**digits:.{digits}f}" if digits else str(value)


@cache
def _bounds(low: str, high: str) -> tuple[int, int, int]:
    digits = len(low.partition(".")[2])
    return round(float(low) * 10**digits), round(float(high) * 10**digits), digits


def spaced(text: str) -> str:
    """The text with a space between Chinese characters and Latin letters or figures."""
    return _LATIN.sub(_apart, text)


def _apart(hit: re.Match[str]) -> str:
    """A run of letters, figures and signs, with a space to the Chinese beside it; a unit begins without one."""
    text, run, (begin, end) = hit.string, hit[0], hit.span()
    if begin and "\u3400" <= text[begin - 1] <= "\u9fff" and run[0] not in _UNITS:
        run = f" {run}"
    if end < len(text) and "\u3400" <= text[end] <= "\u9fff" and run[-1] != _CURRENCY:
        run = f"{run} "
    return run


class Scene:
    """One ticket's words: a slot gives the same text each time unless it varies, choices and numbers are drawn anew."""

    def __init__(self, rng: Random, slots: Mapping[str, str]) -> None:
        self.rng = rng
        self.slots = dict(slots)
        self._names: dict[str, Sequence[str]] = {}
        self.said: list[str] = []

    def _word(self, slot: str) -> str:
        names = self._names.get(slot)
        return self.rng.choice(names) if names else self.slots[slot]

    def vary(self, slot: str, names: Sequence[str]) -> None:
        """Gives a slot several names, of which each use draws one."""
        self._names[slot] = tuple(names)

    def say(self, template: str) -> str:
        """The template with slots, choices and numbers filled in; it stands in `said` from now on.

        Raises KeyError for an unknown slot.
        """
        self.said.append(text := self._fill(template))
        return text

    def _fill(self, template: str) -> str:
        text = _SLOT.sub(lambda hit: self._word(hit[1]), template) if "{" in template else template
        if "<" in text:
            text = _CHOICE.sub(lambda hit: self.rng.choice(hit[1].split("/")), text)
        if "[" in text:
            text = _NUMBER.sub(self._drawn, text)
        return spaced(text)

    def _drawn(self, hit: re.Match[str]) -> str:
        """Draw a number; an amount of money has its thousands apart."""
        drawn = number(self.rng, hit[2], hit[3] or hit[2])
        return f"{hit[1]}{int(drawn):,}" if hit[1] else drawn

    def pick(self, templates: Sequence[str]) -> str:
        """One of the templates, filled in. Raises IndexError when there is none."""
        return self.say(self.rng.choice(templates))

    def several(self, templates: Sequence[str], count: int) -> tuple[str, ...]:
        """Up to `count` different templates, filled in, in random order."""
        return tuple(self.say(text) for text in self.rng.sample(list(templates), min(count, len(templates))))

    def keep(self, slot: str, template: str) -> str:
        """Fills the template once and keeps it as a slot, so that numbers agree throughout the ticket."""
        self.slots[slot] = self._fill(template)
        return self.slots[slot]
