"""A story of a due time as plain data, for programs: instants in UTC, lengths in counted seconds (R3.8)."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sladesk.domain.sla.entries import Entry
from sladesk.domain.sla.story import Story
from sladesk.domain.sla.stretches import Stretch
from sladesk.domain.sla.supposing import Outcome

Hands = Mapping[int, str]
"""Staff number of who caused a row of the ledger, by the row's `seq`."""


def data_of(
    story: Story, hands: Hands | None = None, reasons: Mapping[str, str] | None = None
) -> dict[str, object]:
    """Return a story as it is sent as JSON.

    Arguments:
        hands: who caused the rows; a row nobody caused was the system's.
        reasons: codes of the reasons of pauses, by what the ledger holds.
    """
    said, codes, state = hands or {}, reasons or {}, story.state
    return {
        "state": state.state.value,
        "zone": story.zone,
        "now": at(story.now),
        "started_at": at(state.started_at),
        "stopped_at": at(state.stopped_at),
        "breached_at": at(state.breached_at),
        "due_at": at(story.due_at),
        "due_unpaused": at(story.due_unpaused),
        "target": state.target.to_json(),
        "target_seconds": story.target_seconds,
        "used": story.used,
        "left": story.left,
        "paused": story.paused,
        "sentence": [{"code": part.code, **_plain(part.params, codes)} for part in story.sentence],
        "rows": [
            {
                "start": at(row.start),
                "end": at(row.end),
                "kind": row.kind.value,
                "reason": codes.get(row.reason, row.reason),
                "seconds": row.seconds,
                "sum": row.cumulative,
            }
            for row in story.rows
        ],
        "days": [
            {"day": day.day.isoformat(), "stretches": [_stretch(one, codes) for one in day.stretches]}
            for day in story.days
        ],
        "pauses": [
            {
                "start": at(pause.start),
                "end": at(pause.end),
                "reason": codes.get(pause.reason, pause.reason),
                "seconds": pause.seconds,
                "by": said.get(pause.seq, ""),
            }
            for pause in story.pauses
        ],
        "waits": [
            {
                "start": at(one.wait.start),
                "end": at(one.wait.end),
                "kind": one.wait.status,
                "reason": codes.get(one.wait.reason, one.wait.reason),
                "holds": one.holds,
                "why": one.why,
            }
            for one in story.waited
        ],
        "changes": [
            {
                "due_before": at(change.due_before),
                "due_after": at(change.due_after),
                "by": said.get(change.entry.seq, ""),
                **_entry(change.entry),
            }
            for change in story.changes
        ],
        "verdicts": [
            {"policy": one.policy, "taken": one.taken, "reason": one.reason, **one.params}
            for one in story.verdicts
        ],
    }


def supposed_data(outcome: Outcome) -> dict[str, object]:
    """Return what would become of a clock as it is sent as JSON."""
    return {
        "effect": outcome.effect.value,
        "due_before": at(outcome.before),
        "due_after": at(outcome.after),
        "spare": outcome.spare,
        "late": outcome.late,
    }


def at(seconds: int | None) -> str | None:
    """Return an instant in ISO 8601, UTC."""
    return (
        None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    )


def _plain(params: Mapping[str, int | str], codes: Mapping[str, str]) -> dict[str, object]:
    moments = ("at", "since", "from", "to")
    return {
        name: at(value) if name in moments and isinstance(value, int) else codes.get(str(value), value)
        for name, value in params.items()
    }


def _stretch(piece: Stretch, codes: Mapping[str, str]) -> dict[str, object]:
    return {
        "start": at(piece.start),
        "end": at(piece.end),
        "kind": piece.kind.value,
        "reason": codes.get(piece.reason, piece.reason),
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "kind": entry.kind.value,
        "at": at(entry.effective_at),
        "recorded_at": at(entry.recorded_at),
        "why": entry.data.get("why", ""),
    }
