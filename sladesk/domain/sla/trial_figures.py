"""What trying a policy set on the past has found: attainment then and now, by channel, priority and kind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace


@dataclass(frozen=True, slots=True)
class Cell:
    """Clocks of one kind on tickets of one channel and priority.

    then: on record; now: by the policies tried. Clocks that still run in time count on neither side.
    better: missed then, not now. worse: missed now, not then. lost: decided then, without a target now.
    """

    channel: str = ""
    priority: str = ""
    kind: str = ""
    then_met: int = 0
    then_missed: int = 0
    now_met: int = 0
    now_missed: int = 0
    better: int = 0
    worse: int = 0
    lost: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others."""
        return self.channel, self.priority, self.kind

    @property
    def then(self) -> float | None:
        """The share kept then; None where nothing was decided."""
        return _share(self.then_met, self.then_missed)

    @property
    def now(self) -> float | None:
        """The share kept now; None where nothing is decided."""
        return _share(self.now_met, self.now_missed)

    @property
    def difference(self) -> float | None:
        """By how much the share has grown; None where one of them is not known."""
        return None if self.then is None or self.now is None else self.now - self.then

    @property
    def counted(self) -> bool:
        """Whether anything is decided then or now."""
        return bool(self.then_met or self.then_missed or self.now_met or self.now_missed)

    def plus(self, other: "Cell") -> "Cell":
        """Both together, under the name of this one."""
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in _NUMBERS})


_NUMBERS = tuple(one.name for one in fields(Cell) if one.type is int)


def _share(met: int, missed: int) -> float | None:
    return met / (met + missed) if met or missed else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What was found on some tickets.

    tickets: how many. looked: clocks that a policy had set and that were met or missed.
    fresh, gone: by kind, tickets that would have a target and have none at present, and the reverse.
    outside: clocks that no policy had set, by `promise` and `told`.
    differ: clocks on which the present policies say otherwise than the record, by reason.
    """

    tickets: int = 0
    looked: int = 0
    cells: tuple[Cell, ...] = ()
    fresh: Mapping[str, int] = field(default_factory=dict[str, int])
    gone: Mapping[str, int] = field(default_factory=dict[str, int])
    outside: Mapping[str, int] = field(default_factory=dict[str, int])
    differ: Mapping[str, int] = field(default_factory=dict[str, int])

    def plus(self, other: "Figures") -> "Figures":
        """Both together."""
        cells = {cell.key: cell for cell in self.cells}
        for cell in other.cells:
            cells[cell.key] = cells[cell.key].plus(cell) if cell.key in cells else cell
        return Figures(
            self.tickets + other.tickets,
            self.looked + other.looked,
            tuple(cells[key] for key in sorted(cells)),
            _sum(self.fresh, other.fresh),
            _sum(self.gone, other.gone),
            _sum(self.outside, other.outside),
            _sum(self.differ, other.differ),
        )

    @property
    def total(self) -> Cell:
        """All cells together."""
        return total(self.cells)

    def by(self, part: str) -> dict[str, Cell]:
        """Cells by channel, priority or kind, in the order in which codes are met."""
        found: dict[str, Cell] = {}
        for cell in self.cells:
            code = getattr(cell, part)
            found[code] = found.get(code, Cell()).plus(cell)
        return found


def total(cells: Iterable[Cell]) -> Cell:
    """Some cells together."""
    whole = Cell()
    for cell in cells:
        whole = whole.plus(cell)
    return whole


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(one) + Counter(other))
