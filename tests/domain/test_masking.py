"""Personal data as it is shown by default: names, and what free text holds of numbers (R1.7, decision 34)."""

import itertools
import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.masking import mask_name, mask_text, unmask_text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王明", "王*"),
        ("王小明", "王**"),
        ("欧阳雪", "欧阳*"),
        ("Li", "L*"),
        ("Alexander", "A***"),
        ("👨‍👩‍👧王小明", "👨**"),
        ("🇨🇳王小明", "🇨🇳**"),
        ("", ""),
    ],
)
def test_a_surname_stays_whole(name: str, shown: str) -> None:
    assert mask_name(name) == shown


HIDDEN = [
    ("电话13812345678。", "电话138****5678。"),
    ("+8613812345678", "+86138****5678"),
    ("8613812345678", "86138****5678"),
    ("0086 138 1234 5678", "0086 138****5678"),
    ("（+86）13812345678", "（+86)138****5678"),
    ("013812345678", "0138****5678"),
    ("138 1234 5678 或 138-1234-5678", "138****5678 或 138****5678"),
    ("138.1234.5678", "138****5678"),
    ("138－1234—5678", "138****5678"),
    ("138 12345678", "138****5678"),
    ("1381 2345 678", "138****5678"),
    ("138 12 34 56 78", "138****5678"),
    ("1 3 8 1 2 3 4 5 6 7 8", "138****5678"),
    ("１３８１２３４５６７８，空调Ａ１不制冷", "138****5678，空调Ａ１不制冷"),
    ("138\u200b1234\u200b5678", "138****5678"),
    ("①③⑧①②③④⑤⑥⑦⑧", "138****5678"),
    ("13812345678转801", "138****5678转801"),
    ("2026-11-21 13812345678 10:00", "2026-11-21 138****5678 10:00"),
    ("13812345678、13912345678", "138****5678、139****5678"),
    ("座机0571-88886666", "座机0571-****6666"),
    ("(0571)88886666", "(0571)****6666"),
    ("010 8888 6666", "010 ****6666"),
    ("057188886666", "0571****6666"),
    ("Tel057188886666", "Tel0571****6666"),
    ("0512-6543210", "0512-****210"),
    ("+86 571 8888 6666", "+86 571 ****6666"),
    ("+86-21-61234567-801", "+86-21-****4567-801"),
    ("０５７１－８８８８６６６６", "0571-****6666"),
    ("座机0571/88886666", "座机0571/****6666"),
    ("[0571]88886666", "[0571]****6666"),
    ("0571.8888.6666", "0571.****6666"),
    ("0571 888 86666", "0571 ****6666"),
    ("0571 88 88 66 66", "0571 ****6666"),
    ("008657188886666", "0086571****6666"),
    ("微信057188886666", "微信0571****6666"),
    ("T057188886666", "T0571****6666"),
    ("call057188886666", "call0571****6666"),
    ("A0571-88886666", "A0571-****6666"),
    ("SR20261121007转057188886666", "SR20261121007转0571****6666"),
    ("电话88886666", "电话****6666"),
    ("电话：8888 6666，请打", "电话：****6666，请打"),
    ("Tel: 6543210", "Tel: ****210"),
    ("打88886666", "打****6666"),
    ("+1 415 555 2671", "+****2671"),
    ("+85223456789", "+****6789"),
    ("00852 2345 6789", "00****6789"),
    ("138/1234/5678", "138****5678"),
    ("138、1234、5678", "138****5678"),
    ("一三八一二三四五六七八", "138****5678"),
    ("座机零五七幺八八八八六六六六", "座机0571****6666"),
    ("330106900101123", "33****23"),
    ("身份证330106 900101 123", "身份证33****23"),
    ("身份证330106199001011234", "身份证33****34"),
    ("33010619900101123X", "33****3X"),
    ("330106 19900101 123x", "33****3x"),
    ("邮箱zhang.san@example.com.cn，谢谢", "邮箱z***@example.com.cn，谢谢"),
    ("13812345678@139.com", "1***@139.com"),
    ("ｚｓ＠example．com", "z***@example.com"),
]


@pytest.mark.parametrize(("text", "shown"), HIDDEN)
def test_numbers_and_addresses_are_hidden_and_the_rest_stays_as_typed(text: str, shown: str) -> None:
    assert mask_text(text) == shown
    assert mask_text(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "SR20261121007",
        "SR20261121007 · SR20261121008",
        "20261121007",
        "RC20261121007-3",
        "KFR-35GW/N8HA1",
        "序列号 2102310QWERTY1380012",
        "SN6913812345678901234",
        "条码 6901381234567890",
        "A01057188886666",
        "123456789012345678",
        "¥13,812,345,678.00",
        "13812.345678",
        "1599.00 元，3 件共 4797.00",
        "2026-11-21 14:30–16:00",
        "2026.11.21 14:30",
        "20261121 143000",
        "16:30 2026-11-21",
        "400-820-8820",
        "4008208820",
        "电话400 820 8820转2",
        "+86 400 820 8820",
        "800-820-8820",
        "95588",
        "电话95588",
        "来电 20261121 14:30",
        "来电20261121007",
        "订单号057188886666",
        "SN057188886666",
        "sn057188886666",
        "A057188886666",
        "357889101234567",
        "869012345678901",
        "010 2026-11-21",
        "+1 2026-11-21 14:30",
        "+5,000,000.00",
        "13 812 345 678.00",
        "一二三四五六七八九",
        "48 小时 30 分，超时 12",
        "@张三 请看",
        "KFR@3.5",
        "错误码 E5 ①②③",
        "Ｅ５ 错误",
        "",
    ],
)
def test_tickets_amounts_serials_and_times_stay_readable(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize("text", [text for text, _shown in HIDDEN])
def test_what_is_left_alone_when_words_are_corrected_keeps_its_number(text: str) -> None:
    assert unmask_text(f"补充：{mask_text(text)}", text) == f"补充：{text}"


def test_numbers_of_one_masked_form_come_back_in_their_order() -> None:
    original = "先打13811115678，再打13822225678"
    assert unmask_text("先138****5678后138****5678，139****0000", original) == (
        "先13811115678后13822225678，139****0000"
    )


def _written(groups: tuple[str, ...], gap: str, *, wide: bool) -> str:
    text = gap.join(groups)
    return "".join(chr(ord(c) + 0xFEE0) if wide and c.isdigit() else c for c in text)


digits = st.text("0123456789", min_size=8, max_size=8)
words = st.text(st.characters(blacklist_categories=("Cs", "Nd", "No", "Mn", "Cf")), max_size=12).filter(
    lambda text: not any(c.isdigit() for c in unicodedata.normalize("NFKC", text))
)
gaps = st.sampled_from(["", " ", "-", " - ", "－", "\u00a0", "\u2011", "\u200b", "—"])


@given(
    front=words,
    behind=words,
    country=st.sampled_from(["", "+86", "86", "0086", "+86 ", "86-"]),
    head=st.sampled_from([f"1{n}{m}" for n in range(3, 10) for m in range(10)]),
    rest=digits,
    gap=gaps,
    wide=st.booleans(),
)
def test_no_mobile_number_survives(
    *, front: str, behind: str, country: str, head: str, rest: str, gap: str, wide: bool
) -> None:
    number = country + _written((head, rest[:4], rest[4:]), gap, wide=wide)
    shown = re.sub(r"\D", "", unicodedata.normalize("NFKC", mask_text(f"{front} {number} {behind}")))
    assert head + rest not in shown
    assert shown.endswith(rest[4:])


areas = st.sampled_from(["010", "021", "029", "0311", "0571", "0755", "0991"])
#: How the digits behind the area stand apart: eight of them, then seven.
SPLITS = [(8,), (4, 4), (3, 5), (2, 2, 2, 2), (7,), (3, 4)]


@given(
    front=words | st.sampled_from(["tel", "Tel", "TEL", "call", "家里", "座机", "fax: ", "T", "转"]),
    behind=words,
    area=areas,
    country=st.sampled_from(["", "+86", "86-", "0086 ", "(+86)"]),
    split=st.sampled_from(SPLITS),
    local=digits.map(lambda text: "8" + text[1:]),
    gap=gaps,
    wide=st.booleans(),
)
def test_no_landline_survives(
    *,
    front: str,
    behind: str,
    area: str,
    country: str,
    split: tuple[int, ...],
    local: str,
    gap: str,
    wide: bool,
) -> None:
    ends = list(itertools.accumulate(split))
    groups = tuple(local[end - size : end] for size, end in zip(split, ends, strict=True))
    known, number = (area[1:] if country else area), local[: ends[-1]]
    written = country + _written(
        (known, *groups), gap or ("-" if country.strip("(+)") == "86" else ""), wide=wide
    )
    blank = "" if front[-1:].isalpha() and country == "" else " "
    shown = re.sub(r"\D", "", unicodedata.normalize("NFKC", mask_text(f"{front}{blank}{written} {behind}")))
    assert shown == re.sub(r"\D", "", country) + known + number[4:]


@given(
    front=words,
    place=st.sampled_from(["110101", "330106", "440305", "659001"]),
    born=st.dates(date(1930, 1, 1), date(1999, 12, 31)),
    last=st.integers(0, 9999),
    gap=st.sampled_from(["", " ", "-"]),
    old=st.booleans(),
)
def test_no_identity_number_survives(
    *, front: str, place: str, born: date, last: int, gap: str, old: bool
) -> None:
    groups = (
        place,
        f"{born:%y%m%d}" if old else f"{born:%Y%m%d}",
        f"{last % 1000:03}" if old else f"{last:04}",
    )
    whole = "".join(groups)
    shown = mask_text(f"{front} {gap.join(groups)}")
    assert re.sub(r"\D", "", shown) == whole[:2] + whole[-2:]


def _amount(cents: int) -> str:
    return f"¥{cents / 100:,.2f}"


serials = st.from_regex(r"[A-Z]{2,4}[0-9]{3,9}[A-Z][0-9]{1,7}", fullmatch=True)
no_numbers = st.one_of(
    st.builds("SR{:%Y%m%d}{:03}".format, st.dates(date(2020, 1, 1), date(2039, 12, 31)), st.integers(1, 999)),
    st.integers(0, 10**12).map(_amount),
    st.builds("{:%Y-%m-%d} {:%H:%M}".format, st.dates(date(2020, 1, 1), date(2039, 12, 31)), st.times()),
    st.dates(date(2020, 1, 1), date(2039, 12, 31)).map("{:%Y.%m.%d}".format),
    st.from_regex(r"69[0-9]{11}|[6-9][0-9]{18}", fullmatch=True),
    serials,
    st.sampled_from(["400-820-8820", "4008208820", "95588", "12345", "KFR-35GW/N8HA1", "E5", "1,599.00"]),
)


@given(st.lists(no_numbers, max_size=4), st.sampled_from(["，", "、", " · ", "；订单号", "，序列号 ", "\n"]))
def test_nothing_that_is_no_number_is_hidden(given: list[str], between: str) -> None:
    text = between.join(("工单", *given))
    assert mask_text(text) == text
