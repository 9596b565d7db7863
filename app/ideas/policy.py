"""Who stands how to an idea. What a role may try stands in people/permissions.yaml."""

from __future__ import annotations

from app.core.errors import Forbidden, NotFound
from app.core.i18n import _
from app.ideas.models import Board, Comment, CommentKind, Idea
from app.ideas.queries.boards import council_boards, runs_all_councils_of
from app.ideas.queries.comments import have_others_spoken
from app.ideas.queries.visible import visible_boards
from app.people.models import Role, User


def refuse_edit(idea: Idea, *, actor: User) -> None:
    """Title and body are the author's, and the customer's they were put down for, until someone
    else voted, and always a manager's. Raises Forbidden."""
    if actor.is_keeper:
        return
    if actor.id not in (idea.author_id, idea.on_behalf_of_id):
        raise Forbidden(_("Only its author or a manager may change an idea."))
    if idea.people > 1:
        raise Forbidden(_("Others voted for these words, so they stay as they are."))


def refuse_removing(idea: Idea, *, actor: User) -> None:
    """An idea is its author's to take out until others voted or spoke, and always a manager's.
    Raises Forbidden."""
    if actor.is_keeper:
        return
    if actor.id != idea.author_id:
        raise Forbidden(_("Only its author or a manager may take an idea out."))
    if idea.people > 1 or (idea.comments and have_others_spoken(idea)):
        raise Forbidden(_("Others voted or spoke here, so it stays. A manager can take it out."))


def may_remove(idea: Idea, *, actor: User) -> bool:
    try:
        refuse_removing(idea, actor=actor)
    except Forbidden:
        return False
    return True


def may_edit(idea: Idea, *, actor: User) -> bool:
    try:
        refuse_edit(idea, actor=actor)
    except Forbidden:
        return False
    return True


def refuse_editing(posted: Comment, *, actor: User) -> None:
    """A comment is its author's to say in other words. Answers stay as people were told of them,
    and notes as colleagues read them. Raises Forbidden."""
    if posted.author_id != actor.id:
        raise Forbidden(_("Only its author may say a comment in other words."))
    if posted.kind is not CommentKind.PUBLIC:
        raise Forbidden(_("Answers and notes stay as they are. Write another one."))


def refuse_moving(idea: Idea, to: Board, *, actor: User) -> None:
    """Ideas are moved by managers; into and out of boards that a council sees by administrators and
    its hosts alone. Raises Forbidden, which says nothing of councils: this one may be hidden."""
    if not actor.is_keeper:
        raise Forbidden(_("Ideas are moved by managers."))
    if actor.role is not Role.ADMIN and not runs_all_councils_of([idea.board_id, to.id], actor):
        raise Forbidden(
            _("Ideas are not moved into or out of one of these boards. Ask an administrator.")
        )


def refuse_tending(board: Board, *, actor: User) -> None:
    """Boards are looked after by managers; those of councils alone by administrators and by who
    hosts each of these councils. Raises Forbidden, and NotFound for a board they do not see."""
    if not actor.is_keeper:
        raise Forbidden(_("Boards are looked after by managers."))
    if board not in visible_boards(actor):
        raise NotFound(_("There is nothing at this address."))
    is_of_others = board.id in council_boards() and not runs_all_councils_of([board.id], actor)
    if is_of_others and actor.role is not Role.ADMIN:
        raise Forbidden(_("This board is not looked after by you alone. Ask an administrator."))


def refuse_sorting(*, actor: User) -> None:
    """Topic, tags, owner and place on the journey are a manager's. Raises Forbidden."""
    if not actor.is_keeper:
        raise Forbidden(_("Topics and tags are set by managers."))
