"""Reading a TOML table key by key, so that what nobody asked for can be named."""

import re
from collections.abc import Collection, Mapping

from sladesk.domain.errors import Invalid, invalid

_CODE = re.compile(r"[a-z][a-z0-9_]{0,31}")
#: Longest word of a mapping in characters.
_LONGEST = 200


class Reader:
    """A table of a mapping; keys that are never asked for are refused by `done`."""

    def __init__(self, stored: Mapping[str, object], path: str) -> None:
        self._stored = stored
        self._path = path
        self._asked: set[str] = set()
        self._inner: list[Reader] = []

    def done(self) -> None:
        """Refuse keys nobody asked for, here and below.

        Raises:
            Invalid: with the first of them.
        """
        for key in self._stored:
            if key not in self._asked:
                raise invalid("mapping", "history_unknown_key", key=self._name(key))
        for inner in self._inner:
            inner.done()

    def keys(self) -> Collection[str]:
        """Return the keys of a table whose keys are words of the log."""
        return self._stored.keys()

    def is_table(self, key: str) -> bool:
        """Whether the value of a key is a table."""
        return isinstance(self._stored.get(key), dict)

    def table(self, key: str, *, needed: bool = True) -> "Reader":
        """Return a table below this one, an empty one when it may be missing."""
        found = self._value(key)
        if found is None and needed:
            raise self.missing(key)
        if found is not None and not isinstance(found, dict):
            raise self.wrong(key, found)
        inner = Reader({str(name): value for name, value in (found or {}).items()}, self._name(key))
        self._inner.append(inner)
        return inner

    def text(self, key: str, *, needed: bool = False) -> str:
        """Return a word, "" when there is none."""
        found = self._value(key)
        if found is None and not needed:
            return ""
        if found is None:
            raise self.missing(key)
        if not isinstance(found, str) or not found.strip() or len(found) > _LONGEST:
            raise self.wrong(key, found)
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of words; a single word is a list of one."""
        found = self._value(key)
        if found is None:
            return ()
        listed = found if isinstance(found, list) else [found]
        if not all(isinstance(word, str) and len(word) <= _LONGEST for word in listed):
            raise self.wrong(key, found)
        return tuple(map(str, listed))

    def choice(self, key: str, choices: Collection[str], default: str = "") -> str:
        """Return one of the choices."""
        found = self.text(key, needed=not default) or default
        if found not in choices:
            raise self.wrong(key, found)
        return found

    def code(self, key: str) -> str:
        """Return a short code."""
        found = self.text(key, needed=True)
        if not _CODE.fullmatch(found):
            raise self.wrong(key, found)
        return found

    def sign(self, key: str, default: str) -> str:
        """Return a single character that no word is made of."""
        found = self._value(key)
        if found is None:
            return default
        if not isinstance(found, str) or len(found) != 1 or found.isalnum() or found in "\r\n\0":
            raise self.wrong(key, found)
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """Return yes or no."""
        found = self._value(key)
        if found is None:
            return default
        if not isinstance(found, bool):
            raise self.wrong(key, found)
        return found

    def words(self, choices: Collection[str] = ()) -> dict[str, str]:
        """Return the whole table as words by words of the log."""
        found = {key: self.text(key, needed=True) for key in self._stored}
        for key, value in found.items():
            if choices and value not in choices:
                raise self.wrong(key, value)
        return found

    def missing(self, key: str) -> Invalid:
        """Return the error for a key that must be there."""
        return invalid("mapping", "history_missing_key", key=self._name(key))

    def wrong(self, key: str, value: object) -> Invalid:
        """Return the error for a value that can't be."""
        return invalid("mapping", "history_wrong_value", key=self._name(key), value=str(value)[:100])

    def _value(self, key: str) -> object:
        self._asked.add(key)
        return self._stored.get(key)

    def _name(self, key: str) -> str:
        return ".".join(filter(None, (self._path, key)))
