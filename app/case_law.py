"""The law that a decision cites and the duties it is about, as plain JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from app.cases import place_record
from ingest.provisions import cited_in
from rag.cite import cite_id
from rag.duties import Duty, load_duty
from rag.protocols import Library
from rag.records import Document, Paragraph
from rag.register import Decision
from rag.text import fold

__all__ = ["duties_record", "law_record"]

Record = dict[str, Any]
_PLACES = 3  # paragraphs named for one provision
_MOST_DUTIES = 3  # that rest on one provision: those on the decision's own themes first
_SECTION = re.compile(
    r"(?P<law>[A-Z][\w,& ]*?(?:Act|Regulations|Rules)) (?P<year>\d{4})[^;]{0,24}?"
    r"\b(?:ss?|regs?|Sch) ?(?P<number>\d+[A-Z]{0,2})\b"
)
_SHORT = {"special educational needs and disability": "send"}


def law_record(
    library: Library, document: Document, decision: Decision, paragraphs: Sequence[Paragraph]
) -> list[Record]:
    """Return each provision with where it is cited and the duties that rest on it."""
    citing: dict[str, list[Paragraph]] = {}
    for paragraph in paragraphs:
        for provision in {*cited_in((paragraph,)), fold(paragraph.text)}:
            citing.setdefault(provision, []).append(paragraph)
    themes = set(decision.themes)
    near = sorted(
        library.lexicon("duties"), key=lambda duty: themes.isdisjoint(duty.get("themes", ()))
    )
    bases = [(str(r["id"]), str(r["topic"]), _keys(r["legal_basis"])) for r in near]
    return [
        {
            "text": provision,
            "places": [
                place_record(cite_id(library, p.id))
                for p in citing.get(fold(provision), citing.get(provision, []))[:_PLACES]
            ],
            "duties": [
                {"id": name, "topic": topic}
                for name, topic, keys in bases
                if keys & _keys(provision)
            ][:_MOST_DUTIES],
        }
        for provision in decision.case.provisions
    ]


def duties_record(library: Library, decision: Decision) -> list[Record]:
    """Return the first duty of each theme of fault that a decision has, with its record's place."""
    if not decision.points()["fault found"]:
        return []
    found: dict[str, Record] = {}
    for theme in library.lexicon("themes"):
        if theme["code"] not in decision.themes or theme.get("kind") != "fault":
            continue
        duty = load_duty(library, str(theme["duties"][0])) if theme["duties"] else None
        if duty is None:
            continue
        row = found.setdefault(duty.id, _duty(library, duty))
        row["themes"].append({"code": str(theme["code"]), "words": str(theme["meaning"])})
    return list(found.values())


def _duty(library: Library, duty: Duty) -> Record:
    record = duty.record
    return {
        "id": duty.id,
        "topic": record["topic"],
        "plain": record.get("plain") or record["statement"],
        "legal_basis": record["legal_basis"],
        "status": record["status"],
        "url": record.get("source_url"),
        "themes": [],
        "place": place_record(duty.cite(library)),
    }


def _keys(text: str) -> set[tuple[str, str, str]]:
    return set(_read(text))


def _read(text: str) -> Iterator[tuple[str, str, str]]:
    for piece in fold(text).split(";"):
        if found := _SECTION.search(piece.strip()):
            law = found["law"].casefold()
            for long, short in _SHORT.items():
                law = law.replace(long, short)
            if "local government act" not in law:  # the Ombudsman's own powers
                yield law, found["year"], found["number"]
