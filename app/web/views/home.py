"""The portal's first page: its first board."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.ideas.queries.visible import visible_boards
from app.ideas.views.board import board_list
from app.people.session import reader
from app.web.views.blueprint import bp


@bp.get("/")
def home() -> ResponseReturnValue:
    boards = visible_boards(reader())
    if not boards:
        return render_template("web/home.html")
    return render_template("ideas/board.html", **board_list(boards[0]))
