"""Three boards to begin with."""

from __future__ import annotations

from typing import NamedTuple

from app.core.db import session
from app.core.i18n import _
from app.core.settings import portal
from app.ideas.models import Audience, Board
from app.ideas.service.boards import Outline, add_board, edit_board
from app.people.models import User
from app.web.first_steps import untouched_board


class Template(NamedTuple):
    key: str
    outline: Outline
    about: str


def board_templates() -> list[Template]:
    name = portal().name
    question = _("What would make %(name)s better?", name=name)
    inside = _("What gets in your way when you help a customer?")
    return [
        Template(
            "product",
            Outline(_("Ideas for the product"), "product", question, Audience.PUBLIC),
            _("The usual beginning: everybody reads, customers speak."),
        ),
        Template(
            "customers",
            Outline(_("Customers only"), "customers", question, Audience.SIGNED_IN),
            _("Nothing is seen from outside."),
        ),
        Template(
            "inside",
            Outline(_("Ideas of employees"), "inside", inside, Audience.EMPLOYEES),
            _("To begin among yourselves, or for what customers need not see."),
        ),
    ]


def begin_with(template: Template, *, actor: User) -> Board:
    """Make the untouched board of the set-up what the template says, or open a new one. Raises
    Conflict where its address is taken."""
    board = untouched_board()
    if board is None:
        return add_board(template.outline, actor=actor)
    edit_board(board, template.outline, version=board.version, actor=actor)
    session.flush()
    return board
