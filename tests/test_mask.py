"""Personal data is taken out of a question; what the question is about stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.library import open_library
from rag.mask import PLACEHOLDER, mask, mask_all
from rag.names import Known, known_words

TABLE = Path(__file__).parent / "data" / "masking.tsv"
ROWS = [
    line.split("\t")
    for line in TABLE.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
UNTOUCHED = """\
What did 24 018 294 say about Milton Keynes Council?
The review was on 3 May 2024 and they are 5 months late.
Mrs X complained that Mr Y's son got £1,350.
My son is at a special school and the School said no.
The council called a meeting in Year 7. Is Section 19 relevant?
Regulation 25 says 6 weeks. Does the SEND Tribunal agree?
My daughter has autism and ADHD; Kent County Council refuses a Key Stage 2 place.
It was 28 days on 10/09/2023 and £2,632.50 was paid.
Which Primary School must the council name?
My son called the council on Monday and my husband is ill.
The Local Government and Social Care Ombudsman found fault in 2023.""".splitlines()


def test_the_table_has_sixty_phrasings() -> None:
    assert len(ROWS) >= 60
    assert len({row[0] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_personal_data_does_not_leave(row: list[str]) -> None:
    text, gone, stays = row
    masked = mask(text)
    assert PLACEHOLDER.search(masked)
    for piece in gone.split(";"):
        assert piece in text
        assert piece not in masked
    for piece in stays.split(";"):
        assert piece in masked


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_no_personal_data_stays(text: str) -> None:
    assert mask(text) == text


def test_a_name_told_once_is_taken_out_of_the_whole_conversation() -> None:
    masked = mask_all(["My son Kofi is out of school.", "Can Kofi have a tutor, and who pays?"])
    assert masked == ["My son [name] is out of school.", "Can [name] have a tutor, and who pays?"]
    earlier = mask_all(["Amara cannot cope.", "She is my daughter Amara."])
    assert "Amara" not in " ".join(earlier)


def test_masking_twice_changes_nothing() -> None:
    for row in ROWS:
        once = mask(row[0])
        assert mask(once) == once


# --- names that nothing marks --------------------------------------------------------------------

MORE = [
    line.split("\t")
    for line in (TABLE.parent / "masking_more.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
_TAKEN = {  # places and terms that are taken for names, and nothing is lost but the word
    "Can Lincoln refuse an assessment? Is Lincolnshire the council?",
    "Please say what Medway, Warwick and Chester decided.",
    "What is the Wednesbury test and who was Lord Bingham?",
}


@pytest.fixture(scope="module")
def known(starter_index: Path) -> Known:
    library = open_library(starter_index)
    try:
        return known_words(library)
    finally:
        library.close()


def test_there_are_sixty_more_phrasings() -> None:
    assert sum(row[2] != "-" for row in MORE) >= 60
    assert sum(row[2] == "-" for row in MORE) >= 35


@pytest.mark.parametrize("row", [r for r in MORE if r[2] != "-"], ids=lambda row: row[1][:40])
def test_names_that_nothing_marks_do_not_leave(row: list[str], known: Known) -> None:
    _, text, gone, stays = row
    masked = mask(text, known)
    for piece in gone.split(";"):
        assert piece in text
        assert piece not in masked
    for piece in stays.split(";"):
        assert piece in masked
    assert mask(masked, known) == masked


@pytest.mark.parametrize("text", [row[1] for row in MORE if row[2] == "-" and row[1] not in _TAKEN])
def test_councils_letters_and_terms_stay(text: str, known: Known) -> None:
    assert mask(text, known) == text


def test_a_library_of_few_words_takes_no_word_for_a_name() -> None:
    few = Known(frozenset({"school"}), frozenset())
    assert mask("Jack has no school place.", few) == "Jack has no school place."
