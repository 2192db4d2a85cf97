"""Mends what page layout does to a long text: pull quotes, footnotes, parted paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Block, Shape
from rag.text import fold

__all__ = [
    "CAPTION",
    "SUPERSCRIPTS",
    "Note",
    "cited_notes",
    "drop_pull_quotes",
    "is_label",
    "join_captions",
    "join_parted",
    "take_notes",
]

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED = str.maketrans(SUPERSCRIPTS, "0123456789")


# --- pull quotes -----------------------------------------------------------------------------

_QUOTE = re.compile(r"[“\"‘]")
_SET_LARGE = re.compile(r"[“\"] ")  # a quotation mark with a blank: a designer's, not an author's
_GAP = re.compile(r"\.\.\.|…|\[[^\]]*\]")  # what was left out or put in
_SHORTEST = 6  # words


def drop_pull_quotes(blocks: Sequence[Block]) -> list[Block]:
    """Leave out what was set large a second time; the body keeps its words."""
    words = [_words(block.text) for block in blocks]
    whole = " ".join(words)
    candidates = [
        n
        for n, block in enumerate(blocks)
        if block.shape is Shape.TEXT and (_QUOTE.match(block.text) or block.strong)
    ]
    dropped: set[int] = set()
    for n in sorted(candidates, key=lambda n: not _SET_LARGE.match(blocks[n].text)):
        if len(words[n].split()) >= _SHORTEST and _is_repeat(blocks[n].text, words[n], whole):
            dropped.add(n)
            whole = " ".join(text for m, text in enumerate(words) if m not in dropped)
    return [block for n, block in enumerate(blocks) if n not in dropped]


def _is_repeat(text: str, words: str, whole: str) -> bool:
    """Say whether a quotation stands in the text twice, or every piece of one with gaps."""
    if whole.count(words) > 1:
        return True
    pieces = [_words(piece) for piece in _GAP.split(text)]
    long = [piece for piece in pieces if len(piece.split()) > 1]
    rest = whole.replace(words, "", 1)
    return len(pieces) > 1 and bool(long) and all(piece in rest for piece in long)


def _words(text: str) -> str:
    plain = re.sub(rf"[{SUPERSCRIPTS}]+", "", text)
    return " ".join(re.findall(r"[a-z0-9]+", fold(plain).lower()))


# --- notes -----------------------------------------------------------------------------------

_NOTE = re.compile(rf"(?:(?P<raised>[{SUPERSCRIPTS}]+)\s?|(?P<plain>\d{{1,3}})\s)(?P<text>\S.*)")
_CITES = re.compile(
    r"\((?:[^()]*\b)?(?:19|20)\d\d\b[^()]*\)|^(?:Council|ICB) \d|^(?:See|Ibid|Source|LGSCO|Cf)\b"
    r"|https?://|\bAct (?:19|20)\d\d|\bv\b.*\[\d{4}\]|\(\d\d \d{3} \d{3}|\bpara\.? ?\d|\bp\.? ?\d",
    re.I,
)
_INTERVIEW = re.compile(r"(?:Council|ICB|Interviewee|Officer|Participant) \d", re.I)
_NAMES = 10  # words that name an interviewed person
_JUMP = 6  # how far note numbers may run ahead or behind


@dataclass(frozen=True, slots=True)
class Note:
    """The body of a footnote."""

    number: int
    text: str

    @property
    def is_interview(self) -> bool:
        """Whether the note names somebody who was interviewed."""
        return bool(_INTERVIEW.match(self.text))

    @property
    def only_names(self) -> bool:
        """Whether the note says nothing but who was interviewed."""
        return self.is_interview and len(self.text.split()) <= _NAMES


def take_notes(blocks: Sequence[Block]) -> tuple[list[Block], list[Note]]:
    """Take the bodies of footnotes out of the text."""
    body: list[Block] = []
    notes: list[Note] = []
    for block in blocks:
        expected = notes[-1].number + 1 if notes else 1
        if note := _as_note(block, expected, seen=len(notes)):
            notes.append(note)
        else:
            body.append(block)
    return body, notes


def _as_note(block: Block, expected: int, *, seen: int) -> Note | None:
    found = _NOTE.fullmatch(block.text)
    if not found or block.shape in (Shape.HEADING, Shape.ROW) or block.number:
        return None
    number = int((found["raised"] or "").translate(_RAISED) or found["plain"])
    if found["raised"]:
        return Note(number, found["text"])
    near = abs(number - expected) <= _JUMP
    cites = bool(_CITES.search(fold(found["text"])))
    in_turn = number == expected and seen > 2 and found["text"].rstrip().endswith(".")
    return Note(number, found["text"]) if (near and cites) or in_turn else None


def cited_notes(text: str) -> list[int]:
    """Return the numbers of the notes that `text` points to with raised figures."""
    return [int(mark.translate(_RAISED)) for mark in re.findall(f"[{SUPERSCRIPTS}]+", text)]


# --- captions and figures ---------------------------------------------------------------------

CAPTION = re.compile(
    r"(?P<what>figure|fig|table|chart|graph|diagram|map|box|exhibit)\.? (?P<number>\d{1,2}[a-z]?)"
    r"(?: ?[.:–-] ?(?P<text>.{0,160}))?",
    re.I,
)
_LABEL = re.compile(r"[£~>]?\d[\d,.]*(?:%|p|bn|m|k)?(?: (?P<words>[^.:;]{0,90}))?")


def join_captions(blocks: Sequence[Block]) -> list[Block]:
    """Put the name of a figure ("Figure 1:") together with its title on the next line."""
    joined: list[Block] = []
    for block in blocks:
        last = CAPTION.fullmatch(joined[-1].text) if joined else None
        if last and not last["text"] and block.shape is Shape.TEXT and _is_title(block.text):
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text} {block.text}")
        else:
            joined.append(block)
    return joined


def _is_title(text: str) -> bool:
    return text[:1].isupper() and len(text.split()) <= 20 and not _ENDED.search(text)


def is_label(text: str) -> bool:
    """Say whether a line is a figure set large ("3,270 NEW REQUESTS"), told of by the next."""
    found = _LABEL.fullmatch(text)
    if not found or len(text.split()) > 12:
        return False
    letters = [c for c in str(found["words"] or "") if c.isalpha()]
    small = sum(c.islower() for c in letters)
    return small <= len(letters) // 2


# --- parted paragraphs -----------------------------------------------------------------------

_REACH = 6  # blocks that may stand between two pieces
_FEWEST = 6  # words of a piece that breaks off and is no heading
_TOLD = re.compile(r"(?:This|These|It|They|We|He|She|There) ")  # opens a sentence, no heading
_ENDED = re.compile(r"[.?!:;…][\"'”’)\]]*$|[”\"]$")


def join_parted(
    blocks: Sequence[Block], is_heading: Callable[[Block, Block | None], bool]
) -> list[Block]:
    """Make paragraphs whole that a page break parted, where the first piece stood.

    Two pieces belong together where the first breaks off and the second begins small, with
    at most a few blocks and no heading in between. Columns read in the wrong order may put the
    second piece first.
    """
    result: list[Block] = []
    opened: list[int] = []  # places in result of pieces that lack their end
    broken: list[int] = []  # the same, however far back in the section
    orphans: list[int] = []  # places of pieces that lack their beginning
    dropped: set[int] = set()
    for n, block in enumerate(blocks):
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        if is_heading(block, following):
            dropped |= _adopt(result, broken, orphans)
            opened, broken, orphans = [], [], []
            result.append(block)
            continue
        opened = [m for m in opened if m >= len(result) - _REACH]
        if opened and _goes_on(block, result, opened[-1]):
            place = opened.pop()
            broken.remove(place)
            _append(result, place, block)
        else:
            place = len(result)
            result.append(block)
            if block.shape is Shape.TEXT and block.text[:1].islower():
                orphans.append(place)
        stands = CAPTION.fullmatch(block.text) or is_label(block.text)
        if block.shape is not Shape.ROW and not stands and not _is_ended(block.text):
            opened.append(place)
            broken.append(place)
    dropped |= _adopt(result, broken, orphans)
    return [block for n, block in enumerate(result) if n not in dropped]


def _is_ended(text: str) -> bool:
    return bool(_ENDED.search(text.rstrip(SUPERSCRIPTS)))


def _append(result: list[Block], first: int, rest: Block) -> None:
    result[first] = replace(result[first], text=f"{result[first].text} {rest.text}")


def _adopt(result: list[Block], broken: Sequence[int], orphans: Sequence[int]) -> set[int]:
    """Give each piece without a beginning to the next one without an end; return their places."""
    adopted: set[int] = set()
    free = [n for n in broken if result[n].shape is Shape.TEXT and _is_long(result[n].text)]
    for orphan in orphans:
        first = next((n for n in free if orphan < n <= orphan + _REACH), None)
        if first is not None:
            free.remove(first)
            _append(result, first, result[orphan])
            adopted.add(orphan)
    return adopted


def _is_long(text: str) -> bool:
    return len(text.split()) >= _FEWEST


def _goes_on(block: Block, before: Sequence[Block], first: int) -> bool:
    """Say whether a block is the rest of the piece at `first`."""
    if not block.text[:1].islower():
        next_to_it = first == len(before) - 1 and block.shape is before[first].shape is Shape.TEXT
        return next_to_it and _is_long(before[first].text) and bool(_TOLD.match(before[first].text))
    if block.shape is Shape.TEXT:
        return True
    # a bullet, where a numbered item broke off and the next numbered item has come in between
    strays = block.shape is Shape.ITEM and not block.number and first < len(before) - 1
    return strays and bool(before[first].number and before[-1].number)
