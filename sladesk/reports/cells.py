"""A measure in a cell of a table: its length, and by how much it moved."""

from sladesk.reports.document import FigureLine
from sladesk.reports.saying import HOUR, length_text, percent, rounded, signed, unit_of

#: Stands where nothing is recorded.
NONE = "–"


def length(line: FigureLine | None) -> str:
    """Say a mean: hours to one digit, what is shorter whole."""
    if line is None or line.value is None:
        return NONE
    return length_text(line.value, int(unit_of(line.value) == HOUR))


def moved(line: FigureLine | None) -> str:
    """Say by how much a length changed, in the unit it is said in; rounded before it is subtracted."""
    if line is None or line.value is None or line.before is None:
        return NONE
    unit = unit_of(line.value)
    digits = int(unit == HOUR)
    change = rounded(line.value / unit, digits) - rounded(line.before / unit, digits)
    return signed(change)


def points(line: FigureLine | None) -> str:
    """Say by how many percentage points a share changed."""
    if line is None or line.value is None or line.before is None:
        return NONE
    return signed(percent(line.value) - percent(line.before))
