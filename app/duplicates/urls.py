"""Addresses of what is done with ideas that ask for the same."""

from app.ideas.urls import query


def merge_url(reference: str, **asked: str | None) -> str:
    """Where a manager chooses what an idea is counted with; `into` names it, `q` looks for it."""
    return f"/manage/ideas/{reference}/merge{query(**asked)}"


def queue_url(**asked: str | None) -> str:
    """Where managers decide about groups of ideas that may ask for the same."""
    return f"/manage/duplicates{query(**asked)}"


def unmerge_url(reference: str) -> str:
    return f"/manage/ideas/{reference}/unmerge"


def quality_url(**asked: str | None) -> str:
    """How well duplicates are found."""
    return f"/manage/duplicates/quality{query(**asked)}"


def objection_url(reference: str) -> str:
    """Where whoever asked for a merged idea says that it is not the same."""
    return f"/ideas/{reference}/not-what-i-meant"
