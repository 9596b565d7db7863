"""Somebody who has two accounts, made one: which two, what becomes of both, and done."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import session, writing
from app.core.errors import HeedError
from app.core.i18n import _
from app.ideas.queries.asked import asked_by
from app.people import directory as lists
from app.people.forms.people import MergeForm
from app.people.models import User
from app.people.privacy.merge import merge, refuse_to_merge
from app.people.roles import role_words
from app.people.session import signed_in
from app.people.views.blueprint import bp
from app.votes.queries import votes_of


@bp.get("/manage/people/<uuid:uid>/merge")
def ask_to_merge(uid: UUID) -> ResponseReturnValue:
    person = lists.one_person(uid)
    if "into" not in request.args:
        return _page(person, MergeForm(formdata=None))
    form = MergeForm(request.args, meta={"csrf": False})
    if not form.validate() or form.other is None:
        return _page(person, form), 422
    try:
        refuse_to_merge(person, form.other, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(person, form), refusal.status
    return _page(person, form, other=form.other)


@bp.post("/manage/people/<uuid:uid>/merge")
def merge_person(uid: UUID) -> ResponseReturnValue:
    person, form = lists.one_person(uid), MergeForm()
    if not form.validate_on_submit() or form.other is None:
        return _page(person, form), 422
    try:
        with writing():
            merge(person, form.other, version=form.version.data or 0, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        session.refresh(person)
        return _page(person, form), refusal.status
    flash(_("The two accounts are one now."), "ok")
    return redirect(url_for("people.person", uid=form.other.uid), 303)


def _page(person: User, form: MergeForm, *, other: User | None = None) -> str:
    """With the `other` account both are shown, and what becomes of them."""
    ids = [each.id for each in (person, other) if each]
    return render_template(
        "people/merge.html",
        person=person,
        other=other,
        form=form,
        asked=asked_by(ids, reader=signed_in()),
        voted=votes_of(ids),
        role_words=role_words,
    )
