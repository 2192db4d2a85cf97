"""One question to learn from: what is shown, the options, and what makes each right or wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rag.replies import Citation
from rag.text import content_words, fold, stem

__all__ = [
    "Draft",
    "Item",
    "ItemKind",
    "Option",
    "Proof",
    "Shown",
    "assemble",
    "digest",
    "item_id",
    "stems",
]

_HEAD = 6  # letters by which "assess" and "assessment" are one word


class ItemKind(StrEnum):
    """What is asked."""

    FINDING = "finding"  # fault or not, on a case or on one point of it
    DUTY = "duty"  # which duty a case turns on
    INJUSTICE = "injustice"
    REMEDY = "remedy"
    HOW_LONG = "how-long"
    FROM_WHEN = "from-when"
    WHOSE = "whose"
    WHICH_SECTION = "which-section"


@dataclass(frozen=True, slots=True)
class Proof:
    """What makes an option right or wrong: words at their place, or a record of rules.

    `words` says what it shows. `record` is "deadlines/<id>" or "duties/<id>" of corpus/, with
    its legal basis and source; a citation stands in a paragraph of the library.
    """

    words: str
    citation: Citation | None = None
    record: str | None = None
    basis: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the case as it may be seen before answering; never of a finding."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Option:
    """One answer; exactly one of an item is right. `proofs` of a wrong one contradict it."""

    id: str
    text: str
    right: bool
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `source` is the document, or "deadlines/<id>", "duties/<id>".

    `id` is made of the kind, the source and what was found there: it stays the same as long as
    that does, whatever else the library holds.
    """

    id: str
    kind: ItemKind
    source: str
    question: str
    shown: tuple[Shown, ...]
    options: tuple[Option, ...]
    reference: str | None = None
    council: str | None = None

    @property
    def right(self) -> Option:
        return next(option for option in self.options if option.right)


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before it has an id: its words and its proofs."""

    text: str
    proofs: tuple[Proof, ...]


def digest(*parts: str, length: int = 12) -> str:
    """Return the first hexadecimal digits of the SHA-256 of `parts`, letters folded."""
    joined = "\x1f".join(" ".join(fold(part).lower().split()) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:length]


def item_id(kind: ItemKind, source: str, finding: str) -> str:
    """Return the id of an item: "finding:24-018-294:3f0c…", safe in a URL but for the colons."""
    return f"{kind}:{source.replace('/', '.')}:{digest(kind, source, finding)}"


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words of `text` that carry meaning."""
    return frozenset(stem(word) for word in content_words(text))


def assemble(
    kind: ItemKind,
    source: str,
    *,
    finding: str,
    question: str,
    right: Draft,
    wrong: Iterable[Draft],
    most: int,
    seed: int,
    least: int = 2,
    shown: Sequence[Shown] = (),
    reference: str | None = None,
    council: str | None = None,
    form: Callable[[str], Hashable] | None = None,
) -> Item | None:
    """Return an item with up to `most` wrong options, chosen and ordered by `seed`.

    `form` tells options apart by their looks; those that look like the right one come first. None
    where fewer than `least` are left, or where the right one is told by its form or its words: a
    question is better not asked than made weak. Whether there is an item does not depend on `seed`.
    """
    name = item_id(kind, source, finding)

    def place(text: str) -> str:
        return digest(str(seed), name, text, length=64)

    seen = {fold(right.text).lower()}
    unlike: list[Draft] = []
    for draft in sorted(wrong, key=lambda draft: place(draft.text)):
        if fold(draft.text).lower() not in seen:
            seen.add(fold(draft.text).lower())
            unlike.append(draft)
    told = ". ".join((question, *(line.citation.quote for line in shown)))
    chosen = _unmarked(right, unlike, told, form, most)
    if len(chosen) < least:
        return None
    drafts = [(right, True), *((draft, False) for draft in chosen)]
    drafts.sort(key=lambda pair: place("order of " + pair[0].text))
    options = tuple(
        Option(digest(name, draft.text, length=8), draft.text, is_right, draft.proofs)
        for draft, is_right in drafts
    )
    return Item(name, kind, source, question, tuple(shown), options, reference, council)


def _unmarked(
    right: Draft,
    wrong: Sequence[Draft],
    told: str,
    form: Callable[[str], Hashable] | None,
    most: int,
) -> Sequence[Draft]:
    """Return up to `most` wrong options beside which nothing marks the right one out; else none.

    It is marked where no other has its form; or, without one, where a word or a pair of words
    that it shares with what is `told` stands in no other: then it is matched and not known.
    """
    if form is not None:
        own = form(right.text)
        alike = [draft for draft in wrong if form(draft.text) == own]
        others = [draft for draft in wrong if form(draft.text) != own]
        return [*alike, *others][:most] if alike else ()
    marking = _marks(right.text) & _marks(told)
    cover: list[Draft] = []
    while marking and len(cover) < most:
        best = max(wrong, key=lambda d: (len(_marks(d.text) & marking), d.text), default=None)
        if best is None or not _marks(best.text) & marking:
            return ()
        cover.append(best)
        marking -= _marks(best.text)
    return () if marking else [*cover, *(d for d in wrong if d not in cover)][:most]


def _marks(text: str) -> frozenset[str]:
    """Return the heads of the words of `text`, and of each two that stand together."""
    heads = [stem(word)[:_HEAD] for word in content_words(text)]
    return frozenset((*heads, *(f"{one} {two}" for one, two in pairwise(heads))))
