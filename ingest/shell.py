"""Tells the page of a decision from the empty shell that unknown clients are given."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from ingest.listing import Entry, Outcome
from ingest.parse_decision import is_decision, is_public_report, parse_decision
from ingest.polite import Page
from ingest.read import read_bytes
from rag.errors import ReadError

__all__ = ["read_decision_page"]

_LEAST_TEXT = 600  # characters; what has fewer is no decision
_SHELL = (
    "the page came without a decision's text (an empty shell, as unknown clients are given). "
    "It was not saved. Open it in a browser and save it from there."
)


def read_decision_page(page: Page, entry: Entry) -> tuple[str, Entry]:
    """Return a hash of the text of a decision, and `entry` with what the page says of itself.

    The hash is of what is read, so that new furniture around it is no new version. Raises
    ReadError where the page is not the decision that was asked for.
    """
    if entry.reference not in page.address.lower():
        raise ReadError(f"{entry.address} now leads to {page.address}, which is not the decision.")
    try:
        raw = read_bytes(page.data or b"", name=page.address, media_type="text/html")
    except ReadError as error:
        raise ReadError(f"{entry.address}: {_SHELL} ({error})") from error
    text = "\n".join(block.text for block in raw.blocks)
    told = entry.reference.replace("-", "") in text.replace(" ", "").replace("-", "")
    if len(text) < _LEAST_TEXT or not (is_decision(raw) or is_public_report(raw) or told):
        raise ReadError(f"{entry.address}: {_SHELL}")
    said = parse_decision(raw, read_at="").document
    entry = replace(
        entry,
        council=said.council or entry.council,
        outcome=Outcome.read(said.outcome or "") or entry.outcome,
        date=said.date or entry.date,
    )
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), entry
