"""Tables of councils, one subject a file."""

from app.councils.models.charter import Acceptance, Charter
from app.councils.models.council import Confidentiality, Council, CouncilKind, Existence
from app.councils.models.seat import Seat, SeatKind, SeatState

__all__ = [
    "Acceptance",
    "Charter",
    "Confidentiality",
    "Council",
    "CouncilKind",
    "Existence",
    "Seat",
    "SeatKind",
    "SeatState",
]
