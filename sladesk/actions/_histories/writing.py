"""A planned ticket as rows: whole, in the caller's transaction; or what is new of one that is there."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from sladesk import search
from sladesk.actions._action import Tx
from sladesk.actions._clockbook import ClockBook
from sladesk.actions._clockrows import NEVER, Held
from sladesk.actions._histories.deciding import reason_id
from sladesk.actions._histories.making import category_id, channel_id
from sladesk.actions._timeline import Written
from sladesk.actions._timeline import entry as line
from sladesk.actions.tickets.cycles import cycle_of
from sladesk.actions.tickets.registration import next_number
from sladesk.db import rows
from sladesk.domain.codes import ServiceType
from sladesk.domain.history.changes import Fact, Plan, PlannedCycle, PlannedEntry, PlannedTicket
from sladesk.domain.sla import ledger
from sladesk.domain.sla.instants import to_epoch
from sladesk.domain.sla.kinds import ClockKind
from sladesk.imports import Mapping as LogMapping
from sladesk.models import Clock, Customer, Cycle, Event, EventText, Pause, Person, Team, Ticket
from sladesk.queries.reference import Reference


@dataclass
class Writer:
    """Writes tickets of one run. `keys`: rows of teams, people and customers by code or number, read once."""

    tx: Tx
    ref: Reference
    mapping: LogMapping
    run_id: int
    keys: dict[tuple[str, str], int | None] = field(default_factory=dict[tuple[str, str], "int | None"])

    def write(self, plan: Plan) -> None:
        """Write a ticket that is not there yet, or what is new of it."""
        planned = plan.ticket
        assert planned is not None  # refused tickets are not written
        lines = {told.row.line for told in plan.told}
        ticket = self.tx.session.scalars(
            select(Ticket)
            .where(Ticket.external_source == self.mapping.source, Ticket.external_ref == planned.ref)
            .with_for_update()
        ).first()
        fresh = [entry for line, entry in planned.entries if line in lines]
        if ticket is None:
            ticket = self._new(planned)
            rows.add(self.tx.session, ticket)
        else:
            for name, value in self._standing(planned).items():
                setattr(ticket, name, value)
            ticket.version += 1
        there = self._told(ticket) if ticket.event_seq else set[tuple[int, str]]()
        cycles = self._cycles(ticket, planned)
        self._pauses(ticket, planned, cycles)
        event = self._events(ticket, fresh)
        for wanted, cycle in zip(planned.cycles, cycles, strict=True):
            self._clocks(ticket, wanted, cycle, event, there)
        rows.change(self.tx.session, ticket)

    # --- ticket and cycles ------------------------------------------------------------------------------

    def _new(self, planned: PlannedTicket) -> Ticket:
        last = planned.last
        return Ticket(
            number=next_number(self.tx, self.ref, "ticket"),
            version=1,
            event_seq=0,
            suggested_priority=last.priority,
            verbatim=last.description,
            requested_at=planned.opened_at,
            recorded_at=self.tx.now,
            sort_due_at=NEVER,
            chasers=0,
            open_breaches=0,
            external_source=self.mapping.source,
            external_ref=planned.ref,
            read_only=True,
            **self._standing(planned),
        )

    def _standing(self, planned: PlannedTicket) -> Mapping[str, object]:
        """Return the columns that say how a ticket stands at the end of the log."""
        last, end = planned.last, planned.cycles[-1]
        category = self.ref.categories[category_id(self.ref, self.mapping, last.category)]
        return {
            "status": last.state.status,
            "cycle_no": end.no,
            "customer_id": self._key("customer", last.customer),
            "channel_id": channel_id(self.ref, last.channel),
            "category_id": category.id,
            "class_code": category.class_code,
            "service_type": category.service_type or ServiceType.OTHER,
            "priority": last.priority,
            "summary": last.summary or planned.ref,
            "team_id": self._key("team", last.team),
            "owner_id": self._key("owner", last.owner),
            "last_event_at": last.at,
            "closed_at": end.closed_at,
        }

    def _key(self, noun: str, code: str) -> int | None:
        if not code:
            return None
        if (noun, code) not in self.keys:
            found = {
                "customer": select(Customer.id).where(Customer.number == code),
                "team": select(Team.id).where(Team.code == code),
                "owner": select(Person.id).where(Person.staff_number == code),
            }[noun]
            self.keys[noun, code] = self.tx.session.scalar(found)
        return self.keys[noun, code]

    def _cycles(self, ticket: Ticket, planned: PlannedTicket) -> list[Cycle]:
        there = select(Cycle).where(Cycle.ticket_id == ticket.id).order_by(Cycle.no)
        cycles = list(self.tx.session.scalars(there)) if ticket.event_seq else []
        for wanted in planned.cycles:
            if wanted.no > len(cycles):
                cycle = cycle_of(self.tx, self.ref, ticket, wanted.opened_at)
                cycle.no, cycle.opened_by_id = wanted.no, None
                _reach(cycle, wanted)
                rows.add(self.tx.session, cycle)
                cycles.append(cycle)
            else:
                cycle = cycles[wanted.no - 1]
                # What columns said of a cycle while it was the last one is better than what its rows say.
                _reach(cycle, wanted, keep=wanted.no < len(planned.cycles))
                rows.change(self.tx.session, cycle)
        return cycles

    def _pauses(self, ticket: Ticket, planned: PlannedTicket, cycles: list[Cycle]) -> None:
        there = list(
            self.tx.session.scalars(select(Pause).where(Pause.ticket_id == ticket.id).order_by(Pause.id))
            if ticket.event_seq
            else ()
        )
        for place, wanted in enumerate(planned.pauses):
            if place < len(there):
                rows.let(there[place], ended_at=wanted.ended_at)
                rows.change(self.tx.session, there[place])
                continue
            reason = reason_id(self.ref, wanted.state)
            assert reason is not None  # made before the first ticket is written
            pause = Pause(
                ticket_id=ticket.id,
                cycle_id=cycles[wanted.cycle - 1].id,
                status=wanted.state.status,
                reason_id=reason,
                started_at=wanted.started_at,
                ended_at=wanted.ended_at,
            )
            rows.add(self.tx.session, pause)

    # --- timeline ---------------------------------------------------------------------------------------

    def _events(self, ticket: Ticket, entries: list[PlannedEntry]) -> Written | None:
        """Write the entries of the timeline at their true times, and let the ticket be found by them."""
        said = [] if ticket.event_seq else [str(ticket.external_ref), ticket.summary, ticket.verbatim]
        event: Written | None = None
        for entry in entries:
            ticket.event_seq += 1
            seq, kind, data = ticket.event_seq, f"imported:{entry.kind}", self._data(entry)
            values = line(
                self.tx, ticket.id, entry.cycle, seq, kind, data, occurred_at=entry.at, by_system=True
            )
            event = Written(rows.put_new(self.tx.session, Event, values), seq, entry.at, data, False)
            texts = self._texts(ticket, entry)
            if texts:
                lines = [{"event_id": event.id, "field": name, "body": body} for name, body in texts.items()]
                rows.put(self.tx.session, EventText, lines)
                said.extend(texts.values())
        search.append(self.tx.session, ticket.id, said)
        return event

    def _data(self, entry: PlannedEntry) -> dict[str, object]:
        after, before = entry.after, entry.before
        data: dict[str, object] = {"run": self.run_id, "to": str(after.state.status)}
        if before is None:
            return data | {"priority": after.priority}
        data["from"] = str(before.state.status)
        if before.priority != after.priority:
            data["priority"] = [before.priority, after.priority]
        return data

    def _texts(self, ticket: Ticket, entry: PlannedEntry) -> dict[str, str]:
        """Return the words of the log: state, and what was kept or changed, a line a column."""
        after, before = entry.after, entry.before
        state = after.state.word if before is None else f"{before.state.word} → {after.state.word}"
        texts = {} if entry.kind == "changed" else {"state": state}
        if entry.kind == "opened":
            texts |= {"reference": str(ticket.external_ref), "words": _kept(after)}
            texts["verbatim"] = after.description
        elif before is not None:
            texts["words"] = _changed(before, after)
        return {name: body for name, body in texts.items() if body}

    # --- clocks -----------------------------------------------------------------------------------------

    def _told(self, ticket: Ticket) -> set[tuple[int, str]]:
        """Return cycle and kind of the decisions that are there already."""
        asked = select(Clock.cycle_id, Clock.kind).where(Clock.ticket_id == ticket.id)
        return {(row[0], row[1]) for row in self.tx.session.execute(asked)}

    def _clocks(
        self,
        ticket: Ticket,
        wanted: PlannedCycle,
        cycle: Cycle,
        event: Written | None,
        there: Container[tuple[int, str]],
    ) -> None:
        """Write what the source decided, once for each cycle and kind; nothing of it was counted here."""
        ended = wanted.solution_at or wanted.closed_at
        for kind, end, met in (
            (ClockKind.FIRST_RESPONSE, wanted.responded_at, wanted.response_met),
            (ClockKind.RESOLUTION, ended if wanted.closed_at else None, wanted.resolution_met),
        ):
            if end is not None and met is not None and (cycle.id, kind) not in there:
                self._decided(ticket, cycle, kind, end, met=met, event=event)

    def _decided(
        self,
        ticket: Ticket,
        cycle: Cycle,
        kind: ClockKind,
        end: datetime,
        *,
        met: bool,
        event: Written | None,
    ) -> None:
        start = to_epoch(cycle.opened_at)
        entries = ledger.told(start, max(start, to_epoch(end)), to_epoch(self.tx.now), met=met)
        book = ClockBook(self.tx, self.ref, ticket, cycle, event=event)
        row = Clock(ticket_id=ticket.id, cycle_id=cycle.id, kind=kind, no=1, warned=0, label="", version=0)
        book.held.append(Held(row, ledger.fold(entries, self.ref.table), list(entries)))
        book.store()


def _reach(cycle: Cycle, wanted: PlannedCycle, *, keep: bool = False) -> None:
    """Note when a cycle reached its steps; `keep`: what is known already stays."""
    values = {
        "first_response_at": wanted.responded_at,
        "solution_at": wanted.solution_at,
        "closed_at": wanted.closed_at,
    }
    rows.let(cycle, **{name: at for name, at in values.items() if not keep or getattr(cycle, name) is None})


def _kept(fact: Fact) -> str:
    return "\n".join(f"{column}: {word}" for column, word in fact.words.items())


def _changed(before: Fact, after: Fact) -> str:
    columns = dict.fromkeys((*before.words, *after.words))
    pairs = ((column, before.words.get(column, "–"), after.words.get(column, "–")) for column in columns)
    return "\n".join(f"{column}: {was} → {now}" for column, was, now in pairs if was != now)
