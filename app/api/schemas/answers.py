"""What the API gives."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.ideas.models import Audience, CommentKind, Phase, State
from app.people.models import Lifecycle


class ProblemSchema(Schema):
    """Why something was refused, as RFC 9457 has it. `errors` names fields."""

    title = fields.String(required=True)
    status = fields.Integer(required=True, validate=validate.Range(400, 599))
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.String())
    request_id = fields.String()


def _one_of(words: type[Audience | CommentKind | Phase | State | Lifecycle]) -> fields.String:
    return fields.String(required=True, validate=validate.OneOf([word.value for word in words]))


def _id() -> fields.String:
    return fields.String(
        required=True, metadata={"format": "uuid", "description": "Opaque, and never changes."}
    )


def _moment() -> fields.String:
    return fields.String(
        required=True, metadata={"format": "date-time", "description": "RFC 3339, in UTC."}
    )


def _address() -> fields.String:
    return fields.String(
        required=True, metadata={"format": "uri", "description": "Its page for people."}
    )


def _count(about: str) -> fields.Integer:
    return fields.Integer(
        required=True, validate=validate.Range(min=0), metadata={"description": about}
    )


def _text(about: str = "", *, allow_none: bool = False) -> fields.String:
    described = {"description": about} if about else {}
    return fields.String(required=True, allow_none=allow_none, metadata=described)


def _next() -> fields.String:
    return _text("Send it as `cursor` for the next page; null on the last.", allow_none=True)


class PersonSchema(Schema):
    """A person, as this token may see them."""

    id = _id()
    name = _text("First name and initial on public boards; staff see it in full.")
    organisation = _text("For staff.", allow_none=True)
    email = fields.String(
        metadata={"description": "For managers whose token has the scope `triage`."}
    )


class BoardSchema(Schema):
    id = _id()
    slug = _text("Names the board in requests.")
    name = _text()
    question = _text("What the board asks its people.")
    audience = _one_of(Audience)
    url = _address()


class BoardsSchema(Schema):
    items = fields.List(fields.Nested(BoardSchema), required=True)
    next = _next()


class StatusSchema(Schema):
    key = _text("Names the status in requests.")
    phase = _one_of(Phase)
    name = _text("What people read.")


class StatusesSchema(Schema):
    items = fields.List(fields.Nested(StatusSchema), required=True)
    next = _next()


class ImportancesSchema(Schema):
    critical = _count("People to whom it is critical.")
    important = _count("People to whom it is important.")
    nice = _count("People to whom it is nice to have.")


class IdeaSchema(Schema):
    id = _id()
    reference = _text("Short and readable, as in H-142; names the idea in addresses too.")
    external_id = _text("Its name in the system it came from.", allow_none=True)
    board = _text("The board's slug.")
    title = _text()
    body = _text("Markdown.")
    body_html = _text("Safe HTML.")
    author = fields.Nested(PersonSchema, required=True, allow_none=True)
    on_behalf_of = fields.Nested(PersonSchema, required=True, allow_none=True)
    state = _one_of(State)
    status = _text("A status' key.")
    phase = _one_of(Phase)
    topic = _text("A topic's slug.", allow_none=True)
    tags = fields.List(fields.String(), required=True)
    element = _text("The key of a part of the experience.", allow_none=True)
    stage = _text("The key of a step of the journey.", allow_none=True)
    owner = fields.Nested(PersonSchema, required=True, allow_none=True)
    votes = _count("Distinct people with a vote on this idea or one merged into it.")
    organisations = _count("Distinct organisations of these people.")
    importance = fields.Nested(ImportancesSchema, required=True)
    viewer_voted = fields.Boolean(required=True)
    merged_into = _text("The id of the idea this one went into.", allow_none=True)
    version = _count(
        "Grows with each change of words, status or order and each answer; for If-Match."
    )
    created_at = _moment()
    updated_at = _moment()
    url = _address()


class IdeasSchema(Schema):
    items = fields.List(fields.Nested(IdeaSchema), required=True)
    next = _next()


class CommentSchema(Schema):
    id = _id()
    kind = _one_of(CommentKind)
    state = _one_of(State)
    author = fields.Nested(PersonSchema, required=True, allow_none=True)
    body = _text("Markdown.")
    body_html = _text("Safe HTML.")
    created_at = _moment()


class CommentsSchema(Schema):
    items = fields.List(fields.Nested(CommentSchema), required=True)
    next = _next()


class SimilarSchema(Schema):
    id = _id()
    external_id = _text("Its name in the system it came from.", allow_none=True)
    title = _text()
    url = _address()
    status = _text("A status' key.")
    people = _count("As `votes` of an idea.")
    score = fields.Float(
        required=True,
        validate=validate.Range(0, 1),
        metadata={"description": "How sure the search is."},
    )
    why = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Words both share, as the found idea has them, strongest first."},
    )
    likely = fields.Boolean(
        required=True, metadata={"description": "Sure enough to offer a vote instead."}
    )


class SimilarsSchema(Schema):
    items = fields.List(fields.Nested(SimilarSchema), required=True)


class OrganisationSchema(Schema):
    id = _id()
    name = _text()
    domains = fields.List(
        fields.String(), required=True, metadata={"description": "Of its people's addresses."}
    )
    segment = _text()
    region = _text()
    plan = _text()
    lifecycle = _one_of(Lifecycle)
    revenue = fields.Integer(
        allow_none=True,
        validate=validate.Range(min=0),
        metadata={"description": "Of a year. For managers and administrators; else left out."},
    )
    version = fields.Integer(
        required=True,
        validate=validate.Range(min=1),
        metadata={"description": "Grows with each change; for If-Match."},
    )
    created_at = _moment()
    updated_at = _moment()


class OrganisationsSchema(Schema):
    items = fields.List(fields.Nested(OrganisationSchema), required=True)
    next = _next()
