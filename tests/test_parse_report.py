"""Long reports: headings without marks, notes, pull quotes, parted paragraphs, voices."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.blocks import Block, Shape
from ingest.mend import drop_pull_quotes, is_label, join_captions, join_parted, take_notes
from ingest.parse import parse_document
from ingest.read import read_bytes, read_source
from rag.kinds import Kind, Role
from rag.records import Paragraph, Reading

DATA = Path(__file__).parent / "data"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


@pytest.fixture(scope="module")
def report() -> Reading:
    return parse_document(read_source(DATA / "report.txt"), read_at="x")


@pytest.fixture(scope="module")
def set_up_to_fail() -> Reading:
    paths = sorted(SEEDS.glob("004_*"))
    if not paths:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    return parse_document(read_source(paths[0]), read_at="x")


def starting(reading: Reading, words: str) -> Paragraph:
    return next(p for p in reading.paragraphs if p.text.startswith(words))


def blocks(*texts: str) -> list[Block]:
    return [Block(Shape.TEXT, text) for text in texts]


def test_sections_of_a_report(report: Reading) -> None:
    assert report.document.kind is Kind.RESEARCH
    assert report.document.title == "Waiting to learn"
    assert [s.heading for s in report.sections] == [
        "Front matter",
        "Executive summary",
        "1 How the study was done",
        "2 What tutors told us, THE LAW IN BRIEF",
        "2 What tutors told us, FIRST CONTACT",
        "2 What tutors told us, RECOMMENDATIONS",
        "Appendix A, METHODS, 1. Interviews with tutors",
        "Appendix A, METHODS, 2. Reading of files",
        "Notes",
    ]


def test_voices_of_a_report(report: Reading) -> None:
    assert starting(report, "Councils must arrange").role is Role.LAW
    assert starting(report, "Tutors explained").role is Role.OPINION
    assert starting(report, "“By the time I get").role is Role.OPINION
    assert starting(report, "Managers saw").role is Role.DISCUSSION
    assert starting(report, "Each form").role is Role.RECOMMENDATION
    assert starting(report, "Tutors were found").role is Role.METHOD


def test_a_pull_quote_is_dropped_and_the_body_kept(report: Reading) -> None:
    assert sum("By the time I get" in p.text for p in report.paragraphs) == 1
    assert sum("most of the wait" in p.text for p in report.paragraphs) == 1


def test_a_parted_paragraph_is_whole_and_its_notes_are_out_of_it(report: Reading) -> None:
    whole = starting(report, "Managers saw")
    assert "two panels that meet on different days of the month.⁴" in whole.text
    assert [p.pinpoint for p in report.paragraphs[-4:]] == [f"Notes, note {n}" for n in range(1, 5)]
    assert starting(report, "Council 4").boilerplate


def test_notes_are_told_from_headings_by_their_turn() -> None:
    body, notes = take_notes(
        blocks("¹ Ibid 4.", "² Council 1 (officer)", "4 Impact on councils", "3 See p. 9.", "Text.")
    )
    assert [b.text for b in body] == ["4 Impact on councils", "Text."]
    assert [(n.number, n.is_interview) for n in notes] == [(1, False), (2, True), (3, False)]


def test_of_two_equal_quotes_the_author_s_stays() -> None:
    words = "we never hear from the school until it is far too late"
    kept = drop_pull_quotes(blocks(f"“ {words}.”⁷", f"“{words}.”⁸", "“Short one.”", "“Short one.”"))
    assert [b.text for b in kept] == [f"“{words}.”⁸", "“Short one.”", "“Short one.”"]


def test_only_what_breaks_off_is_joined() -> None:
    parts = blocks(
        "It ended.", "lower case orphan", "It broke off in", "A whole one.", "the middle."
    )
    joined = join_parted(parts, lambda block, following: False)
    assert [b.text for b in joined] == [
        "It ended.",
        "lower case orphan",
        "It broke off in the middle.",
        "A whole one.",
    ]


def test_proposed_law_is_not_given_as_law() -> None:
    text = (
        "Executive summary\n\nA study.\n\nMethods\n\nWe read.\n\nAppendix 1\n\nNo.\n\n2 Reform\n\n"
        "The white paper proposes that councils must publish their duties.\n\nThe end comes here.\n"
    )
    reading = parse_document(read_bytes(text.encode(), name="a.txt"), read_at="x")
    assert starting(reading, "The white paper").role is Role.DISCUSSION


# --- the real report ---------------------------------------------------------------------------


def test_headings_are_not_footnotes_and_footnotes_not_headings(set_up_to_fail: Reading) -> None:
    chapters = {s.heading.split(", ")[0] for s in set_up_to_fail.sections}
    assert chapters == {
        "Front matter",
        "Executive summary",
        "1 Project objectives and research methods",
        "2 The SEND system and the LGSCO",
        "3 SEND complaints and the LGSCO",
        "4 Impact of the LGSCO on councils",
        "5 Implications of this research and recommendations",
        *(f"Appendix {n}" for n in range(1, 5)),
        "Notes",
    }


def test_every_note_is_found_once(set_up_to_fail: Reading) -> None:
    numbers = [p.number for p in set_up_to_fail.paragraphs if p.pinpoint.startswith("Notes,")]
    assert len(numbers) == len(set(numbers))
    assert {str(n) for n in range(1, 158)} - set(numbers) <= {"138", "144", "151"}


def test_parted_paragraphs_of_the_report(set_up_to_fail: Reading) -> None:
    assert "within six weeks of receiving a parental request." in (
        starting(set_up_to_fail, "Families must apply").text
    )
    assert "change the culture and work practices" in (
        starting(set_up_to_fail, "“We have elaborate systems").text
    )
    assert "with securing specialist local provision" in (
        starting(set_up_to_fail, "One Director of Children's Services explained the chall").text
    )


def test_voices_of_the_real_report(set_up_to_fail: Reading) -> None:
    assert starting(set_up_to_fail, "Families must apply").role is Role.LAW
    assert starting(set_up_to_fail, "“Other councils get far").role is Role.OPINION
    assert starting(set_up_to_fail, "A perception that").role is Role.OPINION
    assert starting(set_up_to_fail, "In its white paper").role is Role.DISCUSSION
    assert starting(set_up_to_fail, "First, the LGSCO's remit").role is Role.RECOMMENDATION
    assert starting(set_up_to_fail, "Data was collected from 27").role is Role.METHOD
    quotes = [p for p in set_up_to_fail.paragraphs if p.text.startswith("“ ")]
    assert quotes == []


REPORT = """Executive summary
This study looks at how plans are made in twelve places, and it is short.
1 Methods
We asked nine managers and read the papers of every panel that sat.
2 Findings and recommendations
Managers highlighted several drawbacks, namely:
• the forms are long
• the panels are slow
We think that two things should change:
• the forms should be cut
• the panels should sit weekly
FIGURE 2:
Plans made in time, 2021-24
3,270 NEW REQUESTS
This is the number of requests that were made in the year.
Kind of plan	Number
First plan	41
Measures taken were:
• more staff
• The inspectors asked the council to do two more things:
• train its panels
• write to every family
Appendix A
Conclusions
That is all there is to say about it.
"""


@pytest.fixture(scope="module")
def made_up() -> Reading:
    return parse_document(read_bytes(REPORT.encode(), name="r.txt"), read_at="x")


def test_reported_drawbacks_are_no_advice(made_up: Reading) -> None:
    assert starting(made_up, "the forms are long").role is Role.OPINION
    assert starting(made_up, "the forms should be cut").role is Role.RECOMMENDATION


def test_captions_figures_and_tables_keep_their_places(made_up: Reading) -> None:
    caption = starting(made_up, "FIGURE 2:")
    assert caption.text == "FIGURE 2: Plans made in time, 2021-24"
    assert caption.pinpoint == "2 Findings and recommendations, caption of figure 2"
    assert starting(made_up, "This is the number").lead_in == "3,270 NEW REQUESTS"
    row = starting(made_up, "First plan")
    assert row.pinpoint == "2 Findings and recommendations, table row 2"
    assert row.lead_in == "Kind of plan\tNumber"


def test_a_list_flattened_into_its_own_list_keeps_its_lead_in(made_up: Reading) -> None:
    assert starting(made_up, "more staff").lead_in == "Measures taken were:"
    lead = "The inspectors asked the council to do two more things:"
    assert starting(made_up, "train its panels").lead_in == lead
    assert starting(made_up, "write to every").pinpoint.endswith("bullet 4")


def test_a_sentence_about_a_figure_is_no_caption() -> None:
    told = blocks("Figure 1 shows how many plans were late.", "Table 3:", "Plans by year")
    assert [b.text for b in join_captions(told)] == [told[0].text, "Table 3: Plans by year"]


@pytest.mark.parametrize(
    ("text", "label"),
    [("42%", True), ("£1.2bn SPENT ON PLANS", True), ("12 children waited for a year", False)],
)
def test_figures_set_large(text: str, label: bool) -> None:
    assert is_label(text) is label


def test_a_pull_quote_with_a_gap_is_a_repeat() -> None:
    body = "The wait is long. Nobody told us why it was so long, and we stopped asking them."
    quote = "“ The wait is long ... we stopped asking them. ”"
    assert [b.text for b in drop_pull_quotes(blocks(quote, body))] == [body]
    assert len(drop_pull_quotes(blocks("“ The wait is long ... we gave up at last. ”", body))) == 2


def test_pull_quotes_are_set_aside_with_the_reason(report: Reading) -> None:
    assert len(report.set_aside) == 2
    assert all("second time" in why for _, why in report.set_aside)


def test_quotations_stand_behind_the_sentence_that_introduces_them() -> None:
    told = "Summary\nAll is told here.\nMethods\nWe asked.\nReferences\nNone.\nAppendix A\nEnd.\n"
    text = (
        f"{told}Conclusions\nSchools lack money.\n“We have no tutors left in this town at all.”\n"
        "There is more to say of it.\nSome wait. As council officers explained:\n"
        "Another matter is transport.\nBuses run late.\n"
    )
    reading = parse_document(read_bytes(text.encode(), name="a.txt"), read_at="x")
    places = [p.text[:12] for p in reading.paragraphs]
    assert places.index("“We have no ") == places.index("Some wait. A") + 1
