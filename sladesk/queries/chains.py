"""Which policies name an escalation chain, whom its steps may name, whom it has told (R3.9)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select
from sqlalchemy.orm import Session, aliased

from sladesk.domain.chains import Known, Step, To
from sladesk.domain.codes import Role
from sladesk.models import ChainRun, ChainStep, Clock, Policy, PolicySet
from sladesk.queries.reference import Reference

#: Who sees tickets, and may be told by name.
_TOLD = (Role.AGENT, Role.SUPERVISOR, Role.ANALYST, Role.MANAGER)


@dataclass(frozen=True)
class Naming:
    """A policy that names a chain, in the set that rules or in the draft."""

    code: str
    name_zh: str
    name_en: str
    drafted: bool

    def name(self, locale: str) -> str:
        """Return its name in a language."""
        return self.name_en if locale.startswith("en") and self.name_en else self.name_zh


def naming(session: Session) -> Mapping[int, list[Naming]]:
    """Return by chain the policies that name it, those that rule first; sets of the past count no more."""
    rows = session.execute(
        select(Policy.chain_id, Policy.code, Policy.name_zh, Policy.name_en, PolicySet.state)
        .join(PolicySet, PolicySet.id == Policy.set_id)
        .where(Policy.chain_id.is_not(None), PolicySet.state.in_(("active", "draft")))
        .order_by(PolicySet.state, Policy.position, Policy.id)
    )
    found: dict[int, list[Naming]] = defaultdict(list)
    for row in rows:
        found[row.chain_id].append(Naming(row.code, row.name_zh, row.name_en, row.state == "draft"))
    return found


def known(ref: Reference, held: Iterable[Step] = ()) -> Known:
    """Return the calendars and people that steps may name.

    Arguments:
        held: the steps there are already: what they name may stay, retired or not.
    """
    seeing = {key for role in _TOLD for key in ref.by_role.get(role, ())}
    people = {ref.people[key].staff_number for key in seeing}
    calendars = {code for code, row in ref.calendars.items() if not row.retired}
    for step in held:
        calendars |= {step.calendar} if step.calendar else set()
        people |= {step.who} if step.to is To.PERSON else set()
    return Known(calendars, people)


def reached(found: Subquery, shown: Sequence[ColumnElement[Any]]) -> Select[*tuple[Any, ...]]:
    """Return columns of tickets with whom the chain of the clock that rules told last, and who took it on.

    Chains are looked up for the rows that were found, not for all that were sorted to find them.

    Arguments:
        found: tickets, with the key as `ticket`, `next_kind` and `next_due_at`.
        shown: columns of `found`.
    """
    clock = (
        select(func.max(Clock.id))
        .where(
            Clock.ticket_id == found.c.ticket,
            Clock.kind == found.c.next_kind,
            Clock.due_at == found.c.next_due_at,
            Clock.state == "running",
        )
        .correlate(found)
        .scalar_subquery()
    )
    others = aliased(ChainStep)
    last = (
        select(func.max(others.id))
        .where(others.clock_id == ChainRun.clock_id, others.at > found.c.next_due_at)
        .correlate(found, ChainRun)
        .scalar_subquery()
    )
    return (
        select(*shown, ChainStep.told, ChainRun.taken_by_id)
        .select_from(found)
        .outerjoin(ChainRun, ChainRun.clock_id == clock)
        .outerjoin(ChainStep, ChainStep.id == last)
    )
