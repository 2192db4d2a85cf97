"""Words: BM25 over passages on disk. The only module that knows tantivy.

Stemmed English in three fields (the passage, its header, its council) and one field of exact
marks (references, sections of the law). A query is a list of words that this module makes
itself, so that no character a person types is query syntax.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from rag.errors import StoreError
from rag.keys import marks, name_key, reference_key
from rag.records import Document, Filters, Passage

__all__ = ["Entry", "TantivyIndex", "build_lexical"]

_HEAP_BYTES = 128_000_000
_MOST_TERMS = 256  # different words of one query that are looked up
_MOST_CHARACTERS = 20_000  # of one query that are read
_LONGEST_TERM = 60
# Measured on the gold questions, words alone: of the needs of the development part .79 stand in
# the first 1,000 words with head at 1.5, .83 at 1.0, .85 at 0.5, .84 without it.
_BOOSTS: Mapping[str, float] = {"body": 1.0, "head": 0.7, "place": 0.5, "marks": 2.0}
_STOP = """
    a an and are as at be been but by can could d did do does for from had has have he her him his
    how if in into is it its ll m me my of on or our re s shall she should so t than that the
    their them then there these they this those to us ve was we were what when where which who
    why will with would you your
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage to be indexed, with every document in which it stands (one, unless boilerplate)."""

    key: int
    passage: Passage
    documents: Sequence[Document]


def build_lexical(folder: Path, entries: Iterable[Entry]) -> int:
    """Write a new index of `entries` into the empty `folder`; return how many went in.

    Entries must come in the order of their keys: equal scores are told apart by that order.
    """
    index = tantivy.Index(_schema(), path=str(folder))
    index.register_tokenizer("words", _analyzer())
    writer = index.writer(_HEAP_BYTES, 1)
    count = 0
    try:
        for entry in entries:
            writer.add_document(_document(entry))
            count += 1
        writer.commit()
        writer.wait_merging_threads()
    except (ValueError, OSError) as error:
        raise StoreError(
            f"The word index could not be written to {folder}: {error}. "
            "See that the disk has room, then run the same command again."
        ) from error
    return count


class TantivyIndex:
    """A word index on disk, opened for reading; safe to use from several threads."""

    def __init__(self, folder: Path, *, boosts: Mapping[str, float] = _BOOSTS) -> None:
        """Open the index in `folder`. Raises StoreError where it cannot be read."""
        try:
            with _lockable(folder) as place:
                index = tantivy.Index.open(str(place))
                index.register_tokenizer("words", _analyzer())
                index.config_reader("manual")
                self._searcher = index.searcher()
        except (ValueError, OSError) as error:
            raise StoreError(f"The word index in {folder} cannot be read: {error}") from error
        self._schema = index.schema
        self._boosts = dict(boosts)

    @property
    def size(self) -> int:
        """The number of passages."""
        return int(self._searcher.num_docs)

    def search(self, text: str, k: int, filters: Filters) -> list[tuple[int, float]]:
        """Return up to `k` (passage key, BM25 score), best first, equal scores by key."""
        words = self._words(text[:_MOST_CHARACTERS])
        if not words or k < 1:
            return []
        must = [(Occur.Must, Query.boolean_query([(Occur.Should, word) for word in words]))]
        query = Query.boolean_query([*must, *self._conditions(filters)])
        hits = self._searcher.search(query, k, count=False).hits
        keys = self._searcher.fast_field_values("key", [address for _, address in hits])
        found = [(int(key or 0), float(score)) for key, (score, _) in zip(keys, hits, strict=True)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def frequency(self, word: str) -> int:
        """Return in how many passages `word` stands, in any of its forms."""
        terms = _analyzer().analyze(word)
        if not terms:
            return self.size
        return max(
            int(self._searcher.doc_freq(field, term))
            for term in terms
            for field in ("body", "head", "place")
        )

    def _words(self, text: str) -> list[Query]:
        terms = list(dict.fromkeys(_analyzer().analyze(text)))[:_MOST_TERMS]
        queries = [self._term(field, term) for term in terms for field in ("body", "head", "place")]
        return queries + [self._term("marks", mark) for mark in marks(text)[:_MOST_TERMS]]

    def _term(self, field: str, term: str) -> Query:
        query = Query.term_query(self._schema, field, term, "freq")
        return Query.boost_query(query, self._boosts[field])

    def _conditions(self, filters: Filters) -> list[tuple[Occur, Query]]:
        chosen: list[Query] = [
            Query.term_set_query(self._schema, field, values)
            for field, values in _wanted(filters).items()
            if values
        ]
        if filters.date_from or filters.date_to:
            chosen.append(self._between(filters.date_from, filters.date_to))
        conditions = [(Occur.Must, Query.const_score_query(query, 0.0)) for query in chosen]
        if not filters.boilerplate:
            term = Query.term_query(self._schema, "boilerplate", "yes", "basic")
            conditions.append((Occur.MustNot, term))
        return conditions

    def _between(self, first: date | None, last: date | None) -> Query:
        return Query.range_query(
            self._schema,
            "date",
            tantivy.FieldType.Integer,
            first.toordinal() if first else 0,
            last.toordinal() if last else date.max.toordinal(),
        )


@contextmanager
def _lockable(folder: Path) -> Iterator[Path]:
    """Yield `folder`, or links to its files where it is read-only: tantivy locks what it opens.

    The links may go once the files are open.
    """
    lock = folder / ".tantivy-meta.lock"
    if os.access(lock if lock.exists() else folder, os.W_OK):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="upheld-") as name:
        for path in folder.iterdir():
            if path.suffix != ".lock":
                Path(name, path.name).symlink_to(path.resolve())
        yield Path(name)


def _wanted(filters: Filters) -> dict[str, list[str]]:
    return {
        "council": [name_key(name) for name in filters.councils],
        "reference": [reference_key(reference) for reference in filters.references],
        "document": list(filters.document_ids),
        "kind": [str(kind) for kind in filters.kinds],
        "role": [str(role) for role in filters.roles],
        "outcome": [name_key(outcome) for outcome in filters.outcomes],
    }


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", fast=True)
    for name in ("body", "head", "place"):
        builder.add_text_field(name, tokenizer_name="words", index_option="freq")
    builder.add_text_field("marks", tokenizer_name="raw", index_option="freq")
    for name in ("council", "reference", "document", "kind", "role", "outcome", "boilerplate"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("date", indexed=True, fast=True)
    return builder.build()


@lru_cache(maxsize=1)
def _analyzer() -> tantivy.TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (
        Filter.remove_long(_LONGEST_TERM),
        Filter.lowercase(),
        Filter.ascii_fold(),
        Filter.custom_stopword(_STOP.split()),
        Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


def _document(entry: Entry) -> tantivy.Document:
    passage, sources = entry.passage, entry.documents
    made = tantivy.Document()
    made.add_unsigned("key", entry.key)
    made.add_text("body", passage.text)
    made.add_text("head", passage.header or passage.heading)
    for mark in marks(f"{passage.header}\n{passage.text}"):
        made.add_text("marks", mark)
    made.add_text("role", str(passage.role))
    made.add_text("boilerplate", "yes" if passage.boilerplate else "no")
    if not passage.boilerplate:
        made.add_text("place", sources[0].council or "")
    for document in sources:
        _add_facets(made, document)
    return made


def _add_facets(made: tantivy.Document, document: Document) -> None:
    made.add_text("document", document.id)
    made.add_text("kind", str(document.kind))
    if document.council:
        made.add_text("council", name_key(document.council))
    if document.reference:
        made.add_text("reference", reference_key(document.reference))
    if document.outcome:
        made.add_text("outcome", name_key(document.outcome))
    if document.date:
        made.add_integer("date", document.date.toordinal())
