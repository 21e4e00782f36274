"""Photos from phones: judged by what they are, turned upright, written anew without what they tell (R5.3).

Only the pixels are taken over, so position, camera, comments and anything hidden behind the picture stay out.
"""

import struct
import threading
from dataclasses import dataclass
from io import BytesIO

import filetype
import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener(thumbnails=False)

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 50_000_000
#: Longest edge of what is kept, in pixels: a type label stays readable.
EDGE = 2560
THUMB_EDGE = 320
_QUALITY, _THUMB_QUALITY = 85, 78
MEDIA_TYPE = "image/jpeg"

#: What a picture may be by its first bytes → the one decoder that may try it.
DECODERS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
}
#: What decoders raise on broken or hostile files.
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError,
    ZeroDivisionError, RuntimeError, struct.error, Image.DecompressionBombError,
)  # fmt: skip

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
    with _one_at_a_time:
        return _rewritten(content, decoder)


def _rewritten(content: bytes, decoder: str) -> Photo:
    try:
        with Image.open(BytesIO(content), formats=[decoder]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise NotAPhoto("file_too_many_pixels")
            # A JPEG is decoded at a fraction of its size when that is enough.
            opened.draft("RGB", (EDGE, EDGE))
            opened.load()
            upright = _plain(ImageOps.exif_transpose(opened))
    except _BROKEN as error:
        raise NotAPhoto("file_broken") from error
    upright.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    large = _jpeg(upright, _QUALITY)
    width, height = upright.size
    upright.thumbnail((THUMB_EDGE, THUMB_EDGE), Image.Resampling.LANCZOS)
    return Photo(large, _jpeg(upright, _THUMB_QUALITY), width, height)


def _plain(image: Image.Image) -> Image.Image:
    """Return only the pixels, transparent ones on white."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        made = Image.new("RGB", layered.size, "white")
        made.paste(layered, mask=layered.getchannel("A"))
        return made
    made = image.convert("RGB")
    made.info = {}
    return made


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=quality)
    return target.getvalue()
