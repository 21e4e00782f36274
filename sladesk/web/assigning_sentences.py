"""Sentences about rules of assignment, shifts and the rota that are refused."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

ASSIGNING: dict[str, LazyString] = {
    "rules_enough": _l("There are %(max)s rules already; nobody could survey more"),
    "rule_says_nothing": _l("Choose a team or an owner: a rule that says neither decides nothing"),
    "shift_hours": _l("Write windows of the day such as 08:00-12:00 13:00-17:30"),
    "shift_too_long": _l("At most %(windows)s windows and %(hours)s hours altogether"),
    "shift_overlap": _l("Windows overlap, or are not in their order"),
    "rota_too_much": _l("More days at once than a page of the rota has"),
    "ends_before_it_begins": _l("The last day lies before the first"),
    "absence_too_long": _l("At most %(days)s days at once"),
}
