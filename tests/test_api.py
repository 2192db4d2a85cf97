"""The HTTP service: answers, documents, errors in one shape, and an index that moves on."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doors import hashed_engine, service
from starlette.testclient import TestClient

from app.api import create_app
from app.api.errors import BodyLimit, status_of
from app.api.server import HideWords
from app.wire import answer_record
from rag import errors
from rag.config import Settings
from rag.replies import Answer, Question

ASKED = "What did the Ombudsman find in 24 000 001?"


@pytest.fixture(scope="module")
def client(tiny_index: Path) -> Iterator[TestClient]:
    with service(tiny_index) as client:
        yield client


def problem(reply: Any) -> tuple[int, str, str]:
    body = reply.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    return reply.status_code, body["error"]["code"], body["error"]["message"]


# --- what readers say of answers ----------------------------------------------------------------

SAID = {
    "helpful": False,
    "reason": "incomplete",
    "comment": "Call me on 07700 900123.",
    "question": None,
    "audience": "parent",
    "status": "answered",
    "sources": ["d#1"],
    "generation": "1",
}


def test_feedback_is_kept_nowhere_unless_the_operator_names_a_file(client: TestClient) -> None:
    assert client.get("/v1/feedback").json() == {"kept": False}
    assert problem(client.post("/v1/feedback", json=SAID))[:2] == (403, "feedback_off")


def test_feedback_is_kept_as_lines_without_personal_data(tiny_index: Path, tmp_path: Path) -> None:
    kept = tmp_path / "new" / "said.jsonl"
    with service(tiny_index, kept) as client:
        assert client.get("/v1/feedback").json() == {"kept": True}
        assert not kept.exists()
        asked = {**SAID, "question": "Is it late? My number is 07700 900123."}
        for body in (SAID, asked):
            assert client.post("/v1/feedback", json=body).status_code == 204
        for bad in ({**SAID, "reason": "because"}, {**SAID, "name": "x"}):
            assert client.post("/v1/feedback", json=bad).status_code == 422
    first, second = map(json.loads, kept.read_text(encoding="utf-8").splitlines())
    assert "900123" not in kept.read_text(encoding="utf-8")
    assert (first["question"], first["reason"], first["sources"]) == (None, "incomplete", ["d#1"])
    assert second["question"].startswith("Is it late?")
    assert kept.stat().st_mode & 0o077 == 0


def test_feedback_that_cannot_be_written_is_said(tiny_index: Path, tmp_path: Path) -> None:
    with service(tiny_index, tmp_path) as client:
        found = problem(client.post("/v1/feedback", json=SAID))
    assert found[:2] == (503, "feedback_not_kept")


# --- questions ----------------------------------------------------------------------------------


def test_an_answer_names_documents_that_the_service_holds(client: TestClient) -> None:
    reply = client.post("/v1/ask", json={"question": ASKED, "id": "q1", "audience": "advocate"})
    assert reply.status_code == 200
    answer = reply.json()
    assert answer["id"] == "q1"
    assert answer["audience"] == "advocate"
    assert answer["claims"], answer["text"]
    for claim in answer["claims"]:
        for citation in claim["citations"]:
            held = client.get(f"/v1/documents/{citation['document']}").json()
            (paragraph,) = [p for p in held["paragraphs"] if p["id"] == citation["paragraph"]]
            start, end = (citation[key] - paragraph["start"] for key in ("start", "end"))
            assert paragraph["text"][start:end] == citation["quote"]
    numbers = {c["number"] for claim in answer["claims"] for c in claim["citations"]}
    places = [place for row in answer["authorities"] for place in row["places"]]
    assert sorted(place["number"] for place in places) == sorted(numbers)


def test_the_parts_of_an_answer_hold_the_whole_text_and_its_numbers(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": ASKED}).json()
    numbers = {c["number"] for claim in answer["claims"] for c in claim["citations"]}
    shown = {n for part in answer["parts"] for line in part["lines"] for n in line["citations"]}
    assert shown == numbers == set(range(1, len(numbers) + 1))
    for part in answer["parts"]:
        assert (part["heading"] or "") in answer["text"]
        for line in part["lines"]:
            assert line["text"] in answer["text"]


def test_the_service_and_the_command_line_say_the_same(
    client: TestClient, tiny_index: Path
) -> None:
    with hashed_engine(tiny_index) as engine:
        record = answer_record(engine.ask(Question(ASKED)))
    answer = client.post("/v1/ask", json={"question": ASKED}).json()
    for changing in (record, answer):
        changing.pop("made_by")
        for hit in changing["retrieved"]:
            hit["score"] = round(hit["score"], 4)
    assert answer == record


def test_help_is_a_field_of_its_own_and_stands_first(client: TestClient) -> None:
    asked = "What was found about speech therapy in 24 000 001?"
    plain = client.post("/v1/ask", json={"question": asked}).json()
    worried = client.post("/v1/ask", json={"question": f"My son wants to die. {asked}"}).json()
    assert plain["help"] == []
    assert "999" in worried["help"][0]
    assert worried["text"].startswith("\n".join(worried["help"]))
    assert [line["text"] for line in worried["parts"][0]["lines"]] == worried["help"]
    assert worried["parts"][1:] == plain["parts"]


def test_a_search_honours_filters_and_k(client: TestClient) -> None:
    body = {
        "query": "speech transport plan",
        "k": 2,
        "filters": {"councils": ["Kent County Council"]},
    }
    reply = client.post("/v1/search", json=body)
    assert reply.status_code == 200
    hits = reply.json()["hits"]
    assert 1 <= len(hits) <= 2
    assert {hit["council"] for hit in hits} == {"Kent County Council"}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "question"),
        ({"question": "   "}, "question"),
        ({"question": "x" * 4_001}, "4000 characters"),
        ({"question": 7}, "question"),
        ({"question": "q", "audience": "king"}, "audience"),
        ({"question": "q", "history": [{"role": "judge", "content": "c"}]}, "history.0.role"),
        ({"question": "q", "colour": "red"}, "colour"),
        ({"question": "q", "filters": {"kinds": ["novel"]}}, "filters.kinds.0"),
        ({"question": "q", "filters": {"date_from": "soon"}}, "filters.date_from"),
    ],
)
def test_a_question_that_cannot_be_used_is_explained(
    client: TestClient, body: dict[str, Any], says: str
) -> None:
    status, code, message = problem(client.post("/v1/ask", json=body))
    assert (status, code) == (422, "invalid_request")
    assert says in message
    assert "x" * 50 not in message


@pytest.mark.parametrize("k", [0, 101, "many"])
def test_k_has_bounds(client: TestClient, k: Any) -> None:
    status, _, message = problem(client.post("/v1/search", json={"query": "plan", "k": k}))
    assert status == 422
    assert message.startswith("k:")


def test_a_body_that_is_not_json_is_explained(client: TestClient) -> None:
    reply = client.post("/v1/ask", content=b"{no", headers={"content-type": "application/json"})
    assert problem(reply) == (422, "invalid_request", "The body is not JSON.")


def test_half_a_surrogate_pair_is_explained(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    reply = client.post("/v1/ask", content=rb'{"question": "\ud800"}', headers=headers)
    status, _, message = problem(reply)
    assert status == 422
    assert message.startswith("question:")


def test_an_endless_body_is_refused(client: TestClient) -> None:
    status, code, _ = problem(client.post("/v1/ask", content=b"x" * 2_000_001))
    assert (status, code) == (413, "too_large")


# --- documents ----------------------------------------------------------------------------------


def test_documents_are_listed_a_page_at_a_time(client: TestClient) -> None:
    whole = client.get("/v1/documents").json()
    assert whole["total"] == len(whole["documents"]) == 4
    assert set(whole["documents"][0]) == {"id", "title", "kind", "council", "reference", "date"}
    page = client.get("/v1/documents", params={"limit": 1, "offset": 2}).json()
    assert page == {"total": 4, "documents": [whole["documents"][2]]}


def test_councils_are_counted(client: TestClient) -> None:
    assert client.get("/v1/councils").json() == [
        {"council": "Essex County Council", "documents": 1},
        {"council": "Kent County Council", "documents": 2},
    ]


def test_a_document_comes_with_its_boilerplate_marked(client: TestClient) -> None:
    decisions = [d for d in client.get("/v1/documents").json()["documents"] if d["reference"]]
    kent = next(d["id"] for d in decisions if d["reference"] == "24 000 001")
    held = client.get(f"/v1/documents/{kent}").json()
    assert held["document"]["date"] == "2024-05-01"
    assert [s["role"] for s in held["sections"]] == [
        "complaint",
        "powers",
        "law",
        "findings",
        "remedy",
    ]
    assert any(p["boilerplate"] for p in held["paragraphs"])
    assert held["paragraphs"][0]["speaker"] == "the complaint (not a finding)"


def test_a_document_that_is_not_held_says_what_to_do(client: TestClient) -> None:
    status, code, message = problem(client.get("/v1/documents/no-such"))
    assert (status, code) == (404, "not_in_library")
    assert "upheld ingest" in message


def test_an_address_that_does_not_exist_has_the_same_shape(client: TestClient) -> None:
    assert problem(client.get("/v2/ask"))[:2] == (404, "http_404")
    assert problem(client.get("/v1/ask"))[:2] == (405, "http_405")


def test_the_description_has_examples(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    assert description["components"]["schemas"]["AskIn"]["examples"]
    assert set(description["paths"]) >= {"/v1/ask", "/v1/search", "/v1/documents", "/readyz"}


# --- readiness and generations ------------------------------------------------------------------


def test_without_an_index_the_service_lives_but_is_not_ready(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(index=tmp_path / "none"))) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        status, code, message = problem(client.get("/readyz"))
        assert (status, code) == (503, "index_missing")
        assert "upheld ingest" in message
        assert problem(client.post("/v1/ask", json={"question": "q"}))[0] == 503


def test_a_ready_service_tells_what_it_holds(client: TestClient) -> None:
    reply = client.get("/readyz").json()
    assert reply["ready"] is True
    assert reply["library"]["documents"] == 4


# --- errors and logs ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.QuestionError("e"), 422),
        (errors.NotInLibrary("e"), 404),
        (errors.IndexMissing("e"), 503),
        (errors.IndexBusy("e"), 409),
        (errors.ModelError("e"), 503),
        (errors.ConfigError("e"), 500),
    ],
)
def test_the_status_says_whose_fault_it_is(error: errors.UpheldError, status: int) -> None:
    assert status_of(error) == status


class Failing:
    """An engine with a fault that speaks of the question."""

    library: Any = None

    def search(self, text: str, *, k: int, filters: Any) -> list[Any]:
        return []

    def close(self) -> None: ...

    def ask(self, question: Question) -> Answer:
        raise RuntimeError(f"secret: {question.text}")


def test_a_fault_of_ours_repeats_nothing_of_the_question() -> None:
    app = create_app(Failing())
    with TestClient(app, raise_server_exceptions=False) as client:
        status, code, message = problem(client.post("/v1/ask", json={"question": "about Tom"}))
    assert (status, code) == (500, "internal")
    assert "Tom" not in message


def record(name: str, message: str, args: tuple[Any, ...], info: Any = None) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, "here.py", 1, message, args, info)


def test_the_log_keeps_no_query_string() -> None:
    line = record(
        "uvicorn.access", '%s - "%s %s HTTP/%s" %d', ("::1", "GET", "/v1/ask?q=Tom", "1.1", 405)
    )
    assert HideWords().filter(line)
    assert line.getMessage() == '::1 - "GET /v1/ask HTTP/1.1" 405'


def test_the_log_keeps_no_message_of_an_exception() -> None:
    try:
        raise RuntimeError("about Tom")
    except RuntimeError as error:
        line = record(
            "uvicorn.error", "Exception %s", ("Tom",), (type(error), error, error.__traceback__)
        )
    assert HideWords().filter(line)
    assert line.getMessage().startswith("unexpected RuntimeError at ")
    assert "Tom" not in logging.Formatter().format(line)


def test_other_protocols_pass_the_body_limit() -> None:
    seen: list[str] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    import asyncio

    asyncio.run(BodyLimit(inner)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
