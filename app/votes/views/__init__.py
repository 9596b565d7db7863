"""Voting, following, and what became of votes that employees asked for, one subject a file."""

from app.votes.views import askers, casting, customers, for_me
from app.votes.views.blueprint import bp

__all__ = ["askers", "bp", "casting", "customers", "for_me"]
