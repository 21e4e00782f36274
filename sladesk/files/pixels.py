"""From a picture's file to its pixels and back: loaded with the first photo, as the decoders are large."""

import struct
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

from sladesk.files.photos import EDGE, MAX_PIXELS, QUALITY, THUMB_EDGE, THUMB_QUALITY, NotAPhoto, Photo

pillow_heif.register_heif_opener(thumbnails=False)

#: What decoders raise on broken or hostile files.
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError,
    ZeroDivisionError, RuntimeError, struct.error, Image.DecompressionBombError,
)  # fmt: skip


def rewritten(content: bytes, decoder: str) -> Photo:
    """Return a picture upright, written anew from its pixels alone.

    Arguments:
        decoder: the one that may try it.

    Raises:
        NotAPhoto: too many pixels, or broken.
    """
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
    large = _jpeg(upright, QUALITY)
    width, height = upright.size
    upright.thumbnail((THUMB_EDGE, THUMB_EDGE), Image.Resampling.LANCZOS)
    return Photo(large, _jpeg(upright, THUMB_QUALITY), width, height)


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
