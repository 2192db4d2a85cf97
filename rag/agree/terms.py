"""Whether a claim puts one thing of the subject in the place of another of its kind."""

from __future__ import annotations

import re
from functools import cache

from rag.text import fold

__all__ = ["swapped_terms"]

# Things of a kind that exclude one another: naming one where the source names only another is
# no paraphrase. Written from the subject's own vocabulary (corpus/vocabulary.jsonl).
_KINDS: tuple[tuple[str, ...], ...] = (
    ("speech|language|salt", "occupational|ot|sensory", "physiotherap\\w+|physio",
     "hydrotherap\\w+",
     "music therapy", "play therapy", "counselling|psychotherapy", "hearing|deaf", "vision|visual",
     "psycholog\\w+|ep", "dyslexi\\w+"),
    ("primary", "secondary", "post-16|sixth[- ]form|college", "nursery|early years", "university"),
    ("alternative (?:education|provision)", "respite", "transport|travel|taxi", "short breaks?",
     "direct payments?|personal budget", "care package", "home education"),
    ("health care|health provision", "social care", "educational? (?:provision|support)"),
    ("amend\\w*", "assess\\w*"),
    ("stage one|stage 1|first[- ]stage", "stage two|stage 2|second[- ]stage"),
    ("suspension|suspended", "permanent\\w* exclu\\w+", "illness|sick\\w*|health"),
    ("mediation", "appeal", "judicial review"),
    ("annual review", "needs assessment", "reassessment"),
    ("apolog\\w+", "pay\\w*|£|paid"),
    ("mother|mum|mrs|ms|miss", "father|dad|mr"),
    ("sons?|boys?|he|his", "daughters?|girls?|she|her"),
    ("sons?|boys?", "daughters?|girls?"),
    ("(?:educational )?psychologists?|eps?", "doctors?|gps?|consultants?|paediatricians?",
     "nurses?", "social workers?", "(?:\\w+ )?therapists?", "tutors?",
     "teachers?|teaching assistants?",
     "lawyers?|solicitors?|barristers?", "head ?teachers?|heads?"),
    ("hospitals?", "nurser(?:y|ies)", "colleges?", "universit(?:y|ies)", "schools?(?! day)"),
    ("taxis?|minibus(?:es)?", "laptops?|computers?", "uniforms?", "meals?"),
    ("letters?", "e-?mails?", "phone calls?|telephone calls?", "meetings?", "websites?"),
    ("draft plan|draft", "final plan|final"),
    ("reading|literacy", "maths|numeracy", "writing|handwriting"),
    ("autism|autistic", "adhd", "dyslexi\\w+", "epilep\\w+", "anxi\\w+", "deaf\\w*"),
    ("suspen\\w+", "exclu\\w+", "off-roll\\w+", "deregist\\w+"),
    ("upheld", "not upheld", "closed", "discontinued"),
    ("spring", "summer", "autumn", "winter"),
    ("monday", "tuesday", "wednesday", "thursday", "friday"),
    (
        "weekly|a week|per week|each week|every week", "monthly|a month|per month|each month",
     "termly|a term|per term",
     "daily|a day|per day", "yearly|annually|a year|per year"),
    ("working days?", "school days?", "calendar days?"),
    ("before|earlier|until", "after|later|since"),
    ("early", "late", "mid"),
)  # fmt: skip


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(tuple(re.compile(rf"(?<!\w)(?:{p})(?!\w)") for p in kind) for kind in _KINDS)


def swapped_terms(claim: str, bearing: str, whole: str) -> int:
    """Return how many things of `claim` stand nowhere in `whole`, while another of their kind
    stands in `bearing` and not in the claim."""
    mine, near, all_ = (fold(t).lower() for t in (claim, bearing, whole))
    count = 0
    for kind in _patterns():
        said = {n for n, p in enumerate(kind) if p.search(mine)}
        so = {n for n, p in enumerate(kind) if p.search(near)}
        anywhere = {n for n, p in enumerate(kind) if p.search(all_)}
        count += bool(said - anywhere and so - said)
    return count
