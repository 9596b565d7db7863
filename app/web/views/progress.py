"""How well this portal answers, in figures anybody may check."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.core.figures import wilson
from app.core.settings import portal
from app.duplicates.quality import YEAR, deflected
from app.ideas.queries.progress import figures, median_first_answer
from app.ideas.queries.visible import is_shared, visible_boards
from app.people.session import reader
from app.votes.queries import people_heard
from app.web.views.blueprint import bp


@bp.get("/progress")
def progress() -> ResponseReturnValue:
    """Counted over the boards this reader sees."""
    boards = [board for board in visible_boards(reader()) if is_shared(board, reader())]
    counted = figures(boards)
    return render_template(
        "web/progress.html",
        figures=counted,
        people=people_heard(reader()),
        median=median_first_answer(boards) if counted.has_promise else None,
        deflected=deflected(YEAR) if portal().shows_deflection else None,
        interval=wilson(counted.kept, counted.due) if counted.has_promise else None,
    )
