"""Every page in every state is free of barriers that axe knows, fits narrow windows and stays
quiet, in light and dark, on a desk and on a phone."""

from __future__ import annotations

import time
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.chromium import OpenWindow
from tests.journeys.company import Company, found_company
from tests.journeys.places import PLACES, Place

pytestmark = pytest.mark.browser
THEMES = ("light", "dark")
WIDTHS = (1280, 390)
WAYS = list(product(THEMES, WIDTHS))
NARROW = (640, 320)  # CSS pixels: a desk at 200 % zoom, and the smallest phone
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((each) => document.documentElement.scrollWidth > innerWidth
        && each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 90))"""


@pytest.fixture
def company(app: Flask) -> Company:
    return found_company()


@pytest.mark.parametrize(
    ("place", "way"),
    [(place, WAYS[number % len(WAYS)]) for number, place in enumerate(PLACES)],
    ids=[place.name for place in PLACES],
)
def test_look_at_page(
    open_window: OpenWindow, company: Company, place: Place, way: tuple[str, int]
) -> None:
    """Each page once, the four ways taking turns."""
    page = go_to(place, open_window, company, *way)
    assert barriers(page) == []
    assert too_wide(page) == []


@pytest.mark.prove
def test_look_at_every_page_every_way(app: Flask, open_window: OpenWindow) -> None:
    company, found, began = found_company(), [], time.monotonic()
    for place, way in product(PLACES, WAYS):
        page = go_to(place, open_window, company, *way)
        found += [f"{place.name}, {way}: {each}" for each in [*barriers(page), *too_wide(page)]]
        page.context.close()
    took = time.monotonic() - began
    print(f"\n{len(PLACES)} pages, {len(WAYS)} ways: {len(found)} barriers in {took:.0f} s")
    assert found == []


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way[0]} {way[1]}")
def test_look_at_failure(app: Flask, open_window: OpenWindow, way: tuple[str, int]) -> None:
    """A bug has a page too."""
    app.view_functions["web.progress"] = lambda: 1 // 0
    page = go_to(Place("failure", "/progress"), open_window, None, *way)
    expect(page.get_by_role("heading", level=1)).to_contain_text("it is our fault")
    assert barriers(page) == []
    assert too_wide(page) == []


def test_nothing_moves_for_those_who_asked_for_rest(
    open_window: OpenWindow, company: Company
) -> None:
    page = open_window(company.people["marta"], reduced_motion="reduce")
    page.goto("/")
    page.get_by_role("button", name="Vote for").first.click()
    moving = """() => document.getAnimations()
        .filter((each) => each.effect.getComputedTiming().endTime > 1)
        .map((each) => each.animationName ?? each.transitionProperty)"""
    assert page.evaluate(moving) == []


@pytest.mark.parametrize("path", ["/", "/ideas/new", "/ideas/{asked}", "/me"])
def test_read_from_right_to_left(open_window: OpenWindow, company: Company, path: str) -> None:
    page = go_to(Place("", path, "ada"), open_window, company, "light", 1280)
    page.evaluate("document.documentElement.dir = 'rtl'")
    brand = page.locator(".brand").bounding_box()
    assert brand is not None
    assert brand["x"] > 1280 / 2, "the bar begins on the right"
    assert too_wide(page) == []


def go_to(
    place: Place, open_window: OpenWindow, company: Company | None, theme: str, width: int
) -> Page:
    page = open_window(
        company.people.get(place.person) if company else None,
        theme,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    page.goto(place.path.format(**addresses(company)) if company else place.path)
    if place.reach:
        place.reach(page)
    return page


def addresses(company: Company) -> dict[str, str]:
    return {
        "asked": company.asked.reference,
        "shipped": company.shipped.reference,
        "mail": company.mail,
    }


def barriers(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in violations for node in each["nodes"]]


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways, in its own window and in narrow ones."""
    found = page.evaluate(TOO_WIDE)
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 600})
        found += [f"at {width}: {each}" for each in page.evaluate(TOO_WIDE)]
    return found
