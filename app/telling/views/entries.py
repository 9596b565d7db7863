"""Where staff write news, and managers publish it."""

from __future__ import annotations

import re
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Invalid, NotFound
from app.core.i18n import _, ngettext
from app.ideas.models import Idea
from app.ideas.queries.visible import one_visible
from app.ideas.service.drafts import draft
from app.people.models import User
from app.people.session import signed_in
from app.telling.entries import service
from app.telling.entries.queries import (
    entries_to_write,
    html_of,
    ideas_named_in,
    ideas_spoken_of,
    improvements_to_write_of,
    one_to_write,
    was_told,
)
from app.telling.entries.service import Wording
from app.telling.entries.urls import edit_url
from app.telling.forms import EVERYONE, STAFF, EntryForm
from app.telling.models import Entry
from app.telling.queries import audience_size
from app.telling.views.blueprint import bp

MOST_IDEAS = 100


@bp.get("/manage/updates")
def entries() -> ResponseReturnValue:
    writer, is_published = signed_in(), request.args.get("show") == "published"
    return render_template(
        "telling/entries.html",
        page=entries_to_write(writer, is_published=is_published, cursor=request.args.get("cursor")),
        is_published=is_published,
        can_write=writer.is_keeper or bool(improvements_to_write_of(writer)),
    )


@bp.get("/manage/updates/new")
def new_entry() -> ResponseReturnValue:
    wanted = request.args.get("improvement", "")
    form = _form(signed_in(), improvement=wanted)
    chosen = form.improvements.get(wanted)
    if chosen is not None and not chosen.is_public:
        form.readers.data = STAFF
    return render_template("telling/new_entry.html", form=form)


@bp.post("/manage/updates")
def write_entry() -> ResponseReturnValue:
    writer = signed_in()
    form = _form(writer)
    try:
        wording = _wording(form, writer)
        with writing():
            url = edit_url(service.write(wording, actor=writer))
    except HeedError as refusal:
        form.refuse(refusal)
        return render_template("telling/new_entry.html", form=form), refusal.status
    flash(_("Kept as a draft. Nobody is told yet."), "ok")
    return redirect(url, 303)


@bp.get("/manage/updates/<uuid:uid>")
def edit_entry(uid: UUID) -> ResponseReturnValue:
    writer = signed_in()
    entry = one_to_write(uid, writer=writer)
    return _page(entry, _filled(entry, writer), writer)


@bp.post("/manage/updates/<uuid:uid>")
def rewrite_entry(uid: UUID) -> ResponseReturnValue:
    writer = signed_in()
    entry, form = one_to_write(uid, writer=writer), _form(writer)
    try:
        wording = _wording(form, writer)
        with writing():
            service.rewrite(entry, wording, version=form.seen_version(), actor=writer)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(entry, form, writer), refusal.status
    flash(_("Saved."), "ok")
    return redirect(edit_url(entry), 303)


@bp.post("/manage/updates/<uuid:uid>/publish")
def publish_entry(uid: UUID) -> ResponseReturnValue:
    actor, form = signed_in(), EntryForm()
    entry = one_to_write(uid, writer=actor)
    tells = request.form.get("tells") == "yes"
    told = _audience(entry, actor) if tells else 0
    with writing():
        service.publish(entry, version=form.seen_version(), tells=tells, actor=actor)
    flash(_said(told), "ok")
    return redirect(edit_url(entry), 303)


@bp.post("/manage/updates/<uuid:uid>/unpublish")
def unpublish_entry(uid: UUID) -> ResponseReturnValue:
    actor, form = signed_in(), EntryForm()
    entry = one_to_write(uid, writer=actor)
    with writing():
        service.unpublish(entry, version=form.seen_version(), actor=actor)
    flash(_("It is a draft again. Whoever was told of it stays told."), "ok")
    return redirect(edit_url(entry), 303)


def _form(writer: User, **filled: str) -> EntryForm:
    form = EntryForm(data=filled)
    form.offer(improvements_to_write_of(writer), can_do_without=writer.is_keeper)
    return form


def _filled(entry: Entry, writer: User) -> EntryForm:
    return _form(
        writer,
        title=entry.title,
        body=entry.body,
        improvement=entry.improvement.reference if entry.improvement else "",
        ideas=" ".join(idea.reference for idea in ideas_named_in(entry)),
        readers=EVERYONE if entry.is_public else STAFF,
        version=str(entry.version),
    )


def _page(entry: Entry, form: EntryForm, writer: User) -> str:
    """The next press decides on what the page shows now, whatever was typed."""
    form.version.data = str(entry.version)
    can_publish = writer.is_keeper
    has_told = was_told(entry)
    return render_template(
        "telling/edit_entry.html",
        entry=entry,
        form=form,
        html=html_of(entry),
        can_change=can_publish or not entry.is_published,
        can_publish=can_publish,
        has_told=has_told,
        audience_size=0 if has_told or not can_publish else _audience(entry, writer),
    )


def _audience(entry: Entry, actor: User) -> int:
    """How many people publishing tells: nobody of what only staff reads, and nobody twice."""
    if not entry.is_public or was_told(entry):
        return 0
    ideas = ideas_spoken_of(entry)
    return audience_size(*ideas, actor=actor) if ideas else 0


def _wording(form: EntryForm, writer: User) -> Wording:
    """What was written, checked. Raises Invalid."""
    return Wording(
        draft(form.title.data or "", form.body.data or ""),
        form.chosen_improvement(),
        _ideas(form.ideas.data or "", writer),
        form.readers.data != STAFF,
    )


def _ideas(text: str, writer: User) -> list[Idea]:
    """Raises Invalid naming the first reference that leads nowhere this writer may look."""
    found = []
    for reference in re.split(r"[\s,;]+", text.strip())[:MOST_IDEAS] if text.strip() else []:
        try:
            found.append(one_visible(reference, reader=writer))
        except NotFound:
            message = _("There is no idea called “%(reference)s”.", reference=reference)
            raise Invalid(message, errors={"ideas": message}) from None
    return found


def _said(told: int) -> str:
    if not told:
        return _("Published. Nobody was told of it.")
    return ngettext(
        "Published. %(num)s person hears of it.", "Published. %(num)s people hear of it.", told
    )
