"""What scoring hears."""

from __future__ import annotations

from app.improvements.events import improvement_moved
from app.improvements.models import Horizon, Improvement
from app.people.models import User
from app.scoring.service import forget_place


@improvement_moved.connect
def give_up_place(improvement: Improvement, *, was: Horizon, actor: User) -> None:
    """Ranks are places among open improvements."""
    if not improvement.horizon.is_open:
        forget_place(improvement)
