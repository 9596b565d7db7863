"""Pages that bring several packages together, one subject a file."""

from app.web.views import (
    health,
    home,
    manage,
    me,
    privacy,
    progress,
    robots,
    settings,
    sitemap,
    start,
)
from app.web.views.blueprint import bp

__all__ = [
    "bp",
    "health",
    "home",
    "manage",
    "me",
    "privacy",
    "progress",
    "robots",
    "settings",
    "sitemap",
    "start",
]
