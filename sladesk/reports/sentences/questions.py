"""What the meeting has to decide, as far as figures ask for it (R9.5)."""

from sladesk.reports.document import Document
from sladesk.reports.saying import N_, count, name, problem
from sladesk.reports.sentences import facts
from sladesk.reports.sentences.runs import measure_text, say, target_text, value_text
from sladesk.reports.sentences.summary import Point, headline

#: So much is put before a meeting at most.
MOST = 4


def questions(document: Document) -> list[Point]:
    """Return what the meeting has to decide; nothing when no condition holds."""
    low, unsaid = facts.below_line(document), sum(line.n for line in document.reasons if line.reason is None)
    found = [
        Point(
            say(
                N_("What brings %(channel)s back above %(line)s%%?"),
                channel=name(one.channel),
                line=100 - document.head.line,
            ),
            "channels",
        )
        for one in low[:1]
    ]
    found += [
        Point(say(N_("Open a 5-Why record for %(category)s?"), category=problem(line)), "problems")
        for line in facts.grown(document)[:1]
    ]
    found += [
        Point(
            say(N_("What brings %(name)s from %(value)s to %(target)s?"), name=measure_text(line.measure),
                value=value_text(line), target=target_text(line)),
            "plan",
        )
        for line in headline(document, good=False)
    ]  # fmt: skip
    if unsaid:
        found.append(
            Point(say(N_("By when are missing overdue reasons given (%(n)s)?"), n=count(unsaid)), "reasons")
        )
    return found[:MOST]
