"""The table of remedies: figures with their decisions, statuses apart, what was not seen."""

from __future__ import annotations

import pytest

from app.remedies import remedies_record
from rag.answer import Engine
from rag.cases import Missed, Remedy
from rag.errors import QuestionError
from rag.facets import CaseFilters
from rag.kinds import Role
from rag.library import DiskLibrary
from rag.purposes import length_paid, purpose_of, standing
from rag.remedy_table import RemedyRow, tabulate_remedies


def row(rows: tuple[RemedyRow, ...], purpose: str, status: str = "agreed") -> RemedyRow:
    (found,) = [
        r for r in rows
        if (r.standing, r.kind, r.purpose) == (status, "payment", purpose) and r.theme is None
    ]  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        ("for the loss of two terms of education", "R-EDU-PAY"),
        ("to recognise the education and therapy J missed and lack of provision", "R-EDU-PAY"),
        ("for J's educational benefit", "R-EDU-PAY"),
        ("the distress and uncertainty caused to Mrs X", "R-DISTRESS-PAY"),
        ("time and trouble in complaining", "R-TIME-PAY"),
        ("refund of the private report she commissioned", "R-REIMBURSE"),
        ("distress, time and trouble", "SEVERAL"),
        ("missed provision and her frustration", "SEVERAL"),
        ("distress; INCLUDES the £100 already offered for time and trouble", "R-DISTRESS-PAY"),
        ("his injustice", "OTHER"),
        (None, "OTHER"),
    ],
)
def test_a_sum_is_sorted_by_the_words_of_its_purpose(purpose: str | None, code: str) -> None:
    assert purpose_of(Remedy("payment", purpose, 100.0)) == code


def test_a_rate_without_words_is_a_rate_and_money_given_back_is_that() -> None:
    assert purpose_of(Remedy("payment", "each month of delay", 100.0, rate="per month")) == "R-RATE"
    assert purpose_of(Remedy("reimbursement", "distress", 100.0)) == "R-REIMBURSE"


def test_what_was_paid_already_stands_apart() -> None:
    agreed = Remedy("payment", "missed therapy", 200.0)
    assert standing(agreed, "The Council has already paid £200 for missed therapy.") == (
        "paid already"
    )
    assert standing(agreed, "The Council will pay £200 for missed therapy.") == "agreed"
    refused = Remedy("payment", "missed therapy", 50.0, status="rejected")
    assert standing(refused, "It has already paid £50.") == "rejected"


def missed(amount: float, unit: str, months: float, status: str = "found") -> Missed:
    words = f"{amount} {unit}"
    return Missed("education", words, words, "d#1", 0, 9, status, amount, unit, months=months)


@pytest.mark.parametrize(
    ("purpose", "words", "lacks", "expected"),
    [
        ("loss of two terms of education", "", (), (1200, "term", "in the remedy")),
        ("missed education at £900 a term", "at £900 a term", (), (900, "term", "stated")),
        ("six months without therapy", "", (), (400, "month", "in the remedy")),
        ("missed education", "", (missed(3, "terms", 12),), (800, "term", "what was missed")),
        ("missed education", "", (missed(8, "months", 8),), (300, "month", "what was missed")),
        ("missed education", "", (missed(8, "months", 8), missed(2, "terms", 8)), None),
        ("missed education", "", (missed(8, "months", 8, "claimed"),), None),
        ("missed education", "", (missed(2, "weeks", 0.5),), None),
        ("distress over 12 months", "", (), None),
        ("missed education", "", (), None),
    ],
)
def test_what_a_sum_comes_to_for_a_term_or_a_month(
    purpose: str, words: str, lacks: tuple[Missed, ...], expected: tuple[float, str, str] | None
) -> None:
    length = length_paid(Remedy("payment", purpose, 2400.0), words, lacks, alone=True)
    assert (length and (length.each, length.unit, length.basis)) == expected


def test_what_was_missed_is_shared_out_over_one_sum_only() -> None:
    lacks = (missed(3, "terms", 12),)
    assert length_paid(Remedy("payment", "missed education", 9.0), "", lacks, alone=False) is None


def test_figures_are_sums_of_decisions_and_unseen_ones_are_counted(
    starter_library: DiskLibrary,
) -> None:
    table = tabulate_remedies(starter_library, CaseFilters())
    assert table.payments == sum(
        len(r.steps) for r in table.rows if r.kind in ("payment", "reimbursement")
    )
    lost = row(table.rows, "R-EDU-PAY")
    assert lost.sums is not None
    amounts = sorted(s.remedy.amount_gbp or 0 for s in lost.steps
                     if s.remedy.amount_gbp and s.remedy.is_lump)  # fmt: skip
    assert lost.sums.count == len(amounts)
    assert lost.sums.least.amount_gbp == amounts[0] == 200
    assert lost.sums.most.amount_gbp == amounts[-1] == 7500
    assert lost.sums.median is not None
    assert sum(a <= lost.sums.median.amount_gbp for a in amounts) * 2 >= len(amounts)
    assert lost.unseen == sum(s.remedy.amount_gbp is None for s in lost.steps) > 0
    assert {s.remedy.rate for s in lost.rates} == {"per month"}


def test_offers_and_refused_offers_never_mix_with_what_was_agreed(
    starter_library: DiskLibrary,
) -> None:
    table = tabulate_remedies(starter_library, CaseFilters())
    for one in table.rows:
        for step in one.steps:
            assert step.standing == one.standing
            assert one.standing == "paid already" or step.remedy.status == one.standing
    offered = row(table.rows, "OTHER", "offered")
    assert offered.sums is not None
    assert [s.decision.case.reference for s in offered.sums.most.steps] == ["24 002 420"]
    assert {r.standing for r in table.by_theme} <= {"agreed", "recommended"}


def test_few_sums_have_no_quartiles(starter_library: DiskLibrary) -> None:
    table = tabulate_remedies(starter_library, CaseFilters())
    few = row(table.rows, "R-TIME-PAY")
    assert few.sums is not None
    assert few.sums.count < 5
    assert (few.sums.lower, few.sums.median, few.sums.upper) == (None, None, None)


def test_terms_are_reckoned_as_the_digests_tell_them(starter_library: DiskLibrary) -> None:
    lost = row(tabulate_remedies(starter_library, CaseFilters()).rows, "R-EDU-PAY")
    told = {
        (s.decision.case.reference, round(s.length.each, 2), s.length.unit, s.length.basis)
        for s in lost.steps
        if s.length is not None
    }
    assert {
        ("23 019 685", 2400.0, "term", "stated"),
        ("23 005 051", 1200.0, "term", "in the remedy"),
        ("24 013 122", 1266.67, "term", "in the remedy"),
        ("24 018 294", 270.0, "month", "what was missed"),
        ("24 006 445", 50.0, "month", "stated"),
    } <= told


def test_the_guidance_stands_beside_with_its_source(starter_library: DiskLibrary) -> None:
    lost = row(tabulate_remedies(starter_library, CaseFilters()).rows, "R-EDU-PAY")
    tariff = next(g for g in lost.guidance if g.duty_id == "REM-TARIFF")
    assert tariff.year == 2025
    assert tariff.source_url
    paragraph = starter_library.paragraph(tariff.paragraph_id)
    assert paragraph is not None
    assert paragraph.text == tariff.statement
    assert paragraph.role is Role.LAW


def test_every_figure_of_the_json_carries_its_decision(starter_engine: Engine) -> None:
    record = remedies_record(starter_engine, CaseFilters())
    library = starter_engine.library
    figures = 0
    for one in (*record["rows"], *record["by_theme"]):
        spreads = [one[name] for name in ("sums", "per_term", "per_month") if one[name]]
        for spread in spreads:
            for name in ("least", "lower", "median", "upper", "most"):
                figure = spread[name]
                if figure is None:
                    continue
                figures += 1
                assert figure["from"]
                for source in figure["from"]:
                    document = library.document(source["document"])
                    assert document is not None
                    assert document.reference == source["reference"]
                    paragraph = library.paragraph(source["paragraph"])
                    assert paragraph is not None
                    paid = source.get("amount_gbp", figure["amount_gbp"])
                    assert f"£{paid:,.2f}".removesuffix(".00") in paragraph.text
        assert all(rate["from"] for rate in one["rates"])
        assert one["from"]
    assert figures > 100
    assert "no estimate" in record["notice"]
    assert record["why_no_estimate"]
    assert record["amounts_not_seen"] > record["payments"] / 2
    assert any(str(record["amounts_not_seen"]) in limit for limit in record["limits"])


def test_filters_narrow_the_table(starter_library: DiskLibrary) -> None:
    filters = CaseFilters(themes=("AP-NONE",), remedy_kinds=("payment",))
    table = tabulate_remedies(starter_library, filters)
    assert {r.kind for r in table.rows} == {"payment"}
    assert {r.theme for r in table.by_theme} == {"AP-NONE"}
    assert all("AP-NONE" in s.decision.themes for r in table.rows for s in r.steps)
    with pytest.raises(QuestionError, match="no theme"):
        tabulate_remedies(starter_library, CaseFilters(themes=("X",)))
