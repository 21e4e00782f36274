"""Files of tickets: judged by content, stripped, found only through the ticket (decision 20, R5.3)."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from sladesk.actions import visits
from sladesk.actions._action import Call
from sladesk.config import Config
from sladesk.db import db
from sladesk.files import NotAPhoto, Store, photo, pixels
from sladesk.files.keeping import display_name
from sladesk.models import Attachment, Ticket
from sladesk.queries.attachments import stored_keys
from tests.app.conftest import Login
from tests.support import desk
from tests.support.client import Client
from tests.support.moment import NOW
from tests.support.pictures import GPS, NO_PICTURES, picture
from tests.support.visiting import engineer, register, supervisor


@pytest.fixture
def number() -> str:
    """A ticket 王强 has arrived at."""
    made = register()
    start = NOW + timedelta(minutes=5)
    who = engineer()
    visits.plan(
        Call(supervisor(), NOW - timedelta(minutes=5)),
        made,
        engineer_id=who.person_id or 0,
        start=start,
        end=start + timedelta(hours=2),
    )
    for step in (visits.accepted, visits.on_way, visits.arrived):
        step(Call(who, NOW), made, 1)
    return made


def stored_files(config: Config) -> list[Path]:
    return [path for path in (config.data_dir / "files").glob("*/*") if path.is_file()]


def send_photo(
    client: Client, number: str, content: bytes, *, name: str = "photo.jpg", key: str | None = None
) -> TestResponse:
    data = {"photo": (BytesIO(content), name), "kind": "before"}
    return client.send(f"/field/visits/{number}/1/photos", data, key=key, htmx=True)


def rows() -> list[Attachment]:
    db.session.rollback()
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_is_kept_without_position_and_turned_upright(
    client: Client, login: Login, config: Config, number: str, kind: str
) -> None:
    login(client, "X001")
    sent = picture(kind, (400, 300), position=True)
    assert send_photo(client, number, sent).status_code == 200
    (row,) = rows()
    answer = client.get(f"/files/{row.public_id}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    kept = Image.open(BytesIO(answer.data))
    assert not kept.getexif()
    assert GPS not in answer.data
    assert b"PhoneMaker" not in answer.data
    assert b"Exif" not in answer.data
    assert (row.width, row.height) == ((400, 300) if kind == "HEIF" else (300, 400))
    thumb = client.get(f"/files/{row.public_id}/thumb")
    assert max(Image.open(BytesIO(thumb.data)).size) <= 320


@pytest.mark.parametrize("what", sorted(NO_PICTURES))
def test_what_is_no_picture_is_refused_beside_the_field_and_not_stored(
    client: Client, login: Login, config: Config, number: str, what: str
) -> None:
    login(client, "X001")
    before = stored_files(config)
    answer = send_photo(client, number, NO_PICTURES[what])
    assert answer.status_code == 422
    assert 'id="photo-error"' in answer.text
    assert rows() == []
    assert stored_files(config) == before


def test_a_second_sending_gets_the_first_answer_and_leaves_no_file(
    client: Client, login: Login, config: Config, number: str
) -> None:
    login(client, "X001")
    before, sent = len(stored_files(config)), picture()
    for _ in range(3):
        assert send_photo(client, number, sent, key="one-key-of-a-phone").status_code == 200
    assert len(rows()) == 1
    assert len(stored_files(config)) == before + 2
    assert send_photo(client, number, picture(size=(50, 50)), key="one-key-of-a-phone").status_code == 422
    assert len(stored_files(config)) == before + 2


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "MAX_PIXELS", 9000)
    with pytest.raises(NotAPhoto) as refused:
        photo(picture(size=(120, 80)))
    assert refused.value.code == "file_too_many_pixels"


def test_a_large_photo_is_made_small() -> None:
    made = photo(picture(size=(4000, 3000)))
    assert (made.width, made.height) == (2560, 1920)


def test_uploads_have_a_limit_of_their_own_and_other_routes_keep_theirs(
    client: Client, login: Login, config: Config, number: str
) -> None:
    login(client, "X001")
    large = b"\xff\xd8\xff" + os.urandom(1) * (2 * 1024 * 1024)
    assert send_photo(client, number, large).status_code == 422
    assert send_photo(client, number, b"\xff\xd8\xff" * 5_000_000).status_code == 413
    path = f"/field/visits/{number}/1/notes"
    assert client.send(path, {"text": "x" * 2_000_000}).status_code == 413
    assert rows() == []


@pytest.mark.parametrize("path", ["", "/thumb"])
def test_files_are_found_only_through_the_ticket(
    client: Client, login: Login, number: str, path: str
) -> None:
    login(client, "X001")
    send_photo(client, number, picture())
    address = f"/files/{rows()[0].public_id}{path}"
    assert client.get(address).status_code == 200
    assert login(client, "K001").get(address).status_code == 200
    for stranger in ("X002", "K003", "T001", "B001"):
        assert login(client, stranger).get(address).status_code in {403, 404}
    anybody = Client(client.application)
    assert anybody.get(address).status_code in {302, 401}
    assert login(client, "X001").get("/files/nothing-like-that").status_code == 404


def test_another_engineer_can_not_add_a_photo(
    client: Client, login: Login, config: Config, number: str
) -> None:
    login(client, "X002")
    assert send_photo(client, number, picture()).status_code in {403, 404}
    assert rows() == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报价.txt", "报价 1,200 元".encode()),
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    ],
)
def test_other_files_come_back_inert(
    client: Client, login: Login, number: str, name: str, content: bytes
) -> None:
    login(client, "K001")
    sent = client.send(f"/tickets/{number}/files", {"file": (BytesIO(content), name)}, htmx=True)
    assert sent.status_code == 200
    answer = client.get(f"/files/{rows()[0].public_id}")
    assert answer.data == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_file_is_not_called_a_photo(client: Client, login: Login, number: str) -> None:
    login(client, "K001")
    for name, content in (("回执 13800005678.pdf", b"%PDF-1.7\n"), ("a.jpg", picture())):
        client.send(f"/tickets/{number}/files", {"file": (BytesIO(content), name)}, htmx=True)
    page = client.get(f"/tickets/{number}").text
    assert page.count("添加文件") == 1
    assert page.count("添加照片") == 1
    assert "回执 138****5678.pdf" in page
    assert "13800005678" not in page


def test_a_picture_sent_as_a_file_loses_its_position_too(client: Client, login: Login, number: str) -> None:
    login(client, "K001")
    sent = picture("JPEG", position=True)
    client.send(f"/tickets/{number}/files", {"file": (BytesIO(sent), "家.jpg")}, htmx=True)
    answer = client.get(f"/files/{rows()[0].public_id}")
    assert not Image.open(BytesIO(answer.data)).getexif()
    assert rows()[0].name == "家.jpg"


def test_a_file_changed_on_the_disk_is_not_sent(
    client: Client, login: Login, config: Config, number: str
) -> None:
    login(client, "X001")
    send_photo(client, number, picture())
    (row,) = rows()
    (config.data_dir / "files" / row.storage_key[:2] / row.storage_key).write_bytes(picture())
    assert client.get(f"/files/{row.public_id}").status_code == 500


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("照片.jpg", "照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\wang\\图.png", "图.png"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("\u200b.htaccess", "htaccess"),
        ("x\r\nSet-Cookie: a=b.txt", "x Set-Cookie a=b.txt"),
        ("", "file"),
        ("...", "file"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, shown: str) -> None:
    assert " ".join(display_name(name, "file").split()) == shown


def test_orphans_are_swept_and_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept, orphan, young = (store.put(text) for text in (b"kept", b"orphan", b"young"))
    aged = (NOW - timedelta(days=2)).timestamp()
    for key in (kept, orphan):
        os.utime(tmp_path / key[:2] / key, (aged, aged))
    os.utime(tmp_path / young[:2] / young, (NOW.timestamp(), NOW.timestamp()))
    assert store.sweep({kept}, NOW) == 1
    assert store.read(kept) == b"kept"
    assert store.read(young) == b"young"


def test_every_stored_file_is_known_to_the_sweep(client: Client, login: Login, number: str) -> None:
    login(client, "X001")
    send_photo(client, number, picture())
    (row,) = rows()
    assert stored_keys() == {row.storage_key, row.thumb_key}


# ---- with a registration ----


def registering(client: Client, content: bytes, name: str, *, key: str) -> TestResponse:
    ref = desk.ref()
    fields = {
        "customer": "1",
        "channel": str(ref.channels_by_code["phone"].id),
        "category": str(ref.categories_by_code["fault.cooling.no_cooling"].id),
        "verbatim": "空调开了半小时还是热风。",
        "file": (BytesIO(content), name),
    }
    return client.send("/register", fields, key=key, htmx=True)


def test_a_file_comes_with_the_request_and_a_second_click_brings_no_second(
    client: Client, login: Login
) -> None:
    login(client, "K001")
    plate = picture("JPEG", (40, 30))
    for _click in range(2):
        answer = registering(client, plate, "铭牌.jpg", key="the-same-form-twice")
        assert answer.status_code == 204
    (row,) = rows()
    assert row.name == "铭牌.jpg"
    assert db.session.scalars(select(Ticket)).one().id == row.ticket_id


def test_a_file_that_cant_be_taken_does_not_undo_the_registration(
    client: Client, login: Login, config: Config
) -> None:
    login(client, "K001")
    before = stored_files(config)
    answer = registering(client, b"", "empty.pdf", key="a-form-with-an-empty-file")
    assert answer.status_code == 204
    assert rows() == []
    assert stored_files(config) == before
    number = db.session.scalars(select(Ticket)).one().number
    assert "附件没有保存" in client.get(f"/tickets/{number}").text
