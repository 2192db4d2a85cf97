"""Precedents and remedies through the service and the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.slow

SITUATION = "speech and language therapy in section F, nobody came for five months"


# --- the service ----------------------------------------------------------------------------------


def test_cases_come_with_lines_facets_and_counter_examples(client: TestClient) -> None:
    reply = client.post("/v1/cases", json={"situation": SITUATION, "limit": 5})
    assert reply.status_code == 200
    page = reply.json()
    assert (page["total"], page["offset"], page["next_offset"], page["sort"]) == (288, 0, 5, "near")
    assert len(page["hits"]) == 5
    for hit in (*page["hits"], *page["counter_examples"]):
        for line in (hit["near"], hit["differs"]):
            held = client.get(f"/v1/documents/{line['places'][0]['document']}").json()
            for place in line["places"]:
                (paragraph,) = [p for p in held["paragraphs"] if p["id"] == place["paragraph"]]
                start, end = (place[key] - paragraph["start"] for key in ("start", "end"))
                assert paragraph["text"][start:end] == place["quote"]
                assert place["quote"] in line["text"]
        for told in (*hit["points"], *hit["missed"], *hit["remedies"]):
            assert told["document"]
            assert told["paragraph"].startswith(told["document"] + "#")
    like = {"situation": "no fault on securing speech and language therapy"}
    found = client.post("/v1/cases", json=like).json()
    assert found["counter_examples"][0]["no_fault"]["places"]
    assert found["counter_note"] is None
    none = client.post("/v1/cases", json={"situation": "zebra crossing paint"}).json()
    assert none["counter_examples"] == []
    assert "No decision here finds no fault" in none["counter_note"]
    themes = {row["value"]: row for row in page["facets"]["theme"]}
    assert themes["AP-NONE"]["words"]
    assert themes["AP-NONE"]["count"] > 0


def test_pages_and_selections(client: TestClient) -> None:
    last = client.post("/v1/cases", json={"limit": 100, "offset": 200}).json()
    assert len(last["hits"]) == 88
    assert last["next_offset"] is None
    assert last["sort"] == "date"
    asked = ["24 018 294", "23-005-051", "00 000 000"]
    chosen = client.post("/v1/cases", json={"references": asked}).json()
    assert [hit["reference"] for hit in chosen["hits"]] == ["24 018 294", "23 005 051"]
    assert chosen["absent"] == ["00 000 000"]
    assert chosen["sort"] == "as selected"
    again = [hit["reference"] for hit in chosen["hits"]]
    assert client.post("/v1/cases", json={"references": again}).json()["absent"] == []


def test_cases_pass_the_filters(client: TestClient) -> None:
    filters = {"councils": ["Surrey"], "findings": ["fault found"], "date_from": "2025-01-01"}
    page = client.post("/v1/cases", json={"filters": filters, "sort": "amount"}).json()
    assert page["total"] > 0
    for hit in page["hits"]:
        assert hit["council"] == "Surrey County Council"
        assert hit["date"] >= "2025-01-01"
        assert "fault found" in {point["finding"] for point in hit["points"]}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"situation": "x" * 4_001}, "situation"),
        ({"limit": 0}, "limit"),
        ({"offset": -1}, "offset"),
        ({"sort": "luck"}, "sort"),
        ({"sort": "near"}, "situation"),
        ({"filters": {"themes": ["NO-SUCH"]}}, "NO-SUCH"),
        ({"filters": {"findings": ["guilty"]}}, "filters.findings.0"),
        ({"filters": {"months_min": -1}}, "filters.months_min"),
        ({"filters": {"amount_min": 9, "amount_max": 1}}, "range of amount"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_search_that_cannot_be_is_explained(
    client: TestClient, body: dict[str, Any], says: str
) -> None:
    reply = client.post("/v1/cases", json=body)
    assert reply.status_code == 422
    assert says in reply.json()["error"]["message"]


def test_remedies_are_a_table_with_sources(client: TestClient) -> None:
    reply = client.get("/v1/remedies", params={"kind": "payment", "theme": ["AP-NONE"]})
    assert reply.status_code == 200
    table = reply.json()
    assert {row["kind"] for row in table["rows"]} == {"payment"}
    assert {row["theme"] for row in table["by_theme"]} == {"AP-NONE"}
    lost = next(row for row in table["rows"] if row["purpose"] == "R-EDU-PAY")
    assert lost["sums"]["median"]["from"][0]["reference"]
    assert lost["guidance"][0]["duty"] == "REM-TARIFF"
    assert "no estimate" in table["notice"]
    wrong = client.get("/v1/remedies", params={"from": "soon"})
    assert (wrong.status_code, "from" in wrong.json()["error"]["message"]) == (422, True)
    early = client.get("/v1/remedies", params={"to": "2019-12-31"}).json()
    assert 0 < early["decisions"] < table["decisions"]


# --- the command line -----------------------------------------------------------------------------


def test_the_command_line_and_the_service_say_the_same(upheld: Any, client: TestClient) -> None:
    code, out, _ = upheld("cases", SITUATION, "--theme", "THERAPY-SALT", "-n", "3", "--json")
    body = {"situation": SITUATION, "filters": {"themes": ["THERAPY-SALT"]}, "limit": 3}
    assert code == 0
    assert json.loads(out) == client.post("/v1/cases", json=body).json()
    code, out, _ = upheld("remedies", "--theme", "AP-NONE", "--to", "2024-01-01", "--json")
    told = client.get("/v1/remedies", params={"theme": "AP-NONE", "to": "2024-01-01"}).json()
    assert code == 0
    assert json.loads(out) == told


@pytest.mark.slow
def test_cases_are_printed_with_both_lines_and_counter_examples(upheld: Any) -> None:
    code, out, err = upheld("cases", SITUATION, "-n", "4", "--offset", "2")
    assert (code, err) == (0, "")
    assert out.startswith("3 to 6 of 288 decisions\n")
    assert "\n      + " in out
    assert "\n      - " in out
    assert "Where no fault was found on a point like this" in out
    assert "theme: " in out


@pytest.mark.slow
def test_every_filter_of_the_command_line_narrows(upheld: Any) -> None:
    for options in (
        ("--duty", "S42-SECURE"),
        ("--council", "Surrey"),
        ("--outcome", "Not upheld"),
        ("--finding", "no fault"),
        ("--missing", "education"),
        ("--months-min", "12"),
        ("--months-max", "3"),
        ("--remedy-kind", "apology"),
        ("--amount-min", "1000"),
        ("--amount-max", "100"),
        ("--from", "2026-01-01"),
        ("--to", "2020-01-01"),
        ("--reference", "24 018 294"),
    ):
        code, out, _ = upheld("cases", *options, "--json")
        assert code == 0
        assert 0 < json.loads(out)["total"] < 288, options


@pytest.mark.slow
def test_nothing_found_is_no_failure(upheld: Any) -> None:
    code, out, _ = upheld("cases", "--amount-min", "1000000")
    assert code == 0
    assert "No decision here passes these filters." in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("cases", "--theme", "NO-SUCH"), "There is no theme 'NO-SUCH'"),
        (("cases", "--sort", "luck"), "near, date, amount"),
        (("cases", "--sort", "near"), "say what happened"),
        (("cases", "--from", "soon"), "--from"),
        (("cases", "-n", "0"), "--limit"),
        (("remedies", "--kind", "prize"), "There is no kind of remedy 'prize'"),
    ],
)
def test_a_mistake_ends_with_2_and_says_what_can_be_done(
    upheld: Any, arguments: tuple[str, ...], says: str
) -> None:
    code, out, err = upheld(*arguments)
    assert (code, out) == (2, "")
    assert says in " ".join(err.split())
    assert "Traceback" not in err


def test_remedies_are_printed_with_their_decisions(upheld: Any) -> None:
    code, out, err = upheld("remedies", "--theme", "AP-NONE", "--kind", "payment")
    assert (code, err) == (0, "")
    words = " ".join(out.split())
    assert "no estimate of what anybody will get" in words
    assert "£7,500 (19 011 371)" in words
    assert "REM-TARIFF:" in words
    assert "have no amount that was seen" in words
