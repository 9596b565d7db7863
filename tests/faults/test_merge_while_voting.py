"""Merging while people vote and withdraw, over HTTP against `flask serve` with two web processes:
nothing is lost, nothing counted twice, nobody sees a 5xx."""

from __future__ import annotations

import http.client
import random
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app.core.clock import now
from app.core.db import database, session, writing
from app.duplicates.models import Merge
from app.ideas.models import Board, Idea
from app.ideas.service.drafts import draft
from app.ideas.service.submit import submit
from app.people.models import User
from app.votes.importing import refresh_demands
from app.votes.models import Vote
from tests.bench.processes import free_port, serving
from tests.bench.signing_in import Voter, sign_all_in
from tests.databases import settings_of

ROOT = Path(__file__).resolve().parents[2]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
AT_ONCE = 16
MERGED_ALREADY = 409
# Of ten people: what they voted for before, and what they do while the ideas are merged.
CASTS = [
    ("A", None), ("A", None), ("A", "withdraw A"),
    ("B", None), ("B", None), ("B", "withdraw B"),
    ("AB", None), ("AB", "withdraw A"),
    ("", "vote A"), ("", "vote B"),
]  # fmt: skip


class Act(NamedTuple):
    person: int
    before: str
    does: str | None


class Served(NamedTuple):
    port: int
    voters: list[int]
    browsers: list[Voter]
    managers: list[Voter]


def serve(app: Flask, data_dir: Path, marta: User, root: User, people: int):
    """The portal with so many signed-in customers, and two managers."""
    ids = make_voters(people)
    settings = settings_of(data_dir, HEED_SECRET_KEY=app.secret_key, HEED_LIMITS="off")
    served = Served(free_port(), ids, sign_all_in(app, ids), sign_all_in(app, [marta.id, root.id]))
    session.rollback()
    command = [sys.executable, "-W", "ignore", "-m", "flask", "serve"]
    command += ["--port", str(served.port), "--workers", "2"]
    return served, serving(command, served.port, cwd=ROOT, env=settings)


def test_merging_while_some_vote_and_two_managers_differ(
    app: Flask, data_dir: Path, board: Board, jun: User, marta: User, root: User
) -> None:
    served, running = serve(app, data_dir, marta, root, people=60)
    with running:
        play_round(served, board, jun, random.Random(1))
        merge_crosswise(served, board, jun, rounds=2)


@pytest.mark.prove
def test_merging_while_four_hundred_vote_twenty_times(
    app: Flask, data_dir: Path, board: Board, jun: User, marta: User, root: User
) -> None:
    served, running = serve(app, data_dir, marta, root, people=400)
    answers: Counter[str] = Counter()
    with running:
        for number in range(20):
            answers += play_round(served, board, jun, random.Random(number))
        merge_crosswise(served, board, jun, rounds=40)
    name = database.engine.dialect.name
    print(f"{name}, 20 rounds of 400 voters: exact; {dict(sorted(answers.items()))}")
    print(f"{name}, 40 times A into B and B into A at once: one wins, one is told what was decided")


def play_round(served: Served, board: Board, author: User, chance: random.Random) -> Counter[str]:
    """Everybody acts while a manager merges B into A; then the merge is taken back."""
    ideas = {name: post(f"Idea {name}", board, author) for name in "AB"}
    names = {name: idea.reference for name, idea in ideas.items()}
    acts = [Act(who, *CASTS[who % len(CASTS)]) for who in range(len(served.voters))]
    vote_before(served, ideas, acts)
    doing = [act for act in acts if act.does]
    chance.shuffle(doing)
    middle = chance.randrange(len(doing))

    answers: dict[int, int] = {}
    turn = threading.Event()

    def act(number: int) -> None:
        if number == middle:
            turn.set()
        verb, name = str(doing[number].does).split()
        path = f"/ideas/{names[name]}/vote" + ("/withdraw" if verb == "withdraw" else "")
        who = doing[number].person
        answers[who], _text = send(served.port, path, served.browsers[who])

    def merge_in_the_middle() -> int:
        turn.wait()
        path = f"/manage/ideas/{names['B']}/merge"
        return send(served.port, path, served.managers[0], into=names["A"])[0]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        merging = pool.submit(merge_in_the_middle)
        list(pool.map(act, range(len(doing))))
        assert merging.result() == 303

    given = votes_of(ideas)
    check_nothing_lost(served, acts, answers, given)
    check_counts(ideas, is_merged=True, given=given)
    assert send(served.port, f"/manage/ideas/{names['B']}/unmerge", served.managers[1])[0] == 303
    assert votes_of(ideas) == given
    check_counts(ideas, is_merged=False, given=given)
    return Counter(f"{act.does}: {answers[act.person]}" for act in doing)


def check_nothing_lost(
    served: Served, acts: list[Act], answers: dict[int, int], given: dict[str, set[int]]
) -> None:
    for act in acts:
        who, answer = served.voters[act.person], answers.get(act.person, 303)
        has = {name for name in "AB" if who in given[name]}
        if act.does is None:
            assert has == set(act.before)
        elif act.does == "vote B":
            assert (answer, has) in ((303, {"B"}), (MERGED_ALREADY, set()))
        elif act.does == "vote A":
            assert (answer, has) == (303, {"A"})
        elif act.before == "AB":  # before the merge the vote for B stays
            assert answer == 303
            assert has in (set(), {"B"})
        elif answer == MERGED_ALREADY:  # merged while it waited: asked to press again
            assert has == set(act.before)
        else:
            assert (answer, has) == (303, set())


def check_counts(ideas: dict[str, Idea], *, is_merged: bool, given: dict[str, set[int]]) -> None:
    session.expire_all()
    a, b = ideas["A"], ideas["B"]
    assert b.merged_into_id == (a.id if is_merged else None)
    assert a.people == len(given["A"] | given["B"] if is_merged else given["A"])
    assert b.people == len(given["B"])


def merge_crosswise(served: Served, board: Board, author: User, *, rounds: int) -> None:
    """Two managers merge each idea into the other at the same moment."""
    together = threading.Barrier(2)

    def merge(number: int, source: str, target: str) -> tuple[int, str]:
        together.wait()
        path = f"/manage/ideas/{source}/merge"
        return send(served.port, path, served.managers[number], into=target)

    with ThreadPoolExecutor(2) as pool:
        for _ in range(rounds):
            both = [post("Idea A", board, author), post("Idea B", board, author)]
            ids, (a, b) = [idea.id for idea in both], [idea.reference for idea in both]
            session.rollback()
            answers = list(pool.map(merge, (0, 1), (a, b), (b, a)))
            assert sorted(status for status, _page in answers) == [303, MERGED_ALREADY]
            (refused,) = [page for status, page in answers if status == MERGED_ALREADY]
            assert "was merged into" in refused
            session.rollback()
            present = session.scalars(select(Merge).where(Merge.source_id.in_(ids))).all()
            ends = select(Idea.merged_into_id).where(Idea.id == present[0].source_id)
            assert len(present) == 1
            assert session.scalar(ends) == present[0].target_id


def make_voters(count: int) -> list[int]:
    people = [
        {
            "name": f"Voter {number}",
            "email": f"voter{number}@heed.example",
            "email_key": f"voter{number}@heed.example",
            "confirmed_at": now(),
        }
        for number in range(count)
    ]
    with writing():
        return list(session.scalars(insert(User).returning(User.id), people))


def vote_before(served: Served, ideas: dict[str, Idea], acts: list[Act]) -> None:
    rows = [
        {"idea_id": ideas[name].id, "user_id": served.voters[act.person]}
        for act in acts
        for name in act.before
    ]
    ids = {idea.id for idea in ideas.values()}
    with writing():
        session.execute(insert(Vote), rows)
        refresh_demands(ids)
    session.rollback()


def post(title: str, board: Board, author: User) -> Idea:
    written = draft(title)
    with writing():
        return submit(written, board=board, author=author)


def votes_of(ideas: dict[str, Idea]) -> dict[str, set[int]]:
    session.rollback()
    return {
        name: set(session.scalars(select(Vote.user_id).where(Vote.idea_id == idea.id)))
        for name, idea in ideas.items()
    }


def send(port: int, path: str, browser: Voter, **more: str) -> tuple[int, str]:
    """The status (0: no answer) and the page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    form = "&".join([browser.form, *(f"{name}={value}" for name, value in more.items())])
    try:
        connection.request("POST", path, form, {**FORM, "Cookie": browser.cookie})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()
