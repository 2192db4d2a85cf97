"""Where the anchors of the gold questions stand in an index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.questions import Anchor, GoldQuestion
from rag.kinds import Kind
from rag.protocols import Library
from rag.records import Document, Hit
from rag.text import fold

__all__ = [
    "Anchors",
    "Missing",
    "find_missing_evidence",
    "in_hit",
    "is_key_of",
    "plain",
    "rank_of",
    "words_to",
]

_OWN_WORDS = (Kind.DIGEST, Kind.DUTY)
_DECISIONS = (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST, Kind.DUTY)


@dataclass(frozen=True, slots=True)
class Missing:
    """An anchor that an index does not hold, and why."""

    question_id: str
    anchor: Anchor
    reason: str


def plain(text: str) -> str:
    """Return `text` in lower case with one kind of quote, dash and space, for comparing."""
    return fold(text).lower()


def is_key_of(key: str, document: Document) -> bool:
    """Say whether a gold key may name `document`; papers are told apart by their anchors."""
    if key.startswith("digest:"):
        return document.kind is Kind.DIGEST and document.reference == key.removeprefix("digest:")
    if key.startswith(("minutes:", "research:")):
        return document.kind not in _DECISIONS
    if document.kind is Kind.DUTY:
        return document.reference == key
    return document.kind not in _OWN_WORDS and document.reference == key


class Anchors:
    """Looks anchors up in one opened library; the folded paragraphs are kept."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._documents = library.documents()
        self._folded: dict[str, list[str]] = {}

    def stands(self, anchor: Anchor) -> bool:
        """Say whether some paragraph of a document of this key holds the anchor's words."""
        words = plain(anchor.quote)
        named = (d for d in self._documents if is_key_of(anchor.document, d))
        return any(words in text for d in named for text in self._paragraphs(d.id))

    def has_document(self, key: str) -> bool:
        """Say whether the index holds a document that the key may name."""
        return any(is_key_of(key, document) for document in self._documents)

    def is_ready(self, item: GoldQuestion) -> bool:
        """Say whether the index holds an alternative of every need of `item`."""
        return all(any(self.stands(anchor) for anchor in need) for need in item.evidence)

    def _paragraphs(self, document_id: str) -> list[str]:
        if document_id not in self._folded:
            paragraphs = self._library.paragraphs(document_id)
            self._folded[document_id] = [plain(p.text) for p in paragraphs]
        return self._folded[document_id]


def in_hit(anchor: Anchor, hit: Hit) -> bool:
    """Say whether the text that a hit shows holds the anchor's words."""
    return is_key_of(anchor.document, hit.document) and plain(anchor.quote) in plain(
        hit.passage.text
    )


def rank_of(anchors: Iterable[Anchor], hits: Sequence[Hit]) -> int | None:
    """Return the rank, from 1, of the first hit that holds any of `anchors`."""
    wanted = tuple(anchors)
    for rank, hit in enumerate(hits, 1):
        if any(in_hit(anchor, hit) for anchor in wanted):
            return rank
    return None


def words_to(anchors: Iterable[Anchor], hits: Sequence[Hit]) -> int | None:
    """Return how many words of the shown passages are read up to the end of an anchor."""
    wanted = tuple(anchors)
    read = 0
    for hit in hits:
        ends = [_words_up_to(a.quote, hit.passage.text) for a in wanted if in_hit(a, hit)]
        if ends:
            return read + min(ends)
        read += len(hit.passage.text.split())
    return None


def _words_up_to(quote: str, text: str) -> int:
    whole, words = plain(text), plain(quote)
    return len(whole[: whole.index(words) + len(words)].split())


def find_missing_evidence(items: Sequence[GoldQuestion], library: Library) -> list[Missing]:
    """Return every anchor, of evidence or distractor, that the index does not hold."""
    anchors = Anchors(library)
    missing = []
    for item in items:
        wanted = [anchor for need in item.evidence for anchor in need]
        for anchor in [*wanted, *(d.anchor for d in item.distractors)]:
            if not anchors.has_document(anchor.document):
                missing.append(Missing(item.id, anchor, "the document is not in this index"))
            elif not anchors.stands(anchor):
                missing.append(Missing(item.id, anchor, "no paragraph holds these words"))
    return missing
