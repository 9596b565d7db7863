"""Files read before a round: who gets them, and the name of whoever reads on every page."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image, ImageChops
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.councils.files.documents import document_of
from app.councils.files.stamps import stamped
from app.councils.models import Council, Paper, Reading, Seat
from app.councils.service.seats import end
from app.people.models import User
from tests.browsers import Browser
from tests.chromium import OpenWindow
from tests.councils import files_of_all_kinds as sent
from tests.councils.acts import begin, close, council, join, prepare
from tests.councils.putting_files import add, added, kept, pages_of, url

UID = "[0-9a-f]{8}-[0-9a-f-]{27}"
POLICY = "sandbox; default-src 'none'"
LINE = "For Ada a@heed.example, today · Nothing leaves the board"


def test_each_member_gets_a_file_with_their_own_name_on_every_page(
    app: Flask, sitting: Council, host: Browser, ada: User, ben: User
) -> None:
    where = added(host, sitting, sent.pdf("Prices rise.", "They fall.", "They rise again."))
    page = Browser(app).sign_in(ada).get(where).text
    assert "deck.pdf" in page
    assert "PDF, 3 pages, 2 kB" in page
    assert f'href="{where}/file"' in page
    assert "PDF, 3 pages, 2 kB" in host.get(url(sitting)).text
    for reader, other in ((ada, ben), (ben, ada)):
        got = Browser(app).sign_in(reader).get(f"{where}/file")
        texts = [each.extract_text() for each in pages_of(got.data)]
        assert "They fall." in texts[1]
        assert len(texts) == 3
        for text in texts:
            stamp = f"For {reader.name} {reader.email}, {now():%a %-d %b %Y}"
            assert text.count(stamp) == 2
            assert text.count("· What is said may be passed on without names") == 2
            assert str(other.email) not in text


def test_put_there_and_read_without_a_script(
    open_window: OpenWindow, host: Browser, sitting: Council, marta: User, ada: User, tmp_path: Path
) -> None:
    deck = tmp_path / "deck.pdf"
    deck.write_bytes(sent.pdf("Prices rise."))
    page = open_window(marta, java_script_enabled=False)
    page.goto(url(sitting))
    page.get_by_text("Add a paper").click()
    page.get_by_label("What it is called").fill("Prices of 2027")
    page.get_by_label("Or a file").set_input_files(deck)
    page.get_by_role("button", name="Add this paper").click()

    page = open_window(ada, java_script_enabled=False)
    page.goto(url(sitting))
    page.get_by_role("link", name="Prices of 2027").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download").click()
    assert taken.value.suggested_filename == "deck.pdf"
    assert ada.name in pages_of(taken.value.path().read_bytes())[0].extract_text()


def test_it_is_sent_so_that_it_can_do_nothing_and_is_kept_nowhere(
    app: Flask, sitting: Council, host: Browser, ada: User
) -> None:
    where = added(host, sitting, sent.pdf(), "../Prices\r\n \u202e2027.exe")
    got = Browser(app).sign_in(ada).get(f"{where}/file")
    assert got.content_type == "application/pdf"
    assert got.headers["Content-Disposition"] == 'attachment; filename="Prices 2027.pdf"'
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "no-store"
    assert got.headers["Content-Security-Policy"] == POLICY
    assert "ETag" not in got.headers


def test_taking_it_is_noted_as_reading_is(
    app: Flask, sitting: Council, host: Browser, seats: list[Seat], ada: User, root: User
) -> None:
    where = added(host, sitting, sent.pdf())
    member = Browser(app).sign_in(ada)
    assert "opened" not in member.get(url(sitting)).text
    member.get(f"{where}/file")
    member.get(f"{where}/file")
    session.rollback()
    noted = session.scalars(select(Reading)).all()
    assert [(each.seat_id, each.times) for each in noted] == [(seats[0].id, 2)]
    assert "2 times, first on" in host.get(where).text

    assert Browser(app).sign_in(root).get(f"{where}/file").status_code == 200
    session.rollback()
    looked = select(AuditEntry).where(AuditEntry.action == "council.look")
    assert [each.actor_id for each in session.scalars(looked)] == [root.id]


def test_who_may_not_read_it_learns_nothing(
    app: Flask, root: User, marta: User, ada: User, ben: User, jun: User, sitting: Council
) -> None:
    seats = join(sitting, ada, by=marta)
    join(council("Other", jun, by=root), ben, by=jun)
    prepare(sitting, "One", by=marta)
    host, member = Browser(app).sign_in(marta), Browser(app).sign_in(ada)
    where = added(host, sitting, sent.pdf())
    nowhere = url(sitting, "/papers/00000000-0000-0000-0000-000000000007/file")

    def is_hidden(reader: Browser) -> bool:
        hidden, none = reader.get(f"{where}/file"), reader.get(nowhere)
        assert none.status_code == 404
        if hidden.status_code == 404:
            assert _plain(hidden) == _plain(none)
        return hidden.status_code == 404

    assert is_hidden(member), "as long as it is a draft"
    assert not is_hidden(host)
    host.post(url(sitting, "/stage"), {"do": "open"})
    assert not is_hidden(member)
    assert all(is_hidden(Browser(app).sign_in(who)) for who in (ben, jun))
    assert is_hidden(Browser(app))
    with writing():
        end(seats[0], sitting, actor=marta)
    assert is_hidden(member), "once the seat has ended"


def _plain(answer: TestResponse) -> str:
    """Without what is another in every answer: its id, the token of its forms, its own address."""
    own = (UID, r'csrf_token" value="[^"]*', r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
    return re.sub("|".join(own), "", answer.text)


def test_a_text_has_no_file_and_one_of_another_round_is_not_there(
    app: Flask, sitting: Council, host: Browser, marta: User
) -> None:
    host.post(url(sitting, "/papers"), {"title": "A text", "body": "Words"})
    uid = session.scalars(select(Paper.uid)).one()
    assert host.get(url(sitting, f"/papers/{uid}/file")).status_code == 404
    where = added(host, sitting, sent.pdf())
    prepare(sitting, "Two", by=marta)
    assert host.get(where.replace("/rounds/1/", "/rounds/2/") + "/file").status_code == 404


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_has_its_line_where_it_is_seen(turn: int) -> None:
    _assert_upright(sent.turned(turn), turn)


@pytest.mark.parametrize("made", [sent.cut, sent.open_ended, sent.tiny])
def test_an_odd_page_has_its_line_where_it_is_seen(made: Any) -> None:
    _assert_upright(made(), 0)


def _assert_upright(content: bytes, turn: int) -> None:
    """The margins lie on the part of the page that is shown, turned as it is, and nothing the page
    does itself reaches them."""
    copy = document_of(content, name="deck.pdf").content
    (page,) = pages_of(stamped(copy, "application/pdf", LINE))
    assert "".join(page.extract_text().split()).count("".join(LINE.split())) == 2
    drawn = page.get_contents()
    assert drawn is not None
    order = r"/HeedContent Do q (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) cm /HeedStamp Do Q"
    fitted = re.fullmatch(order, drawn.get_data().decode())
    assert fitted
    a, b, c, d, e, f = map(float, fitted.groups())
    _left, _bottom, width, height = page["/Resources"]["/XObject"]["/HeedStamp"]["/BBox"]
    corners = [(e, f), (a * width + c * height + e, b * width + d * height + f)]
    box = [float(side) for side in page.cropbox]
    assert sorted(x for x, _y in corners) == [box[0], box[2]]
    assert sorted(y for _x, y in corners) == [box[1], box[3]]
    to_the_right = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}
    assert (a, b) == to_the_right[turn]


@pytest.mark.parametrize("name", ["عادل", "李小龙", "Ада", "\u200b", "👩"])
def test_a_name_that_cannot_be_drawn_leaves_the_address(
    app: Flask, sitting: Council, host: Browser, ada: User, name: str
) -> None:
    where = added(host, sitting, sent.pdf())
    with writing():
        session.get_one(User, ada.id).name = name
    (page,) = pages_of(Browser(app).sign_in(ada).get(f"{where}/file").data)
    assert page.extract_text().count(f"For {ada.email}, ") == 2
    assert name not in page.extract_text()


def test_letters_of_latin_alphabets_are_drawn(
    app: Flask, sitting: Council, host: Browser, ada: User
) -> None:
    where = added(host, sitting, sent.pdf())
    with writing():
        session.get_one(User, ada.id).name = "Zoë Łukasz Žižek"
    (page,) = pages_of(Browser(app).sign_in(ada).get(f"{where}/file").data)
    assert page.extract_text().count(f"For Zoë Łukasz Žižek {ada.email}, ") == 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(1280, 720), (60, 40)])
def test_an_image_has_the_line_drawn_onto_it(
    app: Flask, sitting: Council, host: Browser, ada: User, ben: User, kind: str, size: Any
) -> None:
    where = added(host, sitting, sent.picture(kind, size), "slide.pdf")
    assert f"Image ({'WebP' if kind == 'WEBP' else kind}), " in host.get(where).text
    got = {who: Browser(app).sign_in(who).get(f"{where}/file") for who in (ada, ben)}
    assert got[ada].content_type == f"image/{kind.lower()}"
    drawn = {who: Image.open(BytesIO(answer.data)) for who, answer in got.items()}
    assert drawn[ada].format == kind
    assert not drawn[ada].getexif()
    assert b"heed-evil" not in got[ada].data
    plain = Image.open(BytesIO(kept(app)[0].read_bytes()))
    assert plain.size == size
    difference = ImageChops.difference(drawn[ada].convert("RGB"), drawn[ben].convert("RGB"))
    rows = {
        row for row in range(difference.height) if difference.crop((0, row, 400, row + 1)).getbbox()
    }
    middle = difference.height // 2
    assert min(rows) < middle < max(rows), "at the top and at the bottom"


def test_an_image_with_holes_keeps_them() -> None:
    written = BytesIO()
    Image.new("RGBA", (800, 600), (0, 0, 0, 0)).save(written, "PNG")
    document = document_of(written.getvalue(), name="logo.png")
    with Image.open(BytesIO(stamped(document.content, document.mimetype, LINE))) as drawn:
        assert drawn.getpixel((400, 300)) == (0, 0, 0, 0)
        assert drawn.getpixel((790, 3)) != (0, 0, 0, 0)


def test_a_file_that_is_gone_is_not_there(
    app: Flask, sitting: Council, host: Browser, ada: User
) -> None:
    where = added(host, sitting, sent.pdf())
    kept(app)[0].unlink()
    member = Browser(app).sign_in(ada)
    assert member.get(f"{where}/file").status_code == 404
    session.rollback()
    assert session.scalars(select(Reading)).all() == []


def test_once_closed_a_round_takes_no_file_and_keeps_those_it_has(
    app: Flask, sitting: Council, seats: list[Seat], marta: User, ada: User
) -> None:
    of, _judged = begin(sitting, "One", by=marta)
    host = Browser(app).sign_in(marta)
    where = added(host, sitting, sent.pdf())
    session.refresh(of)
    close(of, by=marta)
    page = add(host, sitting, sent.pdf("Too late"))
    assert page.status_code == 409
    assert Browser(app).sign_in(ada).get(f"{where}/file").status_code == 200


def test_the_export_lists_them(app: Flask, sitting: Council, host: Browser) -> None:
    added(host, sitting, sent.pdf("One", "Two"))
    host.post(url(sitting, "/papers"), {"title": "A text", "body": "Words"})
    told = json.loads(host.get(f"/councils/{sitting.slug}/export.json").text)
    papers = told["rounds"][0]["papers"]
    (file,) = kept(app)
    assert papers == [
        {
            "title": "Prices of 2027",
            "body": "",
            "file": {
                "name": "deck.pdf",
                "kind": "application/pdf",
                "pages": 2,
                "size": file.stat().st_size,
                "sha256": file.name,
            },
            "readings": [],
        },
        {"title": "A text", "body": "Words", "file": None, "readings": []},
    ]
