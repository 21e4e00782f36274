"""Rules about Python source that no linter knows: each takes a syntax tree and yields what breaks it."""

import ast
import sys
from collections.abc import Callable, Iterator

Rule = Callable[[ast.AST, str], Iterator[str]]

FORBIDDEN_CALLS = frozenset({"eval", "exec", "__import__", "render_template_string"})
FORBIDDEN_MODULES = frozenset({"pickle", "marshal", "shelve", "yaml", "xml.dom", "xml.sax"})
WEAK_HASHES = frozenset({"md5", "sha1"})
CLOCK_CALLS = frozenset(
    {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "datetime.utcfromtimestamp",
    }
)
#: Modules that only one room may know, and that room's file.
ONLY_IN = {"htmx_flask": "sladesk/web/htmx.py", "weasyprint": "sladesk/reports/pdf/__main__.py"}


#: Where translations become parts of pages, as Jinja's own way with them does.
CATALOGUE_ROOM = "sladesk/web/words.py"


def imported(node: ast.AST) -> Iterator[str]:
    """Yield the modules an import statement names; relative imports are not used in this project."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module


def called(node: ast.AST) -> str:
    """Return the dotted name of what a call calls, as far as it is spelled out."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def no_dangerous_calls(node: ast.AST, path: str) -> Iterator[str]:
    """No code from text, no shell, no template from text."""
    name = called(node)
    if name.rpartition(".")[2] in FORBIDDEN_CALLS and not name.startswith(("re.", "self.")):
        yield f"calls {name}"
    if isinstance(node, ast.Call):
        if name in {"os.system", "os.popen"}:
            yield f"calls {name}"
        shells = (k for k in node.keywords if k.arg == "shell")
        yield from (
            "opens a shell" for k in shells if not (isinstance(k.value, ast.Constant) and not k.value.value)
        )


def no_dangerous_modules(node: ast.AST, path: str) -> Iterator[str]:
    """No module that turns bytes into objects, none that reads XML with entities."""
    yield from (f"imports {name}" for name in imported(node) if name in FORBIDDEN_MODULES)


def no_weak_hash(node: ast.AST, path: str) -> Iterator[str]:
    """MD5 and SHA-1 are for nothing here."""
    name = called(node)
    if name.rpartition(".")[2] in WEAK_HASHES:
        yield f"calls {name}"
    if name == "hashlib.new":
        yield "names a hash at run time"


def no_chance_for_secrets(node: ast.AST, path: str) -> Iterator[str]:
    """The `random` module belongs to demo data; secrets come from `secrets`."""
    if not path.startswith("sladesk/demo/"):
        yield from ("imports random" for name in imported(node) if name == "random")


def one_clock(node: ast.AST, path: str) -> Iterator[str]:
    """Only `sladesk/clock.py` reads the machine's clock."""
    name = called(node)
    if path != "sladesk/clock.py" and ".".join(name.split(".")[-2:]) in CLOCK_CALLS:
        yield f"reads the clock by {name}"


def no_markup_from_parts(node: ast.AST, path: str) -> Iterator[str]:
    """HTML is made by templates: `Markup` takes constants, and in one room the texts of our catalogues."""
    if (
        path != CATALOGUE_ROOM
        and isinstance(node, ast.Call)
        and called(node).rpartition(".")[2] == "Markup"
        and not (node.args and isinstance(node.args[0], ast.Constant))
    ):
        yield "builds HTML in Python"


def one_room_knows(node: ast.AST, path: str) -> Iterator[str]:
    """One module knows htmx, one knows WeasyPrint."""
    for name in imported(node):
        home = ONLY_IN.get(name.partition(".")[0])
        if home and path != home:
            yield f"imports {name}, which belongs to {home}"


def pure_domain(node: ast.AST, path: str) -> Iterator[str]:
    """The rules stand on the standard library alone."""
    if not path.startswith("sladesk/domain/"):
        return
    for name in imported(node):
        if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("sladesk.domain"):
            yield f"imports {name}"


RULES: tuple[Rule, ...] = (
    no_dangerous_calls,
    no_dangerous_modules,
    no_weak_hash,
    no_chance_for_secrets,
    one_clock,
    no_markup_from_parts,
    one_room_knows,
    pure_domain,
)


def broken(source: str, path: str) -> list[str]:
    """Return every broken rule of a file with its line."""
    tree = ast.parse(source, path)
    return [
        f"{path}:{getattr(node, 'lineno', 0)} {text}"
        for node in ast.walk(tree)
        for rule in RULES
        for text in rule(node, path)
    ]
