"""Paper knows no dark: what the dark theme sets, print sets again."""

import re

from tests.house.files import ROOT

STATIC = ROOT / "sladesk" / "static"
_TONE = re.compile(r"(--s[a-z]+-[a-z0-9-]+):")


def _tones(sheet: str, opening: str) -> set[str]:
    """Return the names that the first block behind an opening sets."""
    css = (STATIC / sheet).read_text(encoding="utf-8")
    return set(_TONE.findall(css.split(opening, 1)[1].split("}", 1)[0]))


def test_print_sets_every_tone_of_the_dark_theme() -> None:
    dark = _tones("app.css", "[data-bs-theme=dark] {")
    paper = _tones("shell.css", ":root, [data-bs-theme] { color-scheme: light;")
    assert len(dark) > 20
    assert not dark - paper
