"""Scores of single answers, right, wrong and not to be scored."""

from dataclasses import replace

import pytest
from eval_shelf import answer, claim, record, small_shelf

from eval.questions import _question
from eval.scorers import score_answer
from rag.kinds import Part, Role, Status

SHELF = small_shelf()
FAULT = "The Council remained responsible for the tutor."


def item(**changes):
    return _question(record(**changes))


def score(name, question, given):
    return next(s for s in score_answer(question, given, SHELF) if s.name == name)


def test_status_must_be_one_of_those_accepted():
    question = item(status=["answered", "partial"])

    assert score("status", question, answer("x", status=Status.PARTIAL)).value == 1.0
    assert score("status", question, answer("x", status=Status.NOT_FOUND)).value == 0.0


def test_abstaining_is_scored_both_ways():
    answerable = item()
    unanswerable = item(evidence=[], status=["not_found"])
    silent, speaking = answer("x", status=Status.NOT_FOUND), answer("x")

    assert score("spoke_up", answerable, silent).value == 0.0
    assert score("spoke_up", answerable, speaking).value == 1.0
    assert score("held_back", unanswerable, silent).value == 1.0
    assert score("held_back", unanswerable, speaking).value == 0.0
    assert score("held_back", answerable, silent).value is None
    assert score("spoke_up", unanswerable, speaking).value is None


def test_facts_are_found_whatever_the_case_spaces_and_quotes():
    question = item(must_include=[["Out of school, out of sight"], ["£1,350", "£1350"]])

    given = answer("Share “OUT of\u00a0school, out of sight?” and pay £1350.")

    assert score("facts", question, given).value == 1.0


@pytest.mark.parametrize(
    ("text", "value"),
    [("pay £50.", 1.0), ("pay £50.00", 1.0), ("pay £500", 0.0), ("pay £50,000", 0.0)],
)
def test_a_figure_is_not_part_of_a_longer_one(text, value):
    assert score("facts", item(must_include=[["£50"]]), answer(text)).value == value


def test_facts_score_the_share_and_name_what_is_lacking():
    found = score("facts", item(must_include=[["May"], ["June", "july"]]), answer("In May."))

    assert (found.value, found.reason) == (0.5, "lacks June")


def test_without_facts_to_look_for_there_is_no_score():
    assert score("facts", item(), answer("x")).value is None


def test_what_is_forbidden_must_not_be_shown():
    question = item(must_not_include=["Turner"])

    assert score("forbidden", question, answer("Dear turner")).value == 0.0
    assert score("forbidden", question, answer("Dear parent")).value == 1.0


def test_quotations_must_stand_word_for_word_where_they_say():
    good = SHELF.cite("11-222-333#2", FAULT)
    altered = replace(good, quote=FAULT.replace("remained", "stayed"))
    shifted = replace(good, start=good.start + 1, end=good.end + 1)
    unknown = replace(good, paragraph_id="11-222-333#77")

    assert score("quotes", item(), answer("x", claim("a", good))).value == 1.0
    for wrong in (altered, shifted, unknown):
        assert score("quotes", item(), answer("x", claim("a", good, wrong))).value == 0.5


def test_an_answer_without_citations_is_wrong_and_a_silence_without_them_is_not():
    assert score("quotes", item(), answer("x")).value == 0.0
    assert score("quotes", item(), answer("x", status=Status.REFUSED)).value is None


def test_cited_counts_needs_whose_evidence_is_cited():
    needs = [
        [{"document": "11 222 333", "quote": "remained responsible"}],
        [{"document": "S19-CORE", "quote": "arranges education"}],
    ]
    given = answer("x", claim("a", SHELF.cite("11-222-333#2", FAULT)))

    found = score("cited", item(evidence=needs), given)

    assert found.value == 0.5
    assert "S19-CORE" in found.reason


def test_a_council_position_among_the_findings_is_a_voice_error():
    citation = SHELF.cite("11-222-333#1", "the school ought to pay for the tutor")

    bare = answer("x", claim("The school ought to pay for the tutor.", citation))
    attributed = answer("x", claim("The Council said the school ought to pay.", citation))

    assert score("voices", item(), bare).value == 0.0
    assert score("voices", item(), attributed).value == 1.0


def test_a_finding_beside_the_complaint_makes_the_voice_right():
    complaint = SHELF.cite("11-222-333#0", "she lost her job")
    finding = SHELF.cite("11-222-333#2", FAULT)

    given = answer("x", claim("It was fault.", complaint, finding))

    assert score("voices", item(), given).value == 1.0


def test_a_complaint_may_answer_a_question_about_the_complaint():
    citation = SHELF.cite("11-222-333#0", "she lost her job over the missing tutor")
    given = answer("x", claim("Loss of her job.", citation, part=Part.DIRECT))

    assert score("voices", item(type="complaint"), given).value == 1.0
    assert score("voices", item(type="finding"), given).value == 0.0


def test_a_distractor_cited_as_a_finding_is_a_voice_error():
    distractor = {
        "document": "11 222 333",
        "quote": "school ought to pay",
        "role": "council_position",
    }
    citation = SHELF.cite(
        "11-222-333#1", "the school ought to pay for the tutor", role=Role.FINDINGS
    )

    found = score(
        "voices", item(distractors=[distractor]), answer("x", claim("It ought.", citation))
    )

    assert found.value == 0.0
    assert "council_position cited as findings" in found.reason


def test_only_answers_to_parents_are_scored_for_ease_of_reading():
    hard = answer("- Notwithstanding responsibilities, authorities necessarily reassess. [1]")
    easy = answer("- It came too late. [1]")

    assert score("readable", item(audience="parent"), easy).value == 1.0
    assert score("readable", item(audience="parent"), hard).value == 0.0
    assert score("readable", item(audience="parent"), answer("“It came late.”")).value is None
    assert score("readable", item(audience="staff"), hard).value is None
