"""Pages of councils, one subject a file."""

from app.councils.views import (
    advice,
    ballot,
    candidates,
    charter,
    council,
    invitation,
    meeting,
    members,
    minutes,
    reports,
    results,
    rounds,
)
from app.councils.views.blueprint import bp

__all__ = [
    "advice",
    "ballot",
    "bp",
    "candidates",
    "charter",
    "council",
    "invitation",
    "meeting",
    "members",
    "minutes",
    "reports",
    "results",
    "rounds",
]
