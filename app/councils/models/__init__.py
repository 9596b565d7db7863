"""Tables of councils, one subject a file."""

from app.councils.models.advice import Action, Adoption, Advice, Decision
from app.councils.models.ballot import HIGHEST, LOWEST, Ballot, BallotSave, Quoting
from app.councils.models.charter import Acceptance, Charter
from app.councils.models.council import Confidentiality, Council, CouncilKind, Existence
from app.councils.models.finding import Finding, FindingKind
from app.councils.models.meeting import Attendance, Minutes, MinutesStage
from app.councils.models.paper import Paper, PaperFile, Reading
from app.councils.models.reminder import Matter, Reminder
from app.councils.models.round import (
    AgendaItem,
    Candidate,
    CountsBy,
    Criterion,
    ItemKind,
    Round,
    RoundKind,
    Stage,
)
from app.councils.models.seat import Seat, SeatKind, SeatState
from app.councils.models.worth import LEAST_WORTH, MOST_WORTH, Worth

__all__ = [
    "HIGHEST",
    "LEAST_WORTH",
    "LOWEST",
    "MOST_WORTH",
    "Acceptance",
    "Action",
    "Adoption",
    "Advice",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "BallotSave",
    "Candidate",
    "Charter",
    "Confidentiality",
    "Council",
    "CouncilKind",
    "CountsBy",
    "Criterion",
    "Decision",
    "Existence",
    "Finding",
    "FindingKind",
    "ItemKind",
    "Matter",
    "Minutes",
    "MinutesStage",
    "Paper",
    "PaperFile",
    "Quoting",
    "Reading",
    "Reminder",
    "Round",
    "RoundKind",
    "Seat",
    "SeatKind",
    "SeatState",
    "Stage",
    "Worth",
]
