"""Tickets by priority, group and person: how their targets were kept (R9.2)."""

from collections.abc import Mapping

from sladesk.domain.codes import Priority
from sladesk.domain.figures.facts import Facts, grouped
from sladesk.reports import document as doc
from sladesk.reports.gathering import Gathering
from sladesk.reports.material import Material

#: What groups are looked at by.
GROUP_MEASURES = (
    "response_attainment",
    "resolution_attainment",
    "first_response",
    "resolution",
    "satisfaction",
)


def groups(given: Material, kept: Gathering) -> list[doc.GroupLine]:
    """Return the priorities by urgency, the groups and the people by their number of tickets."""
    urgencies = {str(code): doc.Name(code, code, code) for code in Priority}
    return [
        *_lines(given, kept, "priority", urgencies),
        *sorted(_lines(given, kept, "team", given.teams), key=lambda line: -line.tickets),
        *sorted(_lines(given, kept, "owner", given.people), key=lambda line: -line.tickets),
    ]


def _lines(
    given: Material, kept: Gathering, field: str, names: Mapping[str, doc.Name] | Mapping[int, doc.Name]
) -> list[doc.GroupLine]:
    now, before = _grouped(given.facts, field), _grouped(given.earlier, field)
    lines = []
    for key, name in names.items():
        places, where = now.get(key, []), f"{field}:{name.code}"
        if places:
            figures = {
                code: kept.line(code, places, _before(given, code, field, name, before.get(key, [])), where)
                for code in GROUP_MEASURES
            }
            behind = kept.keep_places(where, places)
            lines.append(doc.GroupLine(field, name, len(places), figures, behind))
    return lines


def _grouped(facts: Facts, field: str) -> dict[object, list[int]]:
    return grouped(getattr(facts, field), facts.places)


def _before(given: Material, code: str, field: str, name: doc.Name, places: list[int]) -> float | None:
    """Return the value of the period before: as it was issued, else from its tickets."""
    if given.compared is None:
        return given.then.value(code, places)
    lines = (
        line.figures for line in given.compared.groups if (line.by, line.name.code) == (field, name.code)
    )
    figure = next(lines, dict[str, doc.FigureLine]()).get(code)
    return figure.value if figure else None
