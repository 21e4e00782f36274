"""What every story of the demo department plays on: its people, machines, master data and calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from sladesk.demo.content import PEOPLE, PRODUCTS, Person, Product
from sladesk.domain.access import Actor
from sladesk.domain.codes import Source
from sladesk.files.store import Store
from sladesk.models import Asset, Customer, Place, ProductModel, Team, TeamMember
from sladesk.models import Person as PersonRow
from sladesk.queries.reference import Reference, reference

#: What the customers had before the first ticket was known this long ago.
FOUNDED = timedelta(days=92)
#: The desk is staffed from eight to eight, every day.
OPENS, CLOSES = 8, 20


@dataclass(frozen=True)
class Machine:
    """A customer's machine and where it stands; ids are keys of rows, `customer` is a number."""

    asset_id: int
    customer_id: int
    place_id: int | None
    district: str
    product: Product
    serial: str
    model_id: int
    customer: str


@dataclass(frozen=True)
class Stage:
    """The department as rows and actors.

    Arguments:
        now: the instant the demo ends at.
        seed: of every chance in it.
        teams: team code → key.
        team_codes: login → codes of the teams, the own one first.
    """

    now: datetime
    seed: int
    ref: Reference
    actors: Mapping[str, Actor]
    teams: Mapping[str, int]
    machines: Sequence[Machine]
    customer_ids: Sequence[int]
    store: Store

    @cached_property
    def today(self) -> date:
        """The local day the demo ends on."""
        return self.local(self.now).date()

    @property
    def zone(self) -> ZoneInfo:
        """Time zone of the site."""
        return ZoneInfo(self.ref.zone)

    @cached_property
    def team_codes(self) -> Mapping[int, str]:
        """Team key → code."""
        return {key: code for code, key in self.teams.items()}

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Log-in → what the content says about the person."""
        return {person.login: person for person in PEOPLE}

    @cached_property
    def machines_of(self) -> Mapping[str, Sequence[Machine]]:
        """Kind of product → machines."""
        found: dict[str, list[Machine]] = {}
        for machine in self.machines:
            found.setdefault(machine.product.kind, []).append(machine)
        return found

    def id_of(self, login: str) -> int:
        """Return the key of a person."""
        return self.actors[login].person_id or 0

    def login_of(self, person_id: int | None) -> str:
        """Return the log-in of a person."""
        return next(login for login, actor in self.actors.items() if actor.person_id == person_id)

    def reason(self, kind: str, code: str) -> int:
        """Return the key of a shipped reason."""
        return next(row.id for row in self.ref.reasons_of(kind) if row.code == code)

    def local(self, at: datetime) -> datetime:
        """Return an instant in the site's zone."""
        return at.astimezone(self.zone)

    def staffed(self, at: datetime) -> bool:
        """Whether the desk is staffed."""
        return OPENS <= self.local(at).hour < CLOSES

    def office(self, at: datetime, rng: Random) -> datetime:
        """Return the same instant, or one soon after the desk opens next."""
        if self.staffed(at):
            return at
        local = self.local(at)
        day = local.date() + timedelta(days=1 if local.hour >= CLOSES else 0)
        opening = datetime.combine(day, time(OPENS), self.zone)
        return opening + timedelta(minutes=rng.uniform(1, 40))


def actors(session: Session) -> dict[str, Actor]:
    """Return everybody of the cast as who they act; engineers act by telephone."""
    teams: dict[int, set[int]] = {}
    for member in session.scalars(select(TeamMember)):
        teams.setdefault(member.person_id, set()).add(member.team_id)
    keys = dict(session.execute(select(PersonRow.login, PersonRow.id)).all())
    return {
        person.login: Actor(
            keys[person.login],
            frozenset(person.roles),
            frozenset(teams.get(keys[person.login], set())),
            person.name,
            person.staff_no,
            Source.PHONE if "engineer" in person.roles else Source.WEB,
        )
        for person in PEOPLE
        if person.login in keys
    }


def set_stage(session: Session, now: datetime, seed: int) -> Stage:
    """Read what the stories need to know of the database."""
    products = {product.model: product for product in PRODUCTS}
    rows = session.execute(
        select(
            Asset.id,
            Asset.customer_id,
            ProductModel.code,
            Place.id,
            Place.district,
            Asset.serial,
            Asset.model_id,
            Customer.number,
        )
        .join(ProductModel, ProductModel.id == Asset.model_id)
        .join(Customer, Customer.id == Asset.customer_id)
        .where(Asset.created_at < now - FOUNDED)
        .outerjoin(Place, Place.customer_id == Asset.customer_id)
        .order_by(Asset.id, Place.id)
    ).all()
    machines = {
        row[0]: Machine(row[0], row[1], row[3], row[4] or "", products[row[2]], row[5], row[6], row[7])
        for row in reversed(rows)
    }
    return Stage(
        now=now,
        seed=seed,
        ref=reference(session),
        actors=actors(session),
        teams=dict(session.execute(select(Team.code, Team.id)).all()),
        machines=[machines[key] for key in sorted(machines)],
        store=Store(current_app.config["SLADESK"].data_dir / "files"),
        customer_ids=list(session.scalars(select(Customer.id).order_by(Customer.id))),
    )
