"""A site for looking at the shell alone: the real application plus one page with every building block."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import BaseWSGIServer, make_server
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[missing-module-attribute] # younger than the stubs
from wtforms.validators import InputRequired

from sladesk.app import create_app
from sladesk.config import Config
from sladesk.db import db
from sladesk.models import LoginSession
from sladesk.web import routes
from sladesk.web.format import ClockView, clock_view
from sladesk.web.forms import Form

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 19, 6, 8, tzinfo=UTC)


class SheetForm(Form):
    """One field of each kind."""

    title = StringField("标题", [InputRequired("请填写标题")])
    words = TextAreaField("客户原话", [InputRequired("填写客户原话或现象")])
    kind = SelectField(
        "问题分类",
        choices=[SelectChoice("", "选择"), SelectChoice("a", "故障类")],
        validators=[InputRequired("选择问题分类")],
    )
    level = RadioField(
        "优先级",
        choices=[SelectChoice("u", "紧急"), SelectChoice("h", "高"), SelectChoice("m", "中")],
        validators=[InputRequired("选择优先级")],
    )
    urged = BooleanField("客户要求优先")


def clocks() -> dict[str, ClockView]:
    """One clock in each state."""

    def made(start: int, due: int, **more: datetime | str) -> ClockView:
        begin, end = NOW + timedelta(minutes=start), NOW + timedelta(minutes=due)
        half, most = begin + (end - begin) * 0.5, begin + (end - begin) * 0.8
        return clock_view(moment=NOW, where=ZONE, start=begin, due=end, warn50=half, warn80=most, **more)  # type: ignore[arg-type] - of several types

    return {
        "calm": made(-50, 200),
        "soon": made(-78, 42),
        "urgent": made(-40, 6),
        "late": made(-42, -12),
        "paused": made(-400, 600, paused_since=NOW - timedelta(minutes=310), waiting_for="待客户"),
        "met": made(-30, -3, stopped=NOW - timedelta(minutes=12)),
    }


@dataclass
class Sheet:
    """The running site, and what it was asked."""

    url: str
    app: Flask
    asked: list[tuple[str, str]] = field(default_factory=list)

    def end_sessions(self) -> None:
        """Let every session be over."""
        with self.app.app_context():
            db.session.execute(db.update(LoginSession).values(revoked_at=datetime.now(UTC)))
            db.session.commit()


def build(config: Config) -> Flask:
    """Return the application with the sheet's routes."""
    routes.ROUTES.update({"sheet": "own", "sheet_post": "own", "part": "own", "broken": "own"})
    app = create_app(config)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(Path(__file__).parent / "templates"), app.jinja_loader])  # type: ignore[list-item] - never None
    numbers = count(1)

    def sheet() -> str:
        form = SheetForm(request.form if request.method == "POST" else None)
        if "errors" in request.args or request.method == "POST":
            form.validate()
        return render_template("sheet.html", form=form, clocks=clocks(), at=NOW)

    def part() -> str:
        return render_template("part.html", number=next(numbers))

    def broken() -> str:
        raise RuntimeError("broken on purpose")

    app.add_url_rule("/_sheet", "sheet", sheet)
    app.add_url_rule("/_sheet", "sheet_post", sheet, methods=["POST"])
    app.add_url_rule("/_part", "part", part)
    app.add_url_rule("/_broken", "broken", broken, methods=["GET", "POST"])
    return app


@contextmanager
def serving(app: Flask) -> Iterator[Sheet]:
    """Serve the application on a free port of this machine."""
    made = Sheet("", app)
    app.before_request(lambda: made.asked.append((request.method, request.path)))
    server: BaseWSGIServer = make_server("127.0.0.1", 0, app, threaded=True)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
