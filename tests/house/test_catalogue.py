"""The Chinese catalogue is complete, says what the English text says, and uses the glossary's words."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from sladesk.domain.telling import Failure
from sladesk.web.labels import TABLES
from sladesk.web.outward_words import FAILURES
from tests.house.files import ROOT

PO = ROOT / "sladesk" / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None, "N_": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: What is written alike in both languages: names, units, patterns.
ALIKE = re.compile(
    r"^[\W\dA-Z]*$|^(Sladesk|WeChat|SMS|SLA|VIP|PDF|CSV|XLSX|API|MIT|PostgreSQL|SQLite|FAQ|5-Why|English|ID)$"
)
#: Words of the glossary that a screen must use; one of the alternatives has to be there.
GLOSSARY = {
    "tickets?": ("单", "张"),  # 张 counts them
    "callbacks?": ("回访",),
    "supervisors?": ("主管",),
    "engineers?": ("工程师",),
    "channels?": ("渠道", "来源"),
    "archived?": ("归档",),
    "time limits?": ("时限",),
    "second handling": ("二次",),
    "staff number": ("工号",),
    "chasers?": ("催单",),
    "overdue reason": ("超时原因", "异常原因"),
}
#: The words for the codes, as the glossary and R4.1 have them.
TERMS = {
    "New": "待处理",
    "In progress": "处理中",
    "To verify": "待验证",
    "Closed": "已关闭",
    "Archived": "已归档",
    "Escalated": "待升级",
    "Voided": "作废",
    "Urgent": "紧急",
    "High": "高",
    "Medium": "中",
    "Low": "低",
    "Agent": "客服坐席",
    "Field engineer": "现场工程师",
    "Supervisor": "主管",
    "Quality analyst": "质量分析员",
    "Manager": "经理",
    "Administrator": "系统管理员",
    "Other department": "协作部门",
    "Repair": "维修",
    "Callback": "回访",
}


@cache
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


def entries() -> list[Message]:
    return [message for message in catalogue() if message.id]


def said() -> list[Message]:
    """Return the entries that have a translation; the empty ones are one test's business."""
    return [message for message in entries() if message.string]


@cache
def extracted() -> frozenset[str]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    found = extract_from_dir(ROOT / "sladesk", _below(methods), options, KEYWORDS)
    return frozenset(text if isinstance(text, str) else text[0] for _, _, text, _, _ in found)


def _below(methods: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Turn patterns from the top of the project into patterns below its package."""
    return [(pattern.removeprefix("sladesk/"), method) for pattern, method in methods if method != "ignore"]


def test_texts_were_found_in_code_and_templates() -> None:
    assert len(extracted()) > 100


def test_every_text_is_translated() -> None:
    translated = {str(message.id) for message in entries() if message.string and not message.fuzzy}
    missing = sorted(extracted() - translated)
    assert not missing, "\n".join(missing)


def test_no_entry_is_empty_fuzzy_or_left_over() -> None:
    assert not [message.id for message in entries() if not message.string or message.fuzzy]
    left_over = [str(message.id) for message in entries() if message.id not in extracted()]
    assert not left_over, "\n".join(left_over)


def test_placeholders_survive_translation() -> None:
    differ = [
        message.id
        for message in said()
        if set(PLACEHOLDER.findall(str(message.id))) != set(PLACEHOLDER.findall(str(message.string)))
    ]
    assert not differ


def test_translations_are_chinese() -> None:
    foreign = [
        message.id
        for message in said()
        if not CHINESE.search(str(message.string))
        and not ALIKE.match(PLACEHOLDER.sub("", str(message.string)))
    ]
    assert not foreign


@pytest.mark.parametrize(("english", "words"), GLOSSARY.items())
def test_sentences_use_the_glossary(english: str, words: tuple[str, ...]) -> None:
    pattern = re.compile(rf"\b{english}\b", re.IGNORECASE)
    others = [
        f"{message.id} = {message.string}"
        for message in said()
        if pattern.search(PLACEHOLDER.sub("", str(message.id)))
        and not any(w in str(message.string) for w in words)
    ]
    assert not others, "\n".join(others)


@pytest.mark.parametrize(("english", "chinese"), TERMS.items())
def test_codes_are_called_as_the_glossary_says(english: str, chinese: str) -> None:
    words = {str(message.id): str(message.string) for message in said()}
    assert words.get(english) == chinese


def test_every_code_has_a_word() -> None:
    """Python enum and catalogue agree; the database is held to the enum in tests/app/test_migrations.py."""
    missing = [
        f"{name}.{code}"
        for name, table in TABLES.items()
        for enum in {type(code) for code in table}
        for code in enum
        if code not in table
    ]
    assert not missing


def test_every_failure_of_a_gateway_has_a_sentence() -> None:
    assert set(FAILURES) == set(Failure)


def test_the_compiled_catalogue_is_as_new_as_its_source() -> None:
    made: Path = PO.with_suffix(".mo")
    assert made.exists()
    assert made.stat().st_mtime >= PO.stat().st_mtime
