"""What stands in the places of an address and in the forms sent to it. **A new address with places
in it gets its line here**: in WHAT where its object has readers of its own, else in PLAIN."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from typing import Any, NamedTuple
from uuid import UUID

from app.core.clock import now
from tests.people.holding import seeing
from tests.people.holding.portal import Called

NOWHERE = UUID(int=7)


class Thing(NamedTuple):
    """What an address is about: `values` fill its places, `missing` fill them with what does not
    exist, `of` is its description in `seeing`."""

    name: str
    values: dict[str, Any]
    missing: dict[str, Any]
    sees: Callable[[str], bool]
    of: Any = None


Makes = Callable[[Called], Iterator[Thing]]


def things_for(called: Called, endpoint: str, places: set[str]) -> list[Thing]:
    """All that this address is called with; for one without places, that it is called at all."""
    if not places:
        return [Thing("", {}, {}, lambda who: True)]
    for pattern, makes in WHAT.items():
        if fnmatch(endpoint, pattern):
            found = [_cut(thing, places) for thing in makes(called)]
            if all(set(thing.values) == places for thing in found):
                return found
    values = {place: _plain(called, endpoint, place) for place in places}
    return [Thing(endpoint, values, {}, lambda who: True)]


def form_for(called: Called, endpoint: str, who: str) -> dict[str, Any]:
    """Empty, but where a form that names nothing means nothing that exists."""
    made = FORMS.get(endpoint)
    return made(called, who) if made else {}


def _cut(thing: Thing, places: set[str]) -> Thing:
    values = {name: value for name, value in thing.values.items() if name in places}
    missing = {name: value for name, value in thing.missing.items() if name in places}
    return thing._replace(values=values, missing=missing)


def _plain(called: Called, endpoint: str, place: str) -> Any:
    for (pattern, named), value in PLAIN.items():
        if named == place and fnmatch(endpoint, pattern):
            return called.values[value]
    raise AssertionError(
        f"Nothing fills <{place}> of {endpoint}: add a line to WHAT or PLAIN in"
        " tests/people/holding/filling.py, and what it names to tests/people/holding/portal.py."
    )


def _wishes(called: Called) -> Iterator[Thing]:
    for number, wish in enumerate(seeing.WISHES):
        yield Thing(
            wish.name,
            {"reference": called.values[f"reference:{number}"]},
            {"reference": "H-909"},
            lambda who, wish=wish: seeing.sees(who, wish),
            wish,
        )


def _removed(called: Called) -> Iterator[Thing]:
    """What was taken out, to be brought back by who may."""
    for thing in _wishes(called):
        if thing.of.state == "deleted":
            yield thing._replace(sees=lambda who: True)


def _beside_wishes(what: str) -> Makes:
    """What hangs on ideas, as comments do."""

    def made(called: Called) -> Iterator[Thing]:
        for number, thing in enumerate(_wishes(called)):
            uid = called.values.get(f"{what}:{number}", NOWHERE)
            yield thing._replace(
                values={**thing.values, "uid": uid}, missing={**thing.missing, "uid": uid}
            )

    return made


def _wishes_by_id(called: Called) -> Iterator[Thing]:
    for number, thing in enumerate(_wishes(called)):
        uid = called.values[f"id:{number}"]
        yield thing._replace(values={"id": str(uid)}, missing={"id": str(NOWHERE)})


def _plans(called: Called, sees: Callable[[str, seeing.Plan], bool]) -> Iterator[Thing]:
    for number, plan in enumerate(seeing.PLANS):
        reference = called.values[f"improvement:{number}"]
        yield Thing(
            plan.name,
            {
                "reference": reference,
                "improvement_reference": reference,
                "improvement_id": str(called.values[f"improvement-id:{number}"]),
                "idea_reference": called.values["reference:0"],
            },
            {
                "reference": "I-909",
                "improvement_reference": "I-909",
                "improvement_id": str(NOWHERE),
                "idea_reference": called.values["reference:0"],
            },
            lambda who, plan=plan: sees(who, plan),
            plan,
        )


def _plans_read(called: Called) -> Iterator[Thing]:
    return _plans(called, seeing.reads)


def _plans_on_roadmap(called: Called) -> Iterator[Thing]:
    return _plans(called, seeing.is_on_roadmap_of)


def _stories(called: Called, sees: Callable[[str, seeing.Story], bool]) -> Iterator[Thing]:
    for number, story in enumerate(seeing.STORIES):
        uid = called.values[f"entry:{number}"]
        yield Thing(
            story.name,
            {"reference": uid.hex, "uid": uid},
            {"reference": NOWHERE.hex, "uid": NOWHERE},
            lambda who, story=story: sees(who, story),
            story,
        )


def _stories_read(called: Called) -> Iterator[Thing]:
    return _stories(called, seeing.reads_story)


def _stories_written(called: Called) -> Iterator[Thing]:
    return _stories(called, seeing.writes_story)


def _images(called: Called) -> Iterator[Thing]:
    for number, image in enumerate(seeing.IMAGES):
        uid = called.values[f"image:{number}"]
        sees = lambda who, image=image: seeing.sees_image(who, image)  # noqa: E731
        yield Thing(image.name, {"uid": uid}, {"uid": NOWHERE}, sees, image)


def _boards(called: Called, sees: Callable[[str, str], bool]) -> Iterator[Thing]:
    for board in seeing.BOARDS:
        sees_it = lambda who, board=board: sees(who, board)  # noqa: E731
        yield Thing(board, {"slug": board}, {"slug": "nowhere"}, sees_it, board)


def _boards_seen(called: Called) -> Iterator[Thing]:
    return _boards(called, seeing.sees_board)


def _boards_of_everyone(called: Called) -> Iterator[Thing]:
    return _boards(called, lambda who, board: seeing.sees_board("nobody", board))


def _boards_kept(called: Called) -> Iterator[Thing]:
    """All are looked after but that of a council, which only whoever sees it looks after."""
    return _boards(called, lambda who, board: board != "inner" or seeing.sees_board(who, board))


def _councils(called: Called, sees: Callable[[str, seeing.Board], bool]) -> Iterator[Thing]:
    for number, council in enumerate(seeing.COUNCILS):
        slug = called.values[f"council:{number}"]
        sees_it = lambda who, council=council: sees(who, council)  # noqa: E731
        values = {"council": slug, "uid": called.values[f"seat:{number}"], "year": now().year}
        missing = {**values, "council": "nowhere"}
        yield Thing(council.name, values, missing, sees_it, council)


def _councils_known(called: Called) -> Iterator[Thing]:
    return _councils(called, seeing.knows_of)


def _councils_inside(called: Called) -> Iterator[Thing]:
    return _councils(called, seeing.sits_in)


def _rounds(called: Called, *stages: str) -> Iterator[Thing]:
    for number, sitting in enumerate(seeing.ROUNDS):
        slug, counted = called.values[f"round:{number}"]
        sees_it = lambda who, sitting=sitting: seeing.sees_round(who, sitting)  # noqa: E731
        missing = {"council": slug, "number": 909}
        if not stages or sitting.stage in stages:
            values = {"council": slug, "number": counted}
            yield Thing(sitting.name, values, missing, sees_it, sitting)


def _rounds_in(*stages: str) -> Makes:
    return lambda called: _rounds(called, *stages)


def _papers_read(called: Called) -> Iterator[Thing]:
    for thing in _rounds(called):
        values = {**thing.values, "uid": called.values[f"paper:{seeing.ROUNDS.index(thing.of)}"]}
        yield thing._replace(values=values, missing={**values, "uid": NOWHERE})


def _decks_read(called: Called) -> Iterator[Thing]:
    """Papers that are files."""
    for thing in _papers_read(called):
        uid = called.values[f"deck:{seeing.ROUNDS.index(thing.of)}"]
        yield thing._replace(values={**thing.values, "uid": uid})


def _minutes_read(called: Called) -> Iterator[Thing]:
    for thing in _rounds(called, "closed"):
        number = seeing.ROUNDS.index(thing.of)
        reads = lambda who, sitting=thing.of: seeing.reads_minutes(who, sitting)  # noqa: E731
        values = {**thing.values, "uid": called.values[f"action:{number}"]}
        missing = {**values, "number": 909}
        yield Thing(thing.name, values, missing, reads, thing.of)


def _rounds_prepared(what: str, *stages: str) -> Makes:
    """For what its hosts do; others are refused by the council."""

    def things(called: Called) -> Iterator[Thing]:
        for thing in _rounds(called, *stages):
            number, board = seeing.ROUNDS.index(thing.of), thing.of.council
            uid = called.values[f"{what}:{number}"]
            knows = lambda who, board=board: seeing.knows_of(who, board)  # noqa: E731
            missing = {"council": "nowhere", "number": thing.values["number"], "uid": uid}
            values = {**thing.values, "uid": uid}
            yield Thing(thing.name, values, missing, knows, board)

    return things


# The first pattern that fits an endpoint and fills all its places counts.
WHAT: dict[str, Makes] = {
    "ideas.board": _boards_seen,
    "ideas.board_feed": _boards_of_everyone,
    "web.*board*": _boards_kept,
    "roadmap.ask": _plans_on_roadmap,
    "roadmap.want": _plans_on_roadmap,
    "roadmap.promise*": _plans_read,
    "telling.entry": _stories_read,
    "telling.*_entry": _stories_written,
    "improvements.*": _plans_read,
    "api.*_improvement": _plans_read,
    "ideas.*image": _images,
    "ideas.restore": _removed,
    "ideas.*_comment": _beside_wishes("comment"),
    "ideas.remove_wording": _beside_wishes("wording"),
    "councils.index": _councils_known,
    "councils.show": _councils_known,
    "councils.settings": _councils_known,
    "councils.edit": _councils_known,
    "councils.close": _councils_known,
    "councils.invite": _councils_known,
    "councils.*seat": _councils_known,
    "councils.scorecard": _councils_known,
    "councils.export": _councils_known,
    "councils.show_boards": _councils_known,
    "councils.recruiting": _councils_known,
    "councils.next_charter": _councils_known,
    "councils.approve_charter": _councils_known,
    "councils.answer_invitation": _councils_known,
    "councils.leave": _councils_known,
    "councils.round": _rounds_in(),
    "councils.results": _rounds_in("closed"),
    "councils.meeting": _rounds_in(),
    "councils.*ballot": _rounds_in("open"),
    "councils.move_meeting": _rounds_prepared("candidate"),
    "councils.change_item": _rounds_prepared("item"),
    "councils.paper": _papers_read,
    "councils.paper_file": _decks_read,
    "councils.add_paper": _rounds_prepared("candidate"),
    "councils.remove_paper": _rounds_prepared("paper"),
    "councils.report_finding": _rounds_in("open"),
    "councils.rate_round": _rounds_in("closed"),
    "councils.stop_quoting": _rounds_in("closed"),
    "councils.minutes": _minutes_read,
    "councils.move_minutes": _minutes_read,
    "councils.change_action": _minutes_read,
    "councils.minutes_draft": _rounds_prepared("candidate", "closed"),
    "councils.write_minutes": _rounds_prepared("candidate", "closed"),
    "councils.add_decision": _rounds_prepared("candidate", "closed"),
    "councils.add_action": _rounds_prepared("candidate", "closed"),
    "councils.change_decision": _rounds_prepared("decision", "closed"),
    "councils.*_round": _rounds_prepared("candidate"),
    "councils.round_settings": _rounds_prepared("candidate"),
    "councils.*_candidate": _rounds_prepared("candidate"),
    "councils.add_item": _rounds_prepared("candidate"),
    "councils.new_round": _councils_known,
    "councils.plan_round": _councils_known,
    "councils.*": _councils_inside,
    "api.list_rounds": _councils_inside,
    "api.show_round": _rounds_in(),
    "api.*": _wishes_by_id,
    "*": _wishes,
}
PLAIN: dict[tuple[str, str], str] = {
    ("duplicates.wake", "uid"): "duplicate-group",
    ("duplicates.ask_again", "uid"): "pair",
    ("duplicates.undo", "uid"): "press",
    ("duplicates.keep_merge", "uid"): "objection",
    ("votes.*_customer", "uid"): "proxy",
    ("ideas.*import", "uid"): "import",
    ("ideas.rejected_rows", "uid"): "import",
    ("people.change_organisation", "uid"): "person",
    ("people.*organisation", "uid"): "organisation",
    ("people.*invit*", "uid"): "invited",
    ("people.*", "uid"): "person",
    ("people.confirm", "secret"): "secret:confirm",
    ("ideas.confirm", "secret"): "secret:submit",
    ("people.reset", "secret"): "secret:reset",
    ("people.enter", "secret"): "secret:enter",
    ("people.confirm_address", "secret"): "secret:address",
    ("people.accept", "secret"): "secret:invite",
    ("people.join", "secret"): "secret:welcome",
    ("people.decline", "secret"): "secret:welcome",
    ("web.*group", "uid"): "group",
    ("web.*wording*", "kind"): "topics",
    ("web.change_wording", "uid"): "topic",
    ("web.put_back", "uid"): "setting",
    ("telling.*mail", "uid"): "mail",
    ("telling.*", "token"): "opt-out",
    ("api.*_organisation", "organisation_id"): "organisation",
    ("assets.serve", "name"): "asset",
    ("web.sitemap_of_ideas", "number"): "part",
}
FORMS: dict[str, Callable[[Called, str], dict[str, Any]]] = {
    "telling.mute": lambda called, who: {"idea": called.values["idea"], "state": "muted"},
    "ideas.vote_instead": lambda called, who: {"instead": called.values["idea"]},
    "ideas.submit": lambda called, who: {"title": "Something else", "board": "public"},
    "ideas.comment": lambda called, who: {"body": "Words."},
    "ideas.save_comment": lambda called, who: {"body": "Other words.", "version": "1"},
    "ideas.note": lambda called, who: {"body": "Words."},
    "triage.note": lambda called, who: {"body": "Words."},
    "api.submit_idea": lambda called, who: {"title": "Something else", "board": "public"},
    "api.post_comment": lambda called, who: {"body": "Words."},
    "api.edit_idea": lambda called, who: {"title": "Said in other words"},
    "api.merge_idea": lambda called, who: {"into": called.values["idea"]},
    "api.find_similar": lambda called, who: {"title": "Said in other words"},
    "people.end_session": lambda called, who: {
        "session": called.values.get(f"session:{who}", NOWHERE)
    },
    "people.remove_passkey": lambda called, who: {
        "passkey": called.values.get(f"passkey:{who}", NOWHERE)
    },
    "people.disconnect": lambda called, who: {
        "identity": called.values.get(f"identity:{who}", NOWHERE)
    },
    "people.revoke_token": lambda called, who: {
        "token": called.values.get(f"token:{who}", NOWHERE)
    },
    "councils.move_minutes": lambda called, who: {"do": "publish"},
    "duplicates.split": lambda called, who: {"group": called.values["duplicate-group"]},
    "duplicates.add": lambda called, who: {"group": called.values["duplicate-group"]},
    "duplicates.let_rest": lambda called, who: {"group": called.values["duplicate-group"]},
}
