"""The letters a line is written with on what somebody reads, and how it is laid out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import reportlab
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
FACE = TTFont("Vera", str(FONT))
registerFont(FACE)
INK = (31, 36, 51)
VEIL = 0.82  # how much of what lies below the line its paper hides
LEADING = 1.35
BASE = 0.98  # from the top of a line down to where its letters stand, in sizes of the letters


class Lines(NamedTuple):
    size: float
    texts: list[str]

    @property
    def step(self) -> float:
        return self.size * LEADING

    @property
    def height(self) -> float:
        return self.step * len(self.texts)


def can_write(text: str) -> bool:
    """Whether each letter of it is there: Latin ones are. Others would be empty boxes."""
    letters = unicodedata.normalize("NFC", text)
    return all(ord(letter) in FACE.face.charToGlyph for letter in letters)


def _writable(text: str) -> str:
    letters = unicodedata.normalize("NFC", text)
    return "".join(letter if can_write(letter) else "?" for letter in letters)


def laid_out(
    line: str, width: float, height: float, *, least: float, measure: Callable[[str, float], float]
) -> Lines:
    """In letters of the size `least` or larger, in lines of up to `width`; smaller ones where it
    would cover more than a quarter of the height."""
    line, size = _writable(line), max(least, width / 85)
    while True:
        lines = Lines(size, _broken(line, width - 2 * size, size, measure))
        if lines.height <= height / 4 or size < 1:
            return lines
        size *= 0.85


def _broken(
    line: str, width: float, size: float, measure: Callable[[str, float], float]
) -> list[str]:
    """Between words, and within a word that is wider itself."""
    lines = [""]
    for word in line.split():
        longer = f"{lines[-1]} {word}".strip()
        if measure(longer, size) <= width:
            lines[-1] = longer
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and measure(lines[-1] + letter, size) > width:
                lines.append("")
            lines[-1] += letter
    return [each for each in lines if each]
