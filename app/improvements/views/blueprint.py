from flask import Blueprint

from app.core.i18n import format_decimal
from app.improvements.policy import is_on_roadmap, may_edit
from app.improvements.queries.wording import (
    aim_sentence,
    decision_sentence,
    figure,
    horizon_meaning,
    horizon_name,
    phase_of,
    why_it_stayed,
)
from app.improvements.urls import base_url, improvement_url, promote_url, roadmap_anchor
from app.journey.queries import element_name, metric_name, stage_name
from app.scoring.formulas import factor_name, factors_in, model_name

bp = Blueprint("improvements", __name__)
for helper in (base_url, improvement_url, promote_url, roadmap_anchor):
    bp.add_app_template_global(helper)
for wording in (
    aim_sentence,
    decision_sentence,
    element_name,
    factor_name,
    factors_in,
    figure,
    format_decimal,
    horizon_meaning,
    horizon_name,
    is_on_roadmap,
    may_edit,
    metric_name,
    model_name,
    phase_of,
    stage_name,
    why_it_stayed,
):
    bp.add_app_template_global(wording)
