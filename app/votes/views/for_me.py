"""Where a customer answers what an employee asked for them: claim it, change it, be taken out."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Invalid, NotFound
from app.core.i18n import _
from app.ideas.models import Idea
from app.ideas.policy import may_edit, refuse_edit
from app.ideas.queries.shown import shown_name
from app.ideas.queries.visible import one_visible
from app.ideas.service.drafts import draft
from app.ideas.service.submit import edit
from app.ideas.urls import idea_url
from app.people.models import User
from app.people.session import signed_in
from app.votes.forms import OwnWordsForm
from app.votes.models import Proxy
from app.votes.service.represent import claim, proxy_of, take_out
from app.votes.views.blueprint import bp


@bp.get("/ideas/<reference>/for-me")
def for_me(reference: str) -> ResponseReturnValue:
    """Nobody else's page: for others there is nothing here."""
    customer = signed_in()
    idea = one_visible(reference, reader=customer)
    proxy = _proxy(idea, customer)
    if _is_claimed(idea, proxy):
        return redirect(idea_url(idea), 302)
    return _page(idea, customer, OwnWordsForm.of(idea))


@bp.post("/ideas/<reference>/for-me")
def answer_for_me(reference: str) -> ResponseReturnValue:
    customer = signed_in()
    idea = one_visible(reference, reader=customer)
    _proxy(idea, customer)
    form, url = OwnWordsForm(), idea_url(idea)
    act = ACTS.get(request.form.get("act", ""))
    if act is None:
        raise Invalid(_("Choose what to do: claim it, change it, or be taken out."))
    try:
        said = act(idea, customer, form)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(idea, customer, form), refusal.status
    flash(said)
    return redirect(url, 303)


def _claim(idea: Idea, customer: User, form: OwnWordsForm) -> str:
    with writing():
        claim(idea, customer=customer)
        name = shown_name(customer, board=idea.board, reader=customer)
    return _("It is yours now. Others see “%(name)s”.", name=name)


def _change(idea: Idea, customer: User, form: OwnWordsForm) -> str:
    """Whoever puts it in their own words makes it theirs."""
    written, version = draft(form.title.data or "", form.body.data or ""), form.read_version()
    with writing():
        refuse_edit(idea, actor=customer)
        edit(idea, written, version=version, actor=customer)
        claim(idea, customer=customer)
    return _("It says what you wrote now, and it is yours.")


def _take_out(idea: Idea, customer: User, form: OwnWordsForm) -> str:
    with writing():
        take_out(idea, customer=customer, actor=customer)
    return _("You are taken out: your vote and your name are gone from this idea.")


ACTS: dict[str, Callable[[Idea, User, OwnWordsForm], str]] = {
    "claim": _claim,
    "change": _change,
    "take-out": _take_out,
}


def _proxy(idea: Idea, customer: User) -> Proxy | None:
    """The employee's word, if it came as a vote. Raises NotFound where nobody asked for them."""
    proxy = proxy_of(idea, customer)
    if proxy is None and idea.on_behalf_of_id != customer.id:
        raise NotFound(_("There is nothing at this address."))
    return proxy


def _is_claimed(idea: Idea, proxy: Proxy | None) -> bool:
    if idea.on_behalf_of_id == (proxy.user_id if proxy else idea.on_behalf_of_id):
        return idea.claimed_at is not None
    return proxy is not None and proxy.claimed_at is not None


def _page(idea: Idea, customer: User, form: OwnWordsForm) -> str:
    proxy = _proxy(idea, customer)
    employee = proxy.employee if proxy else idea.author
    return render_template(
        "votes/for_me.html",
        idea=idea,
        form=form,
        employee=employee.name if employee else "",
        asked_on=(proxy or idea).created_at,
        may_change=may_edit(idea, actor=customer),
        name=shown_name(customer, board=idea.board, reader=customer),
    )
