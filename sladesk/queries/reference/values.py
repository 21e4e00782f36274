"""Master data as frozen values."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from sladesk.domain import settings
from sladesk.domain.chains import STANDARD, Step
from sladesk.domain.codes import Role
from sladesk.domain.duty import Window, hours_text
from sladesk.domain.intake import Suggestion
from sladesk.domain.routing import Rule
from sladesk.domain.sla.calendars import CalendarTable, table_for
from sladesk.domain.sla.hours import CalendarSpec
from sladesk.domain.sla.policies import Policy

T = TypeVar("T")


@dataclass(frozen=True)
class Named:
    """A row of master data with its names in both languages."""

    id: int
    code: str
    name_zh: str
    name_en: str
    retired: bool
    extra: Mapping[str, object]

    def name(self, locale: str) -> str:
        """Return the name in a language; Chinese is the fallback."""
        return self.name_en if locale.startswith("en") and self.name_en else self.name_zh


@dataclass(frozen=True)
class CategoryNode(Named):
    """A category with its way from the root: `path` holds the nodes' names in both languages."""

    class_code: str
    parent_id: int | None
    service_type: str | None
    priority: str | None
    path_zh: tuple[str, ...]
    path_en: tuple[str, ...]
    leaf: bool

    def path(self, locale: str) -> tuple[str, ...]:
        """Return the names from the root to this node."""
        return self.path_en if locale.startswith("en") else self.path_zh


@dataclass(frozen=True)
class NamedChain(Named):
    """An escalation chain with its steps (R3.9)."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class NamedShift(Named):
    """A kind of shift with its windows, in minutes of the day it starts on (R2.3)."""

    windows: tuple[Window, ...]

    @property
    def hours(self) -> str:
        """The windows as people write them."""
        return hours_text(self.windows)


@dataclass(frozen=True)
class PersonName:
    """What pages say about a person."""

    id: int
    name: str
    name_en: str
    staff_number: str
    retired: bool

    def shown(self, locale: str) -> str:
        """Return the name in a language."""
        return self.name_en if locale.startswith("en") and self.name_en else self.name


class Specs(Mapping[str, CalendarSpec]):
    """Calendar versions by key, each made of its text when it is first asked for: most are of the past."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Hold the texts."""
        self._texts = texts
        self._made: dict[str, CalendarSpec] = {}

    @property
    def made(self) -> int:
        """How many have been asked for."""
        return len(self._made)

    def __getitem__(self, key: str) -> CalendarSpec:
        """Return a version."""
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = CalendarSpec.from_json(json.loads(self._texts[key]))
        return found

    def __contains__(self, key: object) -> bool:
        """Say whether there is one, without making it."""
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        """Go over the keys."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Count them."""
        return len(self._texts)


@dataclass(frozen=True)
class Reference:
    """All master data of the site under one stamp.

    Arguments:
        newest_calendars: by calendar, the key of the version that holds now.
        chain_of_policy: by policy of any set, the escalation chain it names; others have the standard one.
        by_role: keys of people in service.
        home_teams: by person, the team in which they take requests down.
    """

    stamp: str
    settings: Mapping[str, object]
    channels: Mapping[int, Named]
    categories: Mapping[int, CategoryNode]
    reasons: Mapping[int, Named]
    reason_groups: Mapping[int, Named]
    teams: Mapping[int, Named]
    people: Mapping[int, PersonName]
    suggestions: tuple[Suggestion, ...]
    rules: tuple[Rule, ...]
    shifts: Mapping[int, NamedShift]
    policies: tuple[Policy, ...]
    policy_ids: Mapping[str, int]
    policy_names: Mapping[str, tuple[str, str]]
    calendars: Mapping[str, Named]
    calendar_specs: Mapping[str, CalendarSpec]
    newest_calendars: Mapping[int, str]
    chains: Mapping[int, NamedChain]
    chain_of_policy: Mapping[int, int]
    by_role: Mapping[str, tuple[int, ...]]
    home_teams: Mapping[int, int]

    def setting(self, name: str) -> str | int | bool:
        """Return a business setting, the shipped default when nobody changed it."""
        value = self.settings.get(name, settings.default(name))
        return value if isinstance(value, str | int | bool) else settings.default(name)

    def number(self, name: str) -> int:
        """Return a setting that is a number."""
        return int(self.setting(name))

    @property
    def supervisors(self) -> tuple[int, ...]:
        """Keys of the supervisors in service, who are told what goes wrong (R3.9)."""
        return self.by_role.get(Role.SUPERVISOR, ())

    def chain(self, policy_id: int | None) -> NamedChain:
        """Return the escalation chain of a clock by its policy; the standard one where that names none."""
        found = self.chains.get(self.chain_of_policy.get(policy_id or 0, 0))
        if found is None or found.retired:
            return next(chain for chain in self.chains.values() if chain.code == STANDARD)
        return found

    def table_of(self, calendar: str) -> CalendarTable | None:
        """Return the table of a calendar's newest version by the calendar's code; None where it is gone."""
        named = self.calendars.get(calendar)
        key = self.newest_calendars.get(named.id) if named else None
        return self.table(key) if key else None

    @property
    def zone(self) -> str:
        """Name of the site's time zone."""
        return str(self.setting("site.zone"))

    def table(self, key: str) -> CalendarTable:
        """Return the prefix-sum table of a calendar version (key: its id as text)."""
        found = self._tables.get(key)
        if found is None:  # asked by its hours it would cost more than what is counted on it
            found = self._tables[key] = table_for(self.calendar_specs[key])
        return found

    @cached_property
    def _tables(self) -> dict[str, CalendarTable]:
        return {}

    @property
    def by_rota(self) -> bool:
        """Whether the rota says who is on duty, not everybody's own switch."""
        return self.setting(settings.BY_ROTA) == "on"

    @cached_property
    def gone(self) -> frozenset[int]:
        """Keys of people out of service."""
        return frozenset(key for key, person in self.people.items() if person.retired)

    @cached_property
    def first_team(self) -> int | None:
        """Key of the first team in use: where a ticket goes that no rule says anything about."""
        return next((key for key, team in self.teams.items() if not team.retired), None)

    @cached_property
    def channels_by_code(self) -> Mapping[str, Named]:
        """Channels by their code."""
        return {row.code: row for row in self.channels.values()}

    @cached_property
    def categories_by_code(self) -> Mapping[str, CategoryNode]:
        """Categories by their dotted path."""
        return {row.code: row for row in self.categories.values()}

    def reasons_of(self, kind: str) -> tuple[Named, ...]:
        """Return the reasons of a list that can still be chosen."""
        return tuple(r for r in self.reasons.values() if r.extra["kind"] == kind and not r.retired)

    def reason_tree(self, kind: str) -> tuple[tuple[Named | None, tuple[Named, ...]], ...]:
        """Return the reasons of a list that can still be chosen, by group, None for no group (R3.9)."""
        found: dict[object, list[Named]] = {}
        for reason in self.reasons_of(kind):
            found.setdefault(reason.extra["group"], []).append(reason)
        groups: Mapping[object, Named] = {**self.reason_groups}
        return tuple((groups.get(key), tuple(listed)) for key, listed in found.items())

    def person(self, person_id: int | None) -> PersonName | None:
        """Return a person's names, None for the system."""
        return self.people.get(person_id) if person_id else None

    @cached_property
    def _made(self) -> dict[object, object]:
        return {}

    def once(self, name: object, make: Callable[[], T]) -> T:
        """Return what is made of these values alone, made when it is first asked for by this name."""
        if name not in self._made:
            self._made[name] = make()
        return cast(T, self._made[name])
