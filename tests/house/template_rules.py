"""Rules about templates that the content-security policy and the escaping depend on."""

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'", re.DOTALL)
_RAW = {
    "switches escaping off": re.compile(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b"),
    "uses a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
_IN_TAG = {
    "has an inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "has an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "uses hx-on": re.compile(r"\s(?:data-)?hx-on", re.IGNORECASE),
    "evaluates hx-vals": re.compile(r"hx-(?:vals|headers)=[\"']\s*js:", re.IGNORECASE),
    "filters a trigger by script": re.compile(r"hx-trigger=(\"[^\"]*\[|'[^']*\[)"),
}
#: Jinja works these out when it compiles the template, once for all languages and hours.
_CONSTANT = re.compile(r"(?<![\w)\]])(?:\"[^\"{}]*\"|'[^'{}]*')\s*\|\s*(?:label|clock_kind)\b")
_IMPORT = re.compile(r"{% from \"[^\"]+\" import ([\w, ]+?)(?: with context)? %}")
_POST_FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _blank(pattern: re.Pattern[str], text: str, mark: str) -> str:
    """Replace what a pattern finds, keeping the line breaks so that line numbers stay."""
    return pattern.sub(lambda found: mark + "\n" * found.group().count("\n"), text)


def _tags(text: str) -> Iterator[tuple[int, str]]:
    html = _blank(_STATEMENT, _blank(_EXPRESSION, text, "x"), " ")
    for found in _TAG.finditer(html):
        yield _line(html, found.start()), found.group()


def broken(source: str, path: str) -> list[str]:
    """Return every broken rule of a template with its line."""
    text = _blank(_COMMENT, source, "")
    faults = [
        f"{path}:{_line(text, found.start())} {name}"
        for name, pattern in _RAW.items()
        for found in pattern.finditer(text)
    ]
    faults += [
        f"{path}:{_line(text, found.start())} translates a constant by a filter"
        for found in _CONSTANT.finditer(text)
    ]
    faults += [
        f"{path}:{_line(text, form.start())} posts without token and key"
        for form in _POST_FORM.finditer(text)
        if "form_keys(" not in form.group()
        and not ("csrf_token" in form.group() and 'name="key"' in form.group())
    ]
    faults += [
        f"{path}:{_line(text, found.start())} imports {name} for nothing"
        for found in _IMPORT.finditer(text)
        for name in (one.split()[-1] for one in found[1].split(","))
        if len(re.findall(rf"\b{name}\b", text)) == 1
    ]
    for line, tag in _tags(text):
        faults += [f"{path}:{line} {name}" for name, pattern in _IN_TAG.items() if pattern.search(tag)]
        if re.search(r"=(?!\x00)", _QUOTED.sub("\x00", tag)):
            faults.append(f"{path}:{line} has an unquoted attribute")
        if re.match(r"<script\b(?!.*\bsrc\s*=)", tag, re.DOTALL) or re.match(r"<style\b", tag):
            faults.append(f"{path}:{line} has an inline script or style")
    if path.rpartition("/")[2].startswith("_") and not source.lstrip().startswith("{#"):
        faults.append(f"{path}:1 does not begin with a comment naming its variables")
    return faults
