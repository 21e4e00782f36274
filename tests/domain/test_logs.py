"""Log lines: one line an event, nothing forged, nobody's data."""

import json
import logging
import sys

from sladesk.logs import JsonLines, ShortLines


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord(
        {"name": "sladesk.x", "levelno": logging.INFO, "levelname": "INFO", "msg": message}
    )
    vars(made).update(extra)
    return made


def test_a_message_cannot_forge_a_line() -> None:
    hostile = "hello\r\nlevel=error\x1b[31m 空调"
    line = JsonLines().format(record(hostile, number="SR1\nSR2"))
    assert "\n" not in line
    assert json.loads(line)["message"] == "hello\\r\\nlevel=error\\x1b[31m 空调"
    short = ShortLines().format(record(hostile, number="SR1\nSR2"))
    assert "\n" not in short
    assert "SR1\\nSR2" in short


def test_of_an_error_only_the_first_line_is_told() -> None:
    details = "duplicate key\nDETAIL: Key (mobile)=(13900001111) exists"
    try:
        raise ValueError(details)
    except ValueError:
        told = record("failed", exc_info=sys.exc_info())
    for formatter in (JsonLines(), ShortLines()):
        line = formatter.format(told)
        assert "duplicate key" in line
        assert "13900001111" not in line
        assert "test_logs.py" in line
