"""A channel crosses its line of overdue contacts: the supervisors hear of it once a day (R3.10)."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from sladesk.actions._action import Tx, action
from sladesk.actions._telling import tell
from sladesk.domain import access
from sladesk.domain.codes import Duty, Role
from sladesk.domain.figures import Share, over_line
from sladesk.models import ChannelAlert, Person, PersonRole

_ON_DUTY = (
    select(Person.id)
    .join(PersonRole, PersonRole.person_id == Person.id)
    .where(PersonRole.role == Role.SUPERVISOR, Person.retired_at.is_(None), Person.duty != Duty.OFF)
    .order_by(Person.id)
)


@action("alerts.raise")
def alarm(tx: Tx, channel_id: int, day: str, *, late: int, decided: int) -> bool:
    """Raise the alarm of a channel and day where its line is crossed, once however many workers sweep.

    Arguments:
        day: of the requests, ISO text.
        late, decided: overdue of decided first responses.

    Returns:
        Whether this call raised it.
    """
    access.require(tx.by, "clock.sweep")
    ref = tx.reference()
    channel = ref.channels.get(channel_id)
    more = ref.setting("board.channel_rule") == "more_than"
    crossed = over_line(Share(late, decided), ref.number("board.channel_line"), more_than=more)
    if channel is None or not crossed:
        return False
    dialect = tx.session.get_bind().dialect.name
    add = postgresql.insert(ChannelAlert) if dialect == "postgresql" else sqlite.insert(ChannelAlert)
    row = add.values(
        channel_id=channel_id, day=date.fromisoformat(day), at=tx.now, late=late, decided=decided
    )
    once = row.on_conflict_do_nothing(index_elements=["day", "channel_id"])
    if tx.session.execute(once.returning(ChannelAlert.id)).first() is None:
        return False
    told = list(tx.session.scalars(_ON_DUTY)) or list(ref.supervisors)
    data = {"channel": channel.code, "late": late, "n": decided}
    tell(tx, told, "channel:over", f"channel:{channel_id}:{day}", data)
    tx.audit("channel.alarmed", "channel", channel.code, late=late, decided=decided)
    return True
