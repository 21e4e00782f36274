"""One policy of a draft as a form: boxes to fill in, and back into what the desk takes (R3.1, R3.2)."""

import re
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from sladesk.domain.chains import STANDARD
from sladesk.domain.durations import parse_length
from sladesk.domain.sla.drafting import CONDITIONS, RowForm, TargetForm
from sladesk.domain.sla.findings import SETTABLE
from sladesk.domain.sla.hours import usual_day
from sladesk.domain.sla.kinds import ClockKind
from sladesk.domain.sla.policies import Policy
from sladesk.domain.sla.targets import Mode, Target
from sladesk.domain.sla.waiting import WAITS, held_by, usual
from sladesk.queries.policies import SetView
from sladesk.queries.reference import Reference
from sladesk.web.admin.pages import Box, calendar_versions, locale
from sladesk.web.admin.targets import day_of, length_text, policy_name
from sladesk.web.format import DAY
from sladesk.web.labels import choices, label

PARTS = ("length", "mode", "calendar", "opening", "peaks", "peak_length")
#: Between two peaks of a target: 10:00-12:00, 2026-11-11 00:00-24:00.
_BETWEEN = re.compile(r"[,，;；、\n]+")


def boxes(held: Reference, view: SetView, policy: Policy | None = None) -> list[Box]:
    """Return what is filled in for a policy; of a new one its place too."""
    zh, en = view.names[policy.code] if policy else ("", "")
    targets: Mapping[ClockKind, Target] = policy.targets if policy else {}
    return [
        Box("name_zh", _("Chinese name"), value=zh, needed=True),
        Box("name_en", _("English name"), value=en, hint=_("Left empty, the Chinese name is shown")),
        *([] if policy else [_place(view)]),
        Box(
            "regulated",
            _("Laid down by a regulator or contract"),
            "tick",
            "1" if policy and policy.regulated else "",
            _("No peak relaxes it, and it is reported apart"),
        ),
        _chain(held, view, policy),
        *_conditions(held, policy),
        *(box for kind in SETTABLE for box in _target(held, kind, targets.get(kind))),
    ]


def _place(view: SetView) -> Box:
    rows = [(p.code, _("before %(name)s", name=policy_name(view.names, p.code))) for p in view.policies]
    first = rows[0][0] if rows else ""
    return Box("before", _("Position in the order"), "choice", first, choices=[*rows, ("", _("at the end"))])


def _chain(held: Reference, view: SetView, policy: Policy | None) -> Box:
    """Return the choice of whom it is told to when a limit is missed; the standard chain is that of all."""
    named = held.chains.get(view.chains.get(policy.code, 0)) if policy else None
    value = named.code if named and named.code != STANDARD else ""
    rows = [(c.code, c.name(locale()), c.retired) for c in held.chains.values() if c.code != STANDARD]
    return Box(
        "chain",
        _("Escalation chain"),
        "choice",
        value,
        choices=[("", held.chain(None).name(locale())), *_live(rows, value)],
    )


def _conditions(held: Reference, policy: Policy | None) -> list[Box]:
    def ticked(name: str) -> str:
        return ",".join(getattr(policy.match, name)) if policy else ""

    named = [(c.code, c.name(locale()), c.retired) for c in held.channels.values()]
    channels = _live(named, ticked("channel"))
    nodes = sorted(held.categories.values(), key=lambda node: (node.class_code, node.path(locale())))
    paths = [
        (n.code, " › ".join((label(n.class_code, "class"), *n.path(locale()))), n.retired) for n in nodes
    ]
    post = policy.match.brand_post if policy else None
    said = [("", _("does not matter")), ("yes", _("yes")), ("no", _("no"))]
    lists = (
        ("channel", _("Channel"), channels),
        ("priority", _("Priority"), choices("priority")),
        ("service_type", _("Service type"), choices("service")),
        ("class_code", _("Class"), choices("class")),
        ("risk_level", _("Risk level"), choices("risk")),
        ("tier", _("Customer"), [("vip", "VIP")]),
        ("category", _("Category"), _live(paths, ticked("category"))),
    )
    return [
        *(Box(name, text, "ticks", ticked(name), choices=codes) for name, text, codes in lists),
        Box(
            "brand_post",
            _("Negative post about the brand"),
            "choice",
            "" if post is None else "yes" if post else "no",
            choices=said,
        ),
    ]


def _live(rows: Sequence[tuple[str, str, bool]], held: str) -> list[tuple[str, str]]:
    """Return what can be chosen: what is in use, and what was chosen before it was retired."""
    kept = set(held.split(","))
    return [
        (code, _("%(name)s (retired)", name=text) if retired else text)
        for code, text, retired in rows
        if not retired or code in kept
    ]


def _target(held: Reference, kind: str, target: Target | None) -> list[Box]:
    day = day_of(held, target) if target else 0
    code = calendar_versions()[target.calendar][0] if target and target.calendar else ""
    calendars = _live([(c, row.name(locale()), row.retired) for c, row in held.calendars.items()], code)
    modes = [
        (Mode.PLAIN.value, _("plain time")),
        (Mode.WORKING.value, _("working time")),
        (Mode.AFTER_OPENING.value, _("after opening")),
    ]
    values = {
        "length": length_text(target.seconds, day) if target else "",
        "mode": target.mode.value if target else Mode.PLAIN.value,
        "calendar": code,
        "opening": length_text(target.after_opening_seconds or 0)
        if target and target.after_opening_seconds is not None
        else "",
        "peaks": ", ".join(map(str, target.peak)) if target else "",
        "peak_length": length_text(target.peak_seconds or 0, day)
        if target and target.peak_seconds is not None
        else "",
    }
    offered: dict[str, list[tuple[str, str]]] = {"mode": modes, "calendar": [("", "–"), *calendars]}
    word = label(kind, "clock")
    heads = heads_of()
    ways = held_by(kind, target) if target else usual(kind)
    waits = [(code, label(code, "status")) for code in WAITS]
    return [
        Box(
            f"{kind}.{part}",
            f"{word} {heads[part]}",
            "choice" if part in offered else "line",
            values[part],
            choices=offered.get(part, ()),
        )
        for part in PARTS
    ] + [Box(f"{kind}.held_by", f"{word} {heads['held_by']}", "ticks", ",".join(ways), choices=waits)]


def heads_of() -> dict[str, str]:
    """Return the words for the parts of a target."""
    return {
        "length": _("Length"),
        "mode": _("Counts"),
        "calendar": _("Calendar"),
        "opening": _("Closed: after opening"),
        "peaks": _("Peak hours"),
        "peak_length": _("At the peak"),
        "held_by": _("Stands still while"),
    }


def form_of(held: Reference, filled: Sequence[Box]) -> RowForm:
    """Return what was filled in."""
    by_name = {box.name: box for box in filled}
    targets = {kind: _read(held, kind, by_name) for kind in SETTABLE}
    return RowForm(
        name_zh=by_name["name_zh"].value,
        name_en=by_name["name_en"].value,
        regulated=bool(by_name["regulated"].value),
        conditions={name: tuple(filter(None, by_name[name].value.split(","))) for name in CONDITIONS},
        brand_post=by_name["brand_post"].value,
        targets={kind: target for kind, target in targets.items() if target is not None},
        chain=by_name["chain"].value,
    )


def _read(held: Reference, kind: str, by_name: Mapping[str, Box]) -> TargetForm | None:
    """Return a target; None where neither a length nor what belongs to one was typed."""
    value = {part: by_name[f"{kind}.{part}"].value.strip() for part in PARTS}
    if not any(value[part] for part in ("length", "opening", "peaks", "peak_length")):
        return None
    day = DAY
    row = held.calendars.get(value["calendar"])
    if value["mode"] == Mode.WORKING and row is not None and row.id in held.newest_calendars:
        day = usual_day(held.calendar_specs[held.newest_calendars[row.id]]) or DAY
    return TargetForm(
        parse_length(value["length"], day),
        value["mode"],
        value["calendar"],
        parse_length(value["opening"]),
        tuple(filter(None, (text.strip() for text in _BETWEEN.split(value["peaks"])))),
        parse_length(value["peak_length"], day),
        tuple(filter(None, by_name[f"{kind}.held_by"].value.split(","))),
    )
