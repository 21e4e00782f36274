"""Master data that a mapping lets be made of a log's words: categories, channels, reasons to wait."""

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from sqlalchemy import func, select

from sladesk.actions._action import Tx
from sladesk.actions._histories.deciding import REASON_LISTS, reason_id, tickets_of, wanted
from sladesk.actions.setup import touch_reference
from sladesk.domain.history.changes import Plan, State
from sladesk.imports import Mapping
from sladesk.models import Category, Channel, Reason
from sladesk.queries.reference import Reference


def make(tx: Tx, ref: Reference, mapping: Mapping, plans: Sequence[Plan]) -> None:
    """Make what the tickets need and this desk lacks; what is there is left as it is."""
    made = {
        "category": _categories(tx, ref, mapping, sorted(wanted(tickets_of(plans, "category")))),
        "channel": _channels(tx, ref, mapping, sorted(wanted(tickets_of(plans, "channel")))),
        "reason": _reasons(tx, ref, plans),
    }
    if any(made.values()):
        tx.session.flush()
        touch_reference(tx)
        for noun, codes in made.items():
            for code in codes:
                tx.audit(f"{noun}.created", noun, code, source=mapping.source)


def category_id(ref: Reference, mapping: Mapping, code: str) -> int:
    """Return the category of a code, or the one that was made of its word."""
    if not code.startswith("+"):
        return ref.categories_by_code[code].id
    above = ref.categories_by_code[_root(mapping)].id
    return next(
        row.id for row in ref.categories.values() if row.parent_id == above and row.name_zh == code[1:]
    )


def channel_id(ref: Reference, code: str) -> int:
    """Return the channel of a code, or the one that was made of its word."""
    if not code.startswith("+"):
        return ref.channels_by_code[code].id
    return next(row.id for row in ref.channels.values() if row.name_zh == code[1:])


def _root(mapping: Mapping) -> str:
    return f"{mapping.categories.class_code}.{mapping.source}"


def slug(word: str, taken: Iterable[str]) -> str:
    """Return a code for a word, one that is not taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")[:20].strip("_")
    plain = plain or "w" + blake2b(word.encode(), digest_size=4).hexdigest()
    taken = set(taken)
    return next(
        code for n in range(1, len(taken) + 2) if (code := plain if n == 1 else f"{plain}_{n}") not in taken
    )


def _categories(tx: Tx, ref: Reference, mapping: Mapping, words: Sequence[str]) -> list[str]:
    """Make categories below one named after the source."""
    made = list[str]()
    if not words:
        return made
    root = tx.session.scalars(select(Category).where(Category.code == _root(mapping))).first()
    if root is None:
        root = _category(tx, mapping, _root(mapping), (mapping.name_zh, mapping.name_en), None)
        made.append(root.code)
    below = {row.name_zh: row.code for row in ref.categories.values() if row.parent_id == root.id}
    for word in words:
        if word not in below:
            taken = (code.rpartition(".")[2] for code in below.values())
            below[word] = code = f"{root.code}.{slug(word, taken)}"
            _category(tx, mapping, code, (word, word), root.id)
            made.append(code)
    return made


def _category(tx: Tx, mapping: Mapping, code: str, names: tuple[str, str], parent_id: int | None) -> Category:
    last = tx.session.scalar(select(func.max(Category.position)).where(Category.parent_id == parent_id))
    row = Category(
        code=code,
        class_code=mapping.categories.class_code,
        parent_id=parent_id,
        name_zh=names[0],
        name_en=names[1],
        position=(last or 0) + 1,
        retired_at=tx.now if mapping.categories.retired else None,
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def _channels(tx: Tx, ref: Reference, mapping: Mapping, words: Sequence[str]) -> list[str]:
    there = {row.name_zh: row.code for row in ref.channels.values()}
    made = list[str]()
    for word in words:
        if word not in there:
            there[word] = code = slug(word, there.values())
            retired = tx.now if mapping.channels.retired else None
            place = len(there)
            tx.session.add(Channel(code=code, name_zh=word, name_en=word, position=place, retired_at=retired))
            made.append(code)
    return made


def _reasons(tx: Tx, ref: Reference, plans: Sequence[Plan]) -> list[str]:
    """Make a reason of every waiting state that names none; nobody is offered it."""
    states: dict[str, State] = {
        pause.state.word: pause.state for each in plans if each.ticket for pause in each.ticket.pauses
    }
    made = list[str]()
    for word, state in sorted(states.items()):
        if reason_id(ref, state) is None:
            kind = REASON_LISTS[state.status]
            taken = (row.code for row in ref.reasons.values() if row.extra["kind"] == kind)
            code = slug(word, (*taken, *(one.partition(".")[2] for one in made)))
            place = 1 + len(ref.reasons_of(kind))
            tx.session.add(
                Reason(kind=kind, code=code, name_zh=word, name_en=word, position=place, retired_at=tx.now)
            )
            made.append(f"{kind}.{code}")
    return made
