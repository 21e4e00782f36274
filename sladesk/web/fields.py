"""Form fields that cost little to draw: pages hold lists to choose from that are the same each time."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import wtforms
from markupsafe import Markup
from wtforms.fields.choices import Choice  # type: ignore[missing-module-attribute]  # newer than the stubs
from wtforms.widgets import Select, html_params

#: Lists of options kept at most in each process; the longest are the categories.
_LISTS = 256
_OPTION = Markup('<option value="{}">{}</option>')
_CHOSEN = Markup('<option selected value="{}">{}</option>')
_SELECT = Markup("<select {}>{}</select>")


@lru_cache(maxsize=_LISTS)
def _options(choices: tuple[tuple[str, str], ...], chosen: str | None) -> Markup:
    drawn = (
        (_CHOSEN if value == chosen else _OPTION).format(value, label or value) for value, label in choices
    )
    return Markup("").join(drawn)


def _pairs(choices: object) -> tuple[tuple[str, str], ...] | None:
    """Return values and labels; None where options stand in groups or have attributes of their own."""
    if not isinstance(choices, Iterable) or isinstance(choices, dict):
        return None
    pairs = [*choices]
    if any(type(pair) is not tuple or len(pair) != 2 for pair in pairs):
        return None
    return tuple((str(value), str(label)) for value, label in pairs)


#: Heading of a group of options, empty for none, with the options below it.
Group = tuple[str, tuple[tuple[str, str], ...]]
_GROUP = Markup('<optgroup label="{}">{}</optgroup>')


@lru_cache(maxsize=_LISTS)
def _grouped(groups: tuple[Group, ...], chosen: str | None) -> Markup:
    drawn = (
        _GROUP.format(heading, _options(pairs, chosen)) if heading else _options(pairs, chosen)
        for heading, pairs in groups
    )
    return Markup("").join(drawn)


class _Kept(Select):
    """Draws a list once for its choices and what is chosen; WTForms makes objects of every option."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Draw."""
        pairs = _pairs(field.choices)
        if pairs is None:
            return super().__call__(field, **kwargs)
        kwargs.setdefault("id", field.id)
        for name in self.validation_attrs:
            kwargs.setdefault(name, getattr(field.flags, name, None) or False)
        chosen = next((value for value, _ in pairs if field.coerce(value) == field.data), None)
        return _SELECT.format(html_params(name=field.name, **kwargs), _options(pairs, chosen))


class _Listed(wtforms.SelectField):
    """Reads its choices itself: WTForms does so with plain pairs up to version 3.3 only."""

    def iter_choices(self) -> Iterator[tuple[Any, str, bool, dict[str, Any]]]:
        """Yield value, label, whether it is chosen, and attributes of each choice."""
        yield from (
            Choice(
                str(value), str(label), self.coerce(value) == self.data, attributes[0] if attributes else {}
            )
            for value, label, *attributes in self.choices or ()
        )

    def has_groups(self) -> bool:
        """Return that no choices stand in groups."""
        return False


class SelectField(_Listed):
    """One of several choices, in a list."""

    widget = _Kept()


class _KeptTree(Select):
    """Draws a list whose options stand in groups, once for these and what is chosen."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Draw."""
        kwargs.setdefault("id", field.id)
        return _SELECT.format(html_params(name=field.name, **kwargs), _grouped(field.groups, field.data))


class TreeField(SelectField):
    """One of several choices, in a list of two levels.

    Arguments:
        groups: the choices; a group without heading stands as it is.
    """

    widget = _KeptTree()
    groups: tuple[Group, ...] = ()


class RadioField(_Listed, wtforms.RadioField):
    """One of several choices, side by side."""
