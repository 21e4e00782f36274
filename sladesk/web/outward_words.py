"""Words for what goes out of the desk: groups of events, ways, makers of robots, why it did not arrive."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from sladesk.domain.telling import Failure, Group, RobotKind, Way, parse_failure

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
FAILURES: Mapping[str, LazyString] = {
    Failure.BROKEN: _l("An error in Sladesk; it stands in the worker's log"),
    Failure.BROKEN_OFF: _l("The connection failed"),
    Failure.DIED: _l("The worker that sent it died each time; it was given up"),
    Failure.HOST_SLOW: _l("The host name was not looked up in time"),
    Failure.HOST_UNKNOWN: _l("There is no such host name"),
    Failure.INSIDE: _l("The host name leads to an address inside this network"),
    Failure.MAIL_AWAY: _l("The mail server does not answer"),
    Failure.MAIL_BUSY: _l("The mail server does not serve just now"),
    Failure.MAIL_LOGIN: _l("The mail server does not take the user name and password of the desk"),
    Failure.MAIL_RECIPIENT: _l("The mail server refuses the recipient"),
    Failure.MAIL_REFUSED: _l("The mail server refuses the mail"),
    Failure.MAIL_SENDER: _l("The mail server refuses the sender's address"),
    Failure.NO_ANSWER: _l("No answer in time"),
    Failure.NO_CODE: _l("The answer says no code: is the address that of a robot?"),
    Failure.NO_JSON: _l("The answer can't be read: is the address that of a robot?"),
    Failure.NO_MAILBOX: _l("The address is no e-mail address"),
    Failure.NO_READER: _l("The person has left or has no e-mail address"),
    Failure.NO_SERVER: _l("This machine knows no mail server: set SLADESK_SMTP_HOST"),
    Failure.NOT_HTTPS: _l("The address does not begin with https"),
    Failure.RETIRED: _l("The robot was retired"),
    Failure.ROBOT_REFUSED: _l("The robot refuses the message"),
    Failure.SEALED: _l("The robot's address was sealed under another key: type it again"),
    Failure.STATUS: _l("The server refuses the message"),
    Failure.UNSAFE: _l("No safe connection (TLS)"),
}


def said_failure(text: str) -> tuple[str, str]:
    """Return why a message did not arrive: in words, and what the other side said, as it came."""
    known, said = parse_failure(text)
    return (str(FAILURES[known]) if known else "", said)
