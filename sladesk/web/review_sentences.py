"""The sentences for what is refused about issued reviews: stored text, plan, minutes, signature."""

from flask_babel.speaklater import LazyString

from sladesk.web.words import lazy_gettext as _l

REVIEW: dict[str, LazyString] = {
    "edition_changed": _l(
        "What is stored of this edition is not what was issued, so it is not shown. "
        "Put it back from a backup, or issue the period again."
    ),
    "paper_damaged": _l("The PDF that was kept is not as it was made. Have it made again."),
    "paper_outdated": _l("Comments, plan or signature have changed since this PDF was made. Make it again."),
    "review_is_signed": _l("This edition is signed. Take the signature back first, with the reason."),
    "review_is_not_signed": _l("This edition is not signed."),
    "review_words_moved": _l(
        "Comments, plan or minutes have changed since you read them. Read them again, then sign."
    ),
    "held_unreadable": _l("Day and time of the meeting, like 2026-11-03 14:00"),
    "due_unreadable": _l("A day like 2026-11-30"),
    "too_many_rows": _l("At most %(max)s rows"),
    "target_number": _l("A number, like 90 or 4.5"),
    "target_share": _l("A share is at most 100"),
    "target_of_what": _l("Choose the figure this target is about"),
}
