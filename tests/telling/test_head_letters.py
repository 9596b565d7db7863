"""No name, subject or address breaks out of its header: one letter goes to one person."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from itertools import product
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import set_committed_value

from app.core.db import session
from app.people.models import User
from app.telling.mail.letter import Letter
from app.telling.mail.message import write
from tests.browsers import Browser

BREAKS = ["\r\n", "\n", "\r", "\r\n ", "\n\t", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\0"]
ADDED = ["Bcc: eve@evil.example", "Content-Type: text/html", "\r\n<script>", "To: eve@evil.example"]
SPLIT = [
    "Ada, eve@evil.example",
    "Ada <eve@evil.example>",
    '"Ada" <eve@evil.example>, ',
    "Ada; eve@evil.example;",
    "Friends: eve@evil.example;",
    "Ada (eve@evil.example)",
    "=?utf-8?q?Ada=0ABcc:_eve@evil.example?=",
    "Ada\\",
    '"',
    "(",
    "ÄÖ" * 100 + ", eve@evil.example",
    "é\u202eelpmaxe.live",
]
EVIL = [*SPLIT, *(f"Ada{mark}{more}" for mark, more in product(BREAKS, ADDED))]
HEADERS = {
    *("from", "to", "subject", "date", "message-id", "auto-submitted"),
    *("mime-version", "content-type"),
}
ADDRESSES = [
    "a@heed.example,eve@evil.example",
    "a@heed.example;eve@evil.example",
    "a@heed.example eve@evil.example",
    "a@heed.example\r\nBcc: eve@evil.example",
    "a@heed.example\nBcc: eve@evil.example",
    "a@heed.example%0aBcc:eve@evil.example",
    "<a@heed.example>",
    "Ada <a@heed.example>",
    '"a@heed.example,"@evil.example',
    "a@heed.example@evil.example",
    "a@[127.0.0.1]",
    "a@localhost",
    "@evil.example",
    "a@",
    "a\u2028@heed.example",
    "a@heed.exa\u200bmple\u202e",
    "a@-heed.example",
    "a..b@heed.example",
    "a@" + "b" * 250 + ".example",
]


@pytest.mark.parametrize("field", ["name", "subject"])
def test_what_is_written_stays_in_its_header(app: Flask, ada: User, field: str) -> None:
    for evil in EVIL:
        letter = Letter(
            to=ada,
            locale="en",
            subject=evil if field == "subject" else "News",
            greeting="Hello,",
            headline="News",
            action="Look",
            url="http://localhost/",
        )
        # No form takes such a name; a row of long ago may hold it.
        set_committed_value(ada, "name", evil if field == "name" else "Ada Lovelace")
        read = message_from_bytes(write(letter, uid=uuid4()).as_bytes(), policy=default)
        assert {name.lower() for name in read} == HEADERS, evil
        assert len(read.keys()) == len(HEADERS), evil
        assert [each.addr_spec for each in read["To"].addresses] == ["ada@heed.example"], evil
        assert len(read.defects) == 0, evil


@pytest.mark.parametrize("path", ["/sign-up", "/forgot", "/confirm"])
def test_an_address_is_one_address(app: Flask, browser: Browser, path: str) -> None:
    before = session.scalar(select(func.count(User.id)))
    for number, address in enumerate(ADDRESSES):
        form = {"email": address, "name": "Ada", "password": "lantern-otter-sundial-quay"}
        place = {"REMOTE_ADDR": f"198.51.100.{number}"}
        answer = browser.post(path, form, environ_overrides=place)
        assert answer.status_code == 422, address
    assert session.scalar(select(func.count(User.id))) == before
