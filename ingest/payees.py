"""Whom a step is for: who is paid, for whose loss, and who gets an apology."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.cues import any_of
from ingest.money import Sum
from rag.cases import Remedy
from rag.records import Paragraph
from rag.text import sentences

__all__ = ["ADULT", "CHILD", "TO_AFTER", "find_payee", "name_pronouns", "tell_apart"]

_TITLE = r"(?:Mr|Mrs|Miss|Ms|Mx|Dr)"
_TITLES = rf"{_TITLE}(?: (?:and|&) {_TITLE})?"
ADULT = re.compile(rf"\b{_TITLES} [A-Z]\b")
CHILD = re.compile(
    r"(?<![Ss]ection )(?<!Part )(?<!Band )(?<!Stage )(?<!Schedule )(?<!Mr )(?<!Mrs )(?<!Miss )"
    r"(?<!Ms )(?<!Mx )(?<!Dr )\b(?:[B-HJ-Z]\b|[AI]['’]s\b)"
)
_PERSON = (
    rf"(?:{_TITLES} (?-i:[A-Z])\b|(?-i:[A-Z])\b|"
    r"(?:the|his|her|their) (?:family|child|complainants?|parents|mother|father|grandmother|"
    r"young person)\b)"
)
_PEOPLE = rf"{_PERSON}(?:(?:,| and) {_PERSON})*"
_PAYS = any_of(
    r"\b(?:pay(?:s|ment)?|apolog\w+|writes?|refunds?|repays?|reimburses?|offered|"
    r"(?:send|give|provide|issue)s?(?= .{0,40}\bapolog))\b(?: \w+){0,3}? "
    rf"(?:to )?(?:both )?({_PEOPLE})"
)
_FOR_WHOM = any_of(
    rf"\b(?:impact|effect|injustice|loss|benefit|use)\b(?: \w+){{0,2}}? (?:to|on|for|of|by) "
    rf"({_PERSON})",
    rf"\b(?:for|on|towards|to) ({_PERSON})['’]s? (?:benefit|behalf|use|education\w*|learning|"
    r"schooling|tuition)\b",
    rf"\bto be used (?:for|by|on) ({_PERSON})",
)
TO_AFTER = re.compile(
    rf"^(?: (?:a|per|each|every) [\w-]+)? ?(?:each )?to (?:each of |both )?({_PEOPLE}) ?"
)
_TO_BOTH = re.compile(rf"\bto ({_PEOPLE})")


_LEADS_TO = re.compile(rf"\bpay(?:s|ment to)? (?:to )?(?:both )?({_PEOPLE})(?=\W*$)")


def find_payee(text: str, money: Sum | None = None, lead_in: str | None = None) -> str | None:
    """Return to whom a sum goes ("Mrs X"), or for whom it is ("for J").

    Without a sum, to whom an apology goes. Two bodies' sums to one person each go to that one.
    """
    if money is None:
        found = _PAYS.search(text)
        return found[1] if found else None
    if found := _PAYS.search(text[money.start : money.at]):
        return found[1]
    if found := TO_AFTER.search(text[money.after : money.end]):
        return found[1]
    if named := _LEADS_TO.search(lead_in or ""):
        return named[1]
    if found := _FOR_WHOM.search(text, money.after, money.end):
        return "for " + next(name for name in found.groups() if name)
    if found := _PAYS.search(text, 0, money.at):
        return found[1]
    b = next(span[1] for span in sentences(text) if span[0] <= money.at < span[1])
    found = _TO_BOTH.search(text, money.end, b) if "£" in text[money.end : b] else None
    return found[1] if found else None


# --- pronouns ----------------------------------------------------------------------------------

_PRONOUN = any_of(
    r"\b(?:pays?|paid|repays?|refunds?|reimburses?|offers?|apologi[sz]es? to|writes? to|payment to)"
    r"(?: each of)? (him|her|them)\b",
    r"£[\d,.]+ to (him|her|them)\b",
    r"\b(his|her|their) (?:\w+ ){0,3}(?:distress|time|trouble|frustration|upset|worry|anxiety|"
    r"uncertainty|inconvenience|stress)\b",
)
_MEANS = {
    "him": r"(?:Mr|Dr|Mx) [A-Z]$",
    "his": r"(?:Mr|Dr|Mx) [A-Z]$",
    "her": r"(?:Mrs|Miss|Ms|Dr|Mx) [A-Z]$",
    "them": r".*",
    "their": r".*",
}


def name_pronouns(
    remedies: Sequence[Remedy], paragraphs: Sequence[Paragraph]
) -> tuple[Remedy, ...]:
    """Return `remedies`, those for "him", "her" or "them" with the adult last named before.

    An apology or a payment without a name under "the injustice caused to Mrs X" is Mrs X's.

    `paragraphs` are all of the decision, in order.
    """
    places = {p.id: n for n, p in enumerate(paragraphs)}

    def named(remedy: Remedy) -> Remedy:
        at = places.get(remedy.paragraph_id or "")
        if remedy.to_whom or at is None:
            return remedy
        own = paragraphs[at]
        if remedy.kind in ("apology", "payment") and (
            led := ADULT.findall((own.lead_in or "").partition("caused to ")[2])
        ):
            return replace(remedy, to_whom=led[-1])
        a, b = (remedy.start or own.start) - own.start, (remedy.end or own.end) - own.start
        places_said = list(_PRONOUN.finditer(own.text, 0 if remedy.amount_gbp else a, b))
        if not places_said:
            return remedy
        found = places_said[-1]
        said = next(word for word in found.groups() if word).lower()
        before = [own.text[: found.start()], own.lead_in or ""]
        before += [p.text for p in reversed(paragraphs[:at])]
        for text in before:
            fits = [n for n in ADULT.findall(text) if re.match(_MEANS[said], n)]
            if said in ("them", "their"):
                fits = [n for n in fits if " and " in n] or fits
            if fits:
                return replace(remedy, to_whom=fits[-1])
        return remedy

    return tuple(map(named, remedies))


# --- who is paid, and whose loss it is for -----------------------------------------------------

_LOSS_OF = re.compile(
    r"\b(?:to|on|for|of) (?-i:([A-Z]))\b|\b(?-i:([A-Z]))(?:['’]s)? (?:missed|lost|lack|loss|had|"
    r"did|education|provision|therapy)|\bher (daughter|son)\b|\bhis (daughter|son)\b",
    re.I,
)


def tell_apart(remedies: Sequence[Remedy]) -> tuple[Remedy, ...]:
    """Return `remedies` with who is paid kept apart from whose loss it is for.

    Where a sum names only the child or nobody, the one adult whom the other steps are owed to is
    paid.
    """
    owed = {name for r in remedies for name in ADULT.findall(r.to_whom or "")}
    only = next(iter(owed)) if len(owed) == 1 else None

    def placed(remedy: Remedy) -> Remedy:
        if remedy.amount_gbp is None:
            return remedy
        to = remedy.to_whom or ""
        lost = _LOSS_OF.search(remedy.purpose or "")
        child = next((name for name in lost.groups() if name), None) if lost else None
        if to.startswith("for "):
            return replace(remedy, paid_to=only, benefits=to.removeprefix("for "))
        return replace(remedy, paid_to=to or (only if remedy.is_due else None), benefits=child)

    return tuple(map(placed, remedies))
