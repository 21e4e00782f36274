"""A test client that signs people in and fills in what every form carries."""

import contextvars
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import insert, or_, select
from werkzeug.test import TestResponse

from sladesk.db import db, write_transaction
from sladesk.models import LoginSession, Person
from tests.support import cast
from tests.support.moment import NOW


class Client(FlaskClient):
    """Requests run outside the test's application context, as they do on a server.

    Without that, a request would share `g` and the database session with the test and the request before.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request from a context of its own."""
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        # A long body went into a temporary file, which werkzeug closes only where it follows redirects.
        answer.request.environ["wsgi.input"].close()
        return answer

    def send(
        self,
        path: str,
        data: Mapping[str, object] | None = None,
        *,
        key: str | None = None,
        htmx: bool = False,
        page: str = "",
    ) -> TestResponse:
        """Post a form with its token and key.

        Arguments:
            path: where to.
            data: the fields people fill in.
            key: idempotency key; a fresh one when absent.
            htmx: whether the request comes from a script.
            page: the address of the page a script sends it from.
        """
        keys = {"csrf_token": self.token(), "key": key or secrets.token_urlsafe(18)}
        headers = {"HX-Request": "true"} if htmx or page else {}
        if page:
            headers["HX-Current-URL"] = f"http://localhost{page}"
        return self.post(path, data={**keys, **(data or {})}, headers=headers)

    def look_up(
        self, address: str, fields: Mapping[str, object] | None = None, *, token: str = ""
    ) -> TestResponse:
        """Look something up as scripts do: what was typed goes by the body.

        Arguments:
            address: path; what stands behind a question mark is sent in the body too.
            fields: further fields.
            token: fetched before, where requests are counted.
        """
        parts = urlsplit(address)
        body = {**dict(parse_qsl(parts.query)), **(fields or {})}
        headers = {"X-CSRFToken": token or self.token(), "HX-Request": "true"}
        return self.post(parts.path, data=body, headers=headers)

    def token(self) -> str:
        """Return a CSRF token of this browser."""
        answer = self.get("/session/token").json
        assert isinstance(answer, dict)
        return str(answer["token"])

    def sign_in(self, name: str, password: str = cast.PASSWORD) -> TestResponse:
        """Sign in by the form, as people do."""
        return self.send("/login", {"login": name, "password": password})

    def enter(self, name: str) -> None:
        """Be signed in at once, without the form: the row and the cookie that signing in would leave.

        Arguments:
            name: staff number or log-in name.
        """
        secret = secrets.token_urlsafe(24)
        person_id = db.session.scalars(
            select(Person.id).where(or_(Person.staff_number == name, Person.login == name))
        ).one()
        row = {
            "token_hash": hashlib.sha256(secret.encode()).hexdigest(),
            "person_id": person_id,
            "created_at": NOW,
            "last_seen_at": NOW,
        }
        with write_transaction() as session:
            session.execute(insert(LoginSession).values(row))
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie["t"] = secret
