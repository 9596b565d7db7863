"""The page of one idea."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.web.requests import absolute
from app.councils.queries.advised import advised_about
from app.duplicates.queries import family_of
from app.duplicates.sums import Sum
from app.ideas.attachments.queries import images_of
from app.ideas.forms import CommentForm, NoteForm, RefusableForm, ReplyForm
from app.ideas.looking import note_look_at
from app.ideas.models import Idea
from app.ideas.policy import may_edit, may_remove
from app.ideas.queries.comments import official_answer, thread
from app.ideas.queries.excerpts import excerpt
from app.ideas.queries.journey import journey_of
from app.ideas.queries.news import latest_words
from app.ideas.queries.shown import shown_author, shown_face, shown_html, shown_name
from app.ideas.queries.statuses import all_statuses, wording
from app.ideas.queries.visible import one_visible, one_visible_by_id
from app.ideas.urls import idea_url, query
from app.ideas.views.blueprint import bp
from app.improvements.policy import is_on_roadmap, may_read
from app.improvements.queries.find import IS_EVIDENCE, improvement_behind
from app.people.gate import find_objects
from app.people.models import Reader
from app.people.session import reader, signed_in
from app.telling.queries import reach
from app.triage.queries.asking import asker_name
from app.triage.verdicts import blank_answer, verdicts_for
from app.votes.forms import CustomerForm
from app.votes.importances import Demand, ballot_and_demand

FORMS = {"comment": CommentForm, "note": NoteForm, "customer": CustomerForm}


@bp.get("/ideas/<reference>")
def show(reference: str) -> ResponseReturnValue:
    idea = one_visible(reference, reader=reader(), also=[IS_EVIDENCE])
    if idea.merged_into_id is not None:
        return redirect(idea_url(one_visible_by_id(idea.merged_into_id, reader=reader())), 302)
    if request.path not in (idea_url(idea), f"/ideas/{idea.reference}"):
        return redirect(idea_url(idea), 301)
    note_look_at(idea.board, reader())
    return idea_page(idea)


def idea_page(idea: Idea, **filled: RefusableForm) -> str:
    """The whole page; `filled` are forms that were sent and come back with what is wrong."""
    asking = reader()
    journey = journey_of(idea)
    said = thread(idea, reader=asking, cursor=request.args.get("comments"))
    answer = official_answer(idea, said)
    official = latest_words(answer, journey)
    stands_above = answer if official and official.source is answer and said.is_all else None
    mine, wanted = ballot_and_demand(idea, reader=asking)
    return render_template(
        "ideas/show.html",
        idea=idea,
        address=absolute(idea_url(idea)),
        excerpt=excerpt(idea.body),
        ballot=mine,
        official=official,
        stands_above=stands_above,
        journey=journey,
        thread=said,
        images=images_of(idea, said.items),
        forms=_forms(filled) if asking.is_authenticated else {},
        can_remove_any=asking.is_keeper,
        can_edit=asking.is_authenticated and may_edit(idea, actor=signed_in()),
        can_remove=asking.is_authenticated and may_remove(idea, actor=signed_in()),
        name_of=partial(shown_name, board=idea.board, reader=asking),
        author=shown_author(idea, reader=asking),
        author_of=partial(shown_author, reader=asking),
        face=shown_face(idea, reader=asking),
        demand=wanted,
        html_of=shown_html,
        advised=advised_about(idea, reader=asking),
        **_counted_together(idea, wanted, asking),
        **_became_part(idea, asking),
        **_for_keepers(idea, asking, filled),
    )


def _forms(filled: dict[str, RefusableForm]) -> dict[str, Any]:
    return {name: filled.get(name) or form(formdata=None) for name, form in FORMS.items()}


def _counted_together(idea: Idea, wanted: Demand, asking: Reader) -> dict[str, object]:
    """What was merged into the idea, and what that comes to where the reader sees all of it; the
    other wordings of all that the reader sees."""
    family = family_of(idea, reader=asking)
    if not family.shown:
        return {"wordings": family.wordings}
    parts = [wanted.own, *(each.people for each in family.shown)]
    total = Sum(parts, idea.people) if family.is_whole else None
    return {"merged": family.shown, "sum": total, "wordings": family.wordings}


def _became_part(idea: Idea, asking: Reader) -> dict[str, object]:
    """The improvement the idea became part of: always for staff, for others once the roadmap has
    it; and whether its page for staff is this reader's to open."""
    improvement = improvement_behind(idea)
    if improvement is None or not (asking.is_staff or is_on_roadmap(improvement)):
        return {"improvement": None}
    return {"improvement": improvement, "may_open": may_read(improvement, reader=asking)}


def _for_keepers(idea: Idea, asking: Reader, filled: dict[str, RefusableForm]) -> dict[str, object]:
    if not asking.is_keeper:
        return {}
    statuses, (told, has_customer) = all_statuses(), reach(idea, actor=signed_in())
    asker = asker_name(idea, reaches_customer=has_customer)
    verdicts = verdicts_for(
        statuses,
        address=lambda act: idea_url(idea) + query(act=act) + "#reply",
        wanted=request.args.get("act", ""),
        has_asker=bool(asker),
    )
    reply = filled.get("reply") or ReplyForm(formdata=None, data=blank_answer(verdicts))
    named = [(status.key, wording(status)) for status in statuses]
    reply.offer(named, present=idea.status, asker=asker, told=told)
    return {"audience_size": told, "reply": reply, "verdicts": verdicts}


def _find(reference: str, **_: object) -> Idea:
    return one_visible(reference, reader=reader())


find_objects("reference", _find)
