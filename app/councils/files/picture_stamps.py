"""A line written onto an image, at its top and at its bottom."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from math import ceil

from PIL import Image, ImageDraw, ImageFont

from app.councils.files.lettering import BASE, FONT, INK, VEIL, Lines, laid_out
from app.ideas.attachments.pictures import encoded

LEAST = 12  # pixels of a letter
SMALLEST = (480, 160)
PAPER = (255, 255, 255)


def stamped_picture(content: bytes, line: str) -> bytes:
    """In the format it has."""
    with Image.open(BytesIO(content)) as opened:
        kind = opened.format or "PNG"
        colours = "RGBA" if opened.has_transparency_data else "RGB"
        image = _with_room(opened.convert(colours))
    width, height = image.size
    lines = laid_out(
        line, width, height, least=LEAST, measure=lambda text, at: _font(at).getlength(text)
    )
    band = ceil(lines.height)
    for top in (0, height - band):
        place = (0, top, width, top + band)
        below = image.crop(place).convert("RGBA")
        below.alpha_composite(_written(lines, (width, band)))
        image.paste(below.convert(colours), place)
    return encoded(image, kind)


def _with_room(image: Image.Image) -> Image.Image:
    """A small image gets room around it, so that the line can be read."""
    width, height = (max(pair) for pair in zip(image.size, SMALLEST, strict=True))
    if (width, height) == image.size:
        return image
    roomy = Image.new(image.mode, (width, height), "white")
    roomy.paste(image, ((width - image.width) // 2, (height - image.height) // 2))
    return roomy


def _written(lines: Lines, size: tuple[int, int]) -> Image.Image:
    drawn = Image.new("RGBA", size, (*PAPER, round(255 * VEIL)))
    pen = ImageDraw.Draw(drawn)
    for number, text in enumerate(lines.texts):
        foot = number * lines.step + BASE * lines.size
        pen.text((lines.size, foot), text, fill=INK, font=_font(lines.size), anchor="ls")
    return drawn


@lru_cache(maxsize=64)
def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
