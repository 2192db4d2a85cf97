"""What a decision says of itself above its text: council, reference, date, outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.assemble import Draft, DraftSection
from ingest.blocks import Block
from rag.records import Role
from rag.text import dates, references

__all__ = ["TITLE", "Header", "header_section", "read_header"]

TITLE = re.compile(r"(?P<council>\S.{2,110}?) ?\((?P<reference>\d\d ?\d{3} ?\d{3} ?[a-z]?)\)", re.I)
_FIELD = re.compile(
    r"(?P<name>category|decision date|date of decision|decision|complaint reference|outcome|date|"
    r"reference(?: number)?|complaint against)\s*:\s*(?P<value>.+)",
    re.I,
)
_AGAINST = re.compile(
    r"complaint (?:about|against) (.{3,80}?(?:council|borough of \w+(?: \w+)*))\b", re.I
)


@dataclass(slots=True)
class Header:
    """What a decision says of itself; `fields` are its printed lines by name."""

    council: str | None = None
    reference: str | None = None
    date: date | None = None
    fields: dict[str, str] = field(default_factory=dict)


def read_header(top: Sequence[Block], title: str) -> Header:
    """Read what stands above the text; `title` is the page's own."""
    facts = Header()
    for block in top:
        if found := TITLE.fullmatch(block.text):
            facts.council, facts.reference = found["council"], _reference(found["reference"])
        elif found := _FIELD.fullmatch(block.text):
            facts.fields.setdefault(found["name"].lower(), found["value"].strip())
    whole = " ".join(block.text for block in top)
    if facts.council is None and (found := TITLE.match(title)):
        facts.council, facts.reference = found["council"], _reference(found["reference"])
    if facts.council is None:
        against = _AGAINST.search(whole)
        facts.council = facts.fields.get("complaint against") or (against[1] if against else None)
    facts.reference = facts.reference or next(iter(references(whole)), None)
    days = dates(_printed_date(facts.fields) or whole)
    facts.date = days[0] if days else None
    return facts


def header_section(top: Sequence[Block]) -> list[DraftSection]:
    """Return the lines that say what a decision is, so that date and outcome can be cited."""
    told = [block.text for block in top if _FIELD.fullmatch(block.text)]
    lines = [Draft(text, Role.FACTS, text.split(":")[0].strip().lower()) for text in told]
    return [DraftSection("Header", Role.FACTS, lines)] if lines else []


def _reference(text: str) -> str:
    found = references(text.replace(" ", ""))
    return found[0] if found else text


def _printed_date(fields: dict[str, str]) -> str | None:
    return fields.get("decision date") or fields.get("date of decision") or fields.get("date")
