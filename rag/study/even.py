"""Questions kept even: no answer is right so often that it can be given unread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.study.item import Item, ItemKind, digest

__all__ = ["evened"]

_FROM_A_LIST = (ItemKind.FINDING, ItemKind.WHOSE)  # their answers come from a short list


def evened(items: Sequence[Item]) -> list[Item]:
    """Return the items without those that make an answer right more often than wrong.

    Whoever learns that "fault" or "the council" is nearly always right learns nothing else. Of
    the questions that have such an answer those stay whose ids come first by their hash: what
    stays does not depend on what a case is about or on how much of it is shown.
    """
    kept = list(items)
    for kind in _FROM_A_LIST:
        while True:
            own = [item for item in kept if item.kind is kind]
            right = Counter(item.right.text for item in own)
            wrong = Counter(o.text for item in own for o in item.options if not o.right)
            over = {text: right[text] - wrong[text] for text in right if right[text] > wrong[text]}
            if not over:
                break
            text = max(over, key=lambda name: (over[name], name))
            fit = sorted((i.id for i in own if i.right.text == text), key=digest)
            dropped = set(fit[wrong[text] :])
            kept = [item for item in kept if item.id not in dropped]
    return kept
