"""Lessons through the service and the command line."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from starlette.testclient import TestClient

pytestmark = pytest.mark.slow


def test_every_citation_of_the_reply_leads_to_its_words(client: TestClient) -> None:
    reply = client.get("/v1/lessons", params={"council": "Surrey", "from": "2023-01-01"})
    assert reply.status_code == 200
    record = reply.json()
    assert record["scope"]["councils"] == ["Surrey County Council"]
    assert record["scope"]["from"] == "2023-01-01"
    assert record["own_council"] is True
    assert record["citations"]
    for citation in record["citations"]:
        held = client.get(f"/v1/documents/{citation['document']}").json()
        (paragraph,) = [p for p in held["paragraphs"] if p["id"] == citation["paragraph"]]
        start, end = (citation[key] - paragraph["start"] for key in ("start", "end"))
        assert paragraph["text"][start:end] == citation["quote"]
    for theme in record["themes"]:
        for point in theme["found"]:
            assert point["council"] == "Surrey County Council"
            assert not point["date"] or point["date"] >= "2023-01-01"


def test_files_come_from_the_service(client: TestClient) -> None:
    asked = {"council": "Milton Keynes Council", "format": "docx"}
    reply = client.get("/v1/lessons", params=asked)
    assert reply.status_code == 200
    assert reply.headers["content-disposition"].endswith('.docx"')
    paper = Document(io.BytesIO(reply.content))
    heads = [p.text for p in paper.paragraphs if p.style.name == "Heading 1"]
    assert "Table of authorities" in heads
    pdf = client.get("/v1/lessons", params={**asked, "format": "pdf"})
    assert pdf.content.startswith(b"%PDF-")


def test_what_cannot_be_asked_is_refused_in_words(client: TestClient) -> None:
    assert client.get("/v1/lessons", params={"format": "ris"}).status_code == 422
    wrong = client.get("/v1/lessons", params={"theme": "NO-SUCH"})
    assert wrong.status_code == 422
    assert "There is no theme" in wrong.text
    none = client.get("/v1/lessons", params={"council": "Rutland County Council"}).json()
    assert none["summary"][0].startswith("The library holds no decision about Rutland")


def test_the_command_line_and_the_service_say_the_same(
    upheld: Any, client: TestClient, tmp_path: Path
) -> None:
    asked = {"council": "Leeds", "theme": "AR-LATE", "to": "2025-06-30"}
    told = client.get("/v1/lessons", params=asked).json()
    options = ("--council", "Leeds", "--theme", "AR-LATE", "--to", "2025-06-30")
    code, out, _ = upheld("lessons", *options, "--json")
    assert (code, json.loads(out)) == (0, told)
    code, out, err = upheld("lessons", *options, "--out", str(tmp_path / "leeds.json"))
    assert (code, out) == (0, "")
    assert "Written:" in err
    assert json.loads((tmp_path / "leeds.json").read_text("utf-8")) == told


def test_markdown_keeps_headings_apart_from_lists(upheld: Any, tmp_path: Path) -> None:
    out = tmp_path / "report.md"
    code, _, _ = upheld("lessons", "--council", "Milton Keynes Council", "--out", str(out))
    assert code == 0
    text = out.read_text("utf-8")
    lines = text.splitlines()
    assert lines[0] == "# Upheld: lessons from Ombudsman decisions"
    for before, line in pairwise(lines):
        assert not (before.startswith("- ") and line and not line.startswith("- ")), line
    assert "held here" in text
    code, printed, _ = upheld("lessons", "--council", "Milton Keynes Council")
    assert (code, printed) == (0, text)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--out", "report.odt"), "end its name in .md, .docx, .pdf, .json"),
        (("--theme", "R-APOLOGY"), "R-APOLOGY is no theme of faults"),
        (("--from", "2025-01-01", "--to", "2024-01-01"), "ends (2024-01-01) before it begins"),
        (("--out", "/no/such/place/report.md"), "cannot be written"),
    ],
)
def test_a_mistake_ends_with_2_and_says_what_can_be_done(
    upheld: Any, arguments: tuple[str, ...], says: str
) -> None:
    code, out, err = upheld("lessons", *arguments)
    assert (code, out) == (2, "")
    assert says in " ".join(err.split())
    assert "Traceback" not in err
