"""Kinds of timeline events (R4.2): which filter shows them, how they look, what counts as progress.

Progress entries restart the update clock; internal notes and system entries never do (R3.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class EventKind:
    """One kind.

    Arguments:
        code: noun and verb, `visit:repaired`; never renamed once stored.
        group: filter on the timeline: work, customer, field or clock.
        look: plain, cust, note, sys, late, hold, met (class `ev-…` of the style sheet).
        icon: name in the icon sprite.
        progress: restarts the update clock when a person wrote it.
        handles: makes its author a handler of the ticket (R6.3).
    """

    code: str
    group: str
    look: str
    icon: str
    progress: bool = False
    handles: bool = False


KINDS: Mapping[str, EventKind] = {
    kind.code: kind
    for kind in (
        EventKind("ticket:registered", "customer", "cust", "clipboard-list"),
        EventKind("ticket:assigned", "work", "sys", "user"),
        EventKind("ticket:handed_over", "work", "sys", "user"),
        EventKind("ticket:taken", "work", "sys", "user", handles=True),
        EventKind("ticket:accepted", "work", "plain", "check", handles=True),
        EventKind("ticket:changed", "work", "sys", "pencil", handles=True),
        EventKind("ticket:voided", "work", "sys", "x"),
        EventKind("ticket:adopted", "work", "plain", "user-check", handles=True),
        EventKind("ticket:merged", "work", "sys", "link"),
        EventKind("ticket:linked", "work", "sys", "link"),
        EventKind("quality:linked", "work", "sys", "zoom-question"),
        EventKind("ticket:chased", "customer", "cust", "speakerphone"),
        EventKind("ticket:archived", "work", "sys", "archive"),
        EventKind("cycle:opened", "work", "sys", "refresh"),
        EventKind("response:recorded", "customer", "cust", "phone-call", progress=True, handles=True),
        EventKind("attempt:failed", "customer", "plain", "phone-x", handles=True),
        EventKind("progress:noted", "work", "plain", "pencil", progress=True, handles=True),
        EventKind("note:written", "work", "note", "lock"),
        EventKind("communication:recorded", "customer", "cust", "message", progress=True, handles=True),
        EventKind("promise:made", "customer", "plain", "flag"),
        EventKind("promise:kept", "clock", "met", "check"),
        EventKind("promise:replaced", "clock", "sys", "refresh"),
        EventKind("entry:corrected", "work", "sys", "pencil"),
        EventKind("emergency:started", "work", "late", "urgent"),
        EventKind("emergency:taken", "work", "met", "user-shield", handles=True),
        EventKind("wait:started", "clock", "hold", "player-pause", handles=True),
        EventKind("wait:ended", "clock", "hold", "player-play", handles=True),
        EventKind("escalation:raised", "work", "plain", "arrow-up", handles=True),
        EventKind("escalation:decided", "work", "plain", "arrow-down"),
        EventKind("task:asked", "work", "plain", "users-group", handles=True),
        EventKind("task:answered", "work", "plain", "message"),
        EventKind("task:withdrawn", "work", "sys", "x"),
        EventKind("solution:recorded", "work", "plain", "check", progress=True, handles=True),
        EventKind("solution:confirmed", "customer", "cust", "circle-check"),
        EventKind("solution:rejected", "customer", "cust", "circle-x"),
        EventKind("cycle:closed", "work", "sys", "circle-check"),
        EventKind("callback:recorded", "customer", "cust", "star"),
        EventKind("low_score:contacted", "customer", "cust", "phone-call"),
        EventKind("cycle:settled", "work", "sys", "check"),
        EventKind("visit:planned", "field", "plain", "calendar"),
        EventKind("visit:rescheduled", "field", "plain", "calendar"),
        EventKind("visit:cancelled", "field", "plain", "x"),
        EventKind("visit:accepted", "field", "plain", "check", progress=True, handles=True),
        EventKind("visit:on_way", "field", "plain", "truck", progress=True, handles=True),
        EventKind("visit:arrived", "field", "plain", "map-pin", progress=True, handles=True),
        EventKind("visit:diagnosed", "field", "plain", "tool", progress=True, handles=True),
        EventKind("visit:waiting_part", "field", "plain", "package", progress=True, handles=True),
        EventKind("visit:repaired", "field", "plain", "tool", progress=True, handles=True),
        EventKind("visit:confirmed", "field", "plain", "signature", progress=True, handles=True),
        EventKind("visit:noted", "field", "plain", "pencil", progress=True, handles=True),
        EventKind("photo:added", "field", "plain", "camera", handles=True),
        EventKind("clock:changed", "clock", "sys", "clock"),
        EventKind("clock:warned", "clock", "sys", "bolt"),
        EventKind("clock:breached", "clock", "late", "alert-triangle"),
        EventKind("clock:corrected", "clock", "plain", "pencil"),
        EventKind("clock:withdrawn", "clock", "met", "check"),
        EventKind("breach:explained", "clock", "plain", "message"),
        EventKind("breach:checked", "clock", "sys", "check"),
        EventKind("chain:reached", "clock", "late", "arrow-up"),
        EventKind("chain:taken", "clock", "plain", "user-check"),
        EventKind("chain:handed", "clock", "plain", "user-plus"),
        EventKind("imported:opened", "customer", "cust", "clipboard-list"),
        EventKind("imported:moved", "work", "sys", "arrow-right"),
        EventKind("imported:changed", "work", "sys", "pencil"),
        EventKind("imported:reopened", "work", "sys", "refresh"),
    )
}


def is_progress(code: str) -> bool:
    """Whether an event of this kind restarts the update clock when a person wrote it."""
    return KINDS[code].progress


def handles(code: str) -> bool:
    """Whether an event of this kind makes its author a handler of the ticket."""
    return KINDS[code].handles
