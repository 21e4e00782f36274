"""Translations at the price of a dictionary: each text is looked up once per language and process.

A page says hundreds of words, most of them without variables. Flask-Babel finds context, domain, language
and catalogue anew for each of them; here the finished text is kept beside the language of the request.
"""

from types import SimpleNamespace

from flask import Flask, g, has_app_context
from flask_babel import Babel, Domain, get_locale
from flask_babel.speaklater import LazyString
from markupsafe import Markup

_context = g._get_current_object  # noqa: SLF001 - the documented way past the proxy


class Language:
    """One language's texts as far as they were asked for: plain, and escaped for pages."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.plain: dict[str, str] = {}
        self.finished: dict[str, Markup] = {}
        self.patterns: dict[str, Markup] = {}


class Words(Domain):
    """The catalogue of Flask-Babel that remembers what it found."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._languages: dict[str, Language] = {}

    def gettext(self, string: str, **variables: object) -> str:
        """Return a text in the language of the request, with its variables filled in."""
        if not has_app_context():
            return string % variables if variables else string
        known = self.language().plain
        text = known.get(string)
        if text is None:
            text = known[string] = self.get_translations().ugettext(string)
        return text % variables if variables else text

    def markup(self, string: str, /, **variables: object) -> Markup:
        """Return a text for a page: variables are escaped, and `%%` is a percent sign in every text."""
        language = self.language()
        found = (language.patterns if variables else language.finished).get(string)
        if found is None:
            text = self.get_translations().ugettext(string)
            pattern = language.patterns[string] = Markup(text)  # noqa: S704 - the catalogue is ours
            if variables:
                return pattern % variables
            found = language.finished[string] = pattern % {}
        return found % variables if variables else found

    def language(self) -> Language:
        """Return the texts of the language that is valid now, which `force_locale` may change."""
        held = vars(_context())
        state: SimpleNamespace | None = held.get("_flask_babel")
        locale = None if state is None else getattr(state, "babel_locale", None)
        kept: tuple[object, Language] | None = held.get("words")
        if kept is not None and locale is not None and kept[0] is locale:
            return kept[1]
        locale = locale or get_locale()
        name = str(locale)
        language = self._languages.setdefault(name, Language(name))
        held["words"] = (locale, language)
        return language


WORDS = Words("messages")


def gettext(string: str, **variables: object) -> str:
    """Return a text in the language of the request: for the code that says hundreds of words a page."""
    return WORDS.gettext(string, **variables)


def locale_name() -> str:
    """Return the language of the request as names of master data are asked for in it."""
    return WORDS.language().name


def lazy_gettext(string: str, **variables: object) -> LazyString:
    """Return a text that is said when it is shown."""
    return LazyString(WORDS.gettext, string, **variables)


def install(app: Flask, babel: Babel) -> None:
    """Let Python and templates find their words here."""
    babel.domain_instance = WORDS
    for name in ("_", "gettext"):
        app.add_template_global(WORDS.markup, name)
