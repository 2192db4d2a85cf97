"""One decision through the service and the command line: full texts and digests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doors import runner, service
from starlette.testclient import TestClient

pytestmark = pytest.mark.slow

FULL, DIGEST, CLEARED = "99 000 101", "24 018 294", "25 000 250"


@pytest.fixture(scope="module")
def client(documents_index: Path) -> Iterator[TestClient]:
    with service(documents_index) as client:
        yield client


@pytest.fixture
def upheld(
    documents_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Any:
    return runner(monkeypatch, capfdbinary, index=documents_index)


def held(client: TestClient, reference: str) -> dict[str, Any]:
    reply = client.get(f"/v1/cases/{reference}")
    assert reply.status_code == 200, reply.text
    record: dict[str, Any] = reply.json()
    return record


def places(record: Any) -> Iterator[dict[str, Any]]:
    """Yield every place of a record, wherever it stands."""
    if isinstance(record, dict):
        if {"paragraph", "quote", "start"} <= set(record):
            yield record
        for value in record.values():
            yield from places(value)
    elif isinstance(record, list):
        for value in record:
            yield from places(value)


@pytest.mark.parametrize("writing", ["99 000 101", "99-000-101", "99000101", " 99 000 101 "])
def test_a_decision_is_found_in_any_writing(client: TestClient, writing: str) -> None:
    assert held(client, writing)["document"]["id"] == "99-000-101"


@pytest.mark.parametrize("reference", [FULL, DIGEST, CLEARED, "99 000 102"])
def test_every_figure_stands_at_its_place(client: TestClient, reference: str) -> None:
    record = held(client, reference)
    texts: dict[str, dict[str, Any]] = {}
    for place in places(record):
        if place["document"] not in texts:
            document = client.get(f"/v1/documents/{place['document']}").json()
            texts[place["document"]] = {p["id"]: p for p in document["paragraphs"]}
        paragraph = texts[place["document"]][place["paragraph"]]
        start, end = place["start"] - paragraph["start"], place["end"] - paragraph["start"]
        assert paragraph["text"][start:end] == place["quote"]
    spoken = [p for section in record["text"]["sections"] for p in section["paragraphs"]]
    own = texts[record["document"]["id"]]
    assert len(spoken) == len(own)
    for one in spoken:
        assert "".join(span["text"] for span in one["spans"]) == own[one["id"]]["text"]


def test_a_full_text_tells_its_issues_its_dates_and_what_was_agreed(client: TestClient) -> None:
    record = held(client, FULL)
    assert record["finding"] == "mixed"
    assert {i["finding"] for i in record["issues"]} == {"fault found", "no fault"}
    assert all(p["place"]["role"] == "findings" for i in record["issues"] for p in i["points"])
    line = record["timeline"]
    assert [one["number"] for one in line["happened"]] == list(range(1, 10))
    may = line["happened"][3]
    assert (may["when"], may["year_inferred"], may["last"]) == ("May", True, "2024-05-31")
    (due,) = line["due"]
    assert (due["first"], due["rule"], due["inferred"]) == ("2024-10-16", "AR-DECISION", False)
    assert (due["came"], due["met_by"], due["least_days"]) == ("not told", None, None)
    assert line["first"] == "2024-01-01"
    sums = [r["amount_gbp"] for r in record["remedies"] if r["status"] == "agreed"]
    assert sums == [None, 120, 275, None]
    assert [r["kind"] for r in record["improvements"]] == ["service_improvement"]
    assert record["limits"] == []


def test_a_digest_says_that_it_is_one_and_counts_nothing(client: TestClient) -> None:
    record = held(client, DIGEST)
    assert record["document"]["label"] == "digest (our own words)"
    assert "digest in Upheld's own words" in record["limits"][0]
    assert [one["when"] for one in record["timeline"]["happened"]][:2] == [
        "Sept 2024",
        "early Oct 2024",
    ]
    assert record["timeline"]["due"] == []
    duties = [duty["id"] for duty in record["duties"]]
    assert "S19-CORE" in duties
    section = next(law for law in record["law"] if law["text"] == "Education Act 1996 s19")
    assert section["places"][0]["pinpoint"] == "Law cited, item 1"
    assert section["duties"][0]["id"] == "S19-CORE"
    assert record["told_in"] == [
        {
            "document": "digest-24-018-294",
            "kind": "digest",
            "label": "digest (our own words)",
            "shown": True,
        }
    ]


def test_related_decisions_say_why_and_how_and_never_name_the_decision_itself(
    client: TestClient,
) -> None:
    for reference, counter in ((DIGEST, "no fault"), (CLEARED, "fault found")):
        related = held(client, reference)["related"]
        assert related["counter"] == counter
        shown = [hit["reference"] for hit in (*related["hits"], *related["counter_examples"])]
        assert shown
        assert reference not in shown
        assert len(set(shown)) == len(shown)
        assert all(hit["near"] and hit["differs"] for hit in related["hits"])
        assert not any("your words" in hit["differs"]["text"] for hit in related["hits"])
    turned = held(client, CLEARED)["related"]["counter_examples"]
    assert all("fault found" in {p["finding"] for p in hit["points"]} for hit in turned)


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("00 000 000", "Check the reference"),
        ("minutes-minutes-northmoor", "is no decision of the Ombudsman"),
        ("S19-CORE", "is no decision of the Ombudsman"),
        ("<b>" * 40, "Check the reference"),
    ],
)
def test_what_is_no_decision_is_a_404_that_says_what_to_do(
    client: TestClient, reference: str, says: str
) -> None:
    reply = client.get(f"/v1/cases/{reference.replace('/', '')}")
    assert reply.status_code == 404
    assert says in reply.json()["error"]["message"]


def test_the_command_line_and_the_service_say_the_same(upheld: Any, client: TestClient) -> None:
    code, out, _ = upheld("case", FULL, "--json")
    assert code == 0
    assert json.loads(out) == held(client, FULL)


def test_a_decision_is_printed(upheld: Any) -> None:
    code, out, err = upheld("case", FULL)
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    for told in (
        "Northmoor Council · 99 000 101 · 2025-03-12",
        "What was found - Fault found:",
        "4. May [2024]:",
        "2024-10-16: Say whether the plan stays",
        "£120 per month",
        "Improvements",
        "Decisions near to it",
    ):
        assert told in words


def test_a_mistake_ends_with_2_and_says_what_can_be_done(upheld: Any) -> None:
    code, out, err = upheld("case", "00 000 000")
    assert (code, out) == (2, "")
    assert "Check the reference" in " ".join(err.split())
