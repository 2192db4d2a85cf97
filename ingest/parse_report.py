"""Reads long reports: headings without marks, footnotes in the way, pull quotes.

The pieces of a paragraph that a page break parted are joined where that is plain; what stood
between them follows. Footnotes go to a section of their own at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.assemble import Draft, DraftSection, assemble
from ingest.blocks import Block, Raw, Shape
from ingest.parse_paper import paper_document
from rag.records import Kind, Reading, Role
from rag.text import fold, sentences

__all__ = ["is_focus_report", "is_research", "parse_report"]

_FOCUS = re.compile(r"\bfocus report\b|learning lessons from complaints", re.I)
_RESEARCH = (
    re.compile(r"executive summary|abstract", re.I),
    re.compile(r".*\b(?:methods?|methodology)\b.*", re.I),
    re.compile(r"appendix \w+.*|appendices|annex \w+.*", re.I),
    re.compile(r"contents|references|bibliography|literature review|conclusions?", re.I),
)
_LONG = 2_500  # words


def is_focus_report(raw: Raw) -> bool:
    """Say whether `raw` is a focus report of the Ombudsman."""
    top = " ".join(fold(block.text) for block in raw.blocks[:25])
    return bool(_FOCUS.search(top)) and "ombudsman" in top.lower()


def is_research(raw: Raw) -> bool:
    """Say whether `raw` is a long report with the parts that research has."""
    short = [fold(b.text) for b in raw.blocks if len(b.text) < _LONGEST_HEADING]
    parts = sum(any(mark.fullmatch(text) for text in short) for mark in _RESEARCH)
    words = sum(len(block.text.split()) for block in raw.blocks)
    return parts >= 2 and words >= _LONG


def parse_report(raw: Raw, *, read_at: str, kind: Kind = Kind.RESEARCH) -> Reading:
    """Read a long report: front matter, headed sections, notes."""
    front, body = _front_matter(raw.blocks)
    body, notes = _take_notes(_drop_pull_quotes(body))
    contents = {_bare(block.text) for block in front}
    sections = _sections(list(_join(body, contents)), contents)
    drafts = [_front(front)] if front else []
    drafts += [_draft(section, notes) for section in sections]
    if notes:
        drafts.append(_notes(notes))
    return assemble(paper_document(raw, kind, read_at=read_at), drafts)


# --- front matter ----------------------------------------------------------------------------

_FIRST = re.compile(
    r"executive summary|abstract|foreword|introduction|(?:1\.? )?(?:introduction|summary)", re.I
)


def _front_matter(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Part title pages and contents from the text, which begins at its first known heading."""
    for n, block in enumerate(blocks[:200]):
        if block.shape in (Shape.TEXT, Shape.HEADING) and _FIRST.fullmatch(fold(block.text)):
            return list(blocks[:n]), list(blocks[n:])
    return [], list(blocks)


def _bare(text: str) -> str:
    """Return a heading without page and section numbers, for comparing."""
    return re.sub(r"^(?:\d+\.?\s+){1,2}|\s*\.*\s*\d+$", "", fold(text)).strip(" .:").lower()


def _front(blocks: Sequence[Block]) -> DraftSection:
    drafts = [
        Draft(b.text, Role.METHOD, f"paragraph {n} (counted)", str(n),
              boilerplate=b.shape is Shape.ROW)
        for n, b in enumerate(blocks, 1)
    ]  # fmt: skip
    return DraftSection("Front matter", Role.METHOD, drafts)


# --- pull quotes -----------------------------------------------------------------------------

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_QUOTE = re.compile(r"[“\"‘]")
_SHORTEST_PULL = 6  # words


def _drop_pull_quotes(blocks: Sequence[Block]) -> list[Block]:
    """Leave out what a designer set large a second time; the body keeps its words."""
    words = [_words(block.text) for block in blocks]
    whole = " ".join(words)
    dropped: set[int] = set()
    candidates = [n for n, b in enumerate(blocks) if b.shape is Shape.TEXT
                  and (_QUOTE.match(b.text) or b.strong)]  # fmt: skip
    for n in sorted(candidates, key=lambda n: not re.match(r"[“\"] ", blocks[n].text)):
        if len(words[n].split()) >= _SHORTEST_PULL and whole.count(words[n]) > 1:
            dropped.add(n)
            whole = " ".join(text for m, text in enumerate(words) if m not in dropped)
    return [block for n, block in enumerate(blocks) if n not in dropped]


def _words(text: str) -> str:
    plain = re.sub(rf"[{_SUPERSCRIPTS}]+", "", text)
    return " ".join(re.findall(r"[a-z0-9]+", fold(plain).lower()))


# --- notes -----------------------------------------------------------------------------------

_RAISED = str.maketrans(_SUPERSCRIPTS, "0123456789")
_NOTE = re.compile(rf"(?:(?P<raised>[{_SUPERSCRIPTS}]+)\s?|(?P<plain>\d{{1,3}})\s)(?P<text>\S.*)")
_CITES = re.compile(
    r"\((?:[^()]*\b)?(?:19|20)\d\d\b[^()]*\)|^(?:Council|ICB) \d|^(?:See|Ibid|Source|LGSCO|Cf)\b|https?://"
    r"|\bAct (?:19|20)\d\d|\bv\b.*\[\d{4}\]|\(\d\d \d{3} \d{3}|\bpara\.? ?\d|\bp\.? ?\d",
    re.I,
)
_INTERVIEW = re.compile(r"(?:Council|ICB|Interviewee|Officer) \d", re.I)
_JUMP = 6  # how far note numbers may run ahead or behind


@dataclass(frozen=True, slots=True)
class _Note:
    number: int
    text: str


def _take_notes(blocks: Sequence[Block]) -> tuple[list[Block], list[_Note]]:
    """Take the bodies of footnotes out of the text."""
    body: list[Block] = []
    notes: list[_Note] = []
    for block in blocks:
        expected = notes[-1].number + 1 if notes else 1
        if note := _as_note(block, expected, seen=len(notes)):
            notes.append(note)
        else:
            body.append(block)
    return body, notes


def _as_note(block: Block, expected: int, *, seen: int) -> _Note | None:
    found = _NOTE.fullmatch(block.text)
    if not found or block.shape in (Shape.HEADING, Shape.ROW) or block.number:
        return None
    number = int((found["raised"] or "").translate(_RAISED) or found["plain"])
    if found["raised"]:
        return _Note(number, found["text"])
    near = abs(number - expected) <= _JUMP
    cites = bool(_CITES.search(fold(found["text"])))
    exact = number == expected and seen > 2 and found["text"].rstrip().endswith(".")
    return _Note(number, found["text"]) if (near and cites) or exact else None


def _notes(notes: Sequence[_Note]) -> DraftSection:
    drafts = [
        Draft(note.text, Role.METHOD, f"note {note.number}", str(note.number), inferred=False,
              boilerplate=bool(_INTERVIEW.match(note.text)))
        for note in notes
    ]  # fmt: skip
    return DraftSection("Notes", Role.METHOD, drafts)


# --- headings --------------------------------------------------------------------------------

_LONGEST_HEADING = 110  # characters
_CASE = re.compile(rf"[A-Z].{{2,80}} \(\d\d \d{{3}} \d{{3}}[^()]*\)[{_SUPERSCRIPTS}]*")
_CHAPTER = re.compile(r"(?:chapter|part|section|appendix|annexe?) (?:\d{1,2}|[A-Z])\b.*", re.I)
_NUMBERED = re.compile(r"\d{1,2}\.?\s+[A-Z][^.]*")
_ENDS = re.compile(r"[.?!:;,…][\"'”’)\]]*$")


def _heading_level(block: Block, following: Block | None, contents: set[str]) -> int | None:
    """Return the level of a heading (1 chapter, 2 section, 3 under it), None for text."""
    text = block.text
    if block.shape is Shape.HEADING:
        return min(block.level, 3)
    if following is None or len(text) > _LONGEST_HEADING or block.shape is Shape.ROW:
        return None
    if following.shape is Shape.TEXT and following.text[:1].islower():
        return None
    if block.shape is Shape.ITEM:
        numbered = bool(block.number) and _is_title(text) and following.number is None
        return 3 if numbered and len(text.split()) <= 12 else None
    if _bare(text) in contents or _FIRST.fullmatch(fold(text)) or _CHAPTER.fullmatch(text):
        return 1
    if _CASE.fullmatch(text):
        return 3
    if _NUMBERED.fullmatch(text) and _is_title(text):
        return 1
    return 2 if _is_capitals(text) else None


def _is_title(text: str) -> bool:
    return not _ENDS.search(text) and text[:1].isupper() or bool(_NUMBERED.fullmatch(text))


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    small = sum(c.islower() for c in letters)
    return (
        text[:1].isupper()
        and len(letters) >= 4
        and small <= len(letters) // 8
        and not _ENDS.search(text)
    )


# --- paragraphs that a page break parted -----------------------------------------------------

_REACH = 6  # blocks that may stand between the two pieces


def _join(blocks: Sequence[Block], contents: set[str]) -> Iterator[Block]:
    """Yield the blocks with parted paragraphs made whole, where the first piece stood."""
    result: list[Block] = []
    opened: list[int] = []  # places in result of pieces that lack their end
    for n, block in enumerate(blocks):
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        if _heading_level(block, following, contents) is not None:
            opened.clear()
            result.append(block)
            continue
        opened = [m for m in opened if m >= len(result) - _REACH]
        small = block.text[:1].islower() and (
            block.shape is Shape.TEXT or _strays(block, result, opened)
        )
        if small and opened:
            first = opened.pop()
            result[first] = replace(result[first], text=f"{result[first].text} {block.text}")
            if _is_open(block.text):
                opened.append(first)
            continue
        if _is_open(block.text) and block.shape is not Shape.ROW:
            opened.append(len(result))
        result.append(block)
    yield from result


def _strays(block: Block, before: Sequence[Block], opened: Sequence[int]) -> bool:
    """Say whether a bullet is the rest of a numbered item, with the next item in between."""
    if block.shape is not Shape.ITEM or block.number or not opened:
        return False
    return bool(before[-1].number and before[opened[-1]].number) and opened[-1] < len(before) - 1


def _is_open(text: str) -> bool:
    """Say whether a paragraph breaks off before its sentence ends."""
    bare = text.rstrip(_SUPERSCRIPTS)
    return not re.search(r"[.?!:;…][\"'”’)\]]*$|[”\"]$", bare)


# --- sections --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Part:
    path: tuple[str, ...]
    content: list[Block]


def _sections(blocks: Sequence[Block], contents: set[str]) -> list[_Part]:
    parts = [_Part((), [])]
    for n, block in enumerate(blocks):
        following = blocks[n + 1] if n + 1 < len(blocks) else None
        level = _heading_level(block, following, contents)
        last = parts[-1]
        if level is None and last.path and not last.content and _under_heading(block, following):
            level = 3
        if level is None:
            last.content.append(block)
            continue
        text = block.text.rstrip(_SUPERSCRIPTS)
        printed = f"{block.number}. {text}" if block.number else text
        parts.append(_Part((*last.path[: level - 1], printed), []))
    return parts


def _under_heading(block: Block, following: Block | None) -> bool:
    """Say whether a short line straight under a heading is its second line."""
    text = block.text
    return (
        block.shape is Shape.TEXT
        and following is not None
        and following.shape is Shape.TEXT
        and len(text.split()) <= 14
        and text[:1].isupper()
        and not re.search(r"[.:;,\"”]$", text)
        and not re.search(r"\d{3}", text)
        and len(following.text) > len(text)
    )


@dataclass(frozen=True, slots=True)
class _Opener:
    """The paragraph that list items hang from: its place, its last sentence, its role."""

    place: str
    lead_in: str
    role: Role


def _item(block: Block, role: Role, hangs: _Opener, bullets: int) -> Draft:
    marked = block.marker[:1].isalnum()
    place = f"point {block.marker}" if marked else f"bullet {bullets}"
    return Draft(
        block.text,
        role,
        f"{hangs.place}, {place}" if hangs.place else place,
        block.marker if marked else str(bullets),
        not marked,
        hangs.lead_in or None,
    )


def _draft(part: _Part, notes: Sequence[_Note]) -> DraftSection:
    heading = ", ".join(part.path)
    interviews = {note.number for note in notes if _INTERVIEW.match(note.text)}
    role = _section_role(part)
    drafts: list[Draft] = []
    count = bullets = 0
    opener = parent = _Opener(
        "", "", role.items
    )  # what a numbered list, what the next item hangs from
    last = 0  # number of the last numbered item
    for block in part.content:
        before = drafts[-1].text if drafts else ""
        own = _paragraph_role(block, role, before, interviews)
        if block.shape is Shape.ITEM:
            bullets += 1
            if block.number and block.number != str(last + 1):
                opener = parent
            hangs = opener if block.number else parent
            last = int(float(block.number)) if block.number else last
            own = Role.OPINION if hangs.role is Role.OPINION and own is Role.DISCUSSION else own
            drafts.append(_item(block, own, hangs, bullets))
            continue
        count, bullets = count + 1, 0
        place = f"paragraph {count} (counted)"
        drafts.append(Draft(block.text, own, place, str(count)))
        start, end = sentences(block.text)[-1]
        leads = block.text[start:end] if block.text.endswith(":") else ""
        told = leads and own is Role.DISCUSSION and _REPORTED.search(fold(block.text))
        parent = _Opener(place, leads, Role.OPINION if told else own)
    if len(drafts) == 1 and drafts[0].inferred:
        drafts[0].pinpoint = ""
    return DraftSection(heading, role.role, drafts, part.path[-1] if part.path else "")


# --- roles -----------------------------------------------------------------------------------

_SUMMARY = re.compile(
    r"(?:executive )?summary|abstract|key (?:messages|findings|points)|in brief", re.I
)
_METHOD = re.compile(r".*\b(?:methods?|methodology|case-file analysis|acronyms|glossary|references|bibliography)\b.*"
                     r"|interviews with .*", re.I)  # fmt: skip
_ADVICE = re.compile(
    r"(?:(?:the|our) )?(?:\w+'s )?(?:service improvement |key )?recommendations?(?: \d+.*)?", re.I
)
_MIXED = re.compile(r".*\band recommendations?\b", re.I)
_LAW_HEADING = re.compile(
    r".*\b(?:process|law|legal|legislation|statutory|duties|framework)\b.*", re.I
)
_LAW_CUE = re.compile(
    r"\b(?:councils?|authorit(?:y|ies)|schools?|famil(?:y|ies)|it|plan|EHCP) (?:also |therefore )?must\b|\bstatutory "
    r"(?:dut|require|time)|\blegally (?:required|bound|responsible)|\bis required to\b|\bdut(?:y|ies)\b"
    r"|\bthe courts? (?:have|has)\b|\bAct (?:19|20)\d\d\b|\bshould (?:take|happen)\b",
    re.I,
)
_REPORTED = re.compile(
    r"\b(?:officers?|director|officials?|interviewees?|manager|councils|head of|respondents?)\b[^.:;]{0,60}?\b(?:said|stat(?:e|es|ed)|"
    r"explain(?:ed|s)?|noted?|argued|felt|emphasised|highlighted|stressed|expressed|told|thought|believed|remarked|"
    r"observed|considered|reported|raised|described|questioned|queried|commented|acknowledged|put it|added|informed|accepted|recogni[sz]ed|valued|welcomed|supported|feel|raised|made the following)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Section:
    role: Role
    items: Role  # the role of its list items


def _section_role(part: _Part) -> _Section:
    """Return the role of a section, from its innermost heading outwards."""
    for heading in reversed(part.path):
        words = re.sub(r"^(?:\d{1,2}\.? |appendix \w+:? ?)", "", fold(heading), flags=re.I)
        if _METHOD.fullmatch(words):
            return _Section(Role.METHOD, Role.METHOD)
        if _ADVICE.fullmatch(words):
            return _Section(Role.RECOMMENDATION, Role.RECOMMENDATION)
        if _MIXED.fullmatch(words):
            outer = Role.SUMMARY if _in_summary(part) else Role.DISCUSSION
            return _Section(outer, Role.RECOMMENDATION)
        if _SUMMARY.fullmatch(words):
            return _Section(Role.SUMMARY, Role.SUMMARY)
        if _LAW_HEADING.fullmatch(words):
            cues = sum(bool(_LAW_CUE.search(fold(block.text))) for block in part.content)
            if cues * 2 >= len(part.content):
                return _Section(Role.LAW, Role.LAW)
    return _Section(Role.DISCUSSION, Role.DISCUSSION)


def _in_summary(part: _Part) -> bool:
    return any(_SUMMARY.fullmatch(fold(heading)) for heading in part.path)


def _paragraph_role(block: Block, section: _Section, before: str, interviews: set[int]) -> Role:
    role = section.items if block.shape is Shape.ITEM else section.role
    text = fold(block.text)
    if role is Role.LAW and not _LAW_CUE.search(text):
        return Role.DISCUSSION
    if role is not Role.DISCUSSION:
        return role
    cited = [int(mark.translate(_RAISED)) for mark in re.findall(f"[{_SUPERSCRIPTS}]+", block.text)]
    heard = any(number in interviews for number in cited)
    if _quoted_share(block.text) > 0.5:
        named = _REPORTED.search(fold(before)) or re.search(r"officer|director", before[-80:], re.I)
        return Role.OPINION if heard or (not cited and named) else role
    spans = sentences(text)
    reported = [bool(_REPORTED.search(text[a:b])) for a, b in spans]
    if (
        reported[0]
        or sum(reported) * 2 >= len(spans)
        or (heard and _quoted_share(block.text) > 0.25)
    ):
        return Role.OPINION
    if block.shape is Shape.ITEM:
        return role
    legal = sum(bool(_LAW_CUE.search(text[a:b])) for a, b in spans)
    return Role.LAW if legal * 2 > len(spans) and not heard else role


def _quoted_share(text: str) -> float:
    """Return the share of `text` that stands in double quotation marks."""
    folded = fold(text)
    quoted = re.findall(r"\"([^\"]*)(?:\"|$)", folded)
    return sum(map(len, quoted)) / len(folded) if folded else 0.0
