"""Pages of councils, one subject a file."""

from app.councils.views import (
    ballot,
    candidates,
    charter,
    council,
    invitation,
    meeting,
    members,
    results,
    rounds,
)
from app.councils.views.blueprint import bp

__all__ = [
    "ballot",
    "bp",
    "candidates",
    "charter",
    "council",
    "invitation",
    "meeting",
    "members",
    "results",
    "rounds",
]
