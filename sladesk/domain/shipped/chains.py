"""The escalation chains every site starts with (R3.9); who stands above the supervisor is told last."""

from sladesk.domain.chains import STANDARD, Moment, Step, To
from sladesk.domain.codes import Role

_WARNED = (Step(Moment.HALF, To.OWNER), Step(Moment.MOST, To.OWNER))
_TOLD = (Step(Moment.LATE, To.OWNER), Step(Moment.LATE, To.SUPERVISOR))

#: Code, both names, steps.
CHAINS: tuple[tuple[str, str, str, tuple[Step, ...]], ...] = (
    (
        STANDARD,
        "标准升级链",
        "Standard chain",
        (*_WARNED, *_TOLD, Step(Moment.LATE, To.ROLE, Role.MANAGER, 120, "duty")),
    ),
    (
        "fast",
        "加急升级链",
        "Fast chain",
        (
            *_WARNED,
            *_TOLD,
            Step(Moment.LATE, To.ROLE, Role.SUPERVISOR, 15),
            Step(Moment.LATE, To.ROLE, Role.MANAGER, 30),
        ),
    ),
)
