"""What is refused around ideas, beyond the kinds every package has."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import Conflict
from app.ideas.queries.acts import Act


class DecidedMeanwhile(Conflict):
    """Somebody else decided since the page was drawn. `acts` is what they did, the oldest first."""

    def __init__(self, message: str, acts: Sequence[Act]) -> None:
        super().__init__(message)
        self.acts = list(acts)
