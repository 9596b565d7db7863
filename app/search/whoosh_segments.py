"""What is read once for each segment: how long the fields of its documents are, which of these are
of a kind, and what the words are worth there that were asked for lately.

Asking Whoosh for each posting anew takes most of the time of a search, and who types asks for the
same words with every letter. A segment never changes but for what is deleted from it, so what was
read stays true as long as the segment exists.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.search.scoring import WeighedTerm, field_frequency, saturated

MOST_KEPT = 100
MOST_POSTINGS = 500_000  # 12 bytes each
WORTH_OF_A_TERM = 50  # postings that what holds them weighs as much as


class FieldLengths:
    """Lengths in terms, by document number within the segment."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], array[int]] = {}

    def of(self, leaf: Any, field: str) -> array[int]:
        key = (leaf.segment().segment_id(), field)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            numbers = range(leaf.doc_count_all())
            self._kept[key] = array(
                "L", (leaf.doc_field_length(number, field) or 0 for number in numbers)
            )
        return self._kept[key]


class Kinds:
    """Whether the documents of a segment are of a kind: 1 or 0, by their number."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytearray] = {}

    def of(self, leaf: Any, kind: str) -> bytearray:
        key = (leaf.segment().segment_id(), kind)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            flags = bytearray(leaf.doc_count_all())
            if ("kind", kind) in leaf:
                for number in leaf.postings("kind", kind).all_ids():
                    flags[number] = 1
            self._kept[key] = flags
        return self._kept[key]


class Found(NamedTuple):
    """The documents of a segment that have a term, and what each gets for it."""

    numbers: array[int]
    worths: array[float]


class Postings:
    """Of the terms asked for lately, with the worth that scoring gives them."""

    def __init__(self) -> None:
        self._lengths, self._kinds = FieldLengths(), Kinds()
        self._kept: dict[tuple[object, ...], Found] = {}
        self._postings = 0

    def of(self, leaf: Any, kind: str, term: WeighedTerm, averages: Mapping[str, float]) -> Found:
        """Of documents of one kind, where fields are `averages` long."""
        segment = leaf.segment()
        changes = (segment.segment_id(), segment.deleted_count(), *averages.values())
        key = (*changes, kind, term.text, term.fields)
        found = self._kept.get(key)
        if found is None:
            found = self._read(leaf, kind, term, averages)
            if self._postings >= MOST_POSTINGS:
                self._kept, self._postings = {}, 0
            self._kept[key] = found
            self._postings += len(found.numbers) + WORTH_OF_A_TERM
        return found

    def _read(
        self, leaf: Any, kind: str, term: WeighedTerm, averages: Mapping[str, float]
    ) -> Found:
        """Whoosh's own queries saturate each field apart and cost ten times as much."""
        is_of_kind = self._kinds.of(leaf, kind)
        frequencies: dict[int, float] = defaultdict(float)
        for field in term.fields:
            average, lengths = averages[field.name], self._lengths.of(leaf, field.name)
            for number, frequency in _postings(leaf, field.name, term.text):
                if is_of_kind[number]:
                    length = lengths[number]
                    frequencies[number] += field_frequency(field, frequency, length, average)
        return Found(array("I", frequencies), array("d", map(saturated, frequencies.values())))


def _postings(leaf: Any, field: str, term: str) -> Iterator[tuple[int, float]]:
    if (field, term) in leaf:
        matcher = leaf.postings(field, term)
        while matcher.is_active():
            yield matcher.id(), matcher.weight()
            matcher.next()
