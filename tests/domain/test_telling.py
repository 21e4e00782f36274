"""When somebody is written to, how long a failure waits, what a key opens, which addresses are outside."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sladesk.domain.telling import (
    MINUTES_A_DAY,
    PRESSING,
    Choice,
    Group,
    Way,
    group_of,
    mail_at,
    minute_text,
    parse_minute,
    pause_after,
)
from sladesk.gateways.posting import is_public
from sladesk.gateways.robots import dingtalk_sign, feishu_sign
from sladesk.gateways.sealing import WrongKey, seal, unseal

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 11, 19, 14, 8, tzinfo=UTC)  # 22:08 at the site
DAILY = {str(group): str(Way.DIGEST) for group in Group}
AT_ONCE = {str(group): str(Way.NOW) for group in Group}


@pytest.mark.parametrize(
    ("choice", "group", "expected"),
    [
        (Choice(), Group.OVERDUE, "22:08"),
        (Choice(), Group.ASSIGNED, None),
        (Choice(AT_ONCE), Group.ASSIGNED, "22:08"),
        (Choice(AT_ONCE, 22 * 60, 7 * 60), Group.ASSIGNED, "07:00"),
        (Choice(AT_ONCE, 22 * 60, 7 * 60), Group.OVERDUE, "22:08"),
        (Choice(AT_ONCE, 22 * 60 + 9, 7 * 60), Group.ASSIGNED, "22:08"),
        (Choice(AT_ONCE, 12 * 60, 22 * 60 + 8), Group.ASSIGNED, "22:08"),
        (Choice(AT_ONCE, 12 * 60, 22 * 60 + 30), Group.ASSIGNED, "22:30"),
        (Choice(AT_ONCE, 8 * 60, 8 * 60), Group.ASSIGNED, "22:08"),
        (Choice(DAILY), Group.OVERDUE, "08:00"),
        (Choice(DAILY, digest_at=23 * 60), Group.VISIT, "23:00"),
        (Choice(DAILY, 22 * 60, 9 * 60, 8 * 60), Group.QUALITY, "09:00"),
    ],
)
def test_when_somebody_is_written_to(choice: Choice, group: Group, expected: str | None) -> None:
    at = mail_at(choice, group, NOW, ZONE)
    assert (f"{at + timedelta(hours=8):%H:%M}" if at else None) == expected


MINUTE = st.integers(0, MINUTES_A_DAY - 1)


@given(MINUTE, MINUTE, MINUTE, st.integers(0, 10_000_000), st.sampled_from(sorted(Group)))
def test_nothing_is_sent_in_quiet_hours_but_what_presses_and_nothing_waits_for_two_days(
    start: int, end: int, digest: int, seconds: int, group: Group
) -> None:
    now = NOW + timedelta(seconds=seconds)
    for ways in (AT_ONCE, DAILY):
        at = mail_at(Choice(ways, start, end, digest), group, now, ZONE)
        assert at is not None
        assert now <= at <= now + timedelta(days=2)
        local = at + timedelta(hours=8)
        minute = local.hour * 60 + local.minute
        quiet = start <= minute < end if start < end else start != end and (minute >= start or minute < end)
        assert not quiet or (group in PRESSING and ways is AT_ONCE)


def test_failures_wait_longer_and_longer() -> None:
    waits = [pause_after(tries, 0.5) for tries in range(1, 9)]
    assert waits[0] == timedelta(minutes=1)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)
    assert pause_after(1, 0) < waits[0] < pause_after(1, 1)


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("clock:breached", Group.OVERDUE),
        ("clock:warned", Group.WARNING),
        ("low_score", Group.URGENT),
        ("improvement:late", Group.QUALITY),
        ("calendars:days_missing", Group.DECISION),
        ("never:heard", Group.ASSIGNED),
    ],
)
def test_every_kind_has_a_group(kind: str, group: Group) -> None:
    assert group_of(kind) is group


@pytest.mark.parametrize("text", ["", "8", "24:00", "08:60", "-1:00", "８:00", "08:0", "8:00:00", "a:00"])
def test_what_is_no_time(text: str) -> None:
    assert parse_minute(text) is None


@given(MINUTE)
def test_a_time_is_read_as_it_is_written(minute: int) -> None:
    assert parse_minute(minute_text(minute)) == minute


@given(st.text(max_size=300), st.integers(0, 10_000))
def test_what_is_sealed_opens_under_its_key_only_and_unchanged(text: str, place: int) -> None:
    sealed = seal("a key of this house, long enough", text)
    assert unseal("a key of this house, long enough", sealed) == text
    if not text:
        return
    assert sealed != seal("a key of this house, long enough", text)
    with pytest.raises(WrongKey):
        unseal("another key of another house 123", sealed)
    at = place % (len(sealed) - 4)
    other = "A" if sealed[at] != "A" else "B"
    with pytest.raises(WrongKey):
        unseal("a key of this house, long enough", sealed[:at] + other + sealed[at + 1 :])


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),  # noqa: S104 - nobody binds to it
        *("224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::127.0.0.1"),
        *("64:ff9b:1::1", "fec0::1", "::7f00:1", "::808:808", "::ffff:0:7f00:1", "::ffff:0:808:808"),
        *("64:ff9b::a00:1", "2001:0:7f00:1::", "192.0.2.1", "2001:db8::1", "3fff::1", "5f00::1"),
        *("192.0.0.8", "192.0.0.192", "168.63.129.16", "::ffff:192.0.0.192", "100.100.100.200"),
    ],
)
def test_addresses_inside_a_network_are_known_in_every_spelling(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "203.119.206.1", "2400:3200::1"])
def test_addresses_of_the_public_network(address: str) -> None:
    assert is_public(address)


def test_signatures_are_what_another_tool_makes() -> None:
    """Worked out by `openssl dgst -sha256` with the keys as their makers write."""
    assert dingtalk_sign("this is secret", "1577262236757") == "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="
    assert feishu_sign("demo", "1599360473") == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="
