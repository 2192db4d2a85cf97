"""Study as HTML: a question with its findings hidden, the reasoning, how far one is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from app.ui import study_markup as markup
from app.ui.client import Client
from rag.study.item import ItemKind

EVIL = "<script>alert('x')</script>"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def proof(words: str, quote: str = "It was late.") -> dict[str, Any]:
    place = {"document": "d", "paragraph": "d#1", "section": "Analysis", "pinpoint": "Analysis, 4",
             "role": "findings", "speaker": "the Ombudsman's finding", "quote": quote,
             "start": 0, "end": len(quote)}  # fmt: skip
    return {"words": words, "place": place, "record": None, "basis": None, "url": None}


def marked(*, right: bool) -> dict[str, Any]:
    shared, own = proof("The decision finds fault."), proof("Another rule.", "Elsewhere.")
    options = [
        {"id": "a", "text": "Fault", "right": True, "proofs": [shared]},
        {"id": "b", "text": "No fault", "right": False, "proofs": [shared]},
        {"id": "c", "text": EVIL, "right": False, "proofs": [shared, own]},
    ]
    item = {"kind": "finding", "reference": "24 000 001", "label": None, "question": "What?",
            "shown": [], "options": []}  # fmt: skip
    return {"item": item, "council": EVIL, "right": right, "chosen": "a" if right else "c",
            "answer": "a", "options": options, "due": "2026-03-02T09:10:00Z"}  # fmt: skip


def test_every_kind_of_question_belongs_to_one_subject() -> None:
    kinds = [kind for own in markup.MATTERS.values() for kind in own]
    assert sorted(kinds) == sorted(kind.value for kind in ItemKind)
    assert markup.matter_of("how-long") == "Time limits"


def test_a_case_is_shown_by_whose_words_they_are_and_escaped() -> None:
    lines = [
        {"text": "He had no help.", "role": "complaint", "speaker": "the complaint"},
        {"text": EVIL, "role": "complaint", "speaker": "the complaint"},
        {"text": "It hired staff.", "role": "council_position", "speaker": "the council"},
    ]
    html = markup.case_html({"shown": lines, "label": "digest (our own words)"})
    assert html.count("The complaint</p>") == 1
    assert "The council</p><blockquote>It hired staff.</blockquote>" in html
    assert "digest (our own words)" in html
    assert "<script>" not in html
    assert markup.case_html({"shown": [], "label": None}) == ""


def test_a_wrong_answer_is_named_beside_the_right_one() -> None:
    html = markup.answer_html(marked(right=False), NOW)
    assert "Not right." in html
    assert "You chose: &lt;script&gt;" in html
    assert "<strong>Fault</strong>" in html
    assert "comes again in 10 minutes" in html
    assert "You chose" not in markup.answer_html(marked(right=True), NOW)


def test_every_option_carries_what_makes_it_wrong() -> None:
    told = marked(right=False)
    words = [[p["words"] for p in markup.own_proofs(told, o)] for o in told["options"]]
    assert words == [
        ["The decision finds fault."],
        ["The decision finds fault."],
        ["Another rule."],
    ]
    html = markup.proof_html(told["options"][0]["proofs"][0])
    assert "The Ombudsman&#x27;s finding · Analysis, 4" in html
    assert "<blockquote>It was late.</blockquote>" in html
    rule = {**proof(EVIL), "place": None, "basis": "An Act, s 1", "url": "https://www.gov.uk/x"}
    html = markup.proof_html(rule)
    assert "Legal basis: An Act, s 1" in html
    assert "gov.uk" in html
    assert "<script>" not in html


def test_what_was_missed_is_told_with_its_answer() -> None:
    html = markup.missed_html([marked(right=True), marked(right=False)])
    assert "1 of 2 right" in html
    assert html.count("What? <strong>Fault</strong>") == 1
    assert "Missed" not in markup.missed_html([marked(right=True)])


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-03-02T08:00:00Z", "in 1 minute"),
        ("2026-03-02T14:00:00Z", "in 5 hours"),
        ("2026-03-05T09:00:00Z", "in 3 days, on 5 March 2026"),
    ],
)
def test_when_a_question_comes_again_is_said_in_words(due: str, words: str) -> None:
    assert markup.say_wait(due, NOW) == words


def test_how_far_one_is_is_summed_by_subject() -> None:
    kinds = [
        {"kind": "finding", "items": 4, "tried": 2, "due": 1, "learned": 0},
        {"kind": "remedy", "items": 3, "tried": 1, "due": 0, "learned": 1},
    ]
    html = markup.standing_html(kinds)
    assert (
        "Cases</th><td data-label='Questions'>7</td><td data-label='Tried'>3</td>"
        "<td data-label='Due now'>1</td><td data-label='Learned'>1</td>"
    ) in html
    assert html.count("<th scope='row'>") == len(markup.MATTERS)


def test_the_client_sends_progress_and_gives_it_back() -> None:
    seen: list[tuple[str, Any]] = []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.path, json.loads(request.content)))
        return httpx.Response(200, json={"progress": {"items": {}}})

    client = Client("http://service", httpx.MockTransport(reply))
    for ask in (client.study_next, client.study_answer, client.study_progress):
        assert ask({"progress": None}) == {"progress": {"items": {}}}
    assert [path for path, _ in seen] == ["/v1/study/next", "/v1/study", "/v1/study/progress"]
