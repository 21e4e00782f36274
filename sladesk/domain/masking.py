"""Personal data as it is shown by default (R1.7, decision 34)."""

import re

#: Compound surnames that are kept whole.
COMPOUND_SURNAMES = frozenset(
    (
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒"),
        *("司空", "轩辕", "长孙", "宇文", "端木", "独孤", "南宫", "百里", "呼延", "申屠", "太史", "闻人"),
    )
)
#: Two of these letters are one flag; alone they are a letter in a box.
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_MASKED_MOBILE = re.compile(r"(?<!\d)1[3-9]\d\*{4}\d{4}(?!\d)")
_MOBILE_IN_TEXT = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def mask_name(name: str, *, organisation: bool = False) -> str:
    """Return surname + `*` per further character; organisations stay as they are."""
    if organisation or not name:
        return name
    if name.isascii():
        return name[0] + "*" * min(3, max(1, len(name) - 1))
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES or _FLAG.match(name) else name[:1]
    return surname + "*" * min(2, max(1, len(name) - len(surname)))


def mask_mobile(mobile: str) -> str:
    """Return 138****5678; shorter numbers keep their last two digits only."""
    digits = re.sub(r"\D", "", mobile)
    if not digits:
        return ""
    if len(digits) < 7:
        return "*" * (len(digits) - 2) + digits[-2:]
    return f"{digits[:3]}****{digits[-4:]}"


def mask_email(email: str) -> str:
    """Return the first letter and the domain."""
    name, at, host = email.partition("@")
    return f"{name[:1]}***@{host}" if at else mask_middle(email)


def mask_street(street: str) -> str:
    """Return a street address that says no more than that there is one."""
    return "****" if street else ""


def mask_middle(text: str) -> str:
    """Return the outer characters of a code with the middle hidden."""
    return text[:2] + "****" + text[-2:] if len(text) > 5 else "****"


def mask_text(text: str) -> str:
    """Hide mobile numbers inside free text (decision 34)."""
    return _MOBILE_IN_TEXT.sub(r"\1****\2", text)


def unmask_text(text: str, original: str) -> str:
    """Put back the mobile numbers of `original` wherever their masked form still stands in `text`.

    Who corrects words sees them masked: what they leave alone keeps its number. Numbers with the same
    masked form come back in their order.
    """
    hidden: dict[str, list[str]] = {}
    for found in _MOBILE_IN_TEXT.finditer(original):
        hidden.setdefault(mask_mobile(found[0]), []).append(found[0])

    def shown(found: re.Match[str]) -> str:
        numbers = hidden.get(found[0], [])
        return found[0] if not numbers else numbers.pop(0) if len(numbers) > 1 else numbers[0]

    return _MASKED_MOBILE.sub(shown, text)
