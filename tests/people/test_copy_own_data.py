"""A copy of all that is kept about a person, for them alone and for a day; and asking to be erased
on one's own page or on that of an administrator."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import func, or_, select, update

from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import Base, session, writing
from app.ideas.attachments import store
from app.ideas.models import Attachment, CommentKind, Idea
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import words
from app.ideas.urls import idea_url
from app.people.models import PersonalCopy, User, UserSession
from app.people.privacy import columns, copies
from app.people.service import reset
from app.people.service.tokens import issue_token
from app.votes.service.casting import cast
from app.votes.service.represent import cast_for, wish
from tests.browsers import Browser
from tests.personas import PASSWORD, make_person

PIXEL = b"not really a picture, and kept as it is"


@pytest.fixture
def busy(idea: Idea, ada: User, ben: User, jun: User) -> User:
    """Ada, who did something in many tables, with others in them too."""
    digest = store.keep(PIXEL, PIXEL)
    with writing():
        cast(idea, voter=ben)
        comment(idea, words("Also on Sundays."), author=ada)
        comment(idea, words("Ben is cross."), author=jun, kind=CommentKind.INTERNAL)
        issue_token(ada, scopes=["read"], name="My script")
        reset.reset_path(ada)
        session.add(
            Attachment(
                idea_id=idea.id,
                uploader_id=ada.id,
                digest=digest,
                name="list.png",
                mimetype="image/png",
                width=1,
                height=1,
                size=len(PIXEL),
            )
        )
    return ada


def fetched(browser: Browser) -> ZipFile:
    answer = browser.get("/me/data/copy")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return ZipFile(BytesIO(answer.data))


def test_the_copy_holds_every_row_of_theirs_and_their_files(
    app: Flask, busy: User, letters: list
) -> None:
    here = Browser(app).sign_in(busy)
    assert here.post("/me/data").status_code == 303
    assert "is being made" in here.get("/me/data").text
    copies.make_copies()
    archive = fetched(here)
    assert [(each.email, each.purpose, each.path) for each in letters] == [
        (busy.email, "copy", "/me/data")
    ]
    for table in Base.metadata.sorted_tables:
        who = columns.references(table)
        theirs = or_(*(column == busy.id for column in who)) if who else None
        kept = session.scalars(select(table.c.uid).where(theirs)).all() if who else []
        if table.name in ("deliveries", "updates", "personal_copies"):
            continue  # the letter that says it is ready came after it
        name = f"{table.name}.json"
        shown = json.loads(archive.read(name)) if name in archive.namelist() else []
        uids = {each["uid"] for each in shown}
        if table.name == columns.USERS:
            kept = [busy.uid]
        assert uids == {str(uid) for uid in kept}, table.name
    (image,) = [name for name in archive.namelist() if name.startswith("files/")]
    assert archive.read(image) == PIXEL


def test_the_copy_tells_nothing_of_others_and_no_secret(
    app: Flask, busy: User, ben: User, jun: User, root: User, idea: Idea
) -> None:
    grace = make_person("Grace Hopper")
    with writing():
        cast_for(idea, customer=grace, employee=jun, wish=wish())
    hashes = session.scalars(select(UserSession.secret_hash)).all()
    for asking, unnamed in ((busy, ben), (jun, grace)):
        with writing():
            copies.ask(asking)
        copies.make_copies()
        archive = fetched(Browser(app).sign_in(asking))
        tables = [name for name in archive.namelist() if name.endswith(".json")]
        everything = "\n".join(archive.read(name).decode() for name in tables)
        assert unnamed.email not in everything
        assert unnamed.name not in everything
        assert asking.password_hash not in everything
        assert not any(each in everything for each in hashes)
    assert json.loads(archive.read("proxies.json"))[0]["user_id"] == "Grace H."
    mine = json.loads(archive.read("users.json"))
    assert mine[0]["email"] == jun.email


def test_others_do_not_get_it_and_nobody_after_a_day(app: Flask, busy: User, ben: User) -> None:
    here = Browser(app).sign_in(busy)
    with writing():
        copies.ask(busy)
    assert here.get("/me/data/copy").status_code == 404
    copies.make_copies()
    path = copies.file_for(busy)
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert Browser(app).sign_in(ben).get("/me/data/copy").status_code == 404
    assert Browser(app).get("/me/data/copy").status_code == 302

    with writing():
        over = clock.now() - timedelta(seconds=1)
        session.execute(update(PersonalCopy).values(expires_at=over))
    assert here.get("/me/data/copy").status_code == 404
    copies.make_copies()
    assert not path.exists()
    assert session.scalar(select(func.count(PersonalCopy.id))) == 0


def test_asked_twice_it_is_made_once_and_a_new_one_takes_its_place(
    app: Flask, busy: User, letters: list
) -> None:
    here = Browser(app).sign_in(busy)
    here.post("/me/data")
    here.post("/me/data")
    copies.make_copies()
    copies.make_copies()
    assert len(letters) == 1
    first = copies.file_for(busy)
    here.post("/me/data")
    assert here.get("/me/data/copy").status_code == 404
    copies.make_copies()
    assert copies.file_for(busy) != first
    assert not first.exists()


def test_asking_is_limited(app: Flask, ada: User) -> None:
    here = Browser(app).sign_in(ada)
    assert [here.post("/me/data").status_code for _ in range(6)] == [303] * 5 + [429]


def age_sessions() -> None:
    with writing():
        session.execute(update(UserSession).values(proven_at=clock.now() - timedelta(minutes=11)))


def test_who_types_their_address_and_password_is_erased(app: Flask, ada: User, idea: Idea) -> None:
    here = Browser(app).sign_in(ada)
    age_sessions()
    page = here.get("/me/erase").text
    assert "ada@heed.example" in page
    for sent, status in (
        ({"confirmation": "ada@heed.example"}, 401),
        ({"confirmation": "ada@heed.example", "proof": "wrong"}, 401),
        ({"confirmation": "ada", "proof": PASSWORD}, 422),
    ):
        assert here.post("/me/erase", sent).status_code == status
    session.refresh(ada)
    assert ada.erased_at is None
    answer = here.post("/me/erase", {"confirmation": " ADA@heed.example"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "You were erased here" in here.get("/").text
    session.refresh(ada)
    assert ada.email is None
    assert "A customer" in Browser(app).get(idea_url(idea)).text


def test_guessing_the_password_there_is_limited(app: Flask, ada: User) -> None:
    here = Browser(app).sign_in(ada)
    age_sessions()
    sent = {"confirmation": ada.email, "proof": "wrong"}
    answers = [here.post("/me/erase", sent).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_an_administrator_erases_somebody_and_it_is_audited(
    app: Flask, ada: User, root: User, marta: User
) -> None:
    address = f"/manage/people/{ada.uid}/erase"
    office = Browser(app).sign_in(root)
    assert address in office.get(f"/manage/people/{ada.uid}").text
    assert Browser(app).sign_in(marta).post(address, {"confirmation": ada.email}).status_code == 403
    assert office.post(address, {"confirmation": "x"}).status_code == 422
    answer = office.post(address, {"confirmation": ada.email})
    assert (answer.status_code, answer.location) == (303, "/manage/people")
    assert office.get(f"/manage/people/{ada.uid}").status_code == 404
    assert "Ada" not in office.get("/manage/people").text
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor_id) == ("user.erase", root.id)


def test_the_last_administrator_is_told_why_they_stay(app: Flask, root: User) -> None:
    answer = Browser(app).sign_in(root).post("/me/erase", {"confirmation": root.email})
    assert answer.status_code == 409
    assert "last administrator" in answer.text
