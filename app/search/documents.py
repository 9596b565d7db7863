"""What goes into a search index and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from zlib import crc32

IDEA = "idea"
"""The kind of most documents: what customers ask for."""

Key = tuple[str, int]
"""What names a document: its kind (such as "idea") and its number."""


class Document(NamedTuple):
    """One searchable text."""

    kind: str
    id: int
    title: str
    body: str

    @property
    def key(self) -> Key:
        return self.kind, self.id

    @property
    def fingerprint(self) -> int:
        """Tells one wording from another: a checksum of title and body."""
        return crc32(f"{self.title}\0{self.body}".encode("utf-8", "surrogatepass"))


class Hit(NamedTuple):
    """A document like the one asked about.

    `strength` decides the order: ln(1 + the BM25F sum in units of the rarest word), and more for
    what means the same where meaning is known. `score` is the same order as a likelihood from 0 to
    1. `terms` are the query's terms with their weights, the same for all hits of one search:
    `reasons.shared_words` finds with them the words a hit's own text shares with the query.
    """

    kind: str
    id: int
    strength: float
    score: float
    is_likely: bool
    terms: Mapping[str, float]

    @property
    def key(self) -> Key:
        return self.kind, self.id
