"""Pages of notices, news and mail, one subject a file."""

from app.telling.views import entries, mail_box, notices, preferences, unsubscribe, updates, welcome
from app.telling.views.blueprint import bp

__all__ = [
    "bp",
    "entries",
    "mail_box",
    "notices",
    "preferences",
    "unsubscribe",
    "updates",
    "welcome",
]
