"""Sends what is told outside the desk: takes a batch, says it as its reader reads, notes what came of it."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from sladesk.actions import deliveries
from sladesk.actions._action import Call
from sladesk.actions.deliveries import Batch
from sladesk.clock import utcnow
from sladesk.config import Config
from sladesk.db import db
from sladesk.db.queue import Args
from sladesk.domain.access import SYSTEM
from sladesk.domain.masking import mask_text
from sladesk.domain.telling import Failure
from sladesk.gateways import Message, Undelivered, mail, robots
from sladesk.gateways.message import Line
from sladesk.gateways.sealing import WrongKey, unseal
from sladesk.jobs.work import Work, attempt, log
from sladesk.queries import deliveries as queries
from sladesk.queries.deliveries import Told
from sladesk.queries.outward import ROBOT
from sladesk.queries.reference import Reference, reference
from sladesk.reports import told
from sladesk.reports.saying import english

#: So long no mail is tried after the server was away; each process finds out by itself.
REST = timedelta(minutes=1)
_RESTS = "sladesk.mail_rests_until"


def send(work: Work) -> None:
    """Send what is due for the recipient of a delivery; nobody else's transaction waits for it."""
    rests: datetime | None = work.app.extensions.get(_RESTS)
    batch = deliveries.take(Call(SYSTEM, utcnow()), str(work.args["delivery"]), rests)
    if batch is None:
        return
    config: Config = work.app.config["SLADESK"]
    told, error = _tried(_Post(config, batch, reference(db.session())))
    if error is not None:
        if error.away:
            work.app.extensions[_RESTS] = utcnow() + REST
        chance = secrets.randbelow(1001) / 1000
        dead = deliveries.failed(
            Call(SYSTEM, utcnow()),
            batch.public_id,
            batch.recipient,
            str(error),
            final=error.final,
            chance=chance,
        )
        log.warning("not delivered", extra={"batch": batch.public_id, "why": str(error), "left": dead})
        return
    deliveries.sent(Call(SYSTEM, utcnow()), batch.public_id, batch.recipient, told)


def _tried(post: "_Post") -> tuple[Collection[str], Undelivered | None]:
    """Return the events that were told, and why they were not.

    What goes wrong in a way nobody thought of fails as well: a job that only came back would hold up for ever
    what waits behind it.
    """
    told: list[str] = []
    failed: list[Undelivered] = []

    def step() -> None:
        try:
            told.extend(post.send())
        except Undelivered as error:
            failed.append(error)

    broken = attempt(f"delivery {post.batch.public_id}", step)
    if broken:
        db.session.rollback()
        return told, Undelivered(Failure.BROKEN, broken.partition(":")[0])
    return told, failed[0] if failed else None


@dataclass(frozen=True)
class _Post:
    """One batch on its way."""

    config: Config
    batch: Batch
    ref: Reference

    def send(self) -> Collection[str]:
        """Hand the batch to its gateway; return the events that had room.

        Raises:
            Undelivered: nobody took it.
        """
        gateway, _colon, key = self.batch.recipient.partition(":")
        message = self._speak(int(key)) if gateway == ROBOT else self._write(int(key))
        return [line.public_id for line in message.lines]

    def _speak(self, robot_id: int) -> Message:
        robot = queries.robot(robot_id)
        if robot is None:
            raise Undelivered(Failure.RETIRED, final=True)
        kind, sealed = robot.kind, (robot.address, robot.secret)
        try:
            address, secret = (unseal(self.config.key(), text) for text in sealed)
        except WrongKey as error:
            raise Undelivered(Failure.SEALED, final=True) from error
        events = queries.told(self.batch.keys, None, team_id=robot.team_id)
        db.session.rollback()
        with force_locale(self._locale(None)):
            lines, name = self._lines(events, group=True), self._name()
            lines = lines[: robots.fitting(kind, lines)]
            title = name if len(lines) == 1 else _("%(desk)s: %(what)s", desk=name, what=_many(lines))
            message = Message(self.batch.public_id, title, lines)
        robots.send(kind, address, secret, message, utcnow(), private=self.config.outward_private)
        return message

    def _write(self, person_id: int) -> Message:
        if not self.config.smtp.host:
            raise Undelivered(Failure.NO_SERVER)
        reader = queries.reader(person_id)
        if reader is None:
            raise Undelivered(Failure.NO_READER, final=True)
        events = queries.told(self.batch.keys, reader.actor)
        db.session.rollback()
        with force_locale(self._locale(reader.locale)):
            lines = self._lines(events, group=False)
            what = lines[0].text if len(lines) == 1 else _many(lines)
            title = _("%(desk)s: %(what)s", desk=self._name(), what=what)
            foot = _("What you hear by e-mail, and when: %(url)s", url=f"{self.config.url}/account/notices")
            message = Message(self.batch.public_id, title, lines, foot)
        mail.send(self.config.smtp, reader.email, message, utcnow(), self.config.hosts[0])
        return message

    def _locale(self, own: str | None) -> str:
        return own or str(self.ref.setting("site.locale"))

    def _name(self) -> str:
        return str(self.ref.setting("site.name_en" if english() else "site.name_zh"))

    def _lines(self, events: Sequence[Told], *, group: bool) -> tuple[Line, ...]:
        return tuple(self._line(event, group=group) for event in events)

    def _line(self, event: Told, *, group: bool) -> Line:
        data = told.named(event.data, self.ref)
        number, path = told.place({"ticket": event.number} if event.number else data)
        about = mask_text(event.summary or str(data.get("title", "")))
        # A channel is known by its name, which the sentence says.
        shown = "" if "channel_name" in data else number
        words = (shown, told.said(event.template, data, group=group), about)
        return Line(
            event.public_id, " · ".join(filter(None, words)), f"{self.config.url}{path}" if path else ""
        )


def _many(lines: Sequence[Line]) -> str:
    return _("%(n)s notices", n=len(lines))


def give_up(args: Args) -> None:
    """Leave a message for the administrator that kills who sends it."""
    found = queries.under_way(str(args["delivery"]))
    db.session.rollback()
    if found is not None:
        deliveries.failed(Call(SYSTEM, utcnow()), *found, Failure.DIED, final=True, chance=0)
