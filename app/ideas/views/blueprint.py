from flask import Blueprint

from app.core.web.requests import absolute
from app.ideas.urls import (
    board_url,
    feed_url,
    idea_url,
    import_url,
    new_idea_url,
    query,
)

bp = Blueprint("ideas", __name__)
for helper in (absolute, board_url, feed_url, idea_url, import_url, new_idea_url, query):
    bp.add_app_template_global(helper)
