"""Groups of ideas that may ask for the same: counted together, or told apart, by one press."""

from __future__ import annotations

from functools import partial
from itertools import permutations
from typing import NamedTuple
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Invalid
from app.core.i18n import _, ngettext
from app.duplicates import policy, waiting
from app.duplicates.forms import GroupForm
from app.duplicates.queries import Likeness
from app.duplicates.service import merge as merging
from app.duplicates.service import pairs as service
from app.duplicates.sums import Sum
from app.duplicates.urls import queue_url
from app.duplicates.views.blueprint import bp
from app.ideas.models import Idea
from app.ideas.queries.excerpts import excerpt
from app.ideas.queries.shown import shown_author
from app.ideas.queries.visible import one_visible
from app.ideas.service.drafts import words_if_any
from app.people.models import User
from app.people.session import signed_in
from app.search.reasons import words_in_common
from app.votes.queries import counted_together

EXCERPT = 200  # characters


class Group(NamedTuple):
    """Ideas with what they come to together and the words they share. `is_wider` where one stands
    on a board that more people see."""

    ideas: list[Idea]
    people: Sum
    organisations: Sum
    shared: list[str]
    likeness: Likeness
    is_wider: bool

    @property
    def references(self) -> list[str]:
        return [idea.reference for idea in self.ideas]


@bp.get("/manage/duplicates")
def queue() -> ResponseReturnValue:
    return _page()


@bp.post("/manage/duplicates/join")
def join() -> ResponseReturnValue:
    """Count the ticked ideas together with the one that is kept."""
    actor, form = signed_in(), GroupForm()
    try:
        kept, *others = _ticked(actor)
        note = words_if_any(form.note.data or "", field="note")
        accepts_wider = bool(form.accepts_wider.data)
        with writing():
            for each in others:
                merging.merge(each, kept, note=note, actor=actor, accepts_wider=accepts_wider)
            people = kept.people
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status
    flash(
        ngettext(
            "Counted together: %(num)s person. Undo it on the right, at any time.",
            "Counted together: %(num)s people. Undo it on the right, at any time.",
            people,
        )
    )
    return redirect(queue_url(), 303)


@bp.post("/manage/duplicates/apart")
def keep_apart() -> ResponseReturnValue:
    actor, form = signed_in(), GroupForm()
    try:
        ideas = _ticked(actor)
        with writing():
            service.tell_apart(ideas, actor=actor)
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status
    flash(_("Kept apart. They are not put together again, unless you undo it on the right."))
    return redirect(queue_url(), 303)


@bp.post("/manage/duplicates/pairs/<uuid:uid>/again")
def ask_again(uid: UUID) -> ResponseReturnValue:
    pair = waiting.one_pair(uid)
    with writing():
        service.ask_again(pair, actor=signed_in())
    flash(_("They wait to be looked at again."))
    return redirect(queue_url(), 303)


def _ticked(actor: User) -> list[Idea]:
    """The ideas of the form, the one that is kept first. Raises Invalid for fewer than two."""
    references = list(dict.fromkeys([*request.form.getlist("keep"), *request.form.getlist("idea")]))
    ideas = [one_visible(reference, reader=actor) for reference in references]
    if len(ideas) < 2:
        message = _("Tick at least two of them.")
        raise Invalid(message, errors={"ideas": message})
    return ideas


def _page(form: GroupForm | None = None) -> str:
    actor = signed_in()
    found = waiting.waiting_groups(request.args.get("cursor"))
    groups, ticked = _counted(found.groups), request.form.getlist("idea")
    about = {*ticked, *request.form.getlist("keep")}
    return render_template(
        "duplicates/queue.html",
        groups=groups,
        next=found.next,
        previous=found.previous,
        pairs=waiting.how_many_pairs(),
        to_compare=waiting.still_to_compare(),
        merged=waiting.merged_lately(),
        apart=waiting.told_apart_lately(),
        blank=GroupForm(formdata=None),
        sent=form,
        ticked=ticked,
        place_of_sent=next((g.references[0] for g in groups if about & {*g.references}), None),
        name_of=partial(shown_author, reader=actor),
        excerpt_of=lambda idea: excerpt(idea.body, EXCERPT),
    )


def _counted(groups: list[tuple[list[Idea], bool]]) -> list[Group]:
    counted = counted_together([[idea.id for idea in ideas] for ideas, _is_likely in groups])
    return [
        Group(
            ideas,
            Sum([idea.people for idea in ideas], people),
            Sum([idea.organisations for idea in ideas], organisations),
            words_in_common([f"{idea.title}\n{idea.body}" for idea in ideas]),
            "same" if is_likely else "close",
            _has_wider_boards(ideas),
        )
        for (ideas, is_likely), (people, organisations) in zip(groups, counted, strict=True)
    ]


def _has_wider_boards(ideas: list[Idea]) -> bool:
    boards = {idea.board_id: idea.board for idea in ideas}
    if len(boards) < 2:
        return False
    return any(
        policy.is_seen_by_more_than(one, other) for one, other in permutations(boards.values(), 2)
    )
