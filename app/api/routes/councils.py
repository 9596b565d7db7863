from __future__ import annotations

from typing import Any

from app.api.blueprint import bp
from app.api.faces import moment
from app.api.schemas.councils import RoundsSchema, RoundWithResultsSchema
from app.api.schemas.requests import NothingQuery
from app.core.web.requests import absolute
from app.councils.models import Council, Round
from app.councils.policy import Standing
from app.councils.queries.export import results_face
from app.councils.queries.results import results_of
from app.councils.queries.rounds import one_round, rounds_of
from app.councils.service.entering import enter, keep_look
from app.councils.urls import council_url
from app.councils.wording import scales_of
from app.people.session import signed_in


@bp.get("/councils/<council>/rounds")
@bp.arguments(NothingQuery, location="query")
@bp.response(200, RoundsSchema)
def list_rounds(asked: dict[str, Any], council: str) -> dict[str, Any]:
    """List the rounds of an advisory board you sit in

    The newest first."""
    standing = _inside(council)
    return {
        "items": [_face(standing.council, each) for each in rounds_of(standing)],
        "next": None,
    }


@bp.get("/councils/<council>/rounds/<int(max=99999):number>")
@bp.arguments(NothingQuery, location="query")
@bp.response(200, RoundWithResultsSchema)
def show_round(asked: dict[str, Any], council: str, number: int) -> dict[str, Any]:
    """Show a round, and once it has closed what came of it

    `results` is null until then, whoever asks."""
    standing = _inside(council)
    of = one_round(standing, number)
    results = results_face(results_of(of)) if of.has_closed else None
    return {**_face(standing.council, of), "results": results}


def _inside(council: str) -> Standing:
    standing = enter(council, reader=signed_in())
    keep_look(standing, reader=signed_in())
    return standing


def _face(council: Council, of: Round) -> dict[str, Any]:
    return {
        "number": of.number,
        "title": of.title,
        "question": of.question,
        "criteria": [scale.title for scale in scales_of(of)],
        "kind": of.kind.value,
        "stage": of.stage.value,
        "meets_at": moment(of.meets_at) if of.meets_at else None,
        "closes_at": moment(of.closes_at) if of.closes_at else None,
        "reported_at": moment(of.reported_at) if of.reported_at else None,
        "url": absolute(council_url(council, "rounds", of.number)),
    }
