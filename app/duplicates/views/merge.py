"""Counting two ideas together, with what that comes to before it is done, and taking it back."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Invalid, NotFound
from app.core.i18n import _, ngettext
from app.core.text import one_line
from app.core.web.requests import safe_next
from app.duplicates import policy
from app.duplicates.forms import MergeForm
from app.duplicates.queries import (
    LikeIdea,
    merged_just_now,
    present_merge,
    similar_ideas,
)
from app.duplicates.service import merge as service
from app.duplicates.sums import Sum
from app.duplicates.views.blueprint import bp
from app.ideas.models import Idea
from app.ideas.queries.excerpts import excerpt
from app.ideas.queries.shown import shown_author
from app.ideas.queries.visible import is_reference, one_visible, one_visible_by_id
from app.ideas.service.drafts import TITLE_LENGTH, words_if_any
from app.ideas.urls import idea_url
from app.people.models import User
from app.people.session import signed_in
from app.telling.models import UpdateKind
from app.telling.queries import audience_size
from app.votes.queries import together

MOST = 6
EXCERPT = 300  # characters


class Preview(NamedTuple):
    """What a merge would come to."""

    people: Sum
    organisations: Sum
    followers: int
    told: int
    can_be: bool
    is_wider: bool


@bp.route("/manage/ideas/<reference>/merge", methods=["GET", "POST"])
def merge(reference: str) -> ResponseReturnValue:
    """GET shows what likely asks for the same and what merging comes to; POST merges."""
    actor = signed_in()
    source = one_visible(reference, reader=actor)
    if request.method == "GET":
        return _page(source, MergeForm(formdata=None), actor=actor)
    form = MergeForm()
    try:
        target = _named(form.into.data or "", actor)
        note, url = words_if_any(form.note.data or "", field="note"), idea_url(target)
        accepts_wider = bool(form.accepts_wider.data)
        with writing():
            if not merged_just_now(source, target, actor=actor):
                service.merge(source, target, note=note, actor=actor, accepts_wider=accepts_wider)
            people = target.people
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(source, form, actor=actor), refusal.status
    flash(_said(people))
    return redirect(f"{url}#together", 303)


@bp.post("/manage/ideas/<reference>/unmerge")
def unmerge(reference: str) -> ResponseReturnValue:
    actor = signed_in()
    source = one_visible(reference, reader=actor)
    one_link_seen(source, actor)
    url = safe_next(request.form.get("next"), otherwise=idea_url(source))
    said = _("%(idea)s stands by itself again, with all its votes.", idea=source.reference)
    with writing():
        service.unmerge(source, actor=actor)
    flash(said)
    return redirect(url, 303)


def one_link_seen(source: Idea, actor: User) -> None:
    """Who takes a merge back sees both sides of it. Raises NotFound."""
    link = present_merge(source)
    if link is not None and link.target.deleted_at is None:
        one_visible_by_id(link.target_id, reader=actor)


def _page(source: Idea, form: MergeForm, *, actor: User) -> str:
    made = present_merge(source) if source.merged_into_id is not None else None
    words = one_line(request.args.get("q", ""))[:TITLE_LENGTH]
    target = None if made else _chosen(source, actor)
    if target is not None:
        form.into.data = target.reference
    return render_template(
        "duplicates/merge.html",
        source=source,
        made=made,
        form=form,
        words=words,
        target=target,
        preview=_preview(source, target, actor) if target else None,
        found=[] if made else _candidates(source, words, actor),
        name_of=partial(shown_author, reader=actor),
        excerpt_of=lambda idea: excerpt(idea.body, EXCERPT),
    )


def _chosen(source: Idea, actor: User) -> Idea | None:
    """What the address or the form names, if it can be shown beside the source."""
    name = request.values.get("into", "")
    try:
        target = _named(name, actor) if name else None
    except Invalid:
        return None
    return target if target and target.id != source.id else None


def _named(name: str, actor: User) -> Idea:
    """Raises Invalid, alike for a hidden idea and one that does not exist."""
    try:
        return one_visible(name.strip(), reader=actor)
    except NotFound:
        message = _("There is no idea called “%(name)s”.", name=one_line(name)[:TITLE_LENGTH])
        raise Invalid(message, errors={"into": message}) from None


def _candidates(source: Idea, words: str, actor: User) -> list[LikeIdea]:
    """Ideas to choose from: the one a reference names, those like some words, or like the source.
    A merged one stands for what it was merged into."""
    if is_reference(words):
        return _one_candidate(words, actor)
    title, body = (words, "") if words else (source.title, source.body)
    found = similar_ideas(title, body, reader=actor, limit=MOST + 1)
    return [each for each in found if each.idea.id != source.id][:MOST]


def _one_candidate(reference: str, actor: User) -> list[LikeIdea]:
    try:
        idea = one_visible(reference, reader=actor)
        if idea.merged_into_id is not None:
            idea = one_visible_by_id(idea.merged_into_id, reader=actor)
    except NotFound:
        return []
    return [LikeIdea(idea, 0.0, False, [])]


def _preview(source: Idea, target: Idea, actor: User) -> Preview:
    counted = together(source.id, target.id)
    return Preview(
        people=Sum([target.people, source.people], counted.people),
        organisations=Sum([target.organisations, source.organisations], counted.organisations),
        followers=counted.followers,
        told=audience_size(source, actor=actor, kind=UpdateKind.MERGED),
        can_be=policy.is_seen_by_all_of(target.board, source.board),
        is_wider=policy.is_seen_by_more_than(target.board, source.board),
    )


def _said(people: int) -> str:
    return ngettext(
        "Counted together: %(num)s person. You can undo it here at any time.",
        "Counted together: %(num)s people. You can undo it here at any time.",
        people,
    )
