"""Which passages are looked at closely: those that any list of a question brings up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from rag.bridges import Leads
from rag.kinds import Kind, Role
from rag.priors import POINTED
from rag.protocols import FloatArray, Library
from rag.records import Filters
from rag.understand import Understanding, expand

__all__ = ["Candidates", "find_candidates"]

_DEPTH = 400  # how far down the lists of words and of meaning ranks are known
_LOOKED_AT = 150  # how many of each become candidates
_NAMED = 60  # of a list that is restricted to what the question names
_DUTIES = 12  # that the bridge leads to
_NEAR = 15  # documents whose findings and remedies are looked at, by words and by meaning
_TELLING = (Role.FINDINGS, Role.REMEDY, Role.SUMMARY, Role.LAW)
_CASES = (Kind.DECISION, Kind.PUBLIC_REPORT, Kind.DIGEST)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passage keys, sorted, and what each list says: BM25 scores, cosines, ranks from 1."""

    keys: list[int]
    words: dict[int, float]
    meaning: dict[int, float]
    ranks: dict[str, dict[int, int]]

    @property
    def best_meaning(self) -> float:
        """The cosine of the nearest passage, 0.0 where there is none."""
        return next(iter(self.meaning.values()), 0.0)


def find_candidates(
    library: Library, asked: Understanding, vector: FloatArray, leads: Leads, filters: Filters
) -> Candidates:
    """Return what is worth looking at for a question; `vector` has shape (dimension,)."""
    text = f"{asked.search_text} {expand(asked.search_text, library.lexicon('vocabulary'))}"
    words = dict(library.lexical.search(text, _DEPTH, filters))
    meaning = dict(library.vectors.search(vector, _DEPTH, library.allowed(filters)))
    lists = {"words": list(words), "meaning": list(meaning)}
    for name, named in _named(asked, filters):
        allowed = library.allowed(named)
        lists[name] = [key for key, _ in library.lexical.search(text, _NAMED, named)]
        near = library.vectors.search(vector, _NAMED, allowed)
        lists[f"{name}, meaning"] = [key for key, _ in near]
    keys = {key for found in lists.values() for key in found[:_LOOKED_AT]}
    if not filters.document_ids:
        keys.update(_of_duties(library, leads, filters))
        keys.update(_of_cases(library, words, meaning, leads, filters))
    allowed = library.allowed(filters)
    if allowed is not None:
        keys.intersection_update(allowed.tolist())
    ranks = {
        name: {key: rank for rank, key in enumerate(found, 1)} for name, found in lists.items()
    }
    return Candidates(sorted(keys), words, meaning, ranks)


def _named(asked: Understanding, filters: Filters) -> Iterator[tuple[str, Filters]]:
    """Yield what the question points at: a case, a council's documents, a sort of paper."""
    if asked.references and not filters.references:
        yield "case", replace(filters, references=asked.references)
    if asked.councils and not filters.councils:
        yield "council", replace(filters, councils=tuple(c.name for c in asked.councils))
    for intent, kinds in POINTED.items():
        if asked.wants(intent) and not filters.kinds:
            yield intent.value, replace(filters, kinds=kinds)


def _of_duties(library: Library, leads: Leads, filters: Filters) -> list[int]:
    """Return the passages of the duties that the bridge leads to."""
    nearest = tuple(list(leads.duties)[:_DUTIES])
    return _keys(library, replace(filters, document_ids=nearest)) if nearest else []


def _of_cases(
    library: Library,
    words: Iterable[int],
    meaning: Iterable[int],
    leads: Leads,
    filters: Filters,
) -> list[int]:
    """Return what was found and agreed in the decisions that are near in any of their parts."""
    near = {*_documents(library, words), *_documents(library, meaning)}
    likely = tuple(list(leads.references)[:_NEAR])
    told = replace(filters, roles=_TELLING, kinds=_CASES)
    keys = _keys(library, replace(told, document_ids=tuple(sorted(near)))) if near else []
    if likely and not filters.references:
        keys += _keys(library, replace(told, references=likely))
    return keys


def _documents(library: Library, keys: Iterable[int]) -> list[str]:
    found = dict.fromkeys(p.document_id for p in library.passages(list(islice(keys, 4 * _NEAR))))
    return list(found)[:_NEAR]


def _keys(library: Library, filters: Filters) -> list[int]:
    allowed = library.allowed(filters)
    return [] if allowed is None else [int(key) for key in allowed]
