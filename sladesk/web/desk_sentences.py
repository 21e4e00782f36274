"""The sentences for what registration and customers refuse."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

DESK: dict[str, LazyString] = {
    "choose_channel": _l("Choose a channel"),
    "only_public": _l("Only what everybody can read is a post: choose a public channel"),
    "choose_category": _l("Choose a category"),
    "choose_customer": _l("Choose the customer, a new one, or anonymous"),
    "words_or_phenomenon": _l("Write down the customer's own words or the phenomenon"),
    "unreadable_time": _l("Write the time as 2026-11-19 14:05:12"),
    "too_long_ago": _l("At most %(hours)s hours back"),
    "late_reason_needed": _l("Say why it is registered only now"),
    "not_this_customers": _l("This belongs to another customer: choose again"),
    "phone_shape": _l("A phone number has 5 to 20 digits"),
    "email_shape": _l("An e-mail address looks like name@example.cn"),
    "serial_known": _l("This serial number is on record already: look it up in the box above"),
    "customer_not_found": _l("There is no such customer"),
    "place_not_found": _l("There is no such place"),
    "asset_not_found": _l("There is no such machine"),
    "item_not_found": _l("There is no such entry"),
    "search_limit": _l("At most %(max)s searches an hour. Try again in %(minutes)s min."),
    "export_limit": _l("At most %(max)s exports an hour. Try again in %(minutes)s min."),
    "upload_limit": _l("At most %(max)s files an hour. Try again in %(minutes)s min."),
    "reveal_limit": _l("At most %(max)s revealed customers an hour. Try again in %(minutes)s min."),
}
