"""Entries as they were drawn, kept for a while: what happened does not change, and is looked at often.

Everything that an entry's markup depends on is part of the key it is kept under: its words, so that erased
ones are never shown again; language, zone and day, because of "yesterday"; the stamp of the master data,
because of names. What carries a form, or a clock that still runs, is drawn anew each time.
"""

from collections.abc import Hashable
from functools import cache
from typing import TYPE_CHECKING

from flask import current_app
from jinja2 import TemplateNotFound
from markupsafe import Markup

from sladesk.web import templating
from sladesk.web.format import duration_text, instant_text, now, zone
from sladesk.web.tickets.scene import Scene
from sladesk.web.words import gettext as _

if TYPE_CHECKING:
    from sladesk.web.tickets.entries import Shown

#: How many are kept: some hundred tickets, a few megabytes.
MOST = 2000
_kept: dict[Hashable, Markup] = {}


@cache
def template_of(kind: str) -> str:
    """Return the template of a kind of entry, the plain one where it has none: looked for on disk once."""
    name = f"events/_{kind.replace(':', '_')}.html"
    try:
        current_app.jinja_env.get_template(name)
    except TemplateNotFound:
        return "events/_plain.html"
    return name


def drawn(scene: Scene, item: "Shown") -> Markup:
    """Return what an entry says, drawn now when it is not kept; the least used one makes room."""
    key = _key(scene, item)
    markup = _kept.pop(key, None)
    if markup is None:
        markup = templating.drawn(
            "ticket/_entry_body.html", shown=item, names=scene.names, wait_words=wait_words
        )
        while len(_kept) >= MOST:
            _kept.pop(next(iter(_kept), None), None)
    _kept[key] = markup
    return markup


def _key(scene: Scene, item: "Shown") -> Hashable:
    told = [e for e in (item.entry, item.later) if e is not None]
    words = (item.texts, item.was, item.later.texts if item.later else {})
    return (
        *(scene.names.locale, scene.ref.stamp, str(zone()), now().astimezone(zone()).date()),
        *((e.id, e.kind, e.actor_id, e.occurred_at, e.recorded_at, e.informed, str(e.data)) for e in told),
        *(item.number, item.who, item.chip, item.may_correct, item.late_sync),
        *(tuple(texts.items()) for texts in words),
        *((photo.public_id, photo.name, photo.thumb_key, photo.kind) for photo in item.photos),
    )


def wait_words(item: "Shown") -> str:
    """Say until when and how long was waited, once it is over."""
    if item.later is None:
        return ""
    end = item.later.occurred_at
    gone = duration_text((end - item.entry.occurred_at).total_seconds())
    return _("went on %(at)s, %(time)s", at=instant_text(end, now(), zone(), short=True), time=gone)
