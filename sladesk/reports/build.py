"""From the period's tickets to the document of its review (R9.4, R9.5): pure counting, no database here."""

from collections.abc import Sequence

from sladesk.domain.figures.measures import HEADLINE, MEASURES
from sladesk.reports import document as doc
from sladesk.reports.answers import bands, reasons
from sladesk.reports.channels import channels
from sladesk.reports.gathering import Gathering
from sladesk.reports.groups import groups
from sladesk.reports.material import Material
from sladesk.reports.problems import boxes, problems, waiting
from sladesk.reports.use import use
from sladesk.reports.volume import days, heat, staff


def build(given: Material, most: int | None = doc.KEPT) -> doc.Document:
    """Count a review.

    Arguments:
        most: so many tickets are kept behind a figure, all of them without a number.
    """
    kept = Gathering(given.now, most)
    kept.keep_places("all", given.now.places)
    found, rest = problems(given, kept)
    answers, rho = bands(given, kept)
    return doc.Document(
        schema=doc.SCHEMA,
        definitions=doc.DEFINITIONS,
        head=given.head,
        figures=_figures(given, kept),
        channels=channels(given, kept),
        groups=groups(given, kept),
        problems=found,
        problem_rest=rest,
        boxes=boxes(given, kept),
        heat=heat(given, kept),
        weekdays=[sum(day.isoweekday() == n for day in given.past) for n in range(1, 8)],
        days=days(given, kept),
        mean_before=given.requested_before / len(given.period.before.days) or None,
        staff=staff(given),
        bands=answers,
        rho=rho,
        reasons=reasons(given, kept),
        balance=_balance(given),
        completeness=_completeness(given),
        waiting=waiting(given, kept),
        tickets=kept.numbers,
        behind=kept.behind,
        kept=given.kept,
        turned=_turned(given, kept),
        industry=given.industry,
        use=use(given, kept),
    )


def _figures(given: Material, kept: Gathering) -> dict[str, doc.FigureLine]:
    order = (*HEADLINE, *(code for code in MEASURES if code not in HEADLINE))
    all_ = len(given.now.places) if given.habit else 0
    return {
        code: kept.line(code, given.now.places, given.before(code, given.then.places), over_all=all_)
        for code in order
    }


def _turned(given: Material, kept: Gathering) -> list[doc.Turned]:
    """Return the lengths of which some ended before they began, with their tickets (decision 18)."""
    found = ((code, given.now.turned(measure)) for code, measure in MEASURES.items())
    return [
        doc.Turned(code, len(places), kept.keep_places(f"turned:{code}", places))
        for code, places in found
        if places
    ]


def _balance(given: Material) -> doc.Balance:
    done, requested = sum(given.facts.done), len(given.now.places)
    carried = given.carried
    return doc.Balance(
        carried=carried.carried,
        requested=requested,
        solved=done,
        carried_solved=carried.carried_solved,
        open=carried.carried + requested - done - carried.carried_solved,
        voided=carried.voided,
    )


def _completeness(given: Material) -> list[doc.Completeness]:
    facts = given.facts
    done = sum(facts.done)
    ended = zip(facts.closed, facts.imported, strict=True)
    asked = sum(closed is not None and not imported for closed, imported in ended)
    told = sum(miss.reason_id is not None for miss in given.misses)
    return [
        doc.Completeness("first_response", len(facts.number), _known(facts.responded)),
        doc.Completeness("solution", done, _known(facts.solved)),
        doc.Completeness("answer", asked, _known(facts.score)),
        doc.Completeness("reason", len(given.misses), told),
        doc.Completeness("checked", len(given.misses), sum(miss.checked for miss in given.misses)),
    ]


def _known(column: Sequence[int | None]) -> int:
    return len(column) - column.count(None)
