"""The form of citations: docs/citations.md, example by example."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from rag.authority import (
    LawKind,
    cite_basis,
    cite_decision,
    cite_document,
    cite_in_full,
    laws_of,
    short_pinpoint,
)
from rag.kinds import Kind, Role
from rag.replies import Citation
from rag.text import amounts, figures, references

CITATIONS = Path(__file__).resolve().parents[1] / "docs" / "citations.md"


def citation(kind: Kind, **known: object) -> Citation:
    given = {
        "document_id": "d",
        "title": "A title",
        "pinpoint": "Analysis, paragraph 4",
        "quote": "words",
        "role": Role.FINDINGS,
        "paragraph_id": "d#0",
        "start": 0,
        "end": 5,
        "section": "Analysis",
        "source": "d.txt",
    }
    return Citation(kind=kind, **{**given, **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("basis", "form"),
    [
        ("Children and Families Act 2014 s42", "Children and Families Act 2014, s 42"),
        ("Education Act 1996 s19(3A) and (3AA)", "Education Act 1996, s 19(3A) and (3AA)"),
        ("SEND Regulations 2014 reg 20(10)", "SEND Regulations 2014, reg 20(10)"),
        ("SEND Regulations 2014 regs 20-22", "SEND Regulations 2014, regs 20–22"),
        (
            "A Tribunal (Some Chamber) Rules 2008 r20(1)(c)",
            "A Tribunal (Some Chamber) Rules 2008, r 20(1)(c)",
        ),
        ("Local Government Act 1974 Sch 5 para 5(2)", "Local Government Act 1974, Sch 5 para 5(2)"),
        ("An Act 2026 (c.21) s38 and s78", "An Act 2026 (c 21), s 38 and s 78"),
        (
            "Things Regulations 2007 (SI 2007/1870) reg 4, as amended",
            "Things Regulations 2007 (SI 2007/1870), reg 4, as amended",
        ),
        (
            "SI 2007/1870 reg 3 as amended by SI 2014/3216",
            "SI 2007/1870, reg 3 as amended by SI 2014/3216",
        ),
        ("SEND Code para 10.30", "SEND Code, para 10.30"),
        ("SEND Code of Practice para 9.176", "SEND Code of Practice, para 9.176"),
        (
            "R (G) v Westminster City Council [2004] EWCA Civ 45",
            "R (G) v Westminster City Council [2004] EWCA Civ 45",
        ),
        (
            "SEND Regulations 2014 reg 13(2); exceptions reg 13(3) and 10(4)",
            "SEND Regulations 2014, reg 13(2); exceptions reg 13(3) and 10(4)",
        ),
    ],
)
def test_a_legal_basis_takes_the_house_form(basis: str, form: str) -> None:
    assert cite_basis(basis) == form
    assert cite_basis(form) == form


def test_a_basis_is_told_apart_into_its_authorities() -> None:
    act, judgment, guide = laws_of(
        "Education Act 1996 s19(1); LGSCO cites R (ER) v CLA [2014] EWCA Civ 1407; "
        'DfE guidance "Arranging; education" (Dec 2023)'
    )[:3]
    assert (act.kind, act.title, act.pinpoint) == (
        LawKind.LEGISLATION,
        "Education Act 1996",
        "s 19(1)",
    )
    assert (judgment.kind, judgment.title) == (LawKind.JUDGMENT, "R (ER) v CLA")
    assert judgment.report == "[2014] EWCA Civ 1407"
    assert guide.kind is LawKind.GUIDANCE


def test_guidance_made_under_an_act_is_guidance() -> None:
    (law,) = laws_of('Statutory guidance "A title" (2023), made under Education Act 1996 s19')
    assert law.kind is LawKind.GUIDANCE


def test_the_form_of_no_shipped_duty_says_more_or_less_than_its_record(starter_library) -> None:
    duties = starter_library.lexicon("duties")
    assert len(duties) > 50
    for duty in duties:
        basis, form = str(duty["legal_basis"]), cite_basis(str(duty["legal_basis"]))
        for find in (figures, references, amounts):
            assert set(find(form)) == set(find(basis)), form
        words = re.findall(r"[A-Za-z]{4,}", basis.partition("LGSCO cites")[0])
        assert set(words) <= set(re.findall(r"[A-Za-z]{4,}", form))


@pytest.mark.parametrize(
    ("cited", "form"),
    [
        (
            citation(
                Kind.DECISION,
                council="Kent County Council",
                reference="24 000 001",
                date=date(2024, 5, 1),
            ),
            "LGSCO, Kent County Council (24 000 001), 1 May 2024, Analysis, para 4",
        ),
        (
            citation(
                Kind.DIGEST,
                title="Kent County Council (24 000 001)",
                reference="24 000 001",
                pinpoint="What was found, item 2",
            ),
            "LGSCO, Kent County Council (24 000 001), date not recorded "
            "(Upheld’s digest, What was found, item 2)",
        ),
        (
            citation(
                Kind.PUBLIC_REPORT,
                council="Kent County Council",
                reference="24 000 001",
                date=date(2024, 5, 1),
                pinpoint="Paragraph 7 (counted)",
            ),
            "LGSCO, Kent County Council (24 000 001), 1 May 2024 (public report), para 7 (counted)",
        ),
        (
            citation(Kind.DUTY, legal_basis="Education Act 1996 s19(1)", law_status="in force"),
            "Education Act 1996, s 19(1)",
        ),
        (
            citation(Kind.DUTY, legal_basis="CP 1509 (2026)", law_status="proposed, not law"),
            "CP 1509 (2026) (proposed, not law)",
        ),
        (
            citation(
                Kind.MINUTES,
                council="Kent County Council",
                date=date(2024, 11, 20),
                pinpoint="Minutes, paragraph 3 (counted)",
            ),
            "Kent County Council, ‘A title’ (minutes, 20 November 2024), Minutes, para 3 (counted)",
        ),
        (
            citation(Kind.RESEARCH, pinpoint="Notes, note 81"),
            "‘A title’ (research report, date not recorded), Notes, note 81",
        ),
        (
            citation(Kind.FOCUS_REPORT, date=date(2022, 7, 1), pinpoint="Page 4"),
            "LGSCO, ‘A title’ (focus report, 1 July 2022), Page 4",
        ),
    ],
)
def test_a_source_takes_the_house_form(cited: Citation, form: str) -> None:
    assert cite_in_full(cited) == form
    assert form.startswith(cite_document(cited).removesuffix(")"))


def test_a_pinpoint_is_shortened_only_before_a_number() -> None:
    assert short_pinpoint("Key facts, paragraph 5, bullet 1") == "Key facts, para 5, bullet 1"
    assert short_pinpoint("The last paragraph rule") == "The last paragraph rule"


def test_every_example_of_the_page_about_citations_is_what_the_code_makes() -> None:
    page = CITATIONS.read_text("utf-8")
    laws = re.findall(r"\| `([^`]+)` \| `([^`]+)` \|", page)
    assert len(laws) >= 6
    for printed, form in laws:
        assert cite_basis(printed) == form
    made = cite_decision("Kent County Council", "24 000 001", date(2024, 5, 1))
    assert f"`{made}`" in page
