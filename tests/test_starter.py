"""The starter library: the shipped one is right, and a wrong record is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ingest.starter import load_starter, starter_lexicon
from rag.errors import CorpusError

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped library that a test may spoil."""
    for path in Path(str(files("corpus"))).glob("*.jsonl"):
        shutil.copy(path, tmp_path)
    return tmp_path


def spoil(folder: Path, name: str, line: int, change: Change) -> None:
    """Change the record on `line` (from 1) of a file of `folder`."""
    path = folder / f"{name}.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")
    record = json.loads(lines[line - 1])
    change(record)
    lines[line - 1] = json.dumps(record, ensure_ascii=False)
    path.write_text("\n".join(lines), encoding="utf-8")


def fault(folder: Path) -> str:
    with pytest.raises(CorpusError) as caught:
        load_starter(folder)
    return str(caught.value)


def test_the_shipped_library_is_right() -> None:
    starter = load_starter()
    assert len(starter.decisions) == 288
    assert len(starter.duties) == 84
    assert starter.themes
    assert starter.vocabulary
    assert starter.councils


def test_sha256_changes_with_any_file(folder: Path) -> None:
    before = load_starter(folder).sha256
    assert load_starter(folder).sha256 == before
    spoil(folder, "themes", 1, lambda record: record.update(meaning="Another meaning."))
    assert load_starter(folder).sha256 != before


def test_lexicon_holds_the_records_as_they_stand() -> None:
    starter = load_starter()
    lexicon = starter_lexicon(starter)
    assert sorted(lexicon) == ["councils", "duties", "elsewhere", "themes", "vocabulary"]
    assert lexicon["duties"] == list(starter.duties)


def test_a_wrong_date_is_named_with_file_line_and_record(folder: Path) -> None:
    spoil(folder, "decisions", 1, lambda record: record.update(decision_date="30/10/2025"))
    assert "decisions.jsonl line 1 (24 018 294): decision_date must be a date" in fault(folder)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    spoil(folder, "decisions", 2, lambda record: record.pop("faults"))
    spoil(folder, "duties", 3, lambda record: record.update(time_limit={"n": "six"}))
    spoil(folder, "councils", 4, lambda record: record.update(nation="France"))
    told = fault(folder)
    assert "faults is missing" in told
    assert "duties.jsonl line 3" in told
    assert "unit is missing" in told
    assert "'France' is none of England" in told


def test_no_more_than_twenty_faults_are_listed(folder: Path) -> None:
    for line in range(1, 31):
        spoil(folder, "decisions", line, lambda record: record.update(verified="yes"))
    told = fault(folder)
    assert told.count("verified must be true or false") == 20
    assert "… and 10 more" in told


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("decisions", {"reference": "24018294"}, "reference must be a reference such as"),
        ("decisions", {"url": "lgo.org.uk"}, "url must be a web address"),
        ("decisions", {"finding": "guilty"}, "finding 'guilty' is none of"),
        ("decisions", {"complaint": " "}, "complaint must not be empty"),
        ("decisions", {"faults": ["Delay", 3]}, "faults item 2 must be text"),
        ("decisions", {"remedies": [{"kind": "gift"}]}, "remedies item 1 amount_gbp is missing"),
        ("decisions", {"themes": ["NO-SUCH"]}, "themes names 'NO-SUCH', not in themes.jsonl"),
        ("decisions", {"finding_word": "x"}, "finding_word is not a field of this file"),
        ("decisions", {"names_used": ["Mrs X"]}, "names_used must be an object of texts"),
        ("duties", {"next_steps": ["NOWHERE"]}, "next_steps names 'NOWHERE'"),
        ("duties", {"id": "S19-OTHERWISE"}, "id 'S19-OTHERWISE' stands already in"),
        ("themes", {"duties": "S19-CORE"}, "duties must be a list"),
        ("vocabulary", {"terms": []}, "terms must not be empty"),
        ("vocabulary", {"references": ["99 999 999"]}, "not in decisions.jsonl"),
        ("councils", {"aliases": None}, "aliases must be a list"),
    ],
)
def test_a_wrong_field_is_told(folder: Path, name: str, change: dict[str, Any], told: str) -> None:
    spoil(folder, name, 1, lambda record: record.update(change))
    assert told in fault(folder)


def test_a_negative_amount_is_told(folder: Path) -> None:
    spoil(folder, "decisions", 1, lambda record: record["remedies"][1].update(amount_gbp=-5))
    assert "remedies item 2 amount_gbp must not be negative" in fault(folder)


def test_a_broken_line_is_told(folder: Path) -> None:
    path = folder / "themes.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"code": \n["a list"]\n', encoding="utf-8")
    told = fault(folder)
    assert "not a line of JSON" in told
    assert "not a JSON object" in told


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "duties.jsonl").unlink()
    assert "duties.jsonl" in fault(folder)
