"""The pure rules of 5-Why records and improvements (R8.1, R8.2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.codes import ImprovementState, RecordState, Verdict
from sladesk.domain.errors import Invalid, Missing, WrongState
from sladesk.domain.quality import improvements, records, whys
from sladesk.domain.quality.improvements import ImprovementForm
from sladesk.domain.quality.records import RecordForm
from sladesk.domain.quality.whys import Why, WhyForm

KEPT, OPEN, EXCLUDED = Verdict.KEPT, Verdict.OPEN, Verdict.EXCLUDED
TODAY = date(2026, 11, 19)


def chain(*verdicts: str, root: int = 0) -> tuple[Why, ...]:
    """Return whys that hang one under another, each with evidence; `root` is the number of the marked one."""
    return tuple(
        Why(no, no - 1 or None, 1, verdict, evidence=verdict == KEPT, reason="x", is_root=no == root)
        for no, verdict in enumerate(verdicts, start=1)
    )


#: The invoice example of R8.1: five whys, and what was looked at beside the second and the fourth.
INVOICE = (
    *chain(KEPT, KEPT, KEPT, KEPT, KEPT, root=5),
    Why(6, 1, 2, EXCLUDED, reason="人手未变"),
    Why(7, 3, 2, EXCLUDED, reason="没有重启"),
    Why(8, 6, 1, EXCLUDED, reason="同上"),
)

trees = st.lists(
    st.tuples(st.integers(0, 100), st.sampled_from(list(Verdict)), st.booleans(), st.integers(0, 3)),
    max_size=25,
).map(
    lambda rows: tuple(
        Why(no, (pick % no) or None, position, verdict, evidence=True, is_root=root)
        for no, (pick, verdict, root, position) in enumerate(rows, start=1)
    )
)


def labels(found: tuple[Why, ...]) -> list[tuple[int, str]]:
    return [(line.no, line.label) for line in whys.worksheet(found)]


def test_the_worksheet_tells_the_root_branch_and_keeps_what_was_excluded() -> None:
    told = [(1, "1"), (2, "2"), (6, "2b"), (8, "3b"), (3, "3"), (4, "4"), (7, "4c"), (5, "5")]
    assert labels(INVOICE) == told
    assert [line.no for line in whys.drawn(INVOICE)] == [1, 2, 3, 4, 5, 7, 6, 8]
    assert [why.no for why in whys.roots(INVOICE)] == [5]
    assert whys.missing(INVOICE) == ()


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ((), []),
        (chain(OPEN), [(1, "1")]),
        (chain(EXCLUDED), [(1, "1b")]),
        (chain(*[KEPT] * 7, root=7), [(n, str(n)) for n in range(1, 8)]),
        (chain(KEPT, KEPT, KEPT, root=2), [(1, "1"), (2, "2"), (3, "3b")]),
        (
            (Why(1, None, 1, EXCLUDED), Why(2, None, 2, KEPT), Why(3, 2, 1, KEPT, is_root=True)),
            [(2, "1"), (1, "1b"), (3, "2")],
        ),
        (
            (Why(1), Why(2, 1, 1, KEPT), Why(3, 1, 2, KEPT), Why(4, 3, 1), Why(5, 3, 2)),
            [(1, "1"), (2, "2"), (3, "2b"), (4, "3b"), (5, "3c")],
        ),
    ],
)
def test_worksheets(found: tuple[Why, ...], told: list[tuple[int, str]]) -> None:
    assert labels(found) == told


@given(trees)
def test_every_why_stands_in_the_worksheet_once_behind_what_it_explains(found: tuple[Why, ...]) -> None:
    lines = whys.worksheet(found)
    assert sorted(line.no for line in lines) == [why.no for why in found]
    assert len({line.label for line in lines}) == len(lines)
    at = {line.no: place for place, line in enumerate(lines)}
    assert all(at[why.parent] < at[why.no] for why in found if why.parent)
    main = [line for line in lines if line.main]
    assert [line.label for line in main] == [str(n) for n in range(1, len(main) + 1)]
    assert all(line.depth == 1 + sum(1 for _ in whys.ancestors(found, line.no)) for line in lines)
    assert {line.no: line for line in whys.drawn(found)} == {line.no: line for line in lines}
    if whys.roots(found):
        assert main[-1].no in {why.no for why in whys.roots(found)}


@given(trees, st.integers(0, 30), st.integers(0, 30))
def test_no_move_makes_a_circle(found: tuple[Why, ...], no: int, parent: int) -> None:
    moved, to = (no % (len(found) or 1)) + 1, parent % (len(found) + 2)
    try:
        whys.check_parent(found, moved, to or None)
    except Invalid:
        assert to not in {why.no for why in found} or to in whys.below(found, moved)
        return
    after = [replace(why, parent=to or None) if why.no == moved else why for why in found]
    for why in after:
        assert why.no not in {above.no for above in whys.ancestors(after, why.no)}


def test_side_branches_are_told_apart_however_many() -> None:
    many = (Why(1, None, 1, KEPT, is_root=True), *(Why(no, None, no) for no in range(2, 60)))
    said = [label for _no, label in labels(many)]
    assert said[:3] == ["1", "1b", "1c"]
    assert "1z" in said
    assert len(set(said)) == 59


def test_a_tree_has_a_bound_and_new_ones_come_last() -> None:
    full = tuple(Why(no) for no in range(1, whys.MOST + 1))
    with pytest.raises(Invalid):
        whys.check_parent(full, None, 1)
    whys.check_parent(full, 2, 1)
    assert whys.next_position(INVOICE, 1) == 3
    assert whys.next_position((), None) == 1


@pytest.mark.parametrize(
    ("found", "lacks"),
    [
        ((), ("needs_chain",)),
        (chain(KEPT, KEPT), ("needs_root",)),
        (chain(KEPT, OPEN, root=1), ("needs_verdicts",)),
        (chain(EXCLUDED, KEPT, root=2), ("needs_root", "kept_under_excluded")),
        ((Why(1, verdict=KEPT, is_root=True),), ("needs_evidence",)),
        (chain(OPEN, OPEN), ("needs_root", "needs_verdicts")),
    ],
)
def test_what_a_tree_lacks(found: tuple[Why, ...], lacks: tuple[str, ...]) -> None:
    assert whys.missing(found) == lacks


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (WhyForm(""), "text"),
        (WhyForm("x" * 2001), "text"),
        (WhyForm("x", question="x" * 201), "question"),
        (WhyForm("x", verdict="maybe"), "verdict"),
        (WhyForm("x", verdict=EXCLUDED), "reason"),
        (WhyForm("x", is_root=True), "is_root"),
        (WhyForm("x", verdict=EXCLUDED, reason="x", is_root=True), "is_root"),
    ],
)
def test_whys_that_are_refused(form: WhyForm, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        whys.cleaned(form)
    assert set(refused.value.problems) == {field}


def test_a_why_is_stored_clean() -> None:
    made = whys.cleaned(WhyForm(" 财务未开出\u202e ", verdict=KEPT, is_root=True, evidence=" a\r\nb "))
    assert (made.text, made.evidence, made.is_root) == ("财务未开出", "a\nb", True)


# ---- records ----

FULL = RecordForm("发票未收到", "十月 60 件", "签收 7 天内开出", "规程不要求", "method")


@pytest.mark.parametrize(
    ("form", "tickets", "people", "lacks"),
    [
        (FULL, 1, 1, ()),
        (replace(FULL, problem=""), 1, 1, ("needs_problem",)),
        (FULL, 0, 1, ("needs_ticket",)),
        (FULL, 3, 0, ("needs_people",)),
        (replace(FULL, root_text="", cause_class=""), 1, 1, ("needs_root_text", "needs_cause_class")),
    ],
)
def test_what_a_record_lacks(form: RecordForm, tickets: int, people: int, lacks: tuple[str, ...]) -> None:
    found = records.missing(form, tickets, people, INVOICE)
    assert found == lacks
    if lacks:
        with pytest.raises(Missing) as refused:
            records.check_complete(found)
        assert refused.value.code == lacks[0]
    else:
        records.check_complete(found)


@pytest.mark.parametrize(
    ("step", "sources"),
    [
        ("edit", {RecordState.DRAFT}),
        ("hand_in", {RecordState.DRAFT}),
        ("settle", {RecordState.IN_REVIEW}),
        ("give_back", {RecordState.IN_REVIEW, RecordState.SETTLED}),
    ],
)
@pytest.mark.parametrize("state", list(RecordState))
def test_steps_of_a_record(step: str, sources: set[RecordState], state: RecordState) -> None:
    if state in sources:
        records.check_step(step, state)
    else:
        with pytest.raises(WrongState):
            records.check_step(step, state)


def test_records_that_are_refused() -> None:
    for form, field in (
        (RecordForm(" "), "title"),
        (RecordForm("x" * 201), "title"),
        (replace(FULL, cause_class="luck"), "cause_class"),
    ):
        with pytest.raises(Invalid) as refused:
            records.cleaned(form)
        assert set(refused.value.problems) == {field}
    assert records.cleaned(FULL) == FULL


# ---- improvements ----

IMPROVEMENT = ImprovementForm("失败自动重试", "short", "system", None, "技术部", TODAY, "连续 5 天失败单为 0")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"criterion": " "}, "criterion"),
        ({"term": "soon"}, "term"),
        ({"kind": "magic"}, "kind"),
        ({"owner_words": ""}, "owner"),
        ({"due": None}, "due"),
        ({"due": TODAY - timedelta(days=1)}, "due"),
        ({"owner_words": "x" * 201}, "owner_words"),
    ],
)
def test_improvements_that_are_refused(change: dict[str, object], field: str) -> None:
    form = replace(IMPROVEMENT, **change)  # type: ignore[arg-type] - fields of several types
    with pytest.raises(Invalid) as refused:
        improvements.cleaned(form, TODAY)
    assert set(refused.value.problems) == {field}


def test_a_due_date_that_has_passed_meanwhile_may_stay() -> None:
    late = replace(IMPROVEMENT, due=TODAY - timedelta(days=5), owner_id=1, owner_words="")
    assert improvements.cleaned(late, TODAY, late.due) == late
    assert improvements.cleaned(IMPROVEMENT, TODAY) == IMPROVEMENT


@pytest.mark.parametrize("state", list(ImprovementState))
def test_steps_of_an_improvement(state: ImprovementState) -> None:
    going = state in {ImprovementState.OPEN, ImprovementState.IN_PROGRESS}
    wanted = {
        "change": going,
        "report": going,
        "judge": state == ImprovementState.DONE,
        "cancel": going or state == ImprovementState.DONE,
    }
    assert {step: improvements.starts(step, state) for step in wanted} == wanted
    if not going:
        with pytest.raises(WrongState):
            improvements.check_step("report", state)


@pytest.mark.parametrize(
    ("left", "late", "told"),
    [
        (30, 0, None),
        (4, 0, None),
        (3, 0, "soon"),
        (1, 0, "soon"),
        (0, 0, "today"),
        (-1, 1, None),
        (-6, 6, None),
        (-7, 7, "late1"),
        (-13, 13, "late1"),
        (-14, 14, "late2"),
        (-400, 400, "late57"),
    ],
)
def test_lateness_and_reminders(left: int, late: int, told: str | None) -> None:
    due = TODAY + timedelta(days=left)
    for state in ImprovementState:
        going = state in improvements.GOING
        assert improvements.overdue_days(state, due, TODAY) == (late if going else 0)
        wanted = f"{due.isoformat()}:{told}" if going and told else None
        assert improvements.reminder(state, due, TODAY) == wanted
