"""`python -m bench.storm`: 10,000 verbs by eight processes on the same tickets, then every ledger read back.

On both engines, or on the one that is named behind it. Fewer for trying: `BENCH_ACTIONS=800`.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import func, select

from sladesk.db import db
from sladesk.models import Clock, Event, Ticket
from tests.support import gale, ledgers, scratch
from tests.support.installation import ENGINES, Houses, Installation
from tests.support.moment import NOW
from tests.support.site import process_environment, sladesk_command

ACTIONS, TICKETS = int(os.environ.get("BENCH_ACTIONS") or 10_000), 200
#: Clocks the oracle works out second by second, drawn by chance.
SAMPLE = 500


def run(made: Installation) -> str:
    """Let the storm go over an installation; return what came of it."""
    with made.app.app_context():
        told = gale.blow(made.config, ACTIONS // gale.PROCESSES, TICKETS, seed=10_000)
        tickets, clocks, events = (
            db.session.scalar(select(func.count()).select_from(model)) for model in (Ticket, Clock, Event)
        )
        keys = list(db.session.scalars(select(Clock.id)))
        drawn = random.Random(0).sample(keys, min(SAMPLE, len(keys)))
        wrong = list(ledgers.otherwise(drawn))
        lines = gale.lines()
        db.session.rollback()
    refused = ", ".join(f"{name} {times:,}" for name, times in told.refused.most_common())
    return "\n".join(
        (
            f"{told.done:,} verbs done by {gale.PROCESSES} processes in {told.seconds:.0f} s",
            f"{told.refused.total():,} refused ({refused}); {told.conflicts:,} of them conflicts",
            f"{len(told.faults)} faults; {told.left} ledger lines when all was computed anew once more",
            f"{tickets:,} tickets, {events:,} entries, {clocks:,} clocks, {lines:,} ledger lines",
            f"sla verify: {_verified(made)}",
            f"oracle: {len(drawn)} clocks drawn by chance, {len(wrong)} differ",
            *told.faults[:5],
            *wrong[:5],
        )
    )


def _verified(made: Installation) -> str:
    done = subprocess.run(
        sladesk_command("sla", "verify", "--all"),
        env=process_environment(made.config, 1), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return (done.stdout + done.stderr).strip()[-2000:]


def main() -> None:
    """Run on the engines that are asked for."""
    with tempfile.TemporaryDirectory(dir=scratch.root(), prefix="sladesk-storm-") as name:
        folder = Path(name)
        compiled = folder / "compiled"
        compiled.mkdir()
        houses = Houses(folder, "storm", NOW, compiled)
        for engine in sys.argv[1:] or ENGINES:
            print(f"{engine}\n{run(houses.installation(engine))}\n", flush=True)
        houses.close()


if __name__ == "__main__":
    main()
