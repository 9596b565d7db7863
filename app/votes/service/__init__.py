"""The only writes to votes, follows and proxies, one subject a file."""

from app.votes.service.casting import (
    cast,
    change_importance,
    follow,
    heat,
    put,
    refresh_demand,
    unfollow,
    warmer,
    withdraw,
)

__all__ = [
    "cast",
    "change_importance",
    "follow",
    "heat",
    "put",
    "refresh_demand",
    "unfollow",
    "warmer",
    "withdraw",
]
