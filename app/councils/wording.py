"""Councils in words."""

from __future__ import annotations

from app.core.i18n import _
from app.councils.models import Confidentiality, CouncilKind, Existence, Seat, SeatKind, SeatState


def kind_words(kind: CouncilKind) -> str:
    return {
        CouncilKind.EXECUTIVE: _("Executives"),
        CouncilKind.USER: _("Users"),
    }[kind]


def kind_sentence(kind: CouncilKind) -> str:
    return {
        CouncilKind.EXECUTIVE: _("People who decide at customers: where the product should go."),
        CouncilKind.USER: _("People who work with the product: how it should work."),
    }[kind]


def existence_words(existence: Existence) -> str:
    return {
        Existence.HIDDEN: _("Only who is in it"),
        Existence.PUBLIC: _("Everybody"),
    }[existence]


def existence_sentence(existence: Existence) -> str:
    return {
        Existence.HIDDEN: _("To everybody else there is no such board."),
        Existence.PUBLIC: _(
            "Its name and purpose are shown to everybody, never what happens in it."
        ),
    }[existence]


def confidentiality_words(level: Confidentiality) -> str:
    return {
        Confidentiality.SHARED: _("What is said may be passed on"),
        Confidentiality.UNATTRIBUTED: _("What is said may be passed on without names"),
        Confidentiality.CLOSED: _("Nothing leaves the board"),
    }[level]


def confidentiality_sentence(level: Confidentiality) -> str:
    return {
        Confidentiality.SHARED: _("Members may be named with what they said."),
        Confidentiality.UNATTRIBUTED: _("Never who said it, nor for which organisation."),
        Confidentiality.CLOSED: _("Neither what was said nor who sits in it."),
    }[level]


def seat_words(kind: SeatKind) -> str:
    return {
        SeatKind.MEMBER: _("Member"),
        SeatKind.CHAIR: _("Chair"),
        SeatKind.OBSERVER: _("Observer"),
        SeatKind.HOST: _("Host"),
    }[kind]


def state_words(seat: Seat) -> str:
    """How it stands with a seat today."""
    if seat.state is SeatState.INVITED:
        return _("Not answered in time") if seat.is_over else _("Invited")
    if seat.state is SeatState.ACTIVE:
        if seat.is_over:
            return _("Term over")
        return _("In the board") if seat.is_in_term else _("Begins later")
    return {
        SeatState.DECLINED: _("Declined"),
        SeatState.ALUMNI: _("Term over"),
        SeatState.WITHDRAWN: _("Left"),
    }[seat.state]
