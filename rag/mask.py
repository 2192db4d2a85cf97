"""Personal data taken out of a question before it leaves this machine.

Rules, so that it is known what they find: names after a title or a relation, school names,
addresses, postcodes, telephone numbers, e-mail, dates of birth, NHS, UPN, National Insurance and
case numbers; and, where the words of the library are given, names that nothing in the sentence
marks as such (`rag.names`). Ombudsman references, councils and dates of what happened stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.names import Known, bare_names

__all__ = ["PLACEHOLDER", "mask", "mask_all"]

PLACEHOLDER = re.compile(
    r"\[(?:name|school|address|postcode|telephone|e-mail|date of birth|number)\]"
)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{2,4}}|"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|"
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2})"
)
_STREET = (
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Close|Drive|Way|Court|Crescent|Cres|Gardens|Grove|"
    r"Place|Terrace|Hill|Park|Square|Row|Walk|Mews|Rise|View|Green|Parade)"
)
_WORD = r"[A-Z][\w’'-]+"
_SCHOOLS = (
    r"(?:Academy|College|Nursery|Pre-?school|Sixth Form|"
    r"(?:(?:Primary|Secondary|Infants?|Junior|Grammar|High|Special|Community|Middle|Nursery|First|"
    r"Catholic|RC|C of E|CofE|CE|Church of England|Free|Girls[’']?|Boys[’']?) )*School)"
)
_GENERIC = frozenset(
    "a an the his her their our my your this that which any every each is was primary secondary "
    "infant infants junior grammar high special community middle first catholic rc ce church "
    "england free state private independent mainstream specialist boarding day residential local "
    "public faith maintained nursery village new old another no if when because after since before "
    "can does did do should will why what where who how has have had school college academy "
    "further education sixth form university in at to from and or but some".split()
)
_RELATION = (
    r"(?:son|daughter|child|boy|girl|grandson|granddaughter|grandchild|stepson|stepdaughter|"
    r"foster (?:son|daughter|child)|nephew|niece|brother|sister|twins?|husband|wife|partner|"
    r"youngest|eldest|oldest|little one|kid|pupil|student|mum|dad|mother|father|nan|gran|"
    r"caseworker|case worker|case officer|senco|social worker|teacher|headteacher|solicitor)"
)
_NAME = rf"{_WORD}(?:[ -]{_WORD}){{0,2}}"
_NO_NAMES = frozenset(
    "EHCP EHC SEN SEND SENCO LA LEA EP OT SALT CAMHS ADHD ASD PDA EOTAS GCSE GCSEs SATs I The "
    "Council County Borough City School Ombudsman LGSCO Autism Autistic Year Reception Key Section "
    "Mainstream Easter Christmas January February March April May June July August September "
    "October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday England "
    "Equality Children Care Act Education Down Tourette Asperger English He She They We His Her "
    "But And So Since Because Does Do Is Has Was What When Who How Why Can Should".split()
)

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _put(label: str) -> Callable[[re.Match[str]], str]:
    return lambda match: (match.groupdict().get("front") or "") + label


_PLAIN: tuple[_Rule, ...] = (
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), _put("[e-mail]")),
    (
        re.compile(
            rf"(?P<front>\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?date|birthday)"
            rf"(?: is| was| of)?[ :,-]*(?:on )?(?:the )?){_DAY}",
            re.I,
        ),
        _put("[date of birth]"),
    ),
    (re.compile(rf"{_DAY}(?= is (?:his|her|their|my) birthday)", re.I), _put("[date of birth]")),
    (
        re.compile(
            r"(?P<front>\bNHS(?: number| no\.?)?(?: is)?[ :#-]*)\d{3}[ -]?\d{3}[ -]?\d{4}\b", re.I
        ),
        _put("[number]"),
    ),
    (re.compile(r"\b[A-Z]\d{11}[A-Z0-9]\b", re.I), _put("[number]")),
    (re.compile(r"\b[A-Z]{2,5}[-/]\d{4,}(?:[-/][A-Z\d]+)*\b"), _put("[number]")),
    (
        re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.I),
        _put("[number]"),
    ),
    (
        re.compile(r"(?<![\w£])(?:(?:\+|00) ?44 ?(?:\(0\) ?)?|\(?0)(?:[\d()][ -]?){8,11}\d(?!\w)"),
        _put("[telephone]"),
    ),
    (
        re.compile(
            r"\b(?:(?:Flat|Apartment|Unit|Apt) \w{1,4},? )?\d{1,4}[A-Za-z]?,? "
            rf"(?:{_WORD} ){{1,3}}{_STREET}\b(?:,? {_WORD}(?= \[postcode\]))?",
        ),
        _put("[address]"),
    ),
    (
        re.compile(
            r"\b(?:Flat|Apartment|Apt) \w{1,4},? "
            rf"(?:{_WORD} ){{1,3}}(?:House|Court|Tower|Point|Mansions)\b"
        ),
        _put("[address]"),
    ),
    (
        re.compile(
            r"(?P<front>\b(?:liv(?:e|es|ed|ing) (?:at|in)|address(?: is|:)|moved (?:to|from)) )"
            rf"(?:The )?{_WORD}(?: {_WORD}){{0,3}}(?:, (?:{_WORD} ?)+)*"
            rf"(?=,? (?:{_WORD} )*{_STREET}\b|"
            r"(?<=House|ctory|ttage|Lodge|Manor| Hall| Farm| Barn)\b)"
            rf"(?:,? (?:{_WORD} )*{_STREET}\b)?(?:, {_WORD})?"
        ),
        _put("[address]"),
    ),
    (
        re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.I),
        _put("[postcode]"),
    ),
)
_NHS_BARE = re.compile(r"(?<![\w£])(\d{3})[ -](\d{3})[ -](\d{4})(?!\w)")
_SCHOOL = re.compile(
    rf"(?:{_WORD}\.?(?: of| and| the| on)? ){{1,5}}?(?:{_SCHOOLS}\b|"
    r"(?:Primary|Secondary|Infants|Juniors|High|Grammar|Comprehensive|Comp|Special)\b"
    r"(?! (?:[Nn]eed|School|Care|Phase|Court|Street|Education|Transfer)))"
)
_SAINT = re.compile(
    r"\bSt\.? [A-Z][a-z]+['’]s\b(?: (?:Primary|Junior|Infants?|High|Catholic|RC|CE))*"
    r"(?! \w+ Hospital| Hospital)"
)
_TITLED = re.compile(
    rf"\b(?P<front>(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Lady|Rev|Cllr|Councillor)\.? )"
    rf"(?P<name>{_WORD}(?:[ -]{_WORD}){{0,2}})"
)
_RELATED = re.compile(
    rf"(?P<front>\b(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Tt]he)(?: [a-z-]+)? (?i:{_RELATION})"
    rf"(?:[,:]? | \())(?P<name>{_NAME})"
)
_CALLED = re.compile(
    r"(?P<front>\b(?:[Nn]ame is|[Nn]ame['’]s|[Nn]amed|[Cc]alled|[Ii] am|[Ii]['’]m|[Tt]his is|"
    r"[Rr]egards,?|[Tt]hanks,|[Ss]igned,?|[Nn]ame:|[Cc]hild:|[Pp]upil:|[Pp]arent:)\s+)"
    rf"(?P<name>{_NAME})"
)
_NAME_IS = re.compile(
    r"(?P<front>\b(?:(?:his|her|their|my|child['’]s|son['’]s|daughter['’]s|first|last|full)"
    r" (?:name is|name['’]s|surname is))\s+)(?P<name>[a-z][a-z’'-]+(?: [a-z’'-]+)??)(?=[ ,.;]|$)"
)
_SMALL = re.compile(
    rf"\b(?:my|our)(?: [a-z-]+)? (?:{_RELATION}|lad|lass|girl|boy|little (?:one|boy|girl))[,:]? "
    r"(?P<name>[a-z]{3,})(?=['’]s|,| (?:is|was|has|had|hasn|isn|gets|got|needs|can|will|won|does|"
    r"did|who|and|goes)\b|[.?!]|$)"
)
_BLANKED = re.compile(r"\[[^\]]+\](?: [A-Z])?")
_OLD = re.compile(
    rf"(?<!\w)(?P<name>{_WORD})"
    r"(?=,? (?:who )?(?:is )?(?:aged? )\d{1,2}\b"
    r"|,? (?:who )?is (?:only )?\d{1,2}(?: and\b|[,.]|$| years?\b)"
    r"| \(\d{1,2}\)|, \d{1,2},|,? \d{1,2} years? old)"
)


def mask(text: str, known: Known | None = None) -> str:
    """Return `text` with a placeholder such as "[name]" in the place of personal data."""
    return mask_all([text], known)[0]


def mask_all(texts: Sequence[str], known: Known | None = None) -> list[str]:
    """Mask the turns of one conversation: a name found in one is taken out of all.

    `known`: the words of the library; with them, bare names are found too.
    """
    names: set[str] = set()
    masked = []
    for text in texts:
        for pattern, put in _PLAIN:
            text = pattern.sub(put, text)
        text = _NHS_BARE.sub(_checked_nhs, text)
        text = _SCHOOL.sub(_school, text)
        text = _SAINT.sub("[school]", text)
        for pattern in (_TITLED, _RELATED, _CALLED, _NAME_IS, _OLD):
            text = pattern.sub(lambda m: _name(m, names), text)
        if known is not None:
            names.update(
                m["name"] for m in _SMALL.finditer(text) if _is_small_name(m["name"], known)
            )
            names.update(bare_names(_BLANKED.sub(lambda m: "x" * len(m[0]), text), known))
        masked.append(text)
    if not names:
        return masked
    told = re.compile(
        r"\b(?:" + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) + r")\b"
    )
    return [told.sub("[name]", text) for text in masked]


def _is_small_name(word: str, known: Known) -> bool:
    return bool(known) and word not in known.words


def _checked_nhs(match: re.Match[str]) -> str:
    """Mask ten digits that pass the check of an NHS number (modulus 11)."""
    digits = [int(d) for d in "".join(match.groups())]
    check = 11 - sum(d * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return "[number]" if check % 11 == digits[9] else match[0]


def _school(match: re.Match[str]) -> str:
    """Mask a school that has a name of its own; keep the words before the name."""
    words = match[0].split()
    first = next((n for n, w in enumerate(words) if _own(w)), None)
    if first is None:
        return match[0]
    while first and words[first - 1].lower() in ("of", "st", "st."):
        first -= 1
    return " ".join([*words[:first], "[school]"])


def _own(word: str) -> bool:
    return word[:1].isupper() and word.lower().strip(".") not in _GENERIC


def _name(match: re.Match[str], names: set[str]) -> str:
    """Mask the words of a name up to the first that is none; remember them."""
    words = re.split(r"(?<=\w)([ -])", match["name"])
    front = match.groupdict().get("front") or ""
    taken = 0
    for word in words[::2]:
        bare = re.sub(r"['’]s$", "", word)
        if bare in _NO_NAMES or len(bare) < 2 or (not front and bare in _COMMON):
            break
        names.add(bare)
        taken += 1
    if not taken:
        return match[0]
    last = words[2 * taken - 2]
    owner = re.search(r"['’]s$", last)
    rest = "".join(words[2 * taken - 1 :])
    return f"{front}[name]{owner[0] if owner else ''}{rest}"


_COMMON = frozenset("Year Age Aged Section Page Paragraph Under Over About After For".split())
