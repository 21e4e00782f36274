"""What-if questions about due times, for page, programs and terminal (R3.8); nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from sladesk.domain.codes import Priority
from sladesk.domain.errors import Problem
from sladesk.domain.sla.entries import Entry
from sladesk.domain.sla.folding import fold
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Facts, choose
from sladesk.domain.sla.supposing import Outcome, Supposition, suppose
from sladesk.domain.sla.targets import Mode, Target
from sladesk.domain.sla.waiting import WAITS, held_by
from sladesk.models import Clock
from sladesk.queries.reference import Reference
from sladesk.web import inputs

#: What can be supposed, as the fields and the options are called.
FIELDS = ("priority", "category", "calendar", "wait", "until", "answered", "pauses")
#: Years a supposed instant may lie ahead: the calendars are counted that far.
_AHEAD = 20


@dataclass(frozen=True)
class Question:
    """What was asked.

    Arguments:
        typed: as typed, by field.
        problems: what can't be read, by field.
        until, answered: instants in epoch seconds.
    """

    typed: Mapping[str, str] = field(default_factory=dict[str, str])
    problems: Mapping[str, Problem] = field(default_factory=dict[str, Problem])
    until: int | None = None
    answered: int | None = None

    @property
    def asks(self) -> bool:
        """Whether there is anything to work out."""
        return bool(self.typed) and not self.problems

    def of(self, name: str) -> str:
        """Return a field as typed."""
        return self.typed.get(name, "")


def ask(values: Mapping[str, str], ref: Reference, now: datetime, where: tzinfo) -> Question:
    """Read a question.

    Arguments:
        values: by field; empty ones ask nothing.
        where: zone of instants that name none.
    """
    typed = {name: text for name in FIELDS if (text := values.get(name, "").strip())}
    wrong: dict[str, Problem] = {}
    known: Mapping[str, Iterable[str]] = {
        "priority": set(Priority),
        "category": {node.code for node in ref.categories.values() if node.leaf and not node.retired},
        "calendar": {code for code, named in ref.calendars.items() if not named.retired},
        "wait": WAITS,
        "pauses": ("no",),
    }
    wrong |= {
        name: Problem("unknown_choice")
        for name, choices in known.items()
        if name in typed and typed[name] not in choices
    }
    moments: dict[str, int | None] = {}
    for name in ("until", "answered"):
        at = inputs.instant(typed.get(name), where)
        moments[name] = to_epoch(at.replace(microsecond=0)) if at else None
        if name in typed and at is None:
            wrong[name] = Problem("what_if_instant")
        elif at is not None and (at < now or at.year > now.year + _AHEAD):
            wrong[name] = Problem("what_if_future")
    if "wait" in typed and "until" not in typed:
        wrong["until"] = Problem("what_if_until")
    if "until" in typed and "wait" not in typed:
        wrong["wait"] = Problem("what_if_wait")
    return Question(typed, wrong, moments["until"], moments["answered"])


def answers(
    question: Question,
    ref: Reference,
    facts: Facts,
    held: Sequence[tuple[Clock, Sequence[Entry]]],
    now: datetime,
) -> list[tuple[Clock, Outcome]]:
    """Return what would become of each clock."""
    present = to_epoch(now.replace(microsecond=0))
    chosen, otherwise = choose(ref.policies, _as_asked(question, ref, facts)), {"priority", "category"}
    found: list[tuple[Clock, Outcome]] = []
    for clock, entries in held:
        state = fold(entries, ref.table)
        choice = chosen.get(ClockKind(clock.kind)) if clock.policy_id else None
        target = choice.target if choice and otherwise & set(question.typed) else state.target
        stands = question.of("wait") in held_by(clock.kind, target)
        wish = Supposition(
            targets={ClockKind(clock.kind): _on(question, ref, target)},
            waits=frozenset({clock.kind} if stands else ()),
            until=question.until,
            answered=question.answered,
            unpaused=question.of("pauses") == "no",
        )
        found.append((clock, suppose(state, ClockKind(clock.kind), wish, present, ref.table)))
    return found


def _as_asked(question: Question, ref: Reference, facts: Facts) -> Facts:
    """The facts of the ticket with the priority or the category asked for."""
    node = ref.categories_by_code.get(question.of("category"))
    if node is not None:
        facts = replace(facts, category=node.code, class_code=node.class_code)
    return replace(facts, priority=question.of("priority") or facts.priority)


def _on(question: Question, ref: Reference, target: Target) -> Target:
    """The target on the calendar asked for, where it counts on one at all."""
    if "calendar" not in question.typed or target.mode is not Mode.WORKING or target.calendar is None:
        return target
    key = ref.newest_calendars[ref.calendars[question.of("calendar")].id]
    return target.carried(ref.calendar_specs[target.calendar], ref.calendar_specs[key], key)
