"""The search box: suggestions while typing, and the page with everything found.

What is typed are telephone numbers and names: it comes in the body, so that it stands in no address, log or
list of visited pages (ASVS 14.2.1).
"""

from flask import Blueprint, render_template, request

from sladesk.domain.masking import mask_mobile, mask_name
from sladesk.domain.text import clean
from sladesk.queries.find import Found, find
from sladesk.web.context import actor, master_data
from sladesk.web.pace import look_up
from sladesk.web.rows import eyes, masked_customer, view
from sladesk.web.words import locale_name

blueprint = Blueprint("search", __name__)

_LONGEST, _SUGGESTED = 100, 5


@blueprint.route("/search", methods=["GET", "POST"])
def index() -> str:
    """Show everything found, by kind; without anything typed what can be looked for."""
    return found_page(request.form.get("q"))


def found_page(words: str | None) -> str:
    """Return the page with everything found.

    Arguments:
        words: as typed; nothing shows what can be looked for.

    Raises:
        TooMany: more searches than the hour's `search.per_hour`.
    """
    typed = clean(words)[:_LONGEST]
    look_up(typed)
    return render_template("pages/search.html", typed=typed, **_shown(find(actor(), typed)))


@blueprint.post("/search/suggest")
def suggest() -> str:
    """Return the first few of each kind for the list under the box."""
    typed = clean(request.form.get("q"))[:_LONGEST]
    look_up(typed)
    return render_template("search/_suggest.html", typed=typed, **_shown(find(actor(), typed, _SUGGESTED)))


def _shown(found: Found) -> dict[str, object]:
    """Return the hits masked and in words."""
    ref, english = master_data(), locale_name().startswith("en")
    seen = eyes(ref)
    return {
        "tickets": [view(row, seen) for row in found.tickets],
        "customers": [
            {
                "number": hit.number,
                "name": masked_customer(hit.name, hit.type),
                "mobile": mask_mobile(hit.mobile),
                "vip": hit.vip,
                "repeat": hit.purchases > 1,
            }
            for hit in found.customers
        ],
        "machines": [
            {
                "serial": hit.serial,
                "order": hit.order_number,
                "model": f"{hit.model} {hit.name_en if english else hit.name_zh}",
                "customer": hit.customer_number,
                "name": mask_name(hit.customer_name, organisation=hit.customer_type == "organisation"),
            }
            for hit in found.machines
        ],
        "nothing": found.is_empty,
    }
