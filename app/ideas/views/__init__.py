"""Pages of boards and ideas, one subject a file."""

from app.ideas.views import (
    also_said,
    board,
    bring,
    comments,
    customers,
    edit,
    feed,
    idea,
    images,
    instead,
    move,
    reply,
    rows,
    submit,
    tend,
)
from app.ideas.views.blueprint import bp

__all__ = [
    "also_said",
    "board",
    "bp",
    "bring",
    "comments",
    "customers",
    "edit",
    "feed",
    "idea",
    "images",
    "instead",
    "move",
    "reply",
    "rows",
    "submit",
    "tend",
]
