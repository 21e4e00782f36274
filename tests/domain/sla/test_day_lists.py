"""Lists of days from elsewhere: whole into a year, or each entry by what is wrong with it (R3.5)."""

from datetime import date

import pytest

from sladesk.domain.errors import Invalid
from sladesk.domain.sla.day_lists import Entry, Unmarked, fill, works
from sladesk.imports import days
from sladesk.imports.days import LARGEST, MOST, entries

ZONE = "Asia/Shanghai"


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", ""))


def ics(*events: str) -> bytes:
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n" + "".join(events) + "END:VCALENDAR\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("name", "says", "worked"),
    [
        ("国庆节(休)", "", False),
        ("国庆节(班)", "", True),
        ("春节调休上班", "", True),
        ("春节调休", "", None),
        ("元旦补休", "", False),
        ("不上班", "", False),
        ("春节", "休", False),
        ("Spring Festival holiday", "", False),
        ("Make-up working day", "", True),
        ("Workers' Day", "", None),
        ("Labour Day", "off", False),
        ("元宵节", "", None),
    ],
)
def test_words_for_off_and_worked(name: str, says: str, worked: bool | None) -> None:
    assert works(Entry(1, name, says=says)) is worked


def test_an_ics_gives_whole_days_and_names_what_it_cannot() -> None:
    day = "DTSTART;VALUE=DATE:20271009"
    found = entries(
        ics(
            event("SUMMARY:国庆节(休)", "DTSTART;VALUE=DATE:20271001", "DTEND;VALUE=DATE:20271008"),
            event("SUMMARY:国庆节(班)", day),
            event("SUMMARY:休", "DTSTART:20271009T160000Z", "DTEND:20271010T160000Z"),
            event("SUMMARY:元旦", "DTSTART;VALUE=DATE:20270101", "X-APPLE-SPECIAL-DAY:WORK-HOLIDAY"),
            event("SUMMARY:休", day, "DURATION:P2D"),
            event("SUMMARY:gone", day, "STATUS:CANCELLED"),
            event("SUMMARY:休", day, "RRULE:FREQ=YEARLY"),
            event("SUMMARY:休", "DTSTART;VALUE=DATE:2027xx09"),
            event("SUMMARY:休", "DTSTART:20271009T090000"),
            event("SUMMARY:休", "DTSTART;TZID=Mars/Base:20271009T000000"),
            event("SUMMARY:休", day, "DTEND;VALUE=DATE:20271001"),
            event("SUMMARY:休", day, "DTEND;VALUE=DATE:20291001"),
            event("SUMMARY:休"),
            event("SUMMARY:休", "DTSTART;VALUE=DATE:99991231"),
            event("SUMMARY:休", "DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:00010101"),
        ),
        ZONE,
    )
    assert [(one.first, one.last) for one in found[:5]] == [
        (date(2027, 10, 1), date(2027, 10, 7)),
        (date(2027, 10, 9), date(2027, 10, 9)),
        (date(2027, 10, 10), date(2027, 10, 10)),
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 10, 9), date(2027, 10, 10)),
    ]
    assert [one.problem.code for one in found[5:] if one.problem] == [
        "entry_repeats",
        "entry_no_date",
        "entry_time",
        "entry_zone",
        "entry_backwards",
        "entry_long",
        "entry_no_date",
        "entry_no_date",
        "entry_no_date",
    ]
    assert fill(found, 2027, Unmarked.REFUSE).off == ""
    taken = fill(found[:4], 2027, Unmarked.REFUSE)
    assert (taken.off, taken.extra, taken.days_off) == ("01-01\n10-01/10-07\n10-10", "10-09", 9)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    text = "名称,日期,休/班\n春节,2027-02-05/2027-02-12,休\n春节,2027/2/14,调休上班\n元宵,2027年2月20日,\n"
    found = entries(text.encode(encoding), ZONE)
    assert fill(found, 2027, Unmarked.SKIP).off == "02-05/02-12"
    assert fill(found, 2027, Unmarked.SKIP).skipped == 1
    assert fill(found, 2027, Unmarked.OFF).off == "02-05/02-12\n02-20"
    assert fill(found, 2027, Unmarked.OFF).extra == "02-14"
    assert [
        (one.place, one.problem.code) for one in fill(found, 2027, Unmarked.REFUSE).refused if one.problem
    ] == [(4, "entry_unmarked")]
    assert fill(found, 2028, Unmarked.REFUSE).outside == 3


def test_lines_of_a_table_that_cannot_be_are_all_named() -> None:
    text = """2027-10-01;国庆;off
foo;x;off
2027-02-30;x;off
2027-03-01 09:00;x;off
2027-05-02/2027-05-01;x;off
20271001;;work"""
    found = fill(entries(text.encode(), ZONE), 2027, Unmarked.REFUSE)
    assert [(one.place, one.problem.code) for one in found.refused if one.problem] == [
        (2, "entry_no_date"),
        (3, "entry_no_date"),
        (4, "entry_time"),
        (5, "entry_backwards"),
        (6, "entry_twice"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "days_empty"),
        (b"a" * (LARGEST + 1), "days_too_large"),
        (b"PK\x03\x04 a workbook", "days_workbook"),
        (b"\x00\x01\x02", "days_encoding"),
        (b"\xff\xfeabc", "days_encoding"),
        (b"BEGIN:VCALENDAR\r\nfoo", "days_nonsense"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "days_empty"),
        (b"2027-01-01,x,off\n" * 2_001, "days_too_many"),
        (b'"' + b"x" * 200_000, "days_nonsense"),
    ],
)
def test_what_is_no_list_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        entries(content, ZONE)
    assert [problem.code for problem in refused.value.problems.values()] == [code]


def test_no_more_rows_are_read_than_a_list_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    read, row = list[int](), days._row
    monkeypatch.setattr(days, "_row", lambda place, *more: read.append(place) or row(place, *more))
    with pytest.raises(Invalid) as found:
        entries(b"2026-10-01\n" * 20_000, ZONE)
    assert found.value.problems["days_file"].code == "days_too_many"
    assert len(read) == MOST + 1


def test_one_child_reads_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "_PATIENCE", 0)
    with days._READING, pytest.raises(Invalid) as found:
        entries(ics(), ZONE)
    assert found.value.problems["days_file"].code == "days_busy"
