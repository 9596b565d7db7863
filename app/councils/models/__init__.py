"""Tables of councils, one subject a file."""

from app.councils.models.ballot import HIGHEST, LOWEST, Ballot, BallotSave, Quoting
from app.councils.models.charter import Acceptance, Charter
from app.councils.models.council import Confidentiality, Council, CouncilKind, Existence
from app.councils.models.round import (
    AgendaItem,
    Candidate,
    CountsBy,
    ItemKind,
    Round,
    RoundKind,
    Stage,
)
from app.councils.models.seat import Seat, SeatKind, SeatState

__all__ = [
    "HIGHEST",
    "LOWEST",
    "Acceptance",
    "AgendaItem",
    "Ballot",
    "BallotSave",
    "Candidate",
    "Charter",
    "Confidentiality",
    "Council",
    "CouncilKind",
    "CountsBy",
    "Existence",
    "ItemKind",
    "Quoting",
    "Round",
    "RoundKind",
    "Seat",
    "SeatKind",
    "SeatState",
    "Stage",
]
