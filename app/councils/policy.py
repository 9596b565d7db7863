"""How a reader stands to a council. What a role may try stands in permissions.yaml."""

from __future__ import annotations

from typing import NamedTuple

from app.core.errors import Forbidden, NotFound
from app.core.i18n import _
from app.councils.models import (
    Council,
    Existence,
    Minutes,
    MinutesStage,
    Seat,
    SeatKind,
    SeatState,
)
from app.people.models import Reader, Role


class Standing(NamedTuple):
    """A council, and the seat in it that the reader holds, will hold or was offered."""

    council: Council
    seat: Seat | None
    is_admin: bool

    @property
    def is_host(self) -> bool:
        return self.is_admin or (self.is_seated and self._kind is SeatKind.HOST)

    @property
    def is_seated(self) -> bool:
        """Whether a term of theirs runs."""
        return self.seat is not None and self.seat.is_in_term

    @property
    def belongs(self) -> bool:
        """Whether what happens in the council is theirs to read."""
        return self.is_admin or self.is_seated

    @property
    def is_chair(self) -> bool:
        return self.is_seated and self._kind is SeatKind.CHAIR

    @property
    def is_invited(self) -> bool:
        return self.seat is not None and self.seat.state is SeatState.INVITED

    @property
    def knows_of_it(self) -> bool:
        is_public = self.council.existence is Existence.PUBLIC
        return is_public or self.belongs or self.seat is not None

    @property
    def is_read_by_right_alone(self) -> bool:
        """An administrator without a seat: every look is kept in the audit log."""
        return self.is_admin and not self.is_seated

    @property
    def _kind(self) -> SeatKind | None:
        return self.seat.kind if self.seat else None


def may_read_minutes(standing: Standing, minutes: Minutes) -> bool:
    """Hosts at every stage, a chair once they are given on, the others once they are published."""
    is_with_chair = minutes.stage is not MinutesStage.DRAFT and standing.is_chair
    return minutes.is_published or standing.is_host or is_with_chair


def is_admin(reader: Reader) -> bool:
    return reader.role is Role.ADMIN and reader.is_active


def refuse_unknown(standing: Standing | None) -> Standing:
    """Raises NotFound, alike for what does not exist and what this reader may not know of."""
    if standing is None or not standing.knows_of_it:
        raise NotFound(_("There is nothing at this address."))
    return standing


def refuse_outsiders(standing: Standing) -> None:
    """Raises NotFound."""
    if not standing.belongs:
        raise NotFound(_("There is nothing at this address."))


def refuse_others_than_hosts(standing: Standing) -> None:
    """Raises Forbidden, or NotFound where what is hosted is not theirs to know of."""
    if not standing.is_host:
        raise Forbidden(_("Only the hosts of this board do this."))
