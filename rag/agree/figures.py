"""Whether the quantities of a claim are those of the words that bear it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.agree.fault import Fault
from rag.agree.quantities import Quantity, quantities, rates
from rag.agree.told import Told, overlap, stems_of
from rag.text import fold, references

__all__ = ["figure_fault"]

_NAMES = {
    "pounds": ("amount", "a sum of money"),
    "period": ("period", "a length of time"),
    "date": ("date", "a date"),
    "part": ("provision", "a part of the law or plan"),
    "share": ("number", "a percentage"),
    "count": ("number", "a figure"),
}
_NEARLY = re.compile(
    r"\b(?:nearly|almost|about|around|close to|roughly|some|approximately)\s+$", re.I
)
_MARGIN = 0.3  # how much better another sum's words have to fit for a sum to count as moved
_TOTAL = re.compile(r"\b(?:in total|altogether|in all|single sum|lump sum|one-off|overall)\b", re.I)
_SEVERAL = re.compile(r"\b(?:two|three|four|five|six|several) payments of £|£[\d,.]+ each\b", re.I)
_EACH = re.compile(
    r"\b(?:each|every|per|an?) (?:calendar |school )?(?:day|week|month|term|year|session|child)\b|"
    r"\b(?:weekly|monthly|termly)\b",
    re.I,
)


def figure_fault(claim: str, told: Told) -> Fault | None:
    """Return which reference or quantity of `claim` does not stand in what it rests on.

    A quantity has to stand there with its unit and its bound, and where several of a kind stand
    there, the words around it have to be those around the same one.
    """
    source = f"{told.text} {told.about}"
    if not set(references(claim)) <= set(references(source)):
        return Fault("reference", "a reference does not stand in what is cited")
    have = quantities(source)
    for q in quantities(claim):
        reason, name = _NAMES[q.kind]
        same = [s for s in have if _agree(q, s, claim, source, have)]
        if not same:
            return Fault(reason, f"{name} ({q.words}) does not stand in what is cited")
        if all(q.bound * s.bound < 0 for s in same):
            return Fault(reason, f"{name} ({q.words}) is a limit the other way in what is cited")
    said = Counter(q.value for q in quantities(claim) if q.kind == "pounds")
    for value, times in said.items():
        if times > sum(s.kind == "pounds" and s.value == value for s in have):
            return Fault(
                "amount", f"£{value[0]:,.0f} is told of more often than what is cited does"
            )
    often = rates(claim)
    if often and not often & rates(source):
        return Fault("period", "what it says of how often does not stand in what is cited")
    return _moved(claim, told)


def _agree(q: Quantity, s: Quantity, claim: str, source: str, have: Sequence[Quantity]) -> bool:
    if q.kind == "date":
        return s.kind == "date" and _same_date(q, s, claim, source, have)
    if q.kind == "count" and s.kind in ("count", "period"):
        return q.value[0] == (s.value[0] if s.kind == "count" else s.value[1]) and (
            s.kind == "count" or s.value[0] not in ("days", "months")
        )
    if q.kind == "period" and s.kind == "count":  # "the hours rose to sixteen"
        return q.value[1] == s.value[0] and str(q.value[0]) in ("hours", "sessions", "terms")
    if q.kind != s.kind:
        return False
    if q.kind != "period":
        return q.value == s.value
    return _same_period(q, s, near=bool(_NEARLY.search(claim[: q.start])))


def _same_period(q: Quantity, s: Quantity, *, near: bool) -> bool:
    if q.value == s.value:
        return True
    said, so = float(q.value[1]), float(s.value[1])
    if q.value[0] != s.value[0] or q.value[2] != s.value[2]:
        return _a_day_of(q, s)
    if near:
        return abs(said - so) <= 0.1 * so
    return q.bound > 0 and s.bound >= 0 and said < so <= 1.5 * said and q.value[0] == "months"


def _a_day_of(q: Quantity, s: Quantity) -> bool:
    """True for "the sixth school day" beside "six school days" and the like."""
    return (
        "nth day" in (q.value[0], s.value[0])
        and q.value[1:] == s.value[1:]
        and {q.value[0], s.value[0]} <= {"nth day", "days"}
    )


def _same_date(q: Quantity, s: Quantity, claim: str, source: str, have: Sequence[Quantity]) -> bool:
    part, of = _part_of(claim, q), _part_of(source, s)
    if part and of and part != of:
        return False
    day = float(s.value[2])
    if q.value[2] and re.search(r"\bbefore (?:the )?$", source[: s.start]):
        day = float(q.value[2]) if float(q.value[2]) in (day, day - 1) else day
    for said, so in ((q.value[1], s.value[1]), (q.value[2], day)):
        if said and said != so:
            return False
    if not q.value[0] or q.value[0] == s.value[0]:
        return True
    years = {h.value[0] for h in have if h.kind == "date"}
    return not s.value[0] and bool(q.value[1]) and q.value[0] in years


_PARTS = (
    ("start", r"(?:early|start of|beginning of|first half of)"),
    ("middle", r"(?:mid|middle of)"),
    ("end", r"(?:late|end of|close of|towards the end of|second half of)"),
)


def _part_of(text: str, q: Quantity) -> str:
    """Return which part of a month or year a date names, "" for all of it."""
    before = text[max(0, q.start - 24) : q.start].lower()
    found = (n for n, p in _PARTS if re.search(rf"\b{p}[ -](?:in )?(?:the )?$", before))
    return next(found, "") if not q.value[2] else ""


# --- the right quantity in the wrong place -------------------------------------------------------


def _moved(claim: str, told: Told) -> Fault | None:
    source = fold(told.text)
    mine, theirs = quantities(fold(claim)), quantities(source)
    if _SEVERAL.search(claim) and not _SEVERAL.search(source) and not _EACH.search(source):
        return Fault("amount", "it tells of several payments where what is cited tells of one")
    for q in mine:
        if q.kind == "pounds" and _rated(fold(claim), q):
            same = [s for s in theirs if s.value == q.value and s.kind == q.kind]
            if same and not any(_rated(source, s) for s in same):
                return Fault("amount", f"a sum of money ({q.words}) is no rate in what is cited")
        if q.kind == "pounds" and _TOTAL.search(claim):
            near = " ".join(_around(source, s, theirs) for s in theirs if s.value == q.value)
            if _EACH.search(near) and not _TOTAL.search(near):
                return Fault("amount", f"a sum of money ({q.words}) is a rate in what is cited")
        rivals = [s for s in theirs if s.kind == q.kind]
        if q.kind == "period":
            rivals = [
                s
                for s in rivals
                if s.value[0] == q.value[0] and (s.value == q.value or s.value[1] != q.value[1])
            ]
        if len({s.value for s in rivals}) < 2 or q.kind not in ("pounds", "period", "count"):
            continue
        tail = stems_of(_after(fold(claim), q)) if _COUNTED.match(fold(claim), q.end) else []
        tails = [(overlap(tail, stems_of(_after(source, s))), s) for s in rivals]
        if (
            tail
            and max(f for f, _ in tails) >= (0.6 if len(tail) > 1 else 1.0)
            and all(f == 0 for f, s in tails if s.value == q.value)
        ):
            reason, name = _NAMES[q.kind]
            return Fault(reason, f"{name} ({q.words}) belongs to something else in what is cited")
        words = stems_of(_around(fold(claim), q, mine))
        if len(set(words)) < 2:
            continue
        fits = [(overlap(words, stems_of(_around(source, s, theirs))), s) for s in rivals]
        own = max((f for f, s in fits if s.value == q.value), default=None)
        best = max(f for f, _ in fits)
        if own is not None and best - own > _MARGIN:
            reason, name = _NAMES[q.kind]
            return Fault(reason, f"{name} ({q.words}) belongs to something else in what is cited")
    return None


def _rated(text: str, q: Quantity) -> bool:
    """True where a sum is one for each of something: "£200 a month"."""
    near = text[q.end : q.end + 40]
    return bool(_EACH.search(re.split(r"[,;.()]", near)[0]))


def _after(text: str, q: Quantity) -> str:
    """Return the few words that follow a quantity and tell what it is counted from."""
    return " ".join(
        re.split(r"[,;:.]\s|\s(?:and|but|or|if|so)\s", text[q.end : q.end + 60])[0].split()[:6]
    )


_COUNTED = re.compile(r"\s(?:after|of|from|before|for|to|as|since)\b")
_CUT = re.compile(r"[,;:.]\s|\s(?:and|but|or|while)\s")


def _around(text: str, q: Quantity, others: Sequence[Quantity]) -> str:
    """Return the words around a quantity, up to the joint between it and its neighbours."""
    kin = [o for o in others if o.kind == q.kind and o is not q]
    before = max((o.end for o in kin if o.end <= q.start), default=0)
    after = min((o.start for o in kin if o.start >= q.end), default=len(text))
    stops = [m.end() for m in re.finditer(r"[.!?]\s", text)]
    first = max([before, *(s for s in stops if s <= q.start)], default=0)
    last = min([after, *(s for s in stops if s >= q.end)], default=len(text))
    if first == before and before:
        cuts = list(_CUT.finditer(text, first, q.start))
        first = cuts[-1].end() if cuts else (first + q.start) // 2
    if last == after and after < len(text):
        cuts = list(_CUT.finditer(text, q.end, last))
        last = cuts[-1].start() if cuts else (q.end + last) // 2
    return text[first : q.start] + " " + text[q.end : last]
