"""Rows of lists as they are rendered, kept until something of them changes."""

from functools import lru_cache

from flask import Flask, get_template_attribute
from markupsafe import Markup

from sladesk.web.rows import RowView
from sladesk.web.templating import fill, form_keys, hole
from sladesk.web.words import locale_name


@lru_cache(maxsize=1500)
def _rendered(_locale: str, template: str, macro: str, *values: object) -> Markup:
    made: Markup = get_template_attribute(template, macro)(*values)
    return made


def row_html(row: RowView, columns: tuple[str, ...], marks: object) -> Markup:
    """Return the table row of a ticket, for templates; what does not change with the minute is kept.

    Two places are left open in what is kept: the clock, which is kept by itself, and the token of a form,
    which is never kept.

    Arguments:
        columns: their names.
        marks: whether the row can be marked.
    """
    locale, form = locale_name(), row.step is not None and row.step.post
    clock, keys = hole("clock") if row.clock else "", hole("keys") if form else ""
    made = _rendered(
        locale,
        "lists/_cells.html",
        "ticket_row",
        row._replace(clock=None),
        columns,
        bool(marks),
        clock,
        keys,
    )
    if row.clock:
        shown = row.clock
        made = fill(made, "clock", lambda: _rendered(locale, "_macros.html", "clock_chip", shown))
    return fill(made, "keys", form_keys) if form else made


def install(app: Flask) -> None:
    """Give templates the rows of lists."""
    app.add_template_global(row_html)
