"""What a web server loads: the top folder's `wsgi.py` hands it on (see deploy/)."""

from sladesk.app import create_app
from sladesk.config import from_environment
from sladesk.logs import configure

configure(readable=False)
app = create_app(from_environment())
