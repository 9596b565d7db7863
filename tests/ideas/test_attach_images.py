"""Images beside ideas and comments, as a browser sends and gets them."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from app.core.clock import now
from app.core.db import session, writing
from app.core.errors import Invalid
from app.ideas.attachments import jobs, store
from app.ideas.attachments.pictures import LARGEST
from app.ideas.attachments.service import attach
from app.ideas.models import Attachment, Board, Comment, CommentKind, Idea
from app.ideas.service.discuss import comment, remove_comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import submit
from app.ideas.urls import idea_url
from app.people.models import User
from tests.browsers import Browser
from tests.chromium import OpenWindow
from tests.requirements import missing

TOP = Path(__file__).parents[2]
FRAGMENT = {"Heed-Fragment": "1"}
NEW = {"title": "Kilometre log from my car", "body": "I type it in.", "board": "product"}
POLICY = "sandbox; default-src 'none'"


def png(colour: str = "teal", size: tuple[int, int] = (640, 400)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    return written.getvalue()


def file(content: bytes, name: str = "shot.png") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def uploads() -> list[Attachment]:
    session.rollback()
    return list(session.scalars(select(Attachment).order_by(Attachment.id)))


def files_of(app: Flask) -> list[Path]:
    return [path for path in app.config["HEED"].images_dir.glob("??/*") if path.is_file()]


@pytest.fixture
def image(browser: Browser, board: Board, ben: User) -> Attachment:
    """Beside Ben's idea on the public board."""
    answer = browser.sign_in(ben).post("/ideas", {**NEW, "images": [file(png())]})
    assert answer.status_code == 303
    (kept,) = uploads()
    return kept


def test_an_idea_shows_its_images(browser: Browser, app: Flask, image: Attachment) -> None:
    assert image.idea_id is not None
    page = Browser(app).get("/ideas/H-1-kilometre-log-from-my-car").text
    assert f'href="/attachments/{image.uid}"' in page
    assert f'src="/attachments/{image.uid}/small"' in page
    assert 'alt="Image: shot.png" width="320" height="200"' in page


def test_an_image_is_sent_so_that_it_can_do_nothing(app: Flask, image: Attachment) -> None:
    for path, mimetype, side in (("", "image/png", 640), ("/small", "image/webp", 320)):
        sent = Browser(app).get(f"/attachments/{image.uid}{path}")
        assert sent.status_code == 200
        assert sent.content_type == mimetype
        assert sent.headers["Content-Security-Policy"] == POLICY
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert sent.headers["Cache-Control"] in ("private, no-cache", "no-cache, private")
        assert "Set-Cookie" not in sent.headers
        with Image.open(BytesIO(sent.data)) as shown:
            assert max(shown.size) == side
        again = Browser(app).get(
            f"/attachments/{image.uid}{path}", headers={"If-None-Match": sent.headers["ETag"]}
        )
        assert again.status_code == 304
    whole = Browser(app).get(f"/attachments/{image.uid}")
    assert whole.headers["Content-Disposition"] == "attachment; filename=shot.png"


def test_a_comment_brings_images(browser: Browser, idea: Idea, ben: User) -> None:
    form = {"body": "It looks like this", "images": [file(png("red")), file(png("blue"), "b.png")]}
    answer = browser.sign_in(ben).post(f"/ideas/{idea.reference}/comments", form)

    assert answer.status_code == 303
    said = session.scalars(select(Comment)).one()
    assert [image.comment_id for image in uploads()] == [said.id] * 2
    page = browser.get(idea_url(idea)).text
    assert page.index("It looks like this") < page.index(f"/attachments/{uploads()[0].uid}")


def test_sent_twice_a_text_has_its_images_once(browser: Browser, board: Board, ben: User) -> None:
    browser.sign_in(ben)
    for _ in range(2):
        browser.post("/ideas", {**NEW, "looked": "1", "images": [file(png())]})
    assert [image.idea_id is not None for image in uploads()] == [True, False]


def test_a_refused_form_comes_back_with_its_images(
    browser: Browser, board: Board, ben: User
) -> None:
    page = browser.sign_in(ben).post("/ideas", {**NEW, "title": "", "images": [file(png())]})
    assert page.status_code == 422
    kept = re.findall(r'name="kept" value="([^"]+)" checked', page.text)
    assert [str(image.uid) for image in uploads()] == kept
    assert "I type it in." in page.text
    assert browser.get(f"/attachments/{kept[0]}/small").status_code == 200

    more = {"kept": kept, "images": [file(png("red"), "second.png")]}
    assert browser.post("/ideas", {**NEW, **more}).status_code == 303
    assert [image.idea_id for image in uploads()] == [1, 1]


def test_an_image_that_was_unticked_is_not_posted(
    browser: Browser, board: Board, ben: User
) -> None:
    browser.sign_in(ben).post("/ideas", {**NEW, "title": "", "images": [file(png())]})
    assert browser.post("/ideas", NEW).status_code == 303
    assert [image.idea_id for image in uploads()] == [None]


@pytest.mark.parametrize("path", ["/ideas", "/ideas/{reference}/comments"])
def test_what_is_no_image_is_said_and_the_rest_is_kept(
    browser: Browser, idea: Idea, ben: User, path: str
) -> None:
    sent = [file(b"<svg onload=alert(1)>", "logo.svg"), file(png()), file(b"%PDF-1.7", "a.png")]
    page = browser.sign_in(ben).post(
        path.format(reference=idea.reference), {**NEW, "body": "Nine days!", "images": sent}
    )
    assert page.status_code == 422
    assert "“logo.svg” is a drawing (SVG)" in page.text
    assert "“a.png” is no image we can take" in page.text
    assert "Nine days!" in page.text
    assert [image.name for image in uploads()] == ["shot.png"]
    assert f'value="{uploads()[0].uid}" checked' in page.text
    assert session.scalar(select(func.count(Comment.id))) == 0


def test_four_images_are_the_most(browser: Browser, idea: Idea, ben: User) -> None:
    sent = [file(png(), f"{number}.png") for number in range(5)]
    page = browser.sign_in(ben).post(
        f"/ideas/{idea.reference}/comments", {"body": "All of it", "images": sent}
    )
    assert page.status_code == 422
    assert "Four images at most" in page.text
    assert len(uploads()) == 4


def test_large_files_are_let_in_where_images_are_asked_for(
    browser: Browser, app: Flask, idea: Idea, ben: User
) -> None:
    address, heavy = (
        f"/ideas/{idea.reference}/comments",
        FileStorage(BytesIO(png() + bytes(LARGEST)), "heavy.png"),
    )
    browser.sign_in(ben)
    page = browser.send(address, {"body": "Much", "images": [heavy]})
    assert page.status_code == 422
    assert "“heavy.png” is larger than 10 MB" in page.text
    assert "Much" in page.text

    huge = FileStorage(BytesIO(bytes(43 * 1024 * 1024)), "huge.png")
    assert browser.send(address, {"body": "x", "images": [huge]}).status_code == 413
    elsewhere = browser.send(f"/ideas/{idea.reference}/vote", {"images": [heavy]})
    assert elsewhere.status_code == 413
    stranger = Browser(app).send(address, {"body": "x", "images": [heavy]})
    assert stranger.location.startswith("/sign-in"), "nothing of it was read"
    assert uploads() == []


def test_voting_instead_takes_images_along(browser: Browser, idea: Idea, ben: User) -> None:
    form = {"title": "Warn before the link ends", "body": "", "board": "product"}
    more = {"instead": idea.reference, "images": [file(png())]}
    card = browser.sign_in(ben).post("/ideas/instead", {**form, **more}, headers=FRAGMENT)
    assert card.status_code == 200
    said = session.scalars(select(Comment)).one()
    assert said.body == "Warn before the link ends"
    assert [image.comment_id for image in uploads()] == [said.id]


def test_nobody_posts_an_image_of_somebody_else(
    app: Flask, browser: Browser, board: Board, ben: User, ada: User
) -> None:
    browser.sign_in(ben).post("/ideas", {**NEW, "title": "", "images": [file(png())]})
    bens = str(uploads()[0].uid)
    hers = Browser(app).sign_in(ada)
    assert hers.get(f"/attachments/{bens}").status_code == 404
    assert hers.post("/ideas", {**NEW, "kept": [bens, "no uid"]}).status_code == 303
    assert uploads()[0].idea_id is None


def test_an_image_is_read_by_who_may_read_the_words(
    app: Flask,
    image: Attachment,
    board: Board,
    staff_board: Board,
    idea: Idea,
    people: dict[str, Browser],
) -> None:
    """Every kind of words against every kind of reader."""
    inside = _idea_inside(staff_board, image)
    gone = _comment_of(idea, image, CommentKind.PUBLIC)
    with writing():
        remove_comment(gone, idea, actor=session.get_one(User, image.uploader_id))
    where = {
        "everyone": {"idea_id": image.idea_id, "comment_id": None},
        "staff": {"idea_id": inside.id, "comment_id": None},
        "note": {"comment_id": _comment_of(idea, image, CommentKind.INTERNAL).id},
        "gone": {"comment_id": gone.id},
        "uploader": {"idea_id": None, "comment_id": None},
    }
    readers = {
        "everyone": set(people),
        "staff": {"jun", "marta"},
        "note": {"jun", "marta"},
        "gone": set(),
        "uploader": {"ben"},
    }
    for words_are_for, columns in where.items():
        with writing():
            shown = session.get_one(Attachment, image.id)
            shown.idea_id = columns.get("idea_id", idea.id)
            shown.comment_id = columns["comment_id"]
        for path in ("", "/small"):
            answers = {
                name: reader.get(f"/attachments/{image.uid}{path}").status_code
                for name, reader in people.items()
            }
            allowed = {name for name, status in answers.items() if status == 200}
            assert allowed == readers[words_are_for], words_are_for
            assert set(answers.values()) <= {200, 404}


@pytest.fixture
def people(app: Flask, ada: User, ben: User, jun: User, marta: User) -> dict[str, Browser]:
    signed_in = {"ada": ada, "ben": ben, "jun": jun, "marta": marta}
    browsers = {name: Browser(app).sign_in(person) for name, person in signed_in.items()}
    return {"nobody": Browser(app), **browsers}


def _idea_inside(staff_board: Board, image: Attachment) -> Idea:
    written = draft("Retire the old importer")
    with writing():
        return submit(written, board=staff_board, author=session.get_one(User, image.uploader_id))


def _comment_of(idea: Idea, image: Attachment, kind: CommentKind) -> Comment:
    said = words("Look at this")
    author = session.scalars(select(User).where(User.name.like("Jun%"))).one()
    if kind is CommentKind.PUBLIC:
        author = session.get_one(User, image.uploader_id)
    with writing():
        return comment(idea, said, author=author, kind=kind)


def test_a_file_that_is_gone_is_not_there(app: Flask, image: Attachment) -> None:
    store.path_of(image.digest).unlink()
    assert Browser(app).get(f"/attachments/{image.uid}").status_code == 404


def test_the_same_image_is_kept_once(browser: Browser, app: Flask, idea: Idea, ben: User) -> None:
    browser.sign_in(ben)
    for number in range(3):
        form = {"body": f"Again {number}", "images": [file(png(), f"{number}.png")]}
        browser.post(f"/ideas/{idea.reference}/comments", form)
    assert len(uploads()) == 3
    assert len(files_of(app)) == 2  # the image and its smaller one


def test_what_nobody_posted_is_swept_away(
    browser: Browser, app: Flask, image: Attachment, ben: User
) -> None:
    unused = {**NEW, "title": "", "images": [file(png("red")), file(png(), "as posted.png")]}
    browser.post("/ideas", unused)
    orphan = store.keep(b"without a row", b"small")
    (app.config["HEED"].images_dir / orphan[:2] / f"{orphan}.left-behind").touch()
    assert (len(uploads()), len(files_of(app))) == (3, 7)

    with time_machine.travel(now() + timedelta(hours=23)):
        jobs.sweep_images()
        assert (len(uploads()), len(files_of(app))) == (3, 7)
    with time_machine.travel(now() + timedelta(hours=25)):
        jobs.sweep_images()
        jobs.sweep_images()
    assert [each.uid for each in uploads()] == [image.uid]
    assert {path.name.split("-")[0] for path in files_of(app)} == {image.digest}
    assert Browser(app).get(f"/attachments/{image.uid}").status_code == 200


def test_a_file_kept_again_is_not_swept(app: Flask) -> None:
    """Its row is on the way."""
    digest = store.keep(b"content", b"small")
    assert list(store.files.kept_before(now())) != []
    moment = now()
    store.keep(b"content", b"small")
    assert store.files.forget(digest, unless_kept_since=moment - timedelta(seconds=1)) == 0
    assert store.path_of(digest).exists()


def test_an_upload_that_was_swept_is_asked_for_again(board: Board, ben: User) -> None:
    """Between the moment it was offered and the moment it is posted."""
    written = draft("Kilometre log from my car")
    with writing():
        posted = submit(written, board=board, author=ben)
    with pytest.raises(Invalid, match="Choose it again"), writing():
        attach([UUID(int=7)], idea=posted, uploader=ben)


FULL = """
from pathlib import Path
from app.ideas.attachments import store
store.files.connect(Path(__import__("sys").argv[1]))
kept = store.keep(b"a" * 1000, b"b")
try:
    store.keep(b"x" * 1_000_000, b"y")
except store.NoRoom as refusal:
    print(refusal.status, refusal.message)
found = sorted(p.name for p in Path(store.files._folder).rglob("*") if p.is_file())
print(found == [".lock", kept, kept + "-small"])
"""


def test_a_full_folder_is_said_and_nothing_is_half_written(tmp_path: Path) -> None:
    """In a file system of 64 kB of its own."""
    mount = (
        f"mount -t tmpfs -o size=64k none {tmp_path} && exec {sys.executable} -c '$0' {tmp_path}"
    )
    command = ["unshare", "-Urm", "sh", "-c", mount.replace("'$0'", '"$0"'), FULL]
    said = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    if said.returncode and "unshare" in said.stderr:
        missing("this machine lets nobody mount a file system of their own")
    lines = said.stdout.splitlines()
    assert lines, said.stderr
    assert lines[0].startswith("503 There is no room for images right now")
    assert lines[1] == "True"


def test_images_without_a_script(
    open_window: OpenWindow, app: Flask, idea: Idea, ben: User, tmp_path: Path
) -> None:
    shot = tmp_path / "my shot.png"
    shot.write_bytes(png())
    page = open_window(ben, java_script_enabled=False)
    page.goto(idea_url(idea))
    page.get_by_label("Images").set_input_files(shot)
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("Write a few words first.").first).to_be_visible()
    expect(page.get_by_role("checkbox", name="my shot.png")).to_be_checked()

    page.get_by_label("Add to the conversation").fill("It looks like this")
    page.get_by_role("button", name="Post comment").click()
    shown = page.get_by_role("img", name="Image: my shot.png")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 320)
