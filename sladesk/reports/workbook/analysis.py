"""The form of the period's analysis (表3): problems, handling time, satisfaction, causes and measures (R9.6).

Its columns are lists beside one another, as the form has them; the figures themselves stand as numbers on the
sheet of figures.
"""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from sladesk.domain.codes import Verdict
from sladesk.queries.quality import Action, Sheet, SheetLine
from sladesk.reports.charts.scores import answered, band_text
from sladesk.reports.document import Document
from sladesk.reports.kept import Kept
from sladesk.reports.printing.quality_words import WORDS
from sladesk.reports.saying import (
    cases,
    length_text,
    percent_text,
    permille_text,
    problem,
    rounded,
    service,
    signed,
)
from sladesk.reports.sentences.runs import listed
from sladesk.reports.workbook.layout import Cell

_DAY, _WHYS, _TOP = 86_400, 5, 5
_SINCE = date(1970, 1, 1)
_WORDS = {str(code): word for code, word in WORDS.items()}


def analysis(document: Document) -> list[list[Cell]]:
    """Return the rows of the form."""
    figures = (_problems(document), _times(document), _bearing(document))
    causes = _causes(document.kept or Kept())
    length = max(len(causes), *map(len, figures))
    return [
        [*(_at(column, place) for column in figures), *(causes[place] if place < len(causes) else [])]
        for place in range(length)
    ]


def day_seconds(day: date) -> int:
    """Return a day as a cell holds it."""
    return (day - _SINCE).days * _DAY


def _at(column: Sequence[str], place: int) -> str | None:
    return column[place] if place < len(column) else None


def _problems(document: Document) -> list[str]:
    return [
        _(
            "%(name)s: %(share)s, %(cases)s",
            name=problem(line), share=permille_text(line.permille), cases=cases(line.counts[0]),
        )
        for line in document.problems[:_TOP]
    ]  # fmt: skip


def _times(document: Document) -> list[str]:
    return [
        _(
            "%(service)s: median %(median)s, three of four at most %(most)s, %(cases)s",
            service=service(line.service), median=length_text(line.median, 1),
            most=length_text(line.p75, 1), cases=cases(line.n),
        )
        for line in document.boxes
    ]  # fmt: skip


def _bearing(document: Document) -> list[str]:
    found = [
        _(
            "First response %(band)s: mean score %(mean)s, satisfied %(share)s, %(cases)s",
            band=band_text(document, place), mean=rounded(line.mean, 2),
            share=percent_text(line.satisfied), cases=cases(answered(line)),
        )
        for place, line in enumerate(document.bands)
        if line.mean is not None
    ]  # fmt: skip
    if document.rho is not None:
        rho = signed(rounded(document.rho, 2))
        found.append(_("Rank correlation of waiting time and score: ρ = %(rho)s.", rho=rho))
    return found


def _causes(kept: Kept) -> list[list[Cell]]:
    """Return worksheets with their measures, then measures without one."""
    rows, told = list[list[Cell]](), set[str]()
    for sheet in kept.sheets:
        actions: list[Action | None] = [*sheet.actions] or [None]
        for place, action in enumerate(actions):
            rows.append(
                [
                    *(_whys(sheet) if place == 0 else [None] * (1 + _WHYS)),
                    *_action(action, sheet.number, sheet.tickets if place == 0 else ()),
                ]
            )
        told |= {action.number for action in sheet.actions}
    rows += [
        [*[None] * (1 + _WHYS), *_action(action, action.record, ())]
        for action in kept.actions
        if action.number not in told
    ]
    return rows


def _whys(sheet: Sheet) -> list[Cell]:
    """Return phenomenon and whys; what goes deeper, beside the main branch, or is the root joins them."""
    columns: list[list[str]] = [[] for _n in range(_WHYS)]
    for line in sheet.whys:
        depth = int("".join(c for c in line.label if c.isdigit()) or 1)
        columns[min(depth, _WHYS) - 1].append(_why(line, beside=depth > _WHYS or not line.main))
    if sheet.root_text:
        last = max((place for place, texts in enumerate(columns) if texts), default=0)
        columns[last].append(_("Root cause: %(text)s", text=sheet.root_text))
    return [sheet.problem or sheet.title, *("\n".join(texts) or None for texts in columns)]


def _why(line: SheetLine, *, beside: bool) -> str:
    if line.verdict == Verdict.EXCLUDED:
        return _("%(what)s: %(text)s", what=f"{line.label} {_('Excluded')}", text=line.text)
    return f"{line.label} {line.text}" if beside else line.text


def _action(action: Action | None, record: str, tickets: Sequence[str]) -> list[Cell]:
    """Return a measure with whose it is, until when, its criterion, and what it goes back to."""
    if action is None:
        return [None, None, None, None, listed([record, *tickets])]
    linked = [number for number in (action.number, record, *tickets) if number]
    term = _(_WORDS[action.term])
    return [
        _("%(what)s: %(text)s", what=term, text=action.text),
        " ".join(filter(None, (action.owner, action.owner_number))) or None,
        ("day", day_seconds(action.due)),
        action.criterion,
        listed(linked),
    ]
