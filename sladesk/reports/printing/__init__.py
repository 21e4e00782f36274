"""A review as the page that is laid out for print: numbered sections with their charts and words."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _

from sladesk.domain.figures.measures import HEADLINE, STAGES
from sladesk.domain.minutes import WHOLE, Words
from sladesk.queries.quality import Action, Sheet
from sladesk.reports import definitions, measured, meeting, saying, tables
from sladesk.reports.charts import channels, effects, lengths, problems, reasons, scores, use, volume
from sladesk.reports.charts.bullet import bullet
from sladesk.reports.charts.shapes import Chart
from sladesk.reports.document import Document
from sladesk.reports.kept import Kept
from sladesk.reports.meeting import PlanRow
from sladesk.reports.printing import flow
from sladesk.reports.printing.cover import scope
from sladesk.reports.printing.grid import grid as channel_grid
from sladesk.reports.printing.grid import reasons as reasons_table
from sladesk.reports.printing.quality_words import VERDICTS, WORDS
from sladesk.reports.printing.typeset import typeset
from sladesk.reports.sections import titles
from sladesk.reports.sentences import captions, leads, questions, runs, summary

#: From the key of a figure to the address of its tickets, or None.
Link = Callable[[str], str | None]
_BUILDERS: dict[str, Callable[[Document], Chart | None]] = {
    "attainment": channels.attainment,
    "alarms": channels.alarms,
    "pareto": problems.pareto,
    "boxes": lengths.boxes,
    "use": use.use,
    "heat": volume.heat,
    "seats": volume.seats,
    "daily": volume.daily,
    "bands": scores.bands,
    "reasons": reasons.reasons,
    "effects": effects.effects,
}
#: The charts of each section.
_DRAWN = {
    "channels": ("attainment", "alarms"),
    "problems": ("pareto",),
    "handling": ("boxes",),
    "use": ("use",),
    "volume": ("heat", "seats", "daily"),
    "satisfaction": ("bands",),
    "reasons": ("reasons",),
    "actions": ("effects",),
}


@dataclass(frozen=True)
class Edition:
    """What stands on a printed review besides its figures.

    Arguments:
        number: 1 for the first issue of the period.
        issued: when; frozen figures have their own instant in the document.
        author: staff number of who issued it, empty for the desk itself.
        words: comments, plan and minutes of the manager.
        signed: when, None while it is not; signer: staff number.
    """

    number: int
    issued: datetime
    author: str = ""
    words: Words = field(default_factory=Words)
    signed: datetime | None = None
    signer: str = ""


@dataclass(frozen=True)
class Section:
    """A numbered part.

    Arguments:
        place: its anchor; mark: its number as printed.
        follows: whether it may begin below another one.
        finding: whether it begins with a sentence from the figures.
    """

    code: str
    place: str
    mark: str
    title: str
    follows: bool = False
    finding: bool = False
    sheet: Sheet | None = None


@dataclass(frozen=True)
class Laid:
    """What is to be made into pages.

    Arguments:
        html: the page.
        drawings: its charts by the name it calls them by, `asset:<name>`. Inside the page each of their
            shapes would be parsed and styled as a part of it.
    """

    html: str
    drawings: Mapping[str, bytes]


def laid(document: Document, edition: Edition, link: Link | None = None) -> Laid:
    """Return the page of a review in the language that is spoken now.

    Arguments:
        link: where the tickets behind a figure are read; figures lead nowhere when absent.
    """
    head = document.head
    kind = "month" if head.kind == "month" else "week"
    charts = {name: build(document) for name, build in _BUILDERS.items()}
    headline = [document.figures[code] for code in HEADLINE if code in document.figures]
    bullets = {line.measure: bullet(line) for line in headline}
    kept = document.kept or Kept()
    plan, earlier = meeting.plan(edition.words, document), meeting.earlier(document)
    named, comments = titles(document), edition.words.comments
    silent = [code for code in named if leads.silent(code, document) and not comments.get(code)]
    wanted = sections(document, kept, silent, planned=bool(plan))
    parts = _flowing(wanted, document, edition, charts, (kept.actions, plan, earlier))
    # Not Flask's way: what that adds to every template asks for a request, and jobs have none.
    template = current_app.jinja_env.get_template
    html = template(f"print/review_{kind}.html").render(
        d=document,
        e=edition,
        head=head,
        sections=parts,
        absent=[named[code] for code in silent],
        charts=charts,
        bullets=bullets,
        headline=headline,
        kept=kept,
        actions=kept.actions,
        plan=plan,
        earlier=earlier,
        heads=meeting.heads(head),
        earlier_title=meeting.earlier_title(head),
        link=link,
        t=_texts(document, {section.code for section in parts}),
    )
    drawing = template("print/drawing.html")
    drawn = (chart for chart in (*charts.values(), *bullets.values()) if chart is not None)
    return Laid(html, {f"{chart.name}.svg": drawing.render(chart=chart).encode() for chart in drawn})


def sections(document: Document, kept: Kept, silent: Collection[str], *, planned: bool) -> list[Section]:
    """Return the numbered sections; those of which nothing exists are absent (decision 35)."""
    named = {code: title for code, title in titles(document).items() if code not in silent}
    wanted: list[tuple[str, str, Sheet | None]] = [(code, title, None) for code, title in named.items()]
    wanted += [("sheet", _("5-Why: %(title)s", title=sheet.title), sheet) for sheet in kept.sheets]
    if kept.actions:
        wanted.append(("actions", _("Improvements"), None))
    wanted.append(("plan", meeting.title(document.head) if planned else _("Plan and meeting"), None))
    return [
        Section(code, f"s{place}", str(place), title, finding=code in named, sheet=sheet)
        for place, (code, title, sheet) in enumerate(wanted, 1)
    ]


def _flowing(
    parts: Sequence[Section],
    document: Document,
    edition: Edition,
    charts: Mapping[str, Chart | None],
    rows: tuple[Sequence[Action], Sequence[PlanRow], Sequence[PlanRow]],
) -> list[Section]:
    """Return the sections with those marked that go on below the one before.

    Arguments:
        rows: improvements, the plan, and the plan of the period before.
    """
    comments, (actions, plan, earlier) = edition.words.comments, rows
    beside = {
        "channels": flow.table(len(document.channels) + 1, flow.DENSE) + flow.NOTES,
        "sheet": flow.PAGE - flow.HEAD,
        "actions": flow.table(len(actions), flow.TALL_ROW),
        "plan": flow.PLAN + flow.table(len(plan), flow.TALL_ROW) + flow.table(len(earlier), flow.TALL_ROW),
    }
    blocks = []
    for part in parts:
        first, *others = flow.charts_of(charts[name] for name in _DRAWN.get(part.code, ())) or [0.0]
        said = flow.words(comments.get(part.code, ""))
        said += flow.words(comments.get(WHOLE, "")) if part.code == "plan" else 0.0
        heights = [flow.table(len(one.rows)) for one in _tables(part.code, document)]
        whole = [flow.HEAD + said + first, beside.get(part.code, 0.0), *others, *heights]
        blocks.append((whole, 1 if part.finding else len(whole)))
    return [replace(part, follows=down) for part, down in zip(parts, flow.following(blocks), strict=True)]


#: Tables of the screen whose figures stand elsewhere on paper: beside the contacts of each channel, in the
#: table of all measures, in the bars of the chart; each of them is in the workbook as well.
_ELSEWHERE = frozenset({"times", "kinds", "stages", "users"})


def _tables(section: str, document: Document) -> list[tables.Table]:
    found = [one for one in tables.tables(section, document) if one.name not in _ELSEWHERE]
    return [reasons_table(one) if one.name == "why" else one for one in found]


#: What templates find under `t` of the rooms that say things.
_SAYING = (
    "count", "name", "percent_text", "length_text", "signed", "percent",
    "english", "period_text",
)  # fmt: skip
_RUNS = ("printed", "change", "better", "value_text", "target_text", "unit_text", "measure_text", "before")


def _texts(document: Document, shown: Collection[str]) -> SimpleNamespace:
    """Return what templates say things with; of the summary, what a section below shows."""
    zone = ZoneInfo(document.head.zone)
    return SimpleNamespace(
        **{name: getattr(saying, name) for name in _SAYING},
        **{name: getattr(runs, name) for name in _RUNS},
        typeset=typeset,
        many=flow.MANY,
        long=tables.LONG + 8,
        attained=channels.attained,
        scope=scope(document),
        lead=lambda code: leads.lead(code, document),
        actions_lead=leads.actions,
        plan_lead=leads.plan,
        listed=runs.listed,
        due_text=meeting.due_text,
        caption=lambda name: captions.caption(name, document),
        note=lambda name: captions.note(name, document),
        tables=lambda section: _tables(section, document),
        channel_grid=channel_grid(document),
        staged=any(code in document.figures and document.figures[code].n for code in STAGES),
        summary_lead=summary.lead(document),
        points=[point for point in summary.points(document) if point.section in shown],
        questions=[point for point in questions.questions(document) if point.section in shown],
        measured=measured.measured(document),
        definitions=definitions.printed(document),
        local=lambda at: at.astimezone(zone).isoformat(" ", "minutes")[:16],
        frozen=datetime.fromisoformat(document.head.as_of),
        words=WORDS,
        verdicts=VERDICTS,
        field_text=definitions.field_text,
    )  # fmt: skip
