"""The fixed vocabularies of a service desk: short text codes, stored as they stand (decision 13).

What an administrator adds (channels, categories, teams, reasons) are rows, not members here.
"""

from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands (R4.1); 已解决 is derived from to_verify."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_PARTS = "waiting_parts"
    ESCALATED = "escalated"
    TO_VERIFY = "to_verify"
    CLOSED = "closed"
    ARCHIVED = "archived"
    VOIDED = "voided"


class Priority(StrEnum):
    """Urgency of a ticket (紧急程度)."""

    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class TicketClass(StrEnum):
    """Fixed classes for statistics (类别)."""

    CONSULTATION = "consultation"
    COMPLAINT = "complaint"
    FAULT = "fault"
    SUGGESTION = "suggestion"
    OTHER = "other"


class ServiceType(StrEnum):
    """What the customer wants done (服务类型)."""

    REPAIR = "repair"
    CONSULTATION = "consultation"
    COMPLAINT = "complaint"
    RETURN = "return"
    MAINTENANCE = "maintenance"
    SUGGESTION = "suggestion"
    OTHER = "other"


class RiskLevel(StrEnum):
    """Risk level of a complaint (风险等级)."""

    LEVEL_1 = "level_1"
    LEVEL_2 = "level_2"
    LEVEL_3 = "level_3"


class Role(StrEnum):
    """What a person does at the desk; one person may hold several."""

    AGENT = "agent"
    ENGINEER = "engineer"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    MANAGER = "manager"
    ADMIN = "admin"
    COLLABORATOR = "collaborator"


class Duty(StrEnum):
    """Whether a person can be given work now."""

    ON = "on"
    BREAK = "break"
    OFF = "off"


class Away(StrEnum):
    """Why somebody is not there on a day of the rota."""

    LEAVE = "leave"
    SICK = "sick"
    TRAINING = "training"


class CustomerType(StrEnum):
    """Person or organisation (个人客户/企业客户)."""

    PERSON = "person"
    ORGANISATION = "organisation"


class SolutionCode(StrEnum):
    """How a request was solved (R4.7)."""

    REMOTE = "remote"
    ON_SITE = "on_site"
    PART = "part"
    EXCHANGE = "exchange"
    RESEND = "resend"
    REFUND = "refund"
    COMPENSATION = "compensation"
    ANSWER = "answer"
    TEMPORARY = "temporary"
    NO_FAULT = "no_fault"
    OTHER = "other"


class ContactMethod(StrEnum):
    """By which way a customer was spoken to (R4.3)."""

    PHONE = "phone"
    CHAT = "chat"
    WECHAT = "wechat"
    SMS = "sms"
    EMAIL = "email"
    VISIT = "visit"


class VisitState(StrEnum):
    """Steps of a visit in order (R5.2), and the two ways out of it."""

    PLANNED = "planned"
    ACCEPTED = "accepted"
    ON_WAY = "on_way"
    ARRIVED = "arrived"
    DIAGNOSED = "diagnosed"
    WAITING_PART = "waiting_part"
    REPAIRED = "repaired"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class ReasonKind(StrEnum):
    """Lists of reasons an administrator edits."""

    WAIT_CUSTOMER = "wait_customer"
    WAIT_PARTS = "wait_parts"
    OVERDUE = "overdue"
    VOID = "void"
    LATE_REGISTRATION = "late_registration"
    REVEAL = "reveal"
    REASSIGN = "reassign"
    ESCALATE = "escalate"
    RESCHEDULE = "reschedule"
    CANCEL_VISIT = "cancel_visit"
    LOW_SCORE = "low_score"


class ReasonSide(StrEnum):
    """Who is responsible for a reason of being late."""

    US = "us"
    CUSTOMER = "customer"
    PARTS = "parts"
    CARRIER = "carrier"
    PLATFORM = "platform"


class Source(StrEnum):
    """Through which door a change came in."""

    WEB = "web"
    PHONE = "phone"
    API = "api"
    MAIL = "mail"
    IMPORT = "import"
    JOB = "job"
    CLI = "cli"


class AttachmentKind(StrEnum):
    """What a file shows."""

    BEFORE = "before"
    AFTER = "after"
    LABEL = "label"
    SIGNATURE = "signature"
    OTHER = "other"


class KnowledgeKind(StrEnum):
    """Help beside the form (R1.5, R1.9)."""

    QUESTION = "question"
    SCRIPT = "script"
    ADVICE = "advice"
    FAQ = "faq"


class CloseOutcome(StrEnum):
    """How a cycle was closed: the customer said so, or nobody could be reached (R6.1)."""

    CONFIRMED = "confirmed"
    UNREACHABLE = "unreachable"


class RecordState(StrEnum):
    """Where a 5-Why record stands (R8.1)."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SETTLED = "settled"


class CauseClass(StrEnum):
    """Classes of root causes, 人机料法环测 (R8.1)."""

    PEOPLE = "people"
    MACHINE = "machine"
    MATERIAL = "material"
    METHOD = "method"
    ENVIRONMENT = "environment"
    MEASUREMENT = "measurement"


class Verdict(StrEnum):
    """What the evidence says of one why: not looked at yet, it holds, or it does not (R8.1)."""

    OPEN = "open"
    KEPT = "kept"
    EXCLUDED = "excluded"


class Term(StrEnum):
    """How long an improvement takes to show (R8.2)."""

    SHORT = "short"
    LONG = "long"


class Measure(StrEnum):
    """What an improvement changes (R8.2, R8.5)."""

    SYSTEM = "system"
    STAFFING = "staffing"
    TRAINING = "training"
    SCRIPT = "script"
    PROCESS = "process"
    OTHER = "other"


class ImprovementState(StrEnum):
    """Where an improvement stands; overdue is derived from its due date (R8.2)."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not_effective"
    CANCELLED = "cancelled"


class ImportState(StrEnum):
    """Where the import of a foreign history stands (R9.1)."""

    CHECKING = "checking"
    REFUSED = "refused"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"


class TaskState(StrEnum):
    """Where work asked of another department stands (R4.4)."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class RunState(StrEnum):
    """Where a check of all clocks (R3.7) or a trial on the past (R3.11) stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATUSES = frozenset(
    {
        Status.NEW,
        Status.IN_PROGRESS,
        Status.WAITING_CUSTOMER,
        Status.WAITING_PARTS,
        Status.ESCALATED,
        Status.TO_VERIFY,
    }
)
WAITING_STATUSES = frozenset({Status.WAITING_CUSTOMER, Status.WAITING_PARTS})
PRIORITY_ORDER = (Priority.LOW, Priority.MEDIUM, Priority.HIGH, Priority.URGENT)
