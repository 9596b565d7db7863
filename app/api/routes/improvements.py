from __future__ import annotations

from typing import Any

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from app.api.blueprint import bp
from app.api.idempotency import Answer, once
from app.api.improvement_faces import improvement_face, improvement_faces
from app.api.improvement_requests import drafted, ideas_wanted
from app.api.schemas.improvements import (
    ImprovementPatchSchema,
    ImprovementSchema,
    ImprovementsQuery,
    ImprovementsSchema,
    MetricsSchema,
    NewImprovementSchema,
)
from app.api.schemas.requests import IdempotencySchema, IfMatchSchema, NothingQuery
from app.api.versions import version_read
from app.core.db import writing
from app.core.i18n import _
from app.ideas.models import Idea
from app.improvements.models import Horizon, Improvement
from app.improvements.policy import refuse_deciding
from app.improvements.queries.evidence import ideas_behind
from app.improvements.queries.listing import api_page
from app.improvements.service.edit import edit
from app.improvements.service.evidence import link_idea, unlink_idea
from app.improvements.service.log import take
from app.improvements.service.move import move, words_for
from app.improvements.service.promote import promote
from app.journey.metrics import Metric
from app.journey.queries import metric_name
from app.people.models import User
from app.people.session import signed_in

LOCATION = {"Location": {"description": "The new one.", "schema": {"type": "string"}}}
ETAG = {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}
OF_MANAGERS = ("horizon", "idea_ids", "owner", "sponsor", "is_public")


@bp.get("/metrics-catalogue")
@bp.arguments(NothingQuery, location="query")
@bp.response(200, MetricsSchema)
def list_metrics(asked: dict[str, Any]) -> dict[str, Any]:
    """List the metrics an improvement may set out to move"""
    items = [
        {"key": metric.value, "name": metric_name(metric), "about": _about(metric)}
        for metric in Metric
    ]
    return {"items": items, "next": None}


@bp.get("/improvements")
@bp.arguments(ImprovementsQuery, location="query")
@bp.response(200, ImprovementsSchema)
def list_improvements(asked: dict[str, Any]) -> dict[str, Any]:
    """List improvements, the last changed first

    Managers see all; whoever else is on staff, those they answer for."""
    horizon = Horizon(asked["horizon"]) if "horizon" in asked else None
    page = api_page(
        reader=signed_in(), cursor=asked.get("cursor"), size=asked["limit"], horizon=horizon
    )
    return {"items": improvement_faces(page.items, signed_in()), "next": page.next}


@bp.post("/improvements")
@bp.arguments(NewImprovementSchema)
@bp.arguments(IdempotencySchema, location="headers")
@bp.response(201, ImprovementSchema, headers=LOCATION)
def promote_ideas(wanted: dict[str, Any], headers: dict[str, str]) -> Response:
    """Make an improvement of ideas

    Its ideas get the status of its horizon, and everyone who asked is told at once. The baseline
    of its metric is frozen. Without an owner or a metric it takes a `reason`."""
    ideas = ideas_wanted(wanted.get("idea_ids", []), reader=signed_in())
    written = drafted(wanted)
    note = words_for(written.horizon, wanted.get("note", ""))

    def change(actor: User) -> Answer:
        made = promote(ideas, written, actor=actor, note=note).improvement
        face = improvement_face(made, actor)
        return face, 201, {"Location": f"/api/v1/improvements/{face['id']}"}

    return once(headers["key"], change)


@bp.get("/improvements/<improvement_id>")
@bp.arguments(NothingQuery, location="query")
@bp.response(200, ImprovementSchema, headers=ETAG)
def show_improvement(asked: dict[str, Any], improvement: Improvement) -> ResponseReturnValue:
    """Show one improvement"""
    face = improvement_face(improvement, signed_in())
    return make_response(face, {"ETag": f'"{improvement.version}"'})


@bp.patch("/improvements/<improvement_id>")
@bp.arguments(ImprovementPatchSchema, required=False)
@bp.arguments(IfMatchSchema, location="headers")
@bp.response(200, ImprovementSchema, headers=ETAG)
def edit_improvement(
    wanted: dict[str, Any], headers: dict[str, str], improvement: Improvement
) -> Response:
    """Change an improvement, move it, or say which ideas stand behind it

    Words and target by its owner or a manager; horizon, ideas, owner, sponsor and what is public
    by managers."""
    if any(name in wanted for name in OF_MANAGERS):
        refuse_deciding(actor=signed_in())
    written = drafted(wanted, present=improvement)
    horizon = Horizon(wanted.get("horizon", improvement.horizon))
    note = words_for(horizon, wanted.get("note", ""))
    ideas = ideas_wanted(wanted["idea_ids"], reader=signed_in()) if "idea_ids" in wanted else None
    with writing():
        actor = signed_in()
        take(improvement, version=version_read(headers.get("if_match"), improvement.version))
        edit(improvement, written, version=improvement.version, actor=actor)
        if ideas is not None:
            _stand_behind(improvement, ideas, actor)
        if horizon is not improvement.horizon:
            move(improvement, horizon, note=note, version=improvement.version, actor=actor)
        face = improvement_face(improvement, actor)
        return make_response(face, {"ETag": f'"{improvement.version}"'})


def _stand_behind(improvement: Improvement, ideas: list[Idea], actor: User) -> None:
    """These ideas and no others."""
    present = {idea.id: idea for idea in ideas_behind(improvement)}
    wanted = {idea.id: idea for idea in ideas}
    for idea_id, idea in present.items():
        if idea_id not in wanted:
            unlink_idea(improvement, idea, actor=actor)
    for idea_id, idea in wanted.items():
        if idea_id not in present:
            link_idea(improvement, idea, actor=actor)


def _about(metric: Metric) -> str:
    match metric:
        case Metric.FIXED_IT:
            return _("The share of those who asked that says yes once it has shipped.")
        case Metric.ORGANISATIONS:
            return _("How many distinct organisations ask, over all its ideas.")
        case Metric.TYPED:
            return _("A figure from elsewhere, typed in with its n, day and source.")
