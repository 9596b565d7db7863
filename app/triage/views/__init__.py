"""The inbox of those who look after ideas, one subject a file."""

from app.triage.views import acts, held, inbox
from app.triage.views.blueprint import bp

__all__ = ["acts", "bp", "held", "inbox"]
