from __future__ import annotations

from app.search.lexicon import PLAIN
from app.search.reasons import MOST_REASONS, mark, shared_words
from app.search.whoosh_engine import WhooshEngine
from tests.search.wishes import WISHES


def why(engine: WhooshEngine, asked: str) -> list[str]:
    hit = engine.similar(asked)[0]
    return shared_words(hit.terms, *WISHES[hit.id - 1], lexicon=PLAIN)


def test_reasons_are_words_as_the_hit_has_them(engine: WhooshEngine):
    assert set(why(engine, "exporting an INVOICE to pdf")) == {"Export", "invoices", "PDF"}


def test_the_rarest_word_comes_first(engine: WhooshEngine):
    assert why(engine, "invoice as pdf, exported")[-1] == "invoices"


def test_a_half_typed_word_is_a_reason_too(engine: WhooshEngine):
    assert why(engine, "overd") == ["overdue"]


def test_a_word_is_named_once_and_at_most_six_are():
    weights = dict.fromkeys(("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta"), 1.0)
    text = "alpha Alpha beta gamma delta epsilon zeta eta"
    assert shared_words(weights, text, lexicon=PLAIN) == [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
    ]
    assert MOST_REASONS == 6


def test_marking_keeps_the_text_and_finds_other_endings():
    text = "Invoices: export <b>each</b> invoice, as PDF."
    pieces = mark(text, ["invoice", "PDF"], lexicon=PLAIN)
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_shared in pieces if is_shared] == ["Invoices", "invoice", "PDF"]


def test_nothing_shared_is_one_plain_piece():
    assert mark("Dark mode", [], lexicon=PLAIN) == [("Dark mode", False)]
    assert mark("", ["dark"], lexicon=PLAIN) == []


def test_marking_text_without_spaces_tells_each_letter_once():
    pieces = mark("請求書の言語を選ぶ", ["請求", "求書"], lexicon=PLAIN)
    assert pieces == [("請求", True), ("書", True), ("の言語を選ぶ", False)]
