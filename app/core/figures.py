"""Figures as people type them, and rounding as product.md has it: once, half away from zero."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from app.core.i18n import _

PLACES = 4
LARGEST = Decimal(10**9)
SIGNIFICANT = 3
FEWEST_FOR_SHARE = 5
FEWEST_WITHOUT_DOUBT = 30
Z_95 = 1.959964
_FIGURE = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?", re.ASCII)
# “1,240” is 1.24 to one reader and 1240 to another.
_UNCLEAR = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)


class Proportion(NamedTuple):
    """`part` of `n`. As product.md has it: of none there is no share, under 5 only the counts are
    shown, under 30 the share is indicative, and n and interval stand beside it."""

    part: int
    n: int

    @property
    def is_countable(self) -> bool:
        return self.n >= FEWEST_FOR_SHARE

    @property
    def is_indicative(self) -> bool:
        return self.n < FEWEST_WITHOUT_DOUBT

    @property
    def percent(self) -> int:
        return percent(self.part / self.n)

    @property
    def interval(self) -> tuple[int, int]:
        """95 %, Wilson, in whole percent."""
        return wilson(self.part, self.n)


def typed(text: str) -> Decimal | None:
    """What a person typed, with a point or a comma before the decimals; None for nothing. Raises
    ValueError with a sentence for the person."""
    written = "".join(text.replace("\N{MINUS SIGN}", "-").split())
    if not written:
        return None
    if _UNCLEAR.fullmatch(written):
        whole, few = written.replace(",", ""), written.replace(",", ".")
        message = _("Write %(whole)s or %(few)s: a comma can mean both.", whole=whole, few=few)
        raise ValueError(message)
    if not _FIGURE.fullmatch(written):
        raise ValueError(_("Write a number, as in 12 or 0.8."))
    return _kept(Decimal(written.replace(",", ".")))


def rounded(exact: Fraction) -> Decimal:
    """To whole numbers from 100 on, below to three significant digits: 267, 84.5, 0.0781."""
    places = max(0, SIGNIFICANT - _digits_before_point(abs(exact)))
    scaled = exact * 10**places
    whole = (2 * abs(scaled) + 1) // 2  # half away from zero
    return _plain(Decimal(-whole if exact < 0 else whole).scaleb(-places))


def wilson(part: int, n: int) -> tuple[int, int]:
    """The 95 % interval of a share, in whole percent (Wilson 1927)."""
    share, square = part / n, Z_95**2
    middle = share + square / (2 * n)
    margin = Z_95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    return percent((middle - margin) / scale), percent((middle + margin) / scale)


def percent(share: float) -> int:
    """Rounded half away from zero."""
    return math.floor(100 * share + 0.5)


def _kept(number: Decimal) -> Decimal:
    if abs(number) >= LARGEST:
        raise ValueError(_("This number is too large to be meant."))
    if number != number.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP):
        raise ValueError(_("Four places behind the point are enough."))
    return _plain(number)


def _plain(number: Decimal) -> Decimal:
    """Without zeros at the end of its decimals, and never as 1E+2."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()


def _digits_before_point(size: Fraction) -> int:
    """As many as stand before the point; fewer than 1 for the zeros that follow it at once."""
    digits = 0
    while size >= 1:
        size, digits = size / 10, digits + 1
    while 0 < size < Fraction(1, 10):
        size, digits = size * 10, digits - 1
    return digits
