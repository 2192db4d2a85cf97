"""Quotations that a page's columns put before the sentence that introduces them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.blocks import Block, Shape
from ingest.voices import quoted_share, reports_a_person

__all__ = ["set_after_lead"]

_REACH = 5  # blocks that may stand between the first quotation and its introduction
_OPENS = re.compile(r"[“\"]")


def set_after_lead(
    blocks: Sequence[Block], is_heading: Callable[[Block, Block | None], bool]
) -> list[Block]:
    """Put quotations that nothing introduces behind the next sentence that introduces some.

    Only where that sentence ("As officers explained:") is followed by no quotation of its own,
    and no heading stands between.
    """
    result = list(blocks)
    for n, block in enumerate(blocks[:-1]):
        if not _introduces(block) or _is_quoted(blocks[n + 1]) or not _is_text(blocks[n + 1]):
            continue
        first = _first_orphan(result, n, is_heading)
        if first is None:
            continue
        last = first
        while last + 1 < n and (_is_quoted(result[last + 1]) or _reports(result[last + 1])):
            last += 1
        result[first : n + 1] = [*result[last + 1 : n + 1], *result[first : last + 1]]
    return result


def _first_orphan(
    blocks: Sequence[Block], lead: int, is_heading: Callable[[Block, Block | None], bool]
) -> int | None:
    """Return the place of the first quotation, shortly before `lead`, that nothing introduces."""
    first: int | None = None
    for n in range(lead - 1, max(lead - _REACH, 0), -1):
        before = blocks[n - 1]
        if is_heading(blocks[n], blocks[n + 1]) or not _is_text(blocks[n]):
            break
        alone = _is_text(before) and not is_heading(before, blocks[n])
        if _is_quoted(blocks[n]) and alone and not _goes_on(before):
            first = n
    return first


def _is_text(block: Block) -> bool:
    return block.shape is Shape.TEXT


def _introduces(block: Block) -> bool:
    return _is_text(block) and block.text.endswith(":") and reports_a_person(block.text)


def _is_quoted(block: Block) -> bool:
    return bool(_OPENS.match(block.text)) and quoted_share(block.text) > 0.5


def _reports(block: Block) -> bool:
    return _is_text(block) and reports_a_person(block.text)


def _goes_on(before: Block) -> bool:
    """Say whether a quotation belongs to what stands before it: its lead or another quotation."""
    return before.text.endswith(":") or _is_quoted(before) or _reports(before)
