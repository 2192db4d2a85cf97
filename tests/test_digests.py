"""Digests and duties: every field stands word for word, and every span is true."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ingest.digests import starter_bridges, starter_readings
from ingest.starter import Starter, load_starter
from rag.cases import Case
from rag.kinds import Kind, Role
from rag.records import Paragraph, Reading

READ_AT = "2026-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def starter() -> Starter:
    return load_starter()


@pytest.fixture(scope="module")
def readings(starter: Starter) -> dict[str, Reading]:
    return {r.document.id: r for r in starter_readings(starter, read_at=READ_AT)}


def under(reading: Reading, heading: str) -> list[Paragraph]:
    """The paragraphs of the section with this heading."""
    ordinals = {s.ordinal for s in reading.sections if s.heading == heading}
    return [p for p in reading.paragraphs if p.section in ordinals]


def case_of(reading: Reading) -> Case:
    assert reading.case is not None
    return reading.case


def decision(**fields: Any) -> dict[str, Any]:
    """A record of a decision, complete, with these fields changed."""
    record: dict[str, Any] = {
        "reference": "24 000 001",
        "council": "Anyshire Council",
        "category": "Education > Special educational needs",
        "outcome": "Upheld",
        "decision_date": "2025-01-31",
        "url": "https://www.lgo.org.uk/decisions/x/24-000-001",
        "url_basis": "seen",
        "complaint": "Ms X complained.",
        "faults": ["Delay of six weeks"],
        "no_fault_findings": [],
        "injustice": None,
        "remedies": [],
        "provisions": [],
        "periods": [],
        "themes": ["AR-LATE"],
        "finding": "fault found",
        "finding_words": "Fault: delay of six weeks.",
        "evidence": "full text",
        "evidence_detail": "full text of the decision",
        "confidence": "high",
        "verified": True,
        "warning": None,
        "source_seen_url": None,
        "document_type": "statement",
        "names_used": None,
        "note": None,
    }
    return record | fields


def remedy(**fields: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        "kind": "payment",
        "amount_gbp": None,
        "rate": None,
        "for": None,
        "to_whom": None,
        "deadline": None,
        "status": "agreed",
    }
    return record | fields


def read(record: dict[str, Any]) -> Reading:
    [reading] = starter_readings(
        Starter((record,), (), (), (), (), (), (), (), (), (), (), ""), read_at=READ_AT
    )
    return reading


# --- the whole shipped library -------------------------------------------------------------------


def test_every_span_gives_its_paragraph(readings: dict[str, Reading]) -> None:
    assert len(readings) == 373
    for reading in readings.values():
        for p in reading.paragraphs:
            assert reading.text[p.start : p.end] == p.text
            assert p.document_id == reading.document.id


def test_every_field_stands_word_for_word(starter: Starter, readings: dict[str, Reading]) -> None:
    for record in starter.decisions:
        text = readings["digest-" + record["reference"].replace(" ", "-")].text
        fields = [record[name] for name in ("complaint", "finding_words", "injustice", "note")]
        for name in ("faults", "no_fault_findings", "provisions", "periods"):
            fields += record[name]
        for step in record["remedies"]:
            fields += [step["for"], step["to_whom"], step["deadline"], step["rate"]]
        assert [field for field in fields if field and field.strip() not in text] == []
    for record in starter.duties:
        text = readings[record["id"]].text
        limit = record["time_limit"] or {"from_event": ""}
        fields = [record[n] for n in ("statement", "plain", "who_owes", "caveat")]
        fields.append(limit["from_event"])
        assert [field for field in fields if field and field not in text] == []


def test_case_fields_point_to_their_paragraphs(readings: dict[str, Reading]) -> None:
    for reading in readings.values():
        if reading.case is None:
            assert reading.document.kind in (Kind.DUTY, Kind.GLOSSARY)
            continue
        paragraphs = {p.id: p for p in reading.paragraphs}
        for finding in (*reading.case.faults, *reading.case.no_fault):
            assert reading.text[finding.start : finding.end] == finding.text
        for step in reading.case.remedies:
            p = paragraphs[str(step.paragraph_id)]
            assert (p.start, p.end) == (step.start, step.end)
            assert (step.purpose or "") in p.text
            agreed = step.status not in ("offered", "rejected")
            assert p.role is (Role.REMEDY if agreed else Role.COUNCIL_POSITION)


def test_what_was_not_decided_is_no_finding_of_no_fault(readings: dict[str, Reading]) -> None:
    for reading in readings.values():
        for p in under(reading, "Where no fault was found"):
            assert not p.text.startswith(("Not investigated", "Not a finding", "No injustice"))
    reading = readings["digest-24-018-294"]
    [undecided] = under(reading, "What was not decided")
    assert undecided.text.startswith("Not investigated: school's own actions")
    assert undecided.role is Role.FINDINGS
    assert len(case_of(reading).no_fault) == 2


def test_the_document_carries_its_own_limits(readings: dict[str, Reading]) -> None:
    document = readings["digest-24-018-294"].document
    assert document.title == "Milton Keynes Council (24 018 294)"
    assert document.reference == "24 018 294"
    assert document.date == date(2025, 10, 30)
    assert (document.confidence, document.verified, document.warning) == ("high", True, None)
    assert document.evidence == "full text: full text of the decision"
    assert not document.url_checked
    assert document.read_at == READ_AT


def test_a_rejected_offer_is_the_councils_and_says_so(readings: dict[str, Reading]) -> None:
    reading = readings["digest-24-018-294"]
    [offer] = under(reading, "What the council offered")
    assert offer.text.startswith("Offered by the council and not accepted as enough: ")
    assert "£250" in offer.text
    assert not any("£250" in p.text for p in under(reading, "What was agreed"))


def test_a_duty_says_its_rule_limit_and_status(readings: dict[str, Reading]) -> None:
    reading = readings["AR-4W"]
    assert [s.heading for s in reading.sections][:4] == [
        "Duty",
        "In plain words",
        "Time limit",
        "Who owes it",
    ]
    assert {p.role for p in reading.paragraphs} == {Role.LAW}
    assert under(reading, "Time limit")[0].text == "4 weeks, from: review meeting."
    assert reading.document.reference == "AR-4W"
    assert reading.document.status == "in force"
    assert reading.document.legal_basis
    assert reading.document.url


@pytest.mark.parametrize(
    ("duty", "limit"),
    [
        ("PT-15FEB", "Before 15 February (calendar year of transfer)."),
        ("S19-6THDAY", "School day 6 (education must start on the sixth), from: "),
        ("S42-SECURE", "Continuous, from: plan issued"),
    ],
)
def test_odd_limits_read_as_words(readings: dict[str, Reading], duty: str, limit: str) -> None:
    assert under(readings[duty], "Time limit")[0].text.startswith(limit)


# --- one record ----------------------------------------------------------------------------------


def test_the_same_record_gives_the_same_reading() -> None:
    assert read(decision()) == read(decision())
    assert read(decision()).document.sha256 != read(decision(injustice="D")).document.sha256


def test_sections_stand_in_order_and_empty_ones_are_left_out() -> None:
    reading = read(decision())
    assert [(s.ordinal, s.heading, s.role) for s in reading.sections] == [
        (0, "In short", Role.SUMMARY),
        (1, "Record", Role.FACTS),
        (2, "Complaint", Role.COMPLAINT),
        (3, "What was found", Role.FINDINGS),
    ]
    assert reading.text == (
        "In short\n\nFault: delay of six weeks.\n\n"
        "Record\n\nDecision 24 000 001, Anyshire Council; decision date: 31 January 2025; "
        "outcome: Upheld; category: Education > Special educational needs.\n\n"
        "Complaint\n\nMs X complained.\n\n"
        "What was found\n\nDelay of six weeks"
    )


def test_pinpoints_count_items_where_there_are_several() -> None:
    reading = read(decision(faults=["Delay", "No reply"]))
    assert [p.pinpoint for p in reading.paragraphs] == [
        "In short",
        "Record",
        "Complaint",
        "What was found, item 1",
        "What was found, item 2",
    ]


def test_a_public_report_says_that_it_is_one() -> None:
    reading = read(decision(document_type="public report"))
    assert reading.paragraphs[1].text == "This decision was published as a public report."


def test_no_fault_with_a_colon_is_still_no_fault() -> None:
    said = ["No fault: tuition was fitted to need", "Not at fault", "Not upheld: transport"]
    reading = read(decision(no_fault_findings=said))
    assert [p.text for p in under(reading, "Where no fault was found")] == said


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (
            {"amount_gbp": 1350, "for": "lost education", "to_whom": "for J",
             "deadline": "within one month of the final decision"},
            "Payment of £1,350: lost education (for J; within one month of the final decision).",
        ),
        (
            {"amount_gbp": 50, "rate": "per month", "for": "each month without therapy",
             "to_whom": "Mrs B"},
            "Payment of £50 per month: each month without therapy (to Mrs B).",
        ),
        ({"amount_gbp": 99.5}, "Payment of £99.50."),
        ({"for": "distress"}, "Payment, amount not seen: distress."),
        ({"for": "distress; amount not seen"}, "Payment: distress; amount not seen."),
        ({"kind": "apology", "to_whom": "Ms X"}, "Apology (to Ms X)."),
        (
            {"kind": "service_improvement", "for": "train staff"},
            "Service improvement: train staff.",
        ),
        ({"kind": "other", "for": "hold a review"}, "Other step: hold a review."),
        (
            {"kind": "other", "for": "consider the way forward", "status": "not_seen"},
            "Other step, details not seen: consider the way forward.",
        ),
        (
            {"kind": "other", "for": "earlier apology", "status": "included"},
            "Part of another remedy: earlier apology.",
        ),
        (
            {"amount_gbp": 200, "for": "distress", "status": "offered"},
            "Offered by the council, not shown to be the remedy: payment of £200: distress.",
        ),
    ],
)  # fmt: skip
def test_a_remedy_in_words(fields: dict[str, Any], text: str) -> None:
    reading = read(decision(remedies=[remedy(**fields)]))
    assert reading.paragraphs[-1].text == text


def test_remedies_keep_status_and_rate() -> None:
    steps = [
        remedy(amount_gbp=200, status="offered"),
        remedy(amount_gbp=50, rate="per month"),
    ]
    agreed, offered = case_of(read(decision(remedies=steps))).remedies
    assert (agreed.amount_gbp, agreed.rate, agreed.status) == (50, "per month", "agreed")
    assert (offered.amount_gbp, offered.rate, offered.status) == (200, None, "offered")


# --- bridges -------------------------------------------------------------------------------------


def test_bridges_lead_from_every_way_of_asking(starter: Starter) -> None:
    bridges = starter_bridges(starter)
    assert len({bridge.id for bridge in bridges}) == len(bridges)
    duty = starter.duties[0]
    asked = [b for b in bridges if b.id.startswith(f"duty-{duty['id']}-")]
    own = [duty["topic"], duty["statement"], duty["plain"]]
    assert [b.text for b in asked] == [*duty["asked_as"], *own]
    assert {b.duties for b in asked} == {(duty["id"],)}
    assert {b.themes for b in asked} == {tuple(duty["themes"])}
    lay = [row for row in starter.vocabulary if row["kind"] == "lay"]
    terms = [term for row in lay for term in row["terms"]]
    assert [b.text for b in bridges if b.id.startswith("lay-")] == terms


def test_a_theme_leads_to_its_duties(starter: Starter) -> None:
    theme = next(t for t in starter.themes if t["asked_as"] and t["duties"])
    bridges = [b for b in starter_bridges(starter) if b.id.startswith(f"theme-{theme['code']}-")]
    assert [b.text for b in bridges] == [*theme["asked_as"], theme["meaning"]]
    assert {b.themes for b in bridges} == {(theme["code"],)}
    assert {b.duties for b in bridges} == {tuple(theme["duties"])}


def test_a_digest_tells_how_long_something_was_missed() -> None:
    faults = ["The child went without speech therapy for 13 months"]
    [missed] = case_of(read(decision(faults=faults))).missed
    assert (missed.what, missed.months, missed.status) == ("speech therapy", 13.0, "found")
    reading = read(decision(faults=faults))
    assert reading.text[missed.start : missed.end] == missed.text


def test_what_a_digest_marks_as_claimed_was_not_found() -> None:
    [missed] = case_of(read(decision(injustice="R missed two terms of school (claimed)."))).missed
    assert (missed.months, missed.status) == (8.0, "claimed")


def test_a_date_in_a_complaint_is_no_length() -> None:
    said = "Mrs X said no suitable education was arranged when J stopped going in autumn 2024."
    assert case_of(read(decision(complaint=said))).missed == ()
