"""The portal's own accent: a hue becomes the colours of the interface, readable in both themes.

Colours are OKLCH (Ottosson 2020); contrast is WCAG 2.2's, computed on the 8-bit sRGB colours that a
screen shows.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

FIRST_HUE = 2  # raspberry; tokens.css holds its colours, so such a portal needs no further file
FOR_TEXT, FOR_FILLS = 4.5, 3.0
STEP = 0.005

Rgb = tuple[float, float, float]


class Oklch(NamedTuple):
    """Lightness 0 to 1, chroma, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    def __str__(self) -> str:
        return f"oklch({self.lightness:.3f} {self.chroma:.4f} {self.hue:g})"


class Accent(NamedTuple):
    """One theme's colours of a customer's voice: as text, fill, tint and underline."""

    text: Oklch
    fill: Oklch
    wash: Oklch
    line: Oklch


SURFACES = {
    "light": (Oklch(0.985, 0.003, 345), Oklch(1, 0, 0), Oklch(0.963, 0.005, 340)),
    "dark": (Oklch(0.19, 0.010, 325), Oklch(0.228, 0.012, 325), Oklch(0.272, 0.014, 325)),
}
"""Paper, surface and fill of tokens.css; a test compares them."""
ON_FILL = Oklch(1, 0, 0)
_BEGIN = {
    "light": Accent(
        Oklch(0.50, 0.19, 0), Oklch(0.50, 0.19, 0), Oklch(0.968, 0.016, 0), Oklch(0.85, 0.065, 0)
    ),
    "dark": Accent(
        Oklch(0.77, 0.135, 0), Oklch(0.575, 0.197, 0), Oklch(0.27, 0.05, 0), Oklch(0.40, 0.085, 0)
    ),
}


@cache
def accent_css(hue: int) -> str:
    """The tokens that this hue changes, as a stylesheet."""
    light, dark = accent(hue, "light"), accent(hue, "dark")
    names = ("accent", "accent-fill", "accent-wash", "accent-line")
    lines = [
        f"--{name}:light-dark({bright},{dim});"
        for name, bright, dim in zip(names, light, dark, strict=True)
    ]
    return "@layer tokens{:root{" + "".join(lines) + "}}\n"


@cache
def accent(hue: int, theme: str) -> Accent:
    """The colours of `hue` (degrees) in `light` or `dark`. Lightness moves until text is 4.5:1 on
    paper, surface, fill and its own tint, and white on the fill too; fills are 3:1 on surfaces."""
    begin = _BEGIN[theme]
    wash, line = (_shown(colour, hue) for colour in (begin.wash, begin.line))
    grounds = SURFACES[theme]
    away = -STEP if theme == "light" else STEP
    text = _shown(begin.text, hue)
    while min(contrast(text, ground) for ground in (*grounds, wash)) < FOR_TEXT:
        text = _shown(begin.text._replace(lightness=text.lightness + away), hue)
    return Accent(text, _fill(begin.fill, hue, grounds), wash, line)


def contrast(one: Oklch, other: Oklch) -> float:
    """WCAG's ratio, 1 to 21."""
    bright, dim = sorted((_luminance(_srgb(one)), _luminance(_srgb(other))), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _fill(begin: Oklch, hue: int, grounds: tuple[Oklch, ...]) -> Oklch:
    """Dark enough for white words, and as far from every ground as a fill must be."""
    fill = _shown(begin, hue)
    while contrast(fill, ON_FILL) < FOR_TEXT:
        fill = _shown(begin._replace(lightness=fill.lightness - STEP), hue)
    while min(contrast(fill, ground) for ground in grounds) < FOR_FILLS:
        fill = _shown(begin._replace(lightness=fill.lightness + STEP), hue)
    return fill


def _shown(colour: Oklch, hue: int) -> Oklch:
    """In this hue, with no more chroma than a screen can show: browsers would move the lightness
    of anything beyond that, and the contrast with it."""
    colour = Oklch(round(colour.lightness, 3), colour.chroma, hue)
    while colour.chroma > 0 and not _is_in_gamut(_linear(colour)):
        colour = colour._replace(chroma=max(0.0, round(colour.chroma - 0.002, 4)))
    return colour


def _is_in_gamut(linear: Rgb) -> bool:
    return all(-0.0001 <= part <= 1.0001 for part in linear)


def _linear(colour: Oklch) -> Rgb:
    """Linear-light sRGB."""
    turn = math.radians(colour.hue)
    a, b = colour.chroma * math.cos(turn), colour.chroma * math.sin(turn)
    light = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * light - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * light + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * light - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _srgb(colour: Oklch) -> Rgb:
    """As 8-bit parts, 0 to 1."""

    def encoded(part: float) -> float:
        part = min(1.0, max(0.0, part))
        shown = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
        return round(shown * 255) / 255

    red, green, blue = _linear(colour)
    return encoded(red), encoded(green), encoded(blue)


def _luminance(parts: Rgb) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
