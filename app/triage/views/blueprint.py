from flask import Blueprint

from app.journey.queries import element_name, stage_name
from app.triage.urls import held_url, inbox_url, item_url

bp = Blueprint("triage", __name__)
for helper in (held_url, inbox_url, item_url, stage_name, element_name):
    bp.add_app_template_global(helper)
