"""What an administrator changes while the portal runs, one subject a file."""

from app.web.views.settings import audit, boards, elsewhere, mail, portal, searching, wordings

__all__ = ["audit", "boards", "elsewhere", "mail", "portal", "searching", "wordings"]
