"""Claims made by machine: true sentences told in another form, and the same with one thing altered.

    .venv/bin/python -m eval.altered --index .upheld/index [--most 400] [--show KIND]

A claim of the set in tests/data was written by somebody; these are many, of any index, and show
which sort of change slips through. What is altered comes from lists of its own, so that a check
is not measured by the list it works with. Prints, by kind of alteration and by form, how many
claims the checks take out.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.tables import print_table
from rag.agree.judge import disagreement, unsupported
from rag.agree.told import Told, overlap, read_told, stems_of
from rag.bootstrap import question_embedder
from rag.cite import cite_id
from rag.config import load_settings
from rag.entities import Gazetteer
from rag.kinds import Kind, Role
from rag.library import open_library
from rag.protocols import Library
from rag.text import content_words, fold, sentences

__all__ = ["Made", "alterations", "forms", "made_claims", "main"]

_LEAST, _LONGEST = 7, 45  # words of a sentence that is worked on
_ROLES = (Role.FINDINGS, Role.REMEDY, Role.DECISION, Role.SUMMARY, Role.LAW, Role.FACTS)


@dataclass(frozen=True, slots=True)
class Made:
    """One claim made from a sentence: of which kind, whether it is so, beside what it stands."""

    kind: str
    true: bool
    claim: str
    source: str
    told: Told


def _swap(*pairs: tuple[str, str]) -> Callable[[str], Iterator[str]]:
    """Return what puts the second of a pair for the first, wherever that stands, one at a time."""
    patterns = [(re.compile(rf"(?<![\w-])(?:{a})(?![\w-])"), b) for a, b in pairs]

    def alter(text: str) -> Iterator[str]:
        for pattern, other in patterns:
            for m in pattern.finditer(text):
                yield text[: m.start()] + m.expand(other) + text[m.end() :]

    return alter


def _both(*pairs: tuple[str, str]) -> Callable[[str], Iterator[str]]:
    return _swap(*pairs, *((b, a) for a, b in pairs))


def _amount(text: str) -> Iterator[str]:
    for m in re.finditer(r"£(\d[\d,]*)", text):
        value = int(m[1].replace(",", ""))
        yield f"{text[: m.start()]}£{value + (50 if value < 1000 else 300):,}{text[m.end() :]}"


def _denied(text: str) -> Iterator[str]:
    for m in re.finditer(
        r"\b(must|should|was|were|is|are|did|has|had|will|can|does) (?!not)", text
    ):
        yield f"{text[: m.end()]}not {text[m.end() :]}"


def _undenied(text: str) -> Iterator[str]:
    for m in re.finditer(r" not\b(?! only)|(?<=\b[Nn]o )fault", text):
        start = m.start() if m[0] == " not" else m.start() - 3
        yield f"{text[:start]}{'' if m[0] == ' not' else 'fault'}{text[m.end() :]}"


_ALTERED: dict[str, Callable[[str], Iterator[str]]] = {
    "amount": _amount,
    "period": _swap(
        (r"(\d+) weeks", r"\1 months"),
        (r"(\d+) months", r"\1 weeks"),
        (r"(\d+) (school|working) days", r"\1 days"),
        ("two", "three"),
        ("three", "five"),
        ("four", "six"),
        ("six", "eight"),
        ("one month", "two months"),
    ),
    "date": _both(
        ("September", "November"),
        ("January", "March"),
        ("October", "December"),
        ("April", "July"),
        ("2024", "2023"),
        ("2025", "2022"),
    ),
    "denied": _denied,
    "undenied": _undenied,
    "modality": _swap(
        ("must", "may"),
        ("must", "is free to"),
        ("should", "may choose to"),
        ("may", "must"),
        ("can", "must"),
        ("could", "had to"),
        ("has a duty to", "may"),
    ),
    "party": _swap(
        ("[Tt]he (?:Council|council|local authority)", "the school"),
        ("[Tt]he (?:Council|council|local authority)", "the Tribunal"),
        ("[Tt]he (?:School|school)", "the council"),
        ("[Tt]he Tribunal", "the Ombudsman"),
        (r"(?:Mrs?|Ms|Miss) [A-Z]", "the Council"),
        ("[Yy]ou", "the school"),
    ),
    "status": _swap(
        ("has agreed to pay|will pay|[Pp]ay", "has paid"),
        ("offered to pay|offered", "paid"),
        ("agreed to apologise|[Aa]pologise", "has apologised"),
        ("recommended", "ordered"),
    ),
    "subject": _both(
        ("speech and language", "occupational"),
        ("Section F", "Section I"),
        ("draft", "final"),
        ("annual review", "needs assessment"),
        ("primary", "secondary"),
        ("transport", "respite"),
        ("education", "social care"),
        ("mediation", "appeal"),
        ("tutor", "psychologist"),
        ("apology", "payment"),
        ("medical", "financial"),
    ),
    "direction": _both(
        ("before", "after"),
        ("at least", "at most"),
        ("more", "less"),
        ("all", "some"),
        ("first", "last"),
        ("increased", "reduced"),
        ("full-time", "part-time"),
        ("started", "stopped"),
        ("suitable", "unsuitable"),
        ("every", "no"),
        ("any", "only some"),
    ),
    "added": lambda text: iter(
        [
            f"{text.rstrip('. ')}, because its officers were on holiday.",
            f"{text.rstrip('. ')}, and it then told the local newspaper.",
        ]
    ),
}
_FORMS: dict[str, Callable[[str], Iterator[str]]] = {
    "words for words": _swap(
        ("EHC [Pp]lans?", "EHCP"),
        ("because", "since"),
        ("within", "in no more than"),
        ("must", "has to"),
        ("did not", "didn't"),
        ("arrange", "organise"),
        ("failed to provide", "did not provide"),
        ("received", "got"),
        ("child", "pupil"),
        ("parents", "mother and father"),
        ("recognise", "acknowledge"),
        ("impact", "effect"),
        ("apologise", "say sorry"),
        ("unable to", "not able to"),
        ("should have", "ought to have"),
    ),
    "figures for words": _swap(
        ("two", "2"), ("three", "3"), ("six", "6"), ("twelve", "12"), ("15", "fifteen"),
    ),
    "clauses in another order": lambda text: (
        f"{m[2][0].upper()}{m[2][1:].rstrip('. ')}, {m[1][0].lower()}{m[1][1:]}."
        for m in [
            re.fullmatch(
                r"([A-Z][^,;:]{20,}) ((?:because|when|where|if|after|until) [^,;:]{15,})", text
            )
        ]
        if m
    ),
    "one clause": lambda text: (
        m[1] + "."
        for m in [re.match(r"([A-Z][^,;:()]{30,}[a-z]), (?:and|but|which|who|so) ", text)]
        if m
    ),
    "told by somebody": lambda text: iter(
        [f"The Ombudsman said that {text[0].lower()}{text[1:]}"] if ":" not in text else []
    ),
}  # fmt: skip


def alterations(text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text with one thing altered) for each alteration that `text` allows."""
    for kind, alter in _ALTERED.items():
        yield from ((kind, altered) for altered in alter(text) if altered != text)


def forms(text: str) -> Iterator[tuple[str, str]]:
    """Yield (form, the same told otherwise) for each mechanical paraphrase of `text`."""
    for form, tell in _FORMS.items():
        yield from ((form, told) for told in tell(text) if told != text)


def _pairs(library: Library) -> Iterator[tuple[str, str, Told]]:
    """Yield (form, sentence, what it stands beside): sentences of decisions beside their own
    paragraph, a duty's plain words beside its text (not the reverse: plain words tell less),
    points of a digest beside the paragraph of the whole decision that shares most of their
    words."""
    whole = {d.reference: d for d in library.documents() if d.kind is Kind.DECISION}
    for document in library.documents():
        decision = whole.get(document.reference) if document.kind is Kind.DIGEST else None
        if decision is not None:
            yield from _beside(library, document.id, decision.id)
        paragraphs = library.paragraphs(document.id)
        if document.kind is Kind.DUTY and len(paragraphs) > 1:
            told = read_told(library, [cite_id(library, paragraphs[0].id)])
            for a, b in sentences(paragraphs[1].text):
                yield "plain words", paragraphs[1].text[a:b], told
        elif document.kind is not Kind.DUTY:
            for paragraph in paragraphs:
                if paragraph.role not in _ROLES or paragraph.boilerplate:
                    continue
                for a, b in sentences(paragraph.text):
                    cited = cite_id(library, paragraph.id, paragraph.start + a, paragraph.start + b)
                    yield "as it stands", paragraph.text[a:b], read_told(library, [cited])


def _beside(library: Library, digest: str, decision: str) -> Iterator[tuple[str, str, Told]]:
    found = [p for p in library.paragraphs(decision) if p.role in _ROLES and not p.boilerplate]
    for paragraph in library.paragraphs(digest) if found else ():
        if paragraph.role not in (Role.FINDINGS, Role.SUMMARY, Role.REMEDY):
            continue
        for a, b in sentences(paragraph.text):
            shares = [_share(paragraph.text[a:b], p.text) for p in found]
            best = found[shares.index(max(shares))]
            told = read_told(library, [cite_id(library, best.id)])
            yield "digest beside its decision", paragraph.text[a:b], told


def _share(text: str, other: str) -> float:
    return overlap(stems_of(text), stems_of(other))


def made_claims(library: Library, most: int, *, seed: int = 3) -> list[Made]:
    """Return up to `most` sentences' claims, true and altered, by chance but alike every time."""
    pairs = [p for p in _pairs(library) if _LEAST <= len(p[1].split()) <= _LONGEST]
    chosen = np.random.default_rng(seed).permutation(len(pairs))[:most]
    found: list[Made] = []
    for n in sorted(chosen):
        form, text, told = pairs[n]
        text = fold(text)
        if form != "as it stands":
            found.append(Made(form, True, text, text, told))
        found += [Made(kind, True, claim, text, told) for kind, claim in forms(text)]
        found += [Made(kind, False, claim, text, told) for kind, claim in alterations(text)]
        found += [
            Made(kind, False, other, text, told)
            for _, claim in forms(text)
            for kind, other in list(alterations(claim))[:3]
        ]
    return [m for m in found if len(content_words(m.claim)) > 2]


def main() -> None:
    """Print what the checks take out of claims made from an index."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--most", type=int, default=400, help="sentences worked on")
    parser.add_argument("--show", help="a kind: print what slips through of it, or is lost")
    chosen = parser.parse_args()
    settings = load_settings()
    if chosen.index:
        settings = replace(settings, index=chosen.index)
    embedder = question_embedder(settings)
    library = open_library(settings.index, fingerprint=embedder.fingerprint)
    gazetteer = Gazetteer.of(library)
    count: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for made in made_claims(library, chosen.most):
        fault = disagreement(made.claim, made.told, gazetteer) or unsupported(
            made.claim, made.told, embedder
        )
        count[made.true, made.kind].append(fault is not None)
        if made.kind == chosen.show and made.true is (fault is not None):
            print(f"{fault.reason if fault else '-'}\t{made.claim}\t{made.source}")
    for title, true in (("Altered", False), ("Told in another form", True)):
        rows = [
            [kind, str(sum(out)), str(len(out)), f"{sum(out) / len(out):.0%}"]
            for (so, kind), out in sorted(count.items())
            if so is true
        ]
        print_table(title, ["", "taken out", "of", ""], rows, out=sys.stdout)
    library.close()


if __name__ == "__main__":
    main()
