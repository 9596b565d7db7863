"""What a file most likely means, where it uses words and dates of its own. All of it can be changed
on the page before anything is brought in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from app.ideas.importing.preview import Preview
from app.ideas.importing.reading import Dates, Reading
from app.ideas.models import Phase
from app.ideas.queries.statuses import all_statuses, wording

# What other programs call a status, for a first guess.
USUAL_WORDS = {
    Phase.NEW: "new open gathering received backlog todo submitted",
    Phase.REVIEWING: "reviewing review considering evaluating investigating triage",
    Phase.NEEDS_INFORMATION: "needinfo waiting feedback",
    Phase.PLANNED: "planned accepted approved scheduled committed",
    Phase.IN_PROGRESS: "started doing progress building development",
    Phase.SHIPPED: "shipped done complete completed released launched implemented closed",
    Phase.ANSWERED: "answered exists possible duplicate",
    Phase.DECLINED: "declined rejected wontfix won't not unlikely archived",
}


def guessed(reading: Reading, found: Preview) -> Reading:
    """The reading with a meaning for each word for status that seems to have one, and with the
    way to write dates that fits all rows."""
    dates = found.dates[0] if found.dates else Dates.ISO
    return replace(reading, dates=dates, words=_guess_words(found.words))


def _guess_words(words: Iterable[str]) -> dict[str, str]:
    known = _known_words()
    guesses = {word: _guess(word, known) for word in words}
    return {word: key for word, key in guesses.items() if key}


def _known_words() -> dict[str, str]:
    """Words that mean a status, in small letters, with the status's key."""
    known: dict[str, str] = {}
    for status in all_statuses():
        for word in [*USUAL_WORDS[status.phase].split(), wording(status).casefold()]:
            known.setdefault(word, status.key)
    return known


def _guess(word: str, known: Mapping[str, str]) -> str:
    for part in [word.casefold(), *word.casefold().split()]:
        if part in known:
            return known[part]
    close = get_close_matches(word.casefold(), known, n=1, cutoff=0.8)
    return known[close[0]] if close else ""
