"""The page's side of a stream: what is heard, a service that breaks off, a window that closes."""

from __future__ import annotations

import threading
import time

import pytest
from doors import free_port
from fake_llm import Reply, fake_model

from app.ui import asking
from app.ui.asking import Asking
from app.ui.client import ServiceDownError, ServiceError, ServiceRefusedError

STEP = {"stage": "writing", "words": "Writing…"}
CLAIM = {"text": "It is so.", "citations": []}
LOST = {"text": "It is not so.", "reason": "support", "why": "no", "citations": []}


def heard(asked: Asking, seconds: float = 5) -> asking.Heard:
    until = time.monotonic() + seconds
    while not asked.wait(0.02):
        assert time.monotonic() < until, "it goes on and on"
    return asked.heard


def ask(url: str) -> Asking:
    return Asking(url.removesuffix("/v1"), {"question": "q"})


def told(*events: tuple[str, object], then: float = 0):  # type: ignore[no-untyped-def]
    def script(reply: Reply) -> None:
        reply.open()
        for name, record in events:
            reply.named(name, record)
        reply.wait(then)

    return script


def test_claims_and_the_answer_are_heard_in_order() -> None:
    events = [("step", STEP), ("claim", CLAIM), ("struck", LOST), ("answer", {"text": "So."})]
    with fake_model(told(*events)) as service:
        got = heard(ask(service.url))
        assert service.paths == ["/v1/ask/stream"]
    assert got.doing == "Writing…"
    assert (got.claims, got.struck, got.answer) == ([CLAIM], [LOST], {"text": "So."})
    assert got.error is None


def test_what_is_withdrawn_is_taken_away() -> None:
    events = [("claim", CLAIM), ("struck", LOST), ("withdrawn", {"why": "slow"}), ("claim", CLAIM)]
    with fake_model(told(*events, ("answer", {}))) as service:
        got = heard(ask(service.url))
    assert (got.claims, got.struck, got.again) == ([CLAIM], [], True)


@pytest.mark.parametrize(
    ("script", "kind", "says"),
    [
        (told(("claim", CLAIM)), ServiceDownError, "broke off"),
        (told(), ServiceDownError, "broke off"),
        (
            told(("error", {"error": {"code": "internal", "message": "A fault."}})),
            ServiceRefusedError,
            "A fault.",
        ),
        (
            lambda reply: reply.status(503, '{"error": {"code": "c", "message": "No index."}}'),
            ServiceRefusedError,
            "No index.",
        ),
        (told(("claim", "no record")), ServiceDownError, "cannot be read"),
    ],
    ids=["cut", "nothing", "error event", "status", "nonsense"],
)
def test_a_service_that_fails_is_an_error_with_its_words(
    script: object, kind: type[ServiceError], says: str
) -> None:
    with fake_model(script) as service:  # type: ignore[arg-type]
        got = heard(ask(service.url))
    assert isinstance(got.error, kind)
    assert says in str(got.error)
    assert got.answer is None


def test_a_service_that_is_not_there() -> None:
    got = heard(ask(f"http://127.0.0.1:{free_port()}/v1"))
    assert isinstance(got.error, ServiceDownError)


def test_stopping_hangs_up_and_keeps_what_was_heard() -> None:
    with fake_model(told(("claim", CLAIM), then=30)) as service:
        asked = ask(service.url)
        while not asked.heard.claims:
            asked.wait(0.02)
        asked.stop()
        got = heard(asked, 2)
    assert (got.claims, got.answer, got.error) == ([CLAIM], None, None)


def test_a_window_that_nobody_looks_at_hangs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_PATIENCE_S", 0.2)
    with fake_model(told(("claim", CLAIM), then=30)) as service:
        ask(service.url)
        until = time.monotonic() + 3
        while any(t.name == "upheld-asking" for t in threading.enumerate()):
            assert time.monotonic() < until, "it goes on without anybody"
            time.sleep(0.02)
