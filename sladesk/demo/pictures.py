"""Photos of the demo department: drawn, and saying so; nobody's home is on them."""

from collections.abc import Sequence
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

from sladesk.demo.content.shapes import Product
from sladesk.demo.content.telling import Measured

SIZE = (640, 480)
_INK, _PAPER, _WALL = (38, 44, 52), (226, 229, 231), (184, 189, 193)
_METER, _GLASS, _RED, _GREEN = (240, 178, 41), (205, 219, 196), (178, 52, 44), (44, 118, 74)
#: Units that the letters of every machine can show.
_UNITS = {"℃": "C", "Ω": "ohm", "μF": "uF", "升/分": "L/min", "升": "L", "分钟": "min", "毫克每升": "mg/L"}


def plate(rng: Random, product: Product, serial: str) -> bytes:
    """Return a photo of a type plate, a little aslant as from a hand: model, serial number, bars."""
    label = Image.new("RGB", (460, 270), _PAPER)
    draw = ImageDraw.Draw(label)
    draw.rectangle((6, 6, 453, 263), outline=_INK, width=3)
    draw.text((24, 20), product.name_en.upper(), _INK, _font(22))
    lines = (f"MODEL  {product.model}", "RATED  220 V ~ 50 Hz", f"S/N  {serial}")
    for place, line in enumerate(lines):
        draw.text((24, 62 + 36 * place), line, _INK, _font(24))
    left = 24
    for letter in serial:
        width = 2 + ord(letter) % 4
        draw.rectangle((left, 182, left + width, 236), fill=_INK)
        left += width + 5
    return _photo(rng, label)


def meter(rng: Random, readings: Sequence[Measured], *, repaired: bool) -> bytes:
    """Return a photo of a meter: the first reading before the repair, a tick after it."""
    shown = next((item for item in readings if _letters(item.unit)), None)
    device = Image.new("RGB", (300, 340), _METER)
    draw = ImageDraw.Draw(device)
    draw.rectangle((24, 24, 275, 128), fill=_GLASS, outline=_INK, width=3)
    value = "OK" if repaired or shown is None else shown.value
    draw.text((44, 42), value if repaired or shown else "--", _GREEN if repaired else _RED, _font(56))
    if shown is not None and not repaired:
        draw.text((200, 92), _letters(shown.unit), _INK, _font(22))
    draw.ellipse((90, 170, 210, 290), outline=_INK, width=8)
    draw.line((150, 230, 150 + rng.randint(-40, 40), 182), fill=_INK, width=8)
    return _photo(rng, device)


def _letters(unit: str) -> str:
    plain = _UNITS.get(unit, unit)
    return plain if plain.isascii() else ""


def _photo(rng: Random, thing: Image.Image) -> bytes:
    """Put a thing before a wall, turned by some degrees, and write beneath that it is drawn."""
    light = rng.randint(-18, 18)
    paint = (_WALL[0] + light, _WALL[1] + light, _WALL[2] + light)
    wall = Image.new("RGB", SIZE, paint)
    turned = thing.rotate(rng.uniform(-4, 4), Image.Resampling.BILINEAR, expand=True, fillcolor=paint)
    wall.paste(turned, ((SIZE[0] - turned.width) // 2, (SIZE[1] - turned.height) // 2 - 14))
    ImageDraw.Draw(wall).text((14, SIZE[1] - 28), "DEMO - drawn, not a photograph", _INK, _font(16))
    target = BytesIO()
    wall.save(target, "JPEG", quality=80)
    return target.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the letters that Pillow itself brings along: no machine has to have any."""
    return ImageFont.load_default(size)
