"""Finding passages: candidates from words, meaning and the bridge, then ranked by what is asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np

from rag.bridges import Bridges, Leads
from rag.candidates import Candidates, find_candidates
from rag.delicate import Delicate
from rag.features import Seen, Sought, measure_candidates
from rag.intents import Intent
from rag.protocols import Embedder, FloatArray, Library
from rag.rank import Ranking, learned_ranking, order
from rag.records import Hit
from rag.rerank import Reranking, Reread
from rag.speaks import no_fault_told, voices_of
from rag.text import content_words, stem
from rag.understand import Understanding
from rag.wanted import WantedVoice, last_asked

__all__ = ["Retrieval", "Retriever"]

_REMEMBERED = 20_000  # candidates whose words are kept in memory


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found: hits best first, the question's vector, and where the bridge leads."""

    hits: tuple[Hit, ...]
    vector: FloatArray
    leads: Leads
    dense_best: float  # cosine of the nearest passage
    delicate: Mapping[str, float] = field(default_factory=dict)  # kind of request -> about 0 to 1
    reread: Reread = Reread.NO


class Retriever:
    """Finds passages in one opened library; safe to use from several threads."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        ranking: Ranking | None = None,
        reranking: Reranking | None = None,
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._ranking = ranking or learned_ranking()
        self._reranking = reranking
        self._bridges = Bridges(library)
        self._voice = WantedVoice(library)
        self._delicate = Delicate(library)
        self._no_fault = no_fault_told(library.cases())
        self._known: OrderedDict[int, Seen] = OrderedDict()
        self._lock = Lock()

    def retrieve(
        self, asked: Understanding, *, k: int = 30, stop: Callable[[], bool] = lambda: False
    ) -> Retrieval:
        """Return up to `k` hits for a question, best first; `stop` ends a reranker's work."""
        again = self._reranking
        sought = self.seek(asked)
        seen = self.look_at(sought.candidates)
        weighed = self._ranking.scores(measure_candidates(self._library, sought, seen))
        hits = [
            Hit(seen[n].passage, seen[n].document, float(weighed[n]), _ranks(sought, seen[n]))
            for n in order(seen, weighed)[: max(k, again.first if again else 0)]
        ]
        hits, reread = again.apply(asked.search_text, hits, stop) if again else (hits, Reread.NO)
        return Retrieval(
            tuple(hits[:k]),
            sought.vector,
            sought.leads,
            sought.candidates.best_meaning,
            self._delicate.scores(sought.vector),
            reread,
        )

    def seek(self, asked: Understanding) -> Sought:
        """Return a question with its vector, where the bridge leads, and its candidates."""
        told = asked.question.text
        voiced = told if asked.paper else asked.search_text
        parts = (asked.search_text, voiced, last_asked(told), last_asked(asked.search_text))
        texts = list(dict.fromkeys(parts))  # mostly two: each is embedded once
        vectors = dict(zip(texts, self._embedder.encode(texts), strict=True))
        vector, whole, end, tail = (vectors[part] for part in parts)
        if asked.paper and not asked.followed_up:  # before what it asks at last it may tell a story
            vector = (vector + tail) / float(np.linalg.norm(vector + tail))
        leads = self._bridges.follow(vector, asked.search_text)
        filters = asked.question.filters
        if asked.wants(Intent.POWERS):
            filters = replace(filters, boilerplate=True)
        found = find_candidates(self._library, asked, vector, leads, filters)
        return Sought(asked, vector, leads, found, self._voice.shares(whole, end))

    def look_at(self, candidates: Candidates) -> Sequence[Seen]:
        """Return the candidates with their documents and words; what was seen is remembered."""
        with self._lock:
            known = {key: self._known[key] for key in candidates.keys if key in self._known}
        missing = [key for key in candidates.keys if key not in known]
        for key, passage in zip(missing, self._library.passages(missing), strict=True):
            document = self._library.document(passage.document_id)
            if document is not None:
                stems = frozenset(map(stem, content_words(f"{passage.header} {passage.text}")))
                voices = voices_of(passage, document, self._no_fault)
                known[key] = Seen(key, passage, document, stems, voices)
        with self._lock:
            self._known.update({key: known[key] for key in missing if key in known})
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return [known[key] for key in candidates.keys if key in known]


def _ranks(sought: Sought, seen: Seen) -> dict[str, int]:
    lists = sought.candidates.ranks
    return {name: ranks[seen.key] for name, ranks in lists.items() if seen.key in ranks}
