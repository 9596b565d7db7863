"""Pages of councils, one subject a file."""

from app.councils.views import (
    advice,
    ballot,
    candidates,
    charter,
    council,
    findings,
    invitation,
    meeting,
    members,
    minutes,
    papers,
    recruiting,
    reports,
    results,
    rounds,
    search,
    seat,
)
from app.councils.views.blueprint import bp

__all__ = [
    "advice",
    "ballot",
    "bp",
    "candidates",
    "charter",
    "council",
    "findings",
    "invitation",
    "meeting",
    "members",
    "minutes",
    "papers",
    "recruiting",
    "reports",
    "results",
    "rounds",
    "search",
    "seat",
]
