"""The prompt of an answer: numbered evidence within a budget, one template for each audience."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import PromptError
from rag.kinds import Audience, Kind, Part, Role
from rag.llm.protocol import Prompt
from rag.mask import mask_all
from rag.names import Known
from rag.records import Document, Hit
from rag.replies import Question
from rag.text import sentences
from rag.tokens import TokenBudget, count_tokens
from rag.wording import Wording

__all__ = [
    "SCHEMA",
    "Evidence",
    "check_prompts",
    "frame_tokens",
    "instructions",
    "make_prompt",
    "number_evidence",
]

_PARTS = [part.value for part in Part if part is not Part.RECORD]

_MOST_PASSAGES = 14
_MOST_TURNS = 4
_TURN_TOKENS = 300
_MARGIN = 0.9  # other models cut words into more tokens than tiktoken counts
_MOST_CLAIMS = 8

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "maxItems": _MOST_CLAIMS,
            "items": {
                "type": "object",
                "properties": {
                    "citations": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 2,
                        "items": {
                            "type": "object",
                            "properties": {
                                "number": {"type": "integer", "minimum": 1, "maximum": 99},
                                "quote": {"type": "string", "minLength": 16, "maxLength": 240},
                            },
                            "required": ["number", "quote"],
                            "additionalProperties": False,
                        },
                    },
                    "part": {
                        "type": "string",
                        "enum": _PARTS,
                    },
                    "text": {"type": "string", "minLength": 20, "maxLength": 400},
                },
                "required": ["citations", "part", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One numbered passage. `text` is what the model reads: whole, or its first sentences."""

    number: int
    hit: Hit
    text: str
    shown: str  # with number, role and source in front


def check_prompts(wording: Wording) -> None:
    """Fill every template once. Raises PromptError where one is missing or has other fields."""
    for audience in Audience:
        _system(wording, audience)
    for role in Role:
        if role.value not in wording.table("roles"):
            raise PromptError(f"prompts/model.toml has no word for the role {role.value!r}.")
    wording.fill("shared.user", history="", question="", evidence="")
    wording.fill("shared.history", turns="")
    wording.fill("shared.passage", number=1, role="", source="", place="", text="")


def number_evidence(
    wording: Wording, hits: Iterable[Hit], most_tokens: int, ranks: Path | None
) -> list[Evidence]:
    """Return the passages that fit, whole, those in front first and numbered from 1.

    A passage that does not fit is left out, and a later one may take its place; where even the
    first does not fit, its first whole sentences stand for it.
    """
    budget = TokenBudget(int(most_tokens * _MARGIN), ranks)
    found: list[Evidence] = []
    seen: set[str] = set()
    for hit in hits:
        if len(found) == _MOST_PASSAGES:
            break
        if hit.passage.content_hash in seen:
            continue
        seen.add(hit.passage.content_hash)
        number = len(found) + 1
        shown = _shown(wording, number, hit, hit.passage.text)
        if budget.take(shown):
            found.append(Evidence(number, hit, hit.passage.text, shown))
        elif not found:
            found.extend(_beginning(wording, hit, budget))
    return found


def _beginning(wording: Wording, hit: Hit, budget: TokenBudget) -> list[Evidence]:
    text = hit.passage.text
    for _, end in reversed(sentences(text)[:-1]):
        shown = _shown(wording, 1, hit, text[:end])
        if budget.take(shown):
            return [Evidence(1, hit, text[:end], shown)]
    return []


def _shown(wording: Wording, number: int, hit: Hit, text: str) -> str:
    role = wording.table("roles")[hit.passage.role.value]
    return wording.fill(
        "shared.passage",
        number=number,
        role=f"{role}{_standing(hit.document)}",
        source=_plain(_source(hit.document)),
        place=_plain(hit.passage.heading or hit.document.title),
        text=_plain(text),
    )


def _standing(document: Document) -> str:
    if document.kind is Kind.DUTY and document.status and document.status != "in force":
        return f" ({document.status})"
    return ""


def _source(document: Document) -> str:
    known = [document.council, document.reference, document.legal_basis]
    if document.date:
        known.append(f"{document.date:%B %Y}")
    return ", ".join(k for k in known if k) or document.title


def make_prompt(
    wording: Wording,
    question: Question,
    evidence: Sequence[Evidence],
    *,
    masked: bool,
    ranks: Path | None = None,
    known: Known | None = None,
) -> Prompt:
    """Return what a model is given. `masked`: personal data of the question is taken out, bare
    names too where the words of the library are `known`."""
    asked = [turn.content for turn in question.history if turn.role == "user"]
    turns = [*asked[-_MOST_TURNS:], question.text]
    if masked:
        turns = mask_all(turns, known)
    *earlier, text = (_plain(turn) for turn in turns)
    budget = TokenBudget(_TURN_TOKENS, ranks)
    kept = [turn for turn in reversed(earlier) if budget.take(turn)][::-1]
    told = "\n".join(f"- {turn}" for turn in kept)
    return Prompt(
        system=_system(wording, question.audience),
        user=wording.fill(
            "shared.user",
            history=wording.fill("shared.history", turns=told) if told else "",
            question=text,
            evidence="\n\n".join(item.shown for item in evidence),
        ),
        version=f"{question.audience.value} {wording.version}",
    )


def instructions(wording: Wording, audience: Audience) -> str:
    """Return what a model is told whatever is asked and found."""
    bare = wording.fill("shared.user", history="", question="", evidence="")
    return f"{_system(wording, audience)} {bare}"


def frame_tokens(wording: Wording, question: Question, ranks: Path | None) -> int:
    """Return the tokens of a prompt without its evidence."""
    bare = make_prompt(wording, question, (), masked=False, ranks=ranks)
    return count_tokens(f"{bare.system}\n{bare.user}", ranks)[0]


def _system(wording: Wording, audience: Audience) -> str:
    return wording.fill(f"system.{audience.value}", rules=wording.fill("shared.rules"))


_MARKER = re.compile(
    r"<\|[^|>]{0,40}\|?>|\[/?INST\]|</?(?:s|question|evidence|system)>|<</?SYS>>", re.I
)


def _plain(text: str) -> str:
    """Return `text` without what a chat template would read as the end of a turn."""
    return _MARKER.sub(" ", text)
