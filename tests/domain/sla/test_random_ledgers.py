"""The fold against the oracle on ledgers of chance, and proof that a fault would be seen (decision 39)."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from sladesk.domain.sla.entries import ClockState, Entry, EntryKind
from sladesk.domain.sla.ledger import fold
from tests.domain.oracle import recompute
from tests.domain.sla.desk import STORED, chance_ledger, chance_life, ledger_rows, tables

COMPARED = ("state", "started_at", "due_at", "breached_at", "stopped_at", "open_seconds", "plain_seconds")


def differences(state: ClockState, entries: tuple[Entry, ...]) -> dict[str, tuple[Any, Any]]:
    """What the engine's state and the oracle's reading of the rows do not agree on."""
    told = recompute(ledger_rows(entries), STORED)
    pairs = {name: (getattr(state, name), told[name]) for name in COMPARED}
    pairs["holes"] = (state.holes, tuple(told["holes"]))
    if told["late"] is not None:
        pairs["late"] = (state.breached_at is not None, told["late"])
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@pytest.mark.parametrize("batch", range(10))
def test_the_fold_agrees_with_the_oracle(batch: int) -> None:
    for seed in range(batch * 30, batch * 30 + 30):
        for state in list(chance_life(Random(seed), 30))[14::15]:
            assert differences(state, state.rows) == {}, f"seed {seed}"
            assert fold(state.rows, tables) == state, f"seed {seed}"


def test_every_kind_of_row_occurs_in_the_ledgers() -> None:
    kinds = {row.kind for seed in range(100) for row in chance_ledger(Random(seed), 30).rows}
    assert kinds == set(EntryKind)


def test_a_lost_pause_is_found() -> None:
    found = tried = 0
    for seed in range(120):
        state = chance_ledger(Random(seed), 12)
        if state.holes and state.stopped_at is None and state.breached_at is None:
            tried += 1
            lost = fold(without_first_pause(state), tables)
            found += bool(differences(lost, state.rows))
    assert tried >= 10
    assert found == tried


def without_first_pause(state: ClockState) -> list[Entry]:
    happened = [step.rows[-1] for step in state.trail()][::-1]
    first = next(
        row for row in happened if row.kind is EntryKind.RESUME and row.effective_at == state.holes[0][1]
    )
    pause = max(row.seq for row in happened if row.kind is EntryKind.PAUSE and row.seq < first.seq)
    kept = [row for row in happened if row.seq not in (first.seq, pause)]
    return [replace(row, seq=seq) for seq, row in enumerate(kept, start=1)]
