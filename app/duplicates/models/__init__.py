"""What is the same, what may be, and what people made of it."""

from app.duplicates.models.encounter import Encounter, Met, Outcome
from app.duplicates.models.group import CLOSE, SAME, DuplicateGroup, DuplicateMember
from app.duplicates.models.merge import Merge, Objection
from app.duplicates.models.pair import Pair, ToCompare
from app.duplicates.models.quality import RecallMeasure

__all__ = [
    "CLOSE",
    "SAME",
    "DuplicateGroup",
    "DuplicateMember",
    "Encounter",
    "Merge",
    "Met",
    "Objection",
    "Outcome",
    "Pair",
    "RecallMeasure",
    "ToCompare",
]
