"""Comments, saying them in other words, and taking them out again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.core.web.haste import came_in_haste
from app.ideas.attachments.service import attach
from app.ideas.forms import CommentForm, EditCommentForm, NoteForm, RefusableForm
from app.ideas.models import Comment, CommentKind, Idea, State
from app.ideas.policy import refuse_editing
from app.ideas.queries.comments import SIZE, last_page, one_comment
from app.ideas.queries.just_now import said_just_now
from app.ideas.queries.visible import one_visible
from app.ideas.service import discuss
from app.ideas.service.drafts import words
from app.ideas.urls import idea_url
from app.ideas.views.blueprint import bp
from app.ideas.views.idea import idea_page
from app.ideas.views.uploads import receive_images
from app.people.session import signed_in

# Under which name the page of an idea knows the form for each kind.
FORM_OF = {CommentKind.PUBLIC: "comment", CommentKind.INTERNAL: "note"}


@bp.post("/ideas/<reference>/comments")
def comment(reference: str) -> ResponseReturnValue:
    form, author = CommentForm(), signed_in()
    idea = one_visible(reference, reader=author)
    try:
        images = receive_images(form, uploader=author)
    except HeedError as refusal:
        form.refuse(refusal)
        return idea_page(idea, comment=form), refusal.status
    return _say(reference, form, CommentKind.PUBLIC, images)


@bp.post("/ideas/<reference>/note")
def note(reference: str) -> ResponseReturnValue:
    return _say(reference, NoteForm(), CommentKind.INTERNAL)


@bp.get("/ideas/<reference>/comments/<uuid:uid>/edit")
def edit_comment(reference: str, uid: UUID) -> ResponseReturnValue:
    idea, posted = _editable(reference, uid)
    return _edit_page(idea, posted, EditCommentForm(formdata=None, obj=posted))


@bp.post("/ideas/<reference>/comments/<uuid:uid>/edit")
def save_comment(reference: str, uid: UUID) -> ResponseReturnValue:
    (idea, posted), form, actor = _editable(reference, uid), EditCommentForm(), signed_in()
    url = f"{idea_url(idea)}#comment-{uid}"
    try:
        said = words(form.body.data or "")
        with writing():
            discuss.edit_comment(
                posted, idea, said, version=form.seen or 0, actor=actor, in_haste=came_in_haste()
            )
            waits = posted.state is State.PENDING
    except HeedError as refusal:
        form.refuse(refusal)
        return _edit_page(idea, posted, form), refusal.status
    flash(_("Sent. Somebody looks at it first.") if waits else _("Saved."), "ok")
    return redirect(url, 303)


@bp.post("/ideas/<reference>/comments/<uuid:uid>/remove")
def remove_comment(reference: str, uid: UUID) -> ResponseReturnValue:
    actor = signed_in()
    idea = one_visible(reference, reader=actor)
    posted, url = one_comment(idea, uid, reader=actor), idea_url(idea)
    with writing():
        discuss.remove_comment(posted, idea, actor=actor)
    flash(_("The comment is gone from the page."))
    return redirect(f"{url}#talk", 303)


def _editable(reference: str, uid: UUID) -> tuple[Idea, Comment]:
    actor = signed_in()
    idea = one_visible(reference, reader=actor)
    posted = one_comment(idea, uid, reader=actor)
    refuse_editing(posted, actor=actor)
    return idea, posted


def _edit_page(idea: Idea, posted: Comment, form: EditCommentForm) -> str:
    return render_template("ideas/edit_comment.html", idea=idea, comment=posted, form=form)


def _say(
    reference: str, form: RefusableForm, kind: CommentKind, images: Sequence[UUID] = ()
) -> ResponseReturnValue:
    author = signed_in()
    idea = one_visible(reference, reader=author)
    url = idea_url(idea)
    try:
        said = words(form.body.data or "")
        with writing():
            posted = said_just_now(idea, said, author=author, kind=kind)
            if posted is None:
                posted = discuss.comment(
                    idea, said, author=author, kind=kind, in_haste=came_in_haste()
                )
                attach(images, idea=idea, comment=posted, uploader=author)
            place = _place_of(posted, idea)
    except HeedError as refusal:
        form.refuse(refusal)
        return idea_page(idea, **{FORM_OF[kind]: form}), refusal.status
    return redirect(url + place, 303)


def _place_of(posted: Comment, idea: Idea) -> str:
    """What to add to the idea's address to arrive at a comment that is the newest."""
    page = f"?comments={last_page(posted)}" if idea.comments > SIZE else ""
    return f"{page}#comment-{posted.uid}"
