"""What a child went without and for how long, where a decision tells both in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.cues import any_of, find_speakers, states_law
from ingest.lengths import PART_OF, UNITS, Length, find_lengths, months_of
from ingest.losses import trim_words, what_missed
from rag.cases import Missed
from rag.kinds import Role
from rag.periods import read_number
from rag.records import Paragraph, Reading
from rag.text import fold, sentences

__all__ = ["extract_missed", "read_lengths", "say_periods"]

_FOUND = frozenset({Role.FINDINGS, Role.DECISION, Role.REMEDY})
_READ = frozenset({*_FOUND, Role.FACTS, Role.COMPLAINT, Role.COUNCIL_POSITION})


def extract_missed(reading: Reading) -> tuple[Missed, ...]:
    """Return what was missed, in the order of the text, each length of each thing once.

    A length counts only beside words of missing and of what was missed (education, provision,
    therapy, transport, care); what is still to come, or holds in general, does not.
    """
    kept: list[Missed] = []
    for paragraph in reading.paragraphs:
        if paragraph.role in _READ and not paragraph.boilerplate:
            again = paragraph.role is Role.REMEDY  # a payment recalls what was found
            for missed in _read(paragraph):
                if not any(_same(missed, other, any_thing=again) for other in kept):
                    kept.append(missed)
    return tuple(kept)


def say_periods(missed: tuple[Missed, ...]) -> tuple[str, ...]:
    """Return the lengths of time in words, for `Case.periods`: "two terms: speech therapy"."""
    return tuple(
        dict.fromkeys(
            f"{one.when_text}: {one.what}" + (" (claimed)" if one.status == "claimed" else "")
            for one in missed
        )
    )


# --- what was missed ---------------------------------------------------------------------------

_RATHER = any_of(
    r"\b(?:each|every|per) (?:\w+ )?(?:month|week|term|session|year)\b(?! (?:from|since|between))",
    r"\b(?:if|unless|will continue|in future|whenever|up to the point|until (?:the|it|such)"
    r" .*(?:is|are) in place|(?-i:may|might|can)|any (?:child|pupil)|children who|pupils who|"
    r"usually|normally|would (?!have)|where a (?:child|pupil))\b",
    r"\bat (?:a rate of )?£[\d,]+ (?:a|per|for each) (?:session|term|month|week)\b.*\bfuture\b",
)


def _read(paragraph: Paragraph) -> Iterator[Missed]:
    text = paragraph.text
    spans = sentences(text)
    if not any(any(find_lengths(text[a:b])) for a, b in spans):
        return
    speakers = find_speakers(fold(text))
    told = speakers if len(speakers) == len(spans) else [None] * len(spans)
    for (a, b), speaker in zip(spans, told, strict=True):
        sentence = text[a:b]
        if _RATHER.search(sentence) or states_law(fold(sentence)):
            continue
        found = paragraph.role in _FOUND and speaker is None
        status = "found" if found else "claimed"
        yield from _in_sentence(paragraph, sentence, paragraph.start + a, status)


def _in_sentence(paragraph: Paragraph, sentence: str, at: int, status: str) -> Iterator[Missed]:
    if part := _part_of(sentence):
        amount, unit, thing, words = part
        yield _missed(paragraph, sentence, at, status, Length(0, 0, amount, unit), thing, words)
        return
    last: tuple[int, str] | None = None  # where the last length ended, and what was missed
    pending: Missed | None = None
    for length in sorted(find_lengths(sentence), key=lambda one: one.start):
        what = what_missed(sentence, length, last)
        if what is None:
            continue
        words = sentence[length.start : length.end]
        made = _missed(paragraph, sentence, at, status, length, what, words)
        if pending and _completes(pending, made):
            pending = _merge(pending, made)
        else:
            if pending:
                yield pending
            pending = made
        last = (length.end, what)
    if pending:
        yield pending


_GOT = re.compile(
    r"\b(?:received|delivered|provided|had|attended|took place|given|got|offered|arranged)\b"
    r"(?: (?:only|just|about))?(?! no)"
)
_DID_NOT = re.compile(
    r"\b(?:missed|lost|not (?:deliver\w*|provid\w+|receiv\w+|attend\w*|arrang\w+|ha(?:ve|d))|"
    r"cancelled|failed to \w+|without|did not take place)\b",
    re.I,
)


def read_lengths(paragraph: Paragraph, text: str, at: int) -> Iterator[Missed]:
    """Yield every length in `text`, which begins at `at`, whatever it is said of (`what` is "")."""
    status = "found" if paragraph.role in _FOUND else "claimed"
    for length in find_lengths(text):
        words = text[length.start : length.end]
        yield _missed(paragraph, text, at, status, length, "", words)


def _part_of(sentence: str) -> tuple[float, str, str, str] | None:
    """Return what of "16 of 38 sessions" was missed, the unit, the thing and the words."""
    m = PART_OF.search(sentence)
    if m is None:
        return None
    part, whole = read_number(m["part"]), read_number(m["whole"])
    before, after = sentence[: m.start()], sentence[m.end() :]
    lacking = _DID_NOT.search(before[-60:]) or _DID_NOT.search(after[:60])
    got = _GOT.search(before[-40:])
    if part > whole or not (lacking or got):
        return None
    unit = m["unit"].lower()
    rest = re.match(r"s? of (?:the )?([\w &-]{3,60})", after)
    what = f"{m['what']}{m['unit']}s" if not rest else trim_words(rest[1])
    amount = part if lacking else whole - part
    return amount, UNITS.get(unit, unit + "s"), what.strip(), m[0]


def _missed(
    paragraph: Paragraph,
    sentence: str,
    at: int,
    status: str,
    length: Length,
    what: str,
    words: str,
) -> Missed:
    first, last = length.printed.dates() if length.printed else (None, None)
    return Missed(
        what=what,
        when_text=words,
        text=sentence,
        paragraph_id=paragraph.id,
        start=at,
        end=at + len(sentence),
        status=status,
        amount=length.amount,
        unit=length.unit,
        start_date=first,
        end_date=last,
        months=months_of(length, words),
    )


# --- once each ---------------------------------------------------------------------------------


def _completes(one: Missed, other: Missed) -> bool:
    """Say whether of two lengths of one thing one is counted and the other dated."""
    return one.what == other.what and (one.amount is None) != (other.amount is None)


def _merge(one: Missed, other: Missed) -> Missed:
    counted, dated = (one, other) if one.amount is not None else (other, one)
    return replace(
        counted,
        when_text=f"{one.when_text}, {other.when_text}",
        start_date=dated.start_date,
        end_date=dated.end_date,
    )


_WORD = re.compile(r"[a-z]{2,}")


def _same(one: Missed, other: Missed, *, any_thing: bool) -> bool:
    """Say whether two tell one length of one thing, so that the first is enough."""
    if (one.amount, one.unit) != (other.amount, other.unit) or one.status != other.status:
        return False
    if (one.start_date, one.end_date) != (other.start_date, other.end_date):
        return False
    mine, theirs = (set(_WORD.findall(m.what.lower())) for m in (one, other))
    return any_thing or bool(mine & theirs)
