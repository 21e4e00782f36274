"""The finding each section of a review begins with."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from sladesk.domain.codes import ImprovementState
from sladesk.domain.sla.usage import Who
from sladesk.queries.quality import Action
from sladesk.reports.charts import use
from sladesk.reports.charts.channels import decided
from sladesk.reports.charts.reasons import by_side
from sladesk.reports.charts.scores import answered, band_text
from sladesk.reports.charts.volume import FEW, HOURS, means
from sladesk.reports.document import Document
from sladesk.reports.meeting import PlanRow
from sladesk.reports.saying import (
    N_,
    count,
    length_text,
    name,
    percent_text,
    permille_text,
    problem,
    rounded,
    service,
    side,
    user,
    weekday,
)
from sladesk.reports.sentences import facts
from sladesk.reports.sentences.runs import Sentence, before, listed, say, together
from sladesk.reports.sentences.summary import below_line

NOTHING = N_("Not recorded in this period.")


def lead(section: str, document: Document) -> Sentence:
    """Return the finding of a section; where nothing is recorded, that."""
    return _LEADS[section](document) or say(NOTHING)


def silent(section: str, document: Document) -> bool:
    """Return whether nothing of a section is recorded."""
    return not _LEADS[section](document)


def _channels(document: Document) -> Sentence:
    tickets = sum(line.tickets for line in document.channels)
    if not any(decided(line) for line in document.channels):
        return (
            say(N_("Contacts: %(n)s; of none a first response is decided."), n=count(tickets))
            if tickets
            else ()
        )
    parts = [below_line(document)]
    better, worse = facts.most_improved(document), facts.most_worsened(document)
    if better:
        parts.append(
            say(
                N_("%(channel)s is %(points)s points better."),
                channel=name(better[0].channel),
                points=better[1],
            )
        )
    if worse:
        parts.append(
            say(
                N_("%(channel)s is %(points)s points worse."),
                channel=name(worse[0].channel),
                points=-worse[1],
            )
        )
    return together(parts)


def _problems(document: Document) -> Sentence:
    top = [" ".join((problem(line), permille_text(line.permille))) for line in document.problems[:2]]
    if not top:
        return ()
    if len(top) == 1:
        return say(
            N_("All problem tickets are of one category: %(first)s."), first=problem(document.problems[0])
        )
    return say(N_("The two most frequent: %(top)s."), top=listed(top))


def _handling(document: Document) -> Sentence:
    if not document.boxes:
        return ()
    over = facts.most_over(document)
    if over is not None:
        return say(
            N_("%(service)s: median %(median)s, %(share)s missed the limit."), service=service(over.service),
            median=length_text(over.median), share=percent_text(over.over / over.n, 0),
        )  # fmt: skip
    slow = max(document.boxes, key=lambda line: line.median)
    return say(
        N_("Longest median: %(service)s, %(median)s."),
        service=service(slow.service),
        median=length_text(slow.median),
    )


def _use(document: Document) -> Sentence:
    rows = use.spent(document)
    if not rows or document.use is None:
        untold = document.use.untold if document.use is not None else 0
        return say(use.UNTOLD, n=count(untold)) if untold else ()
    worked = [row for row in rows if row.who != Who.OFF]
    if not worked:
        return say(N_("All the time until resolution fell on off hours."))
    top, off = max(worked, key=lambda row: row.mean), sum(row.share for row in rows if row.who == Who.OFF)
    words = {"who": user(top.who), "share": percent_text(top.mean / sum(row.mean for row in worked))}
    pattern = (
        N_("%(off)s of the time until resolution fell on off hours. Of the rest most: %(who)s, %(share)s.")
        if off
        else N_("Of the time until resolution most: %(who)s, %(share)s.")
    )
    parts = [say(pattern, **words, off=permille_text(off))]
    grown = [(row, row.share - row.before) for row in worked if row.before is not None]
    row, points = max(grown, key=lambda pair: pair[1], default=(top, 0))
    if points >= use.STEP:
        parts.append(
            say(
                N_("%(who)s grew most, by %(points)s points against %(before)s."),
                who=user(row.who),
                points=rounded(points / 10),
                before=before(document.head),
            )
        )
    return together(parts)


def _volume(document: Document) -> Sentence:
    total, hours = sum(day.n for day in document.days), facts.busiest_seats(document)
    if not total:
        return ()
    parts = [say(N_("Requests: %(n)s, days: %(days)s."), n=count(total), days=len(document.days))]
    found = means(document)
    if total >= FEW and found:
        day, place = max(found, key=lambda key: (found[key] if key[1] else 0, -key[0]))
        parts = [say(N_("Busiest: %(day)s at %(hour)s:00, %(n)s requests a day."), day=weekday(day),
                     hour=HOURS[place][0], n=rounded(found[day, place], 0))]  # fmt: skip
    if len(hours) > 2:
        parts.append(
            say(N_("Most seats: %(n)s hours with %(seats)s each."), n=len(hours), seats=hours[0].seats)
        )
    elif hours:
        said = listed([_("%(hour)s:00: %(seats)s seats", hour=line.hour, seats=line.seats) for line in hours])
        parts.append(say(N_("Most seats: %(hours)s."), hours=said))
    return together(parts)


def _satisfaction(document: Document) -> Sentence:
    bands = facts.weighty(document)
    if not any(answered(line) for line in document.bands):
        return ()
    if facts.falling([band.satisfied for band in bands]):
        last = document.bands.index(bands[-1])
        return say(
            N_("The share of satisfied answers falls with slower response: %(band)s only %(value)s."),
            band=band_text(document, last), value=percent_text(bands[-1].satisfied),
        )  # fmt: skip
    if len(bands) < 2:
        n = count(sum(answered(line) for line in document.bands))
        return say(N_("Answers: %(n)s, too few to compare response times."), n=n)
    return say(N_("Satisfaction does not fall steadily with slower response."))


def _reasons(document: Document) -> Sentence:
    total = sum(line.n for line in document.reasons)
    if not total:
        return ()
    code, n = by_side(document.reasons)[0]
    if code and 2 * n > total:
        return say(
            N_("More than half of what was overdue: %(side)s, %(n)s of %(total)s."),
            side=side(code),
            n=count(n),
            total=count(total),
        )
    top = max(document.reasons, key=lambda line: (line.reason is not None, line.n))
    if top.reason is None:
        return say(N_("%(total)s overdue, no reason is given yet."), total=count(total))
    return say(
        N_("Most frequent reason: %(reason)s, %(n)s of %(total)s."),
        reason=name(top.reason),
        n=count(top.n),
        total=count(total),
    )


def actions(lines: Sequence[Action]) -> Sentence:
    """Return how improvements stand: their number, what was verified, what is overdue."""
    states = [line.state for line in lines]
    return say(
        N_("Improvements: %(n)s; verified effective: %(good)s, not effective: %(bad)s, overdue: %(late)s."),
        n=len(lines),
        good=states.count(ImprovementState.EFFECTIVE),
        bad=states.count(ImprovementState.NOT_EFFECTIVE),
        late=sum(line.overdue > 0 for line in lines),
    )


def plan(rows: Sequence[PlanRow]) -> Sentence:
    """Return how much is planned, and how much of that a figure will show."""
    return say(
        N_("Planned: %(n)s; with a figure as target: %(measured)s."),
        n=len(rows),
        measured=sum(bool(row.target) for row in rows),
    )


_LEADS: dict[str, Callable[[Document], Sentence]] = {
    "channels": _channels,
    "problems": _problems,
    "handling": _handling,
    "use": _use,
    "volume": _volume,
    "satisfaction": _satisfaction,
    "reasons": _reasons,
}
