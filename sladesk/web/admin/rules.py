"""Pages of the rules of assignment: the table with a ticket to try, one rule to change (R2.1)."""

from collections.abc import Sequence

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from sladesk.actions import rules
from sladesk.actions.rules import RuleForm
from sladesk.db import db
from sladesk.domain.errors import Invalid, Stale
from sladesk.domain.routing import CONDITIONS, MOST_RULES, Rule
from sladesk.queries import admin as trails
from sladesk.web.admin import routing
from sladesk.web.admin.audit_words import history
from sladesk.web.admin.pages import (
    MEANWHILE,
    Box,
    blueprint,
    conflict,
    conflict_page,
    locale,
    marked,
    ref,
    typed,
    version_sent,
)
from sladesk.web.context import call
from sladesk.web.forms import answer, refused
from sladesk.web.inputs import number
from sladesk.web.labels import choices

HERE = "/admin/routing"


@blueprint.get("/routing")
def rules_listed() -> str:
    """Show the rules in their order, and where a ticket one makes up would go."""
    boxes = routing.trial_boxes()
    asked = routing.asked_of(boxes)
    tried = routing.tried(asked) if asked else None
    return render_template(
        "admin/routing.html",
        lines=routing.lines(asked, tried.given if tried else None),
        boxes=boxes,
        tried=tried,
        full=len(ref().rules) >= MOST_RULES,
    )


@blueprint.get("/routing/new")
def rule_new() -> str:
    """Show the empty form."""
    return _page(None, _boxes(None))


@blueprint.post("/routing/new")
def rule_create() -> Response:
    """Add a rule."""
    boxes = typed(_boxes(None))
    try:
        rules.create(call(), _form(boxes), before=number(request.form.get("before", "")))
    except Invalid as error:
        return refused(_page(None, *marked(boxes, error.problems)))
    return answer(to=HERE, message=_("Added"))


@blueprint.get("/routing/<int:rule_id>")
def rule_edit(rule_id: int) -> str:
    """Show a rule with its history."""
    rule = _found(rule_id)
    return _page(rule, _boxes(rule))


@blueprint.post("/routing/<int:rule_id>")
def rule_change(rule_id: int) -> Response:
    """Change a rule; a second administrator is shown both versions."""
    rule = _found(rule_id)
    boxes = typed(_boxes(rule))
    try:
        rules.change(call(), rule_id, _form(boxes), version=version_sent())
    except Invalid as error:
        return refused(_page(rule, *marked(boxes, error.problems)))
    except Stale as error:
        thing, here = ("rule", str(rule_id)), f"{HERE}/{rule_id}"
        return conflict_page(conflict(error, boxes, _boxes(_found(rule_id)), thing, here), "routing")
    return answer(to=HERE, message=_("Saved"))


@blueprint.post("/routing/<int:rule_id>/step")
def rule_step(rule_id: int) -> Response:
    """Put a rule up or down, or take it away."""
    way = request.form.get("way")
    try:
        if way == "remove":
            rules.remove(call(), rule_id, version=version_sent())
            return answer(to=HERE, message=_("Taken away. Tickets stay where they are."))
        rules.move(call(), rule_id, up=way == "up", version=version_sent())
    except Stale:
        rule = _found(rule_id)
        return refused(_page(rule, _boxes(rule), [str(MEANWHILE)]), 409)
    return answer(to=f"{HERE}#r-{rule_id}")


def _found(rule_id: int) -> Rule:
    db.session.rollback()
    found = next((rule for rule in ref().rules if rule.id == rule_id), None)
    if found is None:
        abort(404)
    return found


def _boxes(rule: Rule | None) -> list[Box]:
    held = ref()

    def ticked(name: str) -> str:
        return ",".join(rule.match.get(name, ())) if rule else ""

    team = held.teams[rule.team_id].code if rule and rule.team_id else ""
    person = held.person(rule.person_id) if rule else None
    teams = [(t.code, t.name(locale())) for t in held.teams.values() if not t.retired or t.code == team]
    people = [
        (p.staff_number, f"{p.shown(locale())} {p.staff_number}")
        for p in held.people.values()
        if not p.retired or p is person
    ]
    owners = [(str(code), str(text)) for code, text in routing.OWNERS.items()]
    silent = ("", _("says nothing: a later rule decides"))
    return [
        Box("team", _("Team"), "choice", team, choices=[silent, *teams]),
        Box("owner", _("Owner"), "choice", rule.owner if rule else "", choices=[silent, *owners]),
        Box(
            "person",
            _("Which person"),
            "choice",
            person.staff_number if person else "",
            _("only for “one person”"),
            [("", "–"), *people],
        ),
        *([_before()] if rule is None else []),
        *(Box(n, text, "ticks", ticked(n), choices=codes) for n, text, codes in _lists(rule)),
        Box(
            "region",
            _("Region of the visit"),
            value=_(", ").join(code.replace("/", " ") for code in rule.match.get("region", ()))
            if rule
            else "",
            hint=_("provinces or cities, several with commas: 浙江 杭州, 上海"),
        ),
    ]


def _before() -> Box:
    offered = [(str(line.id), f"{no} {line.asks}") for no, line in enumerate(routing.lines(), 1)]
    first = offered[0][0] if offered else ""
    return Box("before", _("Stands before"), "choice", first, choices=[*offered, ("", _("at the end"))])


def _lists(rule: Rule | None) -> Sequence[tuple[str, str, list[tuple[str, str]]]]:
    held = ref()
    kept = rule.match if rule else {}
    kinds = dict.fromkeys([*routing.PRODUCT_KINDS, *trails.product_kinds(), *kept.get("product_kind", ())])
    nodes = [c for c in held.categories.values() if not c.retired or c.code in kept.get("category", ())]
    nodes.sort(key=lambda node: node.code)
    return (
        ("priority", _("Priority"), choices("priority")),
        ("risk_level", _("Risk level"), choices("risk")),
        ("service_type", _("Service type"), choices("service")),
        ("class_code", _("Class"), choices("class")),
        ("tier", _("Customer"), [("vip", "VIP")]),
        (
            "channel",
            _("Channel"),
            [
                (row.code, row.name(locale()))
                for row in held.channels.values()
                if not row.retired or row.code in kept.get("channel", ())
            ],
        ),
        ("product_kind", _("Kind of product"), [(k, routing.word(held, "product_kind", k)) for k in kinds]),
        ("category", _("Category"), [(n.code, " › ".join(n.path(locale()))) for n in nodes]),
    )


def _form(boxes: Sequence[Box]) -> RuleForm:
    value = {box.name: box.value for box in boxes}
    value["region"] = value["region"].replace("，", ",").replace("、", ",")
    return RuleForm(
        {name: [part.strip() for part in value[name].split(",")] for name in CONDITIONS},
        value["team"],
        value["owner"],
        value["person"],
    )


def _page(rule: Rule | None, boxes: Sequence[Box], said: Sequence[str] = ()) -> str:
    return render_template(
        "admin/rule.html",
        rule=rule,
        title=routing.asks(ref(), rule) if rule else _("New rule"),
        boxes={box.name: box for box in boxes},
        listed=boxes,
        said=said,
        lines=history("rule", str(rule.id)) if rule else (),
    )
