"""The title of each chart, which is its finding, and how the chart is read."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _

from sladesk.reports.charts import effects, use
from sladesk.reports.charts.channels import attained, decided, overdue
from sladesk.reports.charts.reasons import by_side, excused
from sladesk.reports.charts.scores import answered, band_text
from sladesk.reports.charts.volume import FEW, HOURS, busiest, means
from sladesk.reports.document import BandLine, Document
from sladesk.reports.saying import (
    HOUR,
    N_,
    count,
    length_text,
    name,
    percent_text,
    permille_text,
    rounded,
    service,
    side,
    signed,
    target_percent,
)
from sladesk.reports.sentences import facts
from sladesk.reports.sentences.runs import Sentence, before, listed, plain, say


@dataclass(frozen=True)
class Caption:
    """Title and subtitle of a chart: what it shows, and how it is read."""

    title: str
    how: str


def caption(chart: str, document: Document) -> Caption:
    """Return the title of a chart that is drawn from this document.

    Arguments:
        chart: its name.
    """
    title, how = _CAPTIONS[chart]
    answers = sum(answered(band) for band in document.bands)
    return Caption(plain(title(document)), _(how, before=before(document.head), n=count(answers)))


def note(chart: str, document: Document) -> str:
    """Return what is to be known beside a chart, empty for most."""
    if chart == "attainment" and document.days and facts.most_alarms(document) is None:
        return _("No channel raised the alarm in this period.")
    if chart == "alarms":
        return _alarms_note(document)
    if chart == "bands" and document.rho is not None:
        rho = signed(rounded(document.rho, 2))
        return _("Rank correlation of waiting time and score: ρ = %(rho)s.", rho=rho)
    if chart == "effects":
        return _("“May be chance” does not mean “without effect”: there may be too few tickets or days.")
    if chart == "use" and document.use is not None and document.use.untold:
        return plain(say(use.UNTOLD, n=count(document.use.untold)))
    said = (_twice(document), _excused(document)) if chart == "reasons" else ()
    return _("%(a)s %(b)s", a="", b="").join(filter(None, said))


def _alarms_note(document: Document) -> str:
    few = _(
        "Light grey columns: under 20 decided contacts on that day; the third overdue one raises the alarm."
    )
    if len(overdue(document.channels)) == len(document.channels):
        return few
    return _("%(a)s %(b)s", a=_("Channels without a row had nothing overdue."), b=few)


def _excused(document: Document) -> str:
    """Say how many misses are not ours, beside the rate that counts them all the same (R3.9)."""
    n = excused(document.reasons)
    if not n:
        return ""
    return _(
        "Of these %(total)s missed targets %(n)s are excused: confirmed, and not ours. "
        "No rate leaves them out.",
        total=count(sum(line.n for line in document.reasons)),
        n=count(n),
    )


def _twice(document: Document) -> str:
    """Say why more targets are missed than the rate of all targets says, where that is so."""
    line, n = document.figures.get("attainment"), sum(one.n for one in document.reasons)
    missed = line.n - (line.part or 0) if line is not None else n
    if n <= missed:
        return ""
    return _(
        "%(n)s missed targets, those of every cycle. “All targets in time” misses %(missed)s: of a ticket "
        "with several cycles it counts the response of the first and the resolution of the last.",
        n=count(n),
        missed=count(missed),
    )


def _attainment(document: Document) -> Sentence:
    worst = max(
        (line for line in document.channels if decided(line)), key=lambda line: 1 - (attained(line) or 0)
    )
    late = worst.late + worst.silent
    if not late:
        return say(N_("No decided contact was overdue"))
    return say(
        N_("%(channel)s: %(late)s of %(n)s contacts overdue"),
        channel=name(worst.channel),
        late=count(late),
        n=count(decided(worst)),
    )


def _alarms(document: Document) -> Sentence:
    most = max(document.channels, key=facts.alarm_days)
    alike = sum(facts.alarm_days(line) == facts.alarm_days(most) for line in document.channels)
    if alike > 1:
        said = N_("Most alarm days: %(n)s channels with %(days)s each")
        return say(said, n=alike, days=facts.alarm_days(most))
    return say(
        N_("Most alarm days: %(channel)s, %(days)s"),
        channel=name(most.channel),
        days=facts.alarm_days(most),
    )


def _pareto(document: Document) -> Sentence:
    if document.problem_rest is None:
        return say(N_("All problem tickets by category"))
    share = permille_text(sum(line.permille for line in document.problems))
    return say(
        N_("The first %(n)s make up %(share)s of the problem tickets"), n=len(document.problems), share=share
    )


def _boxes(document: Document) -> Sentence:
    over = [
        service(line.service) for line in document.boxes if line.limit is not None and line.mean > line.limit
    ]
    if not over:
        return say(N_("No type's mean is beyond its limit"))
    return say(N_("Mean beyond the limit: %(services)s"), services=listed(over))


def _use(document: Document) -> Sentence:
    lines = [line for line in document.use.lines[1:] if line.tickets >= FEW] if document.use else []
    if len(lines) < 2:
        return say(N_("Who used the time until tickets were resolved"))
    slow = max(lines, key=lambda line: sum(line.seconds) / line.tickets)
    mean = sum(slow.seconds) / slow.tickets
    return say(
        N_("Longest mean time until resolution: %(channel)s, %(mean)s"),
        channel=use.called(slow),
        mean=length_text(mean, int(mean >= 3 * HOUR)),
    )


def _heat(document: Document) -> Sentence:
    if sum(day.n for day in document.days) < FEW:
        return say(N_("Requests a day by weekday and hour"))
    place = busiest(means(document))
    start = HOURS[place][0]
    return say(N_("Busiest from %(start)s to %(end)s o'clock"), start=start, end=start + 2)


def _seats(document: Document) -> Sentence:
    top = max(line.seats for line in document.staff)
    hours = [line.hour for line in document.staff if line.seats == top]
    if top == 1:
        return say(N_("One seat is enough at every hour"))
    if len(hours) > 1:
        return say(N_("%(n)s hours take the most seats: %(seats)s"), n=len(hours), seats=top)
    return say(N_("%(hour)s:00 takes the most seats: %(seats)s"), hour=hours[0], seats=top)


def _daily(document: Document) -> Sentence:
    working = [day for day in document.days if day.working]
    if document.mean_before is None or not working:
        top = max(document.days, key=lambda day: day.n)
        return say(N_("Most requests on %(day)s: %(n)s"), day=top.day[5:], n=count(top.n))
    above = sum(day.n > document.mean_before for day in working)
    words = {"n": above, "days": len(working), "before": before(document.head)}
    if above == len(working):
        return say(N_("All %(days)s working days above the daily mean of %(before)s"), **words)
    return say(N_("%(n)s of %(days)s working days above the daily mean of %(before)s"), **words)


def _bands(document: Document) -> Sentence:
    line = document.figures.get("satisfaction")
    target = line.target if line is not None else None
    bands = [band for band in document.bands if answered(band)]
    if target is None:
        return say(N_("Answers by time to the first response"))
    reached = [band for band in bands if (band.satisfied or 0) >= target]
    words = {"target": target_percent(target), "n": len(reached), "all": len(bands)}
    if len(reached) == len(bands):
        return say(N_("Satisfaction reaches the target of %(target)s in every band"), **words)
    if len(reached) == 1:
        return say(
            N_("Only %(band)s reaches the target of %(target)s: %(value)s"),
            **words,
            **_band(document, reached[0]),
        )
    return say(N_("%(n)s of %(all)s bands reach the satisfaction target of %(target)s"), **words)


def _band(document: Document, band: BandLine) -> dict[str, str]:
    return {"band": band_text(document, document.bands.index(band)), "value": percent_text(band.satisfied)}


def _sides(document: Document) -> Sentence:
    sides = by_side(document.reasons)
    shares = facts.shares_of([n for _code, n in sides])
    said = [
        " ".join((side(code), permille_text(share))) for (code, _n), share in zip(sides, shares, strict=True)
    ]
    return say(N_("Responsible: %(sides)s"), sides=listed(said[:2]))


def _effects(document: Document) -> Sentence:
    rows = effects.compared(document)
    better = sum(row.shown and row.gain > 0 for row in rows)
    worse = sum(row.shown and row.gain < 0 for row in rows)
    words = {"n": len(rows), "better": better, "worse": worse}
    if len(rows) == 1 and not better and not worse:
        return say(N_("Before and after: the difference may be chance"))
    if not better and not worse:
        return say(N_("Before and after: none of %(n)s differences is beyond chance"), **words)
    if not worse:
        return say(N_("Before and after: %(better)s of %(n)s better beyond chance"), **words)
    return say(
        N_("Before and after, of %(n)s beyond chance: %(better)s better, %(worse)s worse"),
        **words,
    )


_CAPTIONS: dict[str, tuple[Callable[[Document], Sentence], str]] = {
    "attainment": (
        _attainment,
        N_("Share of decided contacts; black mark: %(before)s; on the right: overdue, late or silent"),
    ),
    "alarms": (
        _alarms,
        N_("Overdue share of each day; full blocks: alarm days with their number; grey: not a working day"),
    ),
    "pareto": (
        _pareto,
        N_("All problem tickets are 100%%; columns: share; line: running sum on the same scale"),
    ),
    "boxes": (
        _boxes,
        N_(
            "From assignment to solution, logarithmic axis; box: P25–P75, thick line: median, "
            "whiskers: P5–P95, dot: mean, red mark: limit"
        ),
    ),
    "use": (
        _use,
        N_("Resolution clocks of resolved tickets from start to end, by whose the time was; right: mean"),
    ),
    "heat": (_heat, N_("Mean requests of a day in each hour; the darker, the more")),
    "seats": (_seats, N_("From the busy contacts of each hour on working days and the time a contact takes")),
    "daily": (_daily, N_("Requests of each day; dark: working days, light: others")),
    "bands": (
        _bands,
        N_("%(n)s answers by time to the first response; from left to right 5, 4, 3, 2 and 1 points"),
    ),
    "effects": (
        _effects,
        N_(
            "Tickets of the same category, as many days after the work was done as before, 28 at most; line: "
            "95%% interval, one that crosses zero may be chance; right: how often chance alone does that"
        ),
    ),
    "reasons": (
        _sides,
        N_("Above: by side; below: by reason, full: confirmed by a supervisor, outline: not yet"),
    ),
}
