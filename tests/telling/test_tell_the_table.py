"""Who is told what: product.md's table, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from app.core.clock import now
from app.core.db import session, writing
from app.duplicates.events import ideas_merged
from app.duplicates.models import Merge
from app.ideas.models import Board, CommentKind, Idea, Phase
from app.ideas.queries.statuses import first_status
from app.ideas.service.decide import change_statuses, note_for
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import draft, words
from app.ideas.service.reply import reply_for, send
from app.ideas.service.submit import submit
from app.improvements.models import Evidence, Horizon, Improvement
from app.people.models import User
from app.roadmap.events import date_moved
from app.roadmap.models import Precision, Promise
from app.telling.events import entry_published
from app.telling.jobs import send_outbox
from app.telling.models import Channel, Delivery, Entry, Update, UpdateKind
from app.telling.queries import audience_size
from app.telling.service import tell
from app.votes.events import customer_represented
from app.votes.models import Proxy, Vote
from app.votes.service import cast, follow
from tests.personas import make_person
from tests.telling.acts import decide, forget_receipts, told, vote
from tests.telling.mail_server import MailServer

NOW, DAILY = "now", "one a day"


@dataclass(frozen=True)
class Around:
    """An idea of Ada's and everyone the table has a column for. Kim did not agree to be told, Lee
    did; both were put down by Jun. Mo asked for a twin that was merged into Ada's idea."""

    idea: Idea
    twin: Idea
    jun: User
    lee: User


@pytest.fixture
def around(idea: Idea, board: Board, jun: User, ben: User) -> Around:
    fay, mo = make_person("Fay Follower"), make_person("Mo Merged")
    kim, lee = make_person("Kim Quiet"), make_person("Lee Agreed")
    with writing():
        twin = submit(draft("Tell me before the bank link ends"), board=board, author=mo)
        twin.merged_into_id = idea.id
    vote(idea, ben)
    with writing():
        follow(idea, follower=fay)
    for customer in (kim, lee):
        represent(idea, customer, by=jun, has_consented=customer is lee)
    forget_receipts()
    return Around(idea, twin, jun, lee)


def represent(idea: Idea, customer: User, *, by: User, has_consented: bool) -> Proxy:
    with writing():
        session.add(Vote(idea_id=idea.id, user_id=customer.id))
        proxy = Proxy(idea_id=idea.id, customer=customer, employee=by, has_consented=has_consented)
        session.add(proxy)
        session.flush()
        customer_represented.send(proxy, idea=idea)
    return proxy


def mails(news: Update) -> dict[str, str]:
    return {name: DAILY if row.is_digest else NOW for name, row in told(news, Channel.MAIL).items()}


def newest() -> Update:
    return session.scalars(select(Update).order_by(Update.id.desc()).limit(1)).one()


AT_ONCE = dict.fromkeys(("Ada", "Ben", "Fay", "Jun", "Lee", "Mo"), NOW)
LATER = {"Ada": NOW, "Jun": NOW, "Lee": NOW, "Ben": DAILY, "Fay": DAILY, "Mo": DAILY}


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        (Phase.NEEDS_INFORMATION, {"Ada": NOW, "Jun": NOW, "Lee": NOW}),
        (Phase.REVIEWING, LATER),
        (Phase.IN_PROGRESS, LATER),
        (Phase.PLANNED, AT_ONCE),
        (Phase.DECLINED, AT_ONCE),
        (Phase.ANSWERED, AT_ONCE),
        (Phase.SHIPPED, AT_ONCE),
    ],
)
def test_a_status_is_told_as_the_table_says(
    around: Around, marta: User, phase: Phase, expected: dict[str, str]
) -> None:
    news = decide(around.idea, phase, by=marta)

    assert mails(news) == expected
    assert set(told(news, Channel.NOTICE)) == set(AT_ONCE)
    assert audience_size(around.idea, actor=marta) == len(AT_ONCE)


def test_received_reaches_whoever_put_it_down_alone(around: Around) -> None:
    receipts = select(Delivery).join(Delivery.update).where(Update.kind == UpdateKind.RECEIVED)
    by_idea = {(row.idea_id, row.user.first_name) for row in session.scalars(receipts)}
    assert by_idea == {(around.idea.id, "Ada"), (around.twin.id, "Mo")}


def test_the_customer_who_agreed_is_asked_to_claim_and_the_other_hears_nothing(
    around: Around,
) -> None:
    asked = select(Delivery).join(Delivery.update).where(Update.kind == UpdateKind.REPRESENTED)
    assert {row.user.first_name for row in session.scalars(asked)} == {"Lee"}


def test_a_public_answer_is_told_to_everyone_and_a_direct_one_to_the_submitter(
    around: Around, marta: User
) -> None:
    said = words("We look into it.")
    for kind, expected in ((CommentKind.OFFICIAL, LATER), (CommentKind.DIRECT, {"Ada": NOW})):
        with writing():
            comment(around.idea, said, author=marta, kind=kind)
        assert mails(newest()) == expected


def test_a_question_to_the_submitter_that_parks_the_idea_is_one_mail(
    around: Around, marta: User
) -> None:
    reply = reply_for("submitter", "Which bank is it?", first_status(Phase.NEEDS_INFORMATION))
    with writing():
        send(around.idea, reply, actor=marta)

    question, parked = session.scalars(select(Update).order_by(Update.id.desc()).limit(2)).all()[
        ::-1
    ]
    assert (question.kind, parked.kind) == (UpdateKind.DIRECT, UpdateKind.STATUS)
    assert mails(question) == {"Ada": NOW}
    assert mails(parked) == {"Jun": NOW, "Lee": NOW}
    assert set(told(parked, Channel.NOTICE)) == set(AT_ONCE)


def test_a_merge_is_mailed_to_whoever_asked_and_noticed_by_their_voters(
    around: Around, board: Board, marta: User, jun: User
) -> None:
    nora, pia, quinn = (make_person(f"{name} Nine") for name in ("Nora", "Pia", "Quinn"))
    with writing():
        third = submit(draft("A third way to say it"), board=board, author=nora)
    vote(third, pia)
    represent(third, quinn, by=jun, has_consented=False)
    with writing():
        third.merged_into_id = around.idea.id
        merge = Merge(source=third, target=around.idea, actor=marta)
        session.add(merge)
        session.flush()
        ideas_merged.send(merge, actor=marta)

    assert mails(newest()) == {"Nora": NOW, "Jun": NOW}
    assert set(told(newest(), Channel.NOTICE)) == {"Nora", "Jun", "Pia"}


def improvement_of(*ideas: Idea, owner: User) -> Improvement:
    with writing():
        made = Improvement(
            number=1,
            title="Connections that warn",
            owner=owner,
            reason_without="A first try.",
            horizon=Horizon.NEXT,
            horizon_since=now(),
        )
        session.add(made)
        session.flush()
        session.add_all([Evidence(improvement_id=made.id, idea_id=idea.id) for idea in ideas])
    return made


def test_a_moved_date_waits_for_the_next_mail_but_the_proxys(around: Around, marta: User) -> None:
    made = improvement_of(around.idea, owner=marta)
    with writing():
        dates = [date(2027, 1, 31), date(2027, 3, 31)]
        before, after = (
            Promise(
                improvement=made,
                due_on=day,
                precision=Precision.MONTH,
                reason="Audit took longer.",
                ended_at=now() if day is dates[0] else None,
            )
            for day in dates
        )
        session.add_all([before, after])
        session.flush()
        date_moved.send(after, before=before, actor=marta)

    assert mails(newest()) == {**dict.fromkeys(AT_ONCE, DAILY), "Jun": NOW}


def test_did_this_fix_it_is_asked_of_whoever_asked(around: Around, marta: User) -> None:
    with writing():
        tell(Update(kind=UpdateKind.ASK_BACK, idea=around.idea))

    assert mails(newest()) == {"Ada": NOW}


def test_an_entry_is_told_once_to_everyone_behind_its_ideas(
    around: Around, board: Board, ada: User, marta: User
) -> None:
    with writing():
        other = submit(draft("Another thing of Ada's"), board=board, author=ada)
        entry = Entry(title="Two things at once", author=marta, published_at=now())
        session.add(entry)
        session.flush()
        facts = {"ideas": [around.idea, other], "path": "/updates/x", "actor": marta}
        entry_published.send(entry, tells=False, **facts)
        assert newest().kind is not UpdateKind.ENTRY
        entry_published.send(entry, tells=True, **facts)

    assert mails(newest()) == LATER


def test_who_wants_several_ideas_of_one_decision_is_told_once_of_the_closest(
    around: Around, board: Board, ben: User, marta: User
) -> None:
    with writing():
        bens = submit(draft("A thing of Ben's"), board=board, author=ben)
    improvement_of(around.idea, bens, owner=marta)
    planned = first_status(Phase.PLANNED)
    note = note_for(planned, "In spring.")
    with writing():
        change_statuses([around.idea, bens], planned, note=note, actor=marta)

    row = told(newest(), Channel.MAIL)["Ben"]
    assert (row.idea_id, row.because) == (bens.id, "submitter")
    assert set(mails(newest())) == set(AT_ONCE)
    assert newest().improvement.title == "Connections that warn"
    assert audience_size(around.idea, bens, actor=marta) == len(AT_ONCE)


def test_every_letter_can_be_written_and_says_why_it_came(
    around: Around, board: Board, ben: User, marta: User, mail_server: MailServer
) -> None:
    test_who_wants_several_ideas_of_one_decision_is_told_once_of_the_closest(
        around, board, ben, marta
    )
    send_outbox()

    [to_ben] = [m for m in mail_server.mails_to("ben@heed.example") if "Planned" in m["Subject"]]
    assert "became part of “Connections that warn”" in text_of(to_ben)
    [to_jun] = [m for m in mail_server.mails_to("jun@heed.example") if "Planned" in m["Subject"]]
    assert "To pass on to Kim Quiet, whom we do not write to:" in text_of(to_jun)
    assert "Lee Agreed" not in text_of(to_jun)
    [to_lee] = mail_server.mails_to("lee@heed.example")[:1]
    assert f"/ideas/{around.idea.reference}/for-me" in text_of(to_lee)
    assert "Jun Sato put this down for you" in " ".join(text_of(to_lee).split())
    assert mail_server.mails_to("kim@heed.example") == []


def test_a_customer_who_claimed_is_told_as_the_submitter_and_jun_still_hears(
    board: Board, jun: User, marta: User
) -> None:
    lee = make_person("Lee Agreed")
    with writing():
        for_lee = submit(draft("What Lee needs"), board=board, author=jun)
        for_lee.on_behalf_of_id, for_lee.claimed_at = lee.id, now()
        session.add(Proxy(idea_id=for_lee.id, customer=lee, employee=jun, claimed_at=now()))

    rows = told(decide(for_lee, Phase.REVIEWING, by=marta), Channel.MAIL)

    assert {name: row.because for name, row in rows.items()} == {
        "Lee": "submitter",
        "Jun": "proxy",
    }


def test_whoever_may_not_see_the_idea_any_more_gets_no_letter(
    around: Around, marta: User, mail_server: MailServer
) -> None:
    decide(around.idea, Phase.PLANNED, by=marta)
    with writing():
        around.idea.board.audience = "employees"
    send_outbox()

    planned = [m["To"] for m in mail_server.messages if "Planned" in m["Subject"]]
    assert planned == ["Jun Sato <jun@heed.example>"]


def text_of(mail: object) -> str:
    return str(mail.get_body(("plain",)).get_content())


def test_a_voter_who_voted_before_the_proxy_keeps_being_told(
    idea: Idea, ben: User, jun: User, marta: User
) -> None:
    with writing():
        cast(idea, voter=ben)
        session.add(Proxy(idea_id=idea.id, customer=ben, employee=jun, claimed_at=now()))

    assert set(told(decide(idea, Phase.PLANNED, by=marta), Channel.MAIL)) == {"Ada", "Ben", "Jun"}
