"""Writes docs/answers.md: whole answers to read aloud, made from the starter library alone.

`python -m eval.answers` builds an index of its own in a temporary folder, so that what it
writes does not depend on what a user has added.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from ingest.build import build_index
from rag.answer import Engine
from rag.authority import cite_basis
from rag.bootstrap import bulk_embedder, open_engine, token_counter
from rag.config import load_settings
from rag.kinds import Audience
from rag.render import number_citations
from rag.replies import Answer, Question

__all__ = ["QUESTIONS", "main", "write_answers"]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "answers.md"
_P, _A, _S = Audience.PARENT, Audience.ADVOCATE, Audience.STAFF
QUESTIONS: tuple[tuple[Audience, str], ...] = (
    (
        _P,
        "It's five months since the review meeting and we still haven't got his changed plan. "
        "What should they have done by now?",
    ),
    (_P, "his plan says speech therapy and nobody has come since Easter"),
    (_P, "my son is 14, autistic, hasnt been in school since october and theres no tutor"),
    (_P, "they say there is no ed psych so his assessment is 9 months late"),
    (_P, "how much compensation will I get for a whole year of no school?"),
    (_A, "Which decisions found fault where the council waited for the school to arrange tuition?"),
    (_A, "Precedents on failure to provide speech and language therapy, with the amounts paid"),
    (_A, "What was found in 24 013 122, and what was agreed?"),
    (
        _S,
        "What must our records show when we decide that a child's part-time timetable is suitable?",
    ),
    (_S, "A review meeting was held on 6 January 2025. When is the final amended plan due?"),
    (_P, "What was decided in 23 000 001?"),
    (_P, "What are the rules in Scotland?"),
)
_WHO = {_P: "a parent", _A: "an advocate", _S: "a council officer"}


def write_answers(engine: Engine) -> str:
    """Return the page: every question with its whole answer and its sources."""
    blocks = [
        "# Answers to read aloud",
        "Made by `make answers` from the starter library alone (digests and duties in our own "
        "words), without any language model. Not edited by hand.",
    ]
    for audience, text in QUESTIONS:
        answer = engine.ask(Question(text, audience))
        blocks.append(f"## {text}\n\n*Asked by {_WHO[audience]}. Status: {answer.status.value}.*")
        blocks.append(_body(answer))
        blocks.append(_sources(answer))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _body(answer: Answer) -> str:
    lines = []
    for line in answer.text.splitlines():
        heading = line and not line.startswith("- ") and "\n- " in f"\n{answer.text}"
        lines.append(f"**{line}**\n" if heading and f"{line}\n- " in answer.text else line)
    return "\n".join(lines)


def _sources(answer: Answer) -> str:
    numbers = number_citations(answer.claims)
    lines = {}
    for citation in (c for claim in answer.claims for c in claim.citations):
        number = numbers[(citation.paragraph_id, citation.start, citation.end)]
        where = cite_basis(citation.legal_basis or "") or citation.pinpoint
        lines[number] = f"[{number}] {citation.title}, {citation.kind.value}: {where}"
    return "\n".join(["Sources:", "", *(f"- {lines[n]}" for n in sorted(lines))]) if lines else ""


def main() -> None:
    """Build the starter library in a temporary folder and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_settings(), index=Path(folder) / "index")
        build_index(
            settings.index,
            [],
            starter=True,
            embedder=bulk_embedder(settings),
            counter=token_counter(settings),
        )
        engine = open_engine(settings)
        page = write_answers(engine)
        engine.close()
    PAGE.write_text(page, encoding="utf-8")
    print(f"written to {PAGE}")


if __name__ == "__main__":
    main()
