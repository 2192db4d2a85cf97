"""What was minuted under one agenda item: who said what, what was asked, resolved, to be done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.assemble import Draft
from ingest.blocks import Block, Shape
from ingest.places import last_sentence
from ingest.voicing_papers import claims
from rag.kinds import Role
from rag.text import fold

__all__ = ["LABEL", "minute_paragraphs"]

LABEL = re.compile(
    r"(?:actions?(?: points?)?|agreed|resolved|decisions?|recommended|recommendations?|"
    r"reasons? for "
    r"(?:the )?(?:decision|recommendation)s?|(?:alternative|other) options(?: considered| rejected|"
    r" and)*)\b[\s:–-]*",
    re.I,
)
_ASKS = re.compile(r"(?:supplementary )?question\b[^.?!]{0,90}", re.I)
_ANSWERS = re.compile(r"(?:supplementary )?(?:answer|response|reply)\b[^.?!]{0,60}", re.I)
_TASK = re.compile(r"[A-Z][^.:;]{0,70}? to (?!the\b|a\b|an\b|be\b)[a-z]+\b")
_SIGNED = re.compile(r"(?:[^._…]{0,40}(?:[._…] ?){6,}){1,3}.{0,20}")

_RESOLVED = re.compile(
    r"\bRESOLVED\b|^(?:Resolved|Decision|DECISION)\b"
    r"|\b(?:[Ii]t was|[Cc]ommittee|[Cc]abinet|[Bb]oard|[Cc]ouncil) resolved\b"
)
_AGREED = re.compile(
    r"\bAGREED\b|^Agreed\b|^(?:ACTIONS?|Actions?)\b(?! \d)|\bRECOMMEND(?:ED|S|ATIONS?)\b|"
    r"^Recommend\w+\b"
    r"|\b(?:[Cc]ommittee|[Cc]abinet|[Bb]oard|[Pp]anel|[Mm]embers)(?: \w+)? (?:agreed|"
    r"recommended)\b",
)
_OWN_LABEL = re.compile(
    r"(?:action|decision|resolved|agreed)\w*\b ?(?:points?)?[:–-]|the (?:committee|cabinet|board|"
    r"panel|forum|council|meeting)(?: \w+)? (?:agreed|resolved|recommended|noted)\b",
    re.I,
)
_ASKED = re.compile(r"\b(?:is|are|was|were) (?:asked|invited|recommended|requested) to\b", re.I)


def minute_paragraphs(content: Sequence[Block]) -> list[Draft]:
    """Return the paragraphs under one agenda item, numbered as printed or else counted.

    A label on a line of its own ("RESOLVED:", "Supplementary question") is the lead-in of what
    follows it: a list, the tasks under "ACTIONS", or one paragraph.
    """
    walk = _Walk()
    for block in content:
        walk.take(block)
    return walk.drafts


class _Walk:
    """Goes through an item and remembers the label and the list that are open."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._label = self._parent = self._above = ""
        self._count = self._bullets = self._rows = 0
        self._held = 0  # paragraphs that stand under the label

    def take(self, block: Block) -> None:
        """Add a block, or remember it where it is a label."""
        text = fold(block.text)
        if _SIGNED.fullmatch(text):
            return
        if _is_label(text):
            self._label, self._parent, self._held = block.text.rstrip(" –-"), "", 0
        elif block.shape is Shape.ROW:
            self._rows += 1
            place = f"table row {self._rows}"
            self.drafts.append(Draft(block.text, Role.DISCUSSION, place, str(self._rows)))
        elif self._parent and _is_in_list(block):
            self._hang(block)
        else:
            self._stand(block, text)

    def _hang(self, block: Block) -> None:
        self._bullets += 1
        marked = block.marker[:1].isalnum()
        number = block.marker if marked else str(self._bullets)
        place = f"{self._above}, {'point' if marked else 'bullet'} {number}"
        role = self.drafts[-1].role
        self.drafts.append(Draft(block.text, role, place, number, not marked, self._parent))

    def _stand(self, block: Block, text: str) -> None:
        self._count, self._bullets = self._count + 1, 0
        if self._held and not _reaches(self._label, block):
            self._label = ""
        if _OWN_LABEL.match(text):
            self._label = ""
        self._held += 1
        number = block.number if "." in block.marker else None  # "4.2" is the paper's own
        self._above = f"paragraph {number}" if number else f"paragraph {self._count} (counted)"
        role = _role(f"{self._label} {block.text}" if self._label else block.text)
        shown = number or str(self._count)
        lead = self._label or None
        self.drafts.append(Draft(block.text, role, self._above, shown, number is None, lead))
        opens = block.text.endswith(":") or re.search(r"\b(?:that|and)$|^That \w+$", block.text)
        self._parent = last_sentence(block.text) if opens else ""


def _is_label(text: str) -> bool:
    if LABEL.fullmatch(text):
        return True
    return bool(_ASKS.fullmatch(text) or _ANSWERS.fullmatch(text)) and not _told(text)


def _told(text: str) -> bool:
    """Say whether a line that begins like a label goes on after its colon."""
    return bool(re.search(r":\s*\S", text))


def _is_in_list(block: Block) -> bool:
    return block.shape is Shape.ITEM or block.text[:1].islower()


def _reaches(label: str, block: Block) -> bool:
    """Say whether a label reaches beyond one paragraph: over a list, and over tasks."""
    task = label.lower().startswith("action") and bool(_TASK.match(block.text))
    return block.shape is Shape.ITEM or task


def _role(text: str) -> Role:
    """Return who speaks: what was resolved or agreed, an officer's claim, or the discussion."""
    folded = fold(text)
    if _RESOLVED.search(folded):
        return Role.DECISION
    if _AGREED.search(folded) and not _ASKED.search(folded):
        return Role.RECOMMENDATION
    answered = _ANSWERS.match(folded)
    said = claims(folded) or (answered is not None and claims(folded, reported=True))
    return Role.OPINION if said else Role.DISCUSSION
