"""Tables: columns, relationships, constraints and indexes. No rules, no commits."""

from sladesk.db.queue import Job
from sladesk.models.catalogue import (
    AssignmentRule,
    Category,
    Channel,
    KnowledgeItem,
    PriorityRule,
    Reason,
    ReasonGroup,
)
from sladesk.models.chains import Chain, ChainRun, ChainStep, ChannelAlert
from sladesk.models.checks import ClockCheck, ClockDifference
from sladesk.models.clocks import (
    Breach,
    Calendar,
    CalendarVersion,
    Clock,
    ClockEntry,
    Policy,
    PolicySet,
    PolicyTarget,
)
from sladesk.models.customers import Asset, Customer, Place, ProductModel
from sladesk.models.deliveries import Delivery, NoticeChoice, Robot
from sladesk.models.department_tasks import DepartmentTask
from sladesk.models.duty import Rota, Shift
from sladesk.models.editions import Edition, EditionFile, EditionSigning, EditionWords
from sladesk.models.events import Event, EventText, Presence, ReadMark
from sladesk.models.facts import TicketFact
from sladesk.models.handling import Attempt, Escalation, Pause, TicketLink
from sladesk.models.imports import ImportRow, ImportRun
from sladesk.models.improvements import Improvement, ImprovementStep, ImprovementTicket
from sladesk.models.people import LoginAttempt, LoginSession, Person, PersonRole, Team, TeamMember
from sladesk.models.root_causes import RootCause, RootCausePerson, RootCauseTicket, Why
from sladesk.models.system import (
    Audit,
    AuditSeal,
    BoardCount,
    Counter,
    Notice,
    RequestKey,
    Reveal,
    SavedView,
    Setting,
    SettingChange,
)
from sladesk.models.tickets import Cycle, Handler, Ticket
from sladesk.models.trials import Trial, TrialChange
from sladesk.models.visits import Attachment, Visit
from sladesk.models.workbooks import Workbook

__all__ = [
    "Asset",
    "AssignmentRule",
    "Attachment",
    "Attempt",
    "Audit",
    "AuditSeal",
    "BoardCount",
    "Breach",
    "Calendar",
    "CalendarVersion",
    "Category",
    "Chain",
    "ChainRun",
    "ChainStep",
    "Channel",
    "ChannelAlert",
    "Clock",
    "ClockCheck",
    "ClockDifference",
    "ClockEntry",
    "Counter",
    "Customer",
    "Cycle",
    "Delivery",
    "DepartmentTask",
    "Edition",
    "EditionFile",
    "EditionSigning",
    "EditionWords",
    "Escalation",
    "Event",
    "EventText",
    "Handler",
    "ImportRow",
    "ImportRun",
    "Improvement",
    "ImprovementStep",
    "ImprovementTicket",
    "Job",
    "KnowledgeItem",
    "LoginAttempt",
    "LoginSession",
    "Notice",
    "NoticeChoice",
    "Pause",
    "Person",
    "PersonRole",
    "Place",
    "Policy",
    "PolicySet",
    "PolicyTarget",
    "Presence",
    "PriorityRule",
    "ProductModel",
    "ReadMark",
    "Reason",
    "ReasonGroup",
    "RequestKey",
    "Reveal",
    "Robot",
    "RootCause",
    "RootCausePerson",
    "RootCauseTicket",
    "Rota",
    "SavedView",
    "Setting",
    "SettingChange",
    "Shift",
    "Team",
    "TeamMember",
    "Ticket",
    "TicketFact",
    "TicketLink",
    "Trial",
    "TrialChange",
    "Visit",
    "Why",
    "Workbook",
]
