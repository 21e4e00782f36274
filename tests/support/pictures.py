"""Pictures and things that only look like some, for tests about uploads."""

from io import BytesIO

from PIL import Image

GPS = b"31.2304 121.4737"


def picture(kind: str = "JPEG", size: tuple[int, int] = (120, 80), *, position: bool = False) -> bytes:
    """Return a small picture; with `position`, one that tells where it was taken and by which phone."""
    image = Image.effect_noise(size, 60).convert("RGB")
    target = BytesIO()
    if position:
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = 6, "PhoneMaker"
        place = exif.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = "N", (31.0, 13.0, 49.0), "E", (121.0, 28.0, 25.0)
        more = {"comment": GPS} if kind == "JPEG" else {}
        image.save(target, kind, exif=exif, **more)
    else:
        image.save(target, kind)
    return target.getvalue()


#: Sent as photo.jpg, refused for what they are.
NO_PICTURES = {
    "nothing": b"",
    "page": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "script": b"#!/bin/sh\nid\n",
    "start of a jpeg": b"\xff\xd8\xff\xe0" + b"\x00" * 64,
    "half a jpeg": picture("JPEG", (400, 300))[:4000],
    "half a png": picture("PNG", (400, 300))[:4000],
    "half a webp": picture("WEBP", (400, 300))[:4000],
}
