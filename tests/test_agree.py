"""What a claim has to agree on with the words it cites: one test for each check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.agree.judge import disagreement
from rag.agree.pairing import clause_fault
from rag.agree.quantities import quantities
from rag.agree.told import Said, Told
from rag.bootstrap import question_embedder
from rag.config import load_settings
from rag.entities import Gazetteer
from rag.kinds import Role
from rag.library import DiskLibrary


def told(*sentences: str, role: Role = Role.FINDINGS, about: str = "Kent County Council") -> Told:
    said = tuple(Said(text, role, True) for text in sentences)
    return Told(said, about, council="Kent County Council", narrated=True)


def reason(claim: str, source: Told) -> str | None:
    fault = disagreement(claim, source)
    return fault.reason if fault else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("within fifteen days", "within 15 days"),
        ("a fortnight", "two weeks"),
        ("eighteen months", "a year and a half"),
        ("3 April 2025", "3/4/2025"),
        ("£1,350", "1350 pounds"),
        ("s.19", "section 19"),
        ("twenty-five hours", "25 hours"),
    ],
)
def test_forms_of_one_quantity_are_equal(one: str, other: str) -> None:
    assert [q.value for q in quantities(one)] == [q.value for q in quantities(other)]


def test_working_days_and_days_differ() -> None:
    source = told("The Council must reply to the family within 15 working days.", role=Role.LAW)
    assert (
        reason("The council has to answer the family within fifteen working days.", source) is None
    )
    assert reason("The council has to answer the family within 15 days.", source) == "period"


def test_a_limit_turned_round_is_caught() -> None:
    source = told("Families have at least 15 days to comment on the draft.", role=Role.LAW)
    assert reason("Families have at most 15 days to comment on the draft.", source) == "period"


def test_a_sum_in_the_wrong_place_is_caught() -> None:
    source = told("Pay £900 for missed education and £200 for distress.", role=Role.REMEDY)
    assert reason("The Council will pay £200 for distress.", source) is None
    assert reason("The Council will pay £900 for distress.", source) == "amount"
    assert reason("The Council will pay £800 for distress.", source) == "amount"


def test_another_date_is_caught() -> None:
    source = told("The Council issued the plan on 3 April 2025.")
    assert reason("The plan was issued in April 2025.", source) is None
    assert reason("The plan was issued on 3 May 2025.", source) == "date"


def test_a_name_that_stands_nowhere_is_caught() -> None:
    source = told("The Council issued the plan late.")
    assert reason("Leeds City Council issued the plan late.", source) == "name"
    assert reason("The Council issued the plan late to Mrs Q.", source) == "name"


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("There was no fault in how the Council decided.", "The Council was at fault in deciding."),
        ("The Council was at fault for the delay.", "The Council was not at fault for the delay."),
        ("The Council did not share the report.", "The Council shared the report with everybody."),
    ],
)
def test_yes_for_no_is_caught(source: str, claim: str) -> None:
    assert reason(claim, told(source)) == "negation"


def test_a_choice_told_as_a_duty_is_caught() -> None:
    source = told("The council may charge for travel at this age.", role=Role.LAW)
    assert reason("The council must charge for travel at this age.", source) == "modality"
    assert reason("A council can charge for travel at this age.", source) is None


@pytest.mark.parametrize(
    ("source", "claim", "code"),
    [
        (
            "The letter was sent to the family before the review meeting.",
            "The letter was sent to the family after the review meeting.",
            "negation",
        ),
        (
            "The school was not told of the appeal by the panel.",
            "The school was told of the appeal by the panel.",
            "negation",
        ),
        (
            "Regulation 7 of these rules lets the panel sit in private.",
            "Regulation 9 of these rules lets the panel sit in private.",
            "provision",
        ),
        (
            "The form was drawn up for officers, not for families.",
            "The form was drawn up for families and not for officers.",
            "negation",
        ),
        (
            "Costs of the journey are to be met by the school under this scheme.",
            "Costs of the journey are to be met by the Tribunal under this scheme.",
            "party",
        ),
    ],
)
def test_one_word_that_turns_a_sentence_round_is_caught(source: str, claim: str, code: str) -> None:
    assert reason(claim, told(source)) == code
    assert reason(source.replace("The ", "That "), told(source)) is None


def test_a_clause_left_out_with_its_denial_turns_nothing_round() -> None:
    source = told("The lessons, though not the transport, were paid for until the summer term.")
    assert reason("The lessons were paid for until the summer term.", source) is None


def test_the_same_deed_by_another_is_caught() -> None:
    source = told("You may be taught at home where the council considers it best.", role=Role.LAW)
    assert reason("A child may be taught at home where the parent considers it best.", source)
    assert (
        reason("A child may be taught at home where the council considers it best.", source) is None
    )


def test_who_answers_for_it_is_told_from_who_does_not() -> None:
    source = told("The final responsibility remains with the Council.")
    assert reason("It is the school that answers for it in the end.", source) == "party"
    assert reason("It is the council that answers for it in the end.", source) is None


def test_what_was_done_is_not_still_to_do() -> None:
    source = told("Payments made on 18 August.", role=Role.FACTS)
    assert reason("On 18 August the payments were still outstanding.", source) == "status"
    assert reason("The payments were made on 18 August.", source) is None


def test_a_sum_is_no_rate() -> None:
    source = told("Payment of £3,000, worked out at £2,000 a term.", role=Role.REMEDY)
    assert reason("The payment is worked out at £3,000 a term.", source) == "amount"
    assert reason("The payment is worked out at £2,000 a term.", source) is None


def test_a_council_whose_name_ends_anothers_is_another(starter_library: DiskLibrary) -> None:
    councils = Gazetteer.of(starter_library)
    source = told("The panel met twice.", about="North Somerset Council")
    assert disagreement("North Somerset's panel met twice.", source, councils) is None
    found = disagreement("Somerset's panel met twice.", source, councils)
    assert found is not None
    assert found.reason == "name"


@pytest.mark.model
def test_a_clause_is_read_beside_its_nearest() -> None:
    embedder = question_embedder(load_settings())
    source = told("The council was slow to find a school; it had power to make the school take D.")
    for claim, code in (
        ("It was slow to find a school and had no power to make the school take D.", "negation"),
        ("It was slow to find a school because its officers had gone on holiday.", "added"),
    ):
        fault = clause_fault(claim, source, embedder)
        assert fault is not None
        assert fault.reason == code
    same = "The council was slow to find a school and it had the power to make the school take D."
    assert clause_fault(same, source, embedder) is None


def test_an_offer_is_no_payment() -> None:
    source = told("The Council offered Mrs X £250.", role=Role.COUNCIL_POSITION)
    assert reason("The Council paid Mrs X £250.", source) in ("status", "voice")
    assert reason("The Council offered £250 to Mrs X.", source) is None


def test_what_is_to_be_done_is_not_done() -> None:
    source = told("The Council will train its officers within two months.", role=Role.REMEDY)
    assert reason("The Council has already trained its officers.", source) == "status"


@pytest.mark.parametrize("role", [Role.COMPLAINT, Role.COUNCIL_POSITION, Role.OPINION])
def test_a_partys_words_are_not_told_as_so(role: Role) -> None:
    source = told("The school was full and unsafe for the child.", role=role)
    assert reason("The Ombudsman found that the school was full and unsafe.", source) == "voice"
    assert reason("It was said that the school was full and unsafe for the child.", source) is None


def test_another_actor_is_caught() -> None:
    source = told("The Tribunal ordered weekly therapy for the girl.")
    assert reason("The school ordered weekly therapy for the girl.", source) == "party"


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_any_other_sum_is_caught(paid: int, said: int) -> None:
    source = told(f"The Council will pay £{paid:,} for the missed lessons.", role=Role.REMEDY)
    found = reason(f"The Council will pay £{said:,} for the lessons that were missed.", source)
    assert (found == "amount") is (paid != said)
