"""The engine from question to checked answer, over the starter library with a stand-in model."""

import pytest

from app.ui.ask_page import EXAMPLES
from rag.answer import Engine
from rag.errors import QuestionError
from rag.kinds import Audience, Kind, Part, Status
from rag.records import Filters
from rag.replies import Answer, Question, Turn


@pytest.fixture
def engine(starter_engine: Engine) -> Engine:
    return starter_engine


def ask(engine: Engine, text: str, audience: Audience = Audience.PARENT, **more: object) -> Answer:
    return engine.ask(Question(text, audience, **more))  # type: ignore[arg-type]


def test_an_unknown_reference_is_not_found_and_says_what_to_do(engine: Engine) -> None:
    answer = ask(engine, "What was decided in 23 000 001?")
    assert answer.status is Status.NOT_FOUND
    assert answer.abstained
    assert "23 000 001" in answer.text
    assert "upheld ingest" in answer.text
    assert answer.claims == ()


def test_another_nation_is_not_found(engine: Engine) -> None:
    answer = ask(engine, "What are the rules in Scotland?")
    assert answer.status is Status.NOT_FOUND
    assert "Scotland" in answer.text


def test_a_childs_name_is_refused(engine: Engine) -> None:
    answer = ask(engine, "What is the child's real name in the Hertfordshire case?")
    assert answer.status is Status.REFUSED
    assert answer.suggestions


def test_a_council_of_many_cases_asks_which(engine: Engine) -> None:
    answer = ask(engine, "What did the Ombudsman decide about Milton Keynes?")
    assert answer.status is Status.NEEDS_CLARIFICATION
    assert "24 018 294" in answer.text
    assert "20 009 914" in answer.text


def test_a_council_that_the_library_lacks_is_named(engine: Engine) -> None:
    answer = ask(engine, "What did the Ombudsman decide about Rutland and PE kit?")
    assert answer.status is Status.NOT_FOUND
    assert "Rutland" in answer.text


def test_what_was_paid_and_what_was_only_offered(engine: Engine) -> None:
    answer = ask(engine, "How much did Milton Keynes pay in 24 018 294, and what for?")
    assert answer.status is Status.ANSWERED
    assert "£1,350" in answer.text
    assert "£150" in answer.text
    assert "£250" not in answer.text
    staff = ask(engine, "How much was paid in 24 018 294?", Audience.STAFF)
    offered = [c for c in staff.claims if "£250" in c.text]
    assert all("did not accept" in c.text for c in offered)


def test_every_claim_has_words_that_stand_where_it_says(engine: Engine) -> None:
    questions = (
        "his plan says speech therapy and nobody has come since Easter",
        "How long does a council have to finish an EHC needs assessment?",
        "What was found in 24 013 122?",
    )
    for text in questions:
        for audience in Audience:
            answer = ask(engine, text, audience)
            assert answer.claims
            for citation in (c for claim in answer.claims for c in claim.citations):
                words = engine.library.text(citation.document_id)
                assert words[citation.start : citation.end] == citation.quote


def test_parts_are_spoken_by_the_right_voice(engine: Engine) -> None:
    answer = ask(engine, "no school place since September and no tutor, what should they do?")
    for claim in answer.claims:
        if claim.part is Part.NEXT:
            assert all(c.kind is Kind.DUTY for c in claim.citations)
        if claim.part is Part.FOUND:
            assert all(c.role.value in ("findings", "decision") for c in claim.citations)


def test_a_follow_up_keeps_the_case(engine: Engine) -> None:
    history = (Turn("user", "What was found in 24 018 294?"), Turn("assistant", "Fault."))
    answer = ask(engine, "and how much was that?", history=history)
    assert "£1,350" in answer.text


def test_digests_and_limits_are_told(engine: Engine) -> None:
    answer = ask(engine, "What was found in 24 013 122?")
    assert "digest" in " ".join(answer.limits)
    assert sum("not legal advice" in line for line in answer.limits) == 1


def test_help_first_where_someone_may_be_in_danger(engine: Engine) -> None:
    answer = ask(engine, "My child says they want to die and school won't help")
    assert answer.text.index("999") < 60
    assert not ask(engine, "the final plan is late").text.startswith("If someone")


def test_date_arithmetic_shows_both_ways_of_counting(engine: Engine) -> None:
    answer = ask(
        engine, "My request for an EHC needs assessment was 3 March 2025; when is the plan due?"
    )
    assert "21 July 2025" in answer.text
    assert "20 July 2025" in answer.text


@pytest.mark.parametrize("text", ["", "   \n", "x" * 4001])
def test_a_question_that_cannot_be_used_says_why(engine: Engine, text: str) -> None:
    with pytest.raises(QuestionError, match="question"):
        ask(engine, text)


@pytest.mark.parametrize("text", ["how long do they have", "help", "???", "the"])
def test_a_question_without_a_subject_is_asked_back(engine: Engine, text: str) -> None:
    assert ask(engine, text).status is Status.NEEDS_CLARIFICATION


def test_enough_passages_are_handed_on_without_repeats(engine: Engine) -> None:
    answer = ask(engine, "annual review late")
    ids = [hit.passage.id for hit in answer.retrieved]
    assert len(ids) == len(set(ids)) >= 10
    assert sum(len(h.passage.text.split()) for h in answer.retrieved) >= 1200


def test_search_obeys_filters(engine: Engine) -> None:
    hits = engine.search(
        "annual review", k=20, filters=Filters(councils=("Surrey County Council",))
    )
    assert hits
    assert {h.document.council for h in hits} == {"Surrey County Council"}
    with pytest.raises(QuestionError, match="at least 1"):
        engine.search("annual review", k=0)


def test_the_same_question_has_the_same_answer(engine: Engine) -> None:
    first, second = (ask(engine, "taxi never comes") for _ in range(2))
    assert first.text == second.text
    assert [h.passage.id for h in first.retrieved] == [h.passage.id for h in second.retrieved]


SITUATIONS = (
    "his plan says speech therapy and nobody has come since Easter",
    "she has been out of school for months with no tuition",
    "the taxi to school was refused",
    "the plan came four months late after the annual review",
)


@pytest.mark.parametrize("text", SITUATIONS)
def test_decisions_at_fault_come_before_the_one_that_was_cleared(engine: Engine, text: str) -> None:
    found = [c.text for c in ask(engine, text).claims if c.part is Part.FOUND]
    cleared = ["found no fault" in words for words in found]
    assert found
    assert cleared == sorted(cleared)
    assert sum(cleared) <= 1


def test_a_similar_decision_says_what_was_complained_of(engine: Engine) -> None:
    answer = ask(engine, SITUATIONS[0])
    assert answer.precedents
    assert all("complain" in p.line or "said" in p.line for p in answer.precedents)


def test_a_matter_settled_early_is_not_called_a_finding(engine: Engine) -> None:
    text = "delay in needs assessments for Y and Z, resolved early, a refusal decision was due"
    answer = ask(engine, text, Audience.ADVOCATE)
    told = [c.text for c in answer.claims if "24 000 366" in c.text and c.part is Part.FOUND]
    assert told
    assert all("settled early" in words and "found fault" not in words for words in told)


def test_sums_for_another_fault_of_a_decision_are_left_out(engine: Engine) -> None:
    answer = ask(engine, "they asked for an assessment and it has been 20 weeks with no answer")
    sums = [c.text for c in answer.claims if c.part is Part.REMEDY and "21 009 723" in c.text]
    assert not any("education" in words for words in sums)


@pytest.mark.parametrize(("audience", "example"), EXAMPLES)
def test_the_examples_of_the_page_are_answered_from_the_starter_library(
    engine: Engine, audience: str, example: str
) -> None:
    answer = ask(engine, example, Audience(audience))
    assert answer.status is Status.ANSWERED
    assert {Part.DUTY, Part.FOUND} <= {claim.part for claim in answer.claims}


def test_an_officer_is_told_what_the_record_should_show(engine: Engine) -> None:
    question = "How long do we have to send an amended final plan after an annual review?"
    answer = ask(engine, question, Audience.STAFF)
    shown = [claim for claim in answer.claims if claim.part is Part.RECORD]
    assert "What the record should show\n" in answer.text
    assert any(
        claim.text.startswith("Final amended plan: when the 12 weeks began") for claim in shown
    )
    assert all(claim.citations for claim in shown)
    assert "is inferred by Upheld" in answer.text
    assert all(c.part is not Part.RECORD for c in ask(engine, question).claims)


def test_rules_on_records_are_told_beside_the_duty_they_belong_to(engine: Engine) -> None:
    question = "A pupil is out of school. Who must arrange suitable education under section 19?"
    answer = ask(engine, question, Audience.STAFF)
    told = [c for claim in answer.claims for c in claim.citations if c.document_id == "S19-RECORDS"]
    assert told


def test_only_the_kinds_that_were_chosen_are_used(engine: Engine) -> None:
    question = "How long do we have to send an amended final plan after an annual review?"
    law = ask(engine, question, Audience.STAFF, filters=Filters(kinds=(Kind.DUTY,)))
    assert {c.kind for claim in law.claims for c in claim.citations} == {Kind.DUTY}
    told = ask(engine, question, Audience.STAFF, filters=Filters(kinds=(Kind.DIGEST,)))
    assert {c.kind for claim in told.claims for c in claim.citations} == {Kind.DIGEST}


def test_sums_are_told_to_a_parent_one_sentence_each(engine: Engine) -> None:
    answer = ask(engine, "It's five months since the review and we still haven't got his new plan.")
    (sums,) = [c.text for c in answer.claims if c.part is Part.REMEDY][:1]
    assert sums.endswith(".")
    assert "; £" not in sums


def test_improvements_that_are_asked_for_come_before_sums(engine: Engine) -> None:
    question = "What improvements has the Ombudsman asked for after late annual reviews?"
    agreed = [c.text for c in ask(engine, question, Audience.STAFF).claims if c.part is Part.REMEDY]
    assert agreed
    assert sum("£" in words for words in agreed) < len(agreed)


def test_a_refusal_to_assess_brings_the_test_that_the_law_sets(engine: Engine) -> None:
    answer = ask(engine, "they say he's doing fine at school so he doesn't need assessing")
    cited = [c.document_id for claim in answer.claims for c in claim.citations]
    assert "EHCNA-TEST" in cited
