"""Which phrases belong to which kind of ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sladesk.demo.content.phrases import booking, desk, field, remote

Pool = tuple[str, ...]
TalkPool = tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The templates of one kind of ticket; a talk is what was said, the feedback, the next step, the phase."""

    wishes: Pool
    first_response: Pool
    progress: Pool
    talks: TalkPool
    internal: Pool
    diagnosis: Pool
    repair: Pool
    consent: Pool
    solution: Pool
    verified: Pool
    not_verified: Pool
    second_words: Pool
    second_plan: Pool
    wait_customer: tuple[tuple[str, str], ...]
    escalation: Pool
    escalation_plan: Pool
    low_score: Pool
    callback: Mapping[int, Pool]


FIELD = Phrasebook(
    wishes=field.WISHES,
    first_response=field.FIRST_RESPONSE,
    progress=field.PROGRESS,
    talks=field.TALKS,
    internal=field.INTERNAL,
    diagnosis=field.DIAGNOSIS,
    repair=field.REPAIR,
    consent=field.CONSENT,
    solution=field.SOLUTION,
    verified=field.VERIFIED,
    not_verified=field.NOT_VERIFIED,
    second_words=field.SECOND_WORDS,
    second_plan=field.SECOND_PLAN,
    wait_customer=field.WAIT_CUSTOMER,
    escalation=field.ESCALATION,
    escalation_plan=field.ESCALATION_PLAN,
    low_score=field.LOW_SCORE,
    callback=field.CALLBACK,
)

DESK = Phrasebook(
    wishes=desk.WISHES,
    first_response=desk.FIRST_RESPONSE,
    progress=desk.PROGRESS,
    talks=desk.TALKS,
    internal=desk.INTERNAL,
    diagnosis=desk.DIAGNOSIS,
    repair=desk.REPAIR,
    consent=desk.CONSENT,
    solution=desk.SOLUTION,
    verified=desk.VERIFIED,
    not_verified=desk.NOT_VERIFIED,
    second_words=desk.SECOND_WORDS,
    second_plan=desk.SECOND_PLAN,
    wait_customer=desk.WAIT_CUSTOMER,
    escalation=desk.ESCALATION,
    escalation_plan=desk.ESCALATION_PLAN,
    low_score=desk.LOW_SCORE,
    callback=desk.CALLBACK,
)

BOOKING = replace(
    FIELD,
    wishes=booking.WISHES,
    first_response=booking.FIRST_RESPONSE,
    progress=booking.PROGRESS,
    talks=booking.TALKS,
    internal=booking.INTERNAL,
    diagnosis=booking.DIAGNOSIS,
    solution=booking.SOLUTION,
    verified=booking.VERIFIED,
    not_verified=booking.NOT_VERIFIED,
    second_words=booking.SECOND_WORDS,
    second_plan=booking.SECOND_PLAN,
    callback=booking.CALLBACK,
    consent=desk.CONSENT,
    wait_customer=desk.WAIT_CUSTOMER,
    escalation_plan=desk.ESCALATION_PLAN,
    low_score=desk.LOW_SCORE,
)

COMPLAINT = replace(DESK, talks=desk.COMPLAINT_TALKS)

CONSULT = replace(DESK, wishes=desk.CONSULT_WISHES, solution=desk.CONSULT_SOLUTION)

REMOTE = replace(
    DESK,
    first_response=remote.FIRST_RESPONSE,
    progress=remote.PROGRESS,
    talks=remote.TALKS,
    internal=remote.INTERNAL,
    diagnosis=remote.DIAGNOSIS,
)


def book_for(group: str, flow: str) -> Phrasebook:
    """The phrases for a symptom's group and the way it is settled (visit or desk)."""
    if flow == "desk":
        return {"complaint": COMPLAINT, "fault": REMOTE, "consult": CONSULT}.get(group, DESK)
    return BOOKING if group == "booking" else FIELD
