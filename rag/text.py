"""Plain text: folding, sentences, words, and the figures, dates and references in it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

__all__ = [
    "NUMBER_WORDS",
    "amounts",
    "content_words",
    "dates",
    "figures",
    "find_words",
    "fold",
    "fold_in_place",
    "references",
    "sentences",
    "stem",
]

_FOLDS = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‛": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u00ad": None,
        "\u200b": None,
    }
)


_IN_PLACE = {code: letter for code, letter in _FOLDS.items() if letter is not None}


def fold_in_place(text: str) -> str:
    """Return `text` with one kind of quote, dash and space, every character at its place."""
    return text.translate(_IN_PLACE)


def find_words(text: str, words: str, *, any_case: bool = False) -> tuple[int, int] | None:
    """Return the span of `text` at which `words` stand whole, folding quotes, dashes and spaces."""
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, fold(words).split())) + r"(?!\w)"
    found = re.search(pattern, fold_in_place(text), re.I if any_case else 0)
    return found.span() if found else None


def fold(text: str) -> str:
    """Return `text` with one kind of quote, dash and space; letter case is kept."""
    return re.sub(r"\s+", " ", text.translate(_FOLDS)).strip()


# --- sentences -------------------------------------------------------------------------------

_ABBREVIATIONS = (
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Cllr|St|No|para|paras|e\.g|i\.e|etc|cf|reg|regs|sch|vs?|"
    r"ss?|art|approx|Ltd|ex p)|\b[A-Z])\.$"
)
_ENDS = re.compile(r"[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[£]*[A-Z0-9])")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the half-open spans of the sentences of `text`, trimmed of white space.

    A line break ends a sentence; abbreviations (Mrs., s., e.g.) and initials do not.
    """
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start, base = line.start(), line.group()
        for end in _ENDS.finditer(base):
            stop = line.start() + end.end()
            if re.search(_ABBREVIATIONS, text[start:stop]) and not _ends_with_letter(
                text, start, stop
            ):
                continue
            spans.append((start, stop))
            start = stop
        spans.append((start, line.end()))
    return [trimmed for span in spans if (trimmed := _trim(text, *span)) is not None]


_LETTER = re.compile(r"\b[A-Z]\.[\"'”’)\]]*$")
_BEGINS = re.compile(
    r"\s+(?:The|She|He|It|In|They|This|That|We|I|Her|His|On|At|When|However|But|A|An|As|After|Mr|"
    r"Mrs|Ms|Miss|There|Its|By|For|To|If|From|Since|During|Before|While|No|Our|My|Council)\b"
)


def _ends_with_letter(text: str, start: int, stop: int) -> bool:
    """True where "Mrs X." ends a sentence: what follows begins one, as no surname does."""
    return bool(_LETTER.search(text[start:stop]) and _BEGINS.match(text, stop))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    if not piece.strip():
        return None
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


# --- words -----------------------------------------------------------------------------------

_STOP = frozenset(
    """
    a about after again all also am an and any anything are as at be because been been's before
    being but by can can't cannot cant could couldn't couldnt did didn't didnt do does doesn't
    doesnt doing don't dont down each every few for from further get gets getting go going got
    had has hasn't hasnt have haven't havent having he he's hello her here hers hes hi him his
    how i i've if im in into is isn't isnt it it's its itself ive just keep let like me more
    most much my no nobody nor not nothing now of off ok okay on once only or other our out
    over own please pls r really said same say says she she's shes should shouldn't shouldnt so
    some something still such tell than thanks that thats the their them then there theres
    these they they're theyre thing things this those through to too u under until up ur us
    very vs was wasn't wasnt wat we we're we've were weren't werent weve what what's whats when
    where which while who whom whose why will with won't wont wot would wouldn't wouldnt yes
    yet you your yours
    """.split()
)
_WORD = re.compile(r"[a-z0-9£]+(?:['&.][a-z0-9]+)*")


def content_words(text: str) -> list[str]:
    """Return the lower-case words of `text` that carry meaning, in order, repeats kept."""
    return [w for w in _WORD.findall(fold(text).lower()) if w not in _STOP and len(w) > 1]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a rough stem, so that "delayed", "delays" and "delay" meet.

    Not Porter: only the inflections that matter for counting shared words.
    """
    for ending, least in (("'s", 2), ("ations", 4), ("ation", 4), ("ings", 4), ("ing", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    for ending, least in (("ies", 3), ("ied", 3), ("es", 4), ("ed", 4), ("s", 3), ("e", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending in ("ies", "ied") else "")
    return word


# --- references, sums of money ----------------------------------------------------------------

_REFERENCE = re.compile(
    r"(?<![\d£.,])(\d{2})[ \u00a0-]?(\d{3})[ \u00a0-]?(\d{3})([a-z]?)(?![a-z]*\d|,\d)", re.I
)


def references(text: str) -> list[str]:
    """Return Ombudsman references in their printed form, "24 018 294", in order, once each."""
    found = [f"{a} {b} {c}{d.lower()}" for a, b, c, d in _REFERENCE.findall(text)]
    return list(dict.fromkeys(found))


_AMOUNT = re.compile(
    r"£\s?(\d[\d,]*(?:\.\d{1,2})?)\s?(k\b|m\b|thousand|million|bn|billion)?"
    r"|(\d[\d,]*) (?:pounds|quid)\b",
    re.I,
)
_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}


def amounts(text: str) -> list[float]:
    """Return the sums of money in `text`, in pounds, in order."""
    result = []
    for pounds, scale, words in _AMOUNT.findall(text):
        value = float((pounds or words).replace(",", "").rstrip("."))
        result.append(value * _SCALE.get(scale.lower(), 1.0))
    return result


# --- figures, dates -------------------------------------------------------------------

NUMBER_WORDS = {
    word: n
    for n, word in enumerate(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty
        """.split()
    )
} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}


_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORDED = re.compile(
    rf"\b({_TENS})[- ](one|two|three|four|five|six|seven|eight|nine)\b"
    rf"|\b({'|'.join(NUMBER_WORDS)})\b"
)


def figures(text: str) -> set[str]:
    """Return every figure in `text`, numerals and number words from two up, without commas.

    "£1,350" and "1350" give "1350", "nine" gives "9", "fifty-one" "51": what two texts must agree
    on.
    """
    found = {_plain(f) for f in _FIGURE.findall(text)}
    for tens, unit, alone in _WORDED.findall(text.lower()):
        value = sum(NUMBER_WORDS[word] for word in (tens, unit, alone) if word)
        if value > 1:
            found.add(str(value))
    return found


def _plain(figure: str) -> str:
    bare = figure.replace(",", "").rstrip(".")
    return bare.removesuffix(".00").lstrip("0") or "0"


_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[ -]+(?:of )?{_MONTH}\.?,?[ -]+(\d{{4}})\b", re.I
)
_MONTH_DAY = re.compile(rf"\b{_MONTH}\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.I)
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def dates(text: str) -> list[date]:
    """Return the whole dates in `text` in order; 3/4/2025 is 3 April, as in Britain."""
    found: list[tuple[int, int, int, int]] = []
    for m in _DAY_MONTH.finditer(text):
        found.append((m.start(), int(m[3]), _MONTHS[m[2].lower()], int(m[1])))
    for m in _MONTH_DAY.finditer(text):
        found.append((m.start(), int(m[3]), _MONTHS[m[1].lower()], int(m[2])))
    for m in _SLASHED.finditer(text):
        found.append((m.start(), int(m[3]), int(m[2]), int(m[1])))
    for m in _ISO.finditer(text):
        found.append((m.start(), int(m[1]), int(m[2]), int(m[3])))
    result = []
    for _, year, month, day in sorted(found):
        try:
            result.append(date(year, month, day))
        except ValueError:
            continue  # the 31st of June is not a date; nothing may be computed from it
    return result
