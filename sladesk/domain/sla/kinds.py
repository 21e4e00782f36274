"""The kinds of clocks a cycle can have (R3.12)."""

from enum import StrEnum


class ClockKind(StrEnum):
    """What a clock measures; what starts and stops each kind is R3.12 and R3.13."""

    ANSWER = "answer"
    FIRST_RESPONSE = "first_response"
    PRELIMINARY = "preliminary"
    RESOLUTION = "resolution"
    UPDATE = "update"
    PROMISE = "promise"
    CALLBACK = "callback"
    LOW_SCORE = "low_score"
    TASK = "task"
    EMERGENCY = "emergency"
    ASSIGNMENT_WAIT = "assignment_wait"
