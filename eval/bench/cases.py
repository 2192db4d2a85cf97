"""Speed of precedents and remedies at any number of decisions, over records made from digests.

`python -m eval.bench.cases [N]`: the starter library's digests are repeated under other
references until there are N (100,000). Passages are searched in a stand-in that answers at once,
so that what is timed is the work on records.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from ingest.digests import starter_readings
from ingest.starter import load_starter
from rag.bridges import Leads
from rag.case_search import CaseQuery, search_cases
from rag.facets import CaseFilters, facets_of
from rag.precedents import find_case
from rag.records import Passage
from rag.register import register_of
from rag.remedy_table import tabulate_remedies


class RepeatedDigests:
    """A library of N decisions; its word and vector search return the same 400 passages."""

    def __init__(self, count: int) -> None:
        starter = load_starter()
        readings = [r for r in starter_readings(starter, read_at="x") if r.case]
        self._texts: dict[str, Any] = {}
        self._documents, self._cases = {}, []
        for n in range(count):
            reading = readings[n % len(readings)]
            name = f"digest-{n}"
            reference = f"{n // 1_000_000:02d} {n // 1000 % 1000:03d} {n % 1000:03d}"
            self._documents[name] = replace(reading.document, id=name, reference=reference)
            assert reading.case is not None
            self._cases.append(replace(reading.case, document_id=name, reference=reference))
            self._texts[name] = reading
        self._rows = {"duties": starter.duties, "themes": starter.themes, "councils": ()}
        chosen = np.random.default_rng(7).choice(count, 400, replace=False)
        self._found = [(int(key), 0.6 - n / 1000) for n, key in enumerate(chosen)]
        self.lexical = self.vectors = SimpleNamespace(search=self._search)
        self._paragraphs = {p.id: p for r in readings for p in r.paragraphs}

    def _search(self, *_: Any) -> list[tuple[int, float]]:
        return self._found

    def documents(self) -> tuple[Any, ...]:
        return tuple(self._documents.values())

    def cases(self) -> list[Any]:
        return self._cases

    def lexicon(self, name: str) -> Any:
        return self._rows.get(name, ())

    def paragraph(self, name: str) -> Any:
        return self._paragraphs.get(name)

    def paragraphs(self, name: str) -> tuple[Any, ...]:
        return ()

    def allowed(self, filters: Any) -> None:
        return None

    def passages(self, keys: list[int]) -> list[Passage]:
        made = []
        for key in keys:
            name = f"digest-{key}"
            p = self._texts[name].paragraphs[0]
            made.append(Passage(f"{name}#p0", name, 0, "", p.role, (p.id,), "", p.text, 0, 1, "x"))
        return made


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{what}: {(time.perf_counter() - start) * 1000:,.1f} ms")


def median(what: str, work: Callable[[], object], times: int = 9) -> None:
    """Print the median of some runs."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    print(f"{what}: {sorted(took)[times // 2] * 1000:,.2f} ms (median of {times})")


def main(count: int) -> None:
    library: Any = RepeatedDigests(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with timed(f"register of {count:,} decisions, once"):
        register_of(library)
    with timed("facets, once"):
        facets_of(library)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"memory for both: {grown:,.0f} MiB")
    references = [d.reference for d in library.documents()[:: count // 150][:150]]
    median("150 decisions by reference", lambda: [find_case(library, r) for r in references])
    documents = library.documents()
    median(
        "the same by scanning the documents, as before",
        lambda: [[d for d in documents if d.reference == r] for r in references],
        times=1,
    )
    leads = Leads({}, {"AP-NONE": 0.7, "EBSA": 0.6, "AP-DELAY": 0.5}, {}, 0.7, "")
    vector = np.zeros(4, dtype=np.float32)
    asked = SimpleNamespace(search_text="out of school", topic=("school",), periods=())
    sought: Any = SimpleNamespace(asked=asked, vector=vector, leads=leads)
    narrow = CaseFilters(themes=("AP-NONE",), months_min=3, amount_min=500)
    median("search by situation", lambda: search_cases(library, CaseQuery("x"), sought))
    query = CaseQuery("x", narrow)
    median("the same, theme, months and amount", lambda: search_cases(library, query, sought))
    median("facets by structure alone", lambda: search_cases(library, CaseQuery(filters=narrow)))
    with timed("all remedies, first time"):
        tabulate_remedies(library, CaseFilters())
    median("all remedies, later", lambda: tabulate_remedies(library, CaseFilters()), times=3)
    of = CaseFilters(themes=("AP-NONE",))
    median("remedies of one theme", lambda: tabulate_remedies(library, of), times=3)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
