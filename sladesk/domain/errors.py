"""Errors in the words of the desk. `web.errors` has one table to HTTP and one to sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Param = str | int


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field: a stable code and the figures its sentence needs."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


class DeskError(Exception):
    """Base of everything the desk refuses; `code` is stable, `params` fill its sentence."""

    code = "refused"

    def __init__(self, code: str | None = None, **params: Param) -> None:
        super().__init__(code or self.code)
        if code:
            self.code = code
        self.params: dict[str, Param] = params


class Forbidden(DeskError):
    """The person may not do this (403)."""

    code = "forbidden"


class NotFound(DeskError):
    """There is no such thing within what the person may see (404)."""

    code = "not_found"


class WrongState(DeskError):
    """The ticket is not where this step starts; the sentence says what is missing (409)."""

    code = "wrong_state"


class Missing(DeskError):
    """The step is allowed but something must be done first (409)."""

    code = "missing"


class Stale(DeskError):
    """Somebody else changed the same thing meanwhile (409).

    `mine` and `theirs` hold both versions of what differs, `by` and `at` who changed it and when.
    """

    code = "stale"

    def __init__(
        self,
        mine: Mapping[str, object],
        theirs: Mapping[str, object],
        *,
        by: int | None = None,
        at: str = "",
        version: int = 0,
    ) -> None:
        super().__init__()
        self.mine = dict(mine)
        self.theirs = dict(theirs)
        self.by = by
        self.at = at
        self.version = version


class KeyReused(DeskError):
    """A form's key came back with another body (422)."""

    code = "key_reused"


class TooMany(DeskError):
    """Too many tries; `params['minutes']` says when to come back (429)."""

    code = "too_many"


class Invalid(DeskError):
    """Fields that can't be taken as they are (422)."""

    code = "invalid"

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__()
        self.problems = dict(problems)


def invalid(field_name: str, code: str, **params: Param) -> Invalid:
    """Return the error for one field."""
    return Invalid({field_name: Problem(code, params)})
