"""What an import would do: every row decided before the first one is written."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.domain.codes import ReasonKind, Status
from sladesk.domain.errors import invalid
from sladesk.domain.history.changes import Plan, Row, State, Told
from sladesk.domain.history.outcomes import Outcome
from sladesk.domain.history.planning import plan
from sladesk.imports import Mapping as LogMapping
from sladesk.models import Customer, Team
from sladesk.queries import imports as queries
from sladesk.queries.imports import KnownTicket
from sladesk.queries.reference import Reference

#: Rows of each code that a report names.
EXAMPLES = 5
#: In which list the reasons of a waiting state stand.
REASON_LISTS: Mapping[str, ReasonKind] = {
    Status.WAITING_CUSTOMER: ReasonKind.WAIT_CUSTOMER,
    Status.WAITING_PARTS: ReasonKind.WAIT_PARTS,
}


@dataclass
class Decision:
    """What is decided of a file.

    Arguments:
        plans: tickets with rows nobody knows yet; `told` of each holds only these.
        known: rows that earlier imports have told about already.
    """

    plans: list[Plan] = field(default_factory=list[Plan])
    known: int = 0

    @property
    def told(self) -> list[Told]:
        """The outcome of every new row, in the order of the file."""
        return sorted((told for each in self.plans for told in each.told), key=lambda told: told.row.line)

    def report(self, ref: Reference, mapping: LogMapping) -> dict[str, object]:
        """Return what the page of a run shows: counts and first rows by code, what would be made."""
        told = self.told
        counts = Counter(one.code for one in told)
        rows: dict[str, list[object]] = {code: [] for code in counts}
        for one in told:
            listed = rows[one.code]
            if len(listed) < EXAMPLES:
                listed.append([one.row.line, one.row.ref, dict(one.detail)])
        tickets = [each.ticket for each in self.plans if each.ticket]
        return {
            "counts": {code: counts[code] for code in Outcome if code in counts},
            "known": self.known,
            "rows": rows,
            "tickets": len(tickets),
            "cycles": sum(len(ticket.cycles) for ticket in tickets),
            "entries": sum(len(ticket.entries) for ticket in tickets),
            "pauses": sum(len(ticket.pauses) for ticket in tickets),
            "categories": sorted(wanted(tickets_of(self.plans, "category")) - _named(ref, "category")),
            "channels": sorted(wanted(tickets_of(self.plans, "channel")) - _named(ref, "channel")),
            "zone": mapping.zone.key,
        }


def tickets_of(plans: Iterable[Plan], column: str) -> set[str]:
    """Return the codes that the tickets of some plans have in a column."""
    return {str(getattr(each.ticket.last, column)) for each in plans if each.ticket}


def wanted(codes: Iterable[str]) -> set[str]:
    """Return the words rows of master data would be made of."""
    return {code[1:] for code in codes if code.startswith("+")}


def _named(ref: Reference, noun: str) -> set[str]:
    nodes = ref.categories if noun == "category" else ref.channels
    return {row.name_zh for row in nodes.values()}


def decide(
    session: Session, ref: Reference, mapping: LogMapping, rows: Iterable[Row], now: datetime
) -> Decision:
    """Decide about every row of a file; writes nothing.

    Raises:
        Invalid: the mapping names something this desk does not have, or the file can't be read.
    """
    check_codes(session, ref, mapping)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.ref, []).append(row)
    there = queries.known(session, mapping.source)
    decision = Decision()
    for number, of in groups.items():
        made = plan(number, of, mapping.rules, now) if number else _nameless(of)
        _compare(decision, made, there.get(number))
    return decision


def _nameless(rows: Sequence[Row]) -> Plan:
    """Rows that name no ticket are refused each for itself."""
    return Plan("", tuple(Told(row, row.problem or Outcome.NO_REFERENCE, row.detail) for row in rows))


def _compare(decision: Decision, made: Plan, before: KnownTicket | None) -> None:
    """Leave out what earlier imports have told already; a history that is known otherwise is refused."""
    if before is None:
        decision.plans.append(made)
        return
    fresh = tuple(one for one in made.told if not _told_before(one, before))
    refusal = _refusal(made, before) if fresh else None
    if refusal is not None:
        refused = (Told(one.row, refusal) for one in fresh)
        fresh = tuple(one for one in refused if not _told_before(one, before))
    decision.known += len(made.told) - len(fresh)
    if fresh:
        decision.plans.append(Plan(made.ref, fresh, None if refusal else made.ticket))


def _told_before(one: Told, before: KnownTicket) -> bool:
    return one.row.mark in before.taken or before.refused.get(one.row.mark) == one.code


def _refusal(made: Plan, before: KnownTicket) -> Outcome | None:
    """Return why new rows of a known ticket can't be taken, None when they can."""
    if not before.there or made.ticket is None:
        return None
    if not before.read_only:
        return Outcome.TAKEN_OVER
    marks = list(dict.fromkeys(one.row.mark for one in made.told))
    return None if marks[: len(before.taken)] == list(before.taken) else Outcome.HISTORY_CHANGED


def check_codes(session: Session, ref: Reference, mapping: LogMapping) -> None:
    """Refuse a mapping that names what this desk does not have.

    Raises:
        Invalid: with key and code.
    """
    lists: Sequence[tuple[str, Iterable[str], set[str]]] = (
        ("channels", _plain(mapping.channels.known, mapping.channels.empty), set(ref.channels_by_code)),
        (
            "categories",
            _plain(mapping.categories.known, mapping.categories.empty),
            set(ref.categories_by_code),
        ),
        ("teams", mapping.teams.values(), set(session.scalars(select(Team.code)))),
        ("people", mapping.people.values(), {person.staff_number for person in ref.people.values()}),
        ("customers", mapping.customers.values(), _customers(session, mapping)),
    )
    for key, codes, there in lists:
        for code in codes:
            if code not in there:
                raise invalid("mapping", "history_unknown_code", key=key, word=code)
    for state in mapping.states.values():
        if state.reason and reason_id(ref, state) is None:
            raise invalid("mapping", "history_unknown_code", key=f"states.{state.word}", word=state.reason)


def _plain(codes: Mapping[str, str], empty: str) -> list[str]:
    return [code for code in (*codes.values(), empty) if code and not code.startswith("+")]


def _customers(session: Session, mapping: LogMapping) -> set[str]:
    numbers = set(mapping.customers.values())
    return (
        set(session.scalars(select(Customer.number).where(Customer.number.in_(numbers))))
        if numbers
        else set()
    )


def reason_id(ref: Reference, state: State) -> int | None:
    """Return the reason a waiting state has here: by its code, else by the state's own word."""
    kind = REASON_LISTS.get(state.status)
    for row in ref.reasons.values():
        if row.extra["kind"] == kind and (
            row.code == state.reason if state.reason else row.name_zh == state.word
        ):
            return row.id
    return None
