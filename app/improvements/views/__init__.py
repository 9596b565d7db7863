"""Pages of improvements, one subject a file."""

from app.improvements.views import (
    edit,
    evidence,
    move,
    promote,
    rank,
    ranking,
    ratings,
    show,
)
from app.improvements.views.blueprint import bp

__all__ = ["bp", "edit", "evidence", "move", "promote", "rank", "ranking", "ratings", "show"]
