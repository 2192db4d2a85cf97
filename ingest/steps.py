"""The steps from bytes to passages, as one value, so that a test can put in simpler ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

from ingest.propose import CaseProposer, add_proposals
from rag.errors import ParseError
from rag.kinds import Kind, Role
from rag.protocols import TokenCounter
from rag.records import Bridge, Passage, Reading
from rag.text import fold

__all__ = [
    "StarterSet",
    "Steps",
    "check_reading",
    "folds",
    "now",
    "reading_digest",
    "recipe",
    "standard_steps",
]

_PLAIN_TEXT = (".txt", ".text", ".md", ".markdown")
_FOLDED_ROLES = frozenset({Role.POWERS, Role.METHOD, Role.LAW})


class ReadText(Protocol):
    """Reads one source; raises ReadError or ParseError."""

    def __call__(
        self, data: bytes, *, name: str, media_type: str | None, read_at: str
    ) -> Reading: ...


@dataclass(frozen=True, slots=True)
class StarterSet:
    """The starter library as a run needs it; `sha256` tells whether it has changed."""

    sha256: str
    readings: Sequence[Reading]
    bridges: Sequence[Bridge]
    lexicon: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Steps:
    """How sources become readings and readings passages. `recipe` changes when the how does."""

    suffixes: frozenset[str]
    read: ReadText
    cut: Callable[[Reading, TokenCounter], Sequence[Passage]]
    starter_sha256: Callable[[], str]
    starter: Callable[[], StarterSet]
    recipe: str


def standard_steps(corpus: Path | None = None, proposer: CaseProposer | None = None) -> Steps:
    """Return the steps that Upheld takes; the starter library comes from `corpus`.

    With a `proposer` what the rules leave out of a decision is added where its words hold it.
    """
    from ingest import council, decode, digests, extract, parse, passages, read, starter, verbatim

    loaded: list[starter.Starter] = []

    def load() -> starter.Starter:
        if not loaded:
            loaded.append(starter.load_starter(corpus))
        return loaded[0]

    def read_reading(data: bytes, *, name: str, media_type: str | None, read_at: str) -> Reading:
        raw = read.read_bytes(data, name=name, media_type=media_type)
        reading = parse.parse_document(raw, read_at=read_at)
        if Path(name).suffix.lower() in _PLAIN_TEXT:
            reading = verbatim.mark_unquotable(reading, decode.decode_text(data, name))
        reading = council.find_council(reading, load().councils)
        if not reading.case:
            reading = replace(reading, case=extract.extract_case(reading))
        return add_proposals(reading, proposer) if proposer else reading

    def starter_set() -> StarterSet:
        given = load()
        return StarterSet(
            given.sha256,
            digests.starter_readings(given, read_at=now()),
            digests.starter_bridges(given),
            starter.starter_lexicon(given),
        )

    return Steps(
        suffixes=read.SUFFIXES,
        read=read_reading,
        cut=passages.cut_passages,
        starter_sha256=lambda: load().sha256,
        starter=starter_set,
        recipe=recipe() + (f"+{proposer.name}" if proposer else ""),
    )


def now() -> str:
    """Return the time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def recipe() -> str:
    """Return what tells whether a source would be read as before: version and code of reading.

    A hash of this package's modules, so that a changed parser reads known sources afresh.
    """
    try:
        name = version("upheld")
    except PackageNotFoundError:
        name = "0"
    code = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted([*here.glob("*.py"), here.parent / "rag" / "text.py"]):
        if path.stem not in _NOT_READING.split() and path.is_file():
            code.update(path.read_bytes())
    return f"{name}+{code.hexdigest()[:12]}"


_NOT_READING = (
    "__init__ build collect desk fetch intake last_run listing polite progress reach robots shell "
    "sources write"
)


def folds(reading: Reading) -> dict[int, str]:
    """Return, by ordinal, the hash by which a repeated paragraph of a decision is known.

    Only powers, method and law: a finding that two decisions share is a finding twice.
    """
    if reading.document.kind is not Kind.DECISION:
        return {}
    return {
        p.ordinal: hashlib.sha256(fold(p.text).casefold().encode()).hexdigest()
        for p in reading.paragraphs
        if p.role in _FOLDED_ROLES and p.text.strip()
    }


def reading_digest(reading: Reading) -> str:
    """Return a SHA-256 of all that a reading says; when it was read does not count."""
    said = replace(reading, document=replace(reading.document, read_at=""))
    return hashlib.sha256(repr(said).encode()).hexdigest()


def check_reading(reading: Reading, label: str) -> None:
    """Raise ParseError where the parts of a reading do not fit together, or there are none."""
    if not reading.paragraphs:
        raise ParseError(f"{label}: no paragraph was found in it. Check that it holds text.")
    fault = _fault(reading)
    if fault:
        raise ParseError(
            f"{label}: {fault}. This is a fault of Upheld's: please report it with the file."
        )


def _fault(reading: Reading) -> str | None:
    """Return what does not fit together in a reading."""
    if reading.text.encode("utf-8", "replace").decode() != reading.text:
        return "its text holds half characters"
    sections = {section.ordinal for section in reading.sections}
    ordinals = {p.ordinal for p in reading.paragraphs}
    if len(sections) < len(reading.sections) or len(ordinals) < len(reading.paragraphs):
        return "two of its parts have one number"
    for p in reading.paragraphs:
        if reading.text[p.start : p.end] != p.text:
            return f"paragraph {p.ordinal} does not stand at its place ({p.start}-{p.end})"
        if p.section not in sections or p.id != f"{reading.document.id}#{p.ordinal}":
            return f"paragraph {p.ordinal} is wrongly named"
    return None
