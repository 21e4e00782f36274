"""Rules of assignment: added, changed, removed, put in order (R2.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._ordering import place, stepped
from sladesk.actions.setup import touch_reference
from sladesk.domain import access
from sladesk.domain.codes import Priority, RiskLevel, ServiceType, TicketClass
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale
from sladesk.domain.routing import CONDITIONS, MOST_RULES, OwnerRule, plain_region
from sladesk.domain.text import clean
from sladesk.models import AssignmentRule
from sladesk.queries.reference import Reference

#: Values a condition may name, and how long each may be.
MOST_VALUES, LONGEST_VALUE = 60, 120


@dataclass(frozen=True)
class RuleForm:
    """What is typed about a rule.

    Arguments:
        match: codes by condition; regions as typed.
        team_code: "" says nothing about the team.
        owner: an `OwnerRule`; "" says nothing about the owner.
        person: staff number of whom `OwnerRule.PERSON` means.
    """

    match: Mapping[str, Sequence[str]]
    team_code: str = ""
    owner: str = ""
    person: str = ""


@action("rules.create")
def create(tx: Tx, form: RuleForm, *, before: int | None = None) -> int:
    """Add a rule.

    Arguments:
        before: key of the row it is put before; None for the end.

    Returns:
        Its key.

    Raises:
        Invalid: a field can't be taken, or there are too many rules.
    """
    access.require(tx.by, "master.edit")
    rows = list(_ordered(tx))
    if len(rows) >= MOST_RULES:
        raise Invalid({"team": Problem("rules_enough", {"max": MOST_RULES})})
    row = AssignmentRule(position=0)
    _fill(row, tx.reference(), form)
    rows.insert(next((at for at, one in enumerate(rows) if one.id == before), len(rows)), row)
    place(rows)
    tx.session.add(row)
    tx.session.flush()
    _changed(tx, "rule.created", row)
    return row.id


@action("rules.change")
def change(tx: Tx, rule_id: int, form: RuleForm, *, version: int) -> int:
    """Change a rule; tickets that are there stay where they are.

    Raises:
        Invalid: a field can't be taken.
        Stale: somebody else changed the rule meanwhile.
    """
    access.require(tx.by, "master.edit")
    row = _found(tx, rule_id)
    if version != row.version:
        raise Stale({}, {}, version=row.version)
    _fill(row, tx.reference(), form)
    row.version += 1
    _changed(tx, "rule.changed", row)
    return rule_id


@action("rules.remove")
def remove(tx: Tx, rule_id: int, *, version: int) -> int:
    """Take a rule away; the audit keeps what it said."""
    access.require(tx.by, "master.edit")
    row = _found(tx, rule_id, version)
    tx.session.delete(row)
    tx.session.flush()
    place(_ordered(tx))
    _changed(tx, "rule.removed", row)
    return rule_id


@action("rules.move")
def move(tx: Tx, rule_id: int, *, up: bool, version: int) -> int:
    """Put a rule one place up or down; at the end it stays where it is.

    Raises:
        Stale: the rule was changed meanwhile.
    """
    access.require(tx.by, "master.edit")
    row = _found(tx, rule_id, version)
    order = stepped(_ordered(tx), row, up=up)
    if order is None:
        return rule_id
    place(order)
    tx.session.flush()
    touch_reference(tx)
    tx.audit("rule.moved", "rule", rule_id, up=up)
    return rule_id


def _ordered(tx: Tx) -> Sequence[AssignmentRule]:
    """Return the rules in their order, locked: an order is changed as a whole."""
    found = select(AssignmentRule).order_by(AssignmentRule.position, AssignmentRule.id)
    return tx.session.scalars(found.with_for_update()).all()


def _found(tx: Tx, rule_id: int, version: int | None = None) -> AssignmentRule:
    row = tx.session.get(AssignmentRule, rule_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("row_not_found")
    if version is not None and version != row.version:
        raise Stale({}, {}, version=row.version)
    return row


def _changed(tx: Tx, what: str, row: AssignmentRule) -> None:
    tx.session.flush()
    touch_reference(tx)
    said = {"team": row.team_id, "rule": row.owner, "person": row.person_id}
    tx.audit(what, "rule", row.id, asks=row.match, **{name: value for name, value in said.items() if value})


# --- what may be said --------------------------------------------------------------------------------------


def _fill(row: AssignmentRule, ref: Reference, form: RuleForm) -> None:
    problems: dict[str, Problem] = {}
    row.match = _asked(ref, form.match, row.match or {}, problems)
    team = next((t for t in ref.teams.values() if t.code == form.team_code), None)
    if form.team_code and (team is None or (team.retired and team.id != row.team_id)):
        problems["team"] = Problem("unknown_choice")
    if form.owner and form.owner not in set(OwnerRule):
        problems["owner"] = Problem("unknown_choice")
    if not form.team_code and not form.owner:
        problems["team"] = Problem("rule_says_nothing")
    person = None
    if form.owner == OwnerRule.PERSON:
        person = next((p for p in ref.people.values() if p.staff_number == form.person), None)
        if person is None or (person.retired and person.id != row.person_id):
            problems["person"] = Problem("choose_person" if not form.person else "unknown_choice")
    if problems:
        raise Invalid(problems)
    row.team_id, row.owner = team.id if team else None, form.owner
    row.person_id = person.id if person else None


def _asked(
    ref: Reference,
    given: Mapping[str, Sequence[str]],
    before: Mapping[str, Sequence[str]],
    problems: dict[str, Problem],
) -> dict[str, list[str]]:
    """Return the conditions as they are stored; what was there before it was retired stays allowed."""
    known: dict[str, frozenset[str]] = {
        "priority": frozenset(Priority),
        "risk_level": frozenset(RiskLevel),
        "service_type": frozenset(ServiceType),
        "class_code": frozenset(TicketClass),
        "category": frozenset(code for code, c in ref.categories_by_code.items() if not c.retired),
        "channel": frozenset(code for code, c in ref.channels_by_code.items() if not c.retired),
        "tier": frozenset({"vip"}),
    }
    found: dict[str, list[str]] = {}
    for name in CONDITIONS:
        codes = [_clean(name, each) for each in given.get(name, ())]
        codes = list(dict.fromkeys(filter(None, codes)))
        if len(codes) > MOST_VALUES or any(len(code) > LONGEST_VALUE for code in codes):
            problems[name] = Problem("too_long", {"max": LONGEST_VALUE, "length": max(map(len, codes))})
        elif name in known and set(codes) - known[name] - set(before.get(name, ())):
            problems[name] = Problem("unknown_choice")
        elif codes:
            found[name] = codes
    return found


def _clean(name: str, text: str) -> str:
    if name != "region":
        return clean(text)
    province, _sign, city = clean(text).replace("／", "/").replace(" ", "/").partition("/")
    return plain_region(province, city)
