"""The tree of whys: who hangs under whom, what is missing, and the order of the worksheet (R8.1).

A why is known by its number within the record. The branch that leads to the root cause is told as Why 1,
Why 2 and so on, however long it is; what was looked at beside it is kept as a side branch, 2b, 3b, 3c.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sladesk.domain.codes import Verdict
from sladesk.domain.errors import Invalid, Problem, invalid
from sladesk.domain.masking import mask_text
from sladesk.domain.text import MAX_LINE, check_length, clean

#: A record that asks more often than this has lost its problem.
MOST = 60
#: Longest answer and reason, in characters: they stand in a column of the worksheet.
LONGEST = 2_000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Why:
    """One answer to "why?".

    Arguments:
        no: number within the record; parent: number of the why it explains, None for the problem itself.
        position: order among those with the same parent.
        reason: why it is excluded.
        is_root: whether the chain ends here, at a root cause.
    """

    no: int
    parent: int | None = None
    position: int = 0
    verdict: str = Verdict.OPEN
    evidence: bool = False
    reason: str = ""
    is_root: bool = False


@dataclass(frozen=True)
class Line:
    """A why at its place: depth from 1, and what the worksheet calls it (2, or 2b beside it)."""

    no: int
    depth: int
    label: str
    main: bool


@dataclass(frozen=True)
class WhyForm:
    """A why as typed; `evidence_ticket` is the number of a ticket of the record."""

    text: str
    question: str = ""
    evidence: str = ""
    evidence_ticket: str = ""
    verdict: str = Verdict.OPEN
    reason: str = ""
    is_root: bool = False


def told(text: str) -> str:
    """Return words as they are stored: no number of a customer, for more people read them than the ticket."""
    return mask_text(clean(text, lines=True))


def cleaned(form: WhyForm) -> WhyForm:
    """Return a why as it is stored.

    Raises:
        Invalid: no answer; a text too long; excluded without reason; a root that is not kept.
    """
    made = WhyForm(
        told(form.text),
        mask_text(clean(form.question)),
        told(form.evidence),
        clean(form.evidence_ticket),
        form.verdict,
        told(form.reason),
        form.is_root,
    )
    limits = {"text": LONGEST, "question": MAX_LINE, "evidence": LONGEST, "reason": LONGEST}
    found = {name: check_length(getattr(made, name), limit) for name, limit in limits.items()}
    problems = {name: problem for name, problem in found.items() if problem}
    if not made.text:
        problems["text"] = Problem("required")
    if made.verdict not in set(Verdict):
        problems["verdict"] = Problem("unknown_choice")
    if made.verdict == Verdict.EXCLUDED and not made.reason:
        problems["reason"] = Problem("why_excluded_reason")
    if made.is_root and made.verdict != Verdict.KEPT:
        problems["is_root"] = Problem("root_must_be_kept")
    if problems:
        raise Invalid(problems)
    return made


# ---- the tree ----


def _children(whys: Iterable[Why]) -> dict[int | None, list[Why]]:
    found: dict[int | None, list[Why]] = {}
    for why in sorted(whys, key=lambda each: (each.position, each.no)):
        found.setdefault(why.parent, []).append(why)
    return found


def below(whys: Sequence[Why], no: int) -> frozenset[int]:
    """Return a why with everything that hangs under it."""
    children, found, left = _children(whys), set[int](), [no]
    while left:
        one = left.pop()
        found.add(one)
        left += [why.no for why in children.get(one, ()) if why.no not in found]
    return frozenset(found)


def check_parent(whys: Sequence[Why], no: int | None, parent: int | None) -> None:
    """Refuse a place in the tree that is none.

    Arguments:
        no: the why that is moved, None for a new one.

    Raises:
        Invalid: the parent is not there, is the why itself or hangs under it; or the tree is full.
    """
    if parent is not None and parent not in {why.no for why in whys}:
        raise invalid("parent", "unknown_choice")
    if no is not None and parent is not None and parent in below(whys, no):
        raise invalid("parent", "why_in_circle")
    if no is None and len(whys) >= MOST:
        raise invalid("text", "too_many_whys", max=MOST)


def next_position(whys: Sequence[Why], parent: int | None) -> int:
    """Return the place behind the last why of a parent."""
    return max((why.position for why in whys if why.parent == parent), default=0) + 1


def ancestors(whys: Sequence[Why], no: int) -> Iterator[Why]:
    """Yield what a why explains, up to the problem."""
    by_no = {why.no: why for why in whys}
    at = by_no[no].parent
    while at is not None:
        yield by_no[at]
        at = by_no[at].parent


def roots(whys: Sequence[Why]) -> tuple[Why, ...]:
    """Return the root causes: marked, kept, and nothing above them excluded."""
    marked = (why for why in whys if why.is_root and why.verdict == Verdict.KEPT)
    return tuple(
        why for why in marked if all(above.verdict == Verdict.KEPT for above in ancestors(whys, why.no))
    )


def main_branch(whys: Sequence[Why]) -> tuple[int, ...]:
    """Return the numbers from the problem down to the first root cause.

    While there is none: along the first branch that is not excluded.
    """
    found = roots(whys)
    if found:
        order = {line.no: place for place, line in enumerate(_walk(whys))}
        first = min(found, key=lambda why: order[why.no])
        return (*reversed([why.no for why in ancestors(whys, first.no)]), first.no)
    children, way, at = _children(whys), list[int](), None
    while step := next((w for w in children.get(at, ()) if w.verdict != Verdict.EXCLUDED), None):
        way.append(step.no)
        at = step.no
    return tuple(way)


@dataclass(frozen=True)
class _Place:
    no: int
    depth: int


def _walk(whys: Sequence[Why]) -> Iterator[_Place]:
    """Yield the whys depth first, in the order of their places."""
    children = _children(whys)
    left = [(why.no, 1) for why in reversed(children.get(None, ()))]
    while left:
        no, depth = left.pop()
        yield _Place(no, depth)
        left += [(why.no, depth + 1) for why in reversed(children.get(no, ()))]


def _letters(n: int) -> str:
    """Return b, c … z, then ba, bb …: what tells the side branches apart."""
    text, n = "", n + 1
    while True:
        text = _LETTERS[n % len(_LETTERS)] + text
        n //= len(_LETTERS)
        if not n:
            return text


def worksheet(whys: Sequence[Why]) -> tuple[Line, ...]:
    """Return the lines of the customary sheet: Why 1 … n along the root branch, others where they leave it.

    Each why stands there once, behind the one it explains.
    """
    main = main_branch(whys)
    on_main, lines, branches = set(main), list[Line](), 0
    children = _children(whys)

    def side(why: Why, depth: int, mark: str) -> None:
        nonlocal branches
        lines.append(Line(why.no, depth, f"{depth}{mark}", main=False))
        for place, child in enumerate(children.get(why.no, ())):
            own = mark
            if place:
                own, branches = _letters(branches), branches + 1
            side(child, depth + 1, own)

    parents: tuple[int | None, ...] = (None, *main)
    for depth, parent in enumerate(parents, start=1):
        own = next((no for no in main[depth - 1 : depth]), None)
        if own is not None:
            lines.append(Line(own, depth, str(depth), main=True))
        for why in children.get(parent, ()):
            if why.no not in on_main:
                mark, branches = _letters(branches), branches + 1
                side(why, depth, mark)
    return tuple(lines)


def drawn(whys: Sequence[Why]) -> tuple[Line, ...]:
    """Return the lines of the tree on screen: depth first, with the names the worksheet gives them."""
    named: Mapping[int, Line] = {line.no: line for line in worksheet(whys)}
    return tuple(named[place.no] for place in _walk(whys))


def missing(whys: Sequence[Why]) -> tuple[str, ...]:
    """Return the codes of what the tree lacks before somebody else may look it over."""
    if not whys:
        return ("needs_chain",)
    by_no = {why.no: why for why in whys}
    kept = [why for why in whys if why.verdict == Verdict.KEPT]
    lacks = {
        "needs_root": not roots(whys),
        "needs_verdicts": any(why.verdict == Verdict.OPEN for why in whys),
        "needs_evidence": any(not why.evidence for why in kept),
        "kept_under_excluded": any(
            why.parent is not None and by_no[why.parent].verdict == Verdict.EXCLUDED for why in kept
        ),
    }
    return tuple(code for code, lacking in lacks.items() if lacking)
