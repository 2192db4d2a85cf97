from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from conftest import ESSEX, KENT, MINUTES
from plain_steps import plain_cut, plain_reading

from ingest.steps import folds
from rag.cases import Finding, Remedy
from rag.embeddings import EmbeddingStore
from rag.errors import IndexMismatch, NotInLibrary, StoreError
from rag.fakes import WordCounter
from rag.kinds import Kind, Role
from rag.records import Bridge, Document, Filters, Reading
from rag.rename import rename_reading
from rag.staging import Staging
from rag.store import Store


def put(staging: Staging, name: str, text: str, sha: str = "") -> str:
    reading = plain_reading(text, name, "2026-01-01T00:00:00+00:00")
    return staging.put(name, sha or name, "r", reading, folds(reading)).document_id


def cut(staging: Staging) -> list[str]:
    staging.mark_boilerplate()
    uncut = staging.uncut()
    for document_id in uncut:
        staging.put_passages(document_id, plain_cut(staging.reading(document_id), WordCounter()))
    return uncut


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging.create(tmp_path / "library.sqlite", None, {"recipe": "r"})


def finished(staging: Staging) -> Store:
    cut(staging)
    staging.finish()
    return Store(staging.path)


def test_every_field_of_a_document_comes_back(staging: Staging) -> None:
    full = Document(
        id="d",
        kind=Kind.DUTY,
        title="t",
        source="s",
        sha256="1",
        read_at="2026",
        council="c",
        reference="r",
        category="g",
        outcome="o",
        finding="f",
        date=date(2024, 2, 29),
        url="u",
        url_checked=True,
        licence="l",
        status="in force",
        legal_basis="b",
        evidence="e",
        confidence="high",
        verified=False,
        warning="w",
    )
    assert all(getattr(full, field.name) is not None for field in fields(Document))
    bare = Document(id="e", kind=Kind.PAPER, title="", source="", sha256="", read_at="")
    for document in (full, bare):
        staging.put(document.id, "", "r", Reading(document, "", (), ()), {})
    store = finished(staging)
    assert store.documents() == [full, bare]
    store.close()


def test_a_case_with_every_part_comes_back(staging: Staging) -> None:
    reading = plain_reading(KENT, "kent", "")
    assert reading.case
    case = replace(
        reading.case,
        no_fault=(Finding("none"),),
        remedies=(Remedy("payment", "missed therapy", 1350.0, paragraph_id="24-000-001#4"),),
        provisions=("CFA 2014 s42",),
        themes=("speech",),
        periods=("five months",),
        note="£ and “quotes”",
    )
    staging.put("kent", "", "r", replace(reading, case=case), {})
    store = finished(staging)
    assert store.case("24-000-001") == case
    assert store.cases() == [case]
    assert store.case("nothing") is None
    store.close()


def test_what_was_read_comes_back(staging: Staging) -> None:
    reading = plain_reading(KENT, "kent", "")
    put(staging, "kent", KENT)
    store = finished(staging)
    assert store.text("24-000-001") == reading.text
    assert tuple(store.sections("24-000-001")) == reading.sections
    assert tuple(store.paragraphs("24-000-001")) == reading.paragraphs
    assert store.paragraph("24-000-001#2") == reading.paragraphs[2]
    assert [p for _, p in store.document_passages("24-000-001")] == plain_cut(
        reading, WordCounter()
    )
    store.close()


def test_what_is_not_there_is_empty(staging: Staging) -> None:
    store = finished(staging)
    assert store.paragraphs("x") == store.sections("x") == store.document_passages("x") == []
    for paragraph_id in ("x#1", "x", "#", "x#-1", "x#1.5", "x#²"):
        assert store.paragraph(paragraph_id) is None
    assert store.lexicon("themes") == store.bridges() == store.passages([]) == []
    with pytest.raises(NotInLibrary, match="'x'"):
        store.text("x")
    with pytest.raises(StoreError, match="no passage 7"):
        store.passages([7])
    store.close()


def test_passages_come_in_the_order_of_their_keys(staging: Staging) -> None:
    put(staging, "kent", KENT)
    store = finished(staging)
    pairs = store.document_passages("24-000-001")
    keys = [key for key, _ in reversed(pairs)]
    assert store.passages(keys) == [passage for _, passage in reversed(pairs)]
    assert store.passages(np.array(keys)) == store.passages(keys)  # type: ignore[arg-type]
    store.close()


def test_boilerplate_is_stored_once_and_stands_in_both(staging: Staging) -> None:
    put(staging, "kent", KENT)
    put(staging, "essex", ESSEX)
    store = finished(staging)
    kent, essex = (
        {p.text: (key, p) for key, p in store.document_passages(document_id)}
        for document_id in ("24-000-001", "23-000-002")
    )
    powers = "We investigate complaints about maladministration and service failure."
    law = "Councils must secure the provision in section F of a plan."
    for text in (powers, law):
        assert kent[text][0] == essex[text][0]
        assert essex[text][1].document_id == "23-000-002"
        assert essex[text][1].id.startswith("23-000-002#p")
        assert essex[text][1].boilerplate
        assert essex[text][1].header == ""
    paragraph = store.paragraph(essex[law][1].paragraph_ids[0])
    assert paragraph
    assert (paragraph.text, paragraph.boilerplate) == (law, True)
    assert not any(p.boilerplate for p in store.passages(store.keys(Filters()).tolist()))
    assert len(store.keys(Filters(boilerplate=True))) == 5 + 5 - 2
    store.close()


def test_a_law_paragraph_is_no_boilerplate_before_a_second_decision_has_it(
    staging: Staging,
) -> None:
    put(staging, "kent", KENT)
    assert cut(staging) == ["24-000-001"]
    assert not staging.reading("24-000-001").paragraphs[2].boilerplate
    put(staging, "essex", ESSEX)
    assert cut(staging) == ["24-000-001", "23-000-002"]
    assert staging.reading("24-000-001").paragraphs[2].boilerplate
    staging.drop_source("essex")
    assert cut(staging) == ["24-000-001"]
    assert not staging.reading("24-000-001").paragraphs[2].boilerplate


def test_findings_that_repeat_and_minutes_that_repeat_are_no_boilerplate(staging: Staging) -> None:
    finding = "## Analysis (findings)\nThis was fault.\n"
    put(staging, "a", "decision | A | C | 24 000 003 | |\n" + finding)
    put(staging, "b", "decision | B | C | 24 000 004 | |\n" + finding)
    law = "## Law (law)\nThe law says so.\n"
    put(staging, "c", "minutes | C | | | |\n" + law)
    put(staging, "d", "minutes | D | | | |\n" + law)
    cut(staging)
    assert staging.counts()["boilerplate_passages"] == 0


def test_two_editions_of_one_decision_do_not_make_boilerplate(staging: Staging) -> None:
    law = "## Law (law)\nA rule that only this decision tells.\n"
    first = put(staging, "a", "decision | A | C | 24 000 003 | |\n" + law)
    second = put(staging, "b", "decision | B | C | 24 000 003 | |\n" + law + "More.\n")
    cut(staging)
    assert (first, second) == ("24-000-003", "24-000-003-2")
    assert staging.counts()["boilerplate_passages"] == 0


def test_when_the_keeper_of_boilerplate_goes_another_keeps_it(staging: Staging) -> None:
    put(staging, "kent", KENT)
    put(staging, "essex", ESSEX)
    cut(staging)
    staging.drop_source("kent")
    store = finished(staging)
    passages = store.passages(store.keys(Filters(boilerplate=True, roles=(Role.POWERS,))).tolist())
    assert [p.document_id for p in passages] == ["23-000-002"]
    assert [p.paragraph_ids for p in passages] == [("23-000-002#1",)]
    with closing(sqlite3.connect(store._path)) as db:
        for table in ("passages", "paragraphs", "sections", "cases", "boilerplate_uses"):
            numbers = db.execute(f"SELECT COUNT(DISTINCT document) FROM {table}").fetchone()
            assert numbers == (1,), table
        lost = "SELECT COUNT(*) FROM passage_paragraphs WHERE passage NOT IN (SELECT key FROM {})"
        assert db.execute(lost.format("passages")).fetchone() == (0,)
    store.close()


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(), {"24-000-001", "23-000-002", "Kent-scrutiny-minutes"}),
        (Filters(councils=("kent county council",)), {"24-000-001", "Kent-scrutiny-minutes"}),
        (Filters(councils=("Kent",)), set()),
        (Filters(references=("24000001",)), {"24-000-001"}),
        (Filters(references=("23-000-002", "24 000 001")), {"24-000-001", "23-000-002"}),
        (Filters(document_ids=("23-000-002",)), {"23-000-002"}),
        (Filters(kinds=(Kind.MINUTES,)), {"Kent-scrutiny-minutes"}),
        (Filters(roles=(Role.COUNCIL_POSITION,)), {"23-000-002"}),
        (Filters(outcomes=("NOT UPHELD",)), {"23-000-002"}),
        (Filters(date_from=date(2024, 5, 1)), {"24-000-001", "Kent-scrutiny-minutes"}),
        (Filters(date_to=date(2024, 5, 1)), {"24-000-001", "23-000-002"}),
        (Filters(date_to=date(2020, 1, 1)), set()),
        (Filters(councils=("Kent County Council",), roles=(Role.REMEDY,)), {"24-000-001"}),
    ],
)
def test_filters(staging: Staging, filters: Filters, documents: set[str]) -> None:
    for name, text in (("kent", KENT), ("essex", ESSEX), ("minutes", MINUTES)):
        put(staging, name, text)
    store = finished(staging)
    keys = store.keys(filters)
    assert {p.document_id for p in store.passages(keys.tolist())} == documents
    assert (np.diff(keys) > 0).all()
    store.close()


def test_boilerplate_is_found_through_every_document_that_prints_it(staging: Staging) -> None:
    put(staging, "kent", KENT)
    put(staging, "essex", ESSEX)
    store = finished(staging)
    powers = [
        store.keys(Filters(document_ids=(name,), roles=(Role.POWERS,), boilerplate=True)).tolist()
        for name in ("24-000-001", "23-000-002")
    ]
    assert powers[0] == powers[1] != []
    store.close()


def test_changes_are_told_against_the_base(staging: Staging) -> None:
    put(staging, "kent", KENT)
    put(staging, "essex", ESSEX)
    assert staging.changes() == {"24-000-001": "added", "23-000-002": "added"}
    staging.drop_source("essex")
    assert staging.changes() == {"24-000-001": "added"}
    cut(staging)
    staging.finish()
    more = Staging.create(staging.path.with_name("next.sqlite"), staging.path, {})
    assert more.changes() == {}
    put(more, "kent", KENT + "A new line.\n")
    put(more, "essex", ESSEX)
    assert more.changes() == {"24-000-001": "updated", "23-000-002": "added"}
    more.drop_source("kent")
    assert more.changes() == {"24-000-001": "removed", "23-000-002": "added"}
    more.close()


def test_a_document_stays_while_another_source_says_it(staging: Staging) -> None:
    put(staging, "a/kent", KENT)
    staging.put_alias("b/kent", staging.sources()["a/kent"])
    staging.drop_source("a/kent")
    assert list(staging.sources()) == ["b/kent"]
    assert staging.uncut() == ["24-000-001"]
    staging.drop_source("b/kent")
    assert staging.uncut() == []


def test_an_interrupted_transaction_leaves_nothing(staging: Staging) -> None:
    reading = plain_reading(KENT, "kent", "")
    twice = replace(reading, sections=(*reading.sections, reading.sections[0]))
    with pytest.raises(StoreError, match="UNIQUE"):
        staging.put("kent", "", "r", twice, {})
    assert (staging.sources(), staging.changes(), staging.uncut()) == ({}, {}, [])


def test_bridges_and_lexicon_are_replaced_whole(staging: Staging) -> None:
    bridge = Bridge("b", "an everyday way", ("S19",), ("speech",), ("24 000 001",))
    staging.put_starter([bridge, bridge], {"themes": [{"code": "x"}, {"code": "y"}]}, {})
    staging.put_starter([bridge], {"themes": [{"code": "£"}]}, {"starter_sha256": "1"})
    assert staging.meta() == {"recipe": "r", "starter_sha256": "1"}
    assert staging.bridges() == [(0, "an everyday way")]
    store = finished(staging)
    assert store.bridges() == [bridge]
    assert store.lexicon("themes") == [{"code": "£"}]
    store.close()


def test_a_renamed_reading_is_renamed_throughout() -> None:
    made = rename_reading(plain_reading(KENT, "kent", ""), "new")
    assert made.document.id == "new"
    assert {p.document_id for p in made.paragraphs} == {"new"}
    assert [p.id for p in made.paragraphs] == [f"new#{n}" for n in range(5)]
    assert made.case
    assert made.case.document_id == "new"
    assert [fault.paragraph_id for fault in made.case.faults] == ["new#3"]


def test_many_threads_read_at_once_and_a_closed_store_says_so(staging: Staging) -> None:
    put(staging, "kent", KENT)
    store = finished(staging)
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(store.text("24-000-001"))) for _ in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 40
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.text("24-000-001")


def test_a_file_that_is_no_database_is_said_to_be_unusable(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(StoreError, match=r"library\.sqlite could not be used"):
        Store(tmp_path / "library.sqlite")
    with pytest.raises(StoreError, match=r"nowhere\.sqlite could not be used"):
        Store(tmp_path / "nowhere.sqlite")


def test_embeddings_are_kept_by_model_and_content(tmp_path: Path) -> None:
    rows = np.array([[1, 2], [3, 4]], dtype=np.float32)
    with closing(EmbeddingStore(tmp_path / "e.sqlite", "m1")) as store:
        store.add(["a", "b"], rows)
        assert store.known(["a", "c"]) == {"a"}
    with closing(EmbeddingStore(tmp_path / "e.sqlite", "m1")) as store:
        assert store.get(["b", "a", "b"], 2).tolist() == [[3, 4], [1, 2], [3, 4]]
        assert store.get([], 2).shape == (0, 2)
        with pytest.raises(StoreError, match="lacks 1 vectors"):
            store.get(["c"], 2)
        with pytest.raises(IndexMismatch, match="another length"):
            store.get(["a"], 3)
    with closing(EmbeddingStore(tmp_path / "e.sqlite", "m2")) as store:
        assert store.known(["a"]) == set()
