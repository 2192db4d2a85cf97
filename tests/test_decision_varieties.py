"""Made-up statements of the turns that decisions take: what each finds and what each orders.

The statements lie in tests/data/varieties. A remedy is kind, sum, rate, to whom, deadline, status.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.due import find_due
from ingest.extract import extract_case
from ingest.money import settle_sums
from ingest.parse import parse_document
from ingest.read import read_source
from ingest.remedy_kinds import work_kind
from rag.kinds import Role
from rag.records import Paragraph, Reading

DATA = Path(__file__).parent / "data" / "varieties"
Row = tuple[str, float | None, str | None, str | None, str | None, str]

MONTH = "within one month of the final decision"
WEEKS = "within four weeks of my decision"
THREE = "within three months of my decision"
STATED = "within one month of the date on this statement"
REPORT = "within one month of the date of this report"
DAYS = "within 20 working days of my final decision"

FOUND: dict[str, tuple[str, list[Row]]] = {
    "01": ("fault found", []),
    "02": (
        "fault found",
        [
            ("apology", None, None, "Mr D", WEEKS, "agreed"),
            ("payment", 2400, None, "for K", WEEKS, "agreed"),
            ("reimbursement", 1200, None, "Mr D", WEEKS, "agreed"),
            ("payment", 500, None, "Mr D", WEEKS, "agreed"),
            ("service_improvement", None, None, None, THREE, "agreed"),
            ("service_improvement", None, None, None, THREE, "agreed"),
        ],
    ),
    "03": (
        "fault found",
        [
            ("payment", 8000, "£2,000 per term", "Ms W", MONTH, "agreed"),
            ("payment", 1050, "£150 per month", "Ms W", MONTH, "agreed"),
            ("reimbursement", 600, "at most", "Ms W", MONTH, "agreed"),
            ("payment", 200, "at least", "Ms W", MONTH, "agreed"),
            ("reimbursement", None, None, "Ms W", None, "agreed"),
            ("payment", 40, "per school week", None, None, "agreed"),
        ],
    ),
    "04": (
        "fault found",
        [
            ("apology", None, None, "Mrs N and V", STATED, "agreed"),
            ("payment", 300, None, "Mrs N", STATED, "agreed"),
            ("payment", 200, None, "Mrs N", STATED, "agreed"),
            ("action", None, None, None, STATED, "agreed"),
            ("payment", None, None, "Mrs N", STATED, "agreed"),
            ("service_improvement", None, None, None, "by the end of September 2024", "agreed"),
        ],
    ),
    "05": (
        "fault found",
        [
            ("apology", None, None, "Mr and Mrs B", REPORT, "recommended"),
            ("payment", 5000, None, "Mr and Mrs B", REPORT, "recommended"),
            ("payment", 750, None, "Mr and Mrs B", REPORT, "recommended"),
            ("service_improvement", None, None, None, "within six months", "recommended"),
        ],
    ),
    "06": ("not investigated", []),
    "07": ("not investigated", []),
    "08": (
        "fault found",
        [
            ("payment", 600, None, "Dr F", DAYS, "agreed"),
            ("payment", 250, None, "Q", DAYS, "agreed"),
            ("action", None, None, None, DAYS, "agreed"),
            ("service_improvement", None, None, None, "by 31 December 2025", "agreed"),
            ("payment", 200, None, "Dr F", None, "included"),
        ],
    ),
}


def read(number: str) -> Reading:
    return parse_document(read_source(next(DATA.glob(f"{number}_*"))), read_at="x")


@pytest.mark.parametrize("number", FOUND)
def test_finding_and_remedies(number: str) -> None:
    case = extract_case(read(number))
    assert case is not None
    finding, remedies = FOUND[number]
    assert case.finding == finding
    assert [
        (r.kind, r.amount_gbp, r.rate, r.to_whom, r.deadline, r.status) for r in case.remedies
    ] == remedies


@pytest.mark.parametrize("number", FOUND)
def test_council_reference_and_date(number: str) -> None:
    document = read(number).document
    assert document.council is not None
    assert document.council.endswith("Council")
    assert document.reference == f"99 000 3{number}"
    assert document.date is not None


def test_parts_that_were_not_investigated_are_issues_each() -> None:
    case = read("07").case
    assert case is not None
    assert [(i.finding, i.title) for i in case.issues] == [
        ("not investigated", "would not name the school she wanted"),
        ("not investigated", "made her pay its costs in the county court"),
    ]


def test_what_was_lost_is_read_and_a_deadline_is_no_loss() -> None:
    lost = {n: [(m.amount, m.unit) for m in c.missed] for n in FOUND if (c := read(n).case)}
    assert (2, "terms") in lost["02"]
    assert lost["03"] == [(4, "terms")]
    assert lost["05"] == [(3, "terms")]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("Pay Ms X £100 for each month without a tutor, £900 in total.", [(900, "£100 per month")]),
        ("Pay Ms X £75 a week for 12 weeks (£900).", [(900, "£75 per week")]),
        ("Pay Ms X £900, being £75 for each week she waited.", [(900, "£75 per week")]),
        ("Pay Ms X £75 a week, up to a maximum of £900.", [(75, "per week")]),
        ("Pay Ms X a total of £900, comprising £600 for lessons and £300 for distress.",
         [(600, None), (300, None)]),
        ("Pay Ms X £900. We considered a range of £600 to £1,800.", [(900, None)]),
        ("Pay Ms X £900 at a rate of £1,800 per term.", [(900, "£1,800 per term")]),
    ],
)  # fmt: skip
def test_each_sum_is_counted_once(text: str, sums: list[tuple[float, str | None]]) -> None:
    assert [(s.amount, s.rate) for s in settle_sums(text)] == sums


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("remind staff of the duty to put provision in place", "service_improvement"),
        ("train its panel members on eligibility", "service_improvement"),
        ("review the cases of other children who waited as Y did", "service_improvement"),
        ("publish its policy on children out of school", "service_improvement"),
        ("hold an annual review of Y's plan", "action"),
        ("ask its transport team to look again at Mrs X's application", "action"),
        ("give her the name of an officer to write to", "action"),
        ("arrange a fresh appeal hearing", "action"),
    ],
)
def test_what_is_for_everybody_and_what_is_for_the_family(text: str, kind: str) -> None:
    assert work_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "lead", "due"),
    [
        ("pay £50 within two weeks of my decision", "In one month:",
         "within two weeks of my decision"),
        ("remind staff that letters must be answered within ten days", "Within one month:",
         "within one month"),
        ("Before the end of the autumn term it will write to X.", None,
         "before the end of the autumn term"),
        ("By 31 March 2024 it will train its staff.", None, "by 31 March 2024"),
        ("If Y has no tutor within four weeks, the Council will pay more.", None, None),
    ],
)  # fmt: skip
def test_by_when_a_step_is_due(text: str, lead: str | None, due: str | None) -> None:
    paragraph = Paragraph(
        id="a#1", document_id="a", ordinal=1, section=1, role=Role.REMEDY, text=text, start=0,
        end=len(text), pinpoint="", number=None, number_inferred=False, lead_in=lead,
    )  # fmt: skip
    assert find_due(paragraph) == due


def test_the_printed_outcome_decides_where_no_sentence_says_fault() -> None:
    reading = parse_document(
        read_source(DATA.with_name("shapes") / "decision_2015.txt"), read_at="x"
    )
    assert reading.document.outcome == "Upheld"
    assert reading.document.finding == "fault found"
