"""Talks with the customer, what is promised in them, and whether it is kept (R3.12, R4.3)."""

from dataclasses import replace
from datetime import datetime, timedelta

from sladesk.actions import communications
from sladesk.actions.communications import Contact
from sladesk.demo.content.telling import Talk
from sladesk.demo.desk import METHODS, go_to
from sladesk.demo.life import Life, Script, Step


def contact(life: Life, talk: Talk, until: datetime | None = None) -> Step:
    """A talk with the customer, with a promise when an instant is given."""
    form = Contact(
        "phone" if life.chance(0.7) else METHODS.get(life.channel, "wechat"),
        talk.content,
        talk.feedback,
        talk.next_step,
        key=life.chance(0.25),
        proposal=True,
    )
    if until is not None:
        form = replace(form, promise_at=until, promise=promise_words(life, until))
    return life.step(life.owner, lambda tx: communications.contact(tx, life.number, form))


def quarter(at: datetime) -> datetime:
    """Return the quarter of an hour an instant lies in: nobody promises 15:47."""
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


def promise_words(life: Life, until: datetime) -> str:
    """Return what a promise is called: until when, and what."""
    local, today = life.stage.local(until), life.stage.local(life.at).date()
    ahead = (local.date() - today).days
    day = ("", "明天 ", "后天 ")[ahead] if 0 <= ahead < 3 else f"{local.month} 月 {local.day} 日 "
    what = life.rng.choice(
        ("前回电答复{}", "前告知{}的进度", "前给{}的准信", "前回复{}的处理时间", "前就{}再联系一次")
    )
    return f"{day}{local:%H:%M} {what.format(life.told.topic)}"


def keep_promise(life: Life) -> Script:
    """What was promised is done."""
    held = life.clock("promise")
    if held is not None:
        yield life.step(life.owner, lambda tx: communications.keep_promise(tx, life.number, held.id))


def promise(life: Life, talk: Talk) -> Script:
    """The customer is promised to hear again by some hour of the day, and mostly does."""
    until = quarter(life.at + timedelta(hours=life.rng.choice((2, 3, 5))))
    if not life.stage.staffed(until):
        until = quarter(life.stage.office(until, life.rng) + timedelta(hours=2))
    yield contact(life, talk, until)
    if life.chance(0.08):
        moment = until + timedelta(minutes=life.rng.uniform(8, 70))
    else:
        moment = life.at + (until - life.at) * life.rng.uniform(0.2, 0.9)
        office = life.stage.office(moment, life.rng)
        moment = office if office < until else moment
    yield from go_to(life, moment)
    yield from keep_promise(life)
