"""How early a known duplicate shows while its title is typed, and what slips of the keys cost.

python -m tests.bench.half_typed FOLDER

FOLDER is as for `flask search evaluate`. Of 200 titles whose duplicate is found by the whole title,
each is cut at every letter from the third on; found is what stands among the five that are shown
while typing, and once more among the ten that the API answers. Of all titles each gets two letters
swapped, at a place that chance draws.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

from app.core.figures import Proportion
from app.search.measuring import DEEPEST, SHOWN, Question
from app.search.samples import Samples, read_samples
from app.search.whoosh_engine import WhooshEngine

TITLES = 200
FIRST_CUT = 3
PLACES_TRIED = 20


def main(folder: Path) -> None:
    samples = read_samples(folder)
    chance = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="heed-typing-") as place:
        engine = WhooshEngine(Path(place))
        engine.rebuild(samples.documents)
        found = [question for question in samples.queries if _is_found(engine, question)]
        for most in (SHOWN, DEEPEST):
            print(f"found by half of the title, of {most}: {_by_half(engine, samples, most)}")
        swapped = [_swapped(question, chance) for question in samples.queries]
        still = sum(_is_found(engine, question) for question in swapped)
        print(f"recall@{SHOWN} of whole titles: {_said(Proportion(len(found), len(swapped)))}")
        print(f"with two letters swapped: {_said(Proportion(still, len(swapped)))}")
        print(f"kept: {still / len(found):.1%}")


def _by_half(engine: WhooshEngine, samples: Samples, most: int) -> str:
    found = [question for question in samples.queries if _is_found(engine, question, most)]
    some = random.Random(1).sample(found, min(TITLES, len(found)))
    by_half = sum(_is_found_by_half(engine, question, most) for question in some)
    return _said(Proportion(by_half, len(some)))


def _is_found_by_half(engine: WhooshEngine, question: Question, most: int) -> bool:
    half = len(question.title) // 2
    cuts = (question._replace(title=question.title[:cut]) for cut in range(FIRST_CUT, half + 1))
    return any(_is_found(engine, cut, most) for cut in cuts)


def _is_found(engine: WhooshEngine, question: Question, most: int = SHOWN) -> bool:
    hits = engine.similar(question.title)[:most]
    return any(hit.id in question.answers for hit in hits)


def _swapped(question: Question, chance: random.Random) -> Question:
    """Two neighbouring letters of a word change places; as it was where no two differ."""
    title = question.title
    for _try in range(PLACES_TRIED):
        place = chance.randrange(max(len(title) - 1, 1))
        pair = title[place : place + 2]
        if pair.isalpha() and len(set(pair)) == 2:
            swapped = title[:place] + pair[::-1] + title[place + 2 :]
            return question._replace(title=swapped)
    return question


def _said(share: Proportion) -> str:
    return f"{share.part} of {share.n} = {share.part / share.n:.1%}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
