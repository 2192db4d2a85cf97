"""Token counts: never too few without ranks, exact with them, never a fetch."""

import hashlib
import socket
from pathlib import Path

import pytest

from rag.library import DiskLibrary
from rag.records import Hit
from rag.tokens import TokenBudget, _encoding, count_tokens, within_budget


def test_without_ranks_the_count_is_an_estimate_on_the_safe_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a count must not reach for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert count_tokens("The council must secure the provision in Section F.") == (17, False)
    assert count_tokens("a b c d e f g h i j") == (14, False)  # 1.35 a word
    assert count_tokens("") == (0, False)


def test_ranks_that_are_damaged_do_not_stop_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    address = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
    (tmp_path / hashlib.sha1(address.encode()).hexdigest()).write_bytes(b"not ranks")
    monkeypatch.setattr("tiktoken.load.read_file", lambda _: b"not ranks either")
    _encoding.cache_clear()
    assert count_tokens("four words stand here", tmp_path)[1] is False


def test_only_whole_passages_fit_a_budget(tiny: DiskLibrary) -> None:
    keys = [key for d in tiny.documents() for key, _ in tiny.document_passages(d.id)]
    document = tiny.documents()[0]
    hits = [Hit(passage, document, 1.0) for passage in tiny.passages(keys)]
    budget = TokenBudget(60)
    kept = within_budget(hits, budget)
    assert 0 < len(kept) < len(hits)
    spent = sum(count_tokens(f"{h.passage.header}\n{h.passage.text}")[0] for h in kept)
    assert spent == 60 - budget.left <= 60
    assert budget.exact is False
