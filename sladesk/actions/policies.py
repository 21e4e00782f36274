"""Policy sets: one draft at a time, made to rule now or from an instant on (decision 15, R3.1)."""

from datetime import datetime, timedelta

from sqlalchemy import select

from sladesk.actions._action import Tx, action
from sladesk.actions._drafts import begin_to_rule, copy_rows, draft_of, new_set, ruling, waiting
from sladesk.actions.setup import write_policies
from sladesk.domain import access
from sladesk.domain.errors import Invalid, NotFound, Problem, Stale, WrongState, invalid
from sladesk.domain.sla.policies import Policy as Rules
from sladesk.domain.sla.shipped import POLICY_SETS
from sladesk.domain.text import clean
from sladesk.models import Policy, PolicySet
from sladesk.queries.policies import findings
from sladesk.queries.reference import read_policies

LONGEST_NOTE = 300
#: No set waits longer than this.
FURTHEST = timedelta(days=366)


@action("policies.open_draft")
def open_draft(tx: Tx, source: str = "") -> int:
    """Open the draft; who asks for a copy of what rules while there is one gets that one.

    Arguments:
        source: "" for the set that rules, the number of any other, or the code of a shipped one (R3.3).

    Returns:
        The draft's number.

    Raises:
        NotFound: there is no such set.
        WrongState: another draft is open already.
    """
    access.require(tx.by, "policy.edit")
    active = ruling(tx)
    held = waiting(tx)
    if held is not None:
        if source:
            raise WrongState("draft_exists")
        return held.no
    if source in POLICY_SETS:
        draft = new_set(tx, source)
        calendars = {code: calendar.id for code, calendar in tx.reference().calendars.items()}
        write_policies(tx, draft.id, POLICY_SETS[source].policies, calendars)
    else:
        copied = active if not source else _numbered(tx, source)
        draft = new_set(tx, str(copied.no))
        copy_rows(tx, copied.id, draft)
    tx.audit("policy_set.opened", "policy_set", draft.no, source=draft.base)
    return draft.no


def _numbered(tx: Tx, text: str) -> PolicySet:
    no = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    found = tx.session.scalars(select(PolicySet).where(PolicySet.no == no)).first()
    if found is None:
        raise NotFound
    return found


@action("policies.activate")
def activate(
    tx: Tx, *, version: int, since: datetime | None = None, accept_gaps: bool = False, note: str = ""
) -> int:
    """Let the draft rule, now or from an instant on; until then it is not edited any more.

    What still runs is recomputed ticket by ticket in the background; what is decided stays (R3.7).

    Arguments:
        version: version of the draft that was looked at.
        since: None or the past for now.
        accept_gaps: tickets without a target are meant.

    Returns:
        The set's number.

    Raises:
        Invalid: it equals what rules, something keeps it from ruling, tickets would have no target.
        Stale: somebody changed it meanwhile.
    """
    access.require(tx.by, "policy.edit")
    ruling(tx)
    draft = draft_of(tx, version)
    _check(tx, draft, accept_gaps=accept_gaps)
    draft.note = clean(note)[:LONGEST_NOTE]
    if since is None or since <= tx.now:
        begin_to_rule(tx, draft, tx.now)
        tx.audit("policy_set.published", "policy_set", draft.no)
        return draft.no
    if since - tx.now > FURTHEST:
        raise invalid("since", "since_bounds")
    at = since.replace(microsecond=0)
    draft.active_from = at
    draft.version += 1
    tx.audit("policy_set.planned", "policy_set", draft.no)
    return draft.no


def _check(tx: Tx, draft: PolicySet, *, accept_gaps: bool) -> None:
    ref = tx.reference()
    policies = _said(tx, draft)
    if policies == _said(tx, ruling(tx)):
        raise invalid("draft", "nothing_changed")
    found = findings(ref, tuple(policy for policy, *_rest in policies))
    if found.hard:
        raise invalid("draft", "draft_has_errors", count=len(found.hard))
    if found.gaps and not accept_gaps:
        raise Invalid({"accept_gaps": Problem("gaps_not_accepted", {"count": len(found.gaps)})})


def _said(tx: Tx, row: PolicySet) -> list[tuple[Rules, str, int | None]]:
    """Return all that a set says: its policies in order, with their English names and chains."""
    held = read_policies(tx.session, tx.reference().newest_calendars, Policy.set_id == row.id)
    return [(policy, one.name_en, one.chain_id) for one, policy in held]


@action("policies.take_back")
def take_back(tx: Tx, *, version: int) -> int:
    """Take the set back that waits for its instant; it is edited again.

    Raises:
        NotFound: none waits; it may rule already.
        Stale: somebody changed it meanwhile.
    """
    access.require(tx.by, "policy.edit")
    draft = _either(tx, version)
    if draft.active_from is None:
        raise NotFound("draft_not_found")
    draft.active_from = None
    draft.version += 1
    tx.audit("policy_set.cancelled", "policy_set", draft.no)
    return draft.no


@action("policies.discard")
def discard(tx: Tx, *, version: int) -> int:
    """Give the draft up; it stays among the versions, and another draft can be copied from it.

    Raises:
        NotFound: there is none.
        Stale: somebody changed it meanwhile.
    """
    access.require(tx.by, "policy.edit")
    draft = _either(tx, version)
    draft.state, draft.retired_at, draft.active_from = "retired", tx.now, None
    draft.version += 1
    tx.audit("policy_set.discarded", "policy_set", draft.no)
    return draft.no


def _either(tx: Tx, version: int) -> PolicySet:
    draft = waiting(tx)
    if draft is None:
        raise NotFound("draft_not_found")
    if draft.version != version:
        raise Stale({}, {}, version=draft.version)
    return draft


@action("policies.take_effect")
def take_effect(tx: Tx) -> int:
    """Let the set rule whose instant has come; of workers side by side the first one does it.

    It rules from the instant that was written down. A calendar that was retired since keeps its hours, so
    nothing that is found about a set now stands in its way.

    Returns:
        Its number, 0 when none was due.
    """
    access.require(tx.by, "system")
    ruling(tx)
    draft = waiting(tx)
    if draft is None or draft.active_from is None or draft.active_from > tx.now:
        return 0
    begin_to_rule(tx, draft, draft.active_from)
    tx.audit("policy_set.published", "policy_set", draft.no)
    return draft.no
