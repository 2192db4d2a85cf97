"""How well made-up decision statements are read: roles, findings, remedies.

    .venv/bin/python -m eval.bench.reading [--wrong]

Beside each statement of tests/data/made_up stands a JSON file with what a reader of it says. Those
with "_held_" in their names were scored for the first time when the parser was done.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.parse import parse_document
from ingest.read import read_source
from rag.records import Reading
from rag.text import fold

__all__ = ["Score", "score_files"]

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "made_up"
_FIELDS = ("kind", "amount_gbp", "rate", "to_whom", "deadline")


@dataclass(slots=True)
class Score:
    """Counts over several statements, and what was wrong in words."""

    statements: int = 0
    paragraphs: int = 0
    roles: int = 0
    findings: int = 0
    remedies: int = 0  # expected
    read: int = 0  # agreed remedies that were read
    right: int = 0  # of them as expected in every field
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the counts as the cells of a row."""
        return (
            f"{self.statements} | {self.roles}/{self.paragraphs} ({self.role_share:.1%}) | "
            f"{self.findings}/{self.statements} | {self.right}/{self.remedies} | "
            f"{self.read - self.right}"
        )

    @property
    def role_share(self) -> float:
        """The share of paragraphs with the right role."""
        return self.roles / self.paragraphs if self.paragraphs else 0.0


def score_files(files: Sequence[Path]) -> Score:
    """Read and score the statements whose expectations are `files` (JSON)."""
    score = Score()
    for file in files:
        expected = json.loads(file.read_text("utf-8"))
        reading = parse_document(read_source(file.with_suffix(".txt")), read_at="x")
        score.statements += 1
        _score_roles(score, file.stem, reading, expected["paragraphs"])
        _score_case(score, file.stem, reading, expected)
    return score


def _score_roles(
    score: Score, name: str, reading: Reading, expected: Sequence[dict[str, str]]
) -> None:
    free = list(reading.paragraphs)
    for row in expected:
        begins = fold(" ".join(row["begins"].split()))
        found = next((p for p in free if fold(p.text).startswith(begins)), None)
        score.paragraphs += 1
        if found is not None:
            free.remove(found)
        if found is not None and found.role == row["role"]:
            score.roles += 1
        else:
            role = found.role if found else "no paragraph"
            score.wrong.append(f"{name}: {role}, not {row['role']}: {begins}")


def _facts(remedies: Sequence[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(remedy.get(name) for name in _FIELDS) for remedy in remedies)


def _score_case(score: Score, name: str, reading: Reading, expected: dict[str, Any]) -> None:
    case = reading.case
    finding = case.finding if case else None
    if finding == expected["finding"]:
        score.findings += 1
    else:
        score.wrong.append(f"{name}: finding {finding}, not {expected['finding']}")
    agreed = [r for r in (case.remedies if case else ()) if r.status == "agreed"]
    found = _facts([{key: getattr(r, key) for key in _FIELDS} for r in agreed])
    wanted = _facts(expected["remedies"])
    score.read += found.total()
    score.remedies += wanted.total()
    score.right += (found & wanted).total()
    score.wrong += [f"{name}: remedy missing {row}" for row in wanted - found]
    score.wrong += [f"{name}: remedy read {row}" for row in found - wanted]


def _rows(*, wrong: bool) -> Iterator[str]:
    files = sorted(FOLDER.glob("*.json"))
    yield "| statements | how many | roles | findings | remedies right | remedies added |"
    yield "|---|---|---|---|---|---|"
    for title, held in (("seen while the parser was mended", False), ("held back", True)):
        score = score_files([file for file in files if ("_held_" in file.stem) is held])
        yield f"| {title} | {score.line()} |"
        if wrong:
            yield from score.wrong


def main() -> None:
    """Print both scores."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wrong", action="store_true", help="also print what was wrong")
    print("\n".join(_rows(wrong=parser.parse_args().wrong)))


if __name__ == "__main__":
    main()
