"""Decisions to cases: faults, no fault, injustice, remedies, provisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.parse import parse_document
from ingest.provisions import find_provisions
from ingest.read import read_bytes, read_source
from rag.cases import Case, Remedy
from rag.records import Reading

DATA = Path(__file__).parent / "data"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"

HEAD = "Dale Council (18 004 111)\nThe complaint\n1. Mr B complains.\n"


def case(name: str) -> Case:
    found = parse_document(read_source(DATA / name), read_at="x").case
    assert found is not None
    return found


def seed(number: str) -> Case:
    paths = sorted(SEEDS.glob(f"{number}_*"))
    if not paths:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    found = parse_document(read_source(paths[0]), read_at="x").case
    assert found is not None
    return found


def made_up(text: str) -> Reading:
    return parse_document(read_bytes((HEAD + text).encode(), name="a.txt"), read_at="x")


def remedies(text: str) -> tuple[Remedy, ...]:
    found = made_up(text).case
    assert found is not None
    return found.remedies


def sums(found: Case, status: str = "agreed") -> list[tuple[float | None, str | None]]:
    return [
        (r.amount_gbp, r.rate)
        for r in found.remedies
        if r.status == status and r.kind in ("payment", "reimbursement")
    ]


# --- findings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("decision_numbered.txt", "mixed"),
        ("decision_dashes.txt", "mixed"),
        ("decision.html", "fault found"),
        ("public_report.txt", "fault found"),
        ("not_upheld.txt", "no fault"),
        ("not_investigated.txt", "not investigated"),
        ("settled.txt", "not investigated"),
    ],
)
def test_the_finding_of_a_decision(name: str, finding: str) -> None:
    assert case(name).finding == finding


def test_a_fault_is_told_with_the_sentence_it_leans_on() -> None:
    assert [f.text for f in case("decision_numbered.txt").faults] == [
        "The plan should have been decided on by 1 November 2022 and was not finished until "
        "August 2023. This delay of nine months was fault.",
        "I have seen no record that anyone weighed up whether M could use the work that the "
        "school sent. The Council’s failure to look into this was fault.",
    ]


def test_what_was_cleared_and_what_was_not_looked_at() -> None:
    left = [f.text for f in case("decision_numbered.txt").not_investigated]
    found = [f.text for f in case("decision_numbered.txt").no_fault]
    assert left == ["I have not investigated point c)."]
    assert "I find no fault here." in found[0]


def test_criticism_alone_is_no_fault_found() -> None:
    text = "Analysis\n1. It should have rung him. I find no fault.\nDecision\n1. No fault.\n"
    found = made_up(text).case
    assert found is not None
    assert (found.finding, found.faults) == ("no fault", ())


def test_a_general_sentence_on_fault_is_no_finding() -> None:
    text = "Analysis\n1. There may be circumstances where we do so. This still amounts to fault.\n"
    found = made_up(text).case
    assert found is not None
    assert found.faults == ()


def test_injustice_is_told_in_the_decision_s_words() -> None:
    assert case("decision_dashes.txt").injustice == (
        "P missed 38 hours of therapy. Her parents were put to avoidable time and trouble."
    )
    assert case("not_upheld.txt").injustice is None


def test_no_case_for_other_documents() -> None:
    assert parse_document(read_source(DATA / "policy.md"), read_at="x").case is None


# --- remedies ----------------------------------------------------------------------------------


def test_remedies_of_a_decision() -> None:
    found = case("decision_numbered.txt")
    assert sums(found) == [(300, None), (1600, None), (85, None), (75, "per week")]
    assert sums(found, "rejected") == [(200, None)]
    first = next(r for r in found.remedies if r.amount_gbp == 300)
    assert first.to_whom == "Ms K"
    assert first.purpose == "for her distress and uncertainty"
    assert first.deadline == "within four weeks of my final decision"
    kinds = [r.kind for r in found.remedies]
    assert kinds == ["apology", "payment", "payment", "reimbursement", "payment",
                     "service_improvement", "payment"]  # fmt: skip


def test_a_total_is_not_counted_beside_its_parts() -> None:
    assert sums(case("decision_dashes.txt")) == [(950, None), (200, None)]


def test_a_settled_complaint_has_its_remedies_too() -> None:
    found = case("settled.txt")
    assert sums(found) == [(300, "£100 per month")]
    assert found.remedies[0].kind == "apology"
    assert found.remedies[0].to_whom == "Mr Q"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("The Council will pay Mrs B £500 for distress.", (500, None, "Mrs B", "agreed")),
        ("The Council will pay £500 to Mrs B for distress.", (500, None, "Mrs B", "agreed")),
        ("It should pay £200 a month to Mr B for lessons.", (200, "per month", "Mr B", "agreed")),
        ("It will pay £1,500 to recognise the impact on J.", (1500, None, "for J", "agreed")),
        ("For her distress, the Council will pay Miss D £30.", (30, None, "Miss D", "agreed")),
        ("The Council has already paid £150 for its delay.", (150, None, None, "offered")),
    ],
)
def test_sums_with_rate_payee_and_status(
    step: str, expected: tuple[float, str | None, str | None, str]
) -> None:
    found = remedies(f"Analysis\n1. This was fault.\nAgreed action\n1. {step}\n")
    assert [(r.amount_gbp, r.rate, r.to_whom, r.status) for r in found] == [expected]


@pytest.mark.parametrize(
    "step",
    [
        "The Council will pay £900 for half a term (at £1,800 a term).",
        "Our guidance gives between £900 and £2,400 a term. The Council will pay £900.",
        "The Council will pay £500 for P and £400 for Mr B, making a total of £900.",
    ],
)
def test_what_a_sum_was_reckoned_from_is_no_sum(step: str) -> None:
    found = remedies(f"Analysis\n1. This was fault.\nAgreed action\n1. {step}\n")
    assert sum(r.amount_gbp or 0 for r in found) == 900


def test_one_time_limit_for_all_steps() -> None:
    found = remedies(
        "Analysis\n1. This was fault.\nAgreed action\n  1. The Council has agreed to:\n"
        "    • apologise to Mr B; and\n    • pay him £50.\n"
        "  2. It should complete these actions within six weeks of the final decision.\n"
    )
    assert [r.deadline for r in found] == ["within six weeks of the final decision"] * 2


def test_a_condition_is_no_time_limit() -> None:
    found = remedies(
        "Analysis\n1. This was fault.\nAgreed action\n"
        "1. If no school is found within six months, the Council will write a new plan.\n"
    )
    assert [(r.kind, r.deadline) for r in found] == [("action", None)]


def test_proof_of_having_done_it_is_no_remedy() -> None:
    text = "Agreed action\n1. The Council should send us evidence it has done these things.\n"
    assert remedies(text) == ()


def offers(step: str) -> list[tuple[float | None, str]]:
    found = remedies(
        "What happened\n1. The Council offered Mr B £100 for the lost lessons.\n"
        "2. It later offered a further £200 for lost lessons. It offered £60 for his time.\n"
        f"Analysis\n1. This was fault.\nAgreed action\n1. The Council will {step}.\n"
    )
    return [(r.amount_gbp, r.status) for r in found]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("pay Mr B £300 for the lost lessons",
         [(300, "agreed"), (100, "included"), (200, "included"), (60, "offered")]),
        ("pay Mr B a further £300 for the lost lessons",
         [(300, "agreed"), (100, "offered"), (200, "offered"), (60, "offered")]),
        ("pay Mr B £360 for lost lessons (this includes the £60 already offered)",
         [(360, "agreed"), (100, "offered"), (200, "offered"), (60, "included")]),
        ("pay Mr B £500 for the lost lessons",
         [(500, "agreed"), (100, "offered"), (200, "offered"), (60, "offered")]),
    ],
)  # fmt: skip
def test_an_offer_is_inside_the_sum_that_it_makes_up(
    step: str, expected: list[tuple[float, str]]
) -> None:
    assert offers(step) == expected


# --- provisions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("(Local Government Act 1974, sections 26(1) and 26A(1), as amended)",
         "Local Government Act 1974 s26(1) and s26A(1)"),
        ("(Local Government Act 1974, Schedule 5, paragraph 5(2), as amended)",
         "Local Government Act 1974 Sch 5 para 5(2)"),
        ("as set out in section 42 of the Children and Families Act",
         "Children and Families Act 2014 s42"),
        ("the Special Educational Needs and Disability Regulations 2014, regulation 20",
         "Special Educational Needs and Disability Regulations 2014 reg 20"),
        ("(R (on the application of Z) v Dale [2001] EWCA Civ 12)",
         "R (on the application of Z) v Dale [2001] EWCA Civ 12"),
    ],
)  # fmt: skip
def test_citations_take_one_form(text: str, cited: str) -> None:
    assert find_provisions(made_up(f"The law\n1. It is so {text}.\n")) == (cited,)


# --- the real decisions, expectations written by hand -------------------------------------------


def test_milton_keynes_2025() -> None:
    found = seed("000")
    assert found.finding == "mixed"
    assert sums(found) == [(1350, None), (150, None)]
    assert sums(found, "rejected") == [(250, None)]
    lessons, distress = (r for r in found.remedies if r.amount_gbp in (1350, 150))
    assert (lessons.to_whom, distress.to_whom) == ("for J", "Mrs X")
    assert "between November 2024 and March 2025" in (lessons.purpose or "")
    assert {r.deadline for r in (lessons, distress)} == {"within one month of the final decision"}
    assert any("entitled to try this" in f.text for f in found.no_fault)
    assert not any("outside our jurisdiction" in f.text for f in found.no_fault)
    assert any("outside our jurisdiction" in f.text for f in found.not_investigated)
    assert not any("appropriate steps" in f.text for f in found.no_fault)
    assert any("between November 2024 and March 2025" in f.text for f in found.faults)
    assert "Education Act 1996 s19" in found.provisions
    assert "financial" not in (found.injustice or "")


def test_milton_keynes_2021() -> None:
    found = seed("001")
    assert found.finding == "fault found"
    assert sums(found) == [(750, None)]
    assert {r.deadline for r in found.remedies} == {"within one month of the final decision"}
    assert any("amounts to fault" in f.text for f in found.faults)
    assert any("PBS plan" in f.text for f in found.not_investigated)
    assert not any("jurisdiction where" in f.text for f in found.not_investigated)
    assert found.no_fault == ()


def test_hertfordshire() -> None:
    found = seed("003")
    assert found.finding == "fault found"
    assert sums(found) == [(750, None), (500, None), (350, None), (50, "per month")]
    offers = [(400, None), (150, None), (100, None), (200, None), (500, None)]
    assert sums(found, "included") == offers
    assert sums(found, "offered") == []
    sessions, programme = [r for r in found.remedies if r.amount_gbp in (750, 500)][:2]
    assert sessions.paragraph_id == programme.paragraph_id
    assert sessions.end is not None
    assert programme.start is not None
    assert sessions.end < programme.start
    monthly = next(r for r in found.remedies if r.rate)
    assert "for a period of six months" in (monthly.purpose or "")
