"""Scores equal a table made by hand, and carry arithmetic that recomputes to them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.figures import rounded
from app.scoring.formulas import FACTORS, Model, Score, score
from app.scoring.models import Factor
from app.scoring.service import IMPACTS

# Numbers are written as the portal's language writes them, which an application brings along.
pytestmark = pytest.mark.usefixtures("app")

# Worked out with pencil and paper: reach, impact, confidence, person-months, score as shown.
RICE = [
    ("500", "2", "0.8", "3", "500 × 2 × 0.8 ÷ 3 = 267"),
    ("143", "2", "0.8", "1.25", "143 × 2 × 0.8 ÷ 1.25 = 183"),
    ("1", "0.25", "0.5", "8", "1 × 0.25 × 0.5 ÷ 8 = 0.0156"),
    ("40", "3", "1", "4", "40 × 3 × 1 ÷ 4 = 30"),
    ("7", "0.5", "0.9", "2", "7 × 0.5 × 0.9 ÷ 2 = 1.58"),
    ("3", "1", "0.5", "12", "3 × 1 × 0.5 ÷ 12 = 0.125"),
    ("100", "1", "1", "1", "100 × 1 × 1 ÷ 1 = 100"),
    ("199", "0.5", "1", "1", "199 × 0.5 × 1 ÷ 1 = 99.5"),
    ("201", "0.5", "1", "1", "201 × 0.5 × 1 ÷ 1 = 101"),
    ("12000", "3", "0.8", "0.5", "12,000 × 3 × 0.8 ÷ 0.5 = 57,600"),
    ("2", "3", "0.7", "0.0001", "2 × 3 × 0.7 ÷ 0.0001 = 42,000"),
]
VALUE = [
    ("8", "2", "8 ÷ 2 = 4"),
    ("7", "3", "7 ÷ 3 = 2.33"),
    ("10", "0.5", "10 ÷ 0.5 = 20"),
    ("1", "24", "1 ÷ 24 = 0.0417"),
    ("6.5", "1.3", "6.5 ÷ 1.3 = 5"),
]
MISSING = [
    ({}, "Not measured yet: reach, impact, confidence, effort."),
    ({"reach": "500"}, "Not measured yet: impact, confidence, effort."),
    ({"reach": "500", "impact": "2", "confidence": "0.8"}, "Not measured yet: effort."),
    (
        {"reach": "500", "impact": "2", "confidence": "0.8", "effort": "0"},
        "The effort is 0, and nothing can be divided by 0.",
    ),
    (
        {"reach": "0", "impact": "2", "confidence": "0.8", "effort": "3"},
        "This factor is 0: reach.",
    ),
    (
        {"reach": "0", "impact": "2", "effort": "0"},
        "Not measured yet: confidence. The effort is 0, and nothing can be divided by 0. "
        "This factor is 0: reach.",
    ),
]
amounts = st.decimals(min_value="0.0001", max_value="999999", places=4)


def of(model: Model, *figures: str) -> Score:
    return score(model, dict(zip(FACTORS[model], map(Decimal, figures), strict=True)))


@pytest.mark.parametrize(("reach", "impact", "confidence", "effort", "shown"), RICE)
def test_rice_is_what_one_works_out_by_hand(
    reach: str, impact: str, confidence: str, effort: str, shown: str
) -> None:
    said = of(Model.RICE, reach, impact, confidence, effort).sentence
    assert said == shown


@pytest.mark.parametrize(("value", "effort", "shown"), VALUE)
def test_value_against_effort_is_what_one_works_out_by_hand(
    value: str, effort: str, shown: str
) -> None:
    assert of(Model.VALUE, value, effort).sentence == shown


@pytest.mark.parametrize(("given_amounts", "said"), MISSING)
def test_what_is_missing_or_zero_is_named_and_is_no_score(
    given_amounts: dict[str, str], said: str
) -> None:
    made = score(
        Model.RICE, {Factor(name): Decimal(amount) for name, amount in given_amounts.items()}
    )
    assert (made.sentence, made.exact, made.shown, made.arithmetic) == (said, None, None, "")


def test_a_factor_of_another_model_is_not_missed() -> None:
    assert of(Model.VALUE, "8", "2").missing == ()


@given(amounts, st.sampled_from(IMPACTS), amounts, amounts)
def test_the_arithmetic_of_rice_recomputes_to_its_score(
    reach: Decimal, impact: Decimal, confidence: Decimal, effort: Decimal
) -> None:
    made = of(Model.RICE, *map(str, (reach, impact, confidence, effort)))
    assert_recomputes(made.sentence)


@given(amounts, amounts)
def test_the_arithmetic_of_value_against_effort_recomputes_to_its_score(
    value: Decimal, effort: Decimal
) -> None:
    assert_recomputes(of(Model.VALUE, str(value), str(effort)).sentence)


@given(st.fractions(min_value=0, max_value=10**12))
def test_rounding_is_off_by_half_a_unit_of_the_last_place_at_most(exact: Fraction) -> None:
    shown = rounded(exact)
    unit = Fraction(1) if exact >= 100 else Fraction(10) ** shown.as_tuple().exponent
    assert abs(Fraction(shown) - exact) <= max(unit, exact / 100) / 2


@pytest.mark.parametrize(
    ("exact", "shown"),
    [("266.5", "267"), ("-266.5", "-267"), ("0.125", "0.125"), ("12.25", "12.3"), ("0", "0")],
)
def test_halves_go_away_from_zero(exact: str, shown: str) -> None:
    assert rounded(Fraction(exact)) == Decimal(shown)


def assert_recomputes(sentence: str) -> None:
    """Take the sentence as a reader would, work it out exactly and round it once."""
    left, right = sentence.replace(",", "").split(" = ")  # a comma only groups thousands
    product, divisor = left.split(" ÷ ")
    exact = 1 / Fraction(divisor)
    for factor in product.split(" × "):
        assert re.fullmatch(r"[0-9]+(\.[0-9]+)?", factor)
        exact *= Fraction(factor)
    assert Decimal(right) == rounded(exact)
    assert Decimal(right) != 0
