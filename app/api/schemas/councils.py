"""What the API gives of advisory boards."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.councils.models import Quoting, RoundKind, Stage


def _text(about: str = "", *, allow_none: bool = False) -> fields.String:
    return fields.String(required=True, allow_none=allow_none, metadata={"description": about})


def _moment(about: str) -> fields.String:
    described = {"format": "date-time", "description": about}
    return fields.String(required=True, allow_none=True, metadata=described)


def _count(about: str) -> fields.Integer:
    at_least = validate.Range(min=0)
    return fields.Integer(required=True, validate=at_least, metadata={"description": about})


def _score(about: str) -> fields.Float:
    return fields.Float(required=True, allow_none=True, metadata={"description": about})


class SpreadSchema(Schema):
    n = _count("Of how many values. Of fewer than five nothing else is told.")
    median = _score("The middle, from 1 to 10.")
    low = _score("The lower quartile.")
    high = _score("The upper quartile.")


class SaidSchema(Schema):
    words = _text()
    name = _text("Empty where its writer gave none.")
    may_be_quoted = fields.String(
        required=True,
        validate=validate.OneOf([quoting.value for quoting in Quoting]),
        metadata={"description": "Outside the board, as far as its writer agreed to."},
    )


class ProposalSchema(Schema):
    number = _count("Its place in the ballot.")
    title = _text("As it read when the round opened.")
    idea_id = _text("The idea it was taken from.", allow_none=True)
    improvement_id = _text("The improvement it was taken from.", allow_none=True)
    importance = fields.Nested(SpreadSchema, required=True)
    satisfaction = fields.Nested(SpreadSchema, required=True)
    opportunity = _score(
        "From 0 to 20: importance, and on top of it by how much it exceeds satisfaction, each "
        "the share of answers that are 9 or 10, times ten."
    )
    abstentions = _count("Members who abstained.")
    conflicts = _count("Members who declared a conflict of interest.")
    is_wide = fields.Boolean(required=True, metadata={"description": "Members disagree widely."})
    comments = fields.List(fields.Nested(SaidSchema), required=True)


class ResultsSchema(Schema):
    answers = _count("Members who answered anything.")
    quorum = _count("From how many answers on the round counts.")
    is_quorate = fields.Boolean(required=True)
    by_organisation = fields.Boolean(
        required=True, metadata={"description": "Each organisation counts once."}
    )
    has_own_criteria = fields.Boolean(
        required=True,
        metadata={
            "description": "`criteria` are scored; `importance` holds the first of them, "
            "`satisfaction` the second, and `opportunity` means nothing."
        },
    )
    proposals = fields.List(fields.Nested(ProposalSchema), required=True)


class RoundSchema(Schema):
    number = _count("Names the round in addresses.")
    title = _text()
    question = _text("What was asked of the members.")
    criteria = fields.List(
        fields.String(), required=True, metadata={"description": "What each proposal is scored by."}
    )
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in RoundKind]))
    stage = fields.String(required=True, validate=validate.OneOf([stage.value for stage in Stage]))
    meets_at = _moment("When it meets.")
    closes_at = _moment("When it takes no more answers.")
    reported_at = _moment("When members were told what became of their advice.")
    url = fields.String(required=True, metadata={"format": "uri", "description": "Its page."})


class RoundsSchema(Schema):
    items = fields.List(fields.Nested(RoundSchema), required=True)
    next = fields.String(
        required=True, allow_none=True, metadata={"description": "Always null: all are given."}
    )


class RoundWithResultsSchema(RoundSchema):
    results = fields.Nested(ResultsSchema, required=True, allow_none=True)
