"""Services ask again who may, whoever let the request through: what the table of permissions got
wrong one day, they still refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core.db import session, writing
from app.core.errors import Conflict, Forbidden, Invalid, Stale
from app.ideas.attachments.service import attach
from app.ideas.models import Attachment, Board, CommentKind, Idea, State, Wording
from app.ideas.service.boards import Outline, add_board, close_board, edit_board
from app.ideas.service.discuss import comment, remove_comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.submit import edit, submit
from app.improvements.models import Horizon, Improvement
from app.improvements.service.drafts import Charge
from app.improvements.service.drafts import draft as sketch
from app.improvements.service.edit import edit as change
from app.improvements.service.evidence import link_idea, unlink_idea
from app.improvements.service.move import NO_WORDS, move
from app.people.models import Group, User
from app.people.service.groups import Members, add_group, edit_group
from app.scoring.service import rate
from app.telling.entries.service import Wording as News
from app.telling.entries.service import publish, rewrite, unpublish, write
from tests.browsers import Browser
from tests.roadmap.acts import improve

Acts = dict[str, Callable[[User], object]]
FOLLOWED = {"follow_redirects": True}
NEWS = News(draft("Bank links warn you"), None, (), True)


@pytest.fixture
def acts(board: Board, idea: Idea, jun: User, marta: User) -> Acts:
    """What managers decide, each as somebody, about things that are there."""
    made, members = improve("Bank links that warn", idea, owner_id=jun.id), Members()
    group, outline = Group(name="Pilots"), Outline("Product", "product")
    with writing():
        entry = write(NEWS, actor=marta)
    return {
        "add a group": lambda who: add_group("Testers", members, actor=who),
        "edit a group": lambda who: edit_group(group, "Testers", members, actor=who),
        "add a board": lambda who: add_board(Outline("More"), actor=who),
        "edit a board": lambda who: edit_board(board, outline, version=board.version, actor=who),
        "close a board": lambda who: close_board(board, actor=who),
        "link": lambda who: link_idea(made, idea, actor=who),
        "unlink": lambda who: unlink_idea(made, idea, actor=who),
        "move": lambda who: _move(made, who),
        "rate": lambda who: rate(made, {}, version=made.version, actor=who),
        "write news of anything": lambda who: write(NEWS, actor=who),
        "rewrite news": lambda who: rewrite(entry, NEWS, version=entry.version, actor=who),
        "publish": lambda who: publish(entry, version=entry.version, tells=False, actor=who),
        "unpublish": lambda who: unpublish(entry, version=entry.version, actor=who),
        "answer": lambda who: comment(
            idea, words("So it is."), author=who, kind=CommentKind.OFFICIAL
        ),
    }


def _move(made: Improvement, who: User) -> None:
    move(made, Horizon.NOW, note=NO_WORDS, version=made.version, actor=who)


def test_managers_decide_and_nobody_below_them(acts: Acts, ada: User, jun: User) -> None:
    let_through = []
    for name, act in acts.items():
        for actor in (ada, jun):
            try:
                with writing():
                    act(actor)
            except Forbidden:
                continue
            let_through.append(f"{actor.name} may {name}")
    assert let_through == []


def test_improvements_are_changed_by_their_owner_and_managers(
    idea: Idea, ada: User, jun: User, marta: User
) -> None:
    made = improve("Bank links that warn", idea, owner_id=marta.id)
    written = sketch(
        "Bank links that warn you",
        charge=Charge(owner=marta, reason_without="A test."),
        horizon=made.horizon,
        is_public=made.is_public,
    )
    for actor in (ada, jun):
        with pytest.raises(Forbidden), writing():
            change(made, written, version=made.version, actor=actor)
    assert made.title == "Bank links that warn"


def test_customers_write_no_internal_notes(idea: Idea, ada: User) -> None:
    with pytest.raises(Forbidden), writing():
        comment(idea, words("A note."), author=ada, kind=CommentKind.INTERNAL)


def test_nobody_removes_what_another_said(idea: Idea, ada: User, ben: User, jun: User) -> None:
    with writing():
        posted = comment(idea, words("It happened to us."), author=ada)
    for other in (ben, jun):
        with pytest.raises(Forbidden), writing():
            remove_comment(posted, idea, actor=other)


def test_what_waits_or_was_rejected_is_read_by_nobody_else(
    browser: Browser, idea: Idea, ada: User, ben: User
) -> None:
    with writing():
        posted = comment(idea, words("Heliotrope words."), author=ada)
    for state in (State.PENDING, State.REJECTED):
        with writing():
            posted.state = state
        for reading in (browser, Browser(browser.app).sign_in(ben)):
            assert "Heliotrope" not in reading.get(f"/ideas/{idea.reference}-x", **FOLLOWED).text


def test_words_are_removed_where_they_stand_alone(
    browser: Browser, board: Board, idea: Idea, ada: User, ben: User
) -> None:
    with writing():
        posted = comment(idea, words("It happened to us."), author=ada)
        wording = Wording(idea_id=idea.id, user_id=ada.id, words="Tell me when it ends")
        session.add(wording)
        other = submit(draft("Another wish"), board=board, author=ben)
    browser.sign_in(ada)
    for what in (f"comments/{posted.uid}", f"wordings/{wording.uid}"):
        assert browser.post(f"/ideas/{other.reference}/{what}/remove").status_code == 404
    assert posted.deleted_at is None
    assert session.get(Wording, wording.id) is not None


def test_an_image_is_put_beside_ones_own_words_and_once(idea: Idea, ada: User, ben: User) -> None:
    drawn = {"digest": "0" * 64, "mimetype": "image/png", "width": 9, "height": 9, "size": 9}
    with writing():
        image = Attachment(uploader_id=ada.id, **drawn)
        session.add(image)
    with pytest.raises(Invalid), writing():
        attach([image.uid], idea=idea, uploader=ben)
    with writing():
        attach([image.uid], idea=idea, uploader=ada)
    with pytest.raises(Invalid), writing():
        attach([image.uid], idea=idea, uploader=ada)


def test_a_board_that_was_closed_takes_no_ideas(board: Board, ada: User, root: User) -> None:
    with writing():
        close_board(board, actor=root)
    with pytest.raises(Conflict), writing():
        submit(draft("One more wish"), board=board, author=ada)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    idea: Idea, jun: User, marta: User
) -> None:
    made = improve("Bank links that warn", idea, owner_id=jun.id)
    with writing():
        entry = write(NEWS, actor=marta)
    with pytest.raises(Stale), writing():
        edit(idea, draft("Other words"), version=idea.version - 1, actor=marta)
    with pytest.raises(Stale), writing():
        rate(made, {}, version=made.version - 1, actor=marta)
    with pytest.raises(Conflict), writing():
        rewrite(entry, NEWS, version=entry.version - 1, actor=marta)
