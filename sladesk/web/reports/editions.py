"""Issued reviews on their pages: which is shown, what is known of each, issuing one more (R9.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from sladesk.actions import reviews
from sladesk.db import db
from sladesk.domain.errors import NotFound
from sladesk.domain.periods import Period
from sladesk.queries.editions import Frozen, Issued, editions, text_of
from sladesk.queries.reference import Reference, reference
from sladesk.reports.build import build
from sladesk.reports.document import Document
from sladesk.reports.frozen import freeze, opened
from sladesk.reports.loading import material
from sladesk.web import inputs
from sladesk.web.context import call
from sladesk.web.format import now
from sladesk.web.reports.blueprint import blueprint
from sladesk.web.reports.periods import period
from sladesk.web.words import gettext as _


@dataclass(frozen=True)
class EditionLine:
    """An edition as named on the page; staff by their number (R1.7)."""

    no: int
    text: str
    issued_at: datetime
    as_of: datetime
    by: str
    digest: str
    shown: bool


@dataclass(frozen=True)
class Picked:
    """Which edition of a period is meant (0: the present figures), and all there are."""

    no: int
    editions: Sequence[EditionLine]


def pick(found: Period) -> Picked:
    """Return the edition asked for, else the newest about the whole of the period.

    Raises:
        NotFound: what was asked for is no number.
    """
    there, no = editions(found.key), _wanted()
    if no is None:
        no = next((one.no for one in there if one.final), 0)
    ref = reference(db.session())
    return Picked(no, [_line(one, ref, no) for one in there])


def _wanted() -> int | None:
    """Return the edition asked for, 0 for the present figures, None when nobody said."""
    said = request.args.get("edition")
    if said is None or said == "now":
        return None if said is None else 0
    no = inputs.number(said, 6)
    if not no:
        raise NotFound
    return no


def frozen(found: Period, no: int) -> Frozen:
    """Return an edition as it is stored.

    Raises:
        NotFound: there is no such edition.
    """
    stored = text_of(found.key, no)
    if stored is None:
        raise NotFound
    return stored


def edition(found: Period, no: int) -> Document:
    """Return the document of an edition.

    Raises:
        NotFound: there is no such edition.
        Changed: what is stored is not what was issued.
    """
    stored = frozen(found, no)
    return opened(stored.text, stored.sha256)


def live(found: Period) -> Document:
    """Return a period's review as it stands now."""
    return build(material(found, now(), reference(db.session())))


def _line(one: Issued, ref: Reference, no: int) -> EditionLine:
    person = ref.person(one.issued_by_id)
    kind = _("Whole period") if one.final else _("So far")
    return EditionLine(
        no=one.no,
        text=_("%(kind)s, edition %(no)s", kind=kind, no=one.no),
        issued_at=one.issued_at,
        as_of=one.as_of,
        by=person.staff_number if person else _("by itself"),
        digest=one.sha256[:12],
        shown=one.no == no,
    )


@blueprint.post("/reviews/<key>/editions")
def issue(key: str) -> AnyResponse:
    """Freeze the present figures as one more edition."""
    found = period(key)
    at = now()
    made = build(material(found, at, reference(db.session())))
    text, _digest = freeze(made)
    db.session.rollback()
    no = reviews.issue(call(), found, text, as_of=at, final=made.head.final)
    flash(_("Edition %(no)s is issued. Earlier ones stay as they are.", no=no))
    return redirect(f"/reviews/{found.key}?edition={no}", 303)
