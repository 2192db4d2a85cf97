"""`upheld inspect`: one document as it is read, as JSON and on a terminal."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doors import ROOT, command, runner
from own_documents import DATA, DECISION, MINUTES, OWN

from app.inspect import case_facts, read_file, reading_record, say_amount
from app.inspect_html import reading_page
from rag.cases import Remedy
from rag.kinds import Role

pytestmark = pytest.mark.slow

SEEDS = ROOT.parent / "shared" / "seeds"
PARAGRAPH = (
    "id number number_inferred pinpoint role voices start end lead_in boilerplate text".split()
)  # the contract, in its order
REMEDY = (
    "kind amount_gbp rate status for to_whom deadline pinpoint start end paid_to benefits proposed"
).split()


@pytest.fixture
def inspect(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Run `upheld inspect` in this process: (exit code, output, notes)."""

    return runner(monkeypatch, capfdbinary, "inspect")


def real(name: str) -> Path:
    found = sorted(SEEDS.glob(name)) if SEEDS.is_dir() else []
    if not found:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    return found[0]


# --- JSON ---------------------------------------------------------------------------------------


def test_json_has_exactly_the_agreed_keys(inspect: Any) -> None:
    code, out, err = inspect(DECISION, "--json")
    record = json.loads(out)
    assert (code, err) == (0, "")
    assert list(record) == ["document", "sections", "set_aside", "case"]
    assert list(record["sections"][0]) == ["ordinal", "heading", "role", "paragraphs"]
    assert all(list(p) == PARAGRAPH for s in record["sections"] for p in s["paragraphs"])
    assert (
        list(record["case"])
        == (
            "reference council outcome finding faults no_fault injustice remedies provisions "
            "not_investigated issues events missed themes"
        ).split()
    )
    assert all(
        list(fault) == ["text", "pinpoint", "start", "end"] for fault in record["case"]["faults"]
    )
    assert all(list(remedy) == REMEDY for remedy in record["case"]["remedies"])


def test_a_decision_is_told_with_its_case(inspect: Any) -> None:
    record = json.loads(inspect(DECISION, "--json")[1])
    case = record["case"]
    assert record["document"]["reference"] == case["reference"] == "99 000 101"
    assert (case["outcome"], case["finding"]) == ("Upheld", "mixed")
    assert [fault["pinpoint"] for fault in case["faults"]] == [
        "Analysis, paragraph 1",
        "Analysis, paragraph 2",
        "Analysis, paragraph 4",
    ]
    sums = [(r["amount_gbp"], r["rate"], r["status"]) for r in case["remedies"] if r["amount_gbp"]]
    assert sums == [(120, "per month", "agreed"), (275, None, "agreed"), (300, None, "rejected")]


def test_another_voice_inside_a_paragraph_is_told_and_coloured(inspect: Any) -> None:
    reading = read_file(DECISION)
    summary = next(p for p in reading.paragraphs if p.role is Role.SUMMARY)
    (voice,) = summary.voices
    words = reading.text[voice.start : voice.end]
    record = json.loads(inspect(DECISION, "--json")[1])
    told = [p for s in record["sections"] for p in s["paragraphs"] if p["id"] == summary.id]
    assert told[0]["voices"] == [{"start": voice.start, "end": voice.end, "role": "complaint"}]
    assert words.startswith("Ms T complained")
    assert words.endswith(".")
    html = reading_page(replace(reading, case=None))
    assert '<span class="v r-complaint" title="the complaint (not a finding)">Ms T compl' in html
    shown = " ".join(inspect(DECISION)[1].split())
    assert "[the complaint (not a finding): Ms T complained" in shown


def test_minutes_have_no_case_and_the_council_is_inferred(inspect: Any) -> None:
    record = json.loads(inspect(MINUTES, "--json")[1])
    assert record["case"] is None
    assert record["document"]["kind"] == "minutes"
    oxford = reading_record(read_file(real("002_*.txt")))
    assert oxford["document"]["council"] == "Oxfordshire County Council"


def test_the_remedies_of_a_real_decision() -> None:
    case = reading_record(read_file(real("000_*.txt")))["case"]
    sums = [(r["amount_gbp"], r["status"]) for r in case["remedies"] if r["amount_gbp"]]
    assert case["reference"] == "24 018 294"
    assert sums == [(1350, "agreed"), (150, "agreed"), (250, "rejected")]
    assert case["remedies"][1]["pinpoint"] == "Action, paragraph 2, bullet 2"


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_fact_stands_where_it_is_said_to_stand(path: Path) -> None:
    reading = read_file(path)
    for fact in case_facts(reading):
        if fact.start is not None and fact.end is not None:
            (paragraph,) = fact.paragraphs
            assert paragraph.start <= fact.start < fact.end <= paragraph.end
        if fact.kind in ("fault", "no_fault", "injustice"):
            assert reading.text[fact.start : fact.end] == fact.text


def test_the_sentences_of_the_injustice_are_all_located() -> None:
    reading = read_file(real("000_*.txt"))
    told = [fact for fact in case_facts(reading) if fact.kind == "injustice"]
    assert reading.case is not None
    assert " ".join(fact.text for fact in told) == reading.case.injustice
    assert [fact.paragraphs[0].pinpoint for fact in told] == [
        "Analysis, paragraph 7",
        "Analysis, paragraph 8",
        "Analysis, paragraph 11",
    ]


@pytest.mark.parametrize(
    ("amount", "rate", "told"),
    [(1350.0, None, "£1,350"), (50.0, "per month", "£50 per month"), (62.5, None, "£62.50")],
)
def test_amounts_are_told_as_people_write_them(amount: float, rate: str, told: str) -> None:
    assert say_amount(Remedy("payment", amount_gbp=amount, rate=rate)) == told
    assert say_amount(Remedy("apology")) == ""


# --- terminal -----------------------------------------------------------------------------------


def test_the_terminal_shows_paragraphs_then_the_case(
    inspect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    code, out, _ = inspect(DECISION)
    words = " ".join(out.split())
    assert code == 0
    assert "1 The complaint, paragraph 1 · the complaint (not a finding)" in words
    assert "(1) Action, paragraph 1, bullet 1 · remedy" in words
    assert "What happened, paragraph 7 · the council's position (not a finding)" in words
    assert "Finding: mixed" in words
    assert words.index("The complaint, paragraph 1") < words.index("What was read out of it")
    assert re.search(r"payment +agreed +for her frustration and .* Ms T +within four +Action", out)
    assert re.search(r"payment +rejected +as a goodwill gesture +Ms T +What", out)


def test_a_narrow_terminal_shows_remedies_as_lines(
    inspect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    words = " ".join(inspect(DECISION)[1].split())
    assert "- payment £300 · rejected · as a goodwill gesture · Ms T · What happened" in words


def test_a_document_without_a_case_ends_with_its_text(inspect: Any) -> None:
    assert "What was read out of it" not in inspect(MINUTES)[1]


# --- files --------------------------------------------------------------------------------------


def test_the_page_is_written_and_named(inspect: Any, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    code, printed, notes = inspect(DECISION, "--html", out)
    assert (code, printed) == (0, "")
    assert notes.strip() == f"Written: {out}"
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert json.loads(inspect(DECISION, "--html", out, "--json")[1])["case"]


def test_the_document_itself_is_never_overwritten(inspect: Any, tmp_path: Path) -> None:
    given = tmp_path / "decision.html"
    shutil.copy(DATA / "decision.html", given)
    before = given.read_bytes()
    code, _, notes = inspect(given, "--html", tmp_path / "." / "decision.html")
    assert code == 2
    assert "is the document itself" in notes
    assert given.read_bytes() == before


# --- what cannot be read ------------------------------------------------------------------------


def test_what_cannot_be_read_gives_one_message(inspect: Any, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    other = tmp_path / "sheet.xlsx"
    other.write_bytes(b"PK")
    for path in (tmp_path, tmp_path / "nothing.txt", empty, broken, other):
        code, out, err = inspect(path)
        assert (code, out) == (2, ""), path
        assert err.startswith("upheld: ")
        assert len(err.splitlines()) == 1
        assert path.name in err


def test_a_page_that_cannot_be_written_gives_one_message(inspect: Any, tmp_path: Path) -> None:
    code, _, err = inspect(DECISION, "--html", tmp_path / "nowhere" / "page.html")
    assert code == 2
    assert err.startswith("upheld: Cannot write ")


def test_it_needs_no_index_and_no_model(tmp_path: Path) -> None:
    done = command("inspect", str(DECISION), "--json", env={"UPHELD_INDEX": str(tmp_path / "none")})
    assert done.returncode == 0
    assert json.loads(done.stdout)["case"]["council"] == "Northmoor Council"
    assert not (tmp_path / "none").exists()
