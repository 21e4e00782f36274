"""Words for what goes out of the desk: groups of events, ways, makers of robots."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from sladesk.domain.telling import Group, RobotKind, Way

GROUPS: Mapping[str, LazyString] = {
    Group.OVERDUE: _l("Overdue times"),
    Group.URGENT: _l("Urgent tickets, low scores"),
    Group.WARNING: _l("Warnings before a time limit"),
    Group.ASSIGNED: _l("Tickets handed to somebody"),
    Group.DECISION: _l("Escalations and decisions"),
    Group.CUSTOMER: _l("Customers asking again, solutions"),
    Group.VISIT: _l("Visits"),
    Group.QUALITY: _l("5-Why records and improvements"),
}
WAYS: Mapping[str, LazyString] = {
    Way.NOW: _l("At once"),
    Way.DIGEST: _l("Once a day"),
    Way.NONE: _l("Not"),
}
KINDS: Mapping[str, LazyString] = {
    RobotKind.WECOM: _l("WeCom"),
    RobotKind.DINGTALK: _l("DingTalk"),
    RobotKind.FEISHU: _l("Feishu"),
}
