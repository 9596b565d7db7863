from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from app.api.blueprint import bp
from app.api.faces import organisation_face
from app.api.idempotency import Answer, once
from app.api.schemas.answers import OrganisationSchema, OrganisationsSchema
from app.api.schemas.requests import (
    IdempotencySchema,
    IfMatchSchema,
    NewOrganisationSchema,
    NothingQuery,
    OrganisationPatchSchema,
    OrganisationsQuery,
)
from app.core.db import writing
from app.people.directory import organisations_page
from app.people.models import Lifecycle, Organisation, User
from app.people.particulars import Particulars, particulars
from app.people.service.organisations import add, edit
from app.people.session import signed_in

LOCATION = {"Location": {"description": "The new one.", "schema": {"type": "string"}}}
ETAG = {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}


@bp.get("/organisations")
@bp.arguments(OrganisationsQuery, location="query")
@bp.response(200, OrganisationsSchema)
def list_organisations(asked: dict[str, Any]) -> dict[str, Any]:
    """List customer companies by name

    For staff. Revenue is shown to managers and administrators."""
    page = organisations_page(asked.get("q", ""), cursor=asked.get("cursor"), size=asked["limit"])
    viewer = signed_in()
    return {"items": [organisation_face(each, viewer) for each in page.items], "next": page.next}


@bp.post("/organisations")
@bp.arguments(NewOrganisationSchema)
@bp.arguments(IdempotencySchema, location="headers")
@bp.response(201, OrganisationSchema, headers=LOCATION)
def add_organisation(wanted: dict[str, Any], headers: dict[str, str]) -> Response:
    """Add a customer company

    Customers with a confirmed address of one of its domains belong to it at once."""
    written = _written({}, wanted)

    def change(actor: User) -> Answer:
        face = organisation_face(add(written, actor=actor), actor)
        return face, 201, {"Location": f"/api/v1/organisations/{face['id']}"}

    return once(headers["key"], change)


@bp.get("/organisations/<uuid:organisation_id>")
@bp.arguments(NothingQuery, location="query")
@bp.response(200, OrganisationSchema, headers=ETAG)
def show_organisation(asked: dict[str, Any], organisation: Organisation) -> ResponseReturnValue:
    """Show one customer company"""
    return _answer(organisation, signed_in())


@bp.patch("/organisations/<uuid:organisation_id>")
@bp.arguments(OrganisationPatchSchema, required=False)
@bp.arguments(IfMatchSchema, location="headers")
@bp.response(200, OrganisationSchema, headers=ETAG)
def edit_organisation(
    wanted: dict[str, Any], headers: dict[str, str], organisation: Organisation
) -> ResponseReturnValue:
    """Change what is known of a customer company"""
    written = _written(asdict(Particulars.of(organisation)), wanted)
    with writing():
        actor = signed_in()
        edit(organisation, written, version=_version(headers.get("if_match")), actor=actor)
        return _answer(organisation, actor)


def _written(before: dict[str, Any], wanted: dict[str, Any]) -> Particulars:
    """Raises Invalid naming the field."""
    after = {**before, **wanted}
    revenue = after.get("revenue")
    return particulars(
        {
            "name": after["name"],
            "domains": "\n".join(after.get("domains", ())),
            "segment": after.get("segment", ""),
            "region": after.get("region", ""),
            "plan": after.get("plan", ""),
            "revenue": "" if revenue is None else str(int(revenue)),
            "lifecycle": Lifecycle(after.get("lifecycle", Lifecycle.ACTIVE)).value,
        }
    )


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    return int(if_match.removeprefix("W/").strip('"'))


def _answer(shown: Organisation, viewer: User) -> Response:
    return make_response(organisation_face(shown, viewer), {"ETag": f'"{shown.version}"'})
