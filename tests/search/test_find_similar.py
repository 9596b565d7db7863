from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.search.errors import IndexUnavailable
from app.search.whoosh_engine import WhooshEngine
from tests.search.wishes import WISHES, put, wish, wishes


def found(engine: WhooshEngine, title: str, body: str = "", **more) -> list[int]:
    return [hit.id for hit in engine.similar(title, body, **more)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("PDF export of my invoice", 1),
        ("a darker theme: dark dashboard", 2),
        ("bank connection expired without warning", 3),
        ("one payment for several bills", 5),
        ("camt import", 6),
    ],
)
def test_other_words_for_the_same_wish_find_it(engine: WhooshEngine, title: str, expected: int):
    assert found(engine, title)[0] == expected


def test_the_body_helps(engine: WhooshEngine):
    assert found(engine, "Booking", "I have two hundred entries a day in the ledger")[0] == 4


def test_a_half_typed_last_word_already_finds(engine: WhooshEngine):
    assert found(engine, "remind me of overd")[0] == 7
    assert found(engine, "curr")[0] == 8


def test_a_half_typed_word_is_found_where_its_stem_is_shorter_than_what_was_typed(
    engine: WhooshEngine,
):
    put(engine, wish(20, "Notifications by e-mail"))
    assert found(engine, "notificatio") == [20]


def test_a_last_word_that_is_a_word_may_still_go_on(engine: WhooshEngine):
    put(engine, wish(30, "Mark paid bills"), wish(31, "Show the marketing costs"))
    assert set(found(engine, "mark")) == {30, 31}
    assert found(engine, "mark", "Of all that are paid.")[:1] == [30]
    assert 31 not in found(engine, "mark", "Of all that are paid.")


def test_titles_that_begin_alike_come_first(engine: WhooshEngine):
    put(engine, wish(30, "Calendar printed weekly"), wish(31, "Weekly printed calendar"))
    assert found(engine, "calendar printed")[:2] == [30, 31]
    assert found(engine, "weekly printed")[:2] == [31, 30]


def test_a_dot_parts_words_but_not_numbers(engine: WhooshEngine):
    put(engine, wish(30, "Ledger.export fails"), wish(31, "Version 2.5.1 breaks the printer"))
    assert 30 in found(engine, "the export fails")
    assert found(engine, "broken since 2.5.1")[0] == 31
    assert 31 not in found(engine, "5")


def test_slips_of_the_keys_are_forgiven(engine: WhooshEngine):
    assert found(engine, "keybaord shortcust")[0] == 4


def test_identifiers_are_left_as_they_are(engine: WhooshEngine):
    assert found(engine, "MT9400") == []


def test_scores_follow_the_order_and_lie_between_0_and_1(engine: WhooshEngine):
    scores = [hit.score for hit in engine.similar("export invoices as pdf for the auditor")]
    assert len(scores) > 2
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_the_same_title_is_likely_and_a_related_one_is_not(engine: WhooshEngine):
    best = engine.similar("Warn me before the bank link expires")[0]
    assert (best.id, best.is_likely) == (3, True)
    related = engine.similar("import of bank accounts")[0]
    assert (related.id, related.is_likely) == (6, False)


def test_no_more_than_the_limit(engine: WhooshEngine):
    assert len(found(engine, "print reports", limit=3)) == 3


@pytest.mark.parametrize("title", ["", "  ", "the of", "?*:(", "\x00", "zzzzqqqq", "\ud800"])
def test_a_title_without_meaning_finds_nothing(engine: WhooshEngine, title: str):
    assert found(engine, title) == []


@pytest.mark.parametrize(
    "text",
    [
        "print " * 200_000,
        "a" * 1_000_000,
        " ".join(f"word{number}" for number in range(50_000)),
        "kjhgf" * 10 + " qwert" * 100_000,
        "* OR (field:password) /x*/" * 10_000,
    ],
)
def test_endless_text_takes_bounded_time(engine: WhooshEngine, text: str):
    engine.similar("warm the caches")
    assert min(_seconds_for(engine, text) for _try in range(3)) < 0.5


def _seconds_for(engine: WhooshEngine, text: str) -> float:
    started = time.process_time()
    engine.similar(text, text)
    return time.process_time() - started


def test_only_a_bounded_number_of_postings_is_read(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.search.weighing.POSTINGS", 25)
    (best, *_) = engine.similar("pdf overdue share filter sort print")
    assert {"pdf", "overdu"} <= best.terms.keys()
    assert len(best.terms) == 3


def test_what_is_not_indexed_yet_is_found_by_the_overlay(engine: WhooshEngine):
    newest = wish(50, "Export invoices as PDF/A", "For the archive.")
    hits = engine.similar("Export invoices as PDF", overlay=[newest])
    assert {hits[0].id, hits[1].id} == {1, 50}


def test_the_overlay_replaces_what_the_index_still_says(engine: WhooshEngine):
    reworded = wish(1, "Hide paid bills", "They only clutter the list.")
    assert 1 not in found(engine, "export pdf", overlay=[reworded])
    assert found(engine, "hide paid bills", overlay=[reworded])[0] == 1


def test_the_overlay_scores_as_the_index_would(engine: WhooshEngine):
    asked = ("split a payment", "three bills at once")
    same = wish(5, *WISHES[4])
    indexed = {hit.id: hit.strength for hit in engine.similar(*asked)}
    overlaid = {hit.id: hit.strength for hit in engine.similar(*asked, overlay=[same])}
    assert overlaid == pytest.approx(indexed, rel=0.01)


def test_an_empty_index_finds_through_the_overlay(index_dir: Path):
    engine = WhooshEngine(index_dir)
    engine.rebuild([])
    assert found(engine, "first idea") == []
    assert found(engine, "first idea", overlay=[wish(1, "The first idea")]) == [1]


def test_a_missing_index_says_so(index_dir: Path):
    with pytest.raises(IndexUnavailable):
        WhooshEngine(index_dir).similar("anything")


def test_what_came_later_counts_for_what_was_asked_before(engine: WhooshEngine, tmp_path: Path):
    """What a word is worth is kept with the segment; how long texts are on average is not."""
    asked = "bank connection expired without warning"
    engine.similar(asked)
    later = [wish(1000 + number, "Ledger", "entries a day " * 300) for number in range(20)]
    put(engine, *later)
    whole = WhooshEngine(tmp_path / "at-once")
    whole.rebuild([*wishes(), *later])
    told = {hit.id: hit.score for hit in engine.similar(asked)}
    assert told == pytest.approx({hit.id: hit.score for hit in whole.similar(asked)})
