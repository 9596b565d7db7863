"""Groups of ideas that may ask for the same: each is decided, or put off, by one press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import permutations
from typing import NamedTuple
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import writing
from app.core.errors import HeedError, Invalid, NotFound
from app.core.i18n import _, ngettext
from app.core.text import one_line
from app.duplicates import policy, waiting
from app.duplicates.forms import GroupForm
from app.duplicates.models import SAME, DuplicateGroup
from app.duplicates.queries import Likeness, merged_just_now
from app.duplicates.service import groups as service
from app.duplicates.service import merge as merging
from app.duplicates.sums import Sum
from app.duplicates.urls import queue_url
from app.duplicates.views.blueprint import bp
from app.ideas.models import Board, CommentKind, Idea
from app.ideas.queries.excerpts import excerpt
from app.ideas.queries.shown import shown_author
from app.ideas.queries.visible import one_visible
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import TITLE_LENGTH, words, words_if_any
from app.people.models import User
from app.people.session import signed_in
from app.search.lexicon import lexicon
from app.search.reasons import words_in_common
from app.votes.queries import counted_together

EXCERPT = 200  # characters
Act = Callable[[GroupForm, User], str]


class Panel(NamedTuple):
    """A group with what its ideas come to together and the words they share. `can_keep` are the
    references of those whose board all who asked can see; `is_wider` where one stands on a board
    that more people see."""

    uid: UUID
    ideas: list[Idea]
    people: Sum
    organisations: Sum
    shared: list[str]
    likeness: Likeness
    can_keep: list[str]
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
    return _do(_join)


@bp.post("/manage/duplicates/apart")
def keep_apart() -> ResponseReturnValue:
    return _do(_keep_apart)


@bp.post("/manage/duplicates/split")
def split() -> ResponseReturnValue:
    """The ticked ones here, the others there."""
    return _do(_split)


@bp.post("/manage/duplicates/add")
def add() -> ResponseReturnValue:
    """One more idea, by its reference."""
    return _do(_add)


@bp.post("/manage/duplicates/later")
def let_rest() -> ResponseReturnValue:
    return _do(_let_rest)


@bp.post("/manage/duplicates/groups/<uuid:uid>/wake")
def wake(uid: UUID) -> ResponseReturnValue:
    with writing():
        service.wake(waiting.one_group(uid, reader=signed_in())[0])
    return redirect(queue_url(), 303)


@bp.post("/manage/duplicates/pairs/<uuid:uid>/again")
def ask_again(uid: UUID) -> ResponseReturnValue:
    pair = waiting.one_pair(uid, reader=signed_in())
    with writing():
        service.ask_again(pair, actor=signed_in())
    flash(_("They wait to be looked at again."))
    return redirect(queue_url(), 303)


@bp.post("/manage/duplicates/presses/<uuid:uid>/undo")
def undo(uid: UUID) -> ResponseReturnValue:
    """Take back all that one press counted together."""
    actor = signed_in()
    with writing():
        for merge in waiting.merges_of_press(uid, reader=actor):
            merging.unmerge(merge.source, actor=actor)
    flash(_("Undone. Each stands by itself again, with all its votes."))
    return redirect(queue_url(), 303)


def _do(act: Act) -> ResponseReturnValue:
    """What was decided is said on the queue; what was refused, at the group it is about."""
    form = GroupForm()
    try:
        with writing():
            said = act(form, signed_in())
    except HeedError as refusal:
        form.refuse(refusal)
        return _page(form), refusal.status
    flash(said)
    return redirect(queue_url(), 303)


def _join(form: GroupForm, actor: User) -> str:
    ticked = _ticked(actor)
    if len(ticked) < 2:
        raise _too_few()
    kept, *others = ticked
    press, note = uuid4(), words_if_any(form.note.data or "", field="note")
    if form.answers.data:
        answer = words(form.note.data or "", field="note")
        comment(kept, answer, author=actor, kind=CommentKind.OFFICIAL)
    for each in others:
        if not merged_just_now(each, kept, actor=actor):
            accepts = bool(form.accepts_wider.data)
            merging.merge(each, kept, note=note, actor=actor, accepts_wider=accepts, press=press)
    return ngettext(
        "Counted together: %(num)s person. Undo it on the right, at any time.",
        "Counted together: %(num)s people. Undo it on the right, at any time.",
        kept.people,
    )


def _keep_apart(form: GroupForm, actor: User) -> str:
    service.keep_apart(_ticked(actor), actor=actor)
    return _("Kept apart. They are not put together again, unless you undo it on the right.")


def _split(form: GroupForm, actor: User) -> str:
    _group, ideas = _asked_group()
    ticked = request.form.getlist("idea")
    together = [idea for idea in ideas if idea.reference in ticked]
    others = [idea for idea in ideas if idea not in together]
    service.split(together, others, actor=actor)
    return _("Split. What is left in twos or more waits on.")


def _add(form: GroupForm, actor: User) -> str:
    _group, ideas = _asked_group()
    name = one_line(form.add.data or "")[:TITLE_LENGTH]
    try:
        more = one_visible(name, reader=actor)
    except NotFound:
        message = _("There is no idea called “%(name)s”.", name=name)
        raise Invalid(message, errors={"add": message}) from None
    service.add(more, ideas, actor=actor)
    return _("%(idea)s waits with them now.", idea=more.reference)


def _let_rest(form: GroupForm, actor: User) -> str:
    group, _ideas = _asked_group()
    service.let_rest(group)
    return _("Put off for a week, or until an idea joins it.")


def _asked_group() -> tuple[DuplicateGroup, list[Idea]]:
    """Raises NotFound."""
    try:
        return waiting.one_group(UUID(request.form.get("group", "")), reader=signed_in())
    except ValueError:
        return waiting.one_group(uuid4(), reader=signed_in())


def _ticked(actor: User) -> list[Idea]:
    """The ideas of the form, the one that is kept first."""
    references = dict.fromkeys([*request.form.getlist("keep"), *request.form.getlist("idea")])
    return [one_visible(reference, reader=actor) for reference in references]


def _too_few() -> Invalid:
    message = _("Tick at least two of them.")
    return Invalid(message, errors={"ideas": message})


def _page(form: GroupForm | None = None) -> str:
    actor = signed_in()
    length = waiting.queue_length(actor)
    found = waiting.waiting_groups(request.args.get("cursor"), reader=actor)
    panels, ticked = _panels(found.groups), request.form.getlist("idea")
    about = {*ticked, *request.form.getlist("keep")}
    return render_template(
        "duplicates/queue.html",
        panels=panels,
        next=found.next,
        previous=found.previous,
        length=length,
        resting=waiting.resting_groups(actor),
        merged=waiting.merged_lately(actor),
        apart=waiting.told_apart_lately(actor),
        blank=GroupForm(formdata=None),
        sent=form,
        ticked=ticked,
        kept=request.form.get("keep", ""),
        place_of_sent=next((p.references[0] for p in panels if about & {*p.references}), None),
        name_of=partial(shown_author, reader=actor),
        excerpt_of=lambda idea: excerpt(idea.body, EXCERPT),
    )


def _panels(groups: list[tuple[DuplicateGroup, list[Idea]]]) -> list[Panel]:
    counted = counted_together([[idea.id for idea in ideas] for _group, ideas in groups])
    return [
        Panel(
            group.uid,
            ideas,
            Sum([idea.people for idea in ideas], people),
            Sum([idea.organisations for idea in ideas], organisations),
            words_in_common([f"{idea.title}\n{idea.body}" for idea in ideas], lexicon=lexicon()),
            "same" if group.likeness == SAME else "close",
            [idea.reference for idea in ideas if _can_be_kept(idea, ideas)],
            any(policy.is_seen_by_more_than(*boards) for boards in _two_boards(ideas)),
        )
        for (group, ideas), (people, organisations) in zip(groups, counted, strict=True)
    ]


def _can_be_kept(idea: Idea, ideas: list[Idea]) -> bool:
    """Whether everyone who asked for one of the others may read it."""
    return all(policy.is_seen_by_all_of(idea.board, other.board) for other in ideas)


def _two_boards(ideas: list[Idea]) -> list[tuple[Board, Board]]:
    boards = {idea.board_id: idea.board for idea in ideas}
    return list(permutations(boards.values(), 2))
