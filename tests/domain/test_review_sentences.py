"""Sentences of a review: each condition both ways, and nothing said of what is not recorded."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from sladesk.domain.figures.measures import HEADLINE
from sladesk.reports.charts.shapes import Chart
from sladesk.reports.document import Document, Name, StaffHour
from sladesk.reports.records import Use, UseLine
from sladesk.reports.saying import length_text, signed
from sladesk.reports.sentences import captions, leads, questions, summary
from sladesk.reports.sentences.runs import better, change, plain, say, target_text, value_text
from tests.domain.test_charts import BUILDERS
from tests.support.printing import speaking
from tests.support.review import empty, line, review, single

SECTIONS = ("channels", "problems", "handling", "use", "volume", "satisfaction", "reasons")


def said(document: Document, language: str = "en") -> str:
    with speaking(language):
        points = [plain(point.sentence) for point in summary.points(document)]
        return "\n".join([plain(summary.lead(document)), *points])


def led(section: str, document: Document, language: str = "en") -> str:
    with speaking(language):
        return plain(leads.lead(section, document))


def titled(chart: str, document: Document) -> str:
    with speaking("en"):
        return captions.caption(chart, document).title


def figures(document: Document, **values: tuple[float | None, float | None, bool | None]) -> Document:
    """Return a document with other headline values: value, value before, whether the target is reached."""
    changed = {
        code: replace(document.figures[code], value=value, before=before, good=good)
        for code, (value, before, good) in values.items()
    }
    return replace(document, figures=document.figures | changed)


def seated(*seats: int) -> Document:
    """Return a document with other seats from ten o'clock on."""
    return replace(FULL, staff=[StaffHour(10 + place, 20, each) for place, each in enumerate(seats)])


FULL = review()
ALL_GOOD = figures(FULL, resolution_rate=(0.97, 0.95, True), resolution=(80_000.0, 90_000.0, True))
ALL_BAD = figures(
    FULL, response_rate=(0.9, 0.9, False), first_response=(1e4, 1e3, False), satisfaction=(0.8, None, False)
)
UNTOLD = figures(
    FULL,
    **dict.fromkeys(HEADLINE, (None, None, None)),
)
SWAPPED = figures(
    ALL_GOOD,
    response_rate=(0.9, 0.95, False),
    first_response=(1e4, 1e3, False),
    satisfaction=(0.8, 0.7, False),
)
NO_CHANNEL_LOW = replace(FULL, channels=[one for one in FULL.channels if one.channel.code != "chat"])
TWO_LOW = replace(FULL, head=replace(FULL.head, line=10))
STEADY = replace(FULL, problems=[replace(one, counts=[50, 49, 48]) for one in FULL.problems])
NO_REST = replace(FULL, problem_rest=None)
ONE_CATEGORY = replace(NO_REST, problems=[replace(FULL.problems[0], permille=1000)])
UNLIMITED = replace(FULL, boxes=[replace(one, limit=None, over=0) for one in FULL.boxes])
MIXED_BANDS = replace(FULL, bands=[FULL.bands[1], FULL.bands[0], *FULL.bands[2:]])
FEW_ANSWERS = replace(
    FULL, bands=[replace(one, scores=[2, 0, 0, 0, 0]) for one in FULL.bands[:1]] + empty().bands[1:]
)
UNSAID = replace(FULL, reasons=[replace(FULL.reasons[0], reason=None, side="", n=7, checked=0)])
ALL_PLAIN = Use([UseLine(None, 2, [0, 7200, 0, 0, 0, 0], [], "use")], 0)
SHARED = replace(
    FULL,
    reasons=[
        replace(one, side=side, n=100)
        for one, side in zip(FULL.reasons, ("us", "parts", "customer"), strict=False)
    ],
)


@pytest.mark.parametrize(
    ("document", "words", "unsaid"),
    [
        (FULL, "Response reached its targets. Not reached: Resolution rate down to 94.2%", "No tickets"),
        (FULL, "Tickets requested this month: 11,926, +8.0% against last month.", "as many as"),
        (replace(FULL, mean_before=None), "Tickets requested this month: 11,926.", "against last month"),
        (replace(FULL, head=replace(FULL.head, final=False)), "11,926.", "against last month"),
        (replace(FULL, mean_before=11926 / 30), "as many as last month", "against"),
        (ALL_GOOD, "All recorded figures reach their targets", "Off target"),
        (ALL_BAD, "No recorded figure reaches its target: Response rate 90.0%", "On target"),
        (SWAPPED, "Resolution reached its targets. Not reached: Response rate down", "Response reached"),
        (UNTOLD, "None of the five figures is recorded", "On target"),
        (FULL, "Web chat 83.5%: below the alarm line of 85%, alarm days: 16.", "No channel"),
        (NO_CHANNEL_LOW, "No channel is below the alarm line of 85%", "alarm days"),
        (TWO_LOW, "Web chat 83.5%, E-mail 85.9%: below the alarm line of 90%.", "alarm days"),
        (FULL, "Social media rose from 82.0% to 91.6%.", "Telephone rose"),
        (FULL, "the 5 most frequent categories have 55.2% of them", "categories:"),
        (NO_REST, "categories: 5", "most frequent categories"),
        (FULL, "Invoice late grew from 513 to 981.", "Refund not arrived grew"),
        (STEADY, "Problem tickets", "grew"),
        (FULL, "Complaint: 43% missed the limit.", "Repair: "),
        (UNLIMITED, "Median handling time: Repair 33 hours", "missed the limit"),
        (FULL, "17% of the repairs waited for parts", "0% of the repairs"),
        (replace(FULL, waiting=empty().waiting), "Median handling time", "waited for parts"),
        (FULL, "On working days 10:00 takes 7 seats and 11:00 6, the most.", "seats, the most"),
        (seated(3, 3, 3), "On working days 3 hours take 3 seats each, the most.", "10:00"),
        (seated(3, 2, 3), "On working days 10:00 takes 3 seats and 12:00 3, the most.", "hours take"),
        (seated(1, 3, 1), "On working days 11:00 takes 3 seats, the most.", "10:00"),
        (seated(1, 1, 1), "Median", "seats"),
        (replace(FULL, staff=[]), "Median", "seats"),
        (FULL, "The slower the response, the lower the score: ≤ 15 min 4.64, > 4 h 3.79.", "Nobody"),
        (MIXED_BANDS, "answers were satisfied", "The slower"),
        (FULL, "−1.8 points. The target of ≥ 90% is reached.", "is missed"),
        (ALL_BAD, "The target of ≥ 90% is missed.", "points"),
        (single(), "Nobody has answered yet: satisfaction is not recorded.", "were satisfied"),
        (FULL, "Missed targets: 1,330; responsible: Us 75.6%, Platform 15.5%.", "no reason"),
        (UNSAID, "Missed targets: 7; no reason is given yet.", "responsible"),
        (empty(), "No tickets were requested in this period.", "%"),
    ],
)  # fmt: skip
def test_the_summary_says_what_holds(document: Document, words: str, unsaid: str) -> None:
    text = said(document)
    assert words in text
    assert unsaid not in text


@pytest.mark.parametrize(
    ("section", "document", "words"),
    [
        ("channels", FULL, "Web chat 83.5%: below the alarm line of 85%"),
        ("channels", FULL, "Social media is 9.6 points better."),
        ("channels", NO_CHANNEL_LOW, "No channel is below"),
        ("problems", FULL, "The two most frequent: Air conditioner does not heat 16.3%, Invoice late 14.0%."),
        ("problems", ONE_CATEGORY, "All problem tickets are of one category"),
        ("handling", FULL, "Complaint: median 21 hours, 43% missed the limit."),
        ("handling", UNLIMITED, "Longest median: Repair, 33 hours."),
        (
            "use",
            FULL,
            "52.5% of the time until resolution fell on off hours. Of the rest most: Agent, 41.7%.",
        ),
        ("use", FULL, "Waiting for the customer grew most, by 1.9 points against last month."),
        ("use", replace(FULL, use=Use([], 9)), "9 resolved tickets do not tell it"),
        ("use", replace(FULL, use=ALL_PLAIN), "Of the time until resolution most: Agent, 100.0%."),
        ("volume", FULL, "Busiest: Mon at 10:00, 58 requests a day. Most seats: 10:00: 7 seats"),
        ("volume", seated(3, 3, 3), "Most seats: 3 hours with 3 each."),
        ("volume", single(), "Requests: 1, days: 31."),
        ("satisfaction", FULL, "falls with slower response: > 4 h only 71.4%"),
        ("satisfaction", MIXED_BANDS, "does not fall steadily"),
        ("satisfaction", FEW_ANSWERS, "Answers: 2, too few"),
        ("reasons", FULL, "More than half of what was overdue: Us, 1,005 of 1,330."),
        ("reasons", SHARED, "Most frequent reason: Agents busy, 100 of 300."),
        ("reasons", UNSAID, "7 overdue, no reason is given yet."),
    ],
)
def test_a_section_begins_with_its_finding(section: str, document: Document, words: str) -> None:
    assert words in led(section, document)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(("language", "words"), [("en", "Not recorded"), ("zh_Hans_CN", "本期未记录")])
def test_nothing_recorded_is_said_so(section: str, language: str, words: str) -> None:
    assert words in led(section, empty(), language)


@pytest.mark.parametrize(
    ("chart", "document", "words"),
    [
        ("attainment", FULL, "Web chat: 558 of 3,383 contacts overdue"),
        ("attainment", single(), "No decided contact was overdue"),
        ("alarms", FULL, "Most alarm days: Web chat, 16"),
        ("alarms", replace(FULL, channels=FULL.channels * 2), "Most alarm days: 2 channels with 16 each"),
        ("pareto", FULL, "The first 5 make up 55.2%"),
        ("pareto", NO_REST, "All problem tickets by category"),
        ("boxes", FULL, "Mean beyond the limit: Complaint"),
        ("boxes", UNLIMITED, "No type's mean is beyond its limit"),
        ("use", FULL, "Longest mean time until resolution: Telephone, 30.3 hours"),
        ("use", replace(FULL, use=ALL_PLAIN), "Who used the time until tickets were resolved"),
        ("heat", FULL, "Busiest from 10 to 12"),
        ("heat", single(), "Requests a day by weekday and hour"),
        ("seats", FULL, "10:00 takes the most seats: 7"),
        ("seats", replace(FULL, staff=[replace(one, seats=1) for one in FULL.staff]), "One seat is enough"),
        (
            "seats",
            replace(FULL, staff=[replace(one, seats=3) for one in FULL.staff]),
            "15 hours take",
        ),
        ("daily", FULL, "All 18 working days above the daily mean of last month"),
        ("daily", replace(FULL, mean_before=500.0), "5 of 18 working days above"),
        ("daily", replace(FULL, mean_before=None), "Most requests on 10-08: 565"),
        ("bands", FULL, "Only ≤ 15 min reaches the target of 90%: 93.5%"),
        ("bands", replace(FULL, bands=FULL.bands[:1]), "in every band"),
        ("bands", replace(FULL, bands=FULL.bands[2:]), "0 of 2 bands"),
        ("reasons", FULL, "Responsible: Us 75.6%, Platform 15.5%"),
    ],
)
def test_a_chart_is_called_by_its_finding(chart: str, document: Document, words: str) -> None:
    assert words in titled(chart, document)


def test_every_chart_has_a_title_and_says_how_it_is_read() -> None:
    with speaking():
        charts = [chart for build in BUILDERS if isinstance(chart := build(FULL), Chart)]
        made = [captions.caption(chart.name, FULL) for chart in charts]
    assert all(one.title and one.how for one in made)


def test_the_meeting_is_asked_only_what_figures_ask() -> None:
    with speaking("en"):
        asked = [plain(point.sentence) for point in questions.questions(FULL)]
        calm = replace(ALL_GOOD, channels=NO_CHANNEL_LOW.channels, problems=STEADY.problems)
        assert not questions.questions(calm)
        assert not questions.questions(empty())
        late = [plain(point.sentence) for point in questions.questions(replace(calm, reasons=UNSAID.reasons))]
    assert asked[:2] == ["What brings Web chat back above 85%?", "Open a 5-Why record for Invoice late?"]
    assert len(asked) <= questions.MOST
    assert late == ["By when are missing overdue reasons given (7)?"]


def test_what_is_subtracted_is_what_is_printed() -> None:
    """94.15 and 94.24 both print as 94.2: nothing changed, whatever their difference is."""
    with speaking("en"):
        same = line("resolution_rate", 0.94151, 1, 1, before=0.94249)
        assert change(same) == 0
        assert better(same) is None
        worse = line("first_response", 23.7 * 60, n=1, before=22.5 * 60, target=1800.0)
        assert str(change(worse)) == "1.2"
        assert better(worse) is False
        assert (value_text(worse), target_text(worse)) == ("23.7 minutes", "≤ 30 minutes")
        assert better(line("resolution", 24.8 * 3600, n=1, before=25.5 * 3600, target=86400.0)) is True
        assert change(line("score", None)) is None


def test_a_name_cannot_make_bold_and_breaks_no_pattern() -> None:
    name = Name("x", "**100%(n)s**", "**100%(n)s**")
    hostile = replace(FULL, channels=[replace(one, channel=name) for one in FULL.channels])
    assert "**100%(n)s**" in said(hostile)
    with speaking("en"):
        runs = say("**%(channels)s**: below", channels="a ** b")
    assert [(run.text, run.bold) for run in runs] == [("a ** b", True), (": below", False)]


def test_a_name_of_any_length_stays_inside_its_sentence() -> None:
    name = Name("x", "\u202e" + "名" * 200, "\u202e" + "W" * 200)
    long = replace(FULL, channels=[replace(one, channel=name) for one in FULL.channels])
    assert "\u202e" not in said(long)
    assert "W" * 59 + "…" in said(long)
    assert "W" * 60 not in said(long)


def test_both_languages_say_the_same_numbers() -> None:
    english, chinese = (
        sorted(re.findall(r"\d+", said(FULL, language).replace(":00", "")))
        for language in ("en", "zh_Hans_CN")
    )
    assert english == chinese


def test_a_unit_and_a_word_are_not_parted_by_a_blank() -> None:
    assert "≤ 15 分钟平均 4.64 分" in said(FULL, "zh_Hans_CN")


@pytest.mark.parametrize(("met", "said"), [(2900, True), (2670, False), (None, False)])
def test_more_misses_than_the_rate_has_are_explained(met: int | None, said: bool) -> None:
    figures = dict(FULL.figures)
    if met is not None:
        figures["attainment"] = line("attainment", met / 4000, met, 4000)
    with speaking("en"):
        words = captions.note("reasons", replace(FULL, figures=figures))
    assert words.startswith("1,330 missed targets, those of every cycle.") == said
    assert ("misses 1,100: " in words) == said


def test_thousands_stand_apart() -> None:
    with speaking("en"):
        assert length_text(2004.2 * 3600, 1) == "2,004.2 hours"
    assert [signed(Decimal("-1748.1")), signed(Decimal("0.2"))] == ["−1,748.1", "+0.2"]
