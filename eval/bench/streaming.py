"""How soon the first claim is there: milliseconds, and as a share of the whole answer's.

    python -m eval.bench.streaming [QUESTIONS] [TOKENS_A_SECOND]

Asks the dev part of the gold questions over the index of the settings, first without a language
model, then with a stand-in that writes the extractive answer's own quotations as claims at a steady
pace. It is no model: it shows what checking claim by claim saves against waiting for the end.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from eval.bench.stand_in import StandIn
from eval.questions import GoldQuestion, load_questions
from eval.run import select
from rag.answer import Engine
from rag.bootstrap import open_engine
from rag.config import load_settings
from rag.events import Finished, Stands
from rag.llm.protocol import Prompt
from rag.llm.writer import Budget, Writer
from rag.replies import Answer, Claim
from rag.wording import load_wording

_LETTERS_A_TOKEN = 4
_MOST_QUOTED = 30  # words of a quotation, as the prompt asks


@dataclass
class Paced(StandIn):
    """Writes claims on what `claims` cite."""

    claims: Sequence[Claim] = ()

    def text(self, prompt: Prompt) -> str:
        """Return the claims on what stands in `prompt`."""
        return json.dumps({"claims": list(self._written(prompt.user))})

    def _written(self, evidence: str) -> Iterator[dict[str, Any]]:
        for claim in self.claims:
            for cited in claim.citations[:1]:
                at = evidence.find(cited.quote)
                if at < 0:
                    continue
                number = int(re.findall(r"^\[(\d+)\]", evidence[:at], re.M)[-1])
                words = " ".join(cited.quote.split()[:_MOST_QUOTED])
                citation = {"number": number, "quote": words}
                yield {"citations": [citation], "part": claim.part.value, "text": cited.quote}


@dataclass
class Times:
    """Milliseconds to the first claim and to the whole answer, a pair an answer that stood."""

    pairs: list[tuple[float, float]] = field(default_factory=list)
    fell_back: int = 0

    def row(self, name: str) -> str:
        """Return the medians as the cells of a row."""
        first, whole = (median(times) for times in zip(*self.pairs, strict=True))
        shares = median(a / b for a, b in self.pairs)
        return (
            f"| {name} | {len(self.pairs)} | {self.fell_back} | {first:.0f} | {whole:.0f} | "
            f"{shares:.0%} |"
        )


def main(most: int, pace: float) -> None:
    """Print a row without a model and a row with the stand-in."""
    logging.getLogger("upheld.llm").setLevel(logging.ERROR)
    engine = open_engine(load_settings())
    backend = Paced("paced", "stand-in", _LETTERS_A_TOKEN, pause=1 / pace)
    writer = Writer(backend, load_wording(name="model.toml"), Budget(seconds=600))
    asked = select(load_questions(part="dev"), engine.library).ready[:most]
    plain, worded = Times(), Times()
    for item in asked:
        engine.writer = None
        answer = _time(engine, item, plain)
        backend.claims, engine.writer = answer.claims, writer
        if answer.claims:
            _time(engine, item, worded)
    print(
        "| words by | answers | fell back, not timed | first claim, ms | whole answer, ms | share |"
    )
    print("|---|---|---|---|---|---|")
    print(plain.row("no language model"))
    print(worded.row(f"stand-in, {pace:g} tokens a second"))


def _time(engine: Engine, item: GoldQuestion, times: Times) -> Answer:
    started = time.perf_counter()
    first = 0.0
    for event in engine.stream(item.asked()):
        spent = (time.perf_counter() - started) * 1000
        if isinstance(event, Stands):
            first = first or spent
        if isinstance(event, Finished):
            answer = event.answer
    if "fell_back" in answer.made_by:
        times.fell_back += 1
    elif first:
        times.pairs.append((first, spent))
    return answer


if __name__ == "__main__":
    given = [float(word) for word in sys.argv[1:]]
    main(int(given[0]) if given else 20, given[1] if len(given) > 1 else 50.0)
