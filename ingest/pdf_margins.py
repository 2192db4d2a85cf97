"""What stands around the text of a PDF: running heads and feet, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.mend import SUPERSCRIPTS
from ingest.pdf_order import Line, Region, rows_of
from ingest.pdf_words import Page, Word

__all__ = ["body_size", "drop_running", "take_footnotes"]

_DEEPEST = 4  # rows of a running head or foot
_NUMBER = re.compile(
    r"(?:page )?[-–|\s]*(?:\d{1,4}|[ivxl]{1,6})[-–|\s]*(?:(?:of|/) ?\d{1,4})?", re.I
)
_RUNNING = "running head or foot"
_PLACE = 8.0  # points by which a running head may shift from page to page


def drop_running(pages: Sequence[Page]) -> None:
    """Take running heads, running feet and page numbers off the pages.

    They stand outermost, and the same words, figures apart, stand at the same height on several
    pages; a figure alone in the outermost row is a page number.
    """
    rows = [rows_of([w for w in page.words if not w.rows]) for page in pages]
    usual = _usual(word for page in pages for word in page.words if not word.rows)
    for edge in (1, -1):
        ordered = [page_rows[::edge] for page_rows in rows]
        seen: Counter[tuple[str, int]] = Counter()
        for page_rows in ordered:
            seen.update({key for row in page_rows[:_DEEPEST] for key in _keys(row)})
        least = 2 if len(pages) < 6 else 3
        for page, page_rows in zip(pages, ordered, strict=True):
            outer: set[int] = set()
            told: list[str] = []
            for row in page_rows[:_DEEPEST]:
                if _is_note(row):
                    break
                alone = _in_margin(page, row) and (
                    bool(_NUMBER.fullmatch(_text(row))) or row[0].size < 0.95 * usual
                )
                if not alone and max(seen[key] for key in _keys(row)) < least:
                    break
                outer |= {id(word) for word in row}
                told += [] if _NUMBER.fullmatch(_text(row)) else [_text(row)]
            page.words = [w for w in page.words if id(w) not in outer]
            page.aside += [(text, _RUNNING) for text in told]


def _text(row: Sequence[Word]) -> str:
    return " ".join(word.text for word in row)


def _is_note(row: Sequence[Word]) -> bool:
    """Say whether a row begins with a small figure, as a footnote does."""
    return row[0].text.isdigit() and row[0].size < 0.85 * max(word.size for word in row)


def _keys(row: Sequence[Word]) -> list[tuple[str, int]]:
    text = re.sub(r"\d+", "0", _text(row))
    place = round(row[0].base / _PLACE)
    return [(text, near) for near in (place - 1, place, place + 1)]


def _in_margin(page: Page, row: Sequence[Word]) -> bool:
    base = row[0].base
    return base < 0.07 * page.height or base > 0.93 * page.height


def body_size(regions: Sequence[Region]) -> float:
    """Return the size of type in which most letters are set."""
    return _usual(word for r in regions for line in r.lines for word in line.words)


def _usual(words: Iterable[Word]) -> float:
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[round(word.size * 2) / 2] += len(word.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0


_MARK = re.compile(f"[{SUPERSCRIPTS}]+")
_SMALLER = 0.96


def take_footnotes(pages: Sequence[Sequence[Region]], body: float) -> list[list[Line]]:
    """Take the footnotes out of the regions; return the lines of each.

    A footnote is set smaller than the text, at the end of its column or page, and begins with
    the figure that a raised figure on the page points to.
    """
    notes: list[list[Line]] = []
    cited: set[str] = set()
    for regions in pages:
        for region in regions:
            for line in region.lines:
                for word in line.words[1:] if _is_small(line, body) else line.words:
                    cited.update(_MARK.findall(word.text))
        for region in regions:
            at = len(region.lines)
            while at and _is_small(region.lines[at - 1], body):
                at -= 1
            small = region.lines[at:]
            first = next((n for n, line in enumerate(small) if _mark(line, cited)), None)
            if first is None:
                continue
            carried = bool(notes) and first > 0 and not notes[-1][-1].text.endswith(".")
            start = 0 if carried else first
            for line in small[start:]:
                if _mark(line, cited):
                    notes.append([line])
                else:
                    notes[-1].append(line)
            del region.lines[at + start :]
    return notes


def _is_small(line: Line, body: float) -> bool:
    return line.size < _SMALLER * body and not line.words[0].rows


def _mark(line: Line, cited: set[str]) -> bool:
    """Say whether a line begins a footnote; its figure is then raised, whatever it was."""
    first = line.words[0]
    if found := _MARK.match(first.text):
        return found[0] in cited
    raised = first.text.rstrip(".").translate(_RAISED)
    if first.text.rstrip(".").isdigit() and raised in cited and len(line.words) > 1:
        first.text = raised
        return True
    return False


_RAISED = str.maketrans("0123456789", SUPERSCRIPTS)
