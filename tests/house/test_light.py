"""What a process that serves or works does not load: each of these takes megabytes in every one of them."""

import subprocess
import sys
from pathlib import Path

from sladesk.db import schema

#: What brings tables up to date, the driver of the other engine, what opens seals, photos, paper, calendars.
HEAVY = ("alembic", "psycopg", "cryptography", "PIL", "pillow_heif", "weasyprint", "icalendar")
_ASKED = """
import sys
from pathlib import Path
from sladesk.app import create_app
from sladesk.cli.serving import all_handlers
from sladesk.config import Config

create_app(Config(data_dir=Path(sys.argv[1])))
assert all_handlers()
print(*(name for name in sys.argv[2:] if name in sys.modules))
"""


def test_serving_and_working_load_nothing_that_few_need(tmp_path: Path) -> None:
    command = (sys.executable, "-c", _ASKED, str(tmp_path), *HEAVY)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_versions_are_told_without_the_library_as_it_would_tell_them() -> None:
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()
    assert schema.known() == tuple(step.revision for step in steps)
