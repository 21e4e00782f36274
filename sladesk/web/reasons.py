"""Lists of reasons as forms show them: the groups of a tree with what can be chosen below each (R3.9)."""

from sladesk.domain.codes import ReasonKind, ReasonSide
from sladesk.queries.reference import Named, Reference
from sladesk.web.fields import Group
from sladesk.web.labels import label
from sladesk.web.words import gettext as _
from sladesk.web.words import locale_name


def reason_groups(ref: Reference, kind: ReasonKind, first: str | None = None) -> tuple[Group, ...]:
    """Return the groups of a list, before them an empty choice.

    Arguments:
        first: what the empty choice says; "Choose" where nothing is given.
    """
    locale = locale_name()

    def make() -> tuple[Group, ...]:
        return tuple(
            (
                group.name(locale) if group else "",
                tuple((str(row.id), said_reason(row, locale)) for row in listed),
            )
            for group, listed in ref.reason_tree(kind)
        )

    groups = ref.once(("reason_groups", kind, locale), make)
    return (("", (("", first or _("Choose")),)), *groups)


def said_reason(row: Named, locale: str) -> str:
    """Return a reason's name, with whose it is where it is not ours."""
    side = row.extra.get("side")
    if side in (None, "", ReasonSide.US):
        return row.name(locale)
    return f"{row.name(locale)} · {label(str(side), 'side')}"
