"""Asking for something without signing in, where a board takes that, and confirming it by a letter.

A link sent by mail shows a page; sending its form acts, because mail programs follow links.
"""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Invalid, SignInNeeded, TooMany
from app.core.i18n import _
from app.core.web.forms import RefusableForm, typed
from app.core.web.haste import came_in_haste
from app.core.web.limits import count_anonymous
from app.ideas.forms import AnonymousForm
from app.ideas.models import Idea, State
from app.ideas.queries.boards import takes_anonymous
from app.ideas.queries.just_now import submitted_anonymously_just_now
from app.ideas.queries.topics import all_topics
from app.ideas.queries.unconfirmed import asked_by_link
from app.ideas.queries.visible import is_where_seen, visible_boards
from app.ideas.service import anonymous as service
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.ideas.views.look_alikes import not_yet_seen
from app.people.forms.doors import NamedForm
from app.people.models import Anonymous, User
from app.people.session import open_session, reader


def anonymous_page(*, title: str | None, board: str | None) -> ResponseReturnValue:
    """The form of who is not signed in. Raises SignInNeeded, alike for a board that does not take
    their ideas, one that is hidden and one that does not exist."""
    form = _form(title=title, board=board)
    if board and board not in form.boards:
        raise SignInNeeded(_("Please sign in first."))
    return _form_page(form)


@bp.post("/ideas/anonymous")
def submit_anonymously() -> ResponseReturnValue:
    """Who signed in meanwhile posts it as themselves."""
    if reader().is_authenticated:
        return redirect(url_for("ideas.submit"), 307)
    form = _form()
    try:
        (written, email), board, topic = form.given(), form.chosen_board(), form.chosen_topic()
        if came_in_haste():
            raise Invalid(_("That was quick. Look at it once more, then send it again."))
        if found := not_yet_seen(written, Anonymous()):
            return _form_page(form, **found)
        count_anonymous()
        with writing():
            if submitted_anonymously_just_now(written, board=board, email=email) is None:
                service.submit_anonymously(
                    written, board=board, topic=topic, email=email, agreed=typed(form.agreed)
                )
    except TooMany:
        raise
    except HeedError as refusal:
        form.refuse(refusal)
        return _form_page(form), refusal.status
    return redirect(url_for("ideas.sent"), 303)


@bp.get("/ideas/sent")
def sent() -> ResponseReturnValue:
    return render_template("ideas/sent.html")


@bp.route("/submit/<secret>", methods=["GET", "POST"])
def confirm(secret: str) -> ResponseReturnValue:
    """Who has an account confirms it signed in; anybody else comes in thereby."""
    idea, person = asked_by_link(secret)
    is_new = person.confirmed_at is None
    form = NamedForm(name=person.name) if is_new else RefusableForm()
    is_theirs = is_new or reader().id == person.id
    if not is_theirs or not form.validate_on_submit():
        page = render_template(
            "ideas/confirm.html",
            idea=idea,
            form=form,
            email=person.email,
            is_new=is_new,
            is_theirs=is_theirs,
            way_back=request.path,
        )
        return page, 422 if form.is_submitted() else 200
    with writing():
        name = typed(form.name) if is_new else ""
        idea, person = service.confirm(secret, name=name, reader=reader())
        # Who was never in has nothing else that must prove who they are.
        if is_new:
            open_session(person)
        way = _onward(idea, person)
    return redirect(way, 303)


def _onward(idea: Idea, author: User) -> str:
    """To the thanks, unless something became of it before it was confirmed."""
    if not is_where_seen(idea, author):
        return url_for("web.me")
    if idea.state is State.REJECTED or idea.merged_into_id is not None:
        return idea_url(idea)
    return url_for("ideas.thanks", reference=idea.reference)


def _form(**filled: str | None) -> AnonymousForm:
    """Raises SignInNeeded where no board takes ideas of people who are not signed in."""
    boards = [board for board in visible_boards(Anonymous()) if takes_anonymous(board)]
    if not boards:
        raise SignInNeeded(_("Please sign in first."))
    form = AnonymousForm(data={"board": boards[0].slug, **{k: v for k, v in filled.items() if v}})
    form.offer(boards, all_topics())
    return form


def _form_page(form: AnonymousForm, **found: object) -> str:
    return render_template("ideas/new.html", form=form, is_anonymous=True, names=[], **found)
