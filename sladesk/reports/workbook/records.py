"""From a ticket to the cells of its rows: said in one language, masked, as things stood at the cut-off.

Customers and mobile numbers in free text are masked, staff stand by their numbers (R1.7, decision 34).
"""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from sladesk.domain.codes import CustomerType, Status
from sladesk.domain.events import KINDS
from sladesk.domain.figures.facts import MISSED, standing
from sladesk.domain.masking import mask_email, mask_mobile, mask_name, mask_text
from sladesk.queries.workbooks import Said, Told
from sladesk.reports.saying import DAY, MINUTE
from sladesk.reports.workbook.layout import Cell, Record
from sladesk.reports.workbook.sayer import Sayer

#: Steps that are talks with the customer, and those that are neither talk nor solution.
TALKS = (
    "response:recorded", "communication:recorded", "solution:confirmed", "solution:rejected",
    "callback:recorded", "low_score:contacted",
)  # fmt: skip
_PROGRESS = tuple(code for code, kind in KINDS.items() if kind.progress and code != "solution:recorded")
#: Kinds of events whose words the forms show.
SHOWN = tuple(dict.fromkeys((*TALKS, *_PROGRESS)))
_IN_PROGRESS = frozenset(_PROGRESS)
#: Words of a step that are no progress: they have a column of their own, or are the way to the next step.
_BESIDE = frozenset({"feedback", "cause"})
_DONE = frozenset({Status.TO_VERIFY, Status.CLOSED, Status.ARCHIVED})


def records(sayer: Sayer, tickets: Iterable[Told]) -> Iterator[Record]:
    """Yield the cells of tickets, in the order of `forms.FIELDS`."""
    for told in tickets:
        yield Sight(sayer, told).record()


class Sight:
    """A ticket at the cut-off."""

    def __init__(self, sayer: Sayer, told: Told) -> None:
        self.s, self.told, self.t = sayer, told, told.ticket
        self.first, self.last = told.cycles[0], told.cycles[-1]
        self.undone = self._undone()
        self.imported = self.t.external_source is not None
        self.solved = self._by(self.last.solved) or (self.undone.at if self.undone else None)
        self.status = self._status()
        self.assigned = self._by(self.first.assigned)
        self.responded = self._by(self.first.responded)
        self.done = self.solved is not None or self.status in _DONE

    def _by(self, at: int | None) -> int | None:
        return None if at is None or at > self.s.cut else at

    def record(self) -> Record:
        """Return its cells in the order of `forms.FIELDS`."""
        t, s, texts = self.t, self.s, self.s.texts
        asked = s.local(t.requested)
        responded = s.local(self.responded) if self.responded is not None else self._no_response()
        return [
            t.number,
            t.customer_number,
            s.channels.get(t.channel_id),
            self._type(),
            s.words[f"Priority.{t.priority}"],
            mask_text(t.summary),
            s.staff(t.recorder_id) or texts["unknown" if self.imported else "system"],
            s.local(t.recorded),
            s.staff(t.owner_id) or texts["unknown" if self.imported else "unassigned"],
            self._assigned(),
            None if self.first.target is None else self.first.target / MINUTE,
            responded,
            self._has_responded(),
            self._lines(_IN_PROGRESS, talks=False),
            self._feedback(),
            s.words[f"Status.{self.status}"],
            s.local(self.solved) if self.solved is not None else self._no_solution(),
            self._solution(),
            self._score(words=True),
            self._second(),
            self._remarks(),
            self._customer(),
            self._contact(),
            s.categories.get(t.category_id),
            s.words[f"RiskLevel.{t.risk_level}"] if t.risk_level else None,
            self._description(),
            s.staff(self.first.responder_id) if self.responded is not None else None,
            self._timeliness(),
            self._resources(),
            self._lines(frozenset(TALKS), talks=True),
            self._score(words=False),
            asked - asked % DAY,
            self._mark(),
            asked,
            *self._lengths(),
            self._reason(),
        ]

    # ---- where it stands ----

    def _undone(self) -> Said | None:
        """Return the solution that stood at the cut-off and was rejected afterwards: its cycle forgot it."""
        newest = self.told.solving[-1] if self.told.solving else None
        if newest is None or newest.kind != "solution:recorded" or newest.cycle != self.last.no:
            return None
        return newest if self.last.solved is None or self.last.solved > self.s.cut else None

    def _status(self) -> str:
        """Return the status at the cut-off, worked out where the ticket went on afterwards."""
        if self.t.last_event <= self.s.cut:
            return self.t.status
        if self._by(self.last.closed) is not None:
            return Status.ARCHIVED if self._by(self.t.archived) is not None else Status.CLOSED
        if self.solved is not None:
            return Status.TO_VERIFY
        if self.told.escalated:
            return Status.ESCALATED
        if self.told.waiting is not None:
            return self.told.waiting
        begun = self._by(self.last.accepted) is not None or self._by(self.last.responded) is not None
        return Status.IN_PROGRESS if begun or self.last.no > 1 else Status.NEW

    def _no_response(self) -> str:
        return self.s.texts["unknown" if self.done else "unanswered"]

    def _no_solution(self) -> str:
        return self.s.texts["unknown" if self.done else "open"]

    def _assigned(self) -> Cell:
        if self.assigned is not None:
            return self.s.local(self.assigned)
        return self.s.texts["unknown" if self.imported else "unassigned"]

    def _has_responded(self) -> str:
        if self.responded is not None:
            return self.s.texts["yes"]
        return self.s.texts["unknown" if self.done else "no"]

    def _timeliness(self) -> Cell:
        """Return minutes from assignment to first response, with whether that was in time."""
        if self.responded is None:
            return self._no_response()
        if self.assigned is None:
            return self.s.texts["unknown"]
        c = self.first
        minutes = max(0, self.responded - self.assigned) / MINUTE
        stands = standing(c.state, c.due, c.stopped, c.breached, self.s.cut)
        return ("minutes_of" if c.state is None else "late" if stands in MISSED else "met", minutes)

    def _lengths(self) -> tuple[Cell, Cell]:
        """Return minutes from the request to first response and solution; less than none counts as none."""
        response = None if self.responded is None else max(0, self.responded - self.t.requested) / MINUTE
        solution = None if self.solved is None else max(0, self.solved - self.t.requested) / MINUTE
        return (
            self._no_response() if response is None else response,
            self._no_solution() if solution is None else solution,
        )

    # ---- words ----

    def _type(self) -> str:
        """Return class and category as the forms write them (工单类型 = class-category)."""
        word = self.s.words[f"TicketClass.{self.t.class_code}"]
        return "-".join(filter(None, (word, self.s.types.get(self.t.category_id))))

    def _lines(self, kinds: frozenset[str], *, talks: bool) -> str | None:
        lines = list[str]()
        for said in self.told.said:
            if said.kind in kinds:
                words = [body for name, body in said.words.items() if body and (talks or name not in _BESIDE)]
                if words:
                    lines.append(f"{self.s.minute(said.at)} {self.s.texts['and'].join(words)}")
        return mask_text("\n".join(lines)) if lines else None

    def _feedback(self) -> str | None:
        comment = self.last.comment if self._by(self.last.answered) is not None else ""
        return "\n".join(mask_text(text) for text in (self.t.key_feedback, comment) if text) or None

    def _solution(self) -> str | None:
        if self.solved is None:
            return self.s.texts["unknown"] if self.done else None
        if self.undone is not None:
            return mask_text(self.undone.words.get("solution", "")) or None
        code = self.s.words[f"SolutionCode.{self.last.solution_code}"] if self.last.solution_code else ""
        return "\n".join(filter(None, (code, mask_text(self.last.solution)))) or None

    def _score(self, *, words: bool) -> Cell:
        if self._by(self.last.answered) is not None and self.last.score is not None:
            return self.s.scores[self.last.score] if words else self.last.score
        if self.status not in {Status.CLOSED, Status.ARCHIVED}:
            return None
        return self.s.texts["unknown" if self.imported else "silent"]

    def _second(self) -> str:
        if self.last.no < 2:
            return self.s.texts["no"]
        return _("Yes, handled %(n)s times", n=self.last.no)

    def _remarks(self) -> str | None:
        t, found = self.t, list[str]()
        if t.chasers:
            found.append(_("Chasers: %(n)s", n=t.chasers))
        if self.imported:
            found.append(_("From %(desk)s, there %(number)s", desk=t.external_source, number=t.external_ref))
        if t.status == Status.VOIDED:
            found.append(_("Voided since"))
        return "\n".join(found) or None

    def _description(self) -> str | None:
        t = self.t
        parts = (
            ("phenomenon", t.phenomenon),
            ("impact", t.impact),
            ("expectation", t.expectation),
        )
        pattern, words = self.s.patterns["part"], self.s.texts
        said = [pattern % {"what": words[what], "text": text} for what, text in parts if text]
        return mask_text("\n".join(said) or t.verbatim) or None

    def _resources(self) -> str | None:
        found = list[str]()
        if self.told.handlers:
            found.append(self.s.patterns["handlers"] % {"n": self.told.handlers})
        if self.told.visits:
            found.append(self.s.patterns["visits"] % {"n": self.told.visits})
        return self.s.texts["gap"].join(found) or None

    def _reason(self) -> str | None:
        reasons, names = self.s.ref.reasons, dict[str, None]()
        for key in self.told.reasons:
            row = reasons.get(key or 0)
            names[row.name(self.s.locale) if row else self.s.texts["unsaid"]] = None
        return self.s.texts["and"].join(names) or None

    # ---- who it is ----

    def _customer(self) -> str:
        t = self.t
        name = t.contact_name or t.customer_name or t.nickname or ""
        organisation = t.customer_type == CustomerType.ORGANISATION and not t.contact_name
        return mask_name(name, organisation=organisation) or self.s.texts["anonymous"]

    def _contact(self) -> str | None:
        phone = self.t.contact_phone or self.t.mobile or ""
        if phone:
            return mask_mobile(phone) or None
        return mask_email(self.t.email) if self.t.email else None

    def _mark(self) -> str:
        return self.t.customer_number or self._contact() or self._customer()
