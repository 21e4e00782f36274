"""From the solution to the archive: verified, closed, called back, followed up, put away."""

from datetime import timedelta

from sladesk.actions import callbacks, solutions
from sladesk.demo.desk import go_to, supervisor
from sladesk.demo.lateness import check, explain
from sladesk.demo.life import Life, Script
from sladesk.domain.codes import ReasonKind

CALLERS = ("xujing", "fenglei", "wuqian", "sunqian", "lina", "hanlei")
_SCORES = {False: (1, 2, 4, 38, 55), True: (5, 9, 13, 40, 33)}


def verify(life: Life, words: str) -> Script:
    """The desk asks the customer whether it is solved, and closes."""
    life.wait(20, 240)
    life.office()
    yield from explain(life)
    yield life.step(life.owner, lambda tx: solutions.confirm(tx, life.number, method="phone", words=words))


def unreachable(life: Life) -> Script:
    """Nobody answers three times on two days: the supervisor closes."""
    for text, hours in zip(life.told.unanswered, (2, 6, 20), strict=False):
        life.wait(hours * 60, hours * 60 + 90)
        life.office()
        yield life.step(
            life.owner,
            lambda tx, note=text: solutions.verify_attempt(tx, life.number, method="phone", note=note),
        )
    life.wait(60, 200)
    life.office()
    yield from explain(life)
    yield life.step(supervisor(life), lambda tx: solutions.close_unreachable(tx, life.number))


def caller(life: Life) -> str:
    """Return somebody who had nothing to do with the ticket."""
    free = [login for login in CALLERS if login not in life.acted]
    return life.rng.choice(free[:2]) if free else "zhoukai"


def score(life: Life) -> int:
    """Return how satisfied the customer is; who waited is less so."""
    worse = life.missed > 0 or bool(life.overdue_used)
    return life.rng.choices((1, 2, 3, 4, 5), _SCORES[worse])[0]


def call_back(life: Life, comments: dict[int, str], given: int, plan: str, new_owner: str) -> Script:
    """Somebody else asks how it was."""
    late = life.chance(0.05)
    hours = life.rng.uniform(24.5, 31) if late else life.rng.uniform(1.5, 11)
    at = life.stage.office(life.at + timedelta(hours=hours), life.rng)
    if not late and at > life.at + timedelta(hours=23.5):
        at = life.at + timedelta(hours=life.rng.uniform(0.5, 2))
    yield from go_to(life, at)
    who = caller(life)
    if life.chance(0.08):
        yield life.step(
            who,
            lambda tx: callbacks.attempt(tx, life.number, method="phone", note=life.told.unanswered[-1]),
        )
        life.wait(30, 90)
    owner_id = life.stage.id_of(new_owner) if given <= 2 else None
    aim = plan if given <= 2 else ""
    comment = comments[given] if given <= 3 or life.chance(0.8) else ""
    yield life.step(
        who,
        lambda tx: callbacks.record(
            tx,
            life.number,
            score=given,
            comment=comment,
            new_owner_id=owner_id,
            plan=aim,
        ),
    )


def follow_up(life: Life, late: float = 0.06) -> Script:
    """The supervisor speaks to the unsatisfied customer."""
    hours = life.rng.uniform(25, 30) if life.chance(late) else life.rng.uniform(1, 12)
    yield from go_to(life, life.stage.office(life.at + timedelta(hours=hours), life.rng))
    code = life.rng.choice(("too_slow", "not_fixed", "explanation", "late_visit", "charges", "attitude"))
    reason = life.stage.reason(ReasonKind.LOW_SCORE, code)
    yield life.step(
        supervisor(life),
        lambda tx: callbacks.low_score_contact(
            tx, life.number, reason_id=reason, finding=life.told.low_score, method="phone"
        ),
    )


def settle(life: Life) -> Script:
    """The supervisor settles what will not get better."""
    life.wait(60, 600)
    life.office()
    yield life.step(supervisor(life), lambda tx: callbacks.settle(tx, life.number, note=life.told.archived))


def put_away(life: Life) -> Script:
    """Reasons are confirmed, the ticket is archived."""
    life.wait(60, 60 * 30)
    life.office()
    yield from explain(life)
    life.wait(30, 60 * 20)
    life.office()
    yield from check(life)
    life.wait(60, 60 * 24)
    life.office()
    yield life.step(supervisor(life), lambda tx: callbacks.archive(tx, life.number))
