"""What an administrator changes while the portal runs, one subject a file."""

from app.web.views.settings import (
    audit,
    boards,
    elsewhere,
    keeping,
    mail,
    portal,
    searching,
    wordings,
)

__all__ = ["audit", "boards", "elsewhere", "keeping", "mail", "portal", "searching", "wordings"]
