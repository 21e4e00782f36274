"""Which team and whom a new ticket goes to: ordered rules, and a fair choice among people (R2.1, R2.2).

Team and owner are told apart: of each the first rule counts that matches and says something about it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Codes = tuple[str, ...]
#: What a rule may ask, in the order it is said.
CONDITIONS = (
    "priority",
    "risk_level",
    "service_type",
    "class_code",
    "category",
    "product_kind",
    "channel",
    "region",
    "tier",
)
#: Conditions whose values have parts: one covers all that begins with it.
_NESTED = {"category": ".", "region": "/"}
#: Endings of provinces and cities, which people write or leave out.
_ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
#: More rules than this nobody can survey; each registration asks all of them.
MOST_RULES = 100


class OwnerRule(StrEnum):
    """Whom a ticket is given to: nobody yet, one person, whoever of the team has least, a supervisor."""

    NONE = "none"
    PERSON = "person"
    BALANCED = "balanced"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What rules look at; "" where the ticket says nothing. `region` is `plain_region`."""

    priority: str = ""
    risk_level: str = ""
    service_type: str = ""
    class_code: str = ""
    category: str = ""
    product_kind: str = ""
    channel: str = ""
    region: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: conditions that must all hold, and what it says.

    Arguments:
        match: codes by condition; one that is missing or empty asks nothing.
        team_id: None says nothing about the team.
        owner: an `OwnerRule`; "" says nothing about the owner.
        person_id: whom `OwnerRule.PERSON` means.
        version: of the row, for who changes it.
    """

    id: int
    match: Mapping[str, Codes]
    team_id: int | None = None
    owner: str = ""
    person_id: int | None = None
    version: int = 1

    def failing(self, asked: Asked) -> str:
        """Return the first condition that does not hold, "" when all do."""
        return next((n for n in CONDITIONS if (w := self.match.get(n)) and not _holds(n, w, asked)), "")


def _holds(name: str, wanted: Codes, asked: Asked) -> bool:
    actual = getattr(asked, name)
    sign = _NESTED.get(name)
    if sign is None:
        return actual in wanted
    return any(actual == each or actual.startswith(each + sign) for each in wanted)


@dataclass(frozen=True, slots=True)
class Route:
    """Where a ticket goes by the rules, and which rules said so; None and "" where none says anything."""

    team_id: int | None = None
    owner: str = ""
    person_id: int | None = None
    team_rule: int | None = None
    owner_rule: int | None = None


def route(rules: Iterable[Rule], asked: Asked, gone: Collection[int] = ()) -> Route:
    """Return where a ticket goes.

    Arguments:
        rules: in their order.
        asked: what is known of the ticket.
        gone: people out of service; a rule that names one of them says nothing about the owner.
    """
    team: Rule | None = None
    owner: Rule | None = None
    for rule in rules:
        says_team = team is None and rule.team_id is not None
        says_owner = owner is None and _names_owner(rule, gone)
        if (says_team or says_owner) and not rule.failing(asked):
            team = rule if says_team else team
            owner = rule if says_owner else owner
            if team is not None and owner is not None:
                break
    return Route(
        team.team_id if team else None,
        owner.owner if owner else "",
        owner.person_id if owner else None,
        team.id if team else None,
        owner.id if owner else None,
    )


def next_owners(
    rules: Iterable[Rule], asked: Asked, gone: Collection[int], after: int | None
) -> tuple[Rule, ...]:
    """Return the matching rules behind one that would say who gets a ticket where that one finds nobody.

    None behind a rule that wants it to wait in its team: that is as good as somebody.

    Arguments:
        after: the rule that found nobody.
    """
    found, behind = list[Rule](), False
    for rule in rules:
        if behind and _names_owner(rule, gone) and not rule.failing(asked):
            if rule.owner == OwnerRule.NONE:
                break
            found.append(rule)
        behind = behind or rule.id == after
    return tuple(found)


def _names_owner(rule: Rule, gone: Collection[int]) -> bool:
    return bool(rule.owner) and not (rule.owner == OwnerRule.PERSON and rule.person_id in gone)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule stands to a ticket: what it decides, the condition it misses, or "" for both: too late.

    Arguments:
        decides: "team", "owner", both or none of them.
        gone: it matches, but the person it names is out of service.
    """

    rule: Rule
    decides: tuple[str, ...]
    miss: str
    gone: bool = False


def standings(rules: Iterable[Rule], asked: Asked, gone: Collection[int] = ()) -> tuple[Standing, ...]:
    """Return how each rule stands to a ticket, in their order."""
    held = tuple(rules)
    found = route(held, asked, gone)
    lines: list[Standing] = []
    for rule in held:
        decides = tuple(
            part
            for part, key in (("team", found.team_rule), ("owner", found.owner_rule))
            if key is not None and key == rule.id
        )
        away = bool(rule.owner) and not _names_owner(rule, gone)
        lines.append(Standing(rule, decides, rule.failing(asked), away))
    return tuple(lines)


def plain_region(province: str, city: str = "") -> str:
    """Return province and city without the endings people leave out: 浙江/杭州 (of 浙江省, 杭州市)."""
    parts = (_plain(province), _plain(city))
    return "/".join(part for part in parts if part)


def _plain(name: str) -> str:
    text = name.strip()
    ending = next((end for end in _ENDINGS if text.endswith(end) and len(text) > len(end) + 1), "")
    return text[: len(text) - len(ending)]


# --- a fair choice among people ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has in hand.

    Arguments:
        minutes: estimated work of the open tickets it is this person's turn on.
        tickets: open ones, those that wait for others too.
        last: the newest of them was assigned then, epoch seconds; 0 when there is none.
    """

    person_id: int
    minutes: int = 0
    tickets: int = 0
    last: int = 0


def least_loaded(people: Iterable[Load]) -> Load | None:
    """Return who gets the next ticket: least open work, then fewest tickets, then longest without a new one.

    Nobody comes first by a hidden rule: where all that is equal the smaller key decides, so that two machines
    decide alike.
    """
    return min(people, key=lambda one: (one.minutes, one.tickets, one.last, one.person_id), default=None)


def shared_out(tickets: Iterable[tuple[str, int]], people: Iterable[Load]) -> dict[str, int]:
    """Return who gets which of several tickets, each given in turn to whoever has least by then (R2.3).

    Arguments:
        tickets: number and minutes of each, the most pressing first.
        people: who can take some, with what they have.

    Returns:
        Person by ticket number; empty when there is nobody.
    """
    loads = {one.person_id: one for one in people}
    given: dict[str, int] = {}
    for turn, (number, minutes) in enumerate(tickets, 1):
        one = least_loaded(loads.values())
        if one is None:
            break
        given[number] = one.person_id
        newest = max(other.last for other in loads.values()) + turn
        loads[one.person_id] = Load(one.person_id, one.minutes + minutes, one.tickets + 1, newest)
    return given
