"""What waits for the first words of a person, and which of it has a date promised."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from app.ideas.models import Idea


def is_waiting() -> ColumnElement[bool]:
    """What was brought from elsewhere waits for nobody."""
    return and_(Idea.first_answered_at.is_(None), Idea.is_imported.is_(False))


def is_promised() -> ColumnElement[bool]:
    return and_(is_waiting(), Idea.answer_due_at.is_not(None))
