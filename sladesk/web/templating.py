"""The template environment: Flask's, without what its generality costs on every text, call and part."""

import gc
import threading
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import flask
from flask import Flask, current_app, get_template_attribute
from flask.sansio.app import App
from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, _escape_inner, escape

from sladesk.config import Config
from sladesk.web.words import locale_name

#: Parts kept at most, in each process; the longest are some kilobytes.
_PARTS = 512


def shown(value: object) -> str:
    """Return a value as it stands in a page: escaped unless it is markup.

    A page holds thousands of texts. `markupsafe.escape` wraps each of them so that it could be joined with
    others by hand; templates only put them one after another.
    """
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else escape(value)


class PlainCode(CodeGenerator):
    """Templates whose calls are calls: Jinja asks each function first whether it wants the context.

    None of ours does. Calls with a block, or with arguments spread out, stay as Jinja makes them.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's
        """Write the module, in which `escape` is ours."""
        super().visit_Template(node, frame)
        self.writeline("from sladesk.web.templating import shown as escape")

    def visit_Call(  # noqa: N802 - names and arguments are Jinja's
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - Jinja's
    ) -> None:
        """Write a call."""
        spread = node.dyn_args is not None or node.dyn_kwargs is not None
        if forward_caller or spread or any(not pair.key.isidentifier() for pair in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


class Compiled(FileSystemBytecodeCache):
    """What templates were made into, kept beside the data: making them anew takes a worker some seconds.

    Made by this module, so that another version of it makes them anew.
    """

    def get_source_checksum(self, source: str) -> str:
        """Return what tells a template's source and its maker from others."""
        return super().get_source_checksum(_maker() + source)


@lru_cache
def _maker() -> str:
    return Path(__file__).read_text(encoding="utf-8")


class PlainEnvironment(Environment):
    """Templates share the environment's globals as they are.

    Jinja lays a chain of mappings over them, so that a template loaded with globals of its own could have
    them; none here is, and a page of sixty parts pays for the chain at each of them.
    """

    code_generator_class = PlainCode

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self._loaded: dict[str, Template] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the environment's globals; own ones where a caller brings them."""
        return super().make_globals(d) if d else self.globals

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja's
    ) -> Template:
        """Return a template; one that was loaded before at the price of a dictionary."""
        if globals is not None or self.auto_reload or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super().get_template(name, parent)
        return found


def drawn(name: str, **values: object) -> Markup:
    """Return what a template says with these values and nothing else: no request, no person.

    Arguments:
        name: the template.
    """
    return escape(current_app.jinja_env.get_template(name).make_module(values))


@lru_cache(maxsize=_PARTS)
def _part(name: str, _locale: str, values: tuple[tuple[str, object], ...]) -> Markup:
    return drawn(name, **dict(values))


def part(name: str, **values: object) -> Markup:
    """Return a part of a page that is the same whenever its values are, from memory where it was made before.

    The part sees these values only: nothing of the request, so no token, key or person.

    Arguments:
        name: the template.
        values: hashable and unchanging; they and the language are what the part is known by.
    """
    return _part(name, locale_name(), tuple(values.items()))


def hole(name: str) -> str:
    """Return a place left open in what is kept, for what differs from page to page; no text holds a NUL."""
    return f"\0{name}\0"


def fill(made: Markup, name: str, put: Callable[[], str]) -> Markup:
    """Return what was kept with its places of this name filled, each anew: no two forms share a key.

    Arguments:
        put: makes what stands in one place.
    """
    place = hole(name)
    while place in made:
        made = made.replace(place, put(), 1)
    return made


def form_keys() -> Markup:
    """Return the hidden fields of one form, which are never kept."""
    made: Markup = get_template_attribute("_macros.html", "form_keys")()
    return made


def address(endpoint: str, **values: Any) -> str:
    """Return the address of a route; one without variables is worked out once."""
    known: dict[str, str] = current_app.extensions.setdefault("sladesk.addresses", {})
    if values:
        return flask.url_for(endpoint, **values)
    if endpoint not in known:
        known[endpoint] = flask.url_for(endpoint)
    return known[endpoint]


def warm(app: Flask) -> threading.Thread:
    """Load every template while the first pages are served already; return the thread that does.

    Who opens a page first would otherwise wait for its sixty parts, in each worker anew. What is there
    afterwards stays for good: looking through all of it for garbage, again and again, held up somebody's page
    for 0.15 s each time.
    """

    def load() -> None:
        for name in app.jinja_env.list_templates():
            app.jinja_env.get_template(name)
        gc.collect()
        gc.freeze()

    thread = threading.Thread(target=load, name="templates", daemon=True)
    thread.start()
    return thread


def install(app: Flask, config: Config) -> None:
    """Use the environment; before anything asks the application for its own."""
    folder = config.data_dir / "compiled"
    folder.mkdir(mode=0o700, exist_ok=True)  # what lies here is run: nobody else may write to it
    app.jinja_environment = PlainEnvironment
    app.jinja_env.bytecode_cache = Compiled(str(folder))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_template_global(address, "url_for")
    app.add_template_global(part, "part")
