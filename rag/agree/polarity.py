"""Whether a claim says yes where its source says no: negation, opposites, and fault itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.agree.fault import Fault
from rag.agree.pairing import NO_DENIAL
from rag.agree.told import Said, Told, clauses, concept, overlap, stems_of, weight
from rag.text import content_words, fold

__all__ = ["conflict", "polarity_fault"]

_CUES = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|without|cannot|can't|unable|nothing|hardly|"
    r"\w+n't|fail(?:s|ed|ing|ure|ures)?|lack(?:s|ed|ing)?|refus\w+|declin\w+|reject\w+|"
    r"miss(?:es|ed|ing)?|stop(?:s|ped|ping)?|prevent\w*|rather than|instead of|short of|absence|"
    r"shortage|withheld|withhold)\b"
)
_REACH = 7  # content words that a negation reaches
_OPPOSITES = (
    "accept reject|grant refuse|agree refuse|include exclude|increase reduce|raise cut|"
    "start stop|allow forbid|late early|late prompt|late punctual|slow prompt|slow quick|"
    "suitable unsuitable|lawful unlawful|"
    "legal illegal|proper improper|reasonable unreasonable|appropriate inappropriate|"
    "sound flaw|correct incorrect|able unable|follow ignore|follow disregard|consider ignore|"
    "consider disregard|attend absent|satisfied dissatisfied|likely unlikely|necessary unnecessary|"
    "complete incomplete|clear unclear|happy unhappy|fair unfair|free charge|better worse|"
    "remain leave|succeed fail|win lose|back oppose|back disagree|agree disagree|hand withhold|"
    "supply withhold|valid invalid|full part|bind voluntary|certain uncertain"
)
_OPPOSITE: dict[str, tuple[str, int]] = {}
for _pair in _OPPOSITES.split("|"):
    _yes, _no = (concept(w) for w in _pair.split())
    _OPPOSITE.setdefault(_yes, (_yes, 1))
    _OPPOSITE.setdefault(_no, (_OPPOSITE[_yes][0], -_OPPOSITE[_yes][1]))


@dataclass(frozen=True, slots=True)
class _Signed:
    """A concept and whether it is said (1) or denied (-1)."""

    name: str
    sign: int


def _signed(text: str) -> list[_Signed]:
    found: list[_Signed] = []
    for clause in clauses(text):
        low = clause.lower()
        cues = [m.start() for m in _CUES.finditer(low)]
        for m in re.finditer(r"[a-z0-9£]+(?:['.&-][a-z0-9]+)*", low):
            for word in content_words(m[0]):
                before = [
                    c
                    for c in cues
                    if c < m.start() and len(content_words(low[c : m.start()])) <= _REACH
                ]
                name, sign = _OPPOSITE.get(concept(word), (concept(word), 1))
                found.append(_Signed(name, sign * (-1) ** len(before)))
    return found


def conflict(claim: str, source: str) -> float:
    """Return the weighted share of the concepts of both texts that one says and one denies."""
    mine, theirs = _signs(claim), _signs(source)
    shared = set(mine) & set(theirs)
    total = sum(map(weight, shared))
    against = sum(weight(n) for n in shared if not mine[n] & theirs[n])
    return against / total if total else 0.0


def _signs(text: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for each in _signed(text):
        found.setdefault(each.name, set()).add(each.sign)
    return found


# --- fault, and the words that judge -------------------------------------------------------------

_FAULT = re.compile(
    r"\b(?:at fault|was fault|is fault|as fault|fault|faults|faulty|wrong|wrongly|blame|flawed|"
    r"maladministration|"
    r"service failure|broke the law|breaking the law)\b"
)
_CLEARED = re.compile(
    r"\b(?:no(?:t)?|never|without|nothing|neither|nor|cannot|\w+n't)\b"
    r"(?:\s+(?:at|in|a|any|find|found|finding|been|be|the|amount to|have|count as|counted as|"
    r"significant|further|evidence of|council|at))*\s+(?:fault|faulty|wrong|wrongly|blame|flawed|"
    r"maladministration)\b"
    r"|\b(?:not|n't|never)\b(?: \w+){0,2} (?:criticise|object|criticize|uphold)"
    r"|\bnot upheld\b|\bsound\b|\bentitled to\b|\breasonable\b|\bacted (?:promptly|quickly|"
    r"properly)"
)
_OPEN = re.compile(r"\b(?:if|whether|may|might|could|would|unless|any|possible|alleged)\b")


def _fault_sign(text: str) -> int:
    """Return 1 where a text finds fault and clears nobody, -1 where it only clears, else 0."""
    low = fold(text).lower()
    cleared = [m.span() for m in _CLEARED.finditer(low)]
    found = [
        m
        for m in _FAULT.finditer(low)
        if not any(a <= m.start() < b for a, b in cleared)
        and not re.search(
            r"\b(?:injustice|impact|effect|result|caused|due to|of the|by)(?: \w+){0,3} $",
            low[: m.start()],
        )
    ]
    return (1 if found else 0) if not cleared else (0 if found else -1)


_DENIES = re.compile(
    r"\bneither\b|(?<!neither )\b(?:not|no|never|none|nobody|without|cannot|can't|unable|nothing|"
    r"hardly|"
    r"\w+n't|fail(?:s|ed|ing|ure|ures)?|lack(?:s|ed|ing)?|refus\w+|declin\w+|reject\w+|missed|"
    r"stopped|prevent\w*|absence|shortage|short of|with\w*held|object|criticise|ignor\w+|"
    r"disregard\w*|"
    r"unsuitable|unlawful|flawed|unable|wrong|outside|out of|unanswered|impossible|overlook\w*|"
    r"exempt|instead of|rather than)\b"
)


_WIDE = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|without|cannot|can't|\w+n't|nothing|hardly|barely|"
    r"fail\w*|lack\w*|refus\w+|declin\w+|reject\w+|miss(?:es|ed|ing)?|stop\w*|prevent\w*|absen\w+|"
    r"shortage|short of|with(?:held|hold\w*)|los[ets]\w*|object\w*|criticis\w*|ignor\w+|"
    r"disregard\w*|"
    r"overlook\w*|exempt\w*|instead of|rather than|un(?!der|it|ion|til|less|iver)\w{4,}|"
    r"in(?:appropriate|correct|adequate|complete|sufficient|eligible|valid)\w*|outside|beyond|out "
    r"of|"
    r"wrong\w*|flawed|poor\w*|late|later|delay\w*|overdue|fewer|less|only|turn\w* down|den(?:y|"
    r"ied|ies)|excus\w+|"
    r"except\w*|apart from|avoid\w*|ceas\w*|end(?:s|ed)?|left|leav\w+|free|however|whatever|"
    r"even if|even where|regardless|despite|although|drop\w*|relax\w*|loosen\w*|barred|conced\w+|"
    r"stay\w*|remain\w*)\b"
)
_MATCH = 0.5  # share of a clause's words that another has to hold to be about the same


def _denied(text: str) -> bool:
    return bool(_WIDE.search(NO_DENIAL.sub(" ", fold(text).lower())))


def _flipped(claim: str, told: Told, borne: Sequence[Said]) -> bool:
    """True where a claim holds no word of denial and the clause that bears it does, or the
    reverse."""
    if _DENIES.search(NO_DENIAL.sub(" ", fold(claim).lower())):
        if _denied(told.text) or not borne:
            return False
        return overlap(stems_of(claim), stems_of(borne[0].text)) >= _MATCH
    for said in () if _denied(claim) else borne[:1]:
        for clause in clauses(NO_DENIAL.sub(" ", fold(said.text))):
            words = stems_of(clause)
            if (
                len(words) > 1
                and _DENIES.search(clause.lower())
                and overlap(words, stems_of(claim)) >= _MATCH
            ):
                return True
    return False


def polarity_fault(claim: str, told: Told, borne: Sequence[Said]) -> Fault | None:
    """Return that a claim says yes where its source says no, or judges the other way."""
    if _flipped(claim, told, borne):
        return Fault("negation", "one of the claim and what is cited denies what the other says")
    source = " ".join(s.text for s in borne[:1])
    whole = " ".join(s.text for s in borne)
    mine, theirs = _fault_sign(claim), _fault_sign(source)
    if _OPEN.search(claim.lower()) or not mine:
        return None
    if mine * theirs < 0 or (not theirs and mine * _fault_sign(whole) < 0):
        said, so = ("fault", "none") if mine > 0 else ("no fault", "fault")
        return Fault("negation", f"it tells of {said} where what is cited found {so}")
    return None
