"""The doors say which model words the answers, and what leaves the machine before it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from doors import command, free_port
from fake_llm import fake_model, says

from app.doctor import FAILED, FINE, Check, check_all
from app.models import described, leaving
from rag.config import Settings

pytestmark = pytest.mark.slow

FAR = Settings(llm="openai", llm_url="https://api.openai.com/v1", llm_model="gpt-x", llm_key="k-9")


def near(url: str) -> Settings:
    return Settings(index=Path("/none"), llm="openai", llm_url=url, llm_model="m", llm_timeout=1.0)


def language_model(settings: Settings, *, try_llm: bool = False) -> Check:
    found = check_all(settings, try_llm=try_llm)
    return next(check for check in found if check.name == "Language model")


def test_what_leaves_is_told_only_where_something_leaves() -> None:
    assert leaving(Settings()) == ""
    assert leaving(near("http://127.0.0.1:9/v1")) == ""
    assert "api.openai.com" in leaving(FAR)
    assert "gpt-x" in leaving(FAR)
    assert described(Settings()) == "none: answers are extractive"
    assert "k-9" not in leaving(FAR) + described(FAR)


def test_the_doctor_shows_the_model_and_asks_it_only_when_told_to() -> None:
    with fake_model(says('{"claims": []}')) as model:
        shown = language_model(near(model.url))
        assert shown.state == FINE
        assert "nothing leaves this machine" in shown.found
        assert model.asked == []
        tried = language_model(near(model.url), try_llm=True)
        assert tried.state == FINE
        assert "answered with 40 tokens" in tried.found
        assert len(model.asked) == 1


def test_the_doctor_says_what_is_wrong_with_a_model() -> None:
    gone = language_model(near(f"http://127.0.0.1:{free_port()}/v1"), try_llm=True)
    assert gone.state == FAILED
    assert "could not be reached" in gone.found
    unset = language_model(Settings(llm="openai"))
    assert unset.state == FAILED
    assert "UPHELD_LLM_URL" in unset.found


@pytest.mark.parametrize("name", ["nobody", "openai"])
def test_a_backend_that_cannot_be_opened_is_a_users_mistake(name: str, tmp_path: Path) -> None:
    run = command("ask", "--backend", name, "--index", str(tmp_path), "What about Kent?")
    assert run.returncode == 2
    assert "UPHELD_LLM" in run.stderr
    assert "Traceback" not in run.stderr
