"""Hears where improvements stand, and settles what was promised of them."""

from __future__ import annotations

from app.improvements.events import improvement_moved
from app.improvements.models import Horizon, Improvement
from app.people.models import User
from app.roadmap import service


@improvement_moved.connect
def settle_the_promise(improvement: Improvement, was: Horizon, actor: User) -> None:
    if improvement.horizon is Horizon.SHIPPED:
        service.settle(improvement)
    elif improvement.horizon is Horizon.SET_ASIDE:
        service.withdraw(improvement)
    elif was is Horizon.SHIPPED:
        service.reopen(improvement)
