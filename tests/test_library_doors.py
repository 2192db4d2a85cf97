"""The library over HTTP: what it knows, adding, stopping, removing, and a run that was killed."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import BRIDGES, DUTY, ESSEX, KENT
from own_documents import DATA, DECISION
from plain_steps import plain_steps
from shelves import Shelf, copied, ended

from app.librarian import Librarian
from rag.config import Settings
from rag.generations import hold_lock

OTHER = KENT.replace("24 000 001", "24 000 009").replace("speech", "music")
PLAIN = plain_steps(starter=[DUTY], bridges=BRIDGES)


@pytest.fixture
def shelf(tiny_index: Path, tmp_path: Path) -> Shelf:
    return Shelf(Settings(index=copied(tiny_index, tmp_path)), PLAIN)


@pytest.fixture
def client(shelf: Shelf) -> Iterator[Any]:
    with shelf.client() as client:
        yield client


def sent(*files: tuple[str, str | bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (n, d.encode() if isinstance(d, str) else d)) for n, d in files]


def results(job: dict[str, Any]) -> dict[str, str]:
    return {one["source"]: one["result"] for one in job["results"]}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# --- what it knows ------------------------------------------------------------------------------


def test_the_library_says_what_it_knows(client: Any) -> None:
    known = client.get("/v1/library").json()
    assert (known["documents"], known["own_documents"]) == (4, 4)
    assert {one["words"]: one["documents"] for one in known["kinds"]} == {
        "Ombudsman decisions": 2,
        "duty or time limit": 1,
        "minutes of a meeting": 1,
    }
    assert known["councils"][1] == {"council": "Kent County Council", "documents": 2}
    assert known["first_decision"] == "2023-02-10"
    assert known["newest_decision"]["reference"] == "24 000 001"
    assert known["indexed_at"].endswith("+00:00")
    assert known["size_bytes"] > 10_000
    assert known["writing"]["allowed"] is True
    assert ".docx" in known["writing"]["suffixes"]
    assert (known["last_run"]["added"], known["last_run"]["failed"]) == (4, [])
    assert known["job"] is None


def test_a_library_that_is_not_there_yet_can_be_begun(tmp_path: Path) -> None:
    shelf = Shelf(Settings(index=tmp_path / "new"), PLAIN)
    with shelf.client() as client:
        assert client.get("/v1/library").json()["documents"] == 0
        assert client.get("/v1/library/documents").json() == {"total": 0, "documents": []}
        job = ended(client, client.post("/v1/library/files", files=sent(("kent.txt", KENT))))
        assert results(job) == {"kent.txt": "added"}
        assert client.get("/v1/library").json()["documents"] == 2  # the starter library came too


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "KENT speech"}, ["24-000-001"]),
        ({"q": "24 000 001"}, ["24-000-001"]),
        ({"kind": ["decision"]}, ["24-000-001", "23-000-002"]),
        ({"council": "Essex County Council"}, ["23-000-002"]),
        ({"from": "2024-01-01", "to": "2024-06-30"}, ["24-000-001"]),
        ({"kind": "decision", "limit": 1, "offset": 1}, ["23-000-002"]),
        ({"own": "false"}, []),
        ({"q": "nothing of the kind"}, []),
    ],
)
def test_documents_are_found_by_words_kind_council_and_date(
    client: Any, asked: dict[str, Any], expected: list[str]
) -> None:
    page = client.get("/v1/library/documents", params=asked).json()
    assert [one["id"] for one in page["documents"]] == expected


@pytest.mark.slow
def test_the_starter_library_is_told_from_what_was_added(
    starter_index: Path, tmp_path: Path
) -> None:
    shelf = Shelf(Settings(index=copied(starter_index, tmp_path)))
    with shelf.client() as client:
        job = ended(
            client, client.post("/v1/library/files", files=sent(("a.txt", DECISION.read_bytes())))
        )
        (document,) = [one["document"] for one in job["results"]]
        own = client.get("/v1/library/documents", params={"own": True}).json()
        assert [one["id"] for one in own["documents"]] == [document]
        assert own["documents"][0]["source"] == "a.txt"
        assert client.get("/v1/library/documents").json()["documents"][0]["id"] == document
        reply = client.delete("/v1/library/documents/S19-CORE")
        assert reply.status_code == 422
        assert "starter library" in reply.json()["error"]["message"]


# --- adding -------------------------------------------------------------------------------------


def test_files_are_added_replaced_and_known_again(client: Any, shelf: Shelf) -> None:
    def send(*files: tuple[str, str]) -> dict[str, Any]:
        return ended(client, client.post("/v1/library/files", files=sent(*files)))

    job = send(("music.txt", OTHER), ("again.txt", KENT), ("letter.exe", "x"))
    assert results(job) == {"music.txt": "added", "again.txt": "unchanged", "letter.exe": "refused"}
    assert "cannot be read" in job["results"][0]["reason"]
    assert (job["state"], job["counts"]["added"]) == ("done", 1)
    kept = shelf.settings.index.with_name("index-files")
    assert names(kept) == ["music.txt"]  # what is there under another name is not kept twice
    asked = {"question": "What did the Ombudsman find in 24 000 009?"}
    answer = client.post("/v1/ask", json=asked).json()
    assert "music" in answer["text"]
    assert results(send(("music.txt", OTHER))) == {"music.txt": "unchanged"}
    assert results(send(("music.txt", OTHER.replace("five", "six")))) == {"music.txt": "replaced"}
    assert "six months" in client.post("/v1/ask", json=asked).json()["text"]
    assert names(kept) == ["music.txt"]


def test_what_cannot_be_read_leaves_what_it_would_have_replaced(client: Any, shelf: Shelf) -> None:
    ended(client, client.post("/v1/library/files", files=sent(("music.txt", OTHER))))
    job = ended(client, client.post("/v1/library/files", files=sent(("music.txt", b"a\0b"))))
    assert results(job) == {"music.txt": "refused"}
    assert "stays" in job["results"][0]["reason"]
    kept = shelf.settings.index.with_name("index-files")
    assert (kept / "music.txt").read_text() == OTHER
    assert client.get("/v1/library").json()["last_run"]["failed"][0]["reason"]
    assert client.get("/v1/documents/24-000-009").status_code == 200


def test_a_folder_of_the_machine_is_taken_in(client: Any, tmp_path: Path) -> None:
    (tmp_path / "papers" / "deep").mkdir(parents=True)
    (tmp_path / "papers" / "deep" / "music.txt").write_text(OTHER)
    (tmp_path / "papers" / "bad.txt").write_bytes(b"a\0b")
    (tmp_path / "papers" / "sum.xlsx").write_bytes(b"x")
    sources = [str(tmp_path / "papers"), str(tmp_path / "nowhere")]
    job = ended(client, client.post("/v1/library/sources", json={"sources": sources}))
    told = {Path(one["source"]).name: one for one in job["results"]}
    assert {name: one["result"] for name, one in told.items()} == {
        "music.txt": "added",
        "bad.txt": "refused",
        "nowhere": "refused",
    }
    assert "no such file" in told["nowhere"]["reason"]
    assert any(".xlsx" in note for note in job["notes"])
    (tmp_path / "papers" / "deep" / "music.txt").read_text()


def test_a_source_that_is_neither_address_nor_full_path_is_refused(client: Any) -> None:
    for source in ("papers", "../etc", "ftp://x.org/a", "file:///etc/passwd"):
        reply = client.post("/v1/library/sources", json={"sources": [source]})
        assert reply.status_code == 422, source
    job = ended(client, client.post("/v1/library/sources", json={"sources": ["/no/such"]}))
    assert job["state"] == "failed"
    assert "no such file" in job["error"]


def test_the_library_answers_while_it_is_changed_and_takes_one_change_at_a_time(
    client: Any, shelf: Shelf
) -> None:
    go, waiting = threading.Event(), threading.Event()

    def wait() -> None:
        waiting.set()
        assert go.wait(60)

    shelf.builds.gate = wait
    first = client.post("/v1/library/files", files=sent(("music.txt", OTHER)))
    assert waiting.wait(60)
    second = client.post("/v1/library/files", files=sent(("more.txt", ESSEX)))
    assert (second.status_code, second.json()["error"]["code"]) == (409, "index_busy")
    assert "already" in second.json()["error"]["message"]
    assert client.delete("/v1/library/documents/24-000-001").status_code == 409
    assert client.get("/v1/library").json()["job"]["state"] == "running"
    asked = {"question": "What did the Ombudsman find in 24 000 001?"}
    assert client.post("/v1/ask", json=asked).json()["claims"]
    go.set()
    assert ended(client, first)["state"] == "done"


def test_another_process_that_writes_is_told_at_once(client: Any, shelf: Shelf) -> None:
    with hold_lock(shelf.settings.index):
        reply = client.post("/v1/library/files", files=sent(("music.txt", OTHER)))
    assert (reply.status_code, reply.json()["error"]["code"]) == (409, "index_busy")
    assert names(shelf.settings.index.with_name("index-files")) == []


def test_a_stopped_job_leaves_the_library_as_it_was(client: Any, shelf: Shelf) -> None:
    go, waiting = threading.Event(), threading.Event()

    def wait() -> None:
        waiting.set()
        assert go.wait(60)

    shelf.builds.gate = wait
    reply = client.post("/v1/library/files", files=sent(("music.txt", OTHER), ("b.txt", ESSEX)))
    assert waiting.wait(60)
    assert client.post(f"/v1/library/jobs/{reply.json()['id']}/cancel").status_code == 200
    go.set()
    job = ended(client, reply)
    assert (job["state"], job["error"]) == ("stopped", "Stopped. The library is as it was before.")
    assert client.get("/v1/library").json()["documents"] == 4
    assert not (shelf.settings.index / "staging").exists()
    assert names(shelf.settings.index.with_name("index-files")) == []


def test_a_fault_of_ours_fails_the_job_and_no_more(client: Any, shelf: Shelf) -> None:
    def fault() -> None:
        raise RuntimeError("secret words of a letter")

    shelf.builds.gate = fault
    reply = client.post("/v1/library/files", files=sent(("music.txt", OTHER)))
    job = ended(client, reply)
    assert job["state"] == "failed"
    assert "RuntimeError" in job["error"]
    assert "secret" not in str(job)
    shelf.builds.gate = lambda: None
    again = client.post("/v1/library/files", files=sent(("music.txt", OTHER)))
    assert results(ended(client, again)) == {"music.txt": "added"}


def test_a_run_that_died_with_its_service_is_gone_on_with(shelf: Shelf) -> None:
    with shelf.client() as client:
        waiting = threading.Event()

        def dies() -> None:
            waiting.set()
            raise KeyboardInterrupt

        shelf.builds.gate = dies
        reply = client.post("/v1/library/files", files=sent(("music.txt", OTHER)))
        assert waiting.wait(60)
        assert client.get("/v1/library").json()["documents"] == 4
    after = Shelf(shelf.settings, PLAIN)
    with after.client() as client:
        job = ended(client, reply)
        assert job["resumed"] is True
        assert results(job) == {"music.txt": "added"}
        assert client.get("/v1/library").json()["documents"] == 5
    assert not list(shelf.settings.index.glob("unfinished*"))


def test_a_run_that_kills_every_service_is_left_alone(shelf: Shelf) -> None:
    def dies() -> None:
        raise KeyboardInterrupt

    shelf.builds.gate = dies
    with shelf.client() as client:
        reply = client.post("/v1/library/files", files=sent(("music.txt", OTHER)))
    again = Shelf(shelf.settings, PLAIN)
    again.builds.gate = dies
    with again.client():
        pass
    last = Librarian(shelf.settings)
    job = last.resume()
    assert job is not None
    assert (job.id, job.state) == (reply.json()["id"], "failed")
    assert "twice" in (job.error or "")
    assert Librarian(shelf.settings).resume() is None
    assert names(shelf.settings.index.with_name("index-files")) == []


# --- removing -----------------------------------------------------------------------------------


def test_a_document_is_removed_with_the_file_that_was_sent(client: Any, shelf: Shelf) -> None:
    ended(client, client.post("/v1/library/files", files=sent(("music.txt", OTHER))))
    job = ended(client, client.delete("/v1/library/documents/24-000-009"))
    assert (job["kind"], job["state"], job["removed"]) == ("remove", "done", 1)
    assert client.get("/v1/documents/24-000-009").status_code == 404
    assert names(shelf.settings.index.with_name("index-files")) == []
    reply = client.delete("/v1/library/documents/24-000-009")
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_in_library")
    reply = client.get("/v1/library/jobs/none")
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_in_library")


def test_a_file_of_the_operator_is_left_where_it_lies(client: Any, tmp_path: Path) -> None:
    paper = tmp_path / "music.txt"
    paper.write_text(OTHER)
    ended(client, client.post("/v1/library/sources", json={"sources": [str(paper)]}))
    ended(client, client.delete("/v1/library/documents/24-000-009"))
    assert paper.read_text() == OTHER


def test_the_last_document_can_go_too(tmp_path: Path) -> None:
    shelf = Shelf(Settings(index=tmp_path / "new"), plain_steps())
    with shelf.client() as client:
        ended(client, client.post("/v1/library/files", files=sent(("kent.txt", KENT))))
        job = ended(client, client.delete("/v1/library/documents/24-000-001"))
        assert job["state"] == "done", job["error"]
        assert client.get("/v1/library").json()["documents"] == 0
        assert client.post("/v1/ask", json={"question": "speech therapy"}).status_code == 200


# --- hostile files ------------------------------------------------------------------------------


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("[Content_Types].xml", "<Types/>")
        with parcel.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(250):
                part.write(bytes(1_000_000))
    return file.getvalue()


@pytest.mark.slow
def test_hostile_files_get_a_readable_result_each(tiny_index: Path, tmp_path: Path) -> None:
    shelf = Shelf(Settings(index=copied(tiny_index, tmp_path)))
    hostile = {
        "empty.txt": (b"", "is empty"),
        "bomb.docx": (bomb(), "unpacks to 250 MB"),
        "broken.docx": (b"PK\3\4 nothing", "is not a Word document"),
        "locked.docx": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "locked with a password"),
        "locked.pdf": (locked_pdf(), "locked with a password"),
        "broken.pdf": (b"%PDF-1.7\nnothing", "is not a PDF that can be read"),
        "binary.html": (bytes(range(256)) * 4, ""),
    }
    with shelf.client() as client:
        given = sent(*((name, data) for name, (data, _) in hostile.items()))
        job = ended(client, client.post("/v1/library/files", files=given))
        assert job["state"] == "done"
        told = {one["source"]: one for one in job["results"]}
        assert set(told) == set(hostile)
        for name, (_, words) in hostile.items():
            assert told[name]["result"] == "refused", name
            assert words in told[name]["reason"], told[name]
            assert "Traceback" not in told[name]["reason"]
            assert str(tmp_path) not in told[name]["reason"]
        assert client.get("/v1/library").json()["documents"] == 4
    assert names(shelf.settings.index.with_name("index-files")) == []


def locked_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption("secret", strength=128))
    canvas.drawString(100, 700, "Nobody may read this.")
    canvas.save()
    return file.getvalue()


def test_made_up_statements_of_every_kind_are_taken_in(tiny_index: Path, tmp_path: Path) -> None:
    shelf = Shelf(Settings(index=copied(tiny_index, tmp_path)))
    papers = [DATA / name for name in ("decision.html", "policy.md", "not_upheld.txt")]
    with shelf.client() as client:
        given = sent(*((paper.name, paper.read_bytes()) for paper in papers))
        job = ended(client, client.post("/v1/library/files", files=given))
        assert results(job) == dict.fromkeys((paper.name for paper in papers), "added")
        for one in job["results"]:
            assert client.get(f"/v1/documents/{one['document']}").status_code == 200
