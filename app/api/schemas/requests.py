"""What the API takes. Unknown fields are refused, in bodies and in the address alike."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from marshmallow import Schema, fields, validate

from app.api.schemas.patterns import (
    NAME,
    PLAIN,
    PLAIN_OR_NOTHING,
    SOMETHING,
    SOMETHING_VISIBLE,
    TITLE,
    VERSION,
    Pattern,
)
from app.ideas.models import CommentKind, Phase
from app.ideas.service.drafts import BODY_LENGTH, TITLE_LENGTH, TITLE_SHORTEST
from app.ideas.service.sort import TAG_LENGTH
from app.people.models import Lifecycle
from app.people.particulars import LARGEST_REVENUE, LONGEST
from app.votes.models import Importance

LONGEST_PAGE = 100
LONGEST_KEY = 255
SORTS = ("top", "new", "trending", "oldest")


def _name(about: str, longest: int = 100, *, letters: str = NAME, **more: Any) -> fields.String:
    """What something there is is called. With the letters of PLAIN, what it is to be called."""
    plain = Pattern(letters, "Control characters are not allowed here.")
    limits = [validate.Length(1, longest), plain]
    return fields.String(validate=limits, metadata={"description": about}, **more)


def _one_of(words: type[StrEnum], about: str, **more: Any) -> fields.String:
    known = validate.OneOf([word.value for word in words])
    return fields.String(validate=known, metadata={"description": about}, **more)


class WholeNumber(fields.Integer):
    """As JSON Schema has it: 8.0 is one, the text "8" is not."""

    def _validated(self, value: Any) -> int:
        if isinstance(value, str) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid")
        return super()._validated(value)


def _limit(most: int, unless_given: int, number: type[fields.Integer]) -> fields.Integer:
    return number(
        validate=validate.Range(1, most),
        load_default=unless_given,
        metadata={"description": f"How many at most, from 1 to {most}."},
    )


def _title(**more: Any) -> fields.String:
    plain = Pattern(TITLE, "A title is one line of three visible characters or more.")
    return fields.String(
        validate=[validate.Length(TITLE_SHORTEST, TITLE_LENGTH), plain],
        metadata={"description": "One line, without control characters."},
        **more,
    )


def _body(about: str = "Markdown.", **more: Any) -> fields.String:
    return fields.String(
        validate=validate.Length(max=BODY_LENGTH), metadata={"description": about}, **more
    )


def _cursor() -> fields.String:
    return _name("`next` of the page before.", 500)


class NothingQuery(Schema):
    """For addresses that take no parameters, so that they refuse all."""


class IdeasQuery(Schema):
    board = _name("Only ideas of the board with this slug.")
    status = _name("Only ideas of this status: its key, or a phase for that phase's first status.")
    phase = _one_of(Phase, "Only ideas whose status means this.")
    tag = _name("Only ideas with this tag.")
    q = _name("Only ideas about these words, the closest first, on one page.", TITLE_LENGTH)
    sort = fields.String(
        validate=validate.OneOf(SORTS),
        load_default="trending",
        metadata={"description": "The order; without meaning beside `q`."},
    )
    cursor = _cursor()
    limit = _limit(LONGEST_PAGE, 20, fields.Integer)


class CommentsQuery(Schema):
    cursor = _cursor()
    limit = _limit(LONGEST_PAGE, 50, fields.Integer)


def _on_behalf_of() -> fields.String:
    return _name("A customer's e-mail address or id: for employees, who then ask for them.", 254)


class NewIdeaSchema(Schema):
    board = _name("The board's slug.", required=True)
    title = _title(required=True)
    body = _body(load_default="")
    external_id = _name(
        "Its name in the system it comes from, once a board.",
        200,
        letters=PLAIN,
        load_default=None,
        allow_none=True,
    )
    on_behalf_of = _on_behalf_of()


class MergeSchema(Schema):
    into = _name("The `id` or the reference of the idea to count it with.", required=True)
    note = _body("Markdown, for whoever asked for the idea.", load_default="")
    accepts_wider = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={
            "description": "Whether it may be counted on a board more people see. They never see "
            "its words, comments and voters."
        },
    )


class NothingSchema(Schema):
    """For bodies that may be left out, and hold nothing."""


class IdeaPatchSchema(Schema):
    title = _title()
    body = _body()
    topic = _name("A topic's slug; null for none.", allow_none=True)
    tags = fields.List(
        _name("A tag.", TAG_LENGTH, letters=PLAIN),
        validate=validate.Length(max=20),
        metadata={"description": "All tags the idea shall have."},
    )
    owner = _name(
        "Who of the staff looks after it: id or e-mail; null for nobody.", allow_none=True
    )
    stage = _name("A step of the journey by its key; null for none.", allow_none=True)
    element = _name("A part of the experience by its key; null for none.", allow_none=True)


class IfMatchSchema(Schema):
    if_match = fields.String(
        data_key="If-Match",
        validate=Pattern(VERSION, "If-Match takes the version that was read, as its ETag has it."),
        metadata={"description": "The `version` that was read, as in ETag; 412 when it is older."},
    )


class IdempotencySchema(Schema):
    key = fields.String(
        data_key="Idempotency-Key",
        load_default="",
        validate=validate.Length(max=LONGEST_KEY),
        metadata={
            "description": "Any text of your own. Sent again with the same request it changes "
            "nothing and gives the first answer; with another request it is refused."
        },
    )


class VoteSchema(Schema):
    importance = _one_of(Importance, "How much it matters to the voter.")
    on_behalf_of = _on_behalf_of()


class WithdrawalSchema(Schema):
    on_behalf_of = _on_behalf_of()


class WithdrawalQuery(Schema):
    on_behalf_of = _on_behalf_of()


class NewCommentSchema(Schema):
    body = fields.String(
        required=True,
        validate=[validate.Length(1, BODY_LENGTH), Pattern(SOMETHING, "Write a few words first.")],
        metadata={"description": "Markdown."},
    )
    kind = _one_of(
        CommentKind,
        "`internal` is written by staff, `official` and `direct`, read by staff and whoever asked, "
        "by managers; all three with the scope `triage`.",
        load_default=CommentKind.PUBLIC.value,
    )


class SimilarToSchema(Schema):
    title = fields.String(
        required=True,
        validate=validate.Length(max=2 * TITLE_LENGTH),
        metadata={"description": "As far as it is written."},
    )
    body = _body(load_default="")
    board = _name("Only ideas of the board with this slug.")
    limit = _limit(20, 5, WholeNumber)


class NewStatusSchema(Schema):
    status = _name("A status' key, or a phase for that phase's first status.", required=True)
    note = _body("Public words, needed where people deserve a reason.", load_default="")
    reason = _body("Taken for `note` where that is missing.", load_default="")


def _visible_name(**more: Any) -> fields.String:
    visible = Pattern(SOMETHING_VISIBLE, "Write a name on one line.")
    return fields.String(
        validate=[validate.Length(1, LONGEST), visible],
        metadata={"description": "What it is called, once."},
        **more,
    )


def _line(about: str) -> fields.String:
    plain = Pattern(PLAIN_OR_NOTHING, "Control characters are not allowed here.")
    limits = [validate.Length(max=LONGEST), plain]
    return fields.String(validate=limits, metadata={"description": about})


class OrganisationsQuery(Schema):
    q = _line("Only those with a word or a domain that begins so.")
    cursor = _cursor()
    limit = _limit(LONGEST_PAGE, 20, fields.Integer)


class OrganisationPatchSchema(Schema):
    name = _visible_name()
    domains = fields.List(
        fields.String(validate=validate.Length(1, 253)),
        validate=validate.Length(max=100),
        metadata={"description": "As in northwind.example; each belongs to one organisation."},
    )
    segment = _line("As you group your customers.")
    region = _line("Where they are, as you divide the world.")
    plan = _line("What they bought.")
    lifecycle = _one_of(Lifecycle, "Where they stand with you.")
    revenue = WholeNumber(
        allow_none=True,
        validate=validate.Range(0, LARGEST_REVENUE),
        metadata={"description": "Of a year, in whole units of your currency; null: not known."},
    )


class NewOrganisationSchema(OrganisationPatchSchema):
    name = _visible_name(required=True)
