"""How tickets are said in a workbook: words and names looked up once for all of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from sladesk.queries.reference import Reference
from sladesk.reports.saying import english
from sladesk.reports.workbook.words import SCORES, all_words

#: Clocks are moved at quarters of an hour if at all: within one, the shift is the same.
_QUARTER = 900


@dataclass(frozen=True)
class Sayer:
    """Says tickets in the language that is spoken when it is made.

    Arguments:
        ref: names.
        cut: the cut-off in epoch seconds.
    """

    ref: Reference
    cut: int
    locale: str = field(default_factory=lambda: "en" if english() else "zh")
    _shifts: dict[int, int] = field(default_factory=dict[int, int])
    _days: dict[int, str] = field(default_factory=dict[int, str])

    @cached_property
    def zone(self) -> ZoneInfo:
        """The site's zone."""
        return ZoneInfo(self.ref.zone)

    @cached_property
    def words(self) -> dict[str, str]:
        """The words of codes."""
        return all_words()

    @cached_property
    def texts(self) -> dict[str, str]:
        """What stands where nothing happened yet, or nobody knows, and what is said of many tickets."""
        return {
            "open": _("Not closed"),
            "unknown": _("Not recorded"),
            "unanswered": _("Not responded yet"),
            "unassigned": _("Not assigned yet"),
            "yes": _("Yes"),
            "no": _("No"),
            "system": _("System"),
            "anonymous": _("Anonymous"),
            "unsaid": _("Reason not given yet"),
            "silent": _("No answer given"),
            "and": _("; "),
            "gap": _("%(a)s, %(b)s", a="", b=""),
            "phenomenon": _("Phenomenon"),
            "impact": _("Impact"),
            "expectation": _("Expectation"),
        }

    @cached_property
    def patterns(self) -> dict[str, str]:
        """What is said with the values of a ticket."""
        return {
            "part": _("%(what)s: %(text)s"),
            "handlers": _("Handlers: %(n)s"),
            "visits": _("Visits: %(n)s"),
        }

    @cached_property
    def scores(self) -> dict[int, str]:
        """The words of scores."""
        return {score: _(word) for score, word in SCORES.items()}

    @cached_property
    def channels(self) -> dict[int, str]:
        """Channels by key."""
        return {key: row.name(self.locale) for key, row in self.ref.channels.items()}

    @cached_property
    def categories(self) -> dict[int, str]:
        """The whole way to each category, by key."""
        return {key: " › ".join(row.path(self.locale)) for key, row in self.ref.categories.items()}

    @cached_property
    def types(self) -> dict[int, str]:
        """The same as the forms write it below a class."""
        return {key: "-".join(row.path(self.locale)) for key, row in self.ref.categories.items()}

    def staff(self, key: int | None) -> str | None:
        """Return a staff number, None for nobody."""
        person = self.ref.person(key)
        return person.staff_number if person else None

    def local(self, at: int) -> int:
        """Return an instant as seconds since 1970 of the site's clock."""
        quarter = at // _QUARTER
        shift = self._shifts.get(quarter)
        if shift is None:
            found = datetime.fromtimestamp(at, self.zone).utcoffset()
            shift = self._shifts[quarter] = int(found.total_seconds()) if found else 0
        return at + shift

    def minute(self, at: int) -> str:
        """Return an instant as it stands before words: month, day, hour and minute."""
        day, second = divmod(self.local(at), 86_400)
        said = self._days.get(day)
        if said is None:
            said = self._days[day] = f"{datetime.fromtimestamp(day * 86_400, UTC):%m-%d}"
        return f"{said} {second // 3600:02}:{second // 60 % 60:02}"
