"""Every error that Upheld raises on purpose, in one tree.

UpheldError
├── ConfigError            a setting is missing, unknown or malformed
├── CorpusError            a record of the starter library is wrong (names file and line)
├── IngestError            a source could not be taken in
│   ├── ReadError          the bytes could not be turned into text
│   ├── ParseError         the text could not be read as a document
│   ├── SiteError          the site that is being collected is to be left alone
│   └── RunStopped         whoever watches a run asked it to stop
├── StoreError             the index on disk
│   ├── IndexMissing       there is no index there
│   ├── IndexMismatch      it was made by another model or schema
│   └── IndexBusy          another process is writing to it
├── ModelError             the embedding model or the reranker is absent, altered or unusable
├── BackendError           a language model failed (`trouble` says how); the answer does without it
├── PromptError            a template of prompts/ lacks or invents a placeholder
├── QuestionError          the question or its options cannot be used as they are
├── NotInLibrary           a document id that the library does not hold
├── NotAllowed             the operator has not allowed this
└── QuestionSetError       a line of a gold question file is wrong

Not knowing an answer is a status of `Answer`, never an error. A message says what failed,
on what, and what to do next.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "BackendError",
    "ConfigError",
    "CorpusError",
    "IndexBusy",
    "IndexMismatch",
    "IndexMissing",
    "IngestError",
    "ModelError",
    "NotAllowed",
    "NotInLibrary",
    "ParseError",
    "PromptError",
    "QuestionError",
    "QuestionSetError",
    "ReadError",
    "RunStopped",
    "SiteError",
    "StoreError",
    "Trouble",
    "UpheldError",
]


class UpheldError(Exception):
    """Something went wrong that a person can put right; the message says how."""


class ConfigError(UpheldError):
    """The operator gave a setting that cannot be used."""


class CorpusError(UpheldError):
    """A record of the starter library is wrong; the message names file and line."""


class IngestError(UpheldError):
    """A source could not be taken into the library."""


class ReadError(IngestError):
    """The source's bytes could not be turned into text."""


class ParseError(IngestError):
    """The source's text could not be read as a document."""


class SiteError(IngestError):
    """The site does not want to be asked now: the run stops, and says when to go on."""


class RunStopped(IngestError):
    """Whoever watches a run asked it to stop: nothing of it is kept."""


class StoreError(UpheldError):
    """The index on disk could not be used."""


class IndexMissing(StoreError):
    """There is no index where one was expected."""


class IndexMismatch(StoreError):
    """The index was made by another model or another schema."""


class IndexBusy(StoreError):
    """Another process is writing to this index."""


class ModelError(UpheldError):
    """The embedding model or the reranker is absent, altered or unusable."""


class Trouble(StrEnum):
    """What was wrong with a language model, in one word."""

    DOWN = "down"  # not reached, or an error of its own
    SLOW = "slow"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"  # the key, the model's name or the request was not accepted
    CUT = "cut"  # the reply broke off
    NONSENSE = "nonsense"  # not what the schema asks for
    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNSUPPORTED = "unsupported"  # what it claimed does not stand in its evidence
    CANCELLED = "cancelled"


class BackendError(UpheldError):
    """A language model failed. `retry_after`: seconds that it asks to be left alone."""

    def __init__(self, trouble: Trouble, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.retry_after = retry_after

    @property
    def passing(self) -> bool:
        """True where asking again may help."""
        return self.trouble in (Trouble.DOWN, Trouble.RATE_LIMITED, Trouble.CUT)


class PromptError(UpheldError):
    """A template of prompts/ does not have the placeholders that its caller fills."""


class QuestionError(UpheldError):
    """The caller's question or its options cannot be used as they are."""


class NotInLibrary(UpheldError):
    """The caller named a document that the library does not hold."""


class NotAllowed(UpheldError):
    """The caller asked for what the operator has not allowed; the message says who may."""


class QuestionSetError(UpheldError):
    """A line of a gold question file is wrong; the message names file and line."""
