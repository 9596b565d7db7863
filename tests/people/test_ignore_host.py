"""Links in mails lead to HEED_BASE_URL, whatever host a request claims to be for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.people.asked_letters import send_asked_letters
from app.people.models import User
from app.telling.jobs import send_outbox
from tests.browsers import Browser
from tests.conftest import opened
from tests.personas import make_person
from tests.telling.mail_server import MailServer

PERSON = {"name": "Eve Adams", "password": "seven-wooden-herons"}
OURS = "http://localhost/"
EVIL = "evil.example"
CLAIMS = [
    {"HTTP_HOST": EVIL},
    {"HTTP_HOST": f"{EVIL}:80"},
    {"HTTP_HOST": f"localhost@{EVIL}"},
    {"HTTP_HOST": f"{EVIL}/localhost"},
    {"HTTP_HOST": f"localhost, {EVIL}"},  # two Host lines, as a server joins them
    {"HTTP_HOST": f"{EVIL}, localhost"},
    {"HTTP_HOST": "localhost\\.evil.example"},
    {"HTTP_HOST": ""},
    {"SERVER_NAME": EVIL, "HTTP_HOST": EVIL},
    {"HTTP_X_FORWARDED_HOST": EVIL},
    {"HTTP_X_FORWARDED_HOST": f"localhost, {EVIL}"},
    {"HTTP_X_FORWARDED_SERVER": EVIL},
    {"HTTP_X_HOST": EVIL},
    {"HTTP_X_ORIGINAL_HOST": EVIL},
    {"HTTP_X_FORWARDED_PREFIX": f"//{EVIL}"},
    {"HTTP_X_FORWARDED_PROTO": f"https://{EVIL}/"},
    {"HTTP_FORWARDED": f"host={EVIL};proto=https"},
    {"REQUEST_URI": f"http://{EVIL}/forgot", "RAW_URI": f"http://{EVIL}/forgot"},
]
DOORS = {
    "sign up": ("/sign-up", {"email": "eve@heed.example", **PERSON}),
    "forgot": ("/forgot", {"email": "ada@heed.example"}),
    "confirm again": ("/confirm", {"email": "new@heed.example"}),
    "invite": (
        "/manage/people/invite",
        {"addresses": "grace@northwind.example", "role": "customer"},
    ),
    "change password": (
        "/security/password",
        {"present": "quiet-harbour-lantern", "password": "seven-wooden-herons"},
    ),
}


@pytest.fixture
def app(data_dir: Path) -> Iterator[Flask]:
    """Without limits, so that no claim is refused for being one too many."""
    with opened(data_dir, HEED_LIMITS="off") as made:
        yield made


@pytest.mark.parametrize("door", DOORS)
def test_no_mail_leads_elsewhere(
    app: Flask, ada: User, root: User, mail_server: MailServer, door: str
) -> None:
    Browser(app).post("/sign-up", {"email": "new@heed.example", **PERSON})
    path, form = DOORS[door]
    done = Counter[int]()
    for number, claim in enumerate(CLAIMS):
        browser = Browser(app)
        if door == "invite":
            browser.sign_in(root)
            form = {**form, "addresses": f"grace{number}@northwind.example"}
        if door == "change password":  # limited for each person, also where limits are off
            browser.sign_in(make_person(f"Voter{number} Smith"))
        answer = browser.post(path, form, environ_overrides=claim)
        assert EVIL not in answer.headers.get("Location", ""), claim
        done[answer.status_code] += 1
    send_asked_letters()
    send_outbox()
    letters = [each.get_body(("plain",)).get_content() for each in mail_server.messages]
    print(f"{door}: {len(CLAIMS)} claims, {dict(done)}, {len(letters)} letters, none led elsewhere")
    # With a host that is none the cookie is not taken either.
    assert set(done) <= {303, 400, 401}
    assert letters
    assert EVIL not in "".join(str(each) for each in mail_server.messages)
    for letter in letters:
        assert set(re.findall(r"https?://[^/\s]+/", letter)) == {OURS}
