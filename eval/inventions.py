"""What a shown answer says that its cited passages do not: numbers, references, names, quotations.

Written apart from `rag.check` and blunter, so that it can find what that let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.anchors import plain
from rag.kinds import Kind
from rag.names import Known
from rag.protocols import Library
from rag.replies import Answer, Citation
from rag.text import figures, references
from rag.wording import read_prompt

__all__ = ["Invention", "find_inventions"]

_OWN_WORDS = (Kind.DIGEST, Kind.DUTY, Kind.GLOSSARY)
_NUMBERED = re.compile(r"(?:\[\d+\])+")
_QUOTED = re.compile(r"“([^“”]+)”|(?<!\w)\"([^\"]+)\"(?!\w)")
_LEFT_OUT = re.compile(r"…|\.{3}|\[[^\]]*\]")
_NAME = re.compile(r"(?<![\w'’£-])[A-Z](?:[a-z'’-]*[a-z]|[A-Z]*)?(?![\w-])")
_STARTS = re.compile(r"(?:^|[.?!:;\n]|[“\"‘(])[\s“\"‘(-]*$")
_PHRASES = frozenset(re.findall(r"\b[a-z]+\b", read_prompt("answers.toml").lower()))
_OURS = frozenset("i a council councils ombudsman upheld".split())


@dataclass(frozen=True, slots=True)
class Invention:
    """One thing that stands in `line` of an answer and in nothing that the line cites.

    `what`: "number", "reference", "name" or "quotation".
    """

    what: str
    words: str
    line: str


def find_inventions(answer: Answer, library: Library, known: Known) -> list[Invention]:
    """Return what no cited passage bears, in order.

    A claim is held to its own citations: their paragraphs and what their documents' records say
    (a digest, a duty and the glossary are read whole). Lines beside the claims are held to all
    that the answer cites, names as an example or was asked, and to the record of the decision
    that they name. Not read: an answer without a claim, which cites nothing; limits and the
    lines of help, which speak of the library and of help lines. `known`: the library's words.
    """
    found: list[Invention] = []
    if not answer.claims:
        return found
    rest = answer.text.removeprefix(answer.help).split("\n\nLimits\n")[0]
    for claim in answer.claims:
        found += _lacking(claim.text, _source(library, claim.citations), known)
        rest = rest.replace(claim.text, "")
    beside = [answer.question, _source(library, [c for m in answer.claims for c in m.citations])]
    beside += [f"{p.reference} {p.council} {_day(p.date)} {p.line}" for p in answer.precedents]
    for line in _NUMBERED.sub("", rest).splitlines():
        found += _lacking(line.strip(" -"), "\n".join([*beside, *_records(library, line)]), known)
    return found


def _records(library: Library, line: str) -> Iterator[str]:
    named = set(references(line))
    for d in library.documents() if named else ():
        if d.reference in named:
            yield f"{d.title} {d.council} {d.reference} {_day(d.date)} {d.outcome}"


def _source(library: Library, citations: Sequence[Citation]) -> str:
    told = []
    for c in citations:
        paragraph = library.paragraph(c.paragraph_id)
        if c.kind in _OWN_WORDS:
            told.append(library.text(c.document_id))
        elif paragraph is not None:
            told += [paragraph.lead_in or "", paragraph.text]
        told += [c.title, c.pinpoint, c.council or "", c.reference or "", c.legal_basis or ""]
        told += [c.law_status or "", c.outcome or "", _day(c.date)]
    return "\n".join(told)


def _day(day: object) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def _lacking(line: str, source: str, known: Known) -> Iterator[Invention]:
    for reference in sorted(set(references(line)) - set(references(source))):
        yield Invention("reference", reference, line)
    for figure in sorted(figures(line) - figures(source)):
        yield Invention("number", figure, line)
    low = plain(source)
    for match in _QUOTED.finditer(line):
        for piece in _LEFT_OUT.split(match[1] or match[2]):
            if plain(piece).strip(" .,;:") not in low:
                yield Invention("quotation", piece.strip(), line)
    words = set(re.findall(r"[a-z]+", low))
    for match in _NAME.finditer(line):
        name = plain(match[0]).removesuffix("'s")
        starts = bool(_STARTS.search(line[: match.start()]))
        if name in _OURS or (starts and name in known.words | _PHRASES):
            continue
        if not set(re.findall(r"[a-z]+", name)) <= words:
            yield Invention("name", match[0], line)
