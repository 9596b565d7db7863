"""Pages of councils, one subject a file."""

from app.councils.views import council
from app.councils.views.blueprint import bp

__all__ = ["bp", "council"]
