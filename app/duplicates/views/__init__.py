"""Pages about ideas that ask for the same, one subject a file."""

from app.duplicates.views import merge, objections, quality, queue, similar
from app.duplicates.views.blueprint import bp

__all__ = ["bp", "merge", "objections", "quality", "queue", "similar"]
