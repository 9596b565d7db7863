from flask import Blueprint

from app.duplicates.urls import merge_url, objection_url, quality_url, queue_url, unmerge_url

bp = Blueprint("duplicates", __name__)
for helper in (merge_url, objection_url, quality_url, queue_url, unmerge_url):
    bp.add_app_template_global(helper)
