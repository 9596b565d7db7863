"""What the rows of lists say, kept as drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flask import get_template_attribute
from flask_babel import get_locale
from markupsafe import Markup

from app.core.settings import portal
from app.ideas.queries.listing import ListedIdea
from app.ideas.views.blueprint import bp
from app.people.models import Reader

MOST_KEPT = 1000  # of some 5 kB


@bp.app_template_global()
def words_for(reader: Reader) -> Callable[[ListedIdea], Markup]:
    """What draws what a row says of an idea. Drawing is most of what a list costs, and ideas are
    looked at far more often than they change: all that is shown is the key of what is kept."""
    company, language = portal().name, str(get_locale())

    def words(idea: ListedIdea) -> Markup:
        shown = idea._replace(people=0, hot=0.0, voted_at=None)
        return _draw(shown, idea.author_for(reader), company, language)

    return words


@lru_cache(maxsize=MOST_KEPT)
def _draw(idea: ListedIdea, author: str, company: str, _language: str) -> Markup:
    words = get_template_attribute("ideas/_idea_words.html", "idea_words")
    return Markup(words(idea, company, author=author))  # noqa: S704
