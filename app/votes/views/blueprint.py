from flask import Blueprint

from app.votes.urls import for_me_url, reference_in, vote_url, withdraw_url

bp = Blueprint("votes", __name__)
for helper in (for_me_url, reference_in, vote_url, withdraw_url):
    bp.add_app_template_global(helper)
