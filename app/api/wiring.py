"""`/api/v1`: schemas and routes, nothing else."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api
from flask_wtf import CSRFProtect

from app.api import finding, refusals
from app.api.blueprint import bp, docs
from app.api.describing import describe_what_all_share
from app.api.routes import (
    boards,
    comments,
    councils,
    decisions,
    ideas,
    improvements,
    organisations,
    readable,
    similar,
    votes,
)
from app.api.schemas.answers import ProblemSchema

ROUTES = (
    boards,
    ideas,
    votes,
    comments,
    similar,
    decisions,
    improvements,
    organisations,
    councils,
    readable,
)
PARTS = (finding, refusals, *ROUTES)
DESCRIPTION = """Everything the portal does, for programs.

Send `Authorization: Bearer heed_…`; make a token with
`flask tokens create EMAIL --scope read --scope write`. A token acts as its owner: `read` reads
whatever they may, `write` submits, edits their own, votes, follows and comments, `triage` changes
status, topics and tags, writes internal notes, merges and makes improvements, `admin` looks after
organisations. An idea's `{id}` may also be its reference, as in `H-142`.

Whatever is refused comes as `application/problem+json`, with a sentence for each wrong field in
`errors`. Unknown fields and parameters are refused. 429 says in `Retry-After` when to go on."""


class HeedApi(Api):
    """flask-smorest without its own error pages: core.web.errors answers for the whole portal."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        return


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    app.config.update(
        API_TITLE="Heed",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = HeedApi(app, spec_kwargs={"info": {"description": DESCRIPTION}})
    app.url_map.converters["idea"] = finding.NameOfIdea
    csrf.exempt(bp)
    api.register_blueprint(bp)
    describe_what_all_share(api.spec)
    app.register_blueprint(docs)
    app.extensions["heed_api"] = api
