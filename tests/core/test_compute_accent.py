"""A portal's own colour can be read, whatever hue was chosen."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.accent import FIRST_HUE, ON_FILL, SURFACES, Oklch, accent, accent_css, contrast
from app.core.db import writing
from app.core.settings import change
from app.core.web.assets import STATIC
from app.ideas.models import Board
from tests.browsers import Browser

HUES = st.integers(0, 359)
TOKEN = re.compile(r"--(paper|surface|fill):\s+light-dark\(oklch\((.*?)\),\s+oklch\((.*?)\)\);")


@given(HUES, st.sampled_from(["light", "dark"]))
def test_every_hue_can_be_read(hue: int, theme: str) -> None:
    found = accent(hue, theme)
    grounds = SURFACES[theme]
    assert min(contrast(found.text, ground) for ground in (*grounds, found.wash)) >= 4.5
    assert contrast(found.fill, ON_FILL) >= 4.5
    assert min(contrast(found.fill, ground) for ground in grounds) >= 3


def test_no_hue_is_left_out() -> None:
    worst = min(
        min(contrast(accent(hue, theme).text, ground) for ground in SURFACES[theme])
        for hue in range(360)
        for theme in ("light", "dark")
    )
    print(f"720 pairs, worst contrast of words {worst:.2f}")
    assert worst >= 4.5


@given(HUES)
def test_the_hue_stays_and_the_colour_is_one(hue: int) -> None:
    found = accent(hue, "light")
    assert {colour.hue for colour in found} == {hue}
    assert found.fill.chroma > 0.05, "not a grey"


def test_contrast_is_what_wcag_says() -> None:
    black, white = Oklch(0, 0, 0), Oklch(1, 0, 0)
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == 1
    grey = Oklch(0.5999, 0, 0)  # #808080
    assert contrast(grey, white) == pytest.approx(3.95, abs=0.02)


def test_surfaces_are_those_of_the_stylesheet() -> None:
    written = TOKEN.findall((STATIC / "css" / "tokens.css").read_text())
    assert [name for name, *_ in written] == ["paper", "surface", "fill"]
    for column, theme in enumerate(("light", "dark"), start=1):
        read = tuple(Oklch(*map(float, each[column].split())) for each in written)
        assert read == SURFACES[theme]


def test_a_page_names_its_stylesheet_and_it_is_kept_for_good(
    app: Flask, browser: Browser, board: Board
) -> None:
    assert "accent-" not in browser.get("/").text, "the first hue is in the stylesheet itself"
    with writing():
        change(None, accent_hue=210)
    found = re.search(r'href="(/assets/accent-210\.[0-9a-f]{12}\.css)"', browser.get("/").text)
    assert found is not None
    answer = browser.get(found[1])
    assert (answer.mimetype, answer.text) == ("text/css", accent_css(210))
    assert "immutable" in answer.headers["Cache-Control"]
    assert FIRST_HUE != 210


@pytest.mark.parametrize("name", ["accent-360.000000000000", "accent-210.000000000000"])
def test_a_stylesheet_that_was_never_named_is_not_there(browser: Browser, name: str) -> None:
    assert browser.get(f"/assets/{name}.css").status_code == 404
