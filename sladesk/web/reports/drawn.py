"""What of a review's page follows from its document: figures, sentences, charts, tables.

An issued document never changes, so what it says is drawn once and kept. All that the markup depends on is
in its key: the stored text itself, so that one that was changed is never taken for the one that was issued;
the number of the edition, which stands in its addresses; the language; the manager's comments, which stand
beside the charts. The templates see these values only, nothing of the request: no token, no person, no
theme. Who may read a review reads all of it, so the person needs no place in the key.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

from markupsafe import Markup

from sladesk.domain.codes import CauseClass
from sladesk.reports.definitions import field_text, printed
from sladesk.reports.document import Document
from sladesk.reports.frozen import digest, opened
from sladesk.reports.saying import name
from sladesk.reports.sentences.questions import questions
from sladesk.reports.sentences.summary import lead, points
from sladesk.reports.tables import tables
from sladesk.web import templating
from sladesk.web.labels import label
from sladesk.web.quality_views import MARKS
from sladesk.web.reports.groups import group_tables
from sladesk.web.reports.sections import improved, sections
from sladesk.web.reports.tiles import headline, others
from sladesk.web.words import locale_name

#: How many editions are kept, in each process; each takes about a megabyte.
MOST = 8


@dataclass(frozen=True)
class Drawn:
    """A review as its page shows it.

    Arguments:
        document: without the tickets behind its figures, which only addresses look at.
        figures, points, body: the parts of the page, in their order.
    """

    document: Document
    figures: Markup
    points: Markup
    body: Markup


_kept: dict[Hashable, Drawn] = {}


def issued(text: str, sha256: str, no: int, comments: Mapping[str, str]) -> Drawn:
    """Return an edition as drawn, now when it is not kept; the least used one makes room.

    Arguments:
        text: its document as stored; sha256: what its digest was when it was issued.
        no: its number; comments: the manager's, by the code of the section.

    Raises:
        Changed: what is stored of it is not what was issued.
    """
    key = (digest(text), sha256, no, locale_name(), tuple(sorted(comments.items())))
    found = _kept.pop(key, None)
    if found is None:
        found = draw(opened(text, sha256), no, comments)
        while len(_kept) >= MOST:
            _kept.pop(next(iter(_kept), None), None)
    _kept[key] = found
    return found


def draw(document: Document, no: int | None, comments: Mapping[str, str]) -> Drawn:
    """Draw a review.

    Arguments:
        no: number of the edition, None for the present figures.
    """
    url, parts = _addresses(document, no), sections(document)
    figures = templating.drawn(
        "reports/_summary.html", tiles=headline(document), rest=others(document), url=url
    )
    said = templating.drawn(
        "reports/_points.html",
        finding=lead(document),
        points=points(document),
        questions=questions(document),
        shown={part.code for part in parts},
    )
    body = templating.drawn(
        "reports/_body.html",
        document=document,
        sections=parts,
        comments=comments,
        tables=group_tables(document),
        named=name,
        marks=MARKS,
        effects=improved(document),
        causes=[(str(code), label(code, "cause")) for code in CauseClass],
        fields=field_text,
        turned=tables("complete", document),
        definitions=printed(document),
        url=url,
    )
    return Drawn(replace(document, behind={}, tickets=[]), figures, said, body)


def _addresses(document: Document, no: int | None) -> Callable[[str], str | None]:
    """Return what gives the address of the tickets behind a figure: a page asks a thousand times."""
    known = document.behind
    path = f"/reviews/{document.head.key}/tickets?figure="
    edition = f"&edition={no}" if no else ""
    return lambda behind: f"{path}{quote_plus(behind)}{edition}" if behind in known else None
