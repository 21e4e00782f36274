"""The sections of a review on screen, in the order of the printed one (R9.4, R9.5)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sladesk.reports.charts import channels, effects, lengths, problems, reasons, scores, use, volume
from sladesk.reports.charts.shapes import Chart
from sladesk.reports.document import Document
from sladesk.reports.sections import titles
from sladesk.reports.sentences.captions import Caption, caption, note
from sladesk.reports.sentences.leads import lead
from sladesk.reports.sentences.runs import Sentence
from sladesk.reports.tables import Table, tables

Draw = Callable[[Document], Chart | None]


@dataclass(frozen=True)
class Drawn:
    """A chart with what it shows and how it is read, and what is to be known beside it."""

    chart: Chart
    caption: Caption
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a review: its finding, its charts and tables without those of which nothing is recorded."""

    code: str
    title: str
    lead: Sentence
    charts: list[Drawn]
    tables: list[Table]


#: What each part draws.
_PARTS: dict[str, tuple[Draw, ...]] = {
    "channels": (channels.attainment, channels.alarms),
    "problems": (problems.pareto,),
    "handling": (lengths.boxes,),
    "use": (use.use,),
    "volume": (volume.heat, volume.seats, volume.daily),
    "satisfaction": (scores.bands,),
    "reasons": (reasons.reasons,),
}


def sections(document: Document) -> list[Section]:
    """Return the parts of a review of this kind."""
    return list(_sections(document))


def drawn(draws: Iterable[Draw], document: Document) -> list[Drawn]:
    """Return those of the charts of which something is recorded."""
    charts = [chart for draw in draws if (chart := draw(document)) is not None]
    return [Drawn(chart, caption(chart.name, document), note(chart.name, document)) for chart in charts]


def improved(document: Document) -> list[Drawn]:
    """Return what became of the improvements that were done (R8.3)."""
    return drawn((effects.effects,), document)


def _sections(document: Document) -> Iterator[Section]:
    for code, title in titles(document).items():
        charts = drawn(_PARTS[code], document)
        yield Section(code, title, lead(code, document), charts, tables(code, document))
