"""What calendars, lists of days and what-if questions refuse, in words; part of `web.sentences`."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

CALENDAR: dict[str, LazyString] = {
    "calendar_used": _l("%(count)s policies count on it: give them another calendar first"),
    "days_not_announced": _l("The notice of %(year)s is not among the data that come along"),
    "hours_shape": _l("“%(text)s” is no stretch of hours: write 09:00-12:00"),
    "hours_start": _l("“%(text)s” begins after the day is over: hours begin before 24:00"),
    "hours_backwards": _l("“%(text)s” ends before it begins; past midnight it is written %(night)s"),
    "hours_day": _l("“%(text)s” is longer than 24 hours"),
    "hours_overlap": _l("%(first)s and %(second)s overlap"),
    "hours_into_next": _l("%(hours)s runs into the hours of the next day"),
    "day_into_next": _l("The hours of %(day)s run into those of a day beside it"),
    "day_year": _l("%(line)s lies in another year than %(year)s"),
    "day_backwards": _l("%(line)s ends before it begins"),
    "days_too_many": _l("More than %(max)s lines: that is no calendar of a year"),
    "what_if_instant": _l("Write day and time, such as 2026-11-27 12:00"),
    "what_if_future": _l("A time that is still to come, at most 20 years ahead"),
    "what_if_until": _l("Until when does it wait?"),
    "what_if_wait": _l("What does it wait for?"),
    "days_choose": _l("Choose a file, or paste the lines"),
    "days_too_large": _l("It has %(size)s KB; at most %(max)s KB are read"),
    "days_workbook": _l("This is a workbook: save the sheet as CSV and hand that in"),
    "days_encoding": _l("This is no text that can be read: save it as UTF-8"),
    "days_nonsense": _l("This is no iCalendar file and no table that can be read"),
    "days_empty": _l("There is no entry in it"),
    "days_other_year": _l("None of its %(count)s entries lies in %(year)s"),
    "days_refused": _l("Nothing was taken over: %(count)s entries can't be read"),
    "entry_unmarked": _l("nothing says whether it is off or worked: add 休 or 班, or choose what it means"),
    "entry_twice": _l("%(day)s is both off and worked"),
    "entry_repeats": _l("it repeats by a rule: write each day as an entry of its own"),
    "entry_time": _l("it has a time of day (%(text)s): only whole days are taken over"),
    "entry_zone": _l("its time zone is not known (%(text)s)"),
    "entry_no_date": _l("its date can't be read (%(text)s): write 2027-02-05"),
    "entry_backwards": _l("it ends before it begins (%(text)s)"),
    "entry_long": _l("it is longer than a year (%(text)s)"),
}
