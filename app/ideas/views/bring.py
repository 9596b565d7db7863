"""Bringing ideas from elsewhere: upload, say what each column is, watch, take back."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Invalid, NotFound
from app.core.i18n import _, ngettext
from app.core.jobs import ring
from app.core.web.requests import wants_fragment
from app.ideas.importing import bringing, store
from app.ideas.importing.columns import Field, label_of
from app.ideas.importing.guessing import guessed
from app.ideas.importing.jobs import bring_in
from app.ideas.importing.preview import MOST_WORDS, Preview, preview
from app.ideas.importing.reading import BroughtFile, Reading, first_look
from app.ideas.importing.run import statuses_by_name
from app.ideas.models import Import, ImportState
from app.ideas.queries.imports import newest_imports, one_import
from app.ideas.queries.statuses import all_statuses
from app.ideas.queries.visible import visible_boards
from app.ideas.urls import import_url
from app.ideas.views.blueprint import bp
from app.ideas.views.reading_form import ReadingForm
from app.people.gate import may
from app.people.session import signed_in
from app.telling.welcoming import unwelcomed_count
from app.votes.queries import ids_voted_since

LARGEST = 100 * 1024 * 1024


@bp.before_app_request
def allow_large_files() -> None:
    """Before anything reads the form, which is refused above 1 MB elsewhere."""
    if request.endpoint == "ideas.upload_import":
        request.max_content_length = LARGEST


@bp.get("/manage/import")
def imports() -> ResponseReturnValue:
    return _list_page()


@bp.post("/manage/import")
def upload_import() -> ResponseReturnValue:
    actor, boards = signed_in(), visible_boards(signed_in())
    given = request.files.get("file")
    if given is None or not given.filename:
        return _list_page(_("Choose a file first.")), 422
    if not boards:
        return _list_page(_("Make a board first: ideas have to go somewhere.")), 422
    name = given.filename.replace("\\", "/").rpartition("/")[2]
    try:
        path = store.take_in(given.stream)
        reading = _looked_at(path, name)
    except Invalid as refusal:
        return _list_page(refusal.message), 422
    with writing():
        brought = bringing.take_in(path, reading, name=name, board=boards[0], actor=actor)
        url = import_url(brought.uid)
    return redirect(url, 303)


@bp.get("/manage/import/<uuid:uid>")
def show_import(uid: UUID) -> ResponseReturnValue:
    brought = one_import(uid, reader=signed_in())
    if brought.state is ImportState.MAPPING:
        return _mapping_page(brought, ReadingForm(brought))
    template = "ideas/_import_state.html" if wants_fragment() else "ideas/import_state.html"
    return render_template(template, brought=brought, stays=bringing.ideas_brought(brought))


@bp.post("/manage/import/<uuid:uid>")
def read_import(uid: UUID) -> ResponseReturnValue:
    """Look at the file again, as the form says."""
    brought = one_import(uid, reader=signed_in())
    form = ReadingForm(brought, request.form)
    _keep(brought, form)
    return redirect(import_url(uid), 303)


@bp.post("/manage/import/<uuid:uid>/begin")
def begin_import(uid: UUID) -> ResponseReturnValue:
    actor = signed_in()
    brought = one_import(uid, reader=actor)
    form = ReadingForm(brought, request.form)
    _keep(brought, form)
    try:
        with writing():
            bringing.begin(brought, actor=actor)
            ring(bring_in)
    except Invalid as refusal:
        return _mapping_page(brought, ReadingForm(brought), refusal), refusal.status
    return redirect(import_url(uid), 303)


@bp.post("/manage/import/<uuid:uid>/undo")
def undo_import(uid: UUID) -> ResponseReturnValue:
    actor = signed_in()
    brought = one_import(uid, reader=actor)
    with writing():
        keeping = ids_voted_since(brought.ended_at or brought.updated_at)
        gone = bringing.undo(brought, keeping=keeping, actor=actor)
    flash(
        ngettext("%(num)s idea was taken out again.", "%(num)s ideas were taken out again.", gone)
    )
    return redirect(import_url(uid), 303)


@bp.post("/manage/import/<uuid:uid>/discard")
def discard_import(uid: UUID) -> ResponseReturnValue:
    brought = one_import(uid, reader=signed_in())
    with writing():
        bringing.discard(brought)
    store.forget(uid)
    return redirect(url_for("ideas.imports"), 303)


@bp.get("/manage/import/<uuid:uid>/rejected.csv")
def rejected_rows(uid: UUID) -> ResponseReturnValue:
    brought = one_import(uid, reader=signed_in())
    path = store.rejected_file_of(brought.uid)
    if not path.exists():
        raise NotFound(_("No row of this file was rejected."))
    answer = Response(path.read_bytes(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=rejected.csv"
    return answer


def _looked_at(path: Path, name: str) -> Reading:
    """The first look at an upload; one that cannot be read is not kept."""
    try:
        reading = first_look(path, name)
        found = preview(BroughtFile(path, name, reading), statuses_by_name())
        return guessed(reading, found)
    except Invalid:
        path.unlink(missing_ok=True)
        raise


def _keep(brought: Import, form: ReadingForm) -> None:
    reading, board, have_agreed = form.reading(), form.board(), form.have_agreed
    with writing():
        bringing.read_as(brought, reading, board=board, have_agreed=have_agreed)


def _list_page(error: str = "") -> str:
    may_welcome = may("GET", "telling.welcome")
    return render_template(
        "ideas/imports.html",
        imports=newest_imports(signed_in()),
        error=error,
        unwelcomed=unwelcomed_count() if may_welcome else 0,
    )


def _mapping_page(brought: Import, form: ReadingForm, refusal: HeedError | None = None) -> str:
    reading, found = form.kept, Preview()
    problem = refusal.message if refusal else ""
    try:
        file = BroughtFile(store.file_of(brought.uid), brought.name, reading)
        found = preview(file, statuses_by_name())
    except Invalid as unreadable:
        problem = unreadable.message
    return render_template(
        "ideas/import_mapping.html",
        brought=brought,
        reading=reading,
        found=found,
        problem=problem,
        words=form.words(found, most=MOST_WORDS),
        boards=visible_boards(signed_in()),
        statuses=all_statuses(),
        fields={field.value: label_of(field) for field in Field},
        encodings=form.encodings(),
        delimiters=form.delimiters(),
    )
