"""Issue by issue: headings, lettered parts, bodies, and what was not looked at."""

from __future__ import annotations

from ingest.parse import parse_document
from ingest.read import read_bytes
from rag.cases import Case
from rag.rename import rename_reading
from rag.schema import case_from, case_json

HEAD = """Fenwick Council (99 123 456)
The Ombudsman's final decision:
Summary: There was fault by the Council.
The complaint
"""
LETTERED = """1. Mrs A complains the Council:
  a) did not arrange lessons for her son;
  b) was slow to answer her letters; and
  c) chose the wrong college.
"""


def read(complaint: str, rest: str) -> Case:
    text = HEAD + complaint + rest + "Decision\n30. I have completed my investigation.\n"
    case = parse_document(read_bytes(text.encode(), name="a.txt"), read_at="x").case
    assert case is not None
    return case


def told(case: Case) -> list[tuple[str, str | None, str]]:
    return [(issue.finding, issue.body, issue.title) for issue in case.issues]


def test_parts_are_told_by_their_letters() -> None:
    case = read(
        LETTERED,
        "Analysis\n2. On complaint a), the Council did nothing for a term. This was fault.\n"
        "3. As for complaint b), it answered each time. I find no fault.\n"
        "4. I cannot investigate complaint c) because she appealed to the Tribunal.\n",
    )
    assert told(case) == [
        ("fault found", None, "did not arrange lessons for her son"),
        ("no fault", None, "was slow to answer her letters"),
        ("not investigated", None, "chose the wrong college"),
    ]
    assert case.finding == "mixed"


def test_a_part_that_was_not_looked_at_is_no_finding_of_no_fault() -> None:
    case = read(
        "1. Mrs A complains that the Council sent no tutor.\n",
        "Analysis\n2. We cannot consider the actions of the school because those are outside "
        "our jurisdiction.\n3. The Council sent no tutor. This is fault.\n",
    )
    assert (case.finding, case.no_fault) == ("fault found", ())
    assert ("not investigated", None, "the actions of the school") in told(case)


def test_the_power_in_general_is_not_a_part_left_alone() -> None:
    case = read(
        "1. Mrs A complains that the Council sent no tutor.\n",
        "Analysis\n2. The Ombudsman has no jurisdiction where a parent has appealed.\n"
        "3. The Council sent no tutor. This is fault.\n",
    )
    assert case.not_investigated == ()


def test_headings_inside_the_findings_are_issues() -> None:
    case = read(
        "1. Mrs A complains about lessons and about how her complaint was handled.\n",
        "Analysis\nAlternative provision\n2. The Council did not consider its duty. That was "
        "fault.\nComplaint handling\n3. The Council replied in time. I find no fault in this.\n",
    )
    assert told(case) == [
        ("fault found", None, "Alternative provision"),
        ("no fault", None, "Complaint handling"),
    ]


def test_bodies_have_their_own_outcomes() -> None:
    case = read(
        "1. Mrs A complains that the Council and the Trust sent late advice.\n",
        "Analysis\n2. The Trust sent its advice nine weeks late. This was fault by the Trust.\n"
        "3. The Council asked again each week. I find no fault by the Council.\n",
    )
    assert [(issue.finding, issue.body) for issue in case.issues] == [
        ("fault found", "Trust"),
        ("no fault", "Council"),
    ]


def test_wrong_is_a_fault_only_in_the_ombudsmans_mouth() -> None:
    complaint = "1. Mrs A complains that the Council sent no tutor.\n"
    own = "Analysis\n2. Telling her to pay was wrong.\n3. Sending no tutor was fault.\n"
    assert any("was wrong" in f.text for f in read(complaint, own).faults)
    said = "Analysis\n2. Mrs A said this was wrong.\n3. The Council sent no tutor. That is fault.\n"
    assert not any("was wrong" in f.text for f in read(complaint, said).faults)


def test_who_is_paid_and_whose_loss_it_is_are_kept_apart() -> None:
    case = read(
        "1. Mrs A complains that the Council sent no tutor.\n",
        "Analysis\n2. The Council sent no tutor. That is fault.\nAgreed action\n"
        "3. Within one month of the decision the Council will:\n"
        "  a) apologise to Mrs A;\n"
        "  b) pay £900 to recognise the impact on J of the lack of education.\n"
        "4. Within seven weeks of the decision Fenwick will set up a check on every plan.\n",
    )
    paid = next(r for r in case.remedies if r.amount_gbp == 900)
    assert (paid.to_whom, paid.paid_to, paid.benefits) == ("for J", "Mrs A", "J")
    step = case.remedies[-1]
    assert (step.kind, step.deadline) == (
        "service_improvement",
        "within seven weeks of the decision",
    )


def test_themes_rest_on_words_of_the_decision() -> None:
    case = read(
        "1. Mrs A complains about an annual review.\n",
        "Analysis\n2. The Council issued the amended plan ten weeks late after the annual review. "
        "This was fault.\n",
    )
    assert case.themes == ("AR-LATE",)
    assert [(g.code, "ten weeks late" in g.text) for g in case.grounds] == [("AR-LATE", True)]


def test_every_part_comes_back_from_the_index_and_moves_with_its_document() -> None:
    text = HEAD + LETTERED + (
        "What happened\n2. The school closed on 3 May 2023.\nAnalysis\n"
        "3. On complaint a), he missed two terms of lessons. The delay in arranging alternative "
        "provision was fault.\n4. I cannot investigate complaint c).\n"
    )  # fmt: skip
    reading = parse_document(read_bytes(text.encode(), name="a.txt"), read_at="x")
    case = reading.case
    assert case is not None
    assert all((case.issues, case.events, case.missed, case.grounds, case.not_investigated))
    assert case_from(case_json(case)) == case
    moved = rename_reading(reading, "other").case
    assert moved is not None
    ids = {p.paragraph_id for p in (*moved.events, *moved.missed, *moved.grounds)}
    ids |= {f.paragraph_id or "" for i in moved.issues for f in (*i.faults, *i.not_investigated)}
    assert {one.split("#")[0] for one in ids} == {"other"}
