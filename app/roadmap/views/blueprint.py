from flask import Blueprint

from app.roadmap.lines import line_of, settled_line
from app.roadmap.urls import card_url, want_url

bp = Blueprint("roadmap", __name__)
bp.add_app_template_global(card_url)
bp.add_app_template_global(want_url)
bp.add_app_template_global(line_of, "promise_line")
bp.add_app_template_global(settled_line, "settled_promise")
