"""“This is not what I meant”: said by whoever asked for an idea that was merged, and settled."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Forbidden, HeedError
from app.core.i18n import _
from app.core.web.requests import safe_next
from app.duplicates.forms import ObjectionForm
from app.duplicates.models import Merge
from app.duplicates.queries import one_objection, present_merge, words_of_objection
from app.duplicates.service import objections as service
from app.duplicates.views.blueprint import bp
from app.ideas.models import Idea
from app.ideas.queries.visible import is_where_seen, one_visible, one_visible_by_id
from app.ideas.service.drafts import words
from app.ideas.urls import idea_url
from app.people.models import User
from app.people.session import signed_in
from app.votes.queries import has_asked


@bp.route("/ideas/<reference>/not-what-i-meant", methods=["GET", "POST"])
def object_to(reference: str) -> ResponseReturnValue:
    """For whoever asked for the idea; where it stands by itself again, its page says so."""
    actor = signed_in()
    source = one_visible(reference, reader=actor)
    _refuse_others(source, actor)
    link = present_merge(source)
    if link is None:
        flash(_("This idea stands by itself again."))
        return redirect(idea_url(source), 302 if request.method == "GET" else 303)
    if request.method == "GET":
        form = ObjectionForm(formdata=None, words=words_of_objection(link, actor=actor))
        return _page(source, link, form, actor=actor)
    return _object(source, link, ObjectionForm(), actor=actor)


@bp.post("/manage/objections/<uuid:uid>/keep")
def keep_merge(uid: UUID) -> ResponseReturnValue:
    """A manager has read the objection and leaves the ideas together."""
    actor = signed_in()
    objection = one_objection(uid, reader=actor)
    one_visible_by_id(objection.merge.source_id, reader=actor)
    url = safe_next(request.form.get("next"), otherwise=idea_url(objection.merge.target))
    with writing():
        service.keep_merge(objection, actor=actor)
    flash(_("Kept together. The objection is settled."))
    return redirect(url, 303)


def _object(source: Idea, link: Merge, form: ObjectionForm, *, actor: User) -> ResponseReturnValue:
    url = idea_url(source) if _is_seen(link.target, actor) else "/me"
    try:
        said = words(form.words.data or "", field="words")
        with writing():
            service.object_to(link, words=said, actor=actor)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(source, link, form, actor=actor), refusal.status
    flash(_("Thank you. A person reads it and decides whether your idea stands by itself again."))
    return redirect(url, 303)


def _refuse_others(source: Idea, actor: User) -> None:
    if not has_asked(source, actor):
        raise Forbidden(_("Only people who asked for an idea can say that it was meant otherwise."))


def _is_seen(target: Idea, actor: User) -> bool:
    """Whether they may read what their idea is counted with; boards may have changed since."""
    return is_where_seen(target, actor)


def _page(source: Idea, link: Merge, form: ObjectionForm, *, actor: User) -> str:
    return render_template(
        "duplicates/object_to.html",
        source=source,
        target=link.target if _is_seen(link.target, actor) else None,
        link=link,
        form=form,
        said=words_of_objection(link, actor=actor),
    )
