"""The portal that is called: people, boards of each class, ideas in each state, what hangs on them.
Made once a run; every value an address may name is kept under a plain name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from flask import Flask
from PIL import Image as Drawing
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session, writing
from app.core.settings import change
from app.duplicates.models import DuplicateGroup, Objection, Pair
from app.duplicates.service.grouping import regroup
from app.duplicates.service.merge import merge
from app.ideas.attachments.pictures import Picture, picture_of
from app.ideas.attachments.service import attach, keep_file, upload
from app.ideas.importing import bringing
from app.ideas.importing.reading import first_look
from app.ideas.importing.store import rejected_file_of, take_in
from app.ideas.models import (
    Audience,
    Board,
    BoardGroup,
    CommentKind,
    Idea,
    Phase,
    State,
    Topic,
    UnconfirmedIdea,
    Wording,
)
from app.ideas.queries.statuses import first_status
from app.ideas.service.anonymous import submit_anonymously
from app.ideas.service.discuss import comment
from app.ideas.service.drafts import Words, draft, words
from app.ideas.service.submit import submit
from app.improvements.models import Horizon, Improvement
from app.people.models import (
    Group,
    GroupMember,
    Organisation,
    Purpose,
    Role,
    User,
)
from app.people.privacy import copies
from app.people.service.links import make_link
from app.search.jobs import feed_index
from app.telling.mail.opt_out import opt_out_path
from app.telling.mail.settings import mail_settings
from app.telling.models import Entry
from app.votes.models import Proxy
from tests.people.holding import seeing
from tests.people.holding.councils import begin_rounds, found_councils
from tests.people.holding.credentials import issue_tokens, sign_in
from tests.people.holding.elsewhere import meet_elsewhere
from tests.people.holding.seeing import Plan, Story, Wish
from tests.personas import make_person
from tests.roadmap.acts import improve

ROLES = {
    "Cu": Role.CUSTOMER,
    "Em": Role.EMPLOYEE,
    "Ex": Role.EMPLOYEE,
    "VM": Role.MANAGER,
    "Ad": Role.ADMIN,
}
AUDIENCES = {
    "public": Audience.PUBLIC,
    "archived": Audience.PUBLIC,
    "one-way": Audience.PUBLIC,
    "signed-in": Audience.SIGNED_IN,
    "staff": Audience.EMPLOYEES,
}


@dataclass
class Called:
    """The portal. `values` are what addresses and forms name, by plain names like `idea:3`."""

    app: Flask
    people: dict[str, User] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    ideas: dict[Wish, Idea] = field(default_factory=dict)
    plans: dict[Plan, Improvement] = field(default_factory=dict)
    stories: list[Entry] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """References of ideas beside those of `seeing`: what was merged into, what was moved."""
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def posted(self, wish: Wish) -> Idea:
        """An idea as it begins: published, whatever becomes of it."""
        written = draft(f"The {wish.name}", "As it is said in its own words.")
        with writing():
            author = self.people[wish.author]
            return submit(written, board=self.boards[wish.board], author=author)


def found_portal(app: Flask) -> Called:
    called = Called(app)
    for name, column in seeing.COLUMN.items():
        if name != "nobody":
            called.people[name] = make_person(f"{name.title()} Example", role=ROLES[column])
    _belong(called)
    _open_boards(called)
    _ask(called)
    _talk(called)
    _show_images(called)
    _plan(called)
    _find_alike(called)
    found_councils(called.people, called.values)
    begin_rounds(called.people, called.values)
    _keep(called)
    _send_links(called)
    sign_in(called)
    issue_tokens(called)
    called.values |= meet_elsewhere(called.people)
    _copy(called)
    feed_index()
    # Rows are read anew by whoever is called; here only their keys are still needed.
    session.commit()
    return called


def _belong(called: Called) -> None:
    people = called.people
    with writing():
        change(None, embed_origins="https://www.example.com")
        northwind = Organisation(name="Northwind", domains=["northwind.example"], revenue=12_000)
        contoso = Organisation(name="Contoso", domains=["contoso.example"], revenue=90_000)
        session.add_all([northwind, contoso])
        session.flush()
        people["ida"].is_executive = True
        people["ada"].organisation_id = northwind.id
        people["ben"].organisation_id = contoso.id
        called.values["organisation"] = northwind.uid
    called.values["person"] = people["ben"].uid


def _open_boards(called: Called) -> None:
    with writing():
        for position, name in enumerate(seeing.BOARDS):
            audience = AUDIENCES.get(name, Audience.GROUPS)
            board = Board(slug=name, name=name.title(), audience=audience, position=position)
            board.archived_at, board.is_one_way = None, name == "one-way"
            board.takes_anonymous = name == "public"
            session.add(board)
            called.boards[name] = board
        session.flush()
        yesterday = now() - timedelta(days=1)
        for name, members in seeing.MEMBERS.items():
            group = Group(name=f"Those of {name}", is_by_hand=name != "inner")
            session.add(group)
            session.flush()
            if group.is_by_hand:
                called.values["group"] = group.uid
            session.add(BoardGroup(board_id=called.boards[name].id, group_id=group.id))
            _join(called, group, members or {"ada", "jun"}, None if members else yesterday)


def _join(called: Called, group: Group, members: set[str], ends_at: Any) -> None:
    for member in sorted(members):
        person, since = called.people[member], now() - timedelta(days=9)
        session.add(
            GroupMember(group_id=group.id, user_id=person.id, starts_at=since, ends_at=ends_at)
        )


def _ask(called: Called) -> None:
    targets = {name: called.posted(Wish(name, "published", "ruth")) for name in seeing.BOARDS}
    for wish in seeing.WISHES:
        called.ideas[wish] = called.posted(wish)
    for wish, idea in called.ideas.items():
        if wish.state == "merged":
            with writing():
                nothing, marta = Words("", ""), called.people["marta"]
                link = merge(idea, targets[wish.board], note=nothing, actor=marta, press=uuid4())
                called.values["press"] = link.press
    with writing():
        for wish, idea in called.ideas.items():
            _put_into_state(called, wish, idea)
        objection = Objection(merge_id=link.id, user_id=called.people["ada"].id, words="Not so.")
        session.add(objection)
        called.boards["archived"].archived_at = now()
    called.values["objection"] = objection.uid
    called.values["idea"] = targets["public"].reference
    called.others += [target.reference for target in targets.values()]


def _put_into_state(called: Called, wish: Wish, idea: Idea) -> None:
    if wish.state in ("pending", "rejected"):
        idea.state = State(wish.state)
    if wish.state == "deleted":
        idea.deleted_at = now()
    if wish.has_shipped:
        idea.status_id = first_status(Phase.SHIPPED).id
    if wish.asked_for:
        customer, employee = called.people[wish.asked_for], called.people[wish.author]
        idea.on_behalf_of_id = customer.id
        proxy = Proxy(idea_id=idea.id, user_id=customer.id, employee_id=employee.id)
        session.add(proxy)
        session.flush()
        called.values["proxy"] = proxy.uid


def _talk(called: Called) -> None:
    """On every idea a comment and another wording by Ada, and an internal note."""
    said, ada = words("It happened to us too."), called.people["ada"]
    with writing():
        for number, (wish, idea) in enumerate(called.ideas.items()):
            called.values[f"reference:{number}"] = idea.reference
            called.values[f"id:{number}"] = idea.uid
            if wish.state != "deleted":
                posted = comment(idea, said, author=ada)
                called.values[f"comment:{number}"] = posted.uid
            wording = Wording(idea_id=idea.id, user_id=ada.id, words=f"How {number} reads")
            session.add(wording)
            session.flush()
            called.values[f"wording:{number}"] = wording.uid


def _show_images(called: Called) -> None:
    drawn = BytesIO()
    Drawing.new("RGB", (9, 9), "teal").save(drawn, "PNG")
    picture = picture_of(drawn.getvalue(), name="teal.png")
    digest = keep_file(picture)
    with writing():
        for number, image in enumerate(seeing.IMAGES):
            called.values[f"image:{number}"] = _image(called, image, picture, digest)


def _image(called: Called, image: seeing.Image, picture: Picture, digest: str) -> Any:
    ada, jun = called.people["ada"], called.people["jun"]
    idea, uploader = called.ideas[image.wish], jun if image.place == "a note" else ada
    kept = upload(picture, digest, uploader=uploader)
    if image.place == "a note":
        note = comment(idea, words("Look."), author=jun, kind=CommentKind.INTERNAL)
        attach([kept.uid], idea=idea, comment=note, uploader=uploader)
    elif image.place == "the words":
        attach([kept.uid], idea=idea, uploader=uploader)
    return kept.uid


def _plan(called: Called) -> None:
    public, owned = called.ideas[seeing.WISHES[0]], list[Improvement]()
    for number, plan in enumerate(seeing.PLANS):
        horizon = Horizon.NEXT if plan.is_placed else Horizon.CONSIDERING
        behind = [public] if number == 0 else []
        owner = called.people[plan.owner].id
        made = improve(
            f"The {plan.name}", *behind, horizon=horizon, is_public=plan.is_public, owner_id=owner
        )
        called.plans[plan] = made
        called.values[f"improvement:{number}"] = made.reference
        called.values[f"improvement-id:{number}"] = made.uid
        owned.append(made)
    mine = {"jun": owned[0].id, "mila": owned[1].id}
    with writing():
        for number, story in enumerate(seeing.STORIES):
            called.stories.append(_entry(story, mine[story.about]))
            called.values[f"entry:{number}"] = called.stories[-1].uid


def _entry(story: Story, improvement_id: int) -> Entry:
    made = Entry(title=f"The {story.name}", is_public=story.is_public)
    made.improvement_id = improvement_id
    made.published_at = now() if story.is_published else None
    session.add(made)
    session.flush()
    return made


def _find_alike(called: Called) -> None:
    first, second = (called.posted(Wish("public", "published", "ruth")) for _one in range(2))
    third, fourth = (called.posted(Wish("public", "published", "ruth")) for _one in range(2))
    with writing():
        session.add(Pair(first_id=first.id, second_id=second.id, score=0.3, is_likely=True))
        apart = Pair(first_id=third.id, second_id=fourth.id, score=0.3, is_likely=True)
        apart.apart_at, apart.apart_by_id = now(), called.people["marta"].id
        session.add(apart)
        session.flush()
        regroup([first.id])
    called.values["pair"] = apart.uid
    called.values["duplicate-group"] = session.scalars(select(DuplicateGroup.uid)).first()


def _keep(called: Called) -> None:
    """What the pages of settings, imports and mail are about."""
    ruth, kept = called.people["ruth"], mail_settings().folder / f"{uuid4()}.eml"
    file = take_in(BytesIO(b"title\nMore colours\n"))
    reading, public = first_look(file, "ideas.csv"), called.boards["public"]
    with writing():
        brought = bringing.take_in(file, reading, name="ideas.csv", board=public, actor=ruth)
        topic = Topic(slug="banking", name="Banking")
        session.add(topic)
        change(ruth, name="Ours", privacy_notes="We keep little.")
        session.flush()
        changed = select(AuditEntry.uid).where(AuditEntry.action == "settings.change")
        called.values["setting"] = session.scalars(changed.order_by(AuditEntry.id.desc())).first()
    called.values |= {"import": brought.uid, "topic": topic.uid, "topics": "topics"}
    called.values["mail"] = kept.stem
    rejected_file_of(brought.uid).write_text("title\nMore colours\n")
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("Subject: Hello\n\nHello.\n")
    called.values |= {"asset": "favicon.ico", "part": 1}


def _copy(called: Called) -> None:
    """Everyone may fetch what is known of them."""
    with writing():
        for person in called.people.values():
            copies.ask(person)
    copies.make_copies()


def _send_links(called: Called) -> None:
    ruth = called.people["ruth"]
    unsigned = draft("The idea of somebody not signed in")
    with writing():
        submit_anonymously(
            unsigned, board=called.boards["public"], email="nia@fern.example", agreed=""
        )
        waiting = session.scalars(select(UnconfirmedIdea)).one()
    for purpose in Purpose:
        person = make_person(f"{purpose.title()} Example")
        with writing():
            person.confirmed_at = None
            path = make_link(person, purpose, **_carried(purpose, ruth, waiting))
        called.values[f"secret:{purpose}"] = path.rpartition("/")[2]
        called.values["invited" if purpose is Purpose.INVITE else f"waits for {purpose}"] = (
            person.uid
        )
    opt_out = opt_out_path(called.people["ben"].uid, None)
    called.values["opt-out"] = opt_out.rpartition("/")[2]


def _carried(purpose: Purpose, by: User, waiting: UnconfirmedIdea) -> dict[str, Any]:
    if purpose is Purpose.SUBMIT:
        return {"unconfirmed": str(waiting.uid)}
    if purpose is Purpose.INVITE:
        return {"role": "customer", "by": by.id}
    return {"onward": "/"} if purpose is Purpose.ENTER else {}
