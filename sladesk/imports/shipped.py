"""Mappings that come with the program: examples to start from, and the log the tests read."""

from pathlib import Path

_FOLDER = Path(__file__).with_name("mappings")


def shipped() -> tuple[str, ...]:
    """Return the names of the mappings that come along."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def shipped_text(name: str) -> str | None:
    """Return a mapping that comes along, None when there is no such."""
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8") if name in shipped() else None
