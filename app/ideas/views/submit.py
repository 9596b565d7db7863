"""Asking for something: the form, the look-alikes it meets, and the thank-you."""

from __future__ import annotations

from typing import NamedTuple

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import Conflict, Forbidden, HeedError, NotFound
from app.core.i18n import _
from app.core.web.haste import came_in_haste
from app.core.web.requests import absolute, wants_fragment
from app.duplicates.models import Outcome
from app.duplicates.service.encounters import keep_encounter
from app.duplicates.shown import Shown, shown_before
from app.ideas.attachments.service import attach
from app.ideas.forms import IdeaForm
from app.ideas.models import Audience, Board, Idea, Topic
from app.ideas.queries.just_now import submitted_just_now
from app.ideas.queries.shown import shown_author, shown_name
from app.ideas.queries.topics import all_topics
from app.ideas.queries.visible import one_visible, visible_boards
from app.ideas.service.drafts import Draft, draft
from app.ideas.service.submit import submit as put_on_board
from app.ideas.urls import idea_url
from app.ideas.views.anonymous import anonymous_page
from app.ideas.views.blueprint import bp
from app.ideas.views.look_alikes import not_yet_seen
from app.ideas.views.uploads import receive_images
from app.people.models import Anonymous, User
from app.people.session import reader, signed_in
from app.votes.forms import CustomerForm
from app.votes.service.represent import Wish, submit_for


@bp.get("/ideas/new")
def new() -> ResponseReturnValue:
    filled = {"title": request.args.get("title"), "board": request.args.get("board")}
    asking = reader()
    if not isinstance(asking, User):
        return anonymous_page(**filled)
    return form_page(form_for(asking, **filled))


@bp.post("/ideas")
def submit() -> ResponseReturnValue:
    """Whoever has not seen the look-alikes while typing sees them once before the idea is posted:
    every list of them carries `looked`."""
    author = signed_in()
    form, asker = form_for(author), asker_for(author)
    try:
        images = receive_images(form, uploader=author)
        wish = asker.wish() if asker else None
        written, board = draft(form.title.data or "", form.body.data or ""), form.chosen_board()
    except HeedError as refusal:
        return refused(form, refusal, asker)
    if found := not_yet_seen(written, author):
        return form_page(form, asker=asker, **found)
    chosen, shown = Chosen(board, form.chosen_topic()), shown_to(author)
    try:
        with writing():
            posted = submitted_just_now(written, board=board, author=author)
            if posted is None:
                posted = _post(written, chosen, author, asker, wish)
                attach(images, idea=posted, uploader=author)
                keep_encounter(posted, Outcome.POSTED, shown=shown, actor=author)
            url = f"/ideas/{posted.reference}/thanks"
    except HeedError as refusal:
        return refused(form, refusal, asker)
    return redirect(url, 303)


@bp.get("/ideas/<reference>/thanks")
def thanks(reference: str) -> ResponseReturnValue:
    author = signed_in()
    idea = one_visible(reference, reader=author)
    if idea.author_id != author.id:
        raise NotFound(_("There is nothing at this address."))
    return render_template(
        "ideas/thanks.html",
        idea=idea,
        address=absolute(idea_url(idea)),
        shown_name=shown_author(idea, reader=Anonymous())
        if idea.on_behalf_of
        else shown_name(author, board=idea.board, reader=author),
    )


def form_for(author: User, **filled: str | None) -> IdeaForm:
    """The form with the boards and topics this author may choose, as sent or `filled`. Raises
    Conflict where no board takes ideas from them."""
    boards = [board for board in visible_boards(author) if board.archived_at is None]
    if not boards:
        raise Conflict(_("No board takes ideas from you yet. Ask whoever runs this portal."))
    form = IdeaForm(data={"board": boards[0].slug, **{k: v for k, v in filled.items() if v}})
    form.offer(boards, all_topics())
    return form


def asker_for(author: User) -> CustomerForm | None:
    """Who is asking, where it is a customer and not who writes it down. Raises Forbidden for who is
    no employee."""
    if request.form.get("asker") != "customer":
        return None
    if not author.is_staff:
        raise Forbidden(_("Only employees ask for a customer."))
    return CustomerForm()


def shown_to(reader: User) -> list[Shown]:
    """The look-alikes that stood beside the form when it was sent."""
    return shown_before(
        request.form.getlist("shown"),
        likely=request.form.getlist("likely"),
        different=request.form.getlist("different"),
        reader=reader,
    )


def form_page(form: IdeaForm, *, asker: CustomerForm | None = None, **found: object) -> str:
    return render_template(
        "ideas/new.html",
        form=form,
        is_for_customer=asker is not None,
        customer=asker or CustomerForm(formdata=None),
        names=_names_shown(form),
        **found,
    )


def refused(
    form: IdeaForm, refusal: HeedError, asker: CustomerForm | None = None
) -> ResponseReturnValue:
    """The form again with all that was written; for a script the reason alone."""
    if wants_fragment():
        raise refusal
    is_about_asker = asker is not None and any(name in asker for name in refusal.errors)
    (asker if asker is not None and is_about_asker else form).refuse(refusal)
    return form_page(form, asker=asker), refusal.status


class Chosen(NamedTuple):
    board: Board
    topic: Topic | None


def _post(
    written: Draft, chosen: Chosen, author: User, asker: CustomerForm | None, wish: Wish | None
) -> Idea:
    if asker is None or wish is None:
        return put_on_board(
            written,
            board=chosen.board,
            author=author,
            topic=chosen.topic,
            in_haste=came_in_haste(),
        )
    return submit_for(
        written,
        board=chosen.board,
        customer=asker.customer_meant(),
        employee=author,
        wish=wish,
        topic=chosen.topic,
    )


def _names_shown(form: IdeaForm) -> list[str]:
    """What others call the author on the boards to choose from, on public ones first."""
    author = signed_in()
    boards = sorted(form.boards.values(), key=lambda board: board.audience is not Audience.PUBLIC)
    return list(dict.fromkeys(shown_name(author, board=board, reader=author) for board in boards))
