"""Names as they are shown by default: the surname stays, whatever it is written in (R1.7)."""

import pytest

from sladesk.domain.masking import mask_name


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
