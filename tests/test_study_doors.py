"""Studying through the service and the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from doors import runner
from starlette.testclient import TestClient

pytestmark = pytest.mark.slow

AT = "2026-03-02T09:00:00Z"


@pytest.fixture
def upheld(
    starter_index: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Any:
    """Run `upheld study` in this process, its progress in a file of the test's own."""
    monkeypatch.setenv("UPHELD_INDEX", str(starter_index))
    monkeypatch.setenv("COLUMNS", "100")
    kept = str(tmp_path / "study.json")

    return runner(monkeypatch, capfdbinary, "study", "--progress", kept)


def attempt(client: TestClient, item: dict[str, Any], option: int, **more: Any) -> dict[str, Any]:
    body = {"item": item["id"], "chosen": item["options"][option]["id"], "at": AT, **more}
    reply = client.post("/v1/study", json=body)
    assert reply.status_code == 200
    return dict(reply.json())


def test_items_come_by_page_and_tell_nothing_of_the_answer(client: TestClient) -> None:
    page = client.get("/v1/study", params={"limit": 5}).json()
    assert len(page["items"]) == 5
    assert page["next_offset"] == 5
    last = client.get("/v1/study", params={"limit": 5, "offset": page["total"] - 2}).json()
    assert len(last["items"]) == 2
    assert last["next_offset"] is None
    for item in (*page["items"], *last["items"]):
        assert set(item) == {"id", "kind", "reference", "label", "question", "shown", "options"}
        assert all(set(option) == {"id", "text"} for option in item["options"])
        assert all(set(line) == {"text", "role", "speaker"} for line in item["shown"])
    only = client.get("/v1/study", params={"kind": "whose", "limit": 100}).json()
    assert {item["kind"] for item in only["items"]} == {"whose"}


def test_an_attempt_brings_the_reasoning_and_state_goes_in_and_out(client: TestClient) -> None:
    item = client.get("/v1/study", params={"kind": "finding", "limit": 1}).json()["items"][0]
    first = attempt(client, item, 0)
    places = [i for i, o in enumerate(item["options"]) if o["id"] == first["answer"]]
    again = attempt(client, item, places[0], progress=first["progress"])
    assert again["right"] is True
    assert first["right"] is (places == [0])
    kept = again["progress"]["items"][item["id"]]["attempts"]
    assert len(kept) == 2 or first["right"]
    for option in again["options"]:
        assert option["right"] is (option["id"] == again["answer"])
        for proof in option["proofs"]:
            place = proof["place"]
            held = client.get(f"/v1/documents/{place['document']}").json()
            (paragraph,) = [p for p in held["paragraphs"] if p["id"] == place["paragraph"]]
            start, end = (place[key] - paragraph["start"] for key in ("start", "end"))
            assert paragraph["text"][start:end] == place["quote"]
    later = client.post("/v1/study/next", json={"progress": again["progress"], "at": AT}).json()
    assert item["id"] not in [one["id"] for one in later["items"]]
    fresh = attempt(client, item, places[0])
    assert len(fresh["progress"]["items"]) == 1, "nothing was kept by the service"


def test_progress_kept_elsewhere_is_added_and_counted_by_kind(client: TestClient) -> None:
    first, second = client.get("/v1/study", params={"kind": "how-long", "limit": 2}).json()["items"]
    one, other = (attempt(client, item, 0)["progress"] for item in (first, second))
    body = {"progress": one, "add": other, "at": "2026-03-02T09:00:01Z"}
    both = client.post("/v1/study/progress", json=body).json()
    assert set(both["progress"]["items"]) == {first["id"], second["id"]}
    counted = {row["kind"]: row for row in both["kinds"]}
    assert counted["how-long"]["tried"] == 2
    assert counted["from-when"]["tried"] == 0
    assert counted["how-long"]["due"] == counted["how-long"]["learned"] == 0
    again = client.post("/v1/study/progress", json={"progress": both["progress"], "add": one})
    assert again.json()["progress"] == both["progress"]
    refused = client.post("/v1/study/progress", json={"add": {"format": "other"}})
    assert refused.status_code == 422
    assert "no progress of upheld study" in refused.json()["error"]["message"]


def test_a_case_is_chosen_by_its_reference(client: TestClient) -> None:
    item = client.get("/v1/study", params={"kind": "duty", "limit": 1}).json()["items"][0]
    spoken = {"references": [item["reference"].replace(" ", "")], "limit": 50}
    found = client.post("/v1/study/next", json=spoken).json()
    assert item["id"] in [one["id"] for one in found["items"]]
    assert {one["reference"] for one in found["items"]} == {item["reference"]}


@pytest.mark.parametrize(
    "body",
    [
        {"item": "nothing", "chosen": "x"},
        {"item": "nothing", "chosen": "x", "progress": {"format": "other"}},
        {"item": "nothing", "chosen": "x", "at": "2026-03-02T09:00:00"},
        {"item": "nothing", "chosen": "x", "grade": 1},
        {"item": "nothing"},
    ],
)
def test_what_cannot_be_used_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/v1/study", json=body).status_code == 422


def test_the_command_asks_marks_and_keeps(upheld: Any, tmp_path: Path) -> None:
    code, out, _ = upheld("--kind", "how-long", "-n", "2", typed="9\n1\n2\n")
    assert code == 0
    assert "1 of 2." in out
    assert out.count("Comes again") == 2
    assert "of 2 right." in out
    kept = json.loads((tmp_path / "study.json").read_text("utf-8"))
    assert len(kept["items"]) == 2
    code, out, _ = upheld("--kind", "how-long", "-n", "2", "--json")
    coming = [item["id"] for item in json.loads(out)["items"]]
    assert not set(coming) & set(kept["items"])


def test_stopping_keeps_what_was_answered(upheld: Any, tmp_path: Path) -> None:
    code, out, _ = upheld("-n", "3", typed="q\n")
    assert (code, "Nothing was answered." in out) == (0, True)
    assert not (tmp_path / "study.json").exists()
    code, out, _ = upheld("-n", "3", typed="1\n")
    assert (code, "of 1 right." in out) == (0, True)
    assert len(json.loads((tmp_path / "study.json").read_text("utf-8"))["items"]) == 1


def test_json_is_what_the_service_replies(upheld: Any, client: TestClient) -> None:
    code, out, _ = upheld("--kind", "whose", "-n", "3", "--json")
    assert code == 0
    page = json.loads(out)
    body = {"kinds": ["whose"], "limit": 3}
    assert client.post("/v1/study/next", json=body).json() == page
    item = page["items"][0]
    code, out, _ = upheld("--answer", f"{item['id']}={item['options'][0]['id']}")
    assert code == 0
    marked = json.loads(out)
    reply = attempt(client, item, 0)
    for key in ("item", "right", "answer", "options", "source"):
        assert marked[key] == reply[key]


def test_progress_is_exported_and_brought_back(upheld: Any, tmp_path: Path) -> None:
    upheld("-n", "1", typed="1\n")
    out_file = tmp_path / "out.json"
    code, _, err = upheld("--export", str(out_file))
    assert (code, "Written" in err) == (0, True)
    (tmp_path / "study.json").unlink()
    code, _, _ = upheld("--import", str(out_file))
    assert code == 0
    assert json.loads((tmp_path / "study.json").read_text()) == json.loads(out_file.read_text())
    (tmp_path / "study.json").write_text('{"format": "upheld-study", "version": 99}')
    code, _, err = upheld("-n", "1")
    assert (code, "a newer Upheld wrote it" in err) == (2, True)
    code, _, err = upheld("--kind", "nonsense", "--progress", str(tmp_path / "new.json"))
    assert (code, "There is no kind" in err) == (2, True)
