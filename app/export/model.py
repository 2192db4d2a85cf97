"""What stands in an exported file, whatever its format: plain records, already in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.replies import Citation

__all__ = ["Entry", "Example", "Export", "Mark", "Quoted", "Section", "Statement", "Struck"]


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a citation behind a statement; `own`: "digest" where a digest is cited."""

    number: int
    own: str = ""

    @property
    def shown(self) -> str:
        """The mark as it is printed: [2] or [2 digest]."""
        return f"[{self.number} {self.own}]" if self.own else f"[{self.number}]"


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of the answer and what it rests on; none: a line that cites nothing."""

    text: str
    marks: tuple[Mark, ...] = ()
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Statements under a heading; None for plain sentences."""

    heading: str | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Struck:
    """A statement that the checks took out, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Example:
    """A decision named as an example: how it is cited, what happened, where it can be read."""

    form: str
    line: str
    outcome: str
    url: str | None
    warning: str | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is relied on in one place of a source. `text` stands in it word for word; where not
    `verbatim`, the source is itself told in Upheld's words and no quotation marks are due.
    `whose` says who speaks, and in whose words."""

    number: int
    pinpoint: str
    text: str
    whose: str
    verbatim: bool

    @property
    def shown(self) -> str:
        """The words, in quotation marks where they are somebody else's."""
        return f"“{self.text}”" if self.verbatim else self.text


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the table of authorities: one source and all that is quoted from it.

    `url` is http or https or None; `official` is False
    where it leads to somebody else's page about the law. `accessed` is the day on which the
    address itself was read; None where nobody did, and `read` says what was read instead.
    """

    group: str
    form: str
    title: str
    url: str | None
    official: bool
    accessed: date | None
    read: str
    notes: tuple[str, ...]
    quoted: tuple[Quoted, ...]
    about: Citation


@dataclass(frozen=True, slots=True)
class Export:
    """A whole file: what was asked and answered, what it rests on, and how far it goes."""

    title: str
    question: str | None
    about: tuple[tuple[str, str], ...]  # label, words: written for, result, made
    key: str
    sections: tuple[Section, ...]
    examples: tuple[Example, ...]
    struck: tuple[Struck, ...]
    struck_note: str
    limits: tuple[str, ...]
    entries: tuple[Entry, ...]
    advice: str
    made_on: date
