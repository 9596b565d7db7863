"""Casting a vote, taking it back, saying how much it matters, following."""

from __future__ import annotations

from typing import NamedTuple

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from app.core.db import writing
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.web.requests import safe_next, wants_fragment
from app.ideas.models import Idea
from app.ideas.queries.visible import one_visible
from app.ideas.urls import idea_url
from app.people.session import signed_in
from app.votes import service
from app.votes.models import Importance
from app.votes.queries import ballot
from app.votes.views.blueprint import bp


@bp.get("/ideas/<reference>/vote")
def ask(reference: str) -> ResponseReturnValue:
    """Where someone arrives who pressed a vote before signing in: one more press casts it."""
    voter = signed_in()
    idea = one_visible(reference, reader=voter)
    mine = ballot(idea.id, voter.id)
    if mine.has_voted or not idea.is_open:
        return redirect(idea_url(idea), 302)
    return render_template("votes/ask.html", idea=idea, ballot=mine, back=_back())


@bp.post("/ideas/<reference>/vote")
def cast(reference: str) -> ResponseReturnValue:
    voter = signed_in()
    idea = one_visible(reference, reader=voter)
    panel = Panel.of(idea, voter_id=voter.id)
    with writing():
        service.cast(idea, voter=voter)
    return panel.answer()


@bp.post("/ideas/<reference>/vote/withdraw")
def withdraw(reference: str) -> ResponseReturnValue:
    voter = signed_in()
    idea = one_visible(reference, reader=voter)
    panel = Panel.of(idea, voter_id=voter.id)
    with writing():
        service.withdraw(idea, voter=voter)
    return panel.answer()


@bp.post("/ideas/<reference>/vote/importance")
def importance(reference: str) -> ResponseReturnValue:
    voter = signed_in()
    idea = one_visible(reference, reader=voter)
    chosen, url = request.form.get("importance", ""), idea_url(idea)
    if chosen not in list(Importance):
        raise Invalid(_("Choose one of the three: nice to have, important or critical."))
    with writing():
        service.change_importance(idea, voter=voter, importance=Importance(chosen))
    return ("", 204) if wants_fragment() else redirect(url, 303)


@bp.post("/ideas/<reference>/follow")
def follow(reference: str) -> ResponseReturnValue:
    follower = signed_in()
    idea = one_visible(reference, reader=follower)
    url = _back() or idea_url(idea)
    with writing():
        service.follow(idea, follower=follower)
    return redirect(url, 303)


@bp.post("/ideas/<reference>/unfollow")
def unfollow(reference: str) -> ResponseReturnValue:
    follower = signed_in()
    idea = one_visible(reference, reader=follower)
    url = _back() or idea_url(idea)
    with writing():
        service.unfollow(idea, follower=follower)
    return redirect(url, 303)


class Panel(NamedTuple):
    """What the answer to a vote needs of the idea, read before the unit of change: afterwards
    every attribute would cost a statement."""

    idea_id: int
    voter_id: int
    reference: str
    title: str
    is_open: bool
    url: str
    back: str

    @classmethod
    def of(cls, idea: Idea, *, voter_id: int) -> Panel:
        if wants_fragment():
            get_locale()  # settled now, while the reader it depends on is loaded
        return cls(
            idea.id, voter_id, idea.reference, idea.title, idea.is_open, idea_url(idea), _back()
        )

    def answer(self) -> ResponseReturnValue:
        """Back to where the vote was cast; for a script, the bubble of a list (which says where
        it stands) or the panel of the idea's own page."""
        if not wants_fragment():
            return redirect(self.back or self.url, 303)
        template = "votes/_bubble.html" if self.back else "votes/_panel.html"
        mine = ballot(self.idea_id, self.voter_id)
        return render_template(template, **self._asdict(), ballot=mine, has_signed_in=True)


def _back() -> str:
    return safe_next(request.args.get("next"), otherwise="")
