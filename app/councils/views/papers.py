"""What is to be read before a round, with the name of whoever reads it on it."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.db import writing
from app.core.errors import HeedError
from app.core.web.forms import typed
from app.councils.forms.papers import PaperForm
from app.councils.queries.papers import one_paper, readings_of
from app.councils.queries.rounds import one_round
from app.councils.service import papers as service
from app.councils.urls import council_url
from app.councils.views.blueprint import bp, standing_inside
from app.councils.views.rounds import hosted_round, round_page
from app.councils.wording import confidentiality_words
from app.people.session import signed_in


@bp.get("/councils/<council>/rounds/<int(max=99999):number>/papers/<uuid:uid>")
def paper(council: str, number: int, uid: UUID) -> ResponseReturnValue:
    """That a member opened it is noted; hosts see who did."""
    standing = standing_inside(council)
    of = one_round(standing, number)
    found = one_paper(of, uid)
    if standing.seat is not None and standing.is_seated:
        with writing():
            service.note_reading(found, standing.seat)
    return render_template(
        "councils/paper.html",
        standing=standing,
        council=standing.council,
        round=of,
        paper=found,
        reader=signed_in(),
        opened_at=now(),
        confidentiality=confidentiality_words(standing.council.confidentiality),
        readings=readings_of(found) if standing.is_host else (),
    )


@bp.post("/councils/<council>/rounds/<int(max=99999):number>/papers")
def add_paper(council: str, number: int) -> ResponseReturnValue:
    (shown, of), form = hosted_round(council, number), PaperForm()
    try:
        written = service.text(typed(form.title), typed(form.body))
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
    with writing():
        service.remove(found, of, actor=signed_in())
    return redirect(council_url(shown, "rounds", f"{number}#papers"), 303)
