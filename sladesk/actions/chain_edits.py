"""Escalation chains as the administrator edits them: added, changed, retired, restored (R3.9)."""

from dataclasses import dataclass

from sqlalchemy import select, update

from sladesk.actions._action import Tx, action
from sladesk.actions.setup import touch_reference
from sladesk.domain import access, chains
from sladesk.domain.chains import STANDARD, Step
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale, invalid
from sladesk.domain.sla.drafting import LONGEST_NAME, code_of
from sladesk.domain.text import clean
from sladesk.models import Chain, ChainRun
from sladesk.queries.chains import known, naming

#: More would only be a mistake: a policy names one of them.
MOST = 40
#: No code of a chain: it would hide the page of a new one.
_RESERVED = "new"


@dataclass(frozen=True)
class ChainForm:
    """A chain as it is filled in."""

    name_zh: str
    name_en: str
    steps: tuple[Step, ...]


@action("chains.create")
def create(tx: Tx, form: ChainForm) -> str:
    """Add a chain at the end of the list; return its code.

    Raises:
        Invalid: by `name_zh`, `name_en`, `steps`, or `step-<place>`.
    """
    access.require(tx.by, "policy.edit")
    rows = tx.session.scalars(select(Chain)).all()
    name_zh, name_en = _checked(tx, form, None, full=len(rows) >= MOST)
    row = Chain(
        code=code_of(name_en or "chain", {_RESERVED, *(one.code for one in rows)}),
        name_zh=name_zh,
        name_en=name_en,
        steps=chains.stored(chains.ordered(form.steps)),
        position=1 + max((one.position for one in rows), default=0),
    )
    tx.session.add(row)
    tx.session.flush()
    touch_reference(tx)
    tx.audit("chain.created", "chain", row.code, name=name_zh, steps=_keys(row))
    return row.code


@action("chains.change")
def change(tx: Tx, code: str, form: ChainForm, *, version: int) -> str:
    """Change a chain; where it runs it goes on with the other steps, and nobody is told anything twice.

    Raises:
        Stale: somebody else changed it meanwhile.
        Invalid: as of `create`.
    """
    access.require(tx.by, "policy.edit")
    row = _found(tx, code)
    name_zh, name_en = _checked(tx, form, row)
    if version != row.version:
        raise Stale({}, {}, version=row.version)
    before = _keys(row)
    row.name_zh, row.name_en = name_zh, name_en
    row.steps = chains.stored(chains.ordered(form.steps))
    row.version += 1
    # Where steps are still to come, the next sweep works out anew which comes when.
    waits = update(ChainRun).where(ChainRun.chain_id == row.id, ChainRun.next_at > tx.now)
    tx.session.execute(waits.values(next_at=tx.now))
    tx.session.flush()
    touch_reference(tx)
    told = {"before": before, "after": _keys(row)} if before != _keys(row) else {}
    tx.audit("chain.changed", "chain", code, name=name_zh, **told)
    return code


@action("chains.retire")
def retire(tx: Tx, code: str, *, version: int) -> str:
    """Take a chain out of the lists; what it told stays on record.

    Raises:
        Stale: somebody else changed it meanwhile.
        Invalid: it is the standard one, or policies name it.
    """
    access.require(tx.by, "policy.edit")
    row = _found(tx, code)
    _same(row, version)
    if row.code == STANDARD:
        raise invalid("row", "standard_chain")
    named = naming(tx.session).get(row.id, [])
    if named:
        raise invalid("row", "chain_named", count=len(named), name=named[0].name_zh)
    if row.retired_at is None:
        row.retired_at, row.version = tx.now, row.version + 1
        touch_reference(tx)
        tx.audit("chain.retired", "chain", code)
    return code


@action("chains.restore")
def restore(tx: Tx, code: str, *, version: int) -> str:
    """Put a retired chain back into the lists.

    Raises:
        Stale: somebody else changed it meanwhile.
    """
    access.require(tx.by, "policy.edit")
    row = _found(tx, code)
    _same(row, version)
    if row.retired_at is not None:
        row.retired_at, row.version = None, row.version + 1
        touch_reference(tx)
        tx.audit("chain.restored", "chain", code)
    return code


def _found(tx: Tx, code: str) -> Chain:
    wanted = select(Chain).where(Chain.code == code).with_for_update()
    row = tx.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound("row_not_found")
    return row


def _same(row: Chain, version: int) -> None:
    if row.version != version:
        raise Stale({}, {}, version=row.version)


def _keys(row: Chain) -> list[str]:
    return [step.key for step in chains.parse(row.steps)]


def _checked(tx: Tx, form: ChainForm, row: Chain | None, *, full: bool = False) -> tuple[str, str]:
    """Return both names.

    Raises:
        Invalid: what is wrong, field by field.
    """
    problems: dict[str, Problem] = {}
    names = {"name_zh": clean(form.name_zh), "name_en": clean(form.name_en)}
    for name, text in names.items():
        if len(text) > LONGEST_NAME:
            problems[name] = Problem("too_long", {"max": LONGEST_NAME, "length": len(text)})
    if not names["name_zh"]:
        problems["name_zh"] = Problem("required")
    elif full:
        problems["name_zh"] = Problem("chains_enough", {"max": MOST})
    try:
        chains.check(form.steps, known(tx.reference(), chains.parse(row.steps) if row else ()))
    except Invalid as error:
        problems |= error.problems
    if problems:
        raise Invalid(problems)
    return names["name_zh"], names["name_en"]
