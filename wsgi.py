"""What a web server loads: `gunicorn wsgi:app`, started in this folder (see deploy/)."""

from sladesk.wsgi import app

__all__ = ["app"]
