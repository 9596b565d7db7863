"""Files hosts put before a round: what is taken, what is left of it, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from app.core.clock import now
from app.core.db import session
from app.core.errors import Invalid
from app.councils import jobs
from app.councils.files.documents import LARGEST, document_of
from app.councils.files.stamps import stamped
from app.councils.files.store import files, keep
from app.councils.models import Council, Paper, PaperFile
from app.people.models import User
from tests.browsers import Browser
from tests.councils import files_of_all_kinds as sent
from tests.councils.putting_files import add, added, kept, pages_of, url
from tests.requirements import missing

TOP = Path(__file__).parents[2]
LINE = "For Ada a@heed.example, today · Nothing leaves the board"


def test_nothing_acts_and_nothing_hides_in_what_is_kept_or_sent(
    app: Flask, sitting: Council, host: Browser, ada: User
) -> None:
    evil = sent.acting()
    assert _suspicious(evil), "the test knows what to look for"
    where = added(host, sitting, evil)
    got = Browser(app).sign_in(ada).get(f"{where}/file").data
    (file,) = kept(app)
    for content in (file.read_bytes(), got):
        assert _suspicious(content) == []
        assert "Acts" in pages_of(content)[0].extract_text()
    assert set(PdfReader(BytesIO(got)).root_object) == {"/Type", "/Pages"}


def test_links_to_the_web_stay_and_others_do_not() -> None:
    for address, stays in (
        ("https://heed.example/prices", True),
        ("http://heed.example", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
    ):
        copy = document_of(sent.pdf(link=address), name="deck.pdf").content
        (page,) = pages_of(stamped(copy, "application/pdf", LINE))
        actions = [each.get_object()["/A"] for each in page.get("/Annots", ())]
        assert [each["/URI"] for each in actions] == ([address] if stays else [])


def test_a_layer_that_is_not_shown_stays_so_and_the_language_is_known() -> None:
    copy = document_of(sent.layered(), name="deck.pdf").content
    root: Any = PdfReader(BytesIO(stamped(copy, "application/pdf", LINE))).root_object
    (page,) = pages_of(copy)
    (hidden,) = root["/OCProperties"]["/D"]["/OFF"]
    assert hidden == root["/OCProperties"]["/OCGs"][0]
    assert root["/Lang"] == "de-CH"
    drawn: Any = page["/Resources"]
    layer = drawn["/XObject"]["/HeedContent"]["/Resources"]["/Properties"].raw_get("/L")
    kept: Any = PdfReader(BytesIO(copy)).root_object
    assert layer.idnum == kept["/OCProperties"]["/D"]["/OFF"][0].idnum


def _suspicious(content: bytes) -> list[str]:
    """Names and words in it that act, travel along or tell where it comes from."""
    reader = PdfReader(BytesIO(content))
    objects = [*_inside(reader.trailer)]
    keys = {str(key) for each in objects if isinstance(each, DictionaryObject) for key in each}
    forbidden = {"/JS", "/AA", "/OpenAction", "/EmbeddedFiles", "/EF", "/AcroForm", "/PieceInfo"}
    forbidden |= {"/FT", "/Names", "/Metadata", "/Author", "/Producer", "/A"}
    texts = [str(each) for each in objects if not isinstance(each, (DictionaryObject, ArrayObject))]
    texts += [str(each.get_data()) for each in objects if isinstance(each, StreamObject)]
    words = ("heed-evil", "/JavaScript", "/Launch", "/Widget", "Somebody at work")
    return [*(keys & forbidden), *(word for word in words if any(word in each for each in texts))]


def _inside(found: Any, seen: set[int] | None = None) -> Iterator[PdfObject]:
    seen = set() if seen is None else seen
    if isinstance(found, IndirectObject):
        if found.idnum in seen:
            return
        seen.add(found.idnum)
        found = found.get_object()
    yield found
    below = found.values() if isinstance(found, DictionaryObject) else ()
    for each in found if isinstance(found, ArrayObject) else below:
        yield from _inside(each, seen)


def _docx() -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    return written.getvalue()


REFUSED = {
    "page.pdf": (b"<html><script>alert(1)</script>", "is no file we can take: PDF, PNG"),
    "drawing.png": (b"<svg onload='alert(1)'/>", "is no file we can take"),
    "plan.docx": (_docx(), "Save it as PDF first"),
    "plan.pdf": (_docx(), "Save it as PDF first"),
    "old.ppt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "Save it as PDF first"),
    "empty.pdf": (b"", "is no file we can take"),
    "cut.pdf": (sent.pdf()[:400], "is damaged or not complete"),
    "noise.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "is damaged or not complete"),
    "locked.pdf": (sent.locked(), "is locked with a password"),
    "long.pdf": (sent.pdf(*["Page"] * 201), "has more than 200 pages"),
    "twice.pdf": (sent.packed_twice(), "takes too much to read"),
    "cut.png": (sent.picture()[:300], "is damaged or not complete"),
    "heavy.pdf": (sent.pdf() + bytes(LARGEST), "is larger than 10 MB"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(
    app: Flask, sitting: Council, host: Browser, name: str
) -> None:
    content, reason = REFUSED[name]
    page = add(host, sitting, content, name)
    assert page.status_code == 422
    assert f"“{name}” {reason}" in page.text or reason in page.text
    assert "Prices of 2027" in page.text
    assert session.scalars(select(Paper)).all() == []
    assert kept(app) == []


def test_a_page_more_is_too_many_and_two_hundred_are_not(
    app: Flask, sitting: Council, host: Browser
) -> None:
    where = added(host, sitting, sent.pdf(*["Page"] * 200))
    assert "PDF, 200 pages" in host.get(where).text


def test_a_text_and_a_file_are_two_papers(app: Flask, sitting: Council, host: Browser) -> None:
    form = {"title": "Prices", "body": "They rise.", "file": (BytesIO(sent.pdf()), "deck.pdf")}
    page = host.post(url(sitting, "/papers"), form)
    assert page.status_code == 422
    assert "Add the text and the file as two papers." in page.text
    assert "They rise." in page.text
    untitled = {"title": "", "body": "", "file": (BytesIO(sent.pdf()), "deck.pdf")}
    assert host.post(url(sitting, "/papers"), untitled).status_code == 422
    assert kept(app) == []


def test_ten_megabytes_are_let_in_here_and_no_more(
    app: Flask, sitting: Council, host: Browser, ada: User
) -> None:
    def send(who: Browser, megabytes: int, rest: str = "/papers") -> TestResponse:
        content = FileStorage(BytesIO(sent.pdf() + bytes(megabytes * 1024 * 1024)), "deck.pdf")
        return who.send(url(sitting, rest), {"title": "Much", "body": "", "file": content})

    assert send(host, 9).status_code == 303
    assert send(host, 12).status_code == 413
    assert send(host, 9, "/stage").status_code == 413
    assert send(Browser(app), 9).status_code == 404
    assert send(Browser(app).sign_in(ada), 9).status_code == 403


COPYING = """
import sys
from app.councils.files import copying
copying.main()
status = open("/proc/self/status").read()
print(status.split("VmHWM:")[1].split()[0], file=sys.stderr)
"""


@pytest.mark.parametrize(
    "made", [sent.bomb, sent.endless_tree, sent.packed_objects, sent.same_drawing_everywhere]
)
def test_what_unpacks_without_end_is_refused_in_little_time_and_memory(made: Any) -> None:
    content, began = made(), monotonic()
    with pytest.raises(Invalid, match=r"takes too much|is damaged"):
        document_of(content, name="bomb.pdf")
    seconds = monotonic() - began
    command = [sys.executable, "-c", COPYING]
    said = subprocess.run(command, input=content, cwd=TOP, capture_output=True, check=True)
    megabytes = int(said.stderr.splitlines()[-1]) // 1024
    print(f"{made.__name__}: {len(content)} bytes, {seconds:.1f} s, {megabytes} MB")
    assert seconds < 10
    assert megabytes < 400


def test_who_reads_a_pdf_is_ended_when_it_takes_more_than_its_share() -> None:
    """Of time, and of memory."""
    greedy = "from app.councils.files import copying as c\nc._answer = lambda sent: {}\nc.main()"
    for share, way in (("SECONDS = 1", "all(iter(int, 1))"), ("SECONDS = 9", "bytes(2**31)[:1]")):
        program = greedy.format(way).replace("\n", f"\nc.{share}\n", 1)
        command = [sys.executable, "-c", program]
        ended = subprocess.run(command, input=b"", cwd=TOP, capture_output=True, check=False)
        assert ended.returncode != 0


def test_a_paper_taken_out_takes_its_file_along_unless_another_is_the_same(
    app: Flask, sitting: Council, host: Browser, marta: User
) -> None:
    first = added(host, sitting, sent.pdf(), "one.pdf")
    second = added(host, sitting, sent.pdf(), "two.pdf")
    (file,) = kept(app)
    orphan = keep(b"refused once it was kept")
    for taken_out, stays in ((first, True), (second, False)):
        assert host.post(taken_out).status_code == 303
        with time_machine.travel(now() + timedelta(hours=25)):
            jobs.sweep_papers()
        assert file.exists() is stays
        assert not files.path_of(orphan).exists()
    assert session.scalars(select(PaperFile)).all() == []


def test_a_file_of_today_is_not_swept(app: Flask) -> None:
    digest = keep(b"its row is on the way")
    jobs.sweep_papers()
    assert files.path_of(digest).exists()


FULL = """
from pathlib import Path
from app.councils.files import store
store.files.connect(Path(__import__("sys").argv[1]))
kept = store.keep(b"a" * 1000)
try:
    store.keep(b"x" * 1_000_000)
except store.NoRoom as refusal:
    print(refusal.status, refusal.message, sorted(refusal.errors))
found = sorted(p.name for p in Path(__import__("sys").argv[1]).rglob("*") if p.is_file())
print(found == [".lock", kept])
"""


def test_a_full_folder_is_said_and_nothing_is_half_written(tmp_path: Path) -> None:
    """In a file system of 64 kB of its own."""
    mount = (
        f'mount -t tmpfs -o size=64k none {tmp_path} && exec {sys.executable} -c "$0" {tmp_path}'
    )
    command = ["unshare", "-Urm", "sh", "-c", mount, FULL]
    said = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    if said.returncode and "unshare" in said.stderr:
        missing("this machine lets nobody mount a file system of their own")
    lines = said.stdout.splitlines()
    assert lines, said.stderr
    assert lines[0].startswith("503 There is no room for files right now")
    assert lines[0].endswith("['file']")
    assert lines[1] == "True"
