"""What a web server loads: the top folder's `wsgi.py` hands it on (see deploy/)."""

from sladesk.config import from_environment
from sladesk.logs import configure
from sladesk.served import application
from sladesk.web.templating import warm

configure(readable=False)
app = application(from_environment())
warm(app)
