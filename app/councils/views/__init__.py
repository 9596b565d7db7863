"""Pages of councils, one subject a file."""

from app.councils.views import charter, council, invitation, members
from app.councils.views.blueprint import bp

__all__ = ["bp", "charter", "council", "invitation", "members"]
