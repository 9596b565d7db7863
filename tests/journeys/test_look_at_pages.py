"""Every page in every state is free of barriers that axe knows, fits narrow windows and stays
quiet, in light and dark, on a desk and on a phone."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import cycle, product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from app.people.queries import by_email
from tests.chromium import OpenWindow
from tests.conftest import opened
from tests.databases import SERVER, database_of
from tests.journeys.company import Company, found_company
from tests.journeys.places import PLACES, Place

pytestmark = pytest.mark.browser
THEMES = ("light", "dark")
WIDTHS = (1280, 390)
WAYS = list(product(THEMES, WIDTHS))
NAMES = [f"{theme} {width}" for theme, width in WAYS]
PORTIONS = 3
# What a page looks like does not depend on the database: each looks at a quarter of them.
QUARTER = 2 * bool(SERVER)
NARROW = (640, 320)  # CSS pixels: a desk at 200 % zoom, and the smallest phone
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((each) => document.documentElement.scrollWidth > innerWidth
        && each.getBoundingClientRect().right > innerWidth + 1)
    .map((each) => each.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="session")
def furnished(
    tmp_path_factory: pytest.TempPathFactory, empty_portal: Path
) -> Iterator[tuple[Path, Company]]:
    """The data folder of a portal with something of everything, made once and copied."""
    with database_of(tmp_path_factory.mktemp("furnished"), like=empty_portal) as folder:
        with opened(folder):
            company = found_company()
        yield folder, company


@pytest.fixture
def data_dir(tmp_path: Path, furnished: tuple[Path, Company]) -> Iterator[Path]:
    folder = shutil.copytree(furnished[0], tmp_path / "data")
    with database_of(folder, like=furnished[0]):
        yield folder


@pytest.fixture
def company(furnished: tuple[Path, Company]) -> Company:
    return furnished[1]


@pytest.mark.parametrize("first", range(PORTIONS))
def test_look_at_each_page(open_window: OpenWindow, company: Company, first: int) -> None:
    """Some of them on SQLite, others on PostgreSQL, the four ways taking turns."""
    turns = list(zip(PLACES[QUARTER::4], cycle(WAYS), strict=False))
    assert faults(turns[first::PORTIONS], open_window, company) == []


@pytest.mark.prove
@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_look_at_every_page(
    open_window: OpenWindow, company: Company, way: tuple[str, int]
) -> None:
    began = time.monotonic()
    found = faults([(place, way) for place in PLACES], open_window, company)
    took = time.monotonic() - began
    print(f"\n{way}: {len(PLACES)} pages, {len(found)} barriers, {took:.0f} s")
    assert found == []


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_look_at_failure(
    app: Flask, open_window: OpenWindow, company: Company, way: tuple[str, int]
) -> None:
    """A bug has a page too."""
    app.view_functions["web.progress"] = lambda: 1 // 0
    page = go_to(Place("failure", "/progress"), open_window, company, *way)
    expect(page.get_by_role("heading", level=1)).to_contain_text("it is our fault")
    assert barriers(page) == []
    assert too_wide(page) == []


def test_nothing_moves_for_those_who_asked_for_rest(
    open_window: OpenWindow, company: Company
) -> None:
    page = go_to(Place("", "/", "marta"), open_window, company, *WAYS[0])
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


def faults(
    turns: list[tuple[Place, tuple[str, int]]], open_window: OpenWindow, company: Company
) -> list[str]:
    found = []
    for place, way in turns:
        page = go_to(place, open_window, company, *way)
        found += [f"{place.name} {way}: {each}" for each in [*barriers(page), *too_wide(page)]]
        page.context.close()
    return found


def go_to(place: Place, open_window: OpenWindow, company: Company, theme: str, width: int) -> Page:
    page = open_window(
        by_email(f"{place.person}@heed.example") if place.person else None,
        theme,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    page.goto(place.path.format(**asdict(company)))
    if place.reach:
        place.reach(page)
    return page


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
