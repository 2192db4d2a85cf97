"""What a child went without and for how long, where a decision tells both in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.cues import any_of, find_speakers, states_law
from ingest.lengths import PART_OF, UNITS, Length, find_lengths, months_of, read_number
from rag.cases import Missed
from rag.kinds import Role
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

_THING = any_of(
    r"\b(?:education\w*|school(?:ing)?|provision|therap(?:y|ies|ists?)|tuition|tutor\w*|teach\w+|"
    r"lessons?|sessions?|support|SALT|SLT|OT|physio\w*|transport|taxi|care|respite|short breaks?|"
    r"nurs(?:e|ing)|placement|EOTAS|learning|mentor\w*|curriculum|section F|classes|college|"
    r"direct payments?|activities|mainstream|nursery|counselling|interventions?|assistant)\b",
    r"\bwhat (?:\w+['’]s |the |his |her )(?:\w+ ){0,3}(?:plan|EHC)\b.*",
)
_OTHER_LOSS = any_of(
    r"\b(?:deadline|appeal|meetings?|timescales?|time limits?|chance|opportunit\w+|rights?|calls?|"
    r"work|wages|earnings|income|jobs?|hearing|repl(?:y|ies)|respon(?:se|ding|ses)|contact|"
    r"explanation|reason|shifts?|emails?|decision|updates?|notice|sleep|record|evidence|fault|"
    r"injustice|assessment|delay|review|information|employment|complaint|cost|consider\w*|"
    r"place at)\b"
)
_LACKS = (
    r"(?:miss(?:ed|ing) (?:out )?(?:on )?|los(?:t|ing) (?:out on )?|(?:went|gone|going|go|been|"
    r"was|were|is|be|left|has|[A-Z]) without |(?:lack|loss|absence) of |"
    r"(?:had|has|have|received|getting|got|with|given|provided|offered|was|were) "
    r"(?:been )?(?:no|little or no|only limited) |"
    r"(?:did not|didn['’]t|not|never|without|failed to|failure to|unable to) "
    r"(?:(?:properly|fully|always) )?(?:receiv\w+|provid\w+|deliver\w*|arrang\w+|secur\w+|get|have|"
    r"access(?:ing|ed)?|attend(?:ing|ed)?|put in place|mak(?:e|ing)|had|(?:been |being )?(?:given|"
    r"offered)) (?:any )?|"
    r"out of |unmet )"
)
_BEFORE = re.compile(
    rf"(?<!not )(?<!never )\b{_LACKS}(?P<what>[^;£]{{2,160}}?),? ?"
    r"(?:for|from|between|during|over|in|since|throughout|across|lasting|totalling|amounting to)"
    r"(?: the)?(?: (?:nearly|almost|a little|little|well|just|less than|about|around|over|more "
    r"than|at least|approximately|roughly|a "
    r"total of|the equivalent of|up to|period of|just|under|less than|most of|a|whole|full|part "
    r"of))* ?$",
    re.I,
)
_PASSIVE = re.compile(
    r"(?P<what>\b(?:[\w&/'’-]+ ){0,6}?[\w&/-]+) (?:(?:was|were|had|has|is) (?:not|never)"
    r"(?: been| being)? (?:delivered|provided|in place|arranged|available|given|made|put in place|"
    r"taking place|happening|secured)|(?:had |was )?(?:stopped|lapsed|ceased))"
    r" (?:for|from|between|since|during)(?: (?:nearly|almost|a little|little|well|just|less than|"
    r"about|around|over|more than|at least|"
    r"a total of|just|under))* ?$",
    re.I,
)
_LOST_IT = re.compile(
    r"(?<!not )(?<!never )\b(?:miss(?:ed|ing)(?: out)?(?: on)?|los(?:t|ing)(?: out on)?|went "
    r"without|gone without|(?:lack|loss) of|did not (?:receive|get|have)|not received|failed to "
    r"(?:provide|deliver|arrange))(?: (?:nearly|almost|a little|little|well|just|less than|about|"
    r"around|over|more than|at least|"
    r"approximately|roughly|a total of|the equivalent of|up to|just|under|most of|much of|the|a|"
    r"her|his|their|further|another))*[ -]?$",
    re.I,
)
_OF_IT = re.compile(
    r"(?:s?['’]s?)? ?(?:(?:worth )?of |in )?(?:the |her |his |their |any )?(?P<what>[^,;.£]{2,90})",
    re.I,
)
_THEN = re.compile(
    r"s?['’]? (?:(?:of|in which|where|when|that)? ?(?:\w+ (?:had|was|were|has been) )?)?"
    r"(?:without|with no|(?:had )?no|missed|lost|lack of|(?:gap|break|interruption) in(?: the| her|"
    r" his| their)?) (?P<what>[^,;.£]{2,90})",
    re.I,
)
_SHE_LOST = re.compile(
    r" (?:of|in) (?:the )?(?P<what>(?:[\w'’-]+ ){1,8}?)(?:that |which )?(?:(?:she|he|they|[A-Z]|"
    r"the child|the young person)(?: had| has| have)? (?:also )?"
    r"(?:missed|lost|went without|did not (?:receive|get)|should have (?:had|received)))\b"
)
_HAD_WITHOUT = re.compile(r"(?: \([^()]*\))? (?:without|with no) (?P<what>[^,;.£]{2,90})", re.I)
_DUE = re.compile(r"\bwithin (?:the next |a further )?$", re.I)
_HE_LOST = re.compile(
    r"(?P<what>\b(?:[\w'’-]+ ){0,3}[\w'’-]+) (?:that |which )?(?:she|he|they|[B-HJ-Z]|the child)"
    r"(?: had| has| have)? (?:also )?(?:missed|lost|went without|did not (?:receive|get|have))"
    r"(?: out on)? (?:for|in|over|during|across)(?: (?:about|around|nearly|almost|over|the|at "
    r"least))*[ ]?$",
    re.I,
)
_AND = re.compile(r"\b(?:and|plus|,) (?:a further |another |about |around )?$", re.I)
_RATHER = any_of(
    r"\b(?:each|every|per) (?:\w+ )?(?:month|week|term|session|year)\b(?! (?:from|since|between))",
    r"\b(?:if|unless|will continue|in future|whenever|up to the point|until (?:the|it|such)"
    r" .*(?:is|are) in place|(?-i:may|might|can)|any (?:child|pupil)|children who|pupils who|"
    r"usually|normally|would (?!have)|where a (?:child|pupil))\b",
    r"\bat (?:a rate of )?£[\d,]+ (?:a|per|for each) (?:session|term|month|week)\b.*\bfuture\b",
)
_CUT = re.compile(
    r"(?: (?:that|which|who|because|as|while|when|until|between|from|since|during|over|caused|and "
    r"(?:the|it|this|was|that|she|he|they|had|Mrs?|Ms|Miss)|for (?=[A-Z]\b|her\b|his\b|him\b|"
    r"them\b|"
    r"the (?:child|family))|due to|to (?:her|his|him)|before|after|through no|in "
    r"(?:line|accordance|January|February|March|April|May|June|July|August|September|October|"
    r"November|December)|at home because|was|were|is|are|had|has|affected|"
    r"meant|led|resulted|despite|(?:she|he|they|[A-Z]) (?:is|was|were|needed|needs|should|had|"
    r"required|requires)|and (?:an?|one|two|three|four|five|six|\d+)))\b.*$|[,;(].*$|:(?!\d).*$"
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
        what = _what(sentence, length, last)
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


_WITHIN = 260  # characters either side of a length in which what was missed is told


def _what(sentence: str, length: Length, last: tuple[int, str] | None) -> str | None:
    """Return what was missed for `length`; None where the sentence does not say so."""
    before = sentence[max(0, length.start - _WITHIN) : length.start]
    after = sentence[length.end : length.end + _WITHIN]
    if _DUE.search(before):
        return None
    if last and length.printed and length.start - last[0] < 60:
        return last[1]
    tries = []
    if m := _HE_LOST.search(before):
        tries.append(m["what"])
    if length.printed and re.match(r"(?:between|from)\b", sentence[length.start :], re.I):
        before += sentence[length.start :].split(" ", 1)[0]
    if found := _last(_BEFORE, before):
        tries.append(found)
    if m := _PASSIVE.search(before):
        tries.append(m["what"])
    if not length.printed:
        coordinated = last and _AND.search(before) and length.start - last[0] < 60
        if (_LOST_IT.search(before) or coordinated) and (m := _OF_IT.match(after)):
            tries.append(m["what"])
        if m := _THEN.match(after):
            tries.append(m["what"])
        if m := _SHE_LOST.match(after):
            tries.append(m["what"])
    if m := _HAD_WITHOUT.match(after):
        tries.append(m["what"])
    for words in tries:
        what = _trim(words)
        if what and _THING.search(what) and not _OTHER_LOSS.search(what):
            return what
    own = sentence[length.start : length.end]
    missing = _LOST_IT.search(before) or re.search(r"\b(?:missed|lost)\b", own)
    return own.split(" ", 1)[-1] if length.unit == "sessions" and missing else None


def _last(pattern: re.Pattern[str], before: str) -> str | None:
    """Return what the nearest of several words of missing was said of."""
    found: str | None = None
    start = 0
    while m := pattern.search(before, start):
        found, start = m["what"], m.start() + 1
    return found


def _trim(words: str) -> str:
    words = words.strip(" ,")
    if not re.match(r"what\b", words, re.I):
        words = _CUT.sub("", words)
    return _FRONT.sub("", words).strip(" ,-")


_FRONT = re.compile(
    r"^(?:(?:to (?:reflect|recognise|acknowledge|remedy)|for|and|the|any|her|his|their|a|an|all|"
    r"some|as|result|council['’]s failure meant) |"
    r"(?-i:[A-Z])(?:['’]s)? (?:with )?(?:any )?)+",
    re.I,
)


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
    what = f"{m['what']}{m['unit']}s" if not rest else _trim(rest[1])
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
