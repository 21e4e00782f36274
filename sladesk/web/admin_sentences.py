"""What the administrator's area refuses, in words; part of the table in `web.sentences`."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

ADMIN: dict[str, LazyString] = {
    "row_not_found": _l("There is no such entry"),
    "person_not_found": _l("There is no such person"),
    "calendar_not_found": _l("There is no such calendar"),
    "delivery_not_found": _l("This message no longer waits for you"),
    "robot_not_found": _l("There is no such robot"),
    "robot_address": _l("The address of a robot begins with https:// and holds no name or password"),
    "robot_inside": _l("This address lies inside this network, where robots may not reach"),
    "robots_enough": _l("There are %(max)s robots already"),
    "choose_events": _l("Choose at least one"),
    "quiet_both": _l("Quiet hours need a beginning and an end"),
    "time_shape": _l("A time of the day, such as 08:00"),
    "job_not_found": _l("This job is no longer waiting for you"),
    "code_shape": _l("Small letters, digits and _, at most 40 characters"),
    "model_shape": _l("Letters, digits and . / - _ + ( ), at most 64 characters"),
    "code_taken": _l("This code is taken, perhaps by a retired entry: restore that one"),
    "no_room_below": _l(
        "Nothing can be added below this: three levels at most, and none below a retired one"
    ),
    "has_children": _l("Retire what stands below it first"),
    "nobody_told_of_breach": _l(
        "A chain tells somebody the moment a time limit is missed: such a step is missing"
    ),
    "step_twice": _l("This step is in the chain already"),
    "too_many_steps": _l("At most %(max)s steps"),
    "warning_has_no_minutes": _l("A warning comes at its share of the time: without minutes and calendar"),
    "parent_retired": _l("Restore what stands above it first"),
    "last_of_list": _l("The last entry of a list stays: people have to choose something"),
    "team_is_routed": _l("New tickets go to this team by default, so it stays"),
    "team_has_tickets": _l("The team still has %(count)s open tickets: assign them to others first"),
    "last_admin": _l("The last administrator stays, or nobody could change anything any more"),
    "login_shape": _l("Small letters, digits, . _ and -, at least two"),
    "taken": _l("Somebody else has this already"),
    "choose_role": _l("Choose at least one role"),
    "nothing_changed": _l("Nothing differs from what rules now"),
    "length_bounds": _l("Longer than nothing, and at most a year"),
    "day_shape": _l("“%(line)s” is no day of the year: write 04-05, or 02-05/02-12 for a stretch"),
    "day_twice": _l("%(day)s stands here twice, with different hours"),
    "calendar_unknown_zone": _l("There is no such time zone"),
    "calendar_end_before_start": _l("A day's hours end before they begin"),
    "calendar_start_outside_day": _l("Hours begin between 00:00 and 24:00"),
    "calendar_too_long": _l("At most 24 hours in one stretch"),
    "calendar_overlap": _l("The hours of two days overlap"),
    "calendar_no_open_hour": _l("The calendar would never open"),
}
