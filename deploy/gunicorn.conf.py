"""`gunicorn --config deploy/gunicorn.conf.py wsgi:app`; the settings are the machine's."""

from sladesk.config import from_environment
from sladesk.webserver import settings

globals().update(settings(from_environment()))
