"""The page while an answer is made: claims as they pass, stopping, failing, asking again."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from doors import faked, hashed_engine, page_over, served
from fake_llm import FOUND, Reply, claim, claims, drips, fake_model, honest, says, true_claim
from windows import IN_A_BROWSER, NARROW, ask, fits

from rag.answer import Engine

pytestmark = IN_A_BROWSER

QUESTION = "What was found about speech therapy in 24 000 001?"
LIE = claim("The council paid £9,999 for speech therapy.", 1, FOUND)
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def engine(tiny_index: Path) -> Iterator[Engine]:
    with hashed_engine(tiny_index) as opened:
        yield opened


@pytest.fixture(scope="module")
def url(engine: Engine, shots: Path) -> Iterator[str]:
    """The page over a service whose model a test may change."""
    kept = shots / "said.jsonl"
    with served(engine, feedback=kept) as api, page_over(api, shots / "stream.log") as address:
        yield address


def half_true(reply: Reply) -> None:
    says(claims({**true_claim(reply), "part": "direct"}, LIE))(reply)


def goes_on(gone: threading.Event) -> Callable[[Reply], None]:
    """Return a model that writes on and on; `gone` is set when nobody listens any more."""

    def writes(reply: Reply) -> None:
        try:
            drips('{"claims": [' + " " * 3_000, 0.02)(reply)
        except OSError:
            gone.set()
            raise

    return writes


def finished(page: Any, answers: int = 1) -> None:
    page.get_by_role("heading", name="Limits", exact=True).nth(answers - 1).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_claim_is_shown_while_the_model_is_still_writing(
    scheme: str, url: str, engine: Engine, visit: Visit
) -> None:
    seen = threading.Event()

    def waits(reply: Reply) -> None:
        reply.open()
        reply.text(claims({**true_claim(reply), "part": "direct"}, LIE).removesuffix("]}"))
        seen.wait(30)
        reply.text("]}")
        reply.finish()

    with fake_model(waits) as model:
        faked(engine, model.url, seconds=60)
        page = visit(url, size=NARROW, scheme=scheme)
        ask(page, QUESTION)
        page.get_by_text("A language model is putting the answer into words").wait_for()
        page.get_by_text("Checked · Kent County Council, 24 000 001").wait_for()
        page.get_by_text("1 statement was left out").wait_for()
        assert page.get_by_text("9,999").count() == 0
        assert page.get_by_role("heading", name="Limits", exact=True).count() == 0
        assert fits(page)
        seen.set()
        finished(page)
    assert page.get_by_role("button", name="Stop", exact=True).count() == 0
    assert page.get_by_text("Checked · Kent").count() == 0
    assert page.locator("a.cite").count() >= 1


def test_stop_stops_the_model_and_it_can_be_asked_again(
    url: str, engine: Engine, visit: Visit
) -> None:
    gone = threading.Event()
    with fake_model(goes_on(gone), honest) as model:
        faked(engine, model.url, seconds=60)
        page = visit(url)
        ask(page, QUESTION)
        page.get_by_text("A language model is putting the answer into words").wait_for()
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_text("Stopped.").wait_for()
        assert gone.wait(5)
        assert page.get_by_text("A language model is putting").count() == 0
        page.get_by_role("button", name="Ask again").click()
        finished(page)
        assert len(model.asked) == 2
    assert page.get_by_text("The council failed to secure speech therapy").count() >= 1


def test_start_again_is_one_click_and_stops_what_is_under_way(
    url: str, engine: Engine, visit: Visit
) -> None:
    gone = threading.Event()
    with fake_model(goes_on(gone)) as model:
        faked(engine, model.url, seconds=60)
        page = visit(url, size=NARROW)
        ask(page, QUESTION)
        page.get_by_text("A language model is putting the answer into words").wait_for()
        page.get_by_role("button", name="Start again").click()
        page.get_by_text("For example").wait_for()
        assert gone.wait(5)
        page.locator(".asked").wait_for(state="detached")


def test_a_model_that_is_down_gives_the_answer_without_it_and_says_so(
    url: str, engine: Engine, visit: Visit
) -> None:
    with fake_model(lambda reply: reply.status(401), honest) as model:
        faked(engine, model.url, seconds=60)
        page = visit(url)
        ask(page, QUESTION)
        finished(page)
        page.get_by_text("The language model could not be used this time").wait_for()
        assert page.get_by_text("it did not accept the request").count() == 1
        assert page.locator("a.cite").count() >= 1
        page.get_by_role("button", name="Ask the model again").click()
        page.get_by_text("The council failed to secure speech therapy").first.wait_for()
        finished(page)
        assert page.get_by_text("The language model could not be used").count() == 0


def test_what_was_left_out_is_struck_out_for_an_advocate_and_counted_for_others(
    url: str, engine: Engine, visit: Visit
) -> None:
    with fake_model(half_true) as model:
        faked(engine, model.url, seconds=60)
        page = visit(url)
        ask(page, QUESTION)
        finished(page)
        assert page.get_by_text("1 statement was left out because the sources").count() == 1
        assert page.get_by_text("9,999").count() == 0
        page.get_by_text("Advocate", exact=True).click()
        ask(page, QUESTION)
        assert page.get_by_role("heading", name="Table of authorities").count() == 0
        finished(page, 2)
        page.get_by_role("heading", name="Table of authorities").wait_for()
    struck = page.locator("s")
    assert struck.count() == 1
    assert "9,999" in struck.inner_text()
    assert struck.locator("xpath=..").inner_text().count("Left out: ") == 1
    assert page.locator(".asked small").all_inner_texts() == ["Parent", "Advocate"]


def test_follow_ups_keep_the_case_and_earlier_citations_still_open(
    url: str, engine: Engine, visit: Visit, shots: Path
) -> None:
    engine.writer = None
    page = visit(url)
    ask(page, QUESTION)
    finished(page)
    ask(page, "And how much was paid?")
    finished(page, 2)
    ask(page, "Who was it paid to?")
    page.locator(".asked").nth(2).wait_for()
    page.get_by_text("How this answer was made").nth(2).wait_for()
    making = page.get_by_test_id("stExpander").filter(has_text="How this answer was made")
    for place in range(3):
        making.nth(place).locator("summary").click()
    assert page.get_by_text("References named: 24 000 001").count() == 3
    first = page.get_by_test_id("stExpander").first
    first.locator("summary").click()
    first.get_by_role("button", name="Open in the document").first.click()
    page.get_by_role("dialog").locator("mark").wait_for()
    assert "speech therapy" not in (shots / "stream.log").read_text()
    page.keyboard.press("Escape")
    page.get_by_text("It did not").last.click()
    page.get_by_text("Something is missing").click()
    page.get_by_role("button", name="Send this").click()
    page.get_by_text("Thank you.").wait_for()
    said = json.loads((shots / "said.jsonl").read_text())
    assert (said["helpful"], said["reason"], said["question"]) == (False, "incomplete", None)


def test_the_host_is_named_before_anything_is_asked(
    tiny_index: Path, shots: Path, visit: Visit
) -> None:
    with hashed_engine(tiny_index) as engine:
        with served(engine) as api, page_over(api, shots / "near.log") as url:
            visit(url).get_by_text("Nothing leaves the machine that Upheld runs on.").wait_for()
        faked(engine, "https://models.example.org/v1")
        with served(engine) as api, page_over(api, shots / "far.log") as url:
            visit(url).get_by_text("Questions go to models.example.org").wait_for()
