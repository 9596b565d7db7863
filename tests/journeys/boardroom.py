"""An advisory board that met, meets and is about to meet, and one that waits for an answer."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import now
from app.core.db import session, writing
from app.councils.models import (
    Adoption,
    Advice,
    Candidate,
    Confidentiality,
    Council,
    Existence,
    FindingKind,
    Round,
    RoundKind,
    Seat,
    SeatKind,
)
from app.councils.queries.meeting import minutes_of
from app.councils.service import advice, candidates, findings, minutes, papers, rounds
from app.ideas.models import Idea
from app.people.models import Organisation, User
from tests.councils import acts
from tests.councils.files_of_all_kinds import SLIDE, pdf
from tests.personas import make_person

MEMBERS = {
    "Kofi Mensah": "Northwind",
    "Lena Vogt": "Contoso",
    "Sofia Rossi": "Fabrikam",
    "Tomás Reyes": "Tailspin",
}
PROPOSALS = ("Warn before a bank link ends", "A copy of every invoice", "Schedules for exports")
CHARTER = "We judge **before** we talk.\n\n- Nobody is quoted by name\n- Conflicts are declared"


def meet_in_councils(ideas: list[Idea], people: dict[str, User]) -> dict[str, str]:
    """Their addresses, and the year they met in: Marta hosts, Ada and others sit, Ben was invited
    to the last."""
    marta, ada, ben = (people[name] for name in ("marta", "ada", "ben"))
    inside = acts.council(
        "Product council",
        marta,
        by=people["ruth"],
        purpose="What comes next, and what had better not.",
        cadence="every quarter",
        target_size=12,
        confidentiality=Confidentiality.UNATTRIBUTED,
    )
    acts.approve(inside, CHARTER, by=marta)
    seats = acts.join(inside, ada, *_members(), by=marta)
    for seat in seats:
        acts.sign(inside, seat)
    _judge(inside, seats, marta)
    read = _open(inside, ideas, seats[1], marta)
    acts.prepare(inside, "Colours for watches", by=marta, title="What we bring in spring")
    _end(inside, marta)
    _disagree(inside, seats, marta)
    testing = _try_out([seat.user for seat in seats[1:3]], marta, people["ruth"])
    outside = acts.council("Users of exports", marta, by=people["ruth"], existence=Existence.PUBLIC)
    acts.invite(outside, ben, by=marta)
    named = {
        "council": inside.slug,
        "other_council": outside.slug,
        "testers": testing.slug,
        "year": str(now().year),
    }
    return named | read


def _try_out(people: list[User], marta: User, ruth: User) -> Council:
    """One with a chair who looks at minutes, with criteria of its own, a round without a quorum, a
    test that runs, and a charter that one of two accepted."""
    council = acts.council("Testers of Kraftfahrzeughaftpflichtversicherungen", marta, by=ruth)
    chair, *others = (
        acts.join(council, person, by=marta, kind=kind)[0]
        for person, kind in zip(people, (SeatKind.CHAIR, SeatKind.MEMBER), strict=True)
    )
    own = [rounds.Scale("Fit with our plans", "none", "perfect"), rounds.Scale("Effort to adopt")]
    more = {"by": marta, "scales": own, "quorum": 5}
    first, (card, _other) = acts.begin(council, *PROPOSALS[:2], title="Before summer", **more)
    acts.say(first, card, chair, 7, 2, comment="We would use it daily.", is_attributed=True)
    acts.close(first, by=marta)
    acts.take_down(first, "We want it.", chair, by=marta)
    with writing():
        minutes.send_to_chair(minutes_of(first), council, actor=marta)
    later = now() + timedelta(days=7)
    test, _cards = acts.begin(council, "Lanes", kind=RoundKind.TEST, closes_at=later, **more)
    with writing():
        findings.report(test, others[0], FindingKind.ISSUE, "It forgets the lane I was in.")
    _end_test(council, others[0], marta)
    _meet(council, marta)
    acts.approve(council, CHARTER, by=marta)
    acts.sign(council, chair)
    return council


def _members() -> list[User]:
    found = []
    for name, works_at in MEMBERS.items():
        with writing():
            organisation = Organisation(name=works_at)
            session.add(organisation)
        found.append(make_person(name, organisation=organisation))
    return found


def _judge(council: Council, seats: list[Seat], marta: User) -> None:
    """A closed round with minutes, about whose second proposal everybody thinks otherwise."""
    of, cards = acts.begin(council, *PROPOSALS, by=marta, title="What matters this year")
    for seat, scores in zip(seats, ((9, 3), (8, 2), (9, 5), (7, 4), (9, 4)), strict=True):
        acts.say(of, cards[0], seat, *scores)
    for seat, scores in zip(seats, ((1, 8), (10, 2), (2, 9), (10, 3), (9, 3)), strict=True):
        acts.say(of, cards[1], seat, *scores, comment="It depends on *whom* you ask.")
    acts.say(of, cards[2], seats[0], 5, 5)
    acts.say(of, cards[2], seats[1], has_conflict=True)
    acts.close(of, by=marta)
    _conclude(of, cards, seats, marta)


def _conclude(of: Round, cards: list[Candidate], seats: list[Seat], marta: User) -> None:
    """Minutes that are published, an answered advice and one that waits, two actions."""
    acts.take_down(
        of,
        "We agreed on *one thing*, and put another off.",
        *seats[:3],
        by=marta,
    )
    said = advice.Taken(Advice.GO, cards[0].uid, "", 3, 0, 1, "Not at any price.")
    decided = acts.advise(of, said, by=marta)
    acts.answer(decided, of, Adoption.ADOPTED, "It ships in spring.", by=marta)
    acts.advise(of, advice.Taken(Advice.MORE_EVIDENCE, cards[1].uid, "", 1, 1, 2), by=marta)
    done = acts.agree(of, "Send the figures of last year", seats[0], by=marta)
    acts.agree(of, "Show a first design to everybody", seats[1], by=marta)
    acts.publish(of, by=marta)
    acts.finish(done, of, by=marta)


def _end(council: Council, marta: User) -> None:
    """A closed round of which nobody wrote the minutes yet."""
    of, _cards = acts.begin(council, "Fewer mails", by=marta, title="What we send you")
    with writing():
        candidates.add_item(of, candidates.Item("Which mails you would keep", speaker="Marta"))
        candidates.add_item(of, candidates.Item("How often", question="Is once a week enough?"))
    acts.close(of, by=marta)


def _disagree(council: Council, seats: list[Seat], marta: User) -> None:
    """A closed round whose meeting lies ahead, about which everybody thinks otherwise."""
    link = "https://meet.example.com/board?room=what-we-disagree-about"
    more = {"meets_at": now() + timedelta(days=5), "place": f"Room 5 or {link}"}
    of, (card,) = acts.begin(
        council, "One mail a day", by=marta, title="How often we write", **more
    )
    for seat, score in zip(seats, (1, 10, 2, 10, 9), strict=True):
        acts.say(of, card, seat, score, 5)
    with writing():
        candidates.add_item(of, candidates.Item("What the answers say", minutes=20))
        candidates.add_item(of, candidates.Item("What comes next", minutes=10, speaker="Marta"))
    acts.close(of, by=marta)


def _end_test(council: Council, seat: Seat, marta: User) -> None:
    """A test without proposals that has closed."""
    more = {"kind": RoundKind.TEST, "title": "Try the new lanes", "quorum": 5}
    of, _cards = acts.begin(council, by=marta, **more)
    with writing():
        findings.report(of, seat, FindingKind.ISSUE, "A lane I close comes back.")
        findings.report(of, seat, FindingKind.PRAISE, "It is **fast** now.")
    acts.close(of, by=marta)


def _meet(council: Council, marta: User) -> None:
    """A meeting without a ballot that was held yesterday."""
    more = {"kind": RoundKind.MEETING, "closes_at": None, "title": "We meet in person"}
    of = acts.prepare(council, by=marta, meets_at=now() - timedelta(days=1), **more)
    with writing():
        candidates.add_item(of, candidates.Item("How lanes are used", speaker="Marta"))
        rounds.begin_pre_read(of, actor=marta)


def _open(council: Council, ideas: list[Idea], seat: Seat, marta: User) -> dict[str, str]:
    """Two ideas to judge, of which one member judged the first; what is to be read before."""
    wanted = rounds.Plan(
        "What to do next",
        "Which of these would you miss most?",
        quorum=3,
        closes_at=now() + timedelta(days=7),
        meets_at=now() + timedelta(days=9),
        place="Online",
    )
    with writing():
        of = rounds.plan(council, wanted, actor=marta)
        for idea in ideas[:2]:
            candidates.add(of, idea, actor=marta)
        candidates.add_item(of, candidates.Item("What became of your advice", minutes=20))
        rounds.open_round(of, actor=marta)
    acts.say(of, rounds.candidates_of(of)[0], seat, 8, 4)
    return _read(of, seat, marta)


def _read(of: Round, seat: Seat, marta: User) -> dict[str, str]:
    """A text and a slide deck, which one member took."""
    slides = pdf("Prices of 2027", "What they pay for", size=SLIDE)
    text = papers.text("How to read the scores", "A score is **yours**: nobody else sees it.")
    deck = papers.file("Prices of 2027", "", slides, name="Prices of 2027, as of today.pdf")
    with writing():
        read = {
            name: papers.add(of, each, actor=marta)
            for name, each in (("text", text), ("deck", deck))
        }
        papers.note_reading(read["deck"], seat)
        return {name: str(paper.uid) for name, paper in read.items()}
