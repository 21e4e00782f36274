"""Photos from phones: judged by what they are, turned upright, written anew without what they tell (R5.3).

Only the pixels are taken over, so position, camera, comments and anything hidden behind the picture stay out.
"""

import threading
from dataclasses import dataclass

import filetype

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
#: Longest edge of what is kept, in pixels: a type label stays readable.
EDGE = 2560
THUMB_EDGE = 320
QUALITY, THUMB_QUALITY = 85, 78
MEDIA_TYPE = "image/jpeg"

#: What a picture may be by its first bytes → the one decoder that may try it.
DECODERS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
}
# A decoded photo takes up to 150 MB: one at a time keeps a small machine alive.
_one_at_a_time = threading.Lock()


class NotAPhoto(Exception):
    """What was sent can't be kept as a photo; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Photo:
    """A photo as it is kept: two JPEG files and the size of the larger in pixels."""

    content: bytes
    thumb: bytes
    width: int
    height: int


def sniff(content: bytes) -> str:
    """Return the media type the first bytes show; empty when they show none."""
    found = filetype.guess_mime(content[:8192])
    return str(found) if found else ""


def is_photo(content: bytes) -> bool:
    """Whether the first bytes are those of a picture format that is taken."""
    return sniff(content) in DECODERS


def photo(content: bytes) -> Photo:
    """Return a photo as it is kept.

    Raises:
        NotAPhoto: empty, too large, no picture, too many pixels, or broken.
    """
    if not content:
        raise NotAPhoto("file_empty")
    if len(content) > MAX_BYTES:
        raise NotAPhoto("file_too_large")
    decoder = DECODERS.get(sniff(content))
    if decoder is None:
        raise NotAPhoto("file_no_photo")
    from sladesk.files import pixels  # most processes never see a photo

    with _one_at_a_time:
        return pixels.rewritten(content, decoder)
