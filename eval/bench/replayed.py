"""The claims set as a model's reply: how many true and false claims reach the reader.

    python -m eval.bench.replayed [--part held]

Each claim is streamed as the whole reply of a model, on the words it was written on, past the
reading, the grounding, every check and the choice between the model's answer and the extractive one
(`rag.llm.writer.Writer`). The extractive answer is the sentences cited; the evidence is the passage
they stand in and others of its document. It shows what the path does with claims of known truth and
says nothing of any model. Of the held half totals alone are printed.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections import Counter
from collections.abc import Sequence

import numpy as np

from eval.bench.stand_in import StandIn
from eval.claims import Row, cite_anchor, load_rows
from eval.tables import print_table
from rag.bootstrap import question_embedder
from rag.bridges import Leads
from rag.check import Checker
from rag.config import load_settings
from rag.draft import Materials, said, speakers
from rag.entities import Gazetteer
from rag.errors import BackendError, Trouble
from rag.kinds import Part
from rag.library import open_library
from rag.llm.protocol import Backend, Cancel
from rag.llm.writer import Budget, Writer, Written
from rag.protocols import Embedder, Library
from rag.records import Hit
from rag.replies import Citation, Claim, Question
from rag.retrieve import Retrieval
from rag.understand import understand
from rag.wording import Wording, load_wording

__all__ = ["SHOWN", "SOURCE", "ClaimPath", "fates", "main", "reply_of"]

SHOWN = "shown"
SOURCE = "the source's words shown in its place"
_LETTERS = 12  # of a piece of the stream


def reply_of(row: Row) -> str:
    """Return a claim of the set as a model would send it, on the first passage it was given."""
    citations = [{"number": 1, "quote": row.quote}]
    claim = {"citations": citations, "part": Part.DIRECT.value, "text": row.claim}
    return json.dumps({"claims": [claim]})


class ClaimPath:
    """The way of a model's claim to the reader, over one library."""

    def __init__(self, library: Library, embedder: Embedder, backend: Backend) -> None:
        self._library, self._embedder = library, embedder
        self._wording: Wording = load_wording()
        self._checker = Checker(library, embedder, speakers(self._wording))
        self._gazetteer = Gazetteer.of(library)
        self._writer = Writer(backend, load_wording(name="model.toml"), Budget())

    def fate(self, row: Row, cited: Citation) -> str:
        """Return what becomes of what the backend says on `cited`: SHOWN, SOURCE, or a code."""
        written = self._write(row, cited)
        if any(row.claim in claim.text for claim in written.claims):
            return SHOWN
        if written.removed:
            return written.removed[0].reason
        return written.made_by.get("fell_back", SOURCE)

    def _write(self, row: Row, cited: Citation) -> Written:
        asked = understand(Question(f"What does {cited.title} say?"), self._gazetteer)
        nothing = Retrieval((), np.zeros(1, np.float32), Leads({}, {}, {}, 0.0, ""), 0.0)
        materials = Materials(self._library, self._embedder, self._wording, asked, nothing)
        words, verbatim = said(self._wording, cited)
        writing = self._writer.write(
            materials,
            [Claim(words, Part.DIRECT, (cited,), verbatim)],
            self._evidence(cited),
            one_case=True,
            checker=self._checker,
            cancel=Cancel(),
        )
        while True:
            try:
                next(writing)
            except StopIteration as ended:
                written: Written = ended.value
                return written

    def _evidence(self, cited: Citation) -> list[Hit]:
        document = self._library.document(cited.document_id)
        if document is None:
            raise BackendError(Trouble.NONSENSE, f"{cited.document_id} is not in the library")
        held = [p for _, p in self._library.document_passages(cited.document_id)]
        held.sort(key=lambda p: cited.paragraph_id not in p.paragraph_ids)
        return [Hit(passage, document, 1.0) for passage in held]


def fates(rows: Sequence[Row], library: Library, embedder: Embedder) -> list[tuple[Row, str]]:
    """Return each row whose document the library holds, and what became of its claim."""
    backend = StandIn("replayed", "claims of known truth", _LETTERS)
    path = ClaimPath(library, embedder, backend)
    told = []
    for row in rows:
        cited = cite_anchor(library, row)
        if cited is not None:
            backend.reply = reply_of(row)
            told.append((row, path.fate(row, cited)))
    return told


def main() -> None:
    """Print what became of one half of the claims set over the index of the settings."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--part", choices=("dev", "held"), default="dev")
    chosen = parser.parse_args()
    logging.getLogger("upheld.llm").setLevel(logging.ERROR)
    settings = load_settings()
    embedder = question_embedder(settings)
    library = open_library(settings.index, fingerprint=embedder.fingerprint)
    told = fates(load_rows(chosen.part), library, embedder)
    library.close()
    sides = [Counter(fate for row, fate in told if row.true is so) for so in (True, False)]
    for side, name in zip(sides, ("true", "false"), strict=True):
        print(f"{name} claims shown: {side[SHOWN]} of {side.total()}; {side[SOURCE]} {SOURCE}")
    if chosen.part == "dev":
        reasons = sorted(set(sides[0]) | set(sides[1]), key=lambda r: -sides[1][r])
        rows = [[r, str(sides[0][r]), str(sides[1][r])] for r in reasons]
        print_table("What became of them", ["", "true", "false"], rows, out=sys.stdout)


if __name__ == "__main__":
    main()
