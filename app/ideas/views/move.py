"""Putting an idea on another board, and saying before who sees it there."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.db import session, writing
from app.core.errors import HeedError, Invalid
from app.core.i18n import _
from app.duplicates.service import move as service
from app.ideas.forms import MoveForm
from app.ideas.models import Board, Idea
from app.ideas.queries.boards import (
    access_sentence,
    council_boards,
    groups_of_boards,
    takes_anonymous,
)
from app.ideas.queries.visible import one_visible, visible_boards
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.people.session import signed_in


@bp.get("/ideas/<reference>/move")
def ask_to_move(reference: str) -> ResponseReturnValue:
    idea = one_visible(reference, reader=signed_in())
    return _page(idea, MoveForm(formdata=None))


@bp.post("/ideas/<reference>/move")
def move(reference: str) -> ResponseReturnValue:
    actor = signed_in()
    idea, form = one_visible(reference, reader=actor), MoveForm()
    try:
        to = _named(form.board.data or "", idea)
        url = idea_url(idea)
        with writing():
            service.move(
                idea,
                to,
                version=form.seen or 0,
                actor=actor,
                accepts_wider=bool(form.accepts_wider.data),
            )
    except HeedError as refusal:
        form.refuse(refusal)
        session.refresh(idea)
        return _page(idea, form), refusal.status
    flash(_("It stands on “%(board)s” now.", board=to.name), "ok")
    return redirect(url, 303)


def _others(idea: Idea) -> list[Board]:
    """Open ones."""
    boards = visible_boards(signed_in())
    return [each for each in boards if each.id != idea.board_id and not each.archived_at]


def _named(slug: str, idea: Idea) -> Board:
    """Raises Invalid."""
    for board in _others(idea):
        if board.slug == slug:
            return board
    message = _("Choose the board it belongs on.")
    raise Invalid(message, errors={"board": message})


def _who_sees(board: Board, groups: list[str], is_of_council: bool) -> str:
    if board.is_one_way:
        return _("Only its author, whom it was asked for, and staff see it there.")
    return access_sentence(
        board.audience,
        groups,
        takes_anonymous=takes_anonymous(board),
        is_of_council=is_of_council,
    )


def _page(idea: Idea, form: MoveForm) -> str:
    boards, groups = _others(idea), groups_of_boards(signed_in())
    of_councils = council_boards()
    form.board.choices = [(board.slug, board.name) for board in boards]
    hints = {
        board.slug: _who_sees(board, groups.get(board.id, []), board.id in of_councils)
        for board in boards
    }
    return render_template("ideas/move.html", idea=idea, boards=boards, form=form, hints=hints)
