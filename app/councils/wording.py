"""Councils in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from urllib.parse import urlsplit

from app.core.figures import rounded
from app.core.i18n import _, format_decimal, ngettext
from app.councils.models import (
    Adoption,
    Advice,
    Confidentiality,
    CouncilKind,
    CountsBy,
    Decision,
    Existence,
    FindingKind,
    ItemKind,
    MinutesStage,
    PaperFile,
    Quoting,
    Round,
    RoundKind,
    Seat,
    SeatKind,
    SeatState,
    Stage,
)
from app.councils.queries.advised import Advised
from app.councils.queries.recruiting import REVENUES
from app.councils.queries.searching import TextKind
from app.councils.queries.suggested import Why
from app.councils.service.rounds import Scale

IN_NUMBERS = (Adoption.ADOPTED, Adoption.PARTLY, Adoption.NOT_ADOPTED, Adoption.OPEN)
FILE_KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WebP"}


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
            "Its name and purpose are shown to everybody. What it advised about an idea stands "
            "with it in one line, unless nothing leaves the board. Nothing else does."
        ),
    }[existence]


def confidentiality_words(level: Confidentiality) -> str:
    return {
        Confidentiality.SHARED: _("What is said may be passed on"),
        Confidentiality.UNATTRIBUTED: _("What is said may be passed on without names"),
        Confidentiality.CLOSED: _("Nothing leaves the board"),
    }[level]


def file_words(file: PaperFile) -> str:
    """What it is, and how much there is to read."""
    size = _size_words(file.size)
    kind = FILE_KINDS.get(file.mimetype)
    if kind is not None:
        return _("Image (%(kind)s), %(size)s", kind=kind, size=size)
    pages = ngettext("%(num)s page", "%(num)s pages", file.pages)
    return _("PDF, %(pages)s, %(size)s", pages=pages, size=size)


def _size_words(size: int) -> str:
    if size < 1_000_000:
        return _("%(num)s kB", num=max(1, round(size / 1000)))
    return _("%(num)s MB", num=format_decimal(Decimal(round(size / 100_000)) / 10))


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


def score(exact: Fraction) -> str:
    """As a figure of a scale: 7, 6.5, 7.25."""
    return format_decimal(rounded(exact))


def round_kind_words(kind: RoundKind) -> str:
    return {
        RoundKind.BALLOT: _("Ballot"),
        RoundKind.MEETING: _("Meeting"),
        RoundKind.TEST: _("Test"),
    }[kind]


def round_kind_sentence(kind: RoundKind) -> str:
    return {
        RoundKind.BALLOT: _("Everybody judges in their own time."),
        RoundKind.MEETING: _("With an agenda, and proposals judged before it."),
        RoundKind.TEST: _("Of something that is not out yet."),
    }[kind]


def counts_by_words(counts_by: CountsBy) -> str:
    return {
        CountsBy.ORGANISATION: _("Each organisation once"),
        CountsBy.PERSON: _("Each person once"),
    }[counts_by]


def counts_by_sentence(counts_by: CountsBy) -> str:
    return {
        CountsBy.ORGANISATION: _("It counts for the middle of what its members answered."),
        CountsBy.PERSON: _("An organisation with several members weighs more."),
    }[counts_by]


class PlacePart(NamedTuple):
    """`url` where the words lead somewhere: then they say to whom."""

    words: str
    url: str = ""


def place_parts(place: str) -> list[PlacePart]:
    """Where a round meets, word by word."""
    hosts = [(word, _host_of(word)) for word in place.split()]
    return [PlacePart(host, word) if host else PlacePart(word) for word, host in hosts]


def _host_of(word: str) -> str:
    """Empty for what is no address of a page."""
    try:
        parts = urlsplit(word)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


def stage_words(stage: Stage) -> str:
    return {
        Stage.DRAFT: _("Draft"),
        Stage.PRE_READ: _("To read before"),
        Stage.OPEN: _("Open"),
        Stage.HELD: _("Held"),
        Stage.CLOSED: _("Closed"),
        Stage.REPORTED: _("Reported"),
    }[stage]


def item_words(kind: ItemKind) -> str:
    return {
        ItemKind.UPDATE: _("News"),
        ItemKind.DISCUSSION: _("Discussion"),
        ItemKind.DECISION: _("Decision"),
        ItemKind.ACTION_REVIEW: _("What became of actions"),
    }[kind]


def quoting_words(quoting: Quoting) -> str:
    return {
        Quoting.NEVER: _("No"),
        Quoting.UNNAMED: _("Without my name"),
        Quoting.NAMED: _("With my name, in this board too"),
    }[quoting]


def quotable_words(quoting: Quoting) -> str:
    """Of a comment that is there to read."""
    return {
        Quoting.NEVER: _("Stays in the board"),
        Quoting.UNNAMED: _("May be quoted without a name"),
        Quoting.NAMED: _("May be quoted with the name"),
    }[quoting]


def finding_words(kind: FindingKind) -> str:
    return {
        FindingKind.ISSUE: _("Something is wrong"),
        FindingKind.IDEA: _("An idea"),
        FindingKind.PRAISE: _("Praise"),
    }[kind]


def why_words(why: Why) -> str:
    return {
        Why.TOP_OF_PART: _("What customers want most here"),
        Why.REVENUE_GAP: _("Many people and much revenue want different things"),
        Why.NOT_COVERED: _("Wanted most of what no improvement stands for"),
        Why.TORN_BEFORE: _("This board was torn over it"),
    }[why]


def revenue_words() -> dict[str, str]:
    """By the least of each band."""
    ends = [*map(Decimal, REVENUES)][1:]
    words = {"0": _("Below %(end)s", end=format_decimal(ends[0]))}
    for least in ends:
        words[str(least)] = _("From %(least)s", least=format_decimal(least))
    return words


def text_words(kind: TextKind) -> str:
    return {
        TextKind.ROUND: _("Round"),
        TextKind.AGENDA: _("Agenda"),
        TextKind.PROPOSAL: _("Proposal"),
        TextKind.PAPER: _("Paper"),
        TextKind.MINUTES: _("Minutes"),
        TextKind.ADVICE: _("Advice"),
        TextKind.ACTION: _("Action"),
        TextKind.FINDING: _("Finding"),
        TextKind.COMMENT: _("Comment"),
    }[kind]


def minutes_words(stage: MinutesStage) -> str:
    return {
        MinutesStage.DRAFT: _("Draft"),
        MinutesStage.IN_REVIEW: _("With the chair"),
        MinutesStage.REVIEWED: _("The chair is content"),
        MinutesStage.PUBLISHED: _("Published"),
    }[stage]


def advice_words(advice: Advice) -> str:
    return {
        Advice.GO: _("Go"),
        Advice.NO_GO: _("No go"),
        Advice.MORE_EVIDENCE: _("More evidence first"),
    }[advice]


def adoption_words(adoption: Adoption) -> str:
    return {
        Adoption.OPEN: _("Not answered yet"),
        Adoption.ADOPTED: _("Adopted"),
        Adoption.PARTLY: _("Adopted in part"),
        Adoption.NOT_ADOPTED: _("Not adopted"),
    }[adoption]


def came_of_words(counted: Mapping[Adoption, int]) -> str:
    """What became of the advices of a round, in numbers."""
    return ", ".join(_came_of(each, counted[each]) for each in IN_NUMBERS if each in counted)


def _came_of(adoption: Adoption, num: int) -> str:
    return {
        Adoption.ADOPTED: ngettext("%(num)s adopted", "%(num)s adopted", num),
        Adoption.PARTLY: ngettext("%(num)s adopted in part", "%(num)s adopted in part", num),
        Adoption.NOT_ADOPTED: ngettext("%(num)s not adopted", "%(num)s not adopted", num),
        Adoption.OPEN: ngettext("%(num)s waits for an answer", "%(num)s wait for an answer", num),
    }[adoption]


def advised_words(advised: Advised) -> str:
    """As in: strong yes, 9 of 11 organisations, 2 conflicts of interest. No more goes outside."""
    taken = advised.decision
    said = [_leaning(taken)]
    if taken.voices:
        said.append(_behind(taken, by_organisation=advised.by_organisation))
    if advised.conflicts:
        said.append(
            ngettext(
                "%(num)s conflict of interest", "%(num)s conflicts of interest", advised.conflicts
            )
        )
    if not advised.is_quorate:
        said.append(_("no quorum"))
    return ", ".join(said)


def _behind(taken: Decision, *, by_organisation: bool) -> str:
    part, num = taken.voices_behind, taken.voices
    if by_organisation:
        return ngettext(
            "%(part)s of %(num)s organisation", "%(part)s of %(num)s organisations", num, part=part
        )
    return ngettext("%(part)s of %(num)s member", "%(part)s of %(num)s members", num, part=part)


def _leaning(taken: Decision) -> str:
    if taken.is_strong and taken.advice is Advice.GO:
        return _("Strong yes")
    if taken.is_strong and taken.advice is Advice.NO_GO:
        return _("Strong no")
    return {
        Advice.GO: _("Yes"),
        Advice.NO_GO: _("No"),
        Advice.MORE_EVIDENCE: _("More evidence first"),
    }[taken.advice]


def scales_of(of: Round) -> list[Scale]:
    """What the round asks each proposal to be scored by, one or two."""
    if of.criteria:
        return [Scale(each.title, each.low, each.high) for each in of.criteria]
    return [
        Scale(_("Importance"), _("not at all"), _("could not do without")),
        Scale(_("Satisfaction"), _("not at all"), _("completely")),
    ]
