"""`sladesk serve`: pages and background jobs by one command. `sladesk worker`: the jobs alone."""

import os
import socket
from dataclasses import replace

import click
from flask import Flask

from sladesk import demo, served
from sladesk.app import create_app
from sladesk.cli import _site
from sladesk.cli._children import family
from sladesk.cli._web import Web
from sladesk.config import Config
from sladesk.db import db
from sladesk.jobs.handlers import HANDLERS
from sladesk.jobs.runner import run_until_signal
from sladesk.logs import configure

#: Tickets of the demo department, and how many of them are there before the first page.
DEMO_TICKETS, DEMO_FIRST = 1000, 200


@click.command()
@click.option("--demo-if-empty", is_flag=True, help="Fill an empty database with the demo department first.")
@click.option("--demo", "open_demo", is_flag=True, help="Let other machines reach a demo database.")
@click.option("--bind", help="Address and port to listen on; otherwise SLADESK_BIND or 127.0.0.1:8000.")
def serve(*, demo_if_empty: bool, open_demo: bool, bind: str | None) -> None:
    """Serve pages and work background jobs until Ctrl-C."""
    config = _site.settings()
    if bind:
        config = replace(
            config, bind=bind, url=config.url if os.environ.get("SLADESK_URL") else f"http://{bind}"
        )
    if open_demo:
        config = replace(config, demo=True)
    _free(config.bind)
    is_demo = _prepare(config, fill=demo_if_empty)
    configure(readable=is_demo)
    if is_demo:
        served.guard(config)

    def web() -> None:
        Web(config, lambda: served.application(config), lambda: _announce(config, is_demo=is_demo)).run()

    with family() as children:
        children.start("web", web)
        children.start("jobs", lambda: run_until_signal(create_app(config), all_handlers()))
    if children.failed:
        raise SystemExit(1)


@click.command()
def worker() -> None:
    """Work background jobs only; any number of these may run."""
    config = _site.settings()
    with _site.ready(config):
        readable = served.is_demo()
    configure(readable=readable)
    run_until_signal(create_app(config), all_handlers())


def all_handlers() -> dict[str, demo.Handler]:
    """Return every job this program can work."""
    return {**HANDLERS, **demo.HANDLERS}


def _free(bind: str) -> None:
    """Find out before anything else whether somebody listens there already.

    Raises:
        ClickException: the address can't be used.
    """
    host, _, port = bind.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdigit():
        raise click.ClickException(f"The address must look like 127.0.0.1:8000, not {bind!r}.")
    family_of = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family_of, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise click.ClickException(
                f"{bind} cannot be used ({error.strerror}): is Sladesk running already? "
                "SLADESK_BIND=127.0.0.1:8001 takes another port."
            ) from error


def _prepare(config: Config, *, fill: bool) -> bool:
    """Bring the database to this version and fill it when asked; return whether it is a demo."""
    with _site.opened(config) as app:
        if _site.upgrade():
            click.echo("Database ready.")
        if demo.unfinished() or (fill and not _site.people()):
            load_demo(app, DEMO_TICKETS)
        is_demo = served.is_demo()
        if not _site.people():
            click.echo(
                "Nobody can sign in yet: run  sladesk init  to set up a site, or  sladesk demo.", err=True
            )
        db.session.rollback()
        return is_demo


def load_demo(app: Flask, tickets: int) -> None:
    """Build the newest days of the demo department, or finish them, with a line of progress."""
    if demo.unfinished():
        click.echo("继续建立演示部门… / Going on with the demo department, which was broken off …")
        demo.finish_newest(told)
    else:
        click.echo("正在建立演示部门… / Building the demo department …")
        demo.load(app, tickets, DEMO_FIRST, told)


def told(done: int, wanted: int) -> None:
    """Say how far the demo department is."""
    if done % 40 < demo.TOGETHER or done == wanted:
        click.echo(f"  {done} / {wanted}")


def _announce(config: Config, *, is_demo: bool) -> None:
    click.echo(f"\nSladesk 已启动 / is running:  {config.url}\n")
    if is_demo:
        click.echo("演示账号 / Demo log-ins")
        for login, role, name, password in demo.accounts():
            click.echo(f"  {login:<12} {password:<14} {role:<12} {name}")
        click.echo("")
    click.echo("按 Ctrl-C 停止 / Ctrl-C stops it.")
