"""`upheld eval`: the gold questions or a set from outside, measured, shown, held to a gate."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.against import compare_reports, load_report, print_comparison
from eval.beir_run import print_set, run_beir
from eval.chunks import chunk_retrievals
from eval.gate import check_gate, load_gate
from eval.page import save_page
from eval.plain import plain_retrievals
from eval.questions import GOLD, load_questions
from eval.report import build_report, print_report, save_report
from eval.run import run_engine, run_plain, select
from rag.config import Settings

__all__ = ["Wanted", "main_eval"]

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `upheld eval` was asked to do.

    `beir`: a set in the BEIR layout in place of the gold questions. `cache`: the file of
    embeddings (None: in the folder of UPHELD_CACHE). `against`: an earlier report. `report`: a
    report that is shown, compared and gated in place of a new run.
    """

    part: str = "all"
    out: Path | None = None
    baseline: bool = False
    beir: Path | None = None
    split: str = "test"
    cache: Path | None = None
    against: Path | None = None
    gate: bool = False
    report: Path | None = None


def main_eval(settings: Settings, wanted: Wanted, *, gold: Path = GOLD) -> int:
    """Measure, print the tables, write the report under `out`; return the exit code.

    0: all is well; 1: a question could not be asked, or a measure fell below its gate. Raises
    QuestionError for an unknown part, QuestionSetError, StoreError and ModelError.
    """
    earlier = load_report(wanted.against) if wanted.against else None
    gate = load_gate() if wanted.gate else {}
    cache = wanted.cache or settings.cache / "eval-embeddings.sqlite"
    if wanted.report:
        report = load_report(wanted.report)
    elif wanted.beir:
        report = _outside(settings, wanted.beir, wanted.split, cache)
        print_set(report, sys.stdout)
    else:
        report = _gold(settings, wanted, gold, cache)
        print_report(report, sys.stdout)
    compared = compare_reports(report, earlier) if earlier is not None else None
    if compared is not None:
        print_comparison(compared, sys.stdout)
        report["against"] = compared.record()
    if wanted.out is not None:
        for path in (save_report(report, wanted.out), save_page(report, wanted.out, compared)):
            print(f"written to {path}", file=sys.stderr)
    fallen = check_gate(report, gate) if wanted.gate else []
    for line in fallen:
        print(f"gate: {line}", file=sys.stderr)
    return int(bool(fallen or report.get("failed")))


def _outside(settings: Settings, folder: Path, split: str, cache: Path) -> Record:
    from rag import bootstrap

    embedder, counter = bootstrap.bulk_embedder(settings)(), bootstrap.token_counter(settings)
    try:
        return run_beir(folder, split, embedder, counter, cache, _progress)
    finally:
        _progress("")


def _gold(settings: Settings, wanted: Wanted, gold: Path, cache: Path) -> Record:
    from rag import bootstrap

    items = load_questions(gold, wanted.part)
    with ExitStack() as stack:
        stack.callback(_progress, "")
        engine = bootstrap.open_engine(settings)
        stack.callback(engine.close)
        library = engine.library
        selection = select(items, library)
        outcomes = run_engine(engine, selection.ready, _progress)
        if wanted.baseline:
            embedder = bootstrap.bulk_embedder(settings)()
            chunks = chunk_retrievals(library, embedder, cache, _progress)
            retrievals = plain_retrievals(library, embedder) | stack.enter_context(chunks)
            outcomes += run_plain(library, retrievals, selection.ready, _progress)
        report = build_report(outcomes, selection.skipped, wanted.part, library.manifest)
        return report | {"settings": _told(settings)}


def _told(settings: Settings) -> dict[str, str]:
    """Return the settings that may change an answer, so that two reports tell what differs."""
    names = ("index", "model", "llm", "llm_model", "reranker", "rerank_first", "rerank_share")
    return {name: str(getattr(settings, name) or "none") for name in names}


def _progress(line: str) -> None:
    """Show where the run stands on a terminal; an empty line wipes it."""
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
