"""Files that become part of a ticket (R5.3, decision 20): the file lies in the store, the row follows."""

from datetime import datetime

from sqlalchemy import insert, select

from sladesk.actions import pace
from sladesk.actions._action import Tx, action
from sladesk.actions._case import Case, open_case
from sladesk.actions.communications import true_time
from sladesk.domain.codes import AttachmentKind, Status
from sladesk.domain.errors import NotFound, WrongState, invalid
from sladesk.files.store import Stored
from sladesk.models import Attachment, Visit

#: What a photo of a visit can show.
PHOTO_KINDS = (AttachmentKind.BEFORE, AttachmentKind.AFTER, AttachmentKind.LABEL)
#: More photos than this on one visit are a mistake or an attack.
MOST_PHOTOS = 40


def add_row(
    case: Case,
    stored: Stored,
    kind: AttachmentKind,
    *,
    visit_id: int | None = None,
    event_id: int | None = None,
) -> None:
    """Make a stored file part of an open case."""
    case.tx.session.execute(
        insert(Attachment).values(
            public_id=stored.public_id,
            ticket_id=case.ticket.id,
            event_id=event_id,
            visit_id=visit_id,
            kind=kind,
            name=stored.name,
            storage_key=stored.key,
            thumb_key=stored.thumb_key,
            sha256=stored.sha256,
            media_type=stored.media_type,
            size=stored.size,
            width=stored.width,
            height=stored.height,
            uploaded_by_id=case.tx.by.person_id,
            uploaded_at=case.tx.now,
        )
    )


@action("attachments.photo")
def photo(tx: Tx, number: str, no: int, stored: Stored, *, kind: str, at: datetime | None = None) -> str:
    """Add a photo to one's own visit; returns the name it has in addresses.

    Arguments:
        stored: the photo as it lies in the store.
        kind: before, after or label.
        at: when it was taken, by the phone.

    Raises:
        Invalid: it shows nothing known, or there are too many.
        NotFound: not one's own visit.
        TooMany: more files than the hour's `upload.per_hour`.
    """
    pace.keep(tx.session, pace.UPLOADS, tx.by.person_id, tx.now)
    case = open_case(tx, number, "visit.work", settle=False)
    visit = tx.session.scalar(
        select(Visit).where(
            Visit.ticket_id == case.ticket.id, Visit.no == no, Visit.engineer_id == tx.by.person_id
        )
    )
    if visit is None:
        raise NotFound("visit_not_found")
    if kind not in PHOTO_KINDS:
        raise invalid("kind", "unknown_choice")
    there = tx.session.scalars(select(Attachment.id).where(Attachment.visit_id == visit.id)).all()
    if len(there) >= MOST_PHOTOS:
        raise invalid("photo", "too_many_photos", most=MOST_PHOTOS)
    event = case.event(
        "photo:added",
        data={"visit": no, "kind": kind, "file": stored.public_id},
        occurred_at=true_time(case, at),
    )
    add_row(case, stored, AttachmentKind(kind), visit_id=visit.id, event_id=event.id)
    visit.version += 1
    case.done("photo.added", visit=no, kind=kind, file=stored.public_id)
    return stored.public_id


@action("attachments.add")
def add(tx: Tx, number: str, stored: Stored) -> str:
    """Add a file or photo to a ticket from the desk; returns the name it has in addresses.

    Raises:
        WrongState: the ticket is archived or voided, and read only.
        TooMany: more files than the hour's `upload.per_hour`.
    """
    pace.keep(tx.session, pace.UPLOADS, tx.by.person_id, tx.now)
    case = open_case(tx, number, "ticket.write", settle=False)
    if case.ticket.status in {Status.ARCHIVED, Status.VOIDED}:
        raise WrongState(f"not_from_{case.ticket.status}")
    event = case.event("photo:added", data={"kind": AttachmentKind.OTHER, "file": stored.public_id})
    add_row(case, stored, AttachmentKind.OTHER, event_id=event.id)
    case.done("file.added", file=stored.public_id, size=stored.size)
    return stored.public_id
