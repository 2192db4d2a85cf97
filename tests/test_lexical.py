from __future__ import annotations

import os
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from rag.errors import StoreError
from rag.keys import marks, name_key, reference_key
from rag.kinds import Kind, Role
from rag.lexical import Entry, TantivyIndex, build_lexical
from rag.records import Document, Filters, Passage


def make_document(n: int, **values: object) -> Document:
    given = {"kind": Kind.DECISION, "title": f"Decision {n}", **values}
    return Document(id=f"d{n}", source="s", sha256="0", read_at="", **given)


def make_entry(key: int, text: str, *documents: Document, **values: object) -> Entry:
    first = documents[0]
    given = {"header": "", "heading": "", "role": Role.FINDINGS, **values}
    passage = Passage(
        id=f"{first.id}#p{key}",
        document_id=first.id,
        section=0,
        paragraph_ids=(f"{first.id}#{key}",),
        text=text,
        start=0,
        end=len(text),
        content_hash=sha256(text.encode()).hexdigest(),
        **given,
    )
    return Entry(key, passage, documents)


def build(folder: Path, *entries: Entry) -> TantivyIndex:
    folder.mkdir(exist_ok=True)
    assert build_lexical(folder, entries) == len(entries)
    return TantivyIndex(folder)


KENT = make_document(
    1,
    council="Kent County Council",
    reference="24 018 294",
    outcome="Upheld",
    date=date(2024, 5, 1),
)
ESSEX = make_document(
    2,
    council="Essex County Council",
    reference="23 004 567a",
    outcome="Not upheld",
    date=date(2023, 2, 10),
)
PAPER = make_document(3, kind=Kind.PAPER)


@pytest.fixture
def index(tmp_path: Path) -> TantivyIndex:
    return build(
        tmp_path / "lexical",
        make_entry(3, "The council paid for missed speech therapy.", KENT, header="Kent | Remedy"),
        make_entry(5, "Transport to school was refused.", ESSEX, role=Role.FACTS),
        make_entry(8, "Speech is free and transport is not, said a member.", PAPER),
        make_entry(
            9, "We investigate maladministration.", KENT, ESSEX, boilerplate=True, role=Role.POWERS
        ),
    )


def keys(found: list[tuple[int, float]]) -> list[int]:
    return [key for key, _ in found]


def test_any_word_in_any_form_counts_and_more_words_count_more(index: TantivyIndex) -> None:
    assert keys(index.search("therapies and payments for speeches", 9, Filters())) == [3, 8]
    assert keys(index.search("refusing", 9, Filters())) == [5]


def test_a_question_of_small_words_finds_nothing(index: TantivyIndex) -> None:
    for text in ("", "   ", "what should they do with it?", "?!", '"'):
        assert index.search(text, 5, Filters()) == []


@pytest.mark.parametrize(
    "text",
    [
        'speech "therapy',
        "speech AND OR NOT (therapy",
        "[speech TO therapy]",
        "body:speech^3 -kent +x",
        "speech* ~2 \\ / {",
        "£1,350 for speech — naïve 日本 \U0001f600 \x00",
        "speech " * 2000,
        " ".join(f"word{n}" for n in range(3000)) + " ",
    ],
)
def test_no_text_is_query_syntax(index: TantivyIndex, text: str) -> None:
    found = index.search(text, 5, Filters())
    assert keys(found)[:1] == ([3] if "speech" in text else [])


def test_accents_and_case_do_not_matter(tmp_path: Path) -> None:
    index = build(tmp_path / "x", make_entry(1, "A NAÏVE view of Éducation", PAPER))
    assert keys(index.search("naive education", 1, Filters())) == [1]


def test_references_and_sections_are_found_whole_however_they_are_written(tmp_path: Path) -> None:
    index = build(
        tmp_path / "x",
        make_entry(1, "See our decision 24 018 294 of 24 May, page 18, line 294.", PAPER),
        make_entry(2, "In 24 cases, 18 plans and 294 letters were late.", PAPER),
        make_entry(3, "Sections B and F of the plan.", PAPER),
        make_entry(4, "Section I of the plan names a school: 6 of them.", PAPER),
    )
    assert keys(index.search("24018294", 9, Filters())) == [1]
    assert keys(index.search("24-018-294", 1, Filters())) == [1]
    assert keys(index.search("section F", 1, Filters())) == [3]
    assert keys(index.search("section I", 1, Filters())) == [4]


def test_filters_leave_k_results_that_all_pass(tmp_path: Path) -> None:
    entries = [make_entry(n, "speech therapy " * (50 - n), ESSEX) for n in range(1, 40)]
    entries += [make_entry(n, "speech and other things", KENT) for n in range(40, 45)]
    index = build(tmp_path / "x", *entries)
    found = index.search("speech therapy", 5, Filters(councils=("kent  county council",)))
    assert keys(found) == [40, 41, 42, 43, 44]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), [3, 5, 8]),
        (Filters(boilerplate=True), [3, 5, 8, 9]),
        (Filters(councils=("KENT COUNTY COUNCIL",)), [3]),
        (Filters(councils=("Kent",)), []),
        (Filters(references=("24018294",)), [3]),
        (Filters(references=("23 004 567A", "99 999 999")), [5]),
        (Filters(document_ids=("d3", "d1")), [3, 8]),
        (Filters(kinds=(Kind.PAPER,)), [8]),
        (Filters(roles=(Role.FACTS, Role.LAW)), [5]),
        (Filters(outcomes=("upheld",)), [3]),
        (Filters(date_from=date(2024, 5, 1)), [3]),
        (Filters(date_to=date(2024, 4, 30)), [5]),
        (Filters(date_from=date(2023, 1, 1), date_to=date(2023, 12, 31)), [5]),
        (Filters(councils=("Essex County Council",), boilerplate=True), [5, 9]),
        (Filters(councils=("Kent County Council",), outcomes=("Not upheld",)), []),
    ],
)
def test_each_filter(index: TantivyIndex, filters: Filters, expected: list[int]) -> None:
    text = "speech transport refused maladministration"
    assert sorted(keys(index.search(text, 9, filters))) == expected


def test_a_filter_does_not_change_scores(index: TantivyIndex) -> None:
    plain = dict(index.search("speech therapy", 9, Filters()))
    kent = dict(index.search("speech therapy", 9, Filters(councils=("Kent County Council",))))
    assert kent == {3: plain[3]}


def test_equal_scores_come_in_the_order_of_their_keys(tmp_path: Path) -> None:
    entries = [make_entry(n, "the same words", PAPER) for n in range(1, 200)]
    index = build(tmp_path / "x", *entries)
    assert keys(index.search("same words", 50, Filters())) == list(range(1, 51))


def test_an_empty_index_answers(tmp_path: Path) -> None:
    assert build(tmp_path / "x").search("speech", 5, Filters()) == []


def test_an_index_on_a_read_only_disk_is_searched(
    index: TantivyIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    again = TantivyIndex(tmp_path / "lexical")
    filters = Filters(councils=("Kent County Council",), date_from=date(2024, 1, 1))
    assert again.search("speech", 5, filters) == index.search("speech", 5, filters) != []


def test_a_folder_without_an_index_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        TantivyIndex(tmp_path)


@pytest.mark.parametrize("given", ["24 018 294", "24018294", " 24-018-294 ", "24 018294"])
def test_one_reference_has_one_key(given: str) -> None:
    assert reference_key(given) == "24018294"


def test_a_reference_keeps_its_letter_in_lower_case() -> None:
    assert reference_key("23 004 567A") == reference_key("23 004 567 a") == "23004567a"


def test_a_duty_id_is_its_own_key() -> None:
    assert reference_key("S19-CORE") == "s19-core"
    assert name_key("  Kent  County\tCouncil ") == "kent county council"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sections B, F and I", ["section:b", "section:f", "section:i"]),
        ("under s19 and reg. 12(1)", ["section:19", "regulation:12"]),
        ("section 42 of the Act", ["section:42"]),
        ("decision 24 018 294a.", ["24018294a"]),
        ("call 020 7946 0123 today", []),
        ("section child", []),
        ("the council's 19 cases and James' 3", []),
        ("ss. 36 and 42, paras 3/4", ["section:36", "section:42", "paragraph:3", "paragraph:4"]),
        ("the plan's section", []),
    ],
)
def test_marks(text: str, expected: list[str]) -> None:
    assert marks(text) == expected
