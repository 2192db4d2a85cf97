"""Reading the site's lists of decisions: which decisions a page names, and where it goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.blocks import clean_text
from ingest.decode import decode_html
from rag.errors import QuestionError

__all__ = [
    "Entry",
    "Listing",
    "Outcome",
    "Wanted",
    "listing_addresses",
    "page_after",
    "read_listing",
]

_FIRST = date(2005, 1, 1)  # earlier than anything that is published
_DECISION = re.compile(r"/decisions/((?:[a-z0-9-]+/){1,2})(\d\d-\d{3}-\d{3}-?[a-z]?)/?", re.I)
_SUBJECT = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)?")
_TOTAL = re.compile(r"\bhas\s+([\d,]+)\s+results?\b", re.I)
_ON = re.compile(r"(?:next(?: page)?)?\s*[›»>]*", re.I)
_DAY = re.compile(r"\b(\d{1,2})[- ]([a-z]{3})[a-z]*[- ](\d{4})\b", re.I)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class Outcome(StrEnum):
    """How a complaint ended, in the site's three sorts."""

    UPHELD = "upheld"
    NOT_UPHELD = "not-upheld"
    CLOSED = "closed"

    @classmethod
    def read(cls, text: str) -> Outcome | None:
        """Return the first outcome that `text` prints ("Closed after initial enquiries")."""
        found = re.search(r"\b(?:(not\s+)?upheld|closed)\b", text, re.I)
        if found is None:
            return None
        if found[0].lower() == "closed":
            return cls.CLOSED
        return cls.NOT_UPHELD if found[1] else cls.UPHELD


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as a list names it; None where the list does not say."""

    address: str
    reference: str  # "24-870-331", as in its address
    subject: str  # "education/special-educational-needs"
    council: str
    outcome: Outcome | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. `total` is what the page says there is in all."""

    entries: tuple[Entry, ...]
    total: int | None
    following: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions are wanted; an empty tuple or None asks for all."""

    councils: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    date_from: date | None = None
    date_to: date | None = None

    def __post_init__(self) -> None:
        for subject in self.subjects:
            if not _SUBJECT.fullmatch(subject):
                raise QuestionError(
                    f"{subject!r} is not a subject. Write it as the site's addresses do: "
                    "education/special-educational-needs"
                )

    def takes(self, entry: Entry) -> bool:
        """Say whether `entry` may be wanted: what it does not say is not held against it."""
        if self.subjects and not any(
            f"{entry.subject}/".startswith(f"{s}/") for s in self.subjects
        ):
            return False
        if self.councils and not any(_names(name, entry.council) for name in self.councils):
            return False
        if self.outcomes and entry.outcome and entry.outcome not in self.outcomes:
            return False
        if entry.date is None:
            return True
        return (self.date_from or date.min) <= entry.date <= (self.date_to or date.max)


def _names(name: str, council: str) -> bool:
    """Say whether `name` stands in the council's name: "Surrey" in "Surrey County Council"."""
    words = r"\s+".join(re.escape(word) for word in name.split())
    return bool(re.search(rf"(?<!\w){words}(?!\w)", council, re.I))


def listing_addresses(site: str, wanted: Wanted, *, today: date) -> list[str]:
    """Return where to begin: the page of each subject, or a search of everything by dates."""
    if wanted.subjects:
        return [f"{site}/decisions/{subject}" for subject in wanted.subjects]
    days = {"fd": wanted.date_from or _FIRST, "td": wanted.date_to or today, "page": 1}
    return [f"{site}/Decisions/SearchResults?{urlencode(days)}"]


def read_listing(data: bytes, address: str) -> Listing:
    """Read the page of a list that came from `address`."""
    tree = LexborHTMLParser(decode_html(data, address))
    found: dict[str, Entry] = {}
    for link, path in _decisions(tree):
        entry = _entry(link, path, address)
        if entry.address not in found or not found[entry.address].council:
            found[entry.address] = entry
    said = _TOTAL.search(clean_text(tree.body.text(separator=" "))) if tree.body else None
    total = int(said[1].replace(",", "")) if said else None
    return Listing(tuple(found.values()), total, _following(tree, address))


def page_after(address: str) -> str:
    """Return the address of the next page of the list at `address`: its `page` plus one."""
    parts = urlsplit(address)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    query["page"] = str(_page(address) + 1)
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def _page(address: str) -> int:
    given = parse_qs(urlsplit(address).query).get("page", ["1"])[-1]
    return int(given) if given.isdecimal() else 1


def _decisions(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, re.Match[str]]]:
    for link in tree.css("a[href]"):
        path = _path(link)
        if path is not None:
            yield link, path


def _path(link: LexborNode) -> re.Match[str] | None:
    return _DECISION.fullmatch(urlsplit(link.attributes.get("href") or "").path)


def _entry(link: LexborNode, path: re.Match[str], address: str) -> Entry:
    title = clean_text(link.text(separator=" "))
    told = _told(link, path[2])
    after = told.partition(title)[2] if title else told
    before = re.split(r"\bSummary\b", after)[0]
    return Entry(
        address=urljoin(address, path[0].rstrip("/")),
        reference=path[2].lower(),
        subject=path[1].strip("/").lower(),
        council=title.partition("(")[0].strip(),
        outcome=Outcome.read(before),
        date=_day(before),
    )


def _told(link: LexborNode, reference: str) -> str:
    """Return what a list says beside a link: in its box, or in what follows the box."""
    box = link
    while box.parent is not None and box.parent.tag != "body":
        if any(path[2] != reference for path in _paths(box.parent)):
            break
        box = box.parent
    told = [clean_text(box.text(separator=" "))]
    after = box.next
    while after is not None and not _DAY.search(told[0]) and not _paths(after):
        told.append(clean_text(after.text(separator=" ")))
        after = after.next
    return " ".join(told)


def _paths(node: LexborNode) -> list[re.Match[str]]:
    links = node.css("a[href]") if node.is_element_node else []
    return [path for link in links if (path := _path(link)) is not None]


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    if found is None or found[2].lower() not in _MONTHS:
        return None
    try:
        return date(int(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    except ValueError:
        return None


def _following(tree: LexborHTMLParser, address: str) -> str | None:
    """Return the address that the page gives for what comes after it."""
    links = tree.css("a[rel=next], link[rel=next]")
    links += [a for a in tree.css("a[href]") if (t := clean_text(a.text())) and _ON.fullmatch(t)]
    for link in links:
        if href := link.attributes.get("href"):
            return urljoin(address, href).partition("#")[0]
    here = urlsplit(address)
    for link in tree.css("a[href*='page=']"):
        there = urljoin(address, link.attributes.get("href") or "")
        if urlsplit(there).path == here.path and _page(there) == _page(address) + 1:
            return there.partition("#")[0]
    return None
