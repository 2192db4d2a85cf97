"""The themes of a decision, each with the words it rests on (codes: corpus/themes.jsonl).

A theme is read only from a finding that plainly tells it (`rag/theme_signs.py`), so that what
is shown holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.cases import Case, Finding, Ground
from rag.text import fold, sentences
from rag.theme_signs import CLEARED_SIGNS, FAULT_SIGNS, LEFT_SIGNS

__all__ = ["CODES", "find_themes"]

CODES = frozenset(code for rules in (FAULT_SIGNS, CLEARED_SIGNS, LEFT_SIGNS) for code, _ in rules)


def find_themes(case: Case) -> tuple[Ground, ...]:
    """Return the themes of a case with the sentence each rests on, once each, in fixed order."""
    grounds: dict[str, Ground] = {}
    for rules, findings in (
        (FAULT_SIGNS, case.faults),
        (CLEARED_SIGNS, case.no_fault),
        (LEFT_SIGNS, case.not_investigated),
    ):
        for ground in _ground(rules, findings):
            grounds.setdefault(ground.code, ground)
    return tuple(grounds.values())


def _ground(
    rules: Sequence[tuple[str, re.Pattern[str]]], findings: Sequence[Finding]
) -> Iterator[Ground]:
    told = [
        (fold(finding.text[a:b]), finding, a, b)
        for finding in findings
        for a, b in sentences(finding.text)
    ]
    for code, pattern in rules:
        for folded, finding, a, b in told:
            if finding.paragraph_id and pattern.search(folded):
                start = finding.start or 0
                words = finding.text[a:b]
                yield Ground(code, words, finding.paragraph_id, start + a, start + b)
                break
