"""How long a text is for a language model. The only module that knows tiktoken.

tiktoken fetches its ranks when it is first used. Nothing is fetched here: where the ranks lie
in TIKTOKEN_CACHE_DIR the count is exact, elsewhere it is an estimate on the safe side.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from rag.records import Hit

__all__ = ["TokenBudget", "count_tokens", "within_budget"]

_ENCODING = "o200k_base"
_RANKS = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
_LEAST_CHARACTERS = 3.0  # English runs to 4 characters a token and more; 3 never counts too few
_LEAST_PER_WORD = 1.35


def count_tokens(text: str, ranks: Path | None = None) -> tuple[int, bool]:
    """Return (tokens, exact). `ranks` is the folder in which tiktoken keeps its files.

    The estimate is the larger of a third of the characters and 1.35 a word, so that a budget
    kept by it is kept by the model too.
    """
    encoding = _encoding(ranks)
    if encoding is not None:
        return len(encoding.encode(text, disallowed_special=())), True
    guess = max(len(text) / _LEAST_CHARACTERS, len(text.split()) * _LEAST_PER_WORD)
    return math.ceil(guess), False


@lru_cache(maxsize=4)
def _encoding(ranks: Path | None) -> Any:
    """Return tiktoken's encoding where its ranks are at hand, else None; never the network."""
    name = hashlib.sha1(_RANKS.encode(), usedforsecurity=False).hexdigest()
    if ranks is None or not (ranks / name).is_file():
        return None
    import tiktoken

    try:
        return tiktoken.get_encoding(_ENCODING)
    except (ValueError, OSError):
        return None  # a damaged file: estimating is safe, stopping is not


class TokenBudget:
    """Counts down from `most` tokens; `exact` tells whether every count so far was exact."""

    def __init__(self, most: int, ranks: Path | None = None) -> None:
        self.left = most
        self.exact = True
        self._ranks = ranks

    def take(self, text: str) -> bool:
        """Take the tokens of `text` if they fit; return whether they did."""
        tokens, exact = count_tokens(text, self._ranks)
        self.exact = self.exact and exact
        if tokens > self.left:
            return False
        self.left -= tokens
        return True


def within_budget(hits: Iterable[Hit], budget: TokenBudget) -> list[Hit]:
    """Return the best hits that fit whole, in their order; one that does not fit is left out."""
    return [hit for hit in hits if budget.take(f"{hit.passage.header}\n{hit.passage.text}")]
