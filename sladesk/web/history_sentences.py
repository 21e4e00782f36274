"""What the import of a foreign history says: why a file or mapping is refused, and what became of a row."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sladesk.domain.history.outcomes import Outcome, Severity

#: Why a whole file or mapping is refused; part of the table in `web.sentences`.
HISTORY: dict[str, LazyString] = {
    "history_toml": _l("The mapping is no TOML: %(what)s"),
    "history_unknown_key": _l("%(key)s is no key of a mapping"),
    "history_missing_key": _l("%(key)s is missing in the mapping"),
    "history_wrong_value": _l("%(key)s of the mapping can't be %(value)s"),
    "history_unknown_code": _l("%(key)s of the mapping names %(word)s, which this desk does not have"),
    "history_choose_mapping": _l("Choose a mapping, or hand one in"),
    "history_mapping_utf8": _l("A mapping is written in UTF-8"),
    "history_there_already": _l("This file was imported with this mapping before, as import %(run)s"),
    "history_empty": _l("The file is empty"),
    "history_missing_column": _l("The file has no column %(column)s, which the mapping names in %(key)s"),
    "history_column_twice": _l("The file has the column %(column)s twice"),
    "history_bad_encoding": _l("Line %(line)s is not written in %(encoding)s; nothing was taken"),
    "history_nul": _l("Line %(line)s holds a NUL character, so this is no text file; nothing was taken"),
    "history_open_quote": _l("The quote opened in line %(line)s never ends; nothing was taken"),
    "history_bad_quotes": _l("The quotes of line %(line)s don't part its columns; nothing was taken"),
    "history_too_large": _l("The file has %(size)s MB; at most %(max)s MB are read"),
    "history_too_many": _l("The file has more than %(max)s rows; import it in parts"),
    "history_not_read": _l("Looking at the file broke off again and again; nothing was taken"),
    "import_not_ready": _l("This import is not waiting to be started"),
    "import_running": _l("This import has begun and can't be discarded"),
    "imported_read_only": _l(
        "This ticket was imported and can only be read. Take it over first; then it is handled as any other."
    ),
    "not_imported": _l("This ticket was not imported, or somebody has taken it over already."),
}

#: What became of a row, by its code.
OUTCOMES: Mapping[Outcome, LazyString] = {
    Outcome.WRONG_WIDTH: _l("The row has %(found)s columns instead of %(wanted)s"),
    Outcome.NO_REFERENCE: _l("The row names no ticket"),
    Outcome.TOO_LONG: _l("%(column)s has %(length)s characters; at most %(max)s are taken"),
    Outcome.BAD_DATE: _l("%(column)s is no date of the formats given: %(word)s"),
    Outcome.GAP_TIME: _l("%(column)s names a time the clocks skipped that day: %(word)s"),
    Outcome.IN_FUTURE: _l("A time of this row is still to come"),
    Outcome.UNKNOWN_STATE: _l("The mapping has no state %(word)s"),
    Outcome.UNKNOWN_PRIORITY: _l("The mapping has no priority %(word)s"),
    Outcome.UNKNOWN_CHANNEL: _l("The mapping has no channel %(word)s"),
    Outcome.UNKNOWN_CATEGORY: _l("The mapping has no category %(word)s"),
    Outcome.UNKNOWN_VERDICT: _l("The mapping doesn't say whether %(word)s means kept or missed"),
    Outcome.CLOSED_BEFORE_RESOLVED: _l("Closed before it was resolved"),
    Outcome.RESOLVED_BEFORE_OPENED: _l("Resolved before it was opened"),
    Outcome.OPENED_DIFFERS: _l("Opened at another time than the first row of the ticket says"),
    Outcome.TICKET_TWICE: _l("The ticket has a row already; which one holds is not known"),
    Outcome.TICKET_REFUSED: _l("Sound, but line %(line)s of the same ticket is refused"),
    Outcome.HISTORY_CHANGED: _l("The ticket was imported before with other rows than the file has now"),
    Outcome.TAKEN_OVER: _l("The ticket was imported before, and somebody has taken it over"),
    Outcome.DUPLICATE: _l("Says the same as a row before; taken once"),
    Outcome.BEFORE_OPENED: _l("Changed before the ticket was opened; both times are kept"),
    Outcome.OUT_OF_ORDER: _l("Earlier than the row before; the order of the file is kept"),
    Outcome.AMBIGUOUS_TIME: _l(
        "A time that came twice when the clocks were set back; the first one is taken"
    ),
    Outcome.RESOLVED_DIFFERS: _l(
        "In a resolved state at another time than the column of the resolution says"
    ),
    Outcome.RESOLVED_UNKNOWN: _l("Resolved, but the log has no time for it: not recorded"),
    Outcome.CLOSED_DIFFERS: _l("Closed at another time than the column of the closing says"),
    Outcome.CLOSED_UNKNOWN: _l("Closed, but the log has no time for it: not recorded"),
    Outcome.NOTHING_CHANGED: _l("Changes nothing that the mapping reads; makes no entry"),
    Outcome.CHANGES_MISSING: _l("Changes before this one are not in the file, by their numbers"),
    Outcome.TAKEN: _l("Taken as it is"),
}

SEVERITIES: Mapping[Severity, LazyString] = {
    Severity.TAKEN: _l("rows taken"),
    Severity.REMARK: _l("rows taken with a remark"),
    Severity.REFUSED: _l("rows refused"),
}
