"""The remedies of 40 digests, as the index holds them, against a table written by hand.

`for` holds words that the purpose must hold; nothing may be missing, added or in another status.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.digests import digest_id
from rag.library import DiskLibrary
from rag.register import register_of

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent / "data" / "remedies_digests.jsonl"
TABLE: list[dict[str, Any]] = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]


def facts(row: Any) -> tuple[Any, ...]:
    return row["kind"], row["amount_gbp"], row.get("rate"), row["status"]


def test_the_table_holds_forty_digests() -> None:
    assert len({row["reference"] for row in TABLE}) == 40
    assert {step["status"] for row in TABLE for step in row["remedies"]} == {
        "agreed",
        "offered",
        "rejected",
        "included",
        "not_seen",
    }


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["reference"])
def test_remedies_equal_the_table(row: dict[str, Any], starter_library: DiskLibrary) -> None:
    decision = register_of(starter_library).find(row["reference"])
    assert decision is not None
    assert decision.document.id == digest_id(row["reference"])
    held = [
        {"kind": r.kind, "amount_gbp": r.amount_gbp, "rate": r.rate, "status": r.status}
        for r in decision.remedies
    ]
    assert sorted(map(repr, map(facts, held))) == sorted(map(repr, map(facts, row["remedies"])))
    wanted = sorted(row["remedies"], key=lambda r: r["status"] in ("offered", "rejected"))
    for step, remedy in zip(wanted, decision.remedies, strict=True):
        assert facts(step) == (remedy.kind, remedy.amount_gbp, remedy.rate, remedy.status)
        purpose = (remedy.purpose or "").lower()
        assert [word for word in step["for"] if word.lower() not in purpose] == []


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["reference"])
def test_every_remedy_stands_in_its_paragraph(
    row: dict[str, Any], starter_library: DiskLibrary
) -> None:
    decision = register_of(starter_library).find(row["reference"])
    assert decision is not None
    for remedy in decision.remedies:
        paragraph = starter_library.paragraph(str(remedy.paragraph_id))
        assert paragraph is not None
        assert (remedy.purpose or "") in paragraph.text
        if remedy.amount_gbp is not None:
            assert f"£{remedy.amount_gbp:,.2f}".removesuffix(".00") in paragraph.text
