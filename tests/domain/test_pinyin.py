"""Initials by which people type a name (R1.2)."""

import pytest
from pypinyin import Style, pinyin

from sladesk.domain.pinyin import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("欧阳娜", "oyn"),
        ("重庆长安A店", "cqcaad"),
        ("空调不制冷", "ktbzl"),
        ("Haier 冰箱", "haierbx"),
        ("", ""),
        ("䶮", "䶮"),
        ("赵" * 50, "z" * 40),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    "name", ["张伟", "曾国藩", "解放军", "长沙海尔银行", "区小姐", "翟先生", "音乐会", "调查"]
)
def test_the_table_says_what_the_dictionary_says(name: str) -> None:
    said = "".join(item[0] for item in pinyin(name, style=Style.FIRST_LETTER, errors="default"))
    assert initials(name) == said
