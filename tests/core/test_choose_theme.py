from __future__ import annotations

from pathlib import Path

import pytest

from tests.browsers import Browser
from tests.conftest import opened


def test_the_theme_is_kept_and_forgotten(browser: Browser) -> None:
    kept = browser.post("/theme", {"theme": "dark", "next": "/updates"})
    assert (kept.status_code, kept.location) == (303, "/updates")
    assert kept.headers["Set-Cookie"].startswith("theme=dark;")
    assert 'data-theme="dark"' in browser.get("/updates").text

    browser.post("/theme", {"theme": "whatever"})
    assert 'data-theme="dark"' not in browser.get("/updates").text


@pytest.mark.parametrize(
    ("base_url", "is_secure"), [("http://localhost", False), ("https://ideas.example", True)]
)
def test_the_cookie_stays_on_https_where_the_portal_does(
    data_dir: Path, base_url: str, is_secure: bool
) -> None:
    with opened(data_dir, HEED_BASE_URL=base_url) as made:
        browser = Browser(made)
        made.config["WTF_CSRF_ENABLED"] = False
        answer = browser.client.post("/theme", data={"theme": "dark"}, base_url=base_url)
    assert ("Secure" in answer.headers["Set-Cookie"]) is is_secure
