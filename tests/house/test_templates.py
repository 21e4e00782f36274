"""The house rules hold in every template, and each rule finds what it is there for."""

import pytest

from tests.house.files import ROOT
from tests.house.template_rules import broken

TEMPLATES = ROOT / "sladesk" / "templates"
SEEDED = [
    ("<p>{{ text | safe }}</p>", "switches escaping off"),
    ("{% autoescape false %}", "switches escaping off"),
    ("<a href='javascript:go()'>x</a>", "uses a javascript: address"),
    ('<b onclick="go()">x</b>', "has an inline handler"),
    ('<b style="color:red">x</b>', "has an inline style"),
    ('<b hx-on:click="go()">x</b>', "uses hx-on"),
    ("<b hx-vals='js:{a: 1}'>x</b>", "evaluates hx-vals"),
    ('<b hx-trigger="every 5s [visible]">x</b>', "filters a trigger by script"),
    ("<input value={{ name }}>", "has an unquoted attribute"),
    ("<script>go()</script>", "has an inline script or style"),
    ('<form method="post" action="x"><button>x</button></form>', "posts without token and key"),
    ('<b>{{ "resolution"|label("clock") }}</b>', "translates a constant by a filter"),
    ('{% from "_macros.html" import icon, when %}{{ when(at) }}', "imports icon for nothing"),
    ("<style>b { color: red }</style>", "has an inline script or style"),
]


@pytest.mark.parametrize(("html", "text"), SEEDED)
def test_a_seeded_fault_is_found(html: str, text: str) -> None:
    assert broken(html, "page.html") == [f"page.html:1 {text}"]


def test_good_templates_pass() -> None:
    good = (
        '{# on: what is looked at #}<a class="{{ "on" if a > b else "off" }}" {% if c %}hidden{% endif %}'
        ' href="{{ url_for("x", a=1) }}">{{ _("on = off", n="style=") }}</a>'
        '<script src="{{ asset("a.js") }}"></script>'
    )
    assert not broken(good, "_link.html")


def test_a_partial_without_comment_is_found() -> None:
    assert broken("<b></b>", "x/_b.html") == [
        "x/_b.html:1 does not begin with a comment naming its variables"
    ]


def test_every_template_keeps_the_rules() -> None:
    faults = [
        fault
        for path in sorted(TEMPLATES.rglob("*.html"))
        for fault in broken(path.read_text(), str(path.relative_to(ROOT)))
    ]
    assert not faults, "\n".join(faults)


def test_templates_end_in_html() -> None:
    """Flask escapes by the ending: another one would switch escaping off silently."""
    others = [str(p.relative_to(ROOT)) for p in TEMPLATES.rglob("*") if p.is_file() and p.suffix != ".html"]
    assert not others
