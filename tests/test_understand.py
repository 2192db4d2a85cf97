"""What a question asks: read by hand, then by the code."""

import pytest

from rag.entities import Gazetteer, other_nation, paragraph_asked, party_letters, provisions
from rag.intents import Intent
from rag.library import DiskLibrary
from rag.replies import Question, Turn
from rag.understand import Understanding, expand, split_questions, understand


@pytest.fixture
def gazetteer(starter_library: DiskLibrary) -> Gazetteer:
    return Gazetteer.of(starter_library)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("How much did Milton Keynes pay?", ["Milton Keynes Council"]),
        ("herts has not replied", ["Hertfordshire County Council"]),
        ("HERTFORDSHIRE and Surrey", ["Hertfordshire County Council", "Surrey County Council"]),
        ("Herefordshire", ["Herefordshire Council"]),
        ("What did MK say?", ["Milton Keynes Council"]),
        ("he is reading at home", []),
        ("the council should have known", []),
        ("they tried to bury it", []),
    ],
)
def test_councils_by_the_names_that_people_use(
    gazetteer: Gazetteer, text: str, names: list[str]
) -> None:
    assert [c.name for c in gazetteer.find(text)] == names


def test_another_nation_is_noticed(gazetteer: Gazetteer) -> None:
    assert other_nation("What are the rules in Scotland?", []) == "Scotland"
    assert other_nation("we live in Cardiff", gazetteer.find("we live in Cardiff")) == "Wales"
    assert other_nation("we live in Leeds", gazetteer.find("we live in Leeds")) is None


def test_small_entities() -> None:
    assert party_letters("Mrs X and Mr Y complained; Mrs X won") == ["Mrs X", "Mr Y"]
    assert paragraph_asked("What does paragraph 3 say?") == "3"
    assert provisions("section 19, s.42 and s 61 within s 6 weeks") == ["s19", "s42", "s61"]


def read(gazetteer: Gazetteer, text: str, *history: str) -> Understanding:
    turns = tuple(Turn("user" if n % 2 == 0 else "assistant", h) for n, h in enumerate(history))
    return understand(Question(text, history=turns), gazetteer)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("How much did Leeds pay in 24 018 294?", Intent.AMOUNT),
        ("What did Milton Keynes tell her at stage two?", Intent.COUNCIL),
        ("What was the complaint about?", Intent.COMPLAINT),
        ("Was it fault to suggest part days?", Intent.FINDING),
        ("when is the final plan due", Intent.TIME_LIMIT),
        ("what can i do now", Intent.NEXT),
        ("has this happened to other families", Intent.PRECEDENT),
        ("How many interviews were held?", Intent.FIGURE),
        ("What did the scrutiny committee ask for?", Intent.MINUTES),
        ("Can the Ombudsman change the plan?", Intent.POWERS),
    ],
)
def test_intents(gazetteer: Gazetteer, text: str, intent: Intent) -> None:
    assert read(gazetteer, text).wants(intent)


def test_the_subject_is_what_is_left_without_names(gazetteer: Gazetteer) -> None:
    asked = read(gazetteer, "What did the Ombudsman decide about Milton Keynes in 24 018 294?")
    assert asked.topic == ()
    assert asked.references == ("24 018 294",)
    assert "taxi" in read(gazetteer, "the taxi never comes").topic


def test_a_follow_up_keeps_the_case(gazetteer: Gazetteer) -> None:
    asked = read(gazetteer, "and how much was that?", "What happened in 24 018 294?", "Fault.")
    assert asked.followed_up
    assert asked.references == ("24 018 294",)


def test_a_new_case_is_not_a_follow_up(gazetteer: Gazetteer) -> None:
    asked = read(gazetteer, "and in 20 009 914?", "What happened in 24 018 294?", "Fault.")
    assert asked.references == ("20 009 914",)


def test_two_questions_in_one() -> None:
    question = Question("What did the Council tell her, and does Mr X accept it?")
    assert [q.text for q in split_questions(question)] == [
        "What did the Council tell her?",
        "does Mr X accept it?",
    ]
    for text in ("How much was paid, and what for?", "He is out of school and ill", "When? Why?"):
        assert [q.text for q in split_questions(Question(text))] == [text]


def test_abbreviations_are_looked_up_in_full(starter_library: DiskLibrary) -> None:
    vocabulary = starter_library.lexicon("vocabulary")
    assert "Education, Health and Care Plan" in expand("his EHCP is late", vocabulary)
    assert expand("the weather is nice", vocabulary) == ""


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("and how much was that?", True),
        ("what did they pay?", True),
        ("when?", True),
        ("It's five months since the review meeting and his changed plan has not come", False),
        ("my daughter's taxi stopped", False),
        ("Which decisions are about phase transfer and late secondary placements?", False),
    ],
)
def test_only_a_question_without_a_subject_of_its_own_leans_on_the_last(
    gazetteer: Gazetteer, text: str, leans: bool
) -> None:
    asked = read(gazetteer, text, "What happened in 24 018 294?", "Fault.")
    assert asked.followed_up is leans
    assert (asked.references == ("24 018 294",)) is leans


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("How do we count the 20 weeks from the request?", False),
        ("Must they decide within six weeks?", False),
        ("Does the statutory 12 weeks include holidays?", False),
        ("It has been 20 weeks since we asked", True),
        ("the six weeks since the meeting brought nothing", True),
        ("five months without therapy", True),
    ],
)
def test_a_limit_that_is_spoken_of_is_no_time_that_has_passed(
    gazetteer: Gazetteer, text: str, passed: bool
) -> None:
    assert bool(understand(Question(text), gazetteer).periods) is passed
