"""Tries a policy set on the past, some thousand tickets a job: clocks are swept in between (R3.11)."""

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache

from flask import Flask

from sladesk.actions import trials
from sladesk.actions._action import Call
from sladesk.actions.trials import MOST_CHANGES, Changed, Stretch
from sladesk.clock import utcnow
from sladesk.db import db
from sladesk.db.queue import Args
from sladesk.domain.access import SYSTEM
from sladesk.domain.sla.instants import from_epoch, to_epoch
from sladesk.domain.sla.trial import MISSED, NONE, Found, Rules, Tally
from sladesk.jobs.work import Work, attempt
from sladesk.models import Trial
from sladesk.queries import trials as queries
from sladesk.queries import trying
from sladesk.queries.reference import Reference, reference
from sladesk.queries.trying import PORTION, Named, Place, Portion, Recorded

#: Tickets of one job: the sweep of clocks waits no longer than for these.
RUN = 20_000
#: Portions whose clocks are read while one is weighed. SQLite reads in this process, where a second reader
#: would take turns with the first.
AHEAD = {"postgresql": 2, "sqlite": 1}


def carry_on(work: Work) -> None:
    """Go on with a trial; killed on the way, whoever takes the job up begins where the last one ended."""
    found = queries.trial(int(work.args.get("trial") or 0))
    if found is None or found.state != "running":
        return
    key = found.id
    error = attempt(f"trial {key}", lambda: _carry_on(work, found))
    if error is not None:
        db.session.rollback()
        trials.failed(Call(SYSTEM, utcnow()), key)


def _carry_on(work: Work, trial: Trial) -> None:
    key, found = trial.id, stretch(work.app, trial, RUN)
    db.session.rollback()
    work.go_on()
    trials.keep(Call(SYSTEM, utcnow()), key, found)


def stretch(app: Flask, trial: Trial, most: int) -> Stretch:
    """Return what is found on the next tickets of a trial; reads only.

    Arguments:
        most: how many tickets, in whole portions.
    """
    assert trial.next_at is not None
    assert trial.next_key is not None
    ref, begun = reference(db.session()), Place(trial.next_at, trial.next_key)
    ruled = queries.setup_of(trial.setup).ruling
    tally, changed = Tally(_rules(trial.setup)), list[Changed]()
    place: Place | None = begun
    for portion in _portions(app, trial, ref, begun, max(most // PORTION, 1)):
        _weigh(trial, portion, tally, ruled, changed)
        place = portion.last
    tickets = trial.tickets
    if tickets is None:
        tickets = trying.tickets_in(trial.since, trial.until)
    return Stretch(begun, place, tickets, tally.figures(), changed)


def _portions(app: Flask, trial: Trial, ref: Reference, begun: Place, most: int) -> Iterator[Portion]:
    """Yield portions; threads read the next ones while one is weighed.

    The database then works while this process does, a server for two portions at once: clocks take it longer
    than tickets, and a portion's tickets say where the next ones begin.
    """
    since, as_of, most_ahead = trial.since, trial.as_of, AHEAD[db.engine.dialect.name]

    def name(place: Place) -> Named:
        with app.app_context():  # its end gives the connection back
            return trying.named(ref, since, place)

    def fill(some: Named, place: Place) -> Portion:
        with app.app_context():
            return trying.portion(some, since, place, as_of)

    with ThreadPoolExecutor(most_ahead + 1, "trial") as pool:
        ahead, full = pool.submit(name, begun), deque[Future[Portion]]()
        place: Place | None = begun
        for left in range(most - 1, -1, -1):
            some, at = ahead.result(), place
            assert at is not None
            full.append(pool.submit(fill, some, at))
            place = some.last
            if place is None:
                break
            if left:
                ahead = pool.submit(name, place)
            if len(full) > most_ahead:
                yield full.popleft().result()
        for waiting in full:
            yield waiting.result()


@lru_cache(maxsize=1)
def _rules(setup: str) -> Rules:
    """Return the rules of a trial; calendar versions never change."""
    held = queries.setup_of(setup)
    return Rules(held.tried, held.present, reference(db.session()).table)


def _weigh(
    trial: Trial, portion: Portion, tally: Tally, ruled: Mapping[int, str], changed: list[Changed]
) -> None:
    """Count a portion of tickets."""
    tally.tickets(portion.tickets)
    close = tally.sift(portion.clocks)
    waited = [past for past in close if past.ticket in portion.waited]
    holes = trying.holes(waited)
    waits = trying.waits({past.ticket for past in waited if tally.otherwise_held(past)})
    weighed = (tally.weigh(past, holes.get(past.key, ()), waits.get(past.ticket, ())) for past in close)
    found = [one for one in weighed if one is not None]
    order = {ticket: at for at, (ticket, _facts) in enumerate(portion.tickets)}
    sides = sorted(filter(_other_side, found), key=lambda one: (order[one.past.ticket], one.past.key))
    listed = sides[: MOST_CHANGES - trial.changes - len(changed)]
    astray = [one for one in found if one.present != one.record]
    told = trying.recorded({one.past.key for one in (*listed, *astray)})
    for one in astray:
        policy, calendar, _due = told[one.past.key]
        tally.explain(one, ruled.get(policy or 0), calendar)
    changed.extend(_changed(one, told[one.past.key], trial.as_of) for one in listed)


def _other_side(one: Found) -> bool:
    """Whether a clock is missed on one side only."""
    return one.tried != NONE and (one.record == MISSED) != (one.tried == MISSED)


def _changed(one: Found, told: Recorded, as_of: datetime) -> Changed:
    past = one.past
    return Changed(
        ticket=past.ticket,
        kind=past.kind,
        better=one.record == MISSED,
        ended_at=from_epoch(past.end) if past.end < to_epoch(as_of) else None,
        due_then=told.due,
        due_now=from_epoch(one.due) if one.due is not None else None,
        policy_then=told.policy_id,
        policy=one.policy,
    )


def give_up(args: Args) -> None:
    """Note that a trial that kills its workers is not carried on with, so that another can be begun."""
    trials.failed(Call(SYSTEM, utcnow()), int(args["trial"] or 0))
