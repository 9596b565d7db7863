"""The words that managers write down for the search, read from what they typed."""

from __future__ import annotations

from app.core.errors import Invalid
from app.core.i18n import _
from app.core.text import one_line
from app.search.lexicon import phrase_of

MOST_IGNORED = 300
MOST_GROUPS = 300
MOST_IN_GROUP = 12
LONGEST = 60


def ignored_in(typed: str) -> list[str]:
    """Words with commas or line ends between them, each once. Raises Invalid, naming the field
    `ignored`."""
    found = list(dict.fromkeys(filter(None, map(one_line, typed.replace(",", "\n").splitlines()))))
    for word in found:
        if len(word) > LONGEST:
            raise _wrong("ignored", _("“%(word)s” is too long for a word.", word=word[:LONGEST]))
        if " " in word:
            raise _wrong(
                "ignored", _("“%(word)s” is more than one word. Write one a line.", word=word)
            )
    if len(found) > MOST_IGNORED:
        raise _wrong(
            "ignored", _("Up to %(num)s words are read. Leave some out.", num=MOST_IGNORED)
        )
    return found


def synonyms_in(typed: str, language: str) -> list[list[str]]:
    """A group of words that mean the same from each line, with commas between them. Raises Invalid,
    naming the field `synonyms`."""
    lines = [one_line(line) for line in typed.splitlines()]
    groups = [_group(line, language) for line in lines if line]
    if len(groups) > MOST_GROUPS:
        raise _wrong(
            "synonyms", _("Up to %(num)s lines are read. Leave some out.", num=MOST_GROUPS)
        )
    return groups


def _group(line: str, language: str) -> list[str]:
    words = list(dict.fromkeys(filter(None, map(str.strip, line.split(",")))))
    if len(words) < 2:
        raise _wrong(
            "synonyms",
            _("“%(line)s” stands alone. Put a comma between words that mean the same.", line=line),
        )
    if len(words) > MOST_IN_GROUP:
        raise _wrong(
            "synonyms",
            _("Up to %(num)s words a line are read: “%(line)s”.", num=MOST_IN_GROUP, line=line),
        )
    for word in words:
        if len(word) > LONGEST:
            raise _wrong("synonyms", _("“%(word)s” is too long for a word.", word=word[:LONGEST]))
        if not phrase_of(word, language):
            raise _wrong(
                "synonyms",
                _("“%(word)s” is in every wish, so it cannot mean the same as another.", word=word),
            )
    return words


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, errors={field: message})
