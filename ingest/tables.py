"""The tables of corpus/: their keys, what each field must hold, and which field names what.

The timetable's three are in `ingest.timetable`.
"""

from __future__ import annotations

from ingest.fields import (
    Check,
    choice,
    day,
    flag,
    list_of,
    number,
    object_of,
    or_null,
    shape,
    text,
    texts_by_name,
)
from ingest.timetable import TIMETABLE_FIELDS, TIMETABLE_KEYS, TIMETABLE_LINKS

__all__ = ["FIELDS", "KEYS", "LINKS", "OPTIONAL"]

_TEXTS = list_of(text)
_URL = shape(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", "a web address")
_REFERENCE = shape(r"\d{2} \d{3} \d{3}[a-z]?", "a reference such as 24 018 294")
_CODE = shape(r"[A-Z0-9][A-Z0-9-]*", "a code such as S19-CORE")
_REMEDY = object_of(
    {
        "kind": choice(
            "apology", "payment", "reimbursement", "action", "service_improvement", "other"
        ),
        "amount_gbp": or_null(number),
        "rate": or_null(text),
        "for": or_null(text),
        "to_whom": or_null(text),
        "deadline": or_null(text),
        "status": choice("agreed", "offered", "rejected", "included", "not_seen"),
    }
)
_TIME_LIMIT = object_of({"n": or_null(number), "unit": text, "from_event": text})
_CONFIDENCE = choice("high", "medium")
_DELICATE = choice("identify", "invent", "instructions", "outside", "risk", "future", "plain")
_VOICE = choice(
    "finding",
    "council_position",
    "complaint",
    "remedy",
    "offer",
    "law",
    "facts",
    "recommendation",
    "discussion",
    "opinion",
    "no_fault",
    "time_limit",
    "definition",
    "next_step",
    "precedent",
    "report",
    "resolved",
)

KEYS = {
    "decisions": "reference",
    "duties": "id",
    "themes": "code",
    "vocabulary": "terms",
    "councils": "name",
    "elsewhere": "topic",
    "asking": "voice",
    **TIMETABLE_KEYS,
    "delicate": "kind",
}
FIELDS: dict[str, dict[str, Check]] = {
    "decisions": {
        "reference": _REFERENCE,
        "council": text,
        "category": or_null(text),
        "outcome": or_null(choice("Upheld", "Not upheld", "Closed after initial enquiries")),
        "decision_date": or_null(day),
        "url": or_null(_URL),
        "complaint": text,
        "faults": _TEXTS,
        "no_fault_findings": _TEXTS,
        "injustice": or_null(text),
        "remedies": list_of(_REMEDY),
        "provisions": _TEXTS,
        "periods": _TEXTS,
        "themes": list_of(_CODE),
        "finding": choice(
            "fault found", "no fault", "mixed", "not investigated", "no fault or not investigated"
        ),
        "finding_words": text,
        "evidence": choice(
            "full text", "opening of the official page", "described in a research report"
        ),
        "evidence_detail": text,
        "confidence": _CONFIDENCE,
        "verified": flag,
        "warning": or_null(text),
        "url_basis": or_null(text),
        "source_seen_url": or_null(text),  # one record names an e-mail link instead
        "document_type": choice("statement", "public report"),
        "names_used": or_null(texts_by_name),
        "note": or_null(text),
        "asked_as": _TEXTS,
    },
    "duties": {
        "id": _CODE,
        "topic": text,
        "statement": text,
        "who_owes": text,
        "time_limit": or_null(_TIME_LIMIT),
        "legal_basis": text,
        "source_url": _URL,
        "also_seen_at": or_null(text),
        "evidence": text,
        "confidence": _CONFIDENCE,
        "status": text,
        "caveat": or_null(text),
        "verified": flag,
        "plain": text,
        "asked_as": _TEXTS,
        "next_steps": list_of(_CODE),
        "themes": list_of(_CODE),
        "provision": _TEXTS,
    },
    "themes": {
        "code": _CODE,
        "group": text,
        "group_name": text,
        "kind": choice("fault", "no_fault", "remedy", "injustice", "marker"),
        "meaning": text,
        "asked_as": _TEXTS,
        "duties": list_of(_CODE),
        "examples": list_of(_REFERENCE),
    },
    "vocabulary": {
        "kind": choice("abbreviation", "lay", "staff", "word"),
        "terms": list_of(text, filled=True),
        "means": text,
        "documents_say": _TEXTS,
        "duties": list_of(_CODE),
        "references": list_of(_REFERENCE),
        "themes": list_of(_CODE),
        "caution": or_null(text),
    },
    "councils": {
        "name": text,
        "aliases": _TEXTS,
        "nation": choice("England", "Wales", "Scotland", "Northern Ireland"),
    },
    "elsewhere": {"topic": text, "instead": text, "asked_as": _TEXTS, "near": flag},
    "asking": {"voice": _VOICE, "asked_as": list_of(text, filled=True)},
    **TIMETABLE_FIELDS,
    "delicate": {"kind": _DELICATE, "asked_as": list_of(text, filled=True)},
}
OPTIONAL: dict[str, dict[str, Check]] = {
    "councils": {
        "needs_capital": flag,
        "capital_aliases": _TEXTS,
        "former": flag,
        "successors": _TEXTS,
    },
}

LINKS = (  # table, field, the table whose keys it must name
    ("decisions", "themes", "themes"),
    ("duties", "next_steps", "duties"),
    ("duties", "themes", "themes"),
    ("themes", "duties", "duties"),
    ("themes", "examples", "decisions"),
    ("vocabulary", "duties", "duties"),
    ("vocabulary", "themes", "themes"),
    ("vocabulary", "references", "decisions"),
    ("councils", "successors", "councils"),
    *TIMETABLE_LINKS,
)
