"""Stylesheets, scripts and drawings: joined once, kept for good, small, and within the rules."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.web import assets

SHEETS = sorted((assets.STATIC / "css").rglob("*.css"))
SCRIPTS = sorted((assets.STATIC / "js").rglob("*.js"))
TEMPLATES = sorted((assets.STATIC.parent / "templates").rglob("*.html"))
PAGES = [page for page in TEMPLATES if "mail" not in page.parts]  # mail needs its inline styles
MAY_INSIST = {"reset.css", "base.css", "print.css"}  # hidden, reduced motion, print


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A copy of the sources that a test may change."""
    return Path(shutil.copytree(assets.STATIC, tmp_path / "static"))


@pytest.fixture
def site() -> Flask:
    made = Flask("site", static_folder=None)
    assets.init_app(made)
    return made


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


def url_of(site: Flask, name: str) -> str:
    with site.test_request_context():
        return assets.asset_url(name)


def text_of(static: Path, name: str) -> str:
    return assets.build(static)[name].content.decode()


def test_the_order_of_the_layers_comes_first(static: Path) -> None:
    assert text_of(static, "portal.css").startswith("@layer reset, tokens, base, layout,")


def test_staff_pages_get_the_portals_files_and_then_their_own(static: Path) -> None:
    (static / "css" / "work" / "extra.css").write_text(".extra { color: red; }\n")
    portal, work = text_of(static, "portal.css"), text_of(static, "work.css")
    assert work.startswith(portal)
    assert ".extra" in work.removeprefix(portal)


def test_comments_and_indentation_go_and_words_stay(static: Path) -> None:
    (static / "css" / "zz.css").write_text(
        '/* Why,\n   at length. */\n.a {\n  content: "/* kept */";\n\n  // gone\n}\n'
    )
    (static / "js" / "zz.js").write_text('// Why.\nconst where = "https://heed.example";\n')
    assert text_of(static, "portal.css").endswith('.a {\ncontent: "/* kept */";\n}\n')
    assert text_of(static, "portal.js").endswith('{\nconst where = "https://heed.example";\n}\n')


def test_two_scripts_may_use_the_same_name(static: Path) -> None:
    (static / "js" / "zz1.js").write_text("const PAUSE = 1;\n")
    (static / "js" / "zz2.js").write_text("const PAUSE = 2;\n")
    assert text_of(static, "portal.js").endswith("{\nconst PAUSE = 1;\n}\n{\nconst PAUSE = 2;\n}\n")


def test_a_change_gives_another_address(static: Path) -> None:
    before = assets.build(static)["portal.css"].name
    (static / "css" / "text.css").write_text(".icon { fill: red; }\n")
    assert assets.build(static)["portal.css"].name != before


def test_an_asset_is_kept_for_good(site: Flask, client: FlaskClient) -> None:
    answer = client.get(url_of(site, "portal.css"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


def test_an_asset_is_sent_zipped_to_those_who_take_it(site: Flask, client: FlaskClient) -> None:
    address = url_of(site, "portal.js")
    plain = client.get(address)
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert zipped.headers["ETag"] != plain.headers["ETag"]


def test_a_browser_that_asks_again_gets_no_second_copy(site: Flask, client: FlaskClient) -> None:
    address = url_of(site, "icons.svg")
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("name", ["portal.css", "portal.000000000000.css", "..%2Fconfig.py"])
def test_nothing_else_is_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


def test_the_site_has_an_icon_from_day_one(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.mimetype == "image/x-icon"
    assert answer.data.startswith(b"\x00\x00\x01\x00")


def test_an_address_follows_the_prefix_the_portal_is_served_under(site: Flask) -> None:
    with site.test_request_context(base_url="https://larch.example/portal"):
        assert assets.asset_url("icons.svg").startswith("/portal/assets/icons.")


def test_what_a_page_loads_stays_small(static: Path) -> None:
    built = assets.build(static)
    loaded = [built[name] for name in ("portal.css", "portal.js", "icons.svg")]
    assert sum(len(asset.gzipped) for asset in loaded) < 25_000
    assert sum(len(asset.content) for asset in loaded) < 80_000


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_stylesheet_keeps_the_rules(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert text.count("\n") <= 250
    assert "@layer" in text
    assert not re.search(r"#[\w-]+[^;{}]*\{", text), "an id selector"
    assert "!important" not in text or sheet.name in MAY_INSIST
    physical = r"\b(margin|padding|border)-(left|right|top|bottom)\b|\b(left|right):"
    assert not re.search(physical, text), "a physical property, wrong from right to left"
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_stands_alone_and_says_what_markup_it_needs(script: Path) -> None:
    text = script.read_text()
    assert len(text) < 8_000
    assert text.startswith("// ")
    assert "// Markup:" in text
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: "/".join(page.parts[-2:]))
def test_a_template_keeps_the_content_policy_and_names_icons_that_exist(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! type=\"module\" src=)", text)
    drawn = set(re.findall(r'<symbol id="(\w+)"', (assets.STATIC / "img/icons.svg").read_text()))
    assert set(re.findall(r"\bicon\('(\w+)'", text)) <= drawn
