"""Submitting casts the author's vote, an import brings votes with it, and merging counts anew."""

from app.core.db import session
from app.duplicates.events import idea_unmerged, ideas_merged
from app.duplicates.models import Merge
from app.ideas.events import idea_submitted, ideas_imported
from app.ideas.models import Idea
from app.people.models import User
from app.votes.importing import bring_votes_in
from app.votes.service import put, refresh_demand

ideas_imported.connect(bring_votes_in)


@idea_submitted.connect
def give_the_author_their_vote(idea: Idea) -> None:
    if idea.author is not None:
        put(idea, voter=idea.author)


@ideas_merged.connect
@idea_unmerged.connect
def count_again(merge: Merge, actor: User) -> None:
    """The idea that was merged, and the one it was or is counted with: where the target was merged
    on meanwhile, that is where it went."""
    target = merge.target
    root = target if target.merged_into_id is None else session.get_one(Idea, target.merged_into_id)
    for idea in (merge.source, root):
        refresh_demand(idea)
