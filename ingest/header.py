"""What a decision says of itself above its text: council, reference, date, outcome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ingest.assemble import Draft, DraftSection
from ingest.blocks import Block
from rag.kinds import Role
from rag.text import dates, references

__all__ = ["AGAINST", "TITLE", "Header", "header_section", "pair_fields", "read_header"]

_REFERENCE = r"\d\d ?\d{3} ?\d{3} ?[a-z]?"
TITLE = re.compile(
    rf"(?P<council>\S.{{2,110}}?) ?"
    rf"\((?P<reference>{_REFERENCE})(?:(?:,|;| and| &) {_REFERENCE})*\)",
    re.I,
)
_JOINT = re.compile(r"(.+? council)(?:,| and| &)? .+", re.I)  # "Ware Council and NHS Ware Trust"
_NAME_ALONE = re.compile(
    r"(?:category|decision date|complaint reference|reference(?: number)?|complaint against)\s*:",
    re.I,
)
_FIELD = re.compile(
    r"(?P<name>category|decision date|date of decision|decision|complaint reference|outcome|date|"
    r"reference(?: number)?|complaint against)\s*:\s*(?P<value>.+)",
    re.I,
)
AGAINST = re.compile(
    r"complaint (?:about|against) (.{3,80}?(?:council|borough of \w+(?: \w+)*))\b\.?", re.I
)


_OLD_FIELD = re.compile(
    rf"{AGAINST.pattern}|(?:complaint )?reference(?: (?:no|number))?\.? {_REFERENCE}|"
    r"(?:final )?decision of the local government(?: and social care)? ombudsm[ae]n, .{6,40}",
    re.I,
)


@dataclass(slots=True)
class Header:
    """What a decision says of itself; `fields` are its printed lines by name."""

    council: str | None = None
    reference: str | None = None
    date: date | None = None
    fields: dict[str, str] = field(default_factory=dict)


def pair_fields(top: Sequence[Block]) -> list[Block]:
    """Return the lines above the text, a field's name with the value that stands under it."""
    paired: list[Block] = []
    for block in top:
        if paired and _NAME_ALONE.fullmatch(paired[-1].text) and ":" not in block.text:
            paired[-1] = replace(paired[-1], text=f"{paired[-1].text} {block.text}")
        else:
            paired.append(block)
    return paired


def read_header(top: Sequence[Block], title: str) -> Header:
    """Read what stands above the text; `title` is the page's own."""
    facts = Header()
    for block in top:
        if TITLE.fullmatch(block.text) and (found := TITLE.match(block.text)):
            facts.council, facts.reference = (
                _council(found["council"]),
                _reference(found["reference"]),
            )
        elif found := _FIELD.fullmatch(block.text):
            facts.fields.setdefault(found["name"].lower(), found["value"].strip())
    whole = " ".join(block.text for block in top)
    if facts.council is None and (found := TITLE.match(title)):
        facts.council, facts.reference = _council(found["council"]), _reference(found["reference"])
    if facts.council is None:
        against = AGAINST.search(whole)
        facts.council = facts.fields.get("complaint against") or (against[1] if against else None)
    facts.reference = facts.reference or next(iter(references(whole)), None)
    days = dates(_printed_date(facts.fields) or whole)
    facts.date = days[0] if days else None
    return facts


def header_section(top: Sequence[Block]) -> list[DraftSection]:
    """Return the lines that say what a decision is, so that date and outcome can be cited."""
    told = [b.text for b in top if _FIELD.fullmatch(b.text) or _OLD_FIELD.fullmatch(b.text)]
    lines = [Draft(text, Role.FACTS, text.split(":")[0].strip().lower()) for text in told]
    return [DraftSection("Header", Role.FACTS, lines)] if lines else []


def _council(name: str) -> str:
    """Return the council of a joint decision, which names a health body beside it."""
    joint = _JOINT.fullmatch(name)
    return joint[1] if joint else name


def _reference(text: str) -> str:
    found = references(text.replace(" ", ""))
    return found[0] if found else text


def _printed_date(fields: dict[str, str]) -> str | None:
    return fields.get("decision date") or fields.get("date of decision") or fields.get("date")
