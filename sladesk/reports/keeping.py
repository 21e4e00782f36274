"""From the database to what a review keeps besides its figures."""

from dataclasses import replace
from datetime import date, timedelta

from sladesk.domain.periods import Period, PeriodKind
from sladesk.queries.minutes import last_signed
from sladesk.queries.quality import actions_for_review, worksheets
from sladesk.queries.reference import Reference
from sladesk.reports.document import Document
from sladesk.reports.effects import effects
from sladesk.reports.frozen import Changed, opened, unpack
from sladesk.reports.kept import Agreed, Kept, Name
from sladesk.reports.subjects import subjects


def kept(period: Period, reached: date, ref: Reference) -> Kept:
    """Return the plan agreed on a period ago, and what a month's review says of causes and actions (R9.5).

    Arguments:
        reached: the last day of the period that has begun, by which improvements are called overdue.
    """
    if period.kind is not PeriodKind.MONTH:
        return Kept(agreed=_agreed(period))
    days = period.start, reached + timedelta(days=1), reached
    sheets, actions = worksheets(*days), actions_for_review(*days)
    return Kept(
        sheets=sheets,
        actions=actions,
        categories={
            sheet.number: Name(row.code, " › ".join(row.path_zh), " › ".join(row.path_en))
            for sheet in sheets
            if (row := ref.categories.get(sheet.category_id or 0))
        },
        channels={
            sheet.number: Name(row.code, row.name_zh, row.name_en)
            for sheet in sheets
            if (row := ref.channels.get(sheet.quote_channel_id or 0))
        },
        agreed=_agreed(period),
        effects=effects(actions, reached, ref),
    )


def completed(document: Document, ref: Reference) -> Document:
    """Return a document with its worksheets and improvements; one from before they were kept has today's."""
    head = document.head
    if document.kept is not None:
        return document
    period = Period(PeriodKind(head.kind), date.fromisoformat(head.first))
    return replace(document, kept=kept(period, date.fromisoformat(head.reached), ref))


def _agreed(period: Period) -> list[Agreed]:
    """Return the rows of the plan that was signed with the review of the period before."""
    found = last_signed(period.before.key)
    try:
        figures = subjects(opened(found.document, found.sha256)) if found is not None else {}
    except Changed:
        return []
    made = []
    for task in unpack(found.words if found is not None else "").plan:
        figure = figures.get(task.subject)
        made.append(
            Agreed(
                text=task.text,
                owner=task.owner,
                owner_words=task.owner_words,
                due=task.due,
                subject=task.subject,
                name=figure.name if figure else None,
                size=figure.size if figure else 1,
                target=task.target,
                then=figure.value if figure else None,
                criterion=task.criterion,
            )
        )
    return made
