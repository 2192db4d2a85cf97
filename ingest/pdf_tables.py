"""Tables of a PDF page, told by the rules drawn around or between their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ingest.pdf_order import Line, rows_of
from ingest.pdf_words import Page, Rule, Word

__all__ = ["take_tables"]

_NEAR = 3.0  # points between rules that touch
_FEW = 3  # rows of a table whose first row may have joined cells
_WHITE = 0.5  # of the size of type: white between two cells where no rule parts them


def take_tables(pages: Sequence[Page]) -> None:
    """Put one word that holds the rows in the place of every table."""
    ladders = [_ladders(page.rules) for page in pages]
    widths = {_width(r) for found in ladders for r in found if len(_places(_tops(r))) > 2}
    for page, found in zip(pages, ladders, strict=True):
        for rules in _grids(page.rules):
            _take(page, _places(r.top for r in rules if r.is_flat), _uprights(rules), rules)
        for rules in found:
            if _width(rules) in widths:  # two rules may be the end of a table from another page
                _take(page, _places(_tops(rules)), [], rules)


def _width(rules: Sequence[Rule]) -> int:
    return round((max(r.x1 for r in rules) - min(r.x0 for r in rules)) / 4)


def _tops(rules: Sequence[Rule]) -> list[float]:
    return [rule.top for rule in rules]


def _places(values: Iterable[float]) -> list[float]:
    """Return the distinct places among `values`, from the smallest."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _uprights(rules: Sequence[Rule]) -> list[float]:
    return _places(r.x0 for r in rules if not r.is_flat)


def _touch(a: Rule, b: Rule) -> bool:
    return (
        a.x0 <= b.x1 + _NEAR
        and b.x0 <= a.x1 + _NEAR
        and a.top <= b.bottom + _NEAR
        and b.top <= a.bottom + _NEAR
    )


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return the rules in groups that hang together."""
    groups: list[list[Rule]] = []
    for rule in rules:
        joined = [g for g in groups if any(_touch(rule, other) for other in g)]
        groups = [g for g in groups if not any(g is j for j in joined)]
        groups.append([rule, *(other for group in joined for other in group)])
    return groups


def _grids(rules: Sequence[Rule]) -> list[list[Rule]]:
    return [
        group
        for group in _groups(rules)
        if len(_uprights(group)) > 2 and len(_places(r.top for r in group if r.is_flat)) > 1
    ]


def _ladders(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return rules of one width that stand one under the other, with nothing upright."""
    taken = [rule for group in _grids(rules) for rule in group]
    rungs: dict[tuple[int, int], list[Rule]] = {}
    for group in _groups([r for r in rules if not any(r is t for t in taken)]):
        if all(r.is_flat for r in group) and len(_places(r.top for r in group)) == 1:
            x0, x1 = min(r.x0 for r in group), max(r.x1 for r in group)
            rungs.setdefault((round(x0 / 4), round(x1 / 4)), []).extend(group)
    return [r for r in rungs.values() if len(_places(_tops(r))) > 1]


def _take(page: Page, tops: list[float], uprights: list[float], rules: Sequence[Rule]) -> None:
    x0, x1 = min(r.x0 for r in rules), max(r.x1 for r in rules)
    across = [w for w in page.words if x0 - _NEAR <= (w.x0 + w.x1) / 2 <= x1 + _NEAR]
    if not uprights:
        tops = [*_head(across, tops), *tops]
    inside = [w for w in across if tops[0] - 1 <= _middle(w) <= tops[-1] + 1 and not w.rows]
    held_in = [[w for w in inside if a <= _middle(w) < b] for a, b in pairwise(tops)]
    bands = [] if uprights else _shared(held_in)
    if not inside or not (bands or len(uprights) > 2):
        return
    rows = []
    for row, (top, bottom) in zip(held_in, pairwise(tops), strict=True):
        if uprights:
            columns = _uprights([r for r in rules if r.top <= (top + bottom) / 2 <= r.bottom])
        else:
            clear = [x for x in bands if _is_white(row, x)]
            columns = [x0 - _NEAR, *(clear or _white(row)), x1 + _NEAR]
        cells = [
            _text([w for w in row if a <= (w.x0 + w.x1) / 2 < b]) for a, b in pairwise(columns)
        ]
        if any(cells):
            rows.append("\t".join(cell for cell in cells if cell))
    height = tops[-1] - tops[0]
    place = Word("", x0, x1, tops[-1] - 0.2 * height, height, False, tuple(rows))
    held = {id(w) for w in inside}
    first = next(n for n, w in enumerate(page.words) if id(w) in held)
    page.words = [w for w in page.words if id(w) not in held]
    page.words.insert(min(first, len(page.words)), place)


def _middle(word: Word) -> float:
    return word.base - 0.3 * word.size


def _white(words: Sequence[Word]) -> list[float]:
    """Return the middles of the white bands that run through all rows."""
    found = []
    reach = None
    for word in sorted(words, key=lambda w: w.x0):
        if reach is not None and word.x0 - reach >= _WHITE * word.size:
            found.append((word.x0 + reach) / 2)
        reach = max(word.x1, reach or word.x1)
    return found


def _is_white(row: Sequence[Word], x: float) -> bool:
    """Say whether the white at `x` goes through a row, as it does not through a joined cell."""
    left = max((w.x1 for w in row if (w.x0 + w.x1) / 2 < x), default=None)
    right = min((w.x0 for w in row if (w.x0 + w.x1) / 2 >= x), default=None)
    size = max((w.size for w in row), default=0.0)
    return left is None or right is None or right - left >= _WHITE * size


def _shared(rows: Sequence[Sequence[Word]]) -> list[float]:
    """Return the bands through all rows, or through all but the first where that gives more."""
    everywhere = _white([w for row in rows for w in row])
    below = _white([w for row in rows[1:] for w in row]) if len(rows) > _FEW else []
    return max(everywhere, below, key=len)


def _head(words: Sequence[Word], tops: list[float]) -> list[float]:
    """Return the top of a first row that has a rule under it and none above."""
    body = [w for w in words if tops[0] <= _middle(w) <= tops[-1]]
    over = [w for w in words if tops[0] - 60 <= w.base <= tops[0] and not w.rows]
    cells = len(_white(body))
    size = max((w.size for w in body), default=0.0)
    row: list[Word] = []
    found: list[float] = []
    edge = tops[0]
    for line in reversed(rows_of(over)):
        if edge - line[0].base > 1.45 * size or line[0].size > size + 0.5:
            break
        row, edge = [*row, *line], line[0].base
        if len(_white([*row, *body])) == cells and len(_white(row)) >= cells:
            found = [edge - 1.1 * size]
    return found if cells else []


def _text(words: Sequence[Word]) -> str:
    return "\n".join(Line(row).text for row in rows_of(words))
