"""Everything of one council as plain data, for its hosts to take with them. Answers are in it as
members were promised: once their round has closed, added up, comments with a name only where their
writer gave it."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.db import session
from app.councils.models import (
    Action,
    AgendaItem,
    Candidate,
    Council,
    Decision,
    Finding,
    Minutes,
    Paper,
    PaperFile,
    Reading,
    Round,
    Seat,
)
from app.councils.policy import Standing
from app.councils.queries.charters import acceptances_of, versions_of
from app.councils.queries.findings import findings_in
from app.councils.queries.meeting import (
    actions_of,
    decisions_of,
    expected_at,
    minutes_of,
    present_at,
)
from app.councils.queries.papers import papers_of, readings_of
from app.councils.queries.results import Judged, Results, results_of
from app.councils.queries.rounds import agenda_of, candidates_of, rounds_of
from app.councils.queries.worth import worth_of
from app.councils.results import Spread

Plain = dict[str, Any]


def export_of(standing: Standing) -> Plain:
    council = standing.council
    rounds = sorted(rounds_of(standing), key=lambda each: each.number)
    findings = findings_in(standing, rounds)
    return {
        "exported_at": _moment(now()),
        "council": _council(council),
        "charters": [
            {
                "number": charter.number,
                "body": charter.body,
                "nda_reference": charter.nda_reference,
                "approved_at": _moment(charter.created_at),
                "accepted": [
                    {
                        "seat": str(each.seat.uid),
                        "typed_name": each.typed_name,
                        "at": _moment(each.created_at),
                    }
                    for each in acceptances_of(charter)
                ],
            }
            for charter in versions_of(council)
        ],
        "seats": [_seat(seat) for seat in _all_seats(council)],
        "rounds": [
            {
                **_round(each),
                "findings": [_finding(one) for one in findings if one.round_id == each.id],
            }
            for each in rounds
        ],
    }


def outcome_face(judged: Judged) -> Plain:
    """One proposal with what came of it."""
    candidate, outcome = judged.candidate, judged.outcome
    return {
        "number": judged.number,
        "title": candidate.title,
        "idea_id": str(candidate.idea.uid) if candidate.idea else None,
        "improvement_id": str(candidate.improvement.uid) if candidate.improvement else None,
        "importance": spread_face(outcome.importance),
        "satisfaction": spread_face(outcome.satisfaction),
        "opportunity": _number(outcome.opportunity),
        "abstentions": outcome.abstentions,
        "conflicts": outcome.conflicts,
        "is_wide": outcome.is_wide,
        "comments": [
            {"words": each.words, "name": each.name, "may_be_quoted": each.quoting.value}
            for each in judged.comments
        ],
    }


def results_face(results: Results) -> Plain:
    return {
        "answers": results.answers,
        "quorum": results.quorum,
        "is_quorate": results.is_quorate,
        "by_organisation": results.by_organisation,
        "has_own_criteria": results.has_own_criteria,
        "proposals": [outcome_face(judged) for judged in results.judged],
    }


def spread_face(spread: Spread) -> Plain:
    """Numbers to six places; none where nobody gave a score."""
    return {
        "n": spread.n,
        "median": _number(spread.median),
        "low": _number(spread.low),
        "high": _number(spread.high),
    }


def _council(council: Council) -> Plain:
    return {
        "name": council.name,
        "purpose": council.purpose,
        "kind": council.kind.value,
        "existence": council.existence.value,
        "confidentiality": council.confidentiality.value,
        "target_size": council.target_size,
        "cadence": council.cadence,
        "sponsor": council.sponsor.name if council.sponsor else None,
        "founded_at": _moment(council.created_at),
        "closed_at": _moment(council.archived_at),
    }


def _all_seats(council: Council) -> list[Seat]:
    everyone = select(Seat).where(Seat.council_id == council.id).order_by(Seat.id)
    everyone = everyone.options(joinedload(Seat.user), joinedload(Seat.organisation))
    return list(session.scalars(everyone))


def _seat(seat: Seat) -> Plain:
    return {
        "id": str(seat.uid),
        "name": seat.user.name,
        "organisation": seat.organisation.name if seat.organisation else None,
        "kind": seat.kind.value,
        "state": seat.state.value,
        "from": _moment(seat.starts_at),
        "until": _moment(seat.ends_at),
        "answered_at": _moment(seat.answered_at),
        "conflict_note": seat.conflict_note,
        "proposal": seat.proposal,
    }


def _round(of: Round) -> Plain:
    return {
        "number": of.number,
        "title": of.title,
        "question": of.question,
        "criteria": [
            {"title": each.title, "low": each.low, "high": each.high} for each in of.criteria
        ],
        "kind": of.kind.value,
        "counts_by": of.counts_by.value,
        "quorum": of.quorum,
        "confidentiality": of.confidentiality.value,
        "stage": of.stage.value,
        "meets_at": _moment(of.meets_at),
        "place": of.place,
        "opened_at": _moment(of.opened_at),
        "closes_at": _moment(of.closes_at),
        "reported_at": _moment(of.reported_at),
        "agenda": [_item(item) for item in agenda_of(of)],
        "papers": [_paper(each) for each in papers_of(of)],
        "proposals": [_proposal(each) for each in candidates_of(of)],
        "results": results_face(results_of(of)) if of.has_closed else None,
        "worth": _worth(of),
        **_conclusions(of),
    }


def _finding(finding: Finding) -> Plain:
    """With the name: hosts read it so from the first moment."""
    return {"kind": finding.kind.value, "words": finding.body, "name": finding.seat.user.name}


def _conclusions(of: Round) -> Plain:
    present = present_at(of)
    return {
        "minutes": _minutes(minutes_of(of)),
        "present": [str(seat.uid) for seat in expected_at(of) if seat.id in present],
        "advice": [_decision(each) for each in decisions_of(of)],
        "actions": [_action(each) for each in actions_of(of)],
    }


def _proposal(candidate: Candidate) -> Plain:
    """As it read when the round opened."""
    return {
        "title": candidate.title,
        "body": candidate.body,
        "people": candidate.people if candidate.was_asked_for else None,
        "organisations": candidate.organisations if candidate.was_asked_for else None,
    }


def _worth(of: Round) -> Plain:
    """Added up, as those who said it were told."""
    found = worth_of([of.id])
    return {"n": found.n, "median": _number(found.median)}


def _paper(paper: Paper) -> Plain:
    """A file itself is fetched from the page of its paper."""
    return {
        "title": paper.title,
        "body": paper.body,
        "file": _file(paper.file) if paper.file else None,
        "readings": [_reading(each) for each in readings_of(paper)],
    }


def _reading(reading: Reading) -> Plain:
    return {
        "seat": str(reading.seat.uid),
        "times": reading.times,
        "first_at": _moment(reading.created_at),
        "last_at": _moment(reading.updated_at),
    }


def _file(file: PaperFile) -> Plain:
    return {
        "name": file.name,
        "kind": file.mimetype,
        "pages": file.pages,
        "size": file.size,
        "sha256": file.digest,
    }


def _item(item: AgendaItem) -> Plain:
    return {
        "title": item.title,
        "kind": item.kind.value,
        "minutes": item.minutes,
        "speaker": item.speaker,
        "question": item.question,
        "notes": item.notes,
    }


def _decision(decision: Decision) -> Plain:
    return {
        "title": decision.title,
        "advice": decision.advice.value,
        "for": decision.voices_for,
        "against": decision.voices_against,
        "withheld": decision.voices_withheld,
        "dissent": decision.dissent,
        "adoption": decision.adoption.value,
        "answer": decision.answer,
        "answered_at": _moment(decision.answered_at),
    }


def _action(action: Action) -> Plain:
    return {
        "title": action.title,
        "owner": action.owner.name,
        "due_on": action.due_on.isoformat(),
        "done_at": _moment(action.done_at),
    }


def _minutes(minutes: Minutes | None) -> Plain | None:
    if minutes is None:
        return None
    return {
        "summary": minutes.summary,
        "stage": minutes.stage.value,
        "published_at": _moment(minutes.published_at),
    }


def _moment(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None


def _number(exact: Fraction | None) -> float | None:
    return None if exact is None else round(float(exact), 6)
