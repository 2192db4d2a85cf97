"""References for reference managers: one entry a work, in RIS and CSL-JSON."""

from __future__ import annotations

import json

import pytest
from exported import ODD, ON, made_up, ris_entries, several
from test_authority import citation

from app.export.build import build_export
from app.export.clean import one_line
from app.export.formats import Format, write_export
from rag.kinds import Kind, Part
from rag.protocols import Library
from rag.replies import Claim

pytestmark = pytest.mark.slow


CSL_FIELDS = set(
    "id type title author authority publisher genre number issued section URL accessed note "
    "language source".split()
)  # those of csl-data.json 1.0.2 that are used


def test_ris_has_one_entry_a_work(tiny: Library) -> None:
    entries = ris_entries(write_export(several(tiny), Format.RIS))
    by_title = {entry["TI"][0]: entry for entry in entries}
    assert len(by_title) == len(entries)
    act = by_title["Education Act 1996"]
    assert act["TY"] == ["STAT"]
    assert act["SE"] == ["s 19(1)"]
    assert act["UR"] == ["https://www.legislation.gov.uk/ukpga/1996/56/section/19"]
    judgment = by_title["R (G) v Westminster City Council"]
    assert (judgment["TY"], judgment["M1"]) == (["CASE"], ["[2004] EWCA Civ 45"])
    assert "UR" not in judgment  # the address is the Act's
    decision = next(entry for entry in entries if entry.get("M1") == ["24 000 001"])
    assert decision["TY"] == ["CASE"]
    assert decision["AU"] == ["Local Government and Social Care Ombudsman,"]
    assert any(one_line(ODD) in note for note in decision["N1"])


def test_csl_items_keep_to_the_schema(tiny: Library) -> None:
    items = json.loads(write_export(several(tiny), Format.CSL))
    assert len({item["id"] for item in items}) == len(items) == 4
    for item in items:
        assert set(item) <= CSL_FIELDS
        assert item["type"] in ("legal_case", "legislation", "report")
        for field in ("issued", "accessed"):
            for parts in item.get(field, {"date-parts": []})["date-parts"]:
                assert 1 <= len(parts) <= 3
                assert all(isinstance(part, int) for part in parts)
        for author in item.get("author", []):
            assert set(author) == {"literal"}
    act = next(item for item in items if item["type"] == "legislation")
    assert act["issued"] == {"date-parts": [[1996]]}


def test_an_act_under_two_rules_is_one_work(tiny: Library) -> None:
    claims = [
        Claim(
            "a",
            Part.DUTY,
            (
                citation(
                    Kind.DUTY, document_id=f"D{n}", start=n, legal_basis=f"Education Act 1996 s{n}"
                ),
            ),
        )
        for n in (7, 9)
    ]
    (item,) = json.loads(write_export(build_export(made_up(claims), tiny, on=ON), Format.CSL))
    assert item["section"] == "s 7; s 9"
