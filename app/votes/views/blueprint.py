from flask import Blueprint

from app.votes.urls import askers_url, for_me_url, reference_in, vote_url, withdraw_url

bp = Blueprint("votes", __name__)
for helper in (askers_url, for_me_url, reference_in, vote_url, withdraw_url):
    bp.add_app_template_global(helper)
