"""The look-alikes that whoever is about to post has to have seen."""

from __future__ import annotations

from flask import request

from app.duplicates.queries import similar_ideas
from app.ideas.service.drafts import Draft
from app.people.models import Reader
from app.votes.queries import voted_among

MOST_SIMILAR = 5


def not_yet_seen(written: Draft, reader: Reader) -> dict[str, object]:
    """Those for who was shown none, if there are any: every list of them carries `looked`."""
    if "looked" in request.form:
        return {}
    found = similar_ideas(written.title, written.body, reader=reader, limit=MOST_SIMILAR)
    voted = voted_among([each.idea.id for each in found], reader=reader)
    return {"similar": found, "voted": voted} if found else {}
