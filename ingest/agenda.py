"""Which lines of minutes are the titles of agenda items: by number, by form, by place."""

from __future__ import annotations

import re

from ingest.blocks import Block, Shape
from ingest.minuted import LABEL
from rag.text import dates, fold

__all__ = [
    "LONGEST_TITLE",
    "MEETING",
    "goes_on",
    "is_minutes_mark",
    "is_numbered",
    "is_plain_title",
    "is_preamble",
    "is_standing",
    "is_title",
    "numbered_title",
    "unattached",
    "unnumbered",
]

LONGEST_TITLE = 160  # characters
MEETING = re.compile(r"\b(?:committee|cabinet|board|panel|forum|council|scrutiny)\b", re.I)
_MOST_WORDS = 16  # of an agenda item's title behind its number
_MOST_BARE = 12  # of one that has no number
_GAP = 4  # by which the number of an agenda item may run ahead of the last
_PREAMBLE = re.compile(
    r"agenda item|items?|agenda(?: and (?:draft )?minutes)?|(?:draft |printed )minutes|no\.\s*item|"
    r"(?:agenda )?(?:item|minute)(?: no\.?| number)? \d{1,4}[a-z]?[.:]?|media|(?:venue|"
    r"contact|time|meeting link)\b ?:.*",
    re.I,
)
_ALONE = re.compile(r"(?:[A-Z]{1,7}\.?[ /-]?)?\d{1,4}[A-Za-z]?(?:[/.-]\d{1,4})*[.:]?")
_STANDING = re.compile(  # items that stand on every agenda
    r"(?:apologies|welcome|introductions?|attendance|election of|appointment of|chair|"
    r"declarations?|disclos\w+|minutes|substitut\w+|membership|notices?|notification|"
    r"(?:leader|mayor|chair)\w*'?s? announcements?|order of business|"
    r"public (?:questions|participation|speak\w+)|questions|petitions|urgent|announcements|"
    r"matters arising|to (?:receive|note|approve)\b)",
    re.I,
)
_CLOSING = re.compile(r"(?:any other (?:urgent )?business|date of (?:the )?next meeting)\b", re.I)
_ATTACHED = re.compile(r"\s*(?:pdf icon )?PDF \d+ [KM]B.*$")
_LEADING = re.compile(r"^\d{1,3}[a-z]?[.)]?\s+")
_ITEM_NUMBER = re.compile(
    r"(?:(?:agenda )?(?:item|minute)(?: no\.?)? )?(?:[A-Z]{1,7}\.?[ /-]?)?\d{1,4}(?:[/.-]\d{1,4})*"
    r"[.:)]?\s+(?=\W{0,2}[A-Z])",
    re.I,
)
_REFERENCE = re.compile(
    r"(?:(?:[Mm]inute|MINUTE|[Ii]tem|"
    r"ITEM)(?: [Nn]o\.?)? )?(?:[A-Z]{1,7}\.?[ /-]?\d{1,4}(?:[/.-]\d{1,4})+"
    r"|\d{1,4}/\d{1,4}(?:[/-]\d{1,4})?)[.:]?\s+(?:[–-]\s+)?(?P<title>[A-Z].*)"
)
_NAMED_NUMBER = re.compile(  # "Minute 61: …", "Item 4 – …", "EX61 …", "61 …"
    r"(?P<name>(?:agenda )?(?:item|minute)(?: no\.?)? |[A-Z]{1,7}\.?[ /-]?)?(?P<number>\d{1,4})"
    r"(?:[.:)]|\s+[–-])?\s+(?P<title>[A-Z].*)",
    re.I,
)


def is_minutes_mark(text: str) -> bool:
    """Say whether a line is the word "Minutes" alone."""
    return text.lower().rstrip(":") == "minutes"


def is_preamble(text: str) -> bool:
    """Say whether a line stands over an item's title and says nothing itself."""
    return bool(_PREAMBLE.fullmatch(text) or _ALONE.fullmatch(text))


def is_standing(heading: str) -> bool:
    """Say whether a heading names an item that opens every agenda."""
    return bool(_STANDING.match(fold(heading)))


def is_numbered(heading: str) -> bool:
    """Say whether a heading begins with the number of an item."""
    return bool(_ITEM_NUMBER.match(heading))


def unnumbered(text: str) -> str:
    """Return a line without the number of an item before it."""
    return _LEADING.sub("", text)


def unattached(text: str) -> str:
    """Return a title without the size of the file that a page hangs on it."""
    return _ATTACHED.sub("", text)


def numbered_title(block: Block, following: Block | None, last: int) -> tuple[str, int] | None:
    """Return the heading and the number of an agenda item that prints its number before it.

    Its numbers run on through the whole paper, which tells it from the points of a resolution;
    minutes of the whole year ("CAB24/18", "34/24") are told by their form. `last` is the number
    of the item before, 0 where there is none.
    """
    text = block.text
    if following is None or len(text) > LONGEST_TITLE:
        return None
    if block.shape in (Shape.HEADING, Shape.ROW):
        return None
    if found := _REFERENCE.fullmatch(text):
        return (text, last) if _is_name(found["title"]) else None
    if block.shape is Shape.TEXT:
        return _named_number(text, last)
    number = block.number
    if number is None or not number.isdigit() or not _is_name(text):
        return None
    n = int(number)
    alone = following.shape is not Shape.ITEM or following.number != str(n + 1)
    fits = _runs_on(n, text, last) and (alone or text.isupper())
    return (f"{number}. {text}", n) if fits else None


def _named_number(text: str, last: int) -> tuple[str, int] | None:
    found = _NAMED_NUMBER.fullmatch(text)
    if not found or dates(text) or not _is_name(found["title"]):
        return None
    n = int(found["number"])
    return (text, n) if _runs_on(n, found["title"], last) else None


def _runs_on(n: int, title: str, last: int) -> bool:
    """Say whether a number is that of the next item, or a title that of a first one."""
    if last:
        return last < n <= last + _GAP
    return is_standing(title) or title.isupper()


def goes_on(block: Block, before: Block | None) -> bool:
    """Say whether a numbered line goes on a list that stands right before it."""
    number = (before.number if before else None) or ""
    return number.isdigit() and block.number == str(int(number) + 1)


def _is_name(text: str) -> bool:
    """Say whether a line is a name and no sentence."""
    return len(text.split()) <= _MOST_WORDS and not re.search(r"[.;:,?!–-]$", text)


def is_title(block: Block, following: Block | None, before: Block | None) -> bool:
    """Say whether a block names an agenda item: by its place, for it has no other mark."""
    text = block.text
    if following is None or LABEL.fullmatch(text) or len(text) > LONGEST_TITLE:
        return False
    if block.shape is Shape.HEADING:
        return True
    if re.search(r"[.;:,–-]$", text) or block.shape is Shape.ROW:
        return False
    if dates(text) and not MEETING.search(text):
        return False  # the day of the meeting
    if block.shape is Shape.ITEM:
        return bool(block.number) and is_minutes_mark(fold(following.text))
    placed = before is not None and is_preamble(fold(before.text))
    return placed or is_minutes_mark(fold(following.text))


def is_plain_title(block: Block, following: Block | None, *, begun: bool) -> bool:
    """Say whether a line names an item of minutes that mark no item: the first is a standing one.

    `begun`: an item has been named before.
    """
    text = block.text
    if following is None or block.shape is not Shape.TEXT or LABEL.fullmatch(text):
        return False
    plain = text[:1].isupper() and _is_name(text) and len(text.split()) <= _MOST_BARE
    if not plain or dates(text) or following.shape is Shape.ROW:
        return False
    if is_standing(text) or _CLOSING.match(fold(text)):
        return True
    return begun and bool(re.search(r"[.:?;]$", following.text))
