"""What is written into the audit has words: an administrator reads no code of ours."""

import re
from pathlib import Path

import sladesk
from sladesk.web.admin.audit_verbs import VERBS
from sladesk.web.admin.audit_words import _KEYS, DETAILS, NOUNS

_WRITTEN = re.compile(r"""audit\(\s*"([a-z_]+)\.([a-z_]+)",([^)]*)\)""")


def test_every_action_and_detail_that_is_written_has_words() -> None:
    files = sorted((Path(sladesk.__file__).parent / "actions").rglob("*.py"))
    written = [found for file in files for found in _WRITTEN.findall(file.read_text(encoding="utf-8"))]
    assert len(written) > 60
    assert {noun for noun, _verb, _data in written} <= set(NOUNS)
    assert {verb for _noun, verb, _data in written} <= set(VERBS)
    assert {name for *_what, data in written for name in re.findall(r"(\w+)=", data)} <= set(DETAILS) | _KEYS
