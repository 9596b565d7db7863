"""Scores that carry their own arithmetic: a product divided by the effort.

RICE: reach x impact x confidence / person-months. Value against effort: value / person-months.
Computed exactly, rounded once by `core.figures.rounded`, so that the arithmetic as shown
recomputes to the score as shown.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.core.figures import rounded
from app.core.i18n import _, format_decimal
from app.scoring.models import Factor


class Model(enum.StrEnum):
    RICE = "rice"
    VALUE = "value_effort"


FACTORS = {
    Model.RICE: (Factor.REACH, Factor.IMPACT, Factor.CONFIDENCE, Factor.EFFORT),
    Model.VALUE: (Factor.VALUE, Factor.EFFORT),
}
"""Of each model; all are multiplied but the last, which divides."""


@dataclass(frozen=True)
class Score:
    """`exact` is None where a factor is missing or 0: what is not measured has no score."""

    model: Model
    amounts: Mapping[Factor, Decimal]
    missing: tuple[Factor, ...] = ()
    zero: tuple[Factor, ...] = ()
    exact: Fraction | None = None

    @property
    def shown(self) -> Decimal | None:
        return None if self.exact is None else rounded(self.exact)

    @property
    def arithmetic(self) -> str:
        """As in “143 × 2 × 0.8 ÷ 1.25”; empty without a score."""
        if self.exact is None:
            return ""
        *times, by = [format_decimal(self.amounts[each]) for each in FACTORS[self.model]]
        return f"{' × '.join(times)} ÷ {by}"

    @property
    def sentence(self) -> str:
        """The arithmetic with what comes of it, or what is missing."""
        if self.shown is None:
            return self.what_is_missing
        return f"{self.arithmetic} = {format_decimal(self.shown)}"

    @property
    def what_is_missing(self) -> str:
        """In one or two sentences; empty where nothing is."""
        said = []
        if self.missing:
            names = ", ".join(factor_name(each) for each in self.missing)
            said.append(_("Not measured yet: %(factors)s.", factors=names))
        if Factor.EFFORT in self.zero:
            said.append(_("The effort is 0, and nothing can be divided by 0."))
        for each in self.zero:
            if each is not Factor.EFFORT:
                said.append(_("This factor is 0: %(factor)s.", factor=factor_name(each)))
        return " ".join(said)


def score(model: Model, amounts: Mapping[Factor, Decimal]) -> Score:
    """`amounts` are the factors that are measured; others of the model are named as missing."""
    wanted = FACTORS[model]
    missing = tuple(each for each in wanted if each not in amounts)
    zero = tuple(each for each in wanted if each in amounts and not amounts[each])
    used = {each: amounts[each] for each in wanted if each in amounts}
    if missing or zero:
        return Score(model, used, missing, zero)
    exact = 1 / Fraction(used[wanted[-1]])
    for each in wanted[:-1]:
        exact *= Fraction(used[each])
    return Score(model, used, exact=exact)


def factors_in(model: Model) -> tuple[Factor, ...]:
    return FACTORS[model]


def factor_name(factor: Factor) -> str:
    match factor:
        case Factor.REACH:
            return _("reach")
        case Factor.IMPACT:
            return _("impact")
        case Factor.CONFIDENCE:
            return _("confidence")
        case Factor.EFFORT:
            return _("effort")
        case Factor.VALUE:
            return _("value")


def model_name(model: Model) -> str:
    return _("RICE") if model is Model.RICE else _("Value against effort")
