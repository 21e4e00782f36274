"""The summary of a review: its lead and seven sentences (R9.5)."""

from dataclasses import dataclass

from sladesk.domain.figures.measures import HEADLINE
from sladesk.reports.charts.channels import attained
from sladesk.reports.charts.reasons import by_side
from sladesk.reports.charts.scores import band_text
from sladesk.reports.document import Document, FigureLine, ProblemLine
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
    signed,
)
from sladesk.reports.sentences import facts
from sladesk.reports.sentences.runs import (
    Sentence,
    before,
    change,
    listed,
    measure_text,
    now,
    say,
    target_text,
    together,
    value_text,
)


@dataclass(frozen=True)
class Point:
    """A sentence of the summary and the section that shows it."""

    sentence: Sentence
    section: str


def points(document: Document) -> list[Point]:
    """Return the sentences of the summary, seven at most; what is not recorded has none."""
    made = [
        Point(_requests(document), "plan"),
        Point(_channels(document), "channels"),
        Point(_problems(document), "problems"),
        Point(_handling(document), "handling"),
        Point(_volume(document), "volume"),
        Point(_satisfaction(document), "satisfaction"),
        Point(_reasons(document), "reasons"),
    ]
    return [point for point in made if point.sentence]


def headline(document: Document, *, good: bool) -> list[FigureLine]:
    """Return those of the five figures that reach their target, or miss it."""
    lines = [document.figures[code] for code in HEADLINE if code in document.figures]
    return [line for line in lines if line.good is good]


def _with_value(line: FigureLine) -> str:
    return " ".join((measure_text(line.measure), value_text(line)))


def lead(document: Document) -> Sentence:
    """Return the one sentence of the whole period."""
    met, missed = headline(document, good=True), headline(document, good=False)
    if not document.balance.requested:
        return say(N_("No tickets were requested in this period."))
    if not met and not missed:
        return say(N_("None of the five figures is recorded for this period."))
    if not missed:
        return say(N_("All recorded figures reach their targets: %(names)s."), names=_names(met))
    details = listed([_turned(line) for line in missed])
    if not met:
        return say(N_("No recorded figure reaches its target: %(details)s."), details=details)
    return say(_pattern({line.measure for line in met}), names=_names(met), details=details)


def _pattern(reached: set[str]) -> str:
    if reached >= {"response_rate", "first_response"}:
        return N_("Response reached its targets. Not reached: %(details)s.")
    if reached >= {"resolution_rate", "resolution"}:
        return N_("Resolution reached its targets. Not reached: %(details)s.")
    return N_("Reached: %(names)s. Not reached: %(details)s.")


def _names(lines: list[FigureLine]) -> str:
    return listed([measure_text(line.measure) for line in lines])


def _turned(line: FigureLine) -> str:
    """Say a missed figure with where it came from, by its printed values."""
    moved, words = change(line), {"name": measure_text(line.measure), "value": value_text(line)}
    if not moved:
        pattern = N_("%(name)s %(value)s")
    elif moved < 0:
        pattern = N_("%(name)s down to %(value)s")
    else:
        pattern = N_("%(name)s up to %(value)s")
    return "".join(run.text for run in say(pattern, **words))


def _requests(document: Document) -> Sentence:
    if not document.balance.requested:
        return say(N_("No tickets were requested in this period."))
    parts = [_requested(document)]
    met, missed = headline(document, good=True), headline(document, good=False)
    if met:
        parts.append(say(N_("On target: %(figures)s."), figures=listed([_with_value(line) for line in met])))
    if missed:
        said = listed([_with_value(line) for line in missed])
        parts.append(say(N_("**Off target: %(figures)s.**"), figures=said))
    return together(parts)


def _requested(document: Document) -> Sentence:
    n, earlier = document.balance.requested, facts.requested_before(document)
    words = {"now": now(document.head), "before": before(document.head), "n": count(n)}
    if not earlier:
        return say(N_("Tickets requested %(now)s: **%(n)s**."), **words)
    moved = rounded((n / earlier - 1) * 100)
    if not moved:
        return say(N_("Tickets requested %(now)s: **%(n)s**, as many as %(before)s."), **words)
    return say(
        N_("Tickets requested %(now)s: **%(n)s**, %(change)s%% against %(before)s."),
        **words,
        change=signed(moved),
    )


def _channels(document: Document) -> Sentence:
    line = document.figures.get("response_attainment")
    if line is None or line.value is None:
        return ()
    whole = {
        "value": value_text(line),
        "before": before(document.head),
        "earlier": value_text(line, line.before),
    }
    parts = [
        say(N_("First responses in time: %(value)s (%(before)s %(earlier)s)."), **whole)
        if line.before is not None
        else say(N_("First responses in time: %(value)s."), **whole)
    ]
    parts.append(below_line(document))
    better = facts.most_improved(document)
    if better:
        parts.append(
            say(
                N_("%(channel)s rose from %(earlier)s to %(value)s."),
                channel=name(better[0].channel),
                earlier=percent_text(better[0].before),
                value=percent_text(attained(better[0])),
            )
        )
    return together(parts)


def below_line(document: Document) -> Sentence:
    """Return which channels lie below the alarm line."""
    low, line = facts.below_line(document), 100 - document.head.line
    if not low:
        return say(N_("No channel is below the alarm line of %(line)s%%."), line=line)
    said = listed([" ".join((name(one.channel), percent_text(attained(one)))) for one in low])
    days = facts.alarm_days(low[0])
    if len(low) == 1 and days:
        return say(
            N_("**%(channels)s**: below the alarm line of %(line)s%%, alarm days: %(days)s."),
            channels=said, line=line, days=days,
        )  # fmt: skip
    return say(N_("**%(channels)s**: below the alarm line of %(line)s%%."), channels=said, line=line)


def _problems(document: Document) -> Sentence:
    total = facts.problem_total(document)
    if not total:
        return ()
    many = len(document.problems)
    share = permille_text(sum(line.permille for line in document.problems))
    parts = [
        say(N_("Problem tickets: %(n)s; the %(many)s most frequent categories have %(share)s of them."),
            n=count(total), many=many, share=share)
        if document.problem_rest
        else say(N_("Problem tickets: %(n)s, categories: %(many)s."), n=count(total), many=many)
    ]  # fmt: skip
    return together([*parts, *(_grew(line) for line in facts.grown(document)[:2])])


def _grew(line: ProblemLine) -> Sentence:
    return say(
        N_("**%(category)s** grew from %(earlier)s to %(n)s."),
        category=problem(line), earlier=count(line.counts[1]), n=count(line.counts[0]),
    )  # fmt: skip


def _handling(document: Document) -> Sentence:
    if not document.boxes:
        return ()
    slow = sorted(document.boxes, key=lambda line: -line.median)[:2]
    said = listed([" ".join((service(line.service), length_text(line.median))) for line in slow])
    parts = [say(N_("Median handling time: %(medians)s."), medians=said)]
    over, waiting = facts.most_over(document), document.waiting
    if over is not None:
        share = percent_text(over.over / over.n, 0)
        parts.append(
            say(N_("%(service)s: %(share)s missed the limit."), service=service(over.service), share=share)
        )
    if waiting.waited and waiting.mean_without is not None:
        parts.append(
            say(
                N_(
                    "%(share)s of the repairs waited for parts; without them the mean resolution is %(mean)s."
                ),
                share=percent_text(waiting.waited / waiting.repairs, 0),
                mean=length_text(waiting.mean_without, 1),
            )
        )
    return together(parts)


def _volume(document: Document) -> Sentence:
    hours = facts.busiest_seats(document)
    if not hours:
        return ()
    if len(hours) == 1:
        return say(N_("On working days %(hour)s:00 takes %(seats)s seats, the most."), **vars(hours[0]))
    if len(hours) > 2:
        said = {"n": len(hours), "seats": hours[0].seats}
        return say(N_("On working days %(n)s hours take %(seats)s seats each, the most."), **said)
    one, two = hours
    return say(
        N_("On working days %(hour)s:00 takes %(seats)s seats and %(other)s:00 %(others)s, the most."),
        hour=one.hour, seats=one.seats, other=two.hour, others=two.seats,
    )  # fmt: skip


def _satisfaction(document: Document) -> Sentence:
    line, bands = document.figures.get("satisfaction"), facts.weighty(document)
    if line is None or line.value is None:
        return (
            say(N_("Nobody has answered yet: satisfaction is not recorded."))
            if document.balance.requested
            else ()
        )
    parts: list[Sentence] = []
    if facts.falling([band.mean for band in bands]):
        first, last = document.bands.index(bands[0]), document.bands.index(bands[-1])
        parts.append(
            say(
                N_("The slower the response, the lower the score: %(first)s %(high)s, %(last)s %(low)s."),
                first=band_text(document, first), high=rounded(bands[0].mean or 0, 2),
                last=band_text(document, last), low=rounded(bands[-1].mean or 0, 2),
            )
        )  # fmt: skip
    parts.append(_satisfied(line))
    return together(parts)


def _satisfied(line: FigureLine) -> Sentence:
    moved = change(line)
    words = {"value": value_text(line), "n": count(line.n), "target": target_text(line)}
    parts = [
        say(
            N_("%(value)s of %(n)s answers were satisfied, %(change)s points."), **words, change=signed(moved)
        )
        if moved
        else say(N_("%(value)s of %(n)s answers were satisfied."), **words)
    ]
    if line.good is not None:
        parts.append(
            say(N_("The target of %(target)s is reached."), **words)
            if line.good
            else say(N_("**The target of %(target)s is missed.**"), **words)
        )
    return together(parts)


def _reasons(document: Document) -> Sentence:
    total = sum(line.n for line in document.reasons)
    if not total:
        return ()
    sides = [pair for pair in by_side(document.reasons) if pair[0]]
    shares = facts.shares_of([n for _code, n in by_side(document.reasons)])
    most = list(zip(sides, shares, strict=False))[:2]
    said = listed([" ".join((side(code), permille_text(share))) for (code, _n), share in most])
    checked = percent_text(sum(line.checked for line in document.reasons) / total, 0)
    if not sides:
        return say(N_("Missed targets: %(n)s; no reason is given yet."), n=count(total))
    return say(
        N_("Missed targets: %(n)s; responsible: %(sides)s. Confirmed by supervisors: %(checked)s."),
        n=count(total), sides=said, checked=checked,
    )  # fmt: skip
