"""Submitting casts the author's vote; an import brings votes with it."""

from app.ideas.events import idea_submitted, ideas_imported
from app.ideas.models import Idea
from app.votes.importing import bring_votes_in
from app.votes.service import put

ideas_imported.connect(bring_votes_in)


@idea_submitted.connect
def give_the_author_their_vote(idea: Idea) -> None:
    if idea.author is not None:
        put(idea, voter=idea.author)
