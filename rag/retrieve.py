"""Finding passages: lexical and dense lists, the bridge, what was named, and who is speaking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.bridges import Bridges, Leads
from rag.fuse import Ranking, fuse_ranks
from rag.intents import Intent
from rag.protocols import Embedder, FloatArray, Library
from rag.records import Filters, Hit, Kind, Passage, Role
from rag.understand import Understanding, expand

__all__ = ["Retrieval", "Retriever", "Weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each list counts; a configuration of the eval changes these."""

    lexical: float = 1.0
    dense: float = 1.0
    bridge: float = 1.0
    named: float = 1.0  # lists restricted to a council that the question names
    depth: int = 100  # how far down each list is read
    priors: bool = True  # weigh a passage by who is speaking in it


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found: hits best first, the question's vector, and where the bridge leads."""

    hits: tuple[Hit, ...]
    vector: FloatArray
    leads: Leads
    dense_best: float  # cosine of the nearest passage


_BASE = {
    Role.COMPLAINT: 0.9,
    Role.COUNCIL_POSITION: 0.85,
    Role.METHOD: 0.7,
    Role.POWERS: 0.6,
    Role.OPINION: 0.95,
    Role.DECISION: 0.95,
    Role.FINDINGS: 1.05,
}
_WANTED: dict[Intent, dict[Role, float]] = {
    Intent.AMOUNT: {Role.REMEDY: 1.35},
    Intent.REMEDY: {Role.REMEDY: 1.35, Role.RECOMMENDATION: 1.1},
    Intent.FINDING: {Role.FINDINGS: 1.25, Role.COMPLAINT: 0.85, Role.COUNCIL_POSITION: 0.8},
    Intent.NO_FAULT: {Role.FINDINGS: 1.3, Role.COUNCIL_POSITION: 0.8},
    Intent.COMPLAINT: {Role.COMPLAINT: 1.3},
    Intent.COUNCIL: {Role.COUNCIL_POSITION: 1.5},
    Intent.EVENTS: {Role.FACTS: 1.2},
    Intent.TIME_LIMIT: {Role.LAW: 1.15},
    Intent.DUTY: {Role.LAW: 1.1, Role.FINDINGS: 1.05},
    Intent.POWERS: {Role.POWERS: 1.6, Role.LAW: 1.1},
}
_POINTED = {
    Intent.RESEARCH: (Kind.RESEARCH, Kind.FOCUS_REPORT),
    Intent.MINUTES: (Kind.MINUTES,),
}
_KINDS: dict[Intent, dict[Kind, float]] = {
    Intent.MINUTES: {Kind.MINUTES: 1.6},
    Intent.RESEARCH: {Kind.RESEARCH: 1.5},
    Intent.TIME_LIMIT: {Kind.DUTY: 1.15},
    Intent.NEXT: {Kind.DUTY: 1.15},
    Intent.DEFINITION: {Kind.GLOSSARY: 1.3},
}


class Retriever:
    """Finds passages in one opened library."""

    def __init__(
        self, library: Library, embedder: Embedder, weights: Weights | None = None
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._weights = weights or Weights()
        self._bridges = Bridges(library)

    def retrieve(self, asked: Understanding, *, k: int = 30) -> Retrieval:
        """Return up to `k` hits for a question, best first; what it names comes first."""
        vector = self._embedder.encode([asked.search_text])[0]
        leads = self._bridges.follow(vector, asked.search_text)
        given = asked.question.filters
        if asked.wants(Intent.POWERS):
            given = replace(given, boilerplate=True)
        hits, best = self._search(asked, vector, leads, given, k)
        if asked.references:
            named, _ = self._search(
                asked, vector, leads, replace(given, references=asked.references), k
            )
            hits = _first(named, hits, k)
        return Retrieval(tuple(hits), vector, leads, best)

    def _search(
        self, asked: Understanding, vector: FloatArray, leads: Leads, filters: Filters, k: int
    ) -> tuple[list[Hit], float]:
        weights = self._weights
        dense = self._dense(vector, filters)
        rankings = [
            Ranking("lexical", self._lexical(asked, filters), weights.lexical),
            Ranking("dense", [key for key, _ in dense], weights.dense),
        ]
        if weights.bridge:
            rankings.append(Ranking("bridge", self._bridged(leads, filters), weights.bridge))
        for name, named in self._named(asked, filters):
            near = self._dense(vector, named)
            rankings += [
                Ranking(name, self._lexical(asked, named), weights.named),
                Ranking(f"{name} dense", [key for key, _ in near], weights.named),
            ]
        return self._hits(asked, rankings, k), (dense[0][1] if dense else 0.0)

    def _named(self, asked: Understanding, filters: Filters) -> list[tuple[str, Filters]]:
        """Return what the question points at: a council's documents, a sort of document."""
        if filters.references or not self._weights.named:
            return []
        found = []
        if asked.councils and not filters.councils:
            councils = tuple(c.name for c in asked.councils)
            found.append(("council", replace(filters, councils=councils)))
        for intent, kinds in _POINTED.items():
            if asked.wants(intent) and not filters.kinds:
                found.append((intent.value, replace(filters, kinds=kinds)))
        return found

    def _lexical(self, asked: Understanding, filters: Filters) -> list[int]:
        words = (
            f"{asked.search_text} {expand(asked.search_text, self._library.lexicon('vocabulary'))}"
        )
        found = self._library.lexical.search(words, self._weights.depth, filters)
        return [key for key, _ in found]

    def _dense(self, vector: FloatArray, filters: Filters) -> list[tuple[int, float]]:
        allowed = self._library.allowed(filters)
        return self._library.vectors.search(vector, self._weights.depth, allowed)

    def _bridged(self, leads: Leads, filters: Filters) -> list[int]:
        """Return the rule of each duty that the bridge leads to, best duty first."""
        allowed = self._library.allowed(filters)
        permitted = None if allowed is None else set(allowed.tolist())
        keys = []
        for duty in list(leads.duties)[:8]:
            rule = next((key for key, _ in self._library.document_passages(duty)), None)
            if rule is not None and (permitted is None or rule in permitted):
                keys.append(rule)
        return keys

    def _hits(self, asked: Understanding, rankings: Sequence[Ranking], k: int) -> list[Hit]:
        fused = fuse_ranks(rankings)
        keys = list(fused)[: max(4 * k, 60)]
        hits = []
        for key, passage in zip(keys, self._library.passages(keys), strict=True):
            document = self._library.document(passage.document_id)
            if document is None:
                continue
            score, ranks = fused[key]
            if self._weights.priors:
                score *= prior(asked, passage, document.kind)
            hits.append(Hit(passage, document, score, ranks))
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        return _without_repeats(hits)[:k]


def prior(asked: Understanding, passage: Passage, kind: Kind) -> float:
    """Return how much more (or less) a passage counts for who speaks in it and what is asked."""
    weight = _BASE.get(passage.role, 1.0)
    for intent in asked.intents:
        weight *= _WANTED.get(intent, {}).get(passage.role, 1.0)
        weight *= _KINDS.get(intent, {}).get(kind, 1.0)
    return weight


def _first(named: Sequence[Hit], others: Sequence[Hit], k: int) -> list[Hit]:
    seen = {hit.passage.id for hit in named}
    return [*named, *(hit for hit in others if hit.passage.id not in seen)][:k]


def _without_repeats(hits: Sequence[Hit]) -> list[Hit]:
    """Drop later passages whose text stands in an earlier one word for word."""
    seen: set[str] = set()
    kept = []
    for hit in hits:
        text = " ".join(hit.passage.text.lower().split())
        if text not in seen:
            seen.add(text)
            kept.append(hit)
    return kept
