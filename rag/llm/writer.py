"""Putting a checked answer into a model's words, or saying why it stays as it was."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.agree.fault import Fault
from rag.check import Checker
from rag.draft import Materials
from rag.errors import BackendError, Trouble
from rag.events import Event, Stands, Struck, Withdrawn
from rag.llm.claims import ground
from rag.llm.guard import unsafe
from rag.llm.merge import keeps_core, merged_claims
from rag.llm.prompts import (
    SCHEMA,
    Evidence,
    check_prompts,
    frame_tokens,
    instructions,
    make_prompt,
    number_evidence,
)
from rag.llm.protocol import Backend, Cancel, Timeouts, Usage
from rag.llm.reader import ClaimReader, Proposed
from rag.names import Known, known_words
from rag.protocols import Library
from rag.records import Hit
from rag.replies import Claim, Removed
from rag.tokens import count_tokens
from rag.wording import Wording

__all__ = ["Budget", "Writer", "Written"]

_LOG = logging.getLogger("upheld.llm")
_CHARACTERS_A_TOKEN = 8  # more than any text has: past this a model ignores its limit
_UNREADABLE = Fault("unreadable", "not a claim that could be read")
_REPEATED = Fault("repeated", "said before")


@dataclass(frozen=True, slots=True)
class Budget:
    """What one answer may cost: tokens that the model can hold, may write, and seconds."""

    context: int = 8192
    max_tokens: int = 800
    seconds: float = 60.0
    ranks: Path | None = None  # where tiktoken's ranks lie


@dataclass(frozen=True, slots=True)
class Written:
    """The claims of an answer and what is to be said about how they came to be."""

    claims: tuple[Claim, ...]
    removed: tuple[Removed, ...] = ()
    limits: tuple[str, ...] = ()
    made_by: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    """What has come from the model so far."""

    checker: Checker
    claims: list[Claim] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    first_token: float | None = None
    cut: bool = False


class Writer:
    """Words answers with one backend. Safe to use from several threads."""

    def __init__(self, backend: Backend, wording: Wording, budget: Budget) -> None:
        """`wording`: prompts/model.toml. Raises PromptError where it is incomplete."""
        check_prompts(wording)
        self.backend = backend
        self._wording = wording
        self._budget = budget
        self._known: tuple[Library, Known] | None = None  # of the library that was last asked

    def write(
        self,
        materials: Materials,
        extractive: Sequence[Claim],
        hits: Sequence[Hit],
        *,
        one_case: bool,
        checker: Checker,
        cancel: Cancel,
    ) -> Generator[Event, None, Written]:
        """Yield each claim as it passes the check or fails it; return the answer's claims.

        `extractive` are the checked claims of the answer without a model: they stay where the
        model fails or leaves out what they are about. Raises nothing of the model's.
        """
        started = time.perf_counter()
        draft = _Draft(checker)
        trouble: Trouble | None = None
        told = 0
        try:
            for made in self._claims(materials, hits, draft, one_case=one_case, cancel=cancel):
                told += 1
                yield Stands(made) if isinstance(made, Claim) else Struck(made)
            if not draft.claims:
                raise BackendError(_why_none(draft), "no claim of the reply can be used")
            merged = merged_claims(extractive, draft.claims)
            if not keeps_core(extractive, merged):
                raise BackendError(Trouble.UNSUPPORTED, "what is left misses the point")
        except BackendError as error:
            trouble = error.trouble
            self._log(error, draft, time.perf_counter() - started)
        made_by = self._made_by(materials, draft, trouble)
        if trouble is not None:
            if told:
                yield Withdrawn(trouble.value)
            return self._fallen_back(extractive, draft, trouble, made_by)
        for claim in merged:
            if claim not in draft.claims:
                yield Stands(claim)
        limits = [self._limit_worded(draft)]
        if draft.cut:
            limits.append(self._wording.fill("limits.cut"))
        return Written(tuple(merged), tuple(draft.removed), tuple(limits), made_by)

    # --- what the model says ---------------------------------------------------------------------

    def _claims(
        self,
        materials: Materials,
        hits: Sequence[Hit],
        draft: _Draft,
        *,
        one_case: bool,
        cancel: Cancel,
    ) -> Generator[Claim | Removed, None, None]:
        """Yield the claims that stand and what does not; fill `draft`. Raises BackendError."""
        question, ranks = materials.asked.question, self._budget.ranks
        frame = frame_tokens(self._wording, question, ranks)
        room = self._budget.context - self._budget.max_tokens - frame
        evidence = number_evidence(self._wording, hits, room, ranks)
        if not evidence:
            raise BackendError(Trouble.TOO_LONG, "no passage fits into the model's context")
        prompt = make_prompt(
            self._wording,
            question,
            evidence,
            masked=self.backend.remote,
            ranks=ranks,
            known=self._known_words(materials.library) if self.backend.remote else None,
        )
        told = instructions(self._wording, question.audience)
        began = time.perf_counter()
        reader = ClaimReader()
        finish: str | None = None
        try:
            for delta in self.backend.stream(
                prompt,
                schema=SCHEMA,
                max_tokens=self._budget.max_tokens,
                timeout=Timeouts.within(self._budget.seconds),
                cancel=cancel,
            ):
                draft.usage = delta.usage or draft.usage
                finish = delta.finish or finish
                if delta.text and draft.first_token is None:
                    draft.first_token = time.perf_counter() - began
                for proposed in reader.feed(delta.text):
                    if fault := unsafe(proposed.text, told):
                        draft.removed.append(Fault("unsafe", fault).removing(""))  # not its words
                        yield draft.removed[-1]
                        continue
                    yield self._check(materials, evidence, proposed, draft, one_case=one_case)
                if len(reader.text) > self._budget.max_tokens * _CHARACTERS_A_TOKEN:
                    raise BackendError(Trouble.TOO_LONG, "the reply did not end")
        except BackendError as error:
            if error.trouble is not Trouble.CUT or not draft.claims:
                raise
            draft.cut = True
        except Exception as error:  # a backend of a third party may raise anything
            raise BackendError(Trouble.DOWN, f"it raised {type(error).__name__}") from error
        self._count(prompt.system + prompt.user, reader.text, draft)
        draft.cut = draft.cut or not reader.ended
        draft.removed += [_UNREADABLE.removing("")] * reader.malformed
        if not reader.text.strip():
            raise BackendError(Trouble.EMPTY, "the reply is empty")
        if not reader.opened or (
            reader.malformed and len(draft.removed) == reader.malformed and not draft.claims
        ):
            raise BackendError(Trouble.NONSENSE, "the reply holds no claims that can be read")
        if draft.cut and not draft.claims:
            trouble = Trouble.TOO_LONG if finish == "length" else Trouble.CUT
            raise BackendError(trouble, "the reply broke off")

    def _known_words(self, library: Library) -> Known:
        if self._known is None or self._known[0] is not library:
            self._known = library, known_words(library)
        return self._known[1]

    def _check(
        self,
        materials: Materials,
        evidence: Sequence[Evidence],
        proposed: Proposed,
        draft: _Draft,
        *,
        one_case: bool,
    ) -> Claim | Removed:
        grounded = ground(
            materials.library, materials.wording, evidence, proposed, named=not one_case
        )
        claim = grounded.claim
        fault = grounded.fault if claim is None else draft.checker.fault(claim)
        if claim is not None and fault is None and grounded.words:
            fault = draft.checker.disagreement(grounded.words, claim.citations)
        if claim is not None and fault is None and any(c.text == claim.text for c in draft.claims):
            fault = _REPEATED
        if claim is None or fault is not None:
            cited = claim.citations if claim is not None else ()
            draft.removed.append((fault or _UNREADABLE).removing(proposed.text, cited))
            return draft.removed[-1]
        draft.claims.append(claim)
        return claim

    # --- what is told about it -------------------------------------------------------------------

    def _count(self, prompt: str, reply: str, draft: _Draft) -> None:
        """Fill in by counting what the server did not say."""
        usage, ranks = draft.usage, self._budget.ranks
        draft.usage = Usage(
            count_tokens(prompt, ranks)[0] if usage.tokens_in is None else usage.tokens_in,
            count_tokens(reply, ranks)[0] if usage.tokens_out is None else usage.tokens_out,
        )

    def _made_by(
        self, materials: Materials, draft: _Draft, trouble: Trouble | None
    ) -> dict[str, str]:
        audience = materials.audience.value
        told = {
            "backend": "extractive" if trouble else self.backend.name,
            "asked_backend": self.backend.name,
            "model": self.backend.model,
            "prompt": f"{audience} {self._wording.version}",
            "fell_back": trouble.value if trouble else "",
            "proposed": str(len(draft.claims) + len(draft.removed)),
            "kept": str(len(draft.claims)),
            "tokens_in": _told(draft.usage.tokens_in),
            "tokens_out": _told(draft.usage.tokens_out),
            "first_token_seconds": f"{draft.first_token:.3f}" if draft.first_token else "",
        }
        return {k: v for k, v in told.items() if v}

    def _limit_worded(self, draft: _Draft) -> str:
        proposed = len(draft.claims) + len(draft.removed)
        return self._wording.fill(
            "limits.worded",
            model=self.backend.model,
            removed=len(draft.removed),
            proposed=proposed,
        )

    def _fallen_back(
        self,
        extractive: Sequence[Claim],
        draft: _Draft,
        trouble: Trouble,
        made_by: dict[str, str],
    ) -> Written:
        why = self._wording.fill(f"why.{trouble.value}")
        line = self._wording.fill("limits.without", model=self.backend.model, why=why)
        return Written(tuple(extractive), tuple(draft.removed), (line,), made_by)

    def _log(self, error: BackendError, draft: _Draft, seconds: float) -> None:
        """One line for the operator: nothing of the question, the key or the reply is in it."""
        _LOG.warning(
            "%s at %s: %s (%s) after %.2f s; %d claims stood, %d did not; the extractive answer "
            "is given",
            self.backend.name,
            self.backend.where,
            error.trouble.value,
            error,
            seconds,
            len(draft.claims),
            len(draft.removed),
        )


def _told(number: int | None) -> str:
    return "" if number is None else str(number)


def _why_none(draft: _Draft) -> Trouble:
    return Trouble.UNSUPPORTED if draft.removed else Trouble.EMPTY
