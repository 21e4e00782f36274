"""What a review says of improvements that were done: their category's tickets before and after (R8.3).

All that could be compared is told, also what may be chance: to show only what looks good would mislead.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sladesk.domain.codes import ImprovementState
from sladesk.domain.figures import Share
from sladesk.domain.periods import day_bounds
from sladesk.domain.quality.effects import ENOUGH, LEAST_DAYS, MOST_DAYS
from sladesk.queries import effects as queries
from sladesk.queries.effects import Case, Done, window
from sladesk.queries.quality import Action
from sladesk.queries.reference import Reference
from sladesk.reports.kept import Effect, EffectPart, Name

_LOOKED_AT = frozenset({ImprovementState.DONE, ImprovementState.EFFECTIVE, ImprovementState.NOT_EFFECTIVE})


def effects(actions: Iterable[Action], reached: date, ref: Reference) -> list[Effect]:
    """Return what became of the improvements that were done at least a week ago and have enough tickets.

    Arguments:
        reached: the last day of the period that has begun.
    """
    numbers = [one.number for one in actions if one.state in _LOOKED_AT]
    found = queries.done(numbers, ref.zone) if numbers else []
    found = [one for one in found if _days(one, reached) >= LEAST_DAYS]
    if not found:
        return []
    first = min(window(one.day, _days(one, reached), after=False)[0] for one in found)
    end = max(window(one.day, _days(one, reached), after=True)[1] for one in found)
    until = day_bounds(reached, ref.zone)[1]
    cases = queries.cases({one.category_id for one in found}, first, end, until)
    requested, satisfied = queries.requested(first, end), ref.number("survey.satisfied_from")
    made = (_effect(one, _days(one, reached), cases, requested, satisfied, ref) for one in found)
    return [one for one in made if one.parts]


def _days(one: Done, reached: date) -> int:
    """Return how many whole days on either side are looked at."""
    return min(MOST_DAYS, (reached - one.day).days)


def _effect(
    one: Done, days: int, cases: Sequence[Case], requested: Counter[date], satisfied: int, ref: Reference
) -> Effect:
    sides = [window(one.day, days, after=after) for after in (False, True)]
    ours = [[c for c in cases if c.category_id == one.category_id and a <= c.day < b] for a, b in sides]
    everything = [sum(n for day, n in requested.items() if a <= day < b) for a, b in sides]

    def part(measure: str, of: Callable[[Case], bool | None]) -> EffectPart:
        told = [[value for c in side if (value := of(c)) is not None] for side in ours]
        return EffectPart(measure, *(Share(sum(values), len(values)) for values in told))

    parts = [
        EffectPart("volume", *(Share(len(c), n) for c, n in zip(ours, everything, strict=True))),
        part("overdue", lambda c: None if c.met is None else not c.met),
        part("satisfied", lambda c: None if c.score is None else c.score >= satisfied),
    ]
    told = [each for each in parts if _tells(each)]
    return Effect(one.number, _name(one.category_id, ref), one.day, days, told)


def _tells(part: EffectPart) -> bool:
    """Whether there is enough to compare; nothing overdue on either side says nothing."""
    found = part.before.part + part.after.part
    enough = min(part.before.whole, part.after.whole) >= ENOUGH
    return enough and found >= (ENOUGH if part.measure == "volume" else 1)


def _name(category: int, ref: Reference) -> Name:
    row = ref.categories[category]
    return Name(row.code, row.path_zh[-1], row.path_en[-1])
