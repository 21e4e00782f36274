"""Shapes of the master data that every new installation starts with (R1, R2, R3.9, R4.7, R6.2).

Each entry becomes a row that an administrator may rename, reorder or retire; the code stays.
"""

from dataclasses import dataclass

from sladesk.domain.codes import ReasonKind, ReasonSide


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: a stable code, its name in both languages, its place in the list (from 1)."""

    code: str
    name_zh: str
    name_en: str
    position: int


@dataclass(frozen=True, slots=True)
class Channel(Entry):
    """A way a request comes in.

    slow: the writer gets an acknowledgement at once (R1.12).
    seconds: times are shown to the second (R1.4).
    public: what is written can be read by everybody.
    """

    slow: bool
    seconds: bool
    public: bool


@dataclass(frozen=True, slots=True)
class ServiceType(Entry):
    """What the customer wants done, and the class it presets."""

    class_code: str


@dataclass(frozen=True, slots=True)
class TicketClass(Entry):
    """One of the five fixed classes, and the service type it presets when it is chosen first."""

    service_type: str


@dataclass(frozen=True, slots=True)
class Category(Entry):
    """A node of the category tree: its code is a dotted path that begins with the class.

    parent: code of the node above, or None directly under the class. level: 1 to 3.
    """

    class_code: str
    parent: str | None
    level: int
    leaf: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A guiding question answered yes, no or unknown; `safety`: a yes starts the 安全隐患 procedure."""

    code: str
    text_zh: str
    text_en: str
    safety: bool = False


@dataclass(frozen=True, slots=True)
class Faq:
    """A short answer an agent may read out or send."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Guide:
    """What stands beside the registration form for one category and everything below it (R1.5, R1.9)."""

    category: str
    questions: tuple[Question, ...] = ()
    advice: tuple[str, ...] = ()
    script: tuple[str, ...] = ()
    faq: tuple[Faq, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason(Entry):
    """A reason offered when a step asks why.

    kind: which step asks. note: a remark is required with it.
    side: who is responsible, group: code of what it stands below; both only for overdue reasons (R3.9).
    """

    kind: ReasonKind
    note: bool
    side: ReasonSide | None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class SatisfactionStep(Entry):
    """A step of the satisfaction scale with its score and its three switches (R6.2)."""

    score: int
    satisfied: bool
    to_supervisor: bool
    second_handling: bool


@dataclass(frozen=True, slots=True)
class RiskLevel(Entry):
    """The level of a complaint; `urgent`: it makes the ticket urgent."""

    urgent: bool


@dataclass(frozen=True, slots=True)
class SolutionCode(Entry):
    """How it was solved; `costly`: the customer's consent is recorded before (R4.9).

    open_end: the fix is temporary and keeps an open task (R4.7).
    """

    costly: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class Team(Entry):
    """A group of the department; kind: desk, field, second_line, complaints, department."""

    kind: str


@dataclass(frozen=True, slots=True)
class Route:
    """A rule of assignment: of team and owner each the first one counts that matches and says something.

    None means "any"; category matches the node itself and everything below it;
    product_kinds matches when the ticket's product is of one of them. `owner`: a
    `domain.routing.OwnerRule`; "" for it and for the team says nothing.
    """

    team: str = ""
    service_type: str | None = None
    class_code: str | None = None
    category: str | None = None
    product_kinds: tuple[str, ...] = ()
    priority: str | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """A line of the suggestion table (R1.6): the first whose conditions all hold wins."""

    priority: str
    class_code: str | None = None
    service_type: str | None = None
    category: str | None = None
    channels: tuple[str, ...] = ()
