"""Whether a claim that repeats a sentence almost word for word differs from it where it matters."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

from rag.agree.fault import Fault
from rag.agree.told import Told, concept
from rag.text import NUMBER_WORDS, fold

__all__ = ["differing_fault", "differs"]

_NEAR = 0.7  # share of a claim's words that stand in one sentence in their order
_SPREAD = 1.7  # times as many words of the source as the claim has, at most
_BESIDE = 5  # words on each side of a contrast that are looked at
_FEWEST = 4  # words in common; fewer are no repetition
_CONTRACTED = (
    (r"\bcan(?:'|no)t\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"n't\b", " not"),
    (r"\bfail(?:s|ed|ing|ure)? to\b", " not "),
    (r"\bunable\b", " not able "),
    (r"\bought to\b", " should "),
    (r"\bno duty to\b", " not must "),
    (
        r"\b(?:ha(?:s|ve|d)|is|are|was|were) to\b|\bshall\b|\b(?:a|the|under a) duty to\b",
        " must ",
    ),
    (r"\bfree to|(?:may|can) choose (?:whether )?to|has (?:a|the) power to\b", " may "),
    (r"\behcps?\b", "ehc plan"),
    (r"\bneed not\b", "not must"),
    (r"\b(?:no|not) (?:more|later) than\b|\bup to\b|\bat most\b|\bwithin\b", " atmost "),
    (r"\bat least\b|\bno (?:less|fewer) than\b|\bnot less than\b", " atleast "),
    (r"\b(?:first[- ]stage|stage one)\b", "stage 1"),
    (r"\b(?:second[- ]stage|stage two)\b", "stage 2"),
)  # fmt: skip
_DROPPED = frozenset(
    "a an the its their his her our my your this that these those it he she they them him we i you "
    "and of to in for at on by with from as is are was were be been being has have had do does did "
    "so then also which who whom whose there said says say ombudsman will would about into".split()
)
_NO = frozenset("not no never none nobody without neither nor nothing hardly".split())
_FORCE = {
    "must": "must",
    "should": "should",
    "may": "may",
    "might": "may",
    "can": "may",
    "could": "may",
}
_TURNED = tuple(
    frozenset(w if w in _NO else concept(w) for w in row.split())
    for row in (
        "before after",
        "atleast atmost",
        "more less fewer",
        "all some none no",
        "every no none",
        "any no none",
        "first last",
        "increase reduce",
        "raise lower",
        "rose fell",
        "start stop",
        "early late",
        "full part",
        "suitable unsuitable",
        "full-time part-time",
        "always never",
        "both neither",
        "weekly monthly termly daily yearly",
        "old new",
        "mother father",
        "draft final",
        "upheld rejected",
        "accept reject refuse",
        "agree refuse",
        "offer paid",
        "successful unsuccessful",
        "lawful unlawful",
        "reasonable unreasonable",
        "appropriate inappropriate",
        "adequate inadequate",
        "likely unlikely",
        "clear unclear",
        "properly improperly",
        "correct incorrect",
        "won lost",
        "open closed",
    )
)
_BODIES = frozenset("council school tribunal ombudsman court nhs ofsted parent".split())


def _words(text: str) -> list[str]:
    low = fold(text).lower()
    for pattern, other in _CONTRACTED:
        low = re.sub(pattern, other, low)
    found = []
    for word in re.findall(r"[a-z0-9£]+(?:['&.,-][a-z0-9]+)*", low):
        bare = word.removesuffix("'s")
        if bare not in _DROPPED:
            found.append(_value(bare))
    return found


def _value(word: str) -> str:
    return f"{NUMBER_WORDS[word]}" if word in NUMBER_WORDS else word


def _key(word: str) -> str:
    return word if word in _NO or word in _FORCE else concept(word)


def differs(claim: str, source: str) -> str:
    """Return in what a claim differs from a sentence that it nearly repeats: "negation",
    "modality" or "" (also where it does not repeat it)."""
    mine, theirs = [_key(w) for w in _words(claim)], [_key(w) for w in _words(source)]
    blocks = [b for b in SequenceMatcher(None, mine, theirs, False).get_matching_blocks() if b.size]
    same = sum(b.size for b in blocks)
    if same < _FEWEST or same < _NEAR * len(mine):
        return ""
    first, last = blocks[0].b, blocks[-1].b + blocks[-1].size
    if last - first > _SPREAD * len(mine):
        return ""
    while first and theirs[first - 1] in (_NO | set(_FORCE)):
        first -= 1
    extra = Counter(mine) - Counter(theirs[first:last])
    gone = Counter(theirs[first:last]) - Counter(mine)
    for kin in _TURNED:
        if kin & set(extra) and kin & set(gone) and not (set(extra) | set(gone)) & _NO - kin:
            return "negation"
    denied = _bare_denials(mine, theirs, first, last)
    if denied % 2 and not any(kin & (set(extra) | set(gone)) - _NO for kin in _TURNED):
        return "negation"
    a, b = ({_FORCE[w] for w in side if w in _FORCE} for side in (extra, gone))
    if a and b and not a & b:
        return "modality"
    if _BODIES & set(extra) and _BODIES & set(gone):
        return "party"
    if any(w.isdigit() for w in extra) and any(w.isdigit() for w in gone):
        return "number"
    return ""


def _bare_denials(mine: list[str], theirs: list[str], first: int, last: int) -> int:
    """Return how many denials one text has more, of those that no words of their own go with."""
    count = 0
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs[first:last], False).get_opcodes():
        for words in (mine[a:b], theirs[first:last][c:d]) if tag != "equal" else ():
            own = [w for w in words if w not in _NO]
            count += (len(words) - len(own)) if len(own) < 2 else 0
    return count


_CONTRAST = re.compile(r"(.*?)[, ]+(?:and |but )?(?:not|rather than|instead of) (.*)")


def _turned_round(claim: str, source: str) -> bool:
    """True for "for officers and not for the public" beside "for the public, not officers"."""
    one, other = (_CONTRAST.search(fold(text).lower()) for text in (claim, source))
    if not one or not other:
        return False
    mine, not_mine = _sides(one)
    theirs, not_theirs = _sides(other)
    turned = (mine - not_mine) & (not_theirs - theirs)
    return bool(turned) and bool((not_mine - mine) & (theirs - not_theirs))


def _sides(contrast: re.Match[str]) -> tuple[set[str], set[str]]:
    before, after = _words(contrast[1])[-_BESIDE:], _words(contrast[2])[:_BESIDE]
    return {_key(w) for w in before}, {_key(w) for w in after}


def differing_fault(claim: str, told: Told) -> Fault | None:
    """Return that a claim repeats a sentence of its source but for a word that turns it round."""
    found = [differs(claim, text) for text in (*(s.text for s in told.sentences), told.text)]
    if "negation" in found or any(_turned_round(claim, s.text) for s in told.sentences):
        return Fault("negation", "it repeats what is cited but for a word that turns it round")
    if "modality" in found:
        return Fault("modality", "it repeats what is cited but for how binding it is")
    if "party" in found and "" not in found:
        return Fault("party", "it repeats what is cited but for who it speaks of")
    if "number" in found:
        return Fault("number", "it repeats what is cited but for a figure")
    return None
