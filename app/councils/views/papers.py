"""What is to be read before a round, with the name of whoever reads it on it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.db import writing
from app.core.errors import Conflict, HeedError, NotFound
from app.core.i18n import _, format_datetime
from app.core.web.forms import typed
from app.councils.files.documents import LARGEST
from app.councils.files.lettering import can_write
from app.councils.files.stamps import stamped
from app.councils.files.store import files
from app.councils.forms.papers import PaperForm
from app.councils.models import Paper, Round
from app.councils.policy import Standing
from app.councils.queries.meeting import are_minutes_out
from app.councils.queries.papers import one_paper, readings_of
from app.councils.queries.rounds import one_round
from app.councils.service import papers as service
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, standing_inside
from app.councils.views.rounds import hosted_round, refused_page, round_page
from app.councils.wording import confidentiality_words
from app.people.models import User
from app.people.session import signed_in

# Were a file ever taken for a page, it could do nothing.
POLICY = "sandbox; default-src 'none'"


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/papers/<uuid:uid>")
def paper(council: str, number: int, uid: UUID) -> ResponseReturnValue:
    """That a member opened it is noted; hosts see who did."""
    standing, of, found = _read(council, number, uid)
    _note(standing, found)
    return render_template(
        "councils/paper.html",
        standing=standing,
        council=standing.council,
        round=of,
        may_prepare=not (of.is_settled or are_minutes_out(of) or standing.council.archived_at),
        paper=found,
        reader=signed_in(),
        opened_at=now(),
        confidentiality=confidentiality_words(of.confidentiality),
        readings=readings_of(found) if standing.is_host else (),
    )


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/papers/<uuid:uid>/file")
def paper_file(council: str, number: int, uid: UUID) -> ResponseReturnValue:
    """With the name of its reader on every page. That a member took it is noted as reading is."""
    standing, of, found = _read(council, number, uid)
    file = found.file
    if file is None or not files.path_of(file.digest).is_file():
        raise NotFound(_("There is nothing at this address."))
    _note(standing, found)
    content = files.path_of(file.digest).read_bytes()
    answer = Response(stamped(content, file.mimetype, _line(of, signed_in(), now())))
    answer.mimetype = file.mimetype
    answer.headers.set("Content-Disposition", "attachment", filename=file.name)
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/papers")
def add_paper(council: str, number: int) -> ResponseReturnValue:
    (shown, of), form = hosted_round(council, number), PaperForm()
    try:
        written = _written(form)
        with writing():
            service.add(of, written, actor=signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return round_page(standing_inside(council), number, paper_form=form), refusal.status
    return redirect(council_url(shown, "rounds", f"{number}#papers"), 303)


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/papers/<uuid:uid>")
def remove_paper(council: str, number: int, uid: UUID) -> ResponseReturnValue:
    shown, of = hosted_round(council, number)
    found = one_paper(of, uid)
    try:
        with writing():
            service.remove(found, of, actor=signed_in())
    except Conflict as refusal:
        return refused_page(council, number, refusal)
    return redirect(council_url(shown, "rounds", f"{number}#papers"), 303)


def _read(council: str, number: int, uid: UUID) -> tuple[Standing, Round, Paper]:
    """Raises what `standing_inside`, `one_round` and `one_paper` do."""
    standing = standing_inside(council)
    of = one_round(standing, number)
    return standing, of, one_paper(of, uid)


def _note(standing: Standing, found: Paper) -> None:
    if standing.seat is not None and standing.is_seated:
        with writing():
            service.note_reading(found, standing.seat)


def _written(form: PaperForm) -> service.Written:
    """Raises Invalid, and NoRoom."""
    sent = request.files.get(form.file.name)
    if sent is None or not sent.filename:
        return service.text(typed(form.title), typed(form.body))
    content = sent.stream.read(LARGEST + 1)
    return service.file(typed(form.title), typed(form.body), content, name=sent.filename)


def _line(of: Round, reader: User, moment: datetime) -> str:
    """What stands on each page. A name in letters that cannot be drawn stays away."""
    named = reader.name if reader.name and can_write(reader.name) else ""
    return _(
        "For %(who)s, %(moment)s · %(confidentiality)s",
        who=f"{named} {reader.email or ''}".strip(),
        moment=format_datetime(moment, _("EEE d MMM y, HH:mm")),
        confidentiality=confidentiality_words(of.confidentiality),
    )
