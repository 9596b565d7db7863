"""Pages of the roadmap, one subject a file."""

from app.roadmap.views import embed, promise, roadmap, want
from app.roadmap.views.blueprint import bp

__all__ = ["bp", "embed", "promise", "roadmap", "want"]
