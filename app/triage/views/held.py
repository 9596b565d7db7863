"""What waits to be looked at: published, or turned down with a reason, one by one or together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import session, writing
from app.core.errors import Conflict, HeedError, Invalid, NotFound
from app.core.i18n import _, ngettext
from app.ideas.models import State
from app.ideas.queries.shown import shown_html, shown_name
from app.ideas.service import moderate
from app.ideas.service.drafts import Words, words
from app.people.models import User
from app.people.service import standing
from app.people.session import signed_in
from app.triage.forms import LookForm
from app.triage.queries.held import Kind, Post, counting_held, held_page, idea_of, one_held
from app.triage.urls import held_url
from app.triage.views.blueprint import bp

MOST_AT_ONCE = 100


@bp.get("/manage/held")
def held() -> ResponseReturnValue:
    return _page()


@bp.post("/manage/held")
def look() -> ResponseReturnValue:
    """Decide about the ticked ones, all alike. What somebody else decided first stays as it is."""
    form, actor = LookForm(), signed_in()
    try:
        act, done = _act(form, actor), 0
        posts = [(one_held(kind, uid, reader=actor), seen) for kind, uid, seen in _ticked()]
        late: list[Conflict] = []
        with writing():
            for post, version in posts:
                try:
                    act(post, version)
                    done += 1
                except Conflict as refusal:
                    late.append(refusal)
        if late:
            raise _somebody_was_quicker(late, done)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status
    flash(_said(form.do.data or "", done), "ok")
    return redirect(held_url(show=request.args.get("show")), 303)


def _act(form: LookForm, actor: User) -> Callable[[Post, int], None]:
    """Raises Invalid for what nobody can do, and for no reason where one is owed."""
    match form.do.data:
        case "through":
            return partial(_publish, seen=_seen(form), actor=actor, trusts=False)
        case "trust":
            return partial(_publish, seen=_seen(form), actor=actor, trusts=True)
        case "down" | "block" as chosen:
            reason = words(form.reason.data or "", field="reason")
            return partial(_turn_down, reason=reason, actor=actor, blocks=chosen == "block")
    raise Invalid(_("Choose what is to become of it."))


def _seen(form: LookForm) -> State:
    return State.REJECTED if form.seen.data == State.REJECTED else State.PENDING


def _publish(post: Post, version: int, *, seen: State, actor: User, trusts: bool) -> None:
    moderate.let_through(post, idea_of(post), version=version, actor=actor, seen=seen)
    if trusts and post.author is not None:
        standing.trust(post.author, actor=actor)


def _turn_down(post: Post, version: int, *, reason: Words, actor: User, blocks: bool) -> None:
    moderate.turn_down(post, idea_of(post), reason, version=version, actor=actor)
    if blocks and post.author is not None:
        standing.block(post.author, actor=actor)


def _ticked() -> list[tuple[Kind, UUID, int]]:
    """With the version of each that was read. Raises Invalid for none and for too many, NotFound
    for what has no such name."""
    named = list(dict.fromkeys(request.form.getlist("item")))
    if not named:
        raise Invalid(_("Tick at least one first."))
    if len(named) > MOST_AT_ONCE:
        raise Invalid(_("Up to %(num)s are decided at once.", num=MOST_AT_ONCE))
    try:
        parts = [name.split(".") for name in named]
        return [(Kind(kind), UUID(uid), int(version)) for kind, uid, version in parts]
    except ValueError:
        raise NotFound(_("There is nothing at this address.")) from None


def _somebody_was_quicker(late: list[Conflict], done: int) -> Conflict:
    if not done and len(late) == 1:
        return late[0]
    quicker = ngettext(
        "%(num)s was decided by somebody else a moment ago, and stays as it is.",
        "%(num)s were decided by somebody else a moment ago, and stay as they are.",
        len(late),
    )
    return Conflict(_("%(quicker)s What you decided: %(num)s.", quicker=quicker, num=done))


def _said(do: str, done: int) -> str:
    if do in ("down", "block"):
        return ngettext(
            "Not published. Its author reads why.",
            "%(num)s not published. Their authors read why.",
            done,
        )
    return ngettext("Published.", "%(num)s published.", done)


def _page(sent: LookForm | None = None) -> str:
    asking = signed_in()
    state = State.REJECTED if request.args.get("show") == "turned_down" else State.PENDING
    page = held_page(state, reader=asking, cursor=request.args.get("cursor"))
    show = "turned_down" if state is State.REJECTED else ""
    return render_template(
        "triage/held.html",
        page=page,
        show=show,
        waiting=session.scalar(counting_held(asking)) or 0,
        sent=sent,
        blank=LookForm(formdata=None),
        place_of_sent=_place_of(sent, page.items),
        kind_of=Kind.of,
        idea_of=idea_of,
        name_of=lambda post: shown_name(post.author, board=idea_of(post).board, reader=asking),
        html_of=shown_html,
        previous_url=page.previous and held_url(show=show, cursor=page.previous),
        next_url=page.next and held_url(show=show, cursor=page.next),
    )


def _place_of(sent: LookForm | None, posts: Sequence[Post]) -> str:
    """The item that a refused form is about, where the page still shows it; else empty."""
    named = request.form.getlist("item") if sent else []
    shown = {f"{Kind.of(post)}.{post.uid}" for post in posts}
    place = named[0].rpartition(".")[0] if len(named) == 1 else ""
    return place if place in shown else ""
