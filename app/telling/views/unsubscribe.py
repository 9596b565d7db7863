"""The end of mail, from a link in a mail: no sign-in, no surprise. Opening the page changes
nothing, because mail programs open links by themselves; the press does."""

from __future__ import annotations

from flask import render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.core.db import session, writing
from app.core.errors import NotFound
from app.core.i18n import _
from app.ideas.models import Idea
from app.ideas.queries.visible import one_visible_by_id
from app.people.models import MailChoice, User
from app.telling import service
from app.telling.mail.opt_out import read_opt_out
from app.telling.views.blueprint import bp
from app.votes.service import unfollow


@bp.get("/unsubscribe/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    user, idea = _who_and_what(token)
    return _page(user, idea, is_done=False)


@bp.post("/unsubscribe/<token>")
def stop_mail(token: str) -> ResponseReturnValue:
    """The press on the page, and the one click of a mail program (RFC 8058), which brings no
    session and follows no redirect: so no CSRF token is asked, the signed address is enough, and
    the answer is the page itself."""
    user, idea = _who_and_what(token)
    with writing():
        if idea is None:
            service.choose_mail(user, MailChoice.NEVER)
        else:
            unfollow(idea, follower=user)
    return _page(user, idea, is_done=True)


@bp.record_once
def let_one_click_through(state: BlueprintSetupState) -> None:
    state.app.extensions["csrf"].exempt(stop_mail)


def _who_and_what(token: str) -> tuple[User, Idea | None]:
    wanted = read_opt_out(token)
    user = session.scalar(select(User).where(User.uid == wanted.user_uid))
    idea = session.scalar(select(Idea).where(Idea.uid == wanted.idea_uid))
    if user is None or (idea is None and wanted.idea_uid is not None):
        raise NotFound(_("There is nothing left to stop here."))
    return user, idea


def _page(user: User, idea: Idea | None, *, is_done: bool) -> str:
    return render_template(
        "telling/unsubscribe.html",
        is_about_all=idea is None,
        title=_title_for(user, idea) if idea else "",
        is_done=is_done,
    )


def _title_for(user: User, idea: Idea) -> str:
    """The idea's title if its reader may still see it. The link may have been passed on, but so
    was the mail with the title in it."""
    try:
        return one_visible_by_id(idea.id, reader=user).title
    except NotFound:
        return ""
