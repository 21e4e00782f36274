"""A test client that signs in by the form people use, and keeps its own context."""

import contextvars
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import cast

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Client(FlaskClient):
    """Requests run outside the test's application context, as they do on a server.

    Without that, a request would share `g` and the database session with the test and the request before.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return contextvars.Context().run(super().open, *args, **kwargs)

    def token(self, page: str = "/login") -> str:
        """Return the CSRF token of a page's first form.

        Raises:
            AssertionError: the page has none.
        """
        found = _TOKEN.search(self.get(page).text)
        assert found, f"no CSRF token on {page}"
        return found.group(1)

    def sign_in(self, staff_number: str, password: str = cast.PASSWORD) -> TestResponse:
        """Sign in by the form."""
        form = {"csrf_token": self.token(), "login": staff_number, "password": password}
        return self.post("/login", data=form)
