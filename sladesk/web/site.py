"""The few business settings every page needs, kept for seconds so that they cost no statement a request."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from sladesk.actions.beginning import DEMO_MARK, DEMO_PROGRESS
from sladesk.db import db
from sladesk.domain.settings import default
from sladesk.models import Setting

FRESH = timedelta(seconds=5)
NAMES = (
    "site.name_zh",
    "site.name_en",
    "site.zone",
    "site.locale",
    "session.idle_minutes",
    "session.max_hours",
)


@dataclass(frozen=True)
class Site:
    """The values of `NAMES` at one moment."""

    name_zh: str
    name_en: str
    zone: ZoneInfo
    locale: str
    idle: timedelta
    longest: timedelta
    is_demo: bool = False
    demo_progress: tuple[int, int] | None = None


@dataclass
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    site: Site | None = None
    until: datetime | None = None


def site(now: datetime) -> Site:
    """Return the site's settings, at most `FRESH` old."""
    kept: _Kept = current_app.extensions.setdefault("sladesk.site", _Kept())
    with kept.lock:
        if kept.site is None or kept.until is None or not now < kept.until or kept.until - now > FRESH:
            kept.site, kept.until = _load(), now + FRESH
        return kept.site


def forget() -> None:
    """Read the settings anew at the next request, after somebody changed one here."""
    current_app.extensions.pop("sladesk.site", None)


def _stored() -> dict[str, object]:
    """Return what was changed; while the database is away the shipped values let an error page be shown."""
    asked = select(Setting.name, Setting.value).where(Setting.name.in_((*NAMES, DEMO_PROGRESS, DEMO_MARK)))
    try:
        return dict(db.session.execute(asked).all())
    except OperationalError:
        db.session.rollback()
        return {}


def _load() -> Site:
    stored = _stored()
    value = {name: stored.get(name, default(name)) for name in NAMES}
    return Site(
        name_zh=str(value["site.name_zh"]),
        name_en=str(value["site.name_en"]),
        zone=ZoneInfo(str(value["site.zone"])),
        locale=str(value["site.locale"]),
        idle=timedelta(minutes=int(str(value["session.idle_minutes"]))),
        longest=timedelta(hours=int(str(value["session.max_hours"]))),
        is_demo=DEMO_MARK in stored,
        demo_progress=_progress(stored.get(DEMO_PROGRESS)),
    )


def _progress(stored: object) -> tuple[int, int] | None:
    if not isinstance(stored, dict):
        return None
    done, wanted = int(stored.get("done", 0)), int(stored.get("wanted", 0))
    return (done, wanted) if done < wanted else None
