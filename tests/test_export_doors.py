"""Files from the service and the command line; an answer that comes back is checked again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doors import open_hashed, service
from exported import READERS, bare
from starlette.testclient import TestClient

import app.engine
from app.cli import main
from app.export.formats import Format

ASKED = "What did the Ombudsman find in 24 000 001, and what was agreed?"
STARTS = {Format.PDF: b"%PDF", Format.DOCX: b"PK", Format.MARKDOWN: b"# ", Format.RIS: b"TY  - "}


@pytest.fixture(scope="module")
def client(tiny_index: Path) -> Iterator[TestClient]:
    with service(tiny_index) as client:
        yield client


@pytest.fixture
def answer(client: TestClient) -> dict[str, Any]:
    given = client.post("/v1/ask", json={"question": ASKED, "audience": "advocate"}).json()
    assert given["claims"]
    return dict(given)


def export(client: TestClient, form: Format | str, **body: Any) -> Any:
    return client.post("/v1/export", json={"format": form, **body})


# --- the service --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("way", ["question", "answer", "decisions"])
def test_a_file_comes_back(
    client: TestClient, answer: dict[str, Any], form: Format, way: str
) -> None:
    body = {
        "question": {"question": ASKED, "audience": "advocate"},
        "answer": answer,
        "decisions": ["24 000 001"],
    }[way]
    reply = export(client, form, **{way: body})
    assert reply.status_code == 200, reply.text
    assert reply.content.startswith(STARTS.get(form, b"[\n"))
    assert reply.headers["content-disposition"].endswith(f'.{form.value}"')
    quotes = {c["quote"] for claim in answer["claims"] for c in claim["citations"]}
    text = bare(READERS[form](reply.content))
    assert any(bare(quote) in text for quote in quotes)


def test_an_answer_that_comes_back_keeps_its_statements_and_numbers(
    client: TestClient, answer: dict[str, Any]
) -> None:
    text = bare(export(client, "md", answer=answer).text.replace("\\", ""))
    for claim in answer["claims"]:
        assert bare(claim["text"]) in text
        assert bare(claim["heading"]) in text
        assert all(f"[{c['number']}]" in text for c in claim["citations"])


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda c: c.update(text="The Ombudsman found: “It was all fine.”"), "not the cited one"),
        (lambda c: c.update(text=f"{c['text']} Pay £9,999."), "sum of money"),
        (lambda c: c["citations"][0].update(quote="It was all fine."), "does not stand"),
        (lambda c: c["citations"][0].update(document="minutes"), "does not stand"),
        (lambda c: c["citations"][0].update(start=c["citations"][0]["end"]), "does not stand"),
        (lambda c: c["citations"][0].update(end=-(10**12)), "does not stand"),
        (lambda c: c.update(citations=[]), "no citation"),
        (lambda c: c.update(part="next"), "does not suit"),
    ],
)  # fmt: skip
def test_words_that_do_not_pass_the_check_are_not_exported(
    client: TestClient, answer: dict[str, Any], spoil: Any, says: str
) -> None:
    claim = next(c for c in answer["claims"] if c["verbatim"])
    spoil(claim)
    reply = export(client, "md", answer=answer)
    assert reply.status_code == 422
    assert says in reply.json()["error"]["message"]


def test_nothing_else_that_was_sent_is_believed(client: TestClient, answer: dict[str, Any]) -> None:
    lie = "Invented words."
    answer["text"] = answer["question"] = lie + " (the question)"
    answer["limits"] = [lie]
    answer["removed"] = [{"text": lie, "reason": "r", "why": "w", "citations": []}]
    answer["parts"].insert(
        0, {"heading": None, "lines": [{"text": lie, "bullet": False, "citations": []}]}
    )
    for precedent in answer["precedents"]:
        precedent["line"] = precedent["council"] = lie
    for claim in answer["claims"]:
        claim["heading"] = lie
        for cited in claim["citations"]:
            cited.update(title=lie, url="https://evil.example/x", pinpoint=lie, council=lie)
            cited.update(speaker=lie, legal_basis=lie, warning=lie)
    reply = export(client, "md", answer=answer)
    assert reply.status_code == 200
    text = reply.text.replace("\\", "")
    assert text.count("Invented words") == 1  # the question is the reader's own
    assert "evil.example" not in text
    assert "could not be checked again" in text


def test_fixed_sentences_stay_where_they_stood(client: TestClient, answer: dict[str, Any]) -> None:
    heading = answer["claims"][0]["heading"]
    sentence = "These are examples of what was agreed."
    part = next(p for p in answer["parts"] if p["heading"] == heading)
    kept = sentence + " They are not an entitlement. Each case turns on its own facts."
    part["lines"].append({"text": kept, "bullet": True, "citations": []})
    assert sentence in export(client, "md", answer=answer).text


def test_a_source_that_has_gone_is_named(client: TestClient, answer: dict[str, Any]) -> None:
    answer["claims"][0]["citations"][0]["paragraph"] = "gone#1"
    reply = export(client, "pdf", answer=answer)
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_in_library")


def test_an_answer_without_statements_is_not_taken(
    client: TestClient, answer: dict[str, Any]
) -> None:
    answer["claims"] = []
    reply = export(client, "pdf", answer=answer)
    assert reply.status_code == 422
    assert "Send the question" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"format": "pdf"}, "exactly one"),
        ({"format": "pdf", "decisions": []}, "decisions"),
        ({"format": "exe", "decisions": ["24 000 001"]}, "format"),
        ({"format": "pdf", "decisions": ["24 000 001"], "question": {"question": "q"}}, "one of"),
        ({"format": "pdf", "question": {"question": " "}}, "question"),
        ({"format": "pdf", "answer": {"text": "x"}}, "answer"),
    ],
)
def test_a_request_that_cannot_be_used_is_explained(
    client: TestClient, body: dict[str, Any], says: str
) -> None:
    reply = client.post("/v1/export", json=body)
    assert reply.status_code == 422
    assert says in reply.json()["error"]["message"]


# --- the command line ---------------------------------------------------------------------------


def run(monkeypatch: pytest.MonkeyPatch, index: Path, *arguments: str) -> int:
    monkeypatch.setattr(app.engine, "open_engine", lambda settings: open_hashed(settings.index))
    monkeypatch.setattr("sys.argv", ["upheld", *arguments, "--index", str(index)])
    with pytest.raises(SystemExit) as leaving:
        main()
    return int(leaving.value.code or 0)


@pytest.mark.parametrize("form", list(Format))
def test_an_answer_is_saved_beside_what_is_printed(
    tiny_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    form: Format,
) -> None:
    path = tmp_path / f"answer.{form.value}"
    assert run(monkeypatch, tiny_index, "ask", ASKED, "--json", "--export", str(path)) == 0
    printed = json.loads(capfdbinary.readouterr().out)
    text = bare(READERS[form](path.read_bytes()))
    for claim in printed["claims"]:
        assert all(bare(cited["quote"]) in text for cited in claim["citations"])


@pytest.mark.parametrize("name", ["answer.exe", "answer", "no/such/folder/answer.md"])
def test_a_file_that_cannot_be_written_is_a_mistake_of_the_user(
    tiny_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    name: str,
) -> None:
    assert run(monkeypatch, tiny_index, "ask", ASKED, "--export", str(tmp_path / name)) == 2
    told = capfd.readouterr().err
    assert "answer" in told
    assert "Traceback" not in told
