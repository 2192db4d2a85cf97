"""The engine: a question in, a checked and cited answer out."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace

from rag.agree.inference import Inferring
from rag.check import Checker
from rag.comparable import Comparable, comparable_decisions
from rag.compose import compose
from rag.decline import honest_part
from rag.draft import Draft, Materials, speakers
from rag.duties import load_duty
from rag.entities import Gazetteer
from rag.errors import QuestionError
from rag.events import Event, Finished, Found, Helped, Stage, Stands, Working
from rag.evidence import Signals, judge, measure
from rag.features import Seen, Sought
from rag.kinds import Part, Status
from rag.llm.protocol import Cancel
from rag.llm.writer import Writer, Written
from rag.protocols import Embedder, Library
from rag.rank import Ranking
from rag.reasons import Reason, Verdict
from rag.recall import RECALL, Recall
from rag.records import Filters, Hit
from rag.render import help_text, limits_of, render_answer, render_refusal
from rag.replies import Answer, Claim, Question, Removed
from rag.rerank import Reranking, Reread
from rag.retrieve import Retrieval, Retriever
from rag.risk import risk_of
from rag.spelling import library_speller
from rag.understand import Understanding, split_questions, understand
from rag.wording import Wording

__all__ = ["Engine"]

_LONGEST = 4_000  # characters of one question
_DEPTH = 150  # hits that an answer is made from and that it hands on
_CITED = 1.5  # what being cited adds to the score of a passage, chosen on the dev questions
_SHOWN_HITS, _SHOWN_WORDS = 12, 1_300  # what an answer hands on, at least


class Engine:
    """Answers over one opened library. Safe to use from several threads."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        wording: Wording,
        *,
        ranking: Ranking | None = None,
        english: Callable[[str], bool] = lambda word: True,
        writer: Writer | None = None,
        recall: Recall = RECALL,
        reranking: Reranking | None = None,
        inferring: Inferring | None = None,
    ) -> None:
        """`english` says whether a lower-case word is plain English, and no typo. `writer` puts
        answers into a language model's words; without one they are extractive. `recall`: how
        much of a conversation counts. `reranking` reads the first hits again,
        `inferring` every claim that is no quotation."""
        self.library = library
        self._embedder = embedder
        self._wording = wording
        self.writer = writer
        self._recall = recall
        self._retriever = Retriever(library, embedder, ranking, reranking)
        self._gazetteer = Gazetteer.of(library)
        self._checker = Checker(
            library,
            embedder,
            speakers(wording),
            gazetteer=self._gazetteer,
            inferring=inferring,
        )
        self._speller = library_speller(library, english)

    def close(self) -> None:
        """Let go of the library's files."""
        close = getattr(self.library, "close", None)
        if close is not None:
            close()

    def search(self, text: str, *, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """Return up to `k` passages for `text`, best first. Raises QuestionError."""
        if k < 1:
            raise QuestionError(f"k is {k}: ask for at least 1 passage.")
        question = self._usable(Question(text, filters=filters or Filters()))
        asked = understand(question, self._gazetteer, self._speller)
        return list(self._retriever.retrieve(asked, k=k).hits)

    def decisions_on(self, text: str, duties: Sequence[str], *, most: int = 3) -> list[Comparable]:
        """Return decisions that found fault on what `text` tells, under these duties (ids)."""
        held = [duty for name in duties if (duty := load_duty(self.library, name))]
        words = " ".join([text, *(f"{duty.record['topic']}." for duty in held[:1])])
        asked = understand(self._usable(Question(words)), self._gazetteer, self._speller)
        found = self._retriever.retrieve(asked, k=1)
        return comparable_decisions(self.library, self._embedder, asked, found, held, most=most)

    def seek(self, question: Question) -> tuple[Sought, Sequence[Seen]]:
        """Return how a question was read and the candidates that ranking weighs."""
        asked = understand(self._usable(question), self._gazetteer, self._speller)
        sought = self._retriever.seek(asked)
        return sought, self._retriever.look_at(sought.candidates)

    def ask(self, question: Question) -> Answer:
        """Return a checked answer. Raises QuestionError for an empty or endless question."""
        told = [event.answer for event in self.stream(question) if isinstance(event, Finished)]
        return told[0]

    def stream(self, question: Question, *, cancel: Cancel | None = None) -> Iterator[Event]:
        """Yield what is being done and each claim when it has passed the check, then the answer.

        `cancel`, once set, stops a language model and a reranker; the answer then does without
        them. Raises QuestionError.
        """
        started = time.perf_counter()
        given = self._usable(question)
        yield Working(Stage.SEARCHING)
        question, left_out = honest_part(given)
        asked = understand(question, self._gazetteer, self._speller)
        cancel = cancel or Cancel()
        found = self._retriever.retrieve(asked, k=_DEPTH, stop=cancel.is_set)
        help_first = help_text(self._wording, risk_of(given.text, found.delicate.get("risk", 0.0)))
        if help_first:
            yield Helped(help_first)
        signals = measure(self.library, asked, found)
        verdict = judge(self.library, asked, found, signals)
        if verdict.status is Status.ANSWERED:
            noted = [self._wording.fill("lines.left_out")] if left_out else []
            answer = yield from self._answered(asked, found, cancel, noted)
        else:
            answer = self._not_answered(asked, found, verdict)
        made_by = {
            "backend": "extractive",
            **answer.made_by,
            "wording": self._wording.version,
            "generation": str(self.library.manifest.get("generation", "")),
            "seconds": f"{time.perf_counter() - started:.3f}",
        }
        if found.reread is not Reread.NO:
            made_by["reranked"] = found.reread.value
        yield Finished(
            replace(
                answer,
                id=given.id,
                question=given.text,
                text=f"{help_first}\n\n{answer.text}" if help_first else answer.text,
                help=help_first,
                understood=_understood(asked, signals) | answer.understood,
                made_by=made_by,
            )
        )

    def _answered(
        self, asked: Understanding, found: Retrieval, cancel: Cancel, noted: Sequence[str]
    ) -> Generator[Event, None, Answer]:
        yield Working(Stage.CHECKING)
        draft = compose(self._materials(asked, found))
        for part in split_questions(asked.question)[1:] if asked.references else ():
            also = understand(part, self._gazetteer, self._speller)
            near = self._retriever.retrieve(also, k=_DEPTH, stop=cancel.is_set)
            more = compose(self._materials(also, near))
            draft.add(more)
        checked = self._checker.check(draft.claims)
        if not checked.claims:
            return self._not_answered(asked, found, _nothing(asked, draft), checked.removed)
        written = yield from self._written(asked, found, draft, checked.claims, cancel)
        claims = written.claims
        limits = [
            *noted,
            *draft.limits,
            *written.limits,
            *limits_of(self.library, self._wording, claims),
        ]
        question = asked.question
        body = render_answer(self._wording, question.audience, draft, claims, limits)
        return Answer(
            status=_status(draft, claims),
            question=question.text,
            audience=question.audience,
            text=body,
            claims=claims,
            precedents=tuple(draft.precedents),
            limits=tuple(limits),
            retrieved=tuple(self._handed_on(found.hits, claims)),
            removed=(*checked.removed, *written.removed),
            made_by=written.made_by,
        )

    def _written(
        self,
        asked: Understanding,
        found: Retrieval,
        draft: Draft,
        claims: tuple[Claim, ...],
        cancel: Cancel,
    ) -> Generator[Event, None, Written]:
        """Return the claims in the words of the model, if there is one, else as they are."""
        written = Written(claims)
        hits = self._handed_on(found.hits, claims)
        yield Found(tuple(hits))
        if self.writer is not None:
            yield Working(Stage.WRITING)
            written = yield from self.writer.write(
                self._materials(asked, found),
                claims,
                hits,
                one_case=draft.one_case,
                checker=self._checker,
                cancel=cancel,
            )
        if self.writer is None or "fell_back" in written.made_by:
            yield from map(Stands, written.claims)
        return written

    def _materials(self, asked: Understanding, found: Retrieval) -> Materials:
        return Materials(self.library, self._embedder, self._wording, asked, found)

    def _not_answered(
        self,
        asked: Understanding,
        found: Retrieval,
        verdict: Verdict,
        removed: tuple[Removed, ...] = (),
    ) -> Answer:
        text, instead = render_refusal(self.library, self._wording, verdict, found.hits)
        return Answer(
            status=verdict.status,
            question=asked.question.text,
            audience=asked.question.audience,
            text=text,
            suggestions=instead,
            retrieved=tuple(self._handed_on(found.hits, ())),
            understood={"reason": verdict.reason} if verdict.reason else {},
            removed=removed,
        )

    def _usable(self, question: Question) -> Question:
        """Return `question` with as much of its conversation as counts. Raises QuestionError."""
        if not question.text.strip():
            raise QuestionError("The question is empty: type what you would like to know.")
        if len(question.text) > _LONGEST:
            raise QuestionError(
                f"The question has {len(question.text):,} characters; {_LONGEST:,} is the most. "
                "Ask the main point first."
            )
        return replace(question, history=self._recall.recent(question.history))

    def _handed_on(self, hits: Sequence[Hit], claims: Sequence[Claim]) -> list[Hit]:
        """Return what there is to judge an answer by, best first, all that it cites among it.

        What an answer cites has been looked at sentence by sentence: it counts for more.
        """
        cited = {hit.passage.id: hit for hit in self._cited(claims)}
        floor = hits[-1].score if hits else 0.0
        others = [replace(hit, score=floor) for name, hit in cited.items()]
        ranked = {hit.passage.id: hit for hit in [*others, *hits]}
        order = sorted(
            ranked.values(),
            key=lambda hit: (-hit.score - _CITED * (hit.passage.id in cited), hit.passage.id),
        )
        shown: list[Hit] = []
        words = 0
        for hit in order:
            full = len(shown) >= _SHOWN_HITS and words >= _SHOWN_WORDS
            if full and hit.passage.id not in cited:
                continue
            shown.append(hit)
            words += len(hit.passage.text.split())
        return shown

    def _cited(self, claims: Sequence[Claim]) -> list[Hit]:
        order = (Part.DIRECT, Part.DUTY, Part.FOUND, Part.REMEDY)
        wanted = [
            c for part in order for claim in claims if claim.part is part for c in claim.citations
        ]
        hits = []
        for citation in wanted:
            document = self.library.document(citation.document_id)
            for _, passage in self.library.document_passages(citation.document_id):
                inside = passage.start <= citation.start and citation.end <= passage.end
                if document and citation.paragraph_id in passage.paragraph_ids and inside:
                    hits.append(Hit(passage, document, 1.0))
        return hits


def _nothing(asked: Understanding, draft: Draft) -> Verdict:
    if draft.silent:
        return Verdict(Status.NOT_FOUND, Reason.IN_DOCUMENT, draft.silent)
    return Verdict(Status.NOT_FOUND, Reason.TOPIC, " ".join(asked.topic[:8]))


def _status(draft: Draft, claims: Sequence[Claim]) -> Status:
    core = any(c.part in (Part.DIRECT, Part.DUTY, Part.FOUND, Part.REMEDY) for c in claims)
    return Status.ANSWERED if core and not draft.incomplete else Status.PARTIAL


def _understood(asked: Understanding, signals: Signals) -> dict[str, str]:
    told = {
        "intents": ", ".join(sorted(asked.intents)),
        "references": ", ".join(asked.references),
        "councils": ", ".join(c.name for c in asked.councils),
        "topic": " ".join(asked.topic),
        "spelling": ", ".join(f"{a} as {b}" for a, b in asked.respelt.items()),
        "followed_up": "yes" if asked.followed_up else "",
        "support": f"{signals.support:.2f}",
        "duty": f"{signals.duty:.2f}",
        "elsewhere": f"{signals.elsewhere:.2f}",
        "familiar": f"{signals.familiar:.2f}",
        "covered": f"{signals.covered:.2f}",
        "case": f"{signals.case:.2f}",
        "dense": f"{signals.dense:.2f}",
        "missing": ", ".join(signals.missing),
    }
    return {k: v for k, v in told.items() if v}
