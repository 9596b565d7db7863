"""What the API takes and gives of improvements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app.api.schemas.answers import PersonSchema
from app.api.schemas.patterns import PLAIN, TITLE, Pattern
from app.api.schemas.requests import LONGEST_PAGE, WholeNumber
from app.core.figures import LARGEST, PLACES
from app.improvements.models import Horizon
from app.improvements.queries.roots import MOST_AT_ONCE
from app.improvements.service.drafts import (
    LARGEST_N,
    LINE_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    TITLE_SHORTEST,
)
from app.journey.metrics import Metric

HORIZONS = [horizon.value for horizon in Horizon]
OPEN_HORIZONS = [horizon.value for horizon in Horizon if horizon.is_open]
METRICS = [metric.value for metric in Metric]


class Amount(fields.Float):
    """A number as JSON has it, kept to PLACES places; the text "8" is none."""

    def _validated(self, value: Any) -> Any:
        if isinstance(value, str | bool):
            raise self.make_error("invalid")
        return super()._validated(value)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        number = super()._deserialize(value, *args, **kwargs)
        if not -LARGEST < Decimal(str(number)) < LARGEST:
            raise ValidationError("This number is too large to be meant.")
        return round(Decimal(str(number)), PLACES)


def _line(about: str, longest: int = LINE_LENGTH, **more: Any) -> fields.String:
    plain = Pattern(PLAIN, "Control characters are not allowed here.")
    limits = [validate.Length(1, longest), plain]
    return fields.String(validate=limits, metadata={"description": about}, **more)


def _text(about: str, **more: Any) -> fields.String:
    return fields.String(
        validate=validate.Length(max=TEXT_LENGTH), metadata={"description": about}, **more
    )


def _amount(about: str) -> Amount:
    return Amount(
        allow_none=True,
        metadata={
            "description": f"{about} Kept to {PLACES} places.",
            "exclusiveMinimum": -int(LARGEST),
            "exclusiveMaximum": int(LARGEST),
        },
    )


def _title(**more: Any) -> fields.String:
    plain = Pattern(TITLE, "A title is one line of three visible characters or more.")
    return fields.String(
        validate=[validate.Length(TITLE_SHORTEST, TITLE_LENGTH), plain],
        metadata={"description": "What will be different, in a few words."},
        **more,
    )


def _word(words: list[str], about: str, **more: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(words), metadata={"description": about}, **more)


class ImprovementsQuery(Schema):
    horizon = _word(HORIZONS, "Only improvements that stand there.")
    cursor = _line("`next` of the page before.", 500)
    limit = fields.Integer(
        validate=validate.Range(1, LONGEST_PAGE),
        load_default=20,
        metadata={"description": f"How many at most, from 1 to {LONGEST_PAGE}."},
    )


class _WordsSchema(Schema):
    """What may be sent of an improvement, new or not."""

    problem = _text("As customers have it; for staff.")
    outcome = _text("What will be different for them; for staff.")
    summary = _text("What the roadmap says.")
    owner = _line("Who answers for it: an e-mail address or a user's id.", allow_none=True)
    sponsor = _line("Who backs it: an e-mail address or a user's id.", allow_none=True)
    decision_needed_by = fields.Date(
        allow_none=True, metadata={"description": "A day, as in 2026-11-30."}
    )
    idea_ids = fields.List(
        _line("An idea's id or reference.", 100),
        validate=validate.Length(max=MOST_AT_ONCE),
        metadata={"description": "All ideas that shall stand behind it."},
    )
    stage = _line("The key of a step of the journey.", 100, allow_none=True)
    element = _line("The key of a part of the experience.", 100, allow_none=True)
    touchpoint = _line("A touchpoint's id.", 100, allow_none=True)
    metric = _word(METRICS, "A key of the catalogue. Frozen once it is set.", allow_none=True)
    metric_name = _line("Of a typed figure: what it is.")
    metric_unit = _line("Of a typed figure: its unit.")
    baseline = _amount("Of a typed figure: where it stands today.")
    baseline_n = WholeNumber(
        allow_none=True,
        validate=validate.Range(0, LARGEST_N),
        metadata={"description": "Of a typed figure: out of how many."},
    )
    baseline_on = fields.Date(
        allow_none=True, metadata={"description": "Of a typed figure: of which day."}
    )
    baseline_source = _line("Of a typed figure: where it comes from.")
    target = _amount("Where the metric should stand once this has shipped.")
    reason = _text("Why there is no owner or no metric; needed where one is missing.")
    is_public = fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": "Whether the roadmap shows it."}
    )
    note = fields.String(
        validate=validate.Length(max=20_000),
        metadata={"description": "Public words for everyone whose idea moves. Markdown."},
    )


class NewImprovementSchema(_WordsSchema):
    title = _title(required=True)
    horizon = _word(
        OPEN_HORIZONS, "Where it stands; its ideas get the status of it.",
        load_default=Horizon.CONSIDERING.value,
    )  # fmt: skip


class ImprovementPatchSchema(_WordsSchema):
    title = _title()
    horizon = _word(HORIZONS, "Moves it and its ideas; everyone who asked is told at once.")


class ImprovementSchema(Schema):
    id = fields.String(required=True, metadata={"format": "uuid"})
    reference = fields.String(required=True, metadata={"description": "As in I-7."})
    title = fields.String(required=True)
    problem = fields.String(required=True)
    outcome = fields.String(required=True)
    summary = fields.String(required=True, metadata={"description": "What the roadmap says."})
    owner = fields.Nested(PersonSchema, required=True, allow_none=True)
    sponsor = fields.Nested(PersonSchema, required=True, allow_none=True)
    decision_needed_by = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    idea_ids = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "The ideas behind it that this token's owner sees."},
    )
    stage = fields.String(required=True, allow_none=True)
    element = fields.String(required=True, allow_none=True)
    touchpoint = fields.String(required=True, allow_none=True)
    metric = fields.String(required=True, allow_none=True, validate=validate.OneOf(METRICS))
    metric_name = fields.String(required=True)
    metric_unit = fields.String(required=True)
    baseline = fields.Float(
        required=True, allow_none=True, metadata={"description": "Null: not measured yet."}
    )
    baseline_n = fields.Integer(required=True, allow_none=True)
    baseline_on = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    baseline_source = fields.String(required=True)
    target = fields.Float(required=True, allow_none=True)
    reason = fields.String(required=True)
    horizon = fields.String(required=True, validate=validate.OneOf(HORIZONS))
    horizon_since = fields.String(required=True, metadata={"format": "date-time"})
    is_public = fields.Boolean(required=True)
    shipped_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    people = fields.Integer(
        required=True, metadata={"description": "Distinct people asking, over all its ideas."}
    )
    organisations = fields.Integer(
        required=True, metadata={"description": "Distinct organisations of these people."}
    )
    version = fields.Integer(required=True, metadata={"description": "For If-Match."})
    created_at = fields.String(required=True, metadata={"format": "date-time"})
    updated_at = fields.String(required=True, metadata={"format": "date-time"})
    url = fields.String(required=True, metadata={"format": "uri"})


class ImprovementsSchema(Schema):
    items = fields.List(fields.Nested(ImprovementSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class MetricSchema(Schema):
    key = fields.String(required=True, validate=validate.OneOf(METRICS))
    name = fields.String(required=True, metadata={"description": "What people read."})
    about = fields.String(required=True)


class MetricsSchema(Schema):
    items = fields.List(fields.Nested(MetricSchema), required=True)
    next = fields.String(required=True, allow_none=True)
