"""Submitting casts the vote of who asked, an import brings votes with it, merging counts anew, who
moves to another organisation is counted there, and a vote that is taken back ends what an employee
said for the voter."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import delete, select

from app.core.db import session
from app.core.errors import HeedError
from app.duplicates.events import idea_unmerged, ideas_merged
from app.duplicates.models import Merge
from app.ideas.events import idea_submitted, ideas_imported
from app.ideas.models import Idea
from app.ideas.queries.visible import one_visible
from app.people.events import being_merged, entered, moved
from app.people.models import User
from app.votes.events import vote_withdrawn
from app.votes.importing import bring_votes_in, refresh_demands
from app.votes.models import Proxy, Vote
from app.votes.service import cast, put, refresh_demand
from app.votes.service.claims import end_proxies
from app.votes.urls import reference_in

IDEAS_AT_ONCE = 500
ideas_imported.connect(bring_votes_in)


@idea_submitted.connect
def give_the_author_their_vote(idea: Idea) -> None:
    """Where it was asked for a customer, `service.represent` casts the customer's. One that was
    posted without signing in may be merged before its author says that it was they."""
    if idea.author is not None and idea.on_behalf_of_id is None:
        root = idea if idea.merged_into_id is None else session.get_one(Idea, idea.merged_into_id)
        put(root, voter=idea.author)


@ideas_merged.connect
@idea_unmerged.connect
def count_again(merge: Merge, actor: User) -> None:
    """The idea that was merged, and the one it was or is counted with: where the target was merged
    on meanwhile, that is where it went."""
    target = merge.target
    root = target if target.merged_into_id is None else session.get_one(Idea, target.merged_into_id)
    for idea in (merge.source, root):
        refresh_demand(idea)


@moved.connect
def count_their_organisation(user_ids: Sequence[int]) -> None:
    voted_for = select(Vote.idea_id).where(Vote.user_id.in_(user_ids)).distinct()
    idea_ids = sorted(session.scalars(voted_for))
    for start in range(0, len(idea_ids), IDEAS_AT_ONCE):
        few = idea_ids[start : start + IDEAS_AT_ONCE]
        # As a vote does: nobody counts in between.
        session.execute(select(Idea.id).where(Idea.id.in_(few)).order_by(Idea.id).with_for_update())
        refresh_demands(few)


@being_merged.connect
def end_words_for_oneself(person: User, into: User) -> None:
    """Nobody asks for themselves as for a customer."""
    both = (person.id, into.id)
    session.execute(delete(Proxy).where(Proxy.user_id.in_(both), Proxy.employee_id.in_(both)))


@entered.connect
def cast_what_they_came_for(user: User, onward: str) -> None:
    """They pressed a vote before signing in, and asked for a link. Whatever speaks against it now
    is said on the page they are led to."""
    reference = reference_in(onward)
    if reference is not None:
        with suppress(HeedError):
            cast(one_visible(reference, reader=user), voter=user)


@vote_withdrawn.connect
def let_go_of_the_voter(idea: Idea, voter: User) -> None:
    end_proxies(idea, voter=voter)
