"""Personal data as it is shown by default (R1.7, decision 34)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

#: Compound surnames that are kept whole.
COMPOUND_SURNAMES = frozenset(
    (
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒"),
        *("司空", "轩辕", "长孙", "宇文", "端木", "独孤", "南宫", "百里", "呼延", "申屠", "太史", "闻人"),
    )
)
#: Two of these letters are one flag; alone they are a letter in a box.
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
#: Numbers are looked for in full-width and other digits too; most texts have too few digits to hold one.
_DIGIT = "\\d\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u24ff\u2776-\u2793"
_SPOKEN = "零〇幺一二三四五六七八九"
_MAY_HOLD = re.compile(f"[@\uff20\ufe6b]|[{_DIGIT}](?:[^{_DIGIT}]{{0,9}}[{_DIGIT}]){{6}}|[{_SPOKEN}]{{11}}")
#: Numbers of tickets and records are nobody's, and stand in most texts that have any; what is put in their
#: place keeps digits on both sides apart.
_OURS, _NOBODYS = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}20\d{9,10}(?!\d)", re.ASCII), " " * 10
#: What stands between the groups of a number: a blank or dash; a point or bracket where groups are short.
_GAP, _BREAK = r"[ -]{1,3}", r"[ .·_()-]{1,3}"
_COUNTRY = rf"(?:(?:\+|00)?86(?:{_BREAK})?|\+\(86\) ?)"
_KEPT_APART = (
    rf"{_GAP}\d{{8}}|\d{{4}}{_GAP}\d{{4}}|\d{{2}}{_GAP}\d{{6}}|\d{{3}}{_GAP}\d{{5}}"
    rf"|{_BREAK}\d{{4}}{_BREAK}\d{{4}}|{_BREAK}\d{{3}}{_BREAK}\d{{5}}|\d{_GAP}\d{{4}}{_GAP}\d{{3}}"
    rf"|\d{_GAP}\d{{3}}{_GAP}\d{{4}}|(?:{_GAP}\d{{2}}){{4}}|(?P<sign> ?[/、,…*|~] ?)\d{{4}}(?P=sign)\d{{4}}"
)
_EMAIL = r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
_DAY = rf"(?:0[1-9]|1[0-2])(?:{_GAP})?(?:0[1-9]|[12]\d|3[01])(?:{_GAP})?"
_IDENTITY = rf"[1-9]\d{{5}}(?:{_GAP})?(?:18|19|20)\d\d(?:{_GAP})?{_DAY}\d{{3}}[\dXx](?!\d)"
#: As issued until 1999: 15 digits, which serials have too; these begin with a province.
_IDENTITY_OF_OLD = (
    rf"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{{4}}(?:{_GAP})?\d\d(?:{_GAP})?{_DAY}\d{{3}}(?!\d)"
)
_MOBILE = (
    rf"(?P<before>{_COUNTRY}?0?)"
    rf"(?P<mobile>1[3-9]\d(?:\d{{8}}|{_KEPT_APART})|1{_GAP}[3-9](?:{_GAP}\d){{9}})(?!\d)"
)
#: 400 and 800 belong to companies, whose numbers are on their doors.
_AREA = r"(?:10|2\d|(?!400|800)[3-9]\d\d)"
_LOCAL = (
    rf"(?:[2-9]\d{{2,3}}(?:{_GAP})?\d{{4}}|[2-9]\d\d{_GAP}\d{{5}}|[2-9]\d(?:{_GAP}\d\d){{3}}"
    r"|[2-9]\d{3} \d\d \d\d|[2-9]\d{3}[.·]\d{4})(?!\d)"
)
#: Behind a letter only a number with its groups apart is one: serials hold a nought and eleven digits too.
#: Words are written small, or are one of these.
_WORD_BEFORE = (
    r"(?:(?<![A-Za-z])|(?<=[a-z])(?<!sn)(?<!no)(?<!id)|(?<=TEL)|(?<=FAX)|(?<=PHONE)|(?<=CALL)"
    r"|(?<=(?<![A-Za-z0-9])[TPMF]))(?<!单号)(?<!单号[: ])(?<!列号)(?<!列号[: ])"
)
_LANDLINE = (
    rf"(?P<area>(?:{_COUNTRY}(?:\(?0\)?)?|0){_AREA}(?:{_BREAK}|[/、])|\[0{_AREA}\]"
    rf"|(?:(?:\+|00)86(?:{_BREAK})?|86{_BREAK})0?{_AREA}"
    rf"|{_WORD_BEFORE}0{_AREA})(?P<local>{_LOCAL})"
)
#: With the sign for other countries, or one of the neighbours; nothing that is followed by a date.
_ABROAD = (
    r"(?P<abroad>\+(?!86|\d{1,3} 20\d\d-)(?=[1-9])|00(?=852|853|886))"
    r"(?P<foreign>\d(?:[ ()-]{0,2}\d){9,13})(?!\d)"
)
#: A number without its area, known by the word before it; no date.
_SAID = (
    r"(?:电话|座机|固话|手机|传真|致电|回电|来电|拨打?|打|[Tt][Ee][Ll]|[Pp]hone|[Ff]ax|[Cc]all|[Dd]ial)"
    r"(?:号码)?[ :.是为]{0,3}(?!20[23]\d[01]\d[0-3]\d(?!\d))"
)
_NUMBER = "|".join((f"(?P<id>{_IDENTITY}|{_IDENTITY_OF_OLD})", _MOBILE, _LANDLINE, _ABROAD))
_NUMBERS = rf"(?<!\d)(?=[\d+(\[])(?:{_NUMBER})|(?=[电座固手传致回来拨打TtPpFfCcDd]){_SAID}(?P<bare>{_LOCAL})"
_PRIVATE = re.compile(_NUMBERS, re.ASCII)
_PRIVATE_OR_EMAIL = re.compile(f"(?P<email>{_EMAIL})|{_NUMBERS}", re.ASCII)
_DIGITS_SPOKEN = re.compile(f"[{_SPOKEN}]{{11,13}}")
_AS_DIGITS = str.maketrans(_SPOKEN, "001123456789")


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
    digits = _digits(mobile)
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
    """Hide mobile numbers, landlines, identity card numbers and e-mail addresses in free text (decision 34).

    The rest stays as it was typed. Numbers are found however they are written: with +86, in groups, with
    full-width digits or invisible characters between them.
    """
    shown = list[str]()
    last = 0
    for begin, end, masked in _private(text):
        shown += text[last:begin], masked
        last = end
    return "".join((*shown, text[last:])) if shown else text


def unmask_text(text: str, original: str) -> str:
    """Put back what is hidden of `original` wherever its masked form still stands in `text`.

    Who corrects words sees them masked: what they leave alone keeps its number. Numbers with the same
    masked form come back in their order.
    """
    hidden: dict[str, list[str]] = {}
    for begin, end, masked in _private(original):
        hidden.setdefault(masked, []).append(original[begin:end])
    if not hidden:
        return text

    def shown(found: re.Match[str]) -> str:
        numbers = hidden[found[0]]
        return numbers.pop(0) if len(numbers) > 1 else numbers[0]

    longest_first = sorted(hidden, key=len, reverse=True)
    return re.sub(f"(?<!\\d)(?:{'|'.join(map(re.escape, longest_first))})(?!\\d)", shown, text)


def _private(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield begin, end and masked form of each thing that is not shown."""
    if not _MAY_HOLD.search(text) or not _MAY_HOLD.search(_OURS.sub(_NOBODYS, text)):
        return
    plain = text if text.isascii() else text.translate(_PLAIN)
    places: Sequence[int] = range(len(text))
    if _UNSEEN in plain:
        places = [at for at, letter in enumerate(plain) if letter != _UNSEEN]
        plain = plain.replace(_UNSEEN, "")
    plain = _DIGITS_SPOKEN.sub(_written, plain)
    for found in (_PRIVATE_OR_EMAIL if "@" in plain else _PRIVATE).finditer(plain):
        begin, end = found.span("bare") if found["bare"] else found.span()
        yield places[begin], places[end - 1] + 1, _masked(found)


def _written(spoken: re.Match[str]) -> str:
    return spoken[0].translate(_AS_DIGITS)


def _masked(found: re.Match[str]) -> str:
    if found["mobile"]:
        return found["before"] + mask_mobile(found["mobile"])
    if found["id"]:
        return mask_middle(found["id"])
    if found["foreign"]:
        return found["abroad"] + "****" + _digits(found["foreign"])[-4:]
    if found["local"] or found["bare"]:
        return (found["area"] or "") + "****" + _digits(found["local"] or found["bare"])[4:]
    return mask_email(found[0])


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


class _Plain(dict[int, str]):
    """Characters that numbers are looked for in, one for one, so that places stay the same (NFKC)."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        kind, plain = unicodedata.category(letter), unicodedata.normalize("NFKC", letter)
        if kind in ("Cf", "Mn"):
            plain = _UNSEEN
        elif kind == "Pd" or letter == "\u2212":
            plain = "-"
        elif kind == "Nd":
            plain = str(unicodedata.digit(letter))
        self[code] = plain if len(plain) == 1 else letter
        return self[code]


#: Stands for characters nobody sees; filled as texts bring new characters, at most once for each there is.
_UNSEEN = "\u200b"
_PLAIN = _Plain()
