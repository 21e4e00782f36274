"""Form fields that cost little to draw: pages hold lists to choose from that are the same each time."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import wtforms
from markupsafe import Markup, escape
from wtforms.widgets import Select, html_params

#: Lists of options kept at most in each process; the longest are the categories.
_LISTS = 256


@lru_cache(maxsize=_LISTS)
def _options(choices: tuple[tuple[str, str], ...], chosen: str | None) -> str:
    return "".join(
        f'<option{" selected" if value == chosen else ""} value="{escape(value)}">'
        f"{escape(label or value)}</option>"
        for value, label in choices
    )


def _pairs(choices: object) -> tuple[tuple[str, str], ...] | None:
    """Return values and labels; None where options stand in groups or have attributes of their own."""
    if not isinstance(choices, Iterable) or isinstance(choices, dict):
        return None
    pairs = [*choices]
    if any(type(pair) is not tuple or len(pair) != 2 for pair in pairs):
        return None
    return tuple((str(value), str(label)) for value, label in pairs)


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
        attributes = html_params(name=field.name, **kwargs)
        return Markup(f"<select {attributes}>{_options(pairs, chosen)}</select>")  # noqa: S704 - escaped above


class SelectField(wtforms.SelectField):
    """One of several choices."""

    widget = _Kept()
