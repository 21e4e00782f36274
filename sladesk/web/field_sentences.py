"""What is refused in the field and when planning visits, in words; part of the table in `web.sentences`."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

FIELD: dict[str, LazyString] = {
    "visit_not_found": _l("There is no such visit, or it is somebody else's."),
    "visit_cancelled": _l("This visit was cancelled."),
    "visit_over": _l("This visit is over already."),
    "visit_waits_for_part": _l("The visit waits for a part: say first that it has arrived."),
    "visit_not_waiting": _l("The visit does not wait for a part any more."),
    "visit_step_done": _l("This step is on record already."),
    "visit_first_accepted": _l("Not yet: accept the visit first."),
    "visit_first_on_way": _l("Not yet: set off first."),
    "visit_first_arrived": _l("Not yet: arrive first."),
    "visit_first_diagnosed": _l("Not yet: the diagnosis comes first."),
    "visit_first_repaired": _l("Not yet: the repair comes first."),
    "visit_first_confirmed": _l("Not yet: the customer confirms first."),
    "visit_wait_starts_on_site": _l(
        "Waiting for a part starts at the machine: after arriving, before the repair."
    ),
    "visit_begun": _l("The engineer has arrived: this visit can't be moved any more."),
    "visit_planned_already": _l("This engineer has a visit on this ticket already: move that one."),
    "window_ends_before_start": _l("The window ends before it starts"),
    "window_too_long": _l("At most %(hours)s hours: nobody waits at home longer"),
    "window_in_the_past": _l("This window is over already"),
    "window_too_far": _l("At most %(days)s days ahead"),
    "window_overlaps": _l("The engineer has another window at that time. Tick to send them all the same."),
    "choose_engineer": _l("Choose an engineer"),
    "choose_reason": _l("Choose a reason"),
    "choose_solution_code": _l("Choose how it was solved"),
    "before_the_step_before": _l("The phone's time lies before the previous step. Check its clock."),
    "reading_number": _l("A number, such as 8.9"),
    "needs_signature": _l("The customer signs, or you type their name"),
    "too_many_photos": _l("At most %(most)s pictures for one visit"),
    "file_empty": _l("The file is empty"),
    "file_too_large": _l("At most 12 MB"),
    "file_no_photo": _l("This is no picture: JPEG, PNG, WEBP or HEIC are taken"),
    "file_too_many_pixels": _l("The picture has too many pixels (at most 50 million)"),
    "file_broken": _l("The picture is damaged. Take it again."),
    "choose_date": _l("Choose a day and a time"),
}
