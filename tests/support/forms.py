"""The forms of a page as a browser would send them: where to, and every field with what stands in it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Sent:
    """One form that is posted: its address and its fields, in the order of the page."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    files: list[str] = field(default_factory=list[str])
    id: str = ""

    def names(self) -> list[str]:
        """The names of the fields, once each."""
        return list(dict.fromkeys(name for name, _value in self.fields))

    def body(self) -> dict[str, list[str]]:
        """What is sent when nobody changes anything, without token and key."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            if name not in {"csrf_token", "key"}:
                found.setdefault(name, []).append(value)
        return found


class _Reader(HTMLParser):
    """Gather forms; a list counts with its chosen, else its first value that is not empty."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Sent] = []
        self._form: Sent | None = None
        self._list: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form or note a field."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            posted = given.get("method", "get").lower() == "post"
            self._form = Sent(given.get("action", ""), id=given.get("id", "")) if posted else None
            if self._form is not None:
                self.forms.append(self._form)
        elif tag == "option" and self._list:
            self._list[1].append((given.get("value", ""), "selected" in given))
        elif "name" in given:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form = self._of(given)
        if form is None:
            return
        name, kind = given["name"], given.get("type", "text")
        if tag == "select":
            self._list = (name, [])
        elif tag == "textarea":
            self._area = (name, [])
        elif kind == "file":
            form.files.append(name)
        elif kind == "radio":
            if "checked" in given or name not in form.names():
                form.fields = [pair for pair in form.fields if pair[0] != name]
                form.fields.append((name, given.get("value", "on")))
        elif tag in {"input", "button"} and kind != "reset":
            form.fields.append((name, given.get("value", "")))

    def _of(self, given: dict[str, str]) -> Sent | None:
        if "form" in given:
            return next((form for form in self.forms if form.id == given["form"]), None)
        return self._form

    def handle_data(self, data: str) -> None:
        """Keep what stands in a text area."""
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a form or a field."""
        if tag == "form":
            self._form = None
        elif tag == "select" and self._list:
            name, values = self._list
            chosen = next((v for v, on in values if on), "") or next((v for v, _on in values if v), "")
            self._keep(name, chosen)
            self._list = None
        elif tag == "textarea" and self._area:
            self._keep(self._area[0], "".join(self._area[1]).removeprefix("\n"))
            self._area = None

    def _keep(self, name: str, value: str) -> None:
        if self._form is not None:
            self._form.fields.append((name, value))


def posted(page: str) -> list[Sent]:
    """Return the forms of a page that are posted.

    Arguments:
        page: HTML of a page or a part of one.
    """
    reader = _Reader()
    reader.feed(page)
    return reader.forms
