"""Makes a large set in the BEIR layout from word lists, and measures how long it takes.

    python -m eval.bench.beir DIR [--passages 14000] [--questions 2800] [--words 150]

Each passage tells of one made-up repair; a question asks for one of them in other words. The
set says how long a run takes and that the parts work together, nothing about quality.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

from eval.beir_run import print_set, run_beir
from rag.bootstrap import bulk_embedder, token_counter
from rag.config import load_settings

__all__ = ["main", "write_set"]

_THINGS = {  # as the passage says it: as the question says it
    "bicycle": "bike",
    "kettle": "thing that boils water",
    "lawnmower": "grass cutter",
    "accordion": "squeezebox",
    "wristwatch": "timepiece",
    "greenhouse": "glass garden shed",
    "dinghy": "little boat",
    "sewing machine": "stitching machine",
    "typewriter": "old writing machine",
    "wheelbarrow": "garden barrow",
}
_FAULTS = {
    "leaked at the seam": "drips",
    "would not turn": "is stuck",
    "rattled when moved": "makes a noise",
    "had lost a screw": "is missing a part",
    "smelt of burning": "gets too hot",
    "bent under load": "went out of shape",
}
_PLACES = "Aldbeck Brinmoor Cawlow Dunthorpe Elmsay Farnholt Gorsedale Hartwick Islow".split()
_FILLER = (
    "the owner brought it in wrapped in a blanket; we set it on the bench under the lamp; a "
    "neighbour held the ladder; the part came by post after nine days; nobody had oiled it for "
    "years; rain had come in through the lid; we wrote the number down twice; the apprentice took "
    "a photograph; it was tried again in the yard; the bill was left open until spring; a spare "
    "was cut from oak; the old paint came away in flakes"
).split("; ")


def write_set(folder: Path, passages: int, questions: int, words: int, *, seed: int = 11) -> None:
    """Write `passages` of about `words` words and `questions`, each with one right passage."""
    rng = random.Random(seed)
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    asked = set(rng.sample(range(passages), questions))
    with (
        (folder / "corpus.jsonl").open("w", encoding="utf-8") as corpus,
        (folder / "queries.jsonl").open("w", encoding="utf-8") as queries,
        (folder / "qrels" / "test.tsv").open("w", encoding="utf-8") as judged,
    ):
        judged.write("query-id\tcorpus-id\tscore\n")
        for n in range(passages):
            thing, fault, place = (rng.choice(list(x)) for x in (_THINGS, _FAULTS, _PLACES))
            year = rng.randrange(1950, 2020)
            text = _passage(rng, f"The {thing} from {place} {fault} in {year}", words)
            _write(corpus, {"_id": f"d{n}", "title": f"{place} {thing}", "text": text})
            if n in asked:
                question = f"my {_THINGS[thing]} {_FAULTS[fault]}, the one in {place}, {year}"
                _write(queries, {"_id": f"q{n}", "text": question})
                judged.write(f"q{n}\td{n}\t1\n")


def _passage(rng: random.Random, first: str, words: int) -> str:
    sentences = [first]
    while sum(len(sentence.split()) for sentence in sentences) < words:
        sentences.append(f"{rng.choice(_FILLER)} on day {rng.randrange(2, 400)}")
    rng.shuffle(sentences)
    return ". ".join(s[0].upper() + s[1:] for s in sentences) + "."


def _write(file: object, record: dict[str, str]) -> None:
    print(json.dumps(record, ensure_ascii=False), file=file)  # type: ignore[call-overload]


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def main() -> None:
    """Write the set where it is not there yet, run it with an empty cache and print the report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, default=14_000)
    parser.add_argument("--questions", type=int, default=2_800)
    parser.add_argument("--words", type=int, default=150)
    given = parser.parse_args()
    if not (given.folder / "corpus.jsonl").exists():
        write_set(given.folder, given.passages, given.questions, given.words)
    settings = load_settings()
    cache = given.folder / "embeddings.sqlite"
    cache.unlink(missing_ok=True)
    embedder, counter = bulk_embedder(settings)(), token_counter(settings)
    report = run_beir(given.folder, "test", embedder, counter, cache, _tell)
    print_set(report, sys.stdout)


if __name__ == "__main__":
    main()
