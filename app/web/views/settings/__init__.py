"""What an administrator changes while the portal runs, one subject a file."""

from app.web.views.settings import audit, boards, keeping, mail, portal, searching, wordings

__all__ = ["audit", "boards", "keeping", "mail", "portal", "searching", "wordings"]
