"""How texts are cut into words for searching: each Chinese character by itself, letters and digits in runs.

Both engines store what is cut here, so they find the same. One-character words find 冷, 压缩 and 压缩机
alike, where three-letter pieces find nothing for one or two characters.
"""

import re
import unicodedata

#: Words of a query beyond this are left out; nobody types so many.
MOST = 24
_WIDE = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}]+")


def tokens(text: str) -> list[str]:
    """Return the words of a text in their order; width and case make no difference."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def phrases(query: str) -> list[list[str]]:
    """Return what a query asks for: blanks part phrases, all of which must be there."""
    found = [words for part in query.split() if (words := tokens(part)[:MOST])]
    return found[:MOST]


def open_ended(word: str) -> bool:
    """Whether a word may be the beginning of a longer one: letters and digits, not a Chinese character."""
    return not re.fullmatch(rf"[{_WIDE}]", word)
