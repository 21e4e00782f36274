"""`make bench`: fill both engines, measure pages and a mix of users, write bench/RESULTS.md.

Smaller for trying: `BENCH_TICKETS=5000 BENCH_SECONDS=10 BENCH_ENGINE=sqlite make bench`; then the results are
only printed.
"""

import os

from bench import machine, measure, report, reviews, site, sweeps, trials, workbook
from bench.site import Engine

#: The size that is reported; a smaller one is for trying.
TICKETS = 100_000
#: How often the originals are multiplied, and how few of them there may be.
COPIES, FEWEST = 50, 200


def _setting(name: str, default: int) -> int:
    return int(os.environ.get(f"BENCH_{name}") or default)


def _engine(engine: Engine, times: int, seconds: int) -> str:
    """Measure one engine; return its part of the results."""
    with site.serving(engine.config) as running:
        filled = running.verified()
        loops, host = [machine.loop()], machine.Host()
        rows = measure.alone(running, times)
        taken = [host.taken()]
        loops.append(machine.loop())
        mix = measure.together(running, seconds)
        taken.append(host.taken())
        loops.append(machine.loop())
        memory, worked = running.memory(), running.verified()
        looked_back = reviews.table(running)
    for line in mix.errors[:5]:
        print("error", line)
    said = ", ".join(f"{each:.0f}" for each in loops)
    facts = (
        f"Filled in {engine.filled:.0f} s; {running.open} tickets are open.\n"
        f"`sladesk sla verify` after filling: {filled}; after the mix: {worked}.\n"
        f"A plain loop of 3,000,000 rounds took {said} ms before the pages, after them and after the mix; "
        f"the host kept {taken[0]:.0%} of the processors' time for others during the pages, "
        f"{taken[1]:.0%} during the mix.\n"
    )
    book = (
        sweeps.table(engine.config)
        + workbook.table(engine.config, engine.tickets)
        + trials.table(engine.config)
    )
    part = report.alone(engine, facts, rows) + "\n" + report.together(mix, memory) + looked_back + book
    print(part, flush=True)
    return part


def main() -> None:
    """Fill, measure, write."""
    tickets, seconds = _setting("TICKETS", TICKETS), _setting("SECONDS", 60)
    times = _setting("TIMES", 100)
    only = os.environ.get("BENCH_ENGINE", "")
    originals = max(tickets // COPIES, FEWEST)
    folder = site.folder_for(tickets)
    engines = site.installations(tickets, originals, only, folder)
    parts = [_engine(engine, times, seconds) for engine in engines]
    text = report.head(times, in_memory=folder is not None) + "".join(parts) + report.tail()
    if tickets < TICKETS or only:
        print(text)
        return
    report.FILE.write_text(text, encoding="utf-8")
    print(f"written: {report.FILE.name}")


if __name__ == "__main__":
    main()
