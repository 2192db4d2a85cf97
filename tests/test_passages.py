"""Passages: whole paragraphs of one role, small enough for the model, nothing left out."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from ingest.passages import cut_passages
from rag.fakes import WordCounter
from rag.kinds import Kind, Role
from rag.records import Document, Paragraph, Passage, Reading, Section

DECISION = Document(
    id="24-018-294",
    kind=Kind.DECISION,
    title="Milton Keynes Council (24 018 294)",
    source="24-018-294.html",
    sha256="0" * 64,
    read_at="2026-01-01T00:00:00Z",
    council="Milton Keynes Council",
    reference="24 018 294",
    category="Education > Alternative provision",
    date=date(2025, 10, 30),
)
HEADER = "Milton Keynes Council | 24 018 294 | 30 October 2025 | Alternative provision | Analysis"


def read(*paragraphs: tuple[str, ...], document: Document = DECISION) -> Reading:
    """Build a reading of (heading, role, text[, lead-in]) paragraphs in order."""
    text, sections, made = "", [], []
    for ordinal, (heading, role, words, *lead) in enumerate(paragraphs):
        if not sections or sections[-1].heading != heading:
            sections.append(Section(len(sections), heading, Role(role)))
        text += "\n\n" if text else ""
        made.append(
            Paragraph(
                id=f"{document.id}#{ordinal}",
                document_id=document.id,
                ordinal=ordinal,
                section=sections[-1].ordinal,
                role=Role(role),
                text=words,
                start=len(text),
                end=len(text) + len(words),
                pinpoint=f"{heading}, paragraph {ordinal}",
                lead_in=lead[0] if lead else None,
            )
        )
        text += words
    return Reading(document, text, tuple(sections), tuple(made))


def words(n: int, word: str = "word") -> str:
    return " ".join([word] * n)


def cut(reading: Reading, *, most: int = 256, goal: int = 180) -> list[Passage]:
    return cut_passages(reading, WordCounter(most), goal_tokens=goal)


def test_short_paragraphs_of_a_section_share_a_passage() -> None:
    [passage] = cut(read(("Analysis", "findings", "One."), ("Analysis", "findings", "Two.")))
    assert passage.id == "24-018-294#p0"
    assert passage.paragraph_ids == ("24-018-294#0", "24-018-294#1")
    assert passage.text == "One.\nTwo."
    assert (passage.heading, passage.role) == ("Analysis", Role.FINDINGS)


def test_header_names_council_reference_date_subject_and_section() -> None:
    [passage] = cut(read(("Analysis", "findings", "One.")))
    assert passage.header == HEADER


def test_content_hash_is_taken_over_header_and_text() -> None:
    import hashlib

    [passage] = cut(read(("Analysis", "findings", "One.")))
    assert passage.content_hash == hashlib.sha256(f"{HEADER}\nOne.".encode()).hexdigest()


def test_a_passage_never_crosses_roles_or_sections() -> None:
    reading = read(
        ("Analysis", "findings", "Fault."),
        ("Analysis", "council_position", "The Council said no."),
        ("Action", "remedy", "Pay."),
        ("Other", "remedy", "Apologise."),
    )
    assert [p.text for p in cut(reading)] == [
        "Fault.",
        "The Council said no.",
        "Pay.",
        "Apologise.",
    ]


def test_a_passage_stops_at_the_goal() -> None:
    reading = read(*[("Analysis", "findings", words(100))] * 4)
    assert [len(p.paragraph_ids) for p in cut(reading, goal=200)] == [1, 1, 1, 1]
    assert [len(p.paragraph_ids) for p in cut(reading, goal=201)] == [2, 2]


def test_a_small_last_paragraph_joins_the_one_before() -> None:
    reading = read(("Analysis", "findings", words(179)), ("Analysis", "findings", words(9)))
    assert len(cut(reading)) == 1


def test_a_long_paragraph_is_split_at_sentence_ends() -> None:
    sentence = "The Council " + words(57) + "."  # 60 tokens
    reading = read(("Analysis", "findings", " ".join([sentence] * 6)))
    passages = cut(reading)
    assert [p.id for p in passages] == ["24-018-294#p0.1", "24-018-294#p0.2"]
    assert [p.text for p in passages] == [" ".join([sentence] * 3)] * 2
    assert all(reading.text[p.start : p.end] == p.text for p in passages)


def test_a_long_sentence_is_split_at_clauses_then_words() -> None:
    clauses = "; ".join(words(90, word) for word in ("alpha", "beta", "gamma"))
    by_clause = cut(read(("Analysis", "findings", clauses + ".")))
    assert [p.text.split()[0] for p in by_clause] == ["alpha", "beta", "gamma"]
    by_word = cut(read(("Analysis", "findings", words(500))))
    assert sum(len(p.text.split()) for p in by_word) == 500
    assert min(len(p.text.split()) for p in by_word) >= 100


def test_bullets_stay_with_their_lead_in_where_they_fit() -> None:
    lead = "Within one month of the final decision the Council will:"
    bullets = [("Action", "remedy", words(50, f"step{n}"), lead) for n in range(4)]
    [first, second] = cut(
        read(("Action", "remedy", words(100)), ("Action", "remedy", lead), *bullets)
    )
    assert first.text == words(100)
    assert second.text.startswith(lead)
    assert len(second.paragraph_ids) == 5


def test_bullets_cut_off_from_their_lead_in_repeat_it() -> None:
    lead = "Within one month the Council will:"
    bullets = [("Action", "remedy", words(80, f"step{n}"), lead) for n in range(4)]
    reading = read(("Action", "remedy", lead), *bullets)
    first, *rest = cut(reading)
    assert first.text.startswith(f"{lead}\nstep0")
    assert rest
    for passage in rest:
        assert passage.text.startswith(f"{lead}\nstep")
        assert reading.text[passage.start :].startswith("step")
        assert lead not in reading.text[passage.start : passage.end]


def test_boilerplate_stands_apart_without_a_header() -> None:
    reading = read(("Powers", "powers", "We investigate."), ("Powers", "powers", "In this case."))
    marked = replace(reading.paragraphs[0], boilerplate=True)
    boilerplate, own = cut(replace(reading, paragraphs=(marked, reading.paragraphs[1])))
    assert (boilerplate.header, boilerplate.text, boilerplate.boilerplate) == (
        "",
        "We investigate.",
        True,
    )
    assert own.header
    assert not own.boilerplate


def test_a_duty_is_one_passage_with_its_caution_apart() -> None:
    duty = replace(
        DECISION,
        id="AR-4W",
        kind=Kind.DUTY,
        title="Decision after review meeting",
        legal_basis="SEND Regulations 2014 reg 20(10)",
        status="in force",
    )
    parts = ("Duty", "In plain words", "Time limit", "Who owes it", "Caution")
    rule, caution = cut(read(*[(part, "law", f"{part} text.") for part in parts], document=duty))
    assert rule.header == (
        "Decision after review meeting | SEND Regulations 2014 reg 20(10) | in force | Duty"
    )
    assert rule.text == "\n".join(f"{part} text." for part in parts[:4])
    assert (caution.heading, caution.text) == ("Caution", "Caution text.")


def test_a_long_title_does_not_push_out_the_text() -> None:
    paper = replace(DECISION, kind=Kind.PAPER, title=words(300, "title"), reference=None)
    [passage] = cut(read((words(300, "heading"), "discussion", "Text."), document=paper))
    assert passage.text == "Text."
    assert WordCounter().count(passage.header) <= 66
    assert "heading" in passage.header


def test_empty_paragraphs_make_no_passage() -> None:
    assert cut(read(("Analysis", "findings", "  "))) == []


# --- properties over random readings -------------------------------------------------------------

VOCABULARY = [
    "Council",
    "plan",
    "£1,350",
    "Mrs X",
    "section 19",
    "naïve",
    "don't;",
    "ends.",
    "👩‍👧",
    "—",
]


def random_reading(seed: int) -> Reading:
    rng = random.Random(seed)

    def text() -> str:
        if rng.random() < 0.05:
            return "x" * rng.randint(1, 900)  # no place to split
        return " ".join(rng.choice(VOCABULARY) for _ in range(int(rng.expovariate(1 / 60))))

    rows: list[tuple[str, ...]] = []
    for section in range(rng.randint(1, 6)):
        role = rng.choice(list(Role))
        for _ in range(rng.randint(1, 8)):
            role = rng.choice(list(Role)) if rng.random() < 0.1 else role
            lead = text() + ":"
            rows.append((f"Section {section}", role, lead))
            for _ in range(rng.choice([0, 0, 0, 3, 12])):
                rows.append((f"Section {section}", role, text(), lead))
    reading = read(*rows)
    paragraphs = tuple(replace(p, boilerplate=rng.random() < 0.1) for p in reading.paragraphs)
    return replace(reading, paragraphs=paragraphs)


@pytest.mark.parametrize("seed", range(40))
def test_properties_hold_for_any_reading(seed: int) -> None:
    reading = random_reading(seed)
    most = random.Random(seed).choice([24, 64, 256])
    counter = WordCounter(most)
    passages = cut(reading, most=most)
    assert passages == cut(reading, most=most)
    assert len({p.id for p in passages}) == len(passages)
    paragraphs = {p.id: p for p in reading.paragraphs}
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for passage in passages:
        assert counter.count(f"{passage.header}\n{passage.text}") <= most
        held = [paragraphs[name] for name in passage.paragraph_ids]
        assert {p.role for p in held} == {passage.role}
        assert {p.section for p in held} == {passage.section}
        assert {p.boilerplate for p in held} == {passage.boilerplate}
        assert held[0].start <= passage.start < passage.end <= held[-1].end
        assert reading.text[passage.start : passage.end].split()[-1] in passage.text
        for p in held:
            spans[p.id].append((max(p.start, passage.start), min(p.end, passage.end)))
    for p in reading.paragraphs:
        covered = "".join(reading.text[a:b] for a, b in spans[p.id])
        assert "".join(covered.split()) == "".join(p.text.split())
        assert all(a[1] <= b[0] for a, b in pairwise(spans[p.id]))
