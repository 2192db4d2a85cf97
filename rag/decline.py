"""Requests that are declined: which of the reasons it is, and what of a text is asked honestly."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.orders import readings, shown, speaks_to_a_machine
from rag.replies import Question
from rag.signs import signs
from rag.text import content_words, fold

__all__ = ["honest_part", "reason_to_decline"]

_REASONS = ("identify", "invent", "instructions", "outside")


def reason_to_decline(text: str) -> str | None:
    """Return why a request is declined: identify, invent, instructions, outside; else None."""
    for reading in readings(text):
        folded = fold(reading)
        for name in _REASONS:
            if signs("decline", name).search(folded):
                return name
    return "instructions" if speaks_to_a_machine(text) else None


# --- what is asked honestly ----------------------------------------------------------------------

_MARKUP = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)|</?[a-z][\w:-]*(?:\s[^<>]*)?/?>|"
    r"<\|[^|>]{0,40}\|?>|\[/?INST\]",
    re.I | re.S,
)
_PICTURE = re.compile(
    r"!\[[^\]]*\]\([^)]*\)|\[[^\]]*\]\(\s*(?:javascript|data|vbscript):[^)]*\)*", re.I
)
_PIECES = re.compile(r"(?<=[.!?])\s+|\n+|(?i:\s+(?=p\.?s\.?[ :]))")
_LEAST = 3  # content words that make what is left a question


def honest_part(question: Question) -> tuple[Question, bool]:
    """Return the question without orders to a machine, and whether anything was left out.

    Markup and letters that nobody sees are taken out; sentences that order a machine about, or
    ask for something else altogether, are left out where a question remains. Nothing is left out
    of a text that consists of nothing else: it is declined as a whole. Earlier turns that hold
    such orders are dropped with the replies to them.
    """
    plain = _PICTURE.sub(" ", _MARKUP.sub(" ", shown(question.text)))
    pieces = [piece for piece in _PIECES.split(plain) if piece.strip()]
    kept = [piece for piece in pieces if not _is_order(piece)]
    rest = " ".join(piece.strip() for piece in kept)
    is_cut = len(kept) < len(pieces) and len(content_words(rest)) >= _LEAST
    text = rest if is_cut else plain.strip()
    history = []
    skips = False
    for turn in question.history:
        skips = _is_order(turn.content) if turn.role == "user" else skips
        if not skips:
            history.append(replace(turn, content=shown(turn.content)))
    changed = replace(question, text=text or question.text, history=tuple(history))
    return changed, is_cut or len(history) < len(question.history)


def _is_order(piece: str) -> bool:
    return bool(signs("decline", "form").search(piece)) or reason_to_decline(piece) in (
        "instructions",
        "outside",
    )
