"""A library of a few paragraphs held in memory, for the tests of eval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from rag.errors import NotInLibrary
from rag.kinds import Audience, Kind, Part, Role, Status
from rag.records import Document, Filters, Hit, Paragraph, Passage
from rag.replies import Answer, Citation, Claim


class WordOverlap:
    """Ranks the keys of a list of texts by how many words they share with the query."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = [set(text.lower().split()) for text in texts]

    def search(self, text: str, k: int, filters: Filters) -> list[tuple[int, float]]:
        wanted = set(text.lower().split())
        scored = [(key, float(len(wanted & words))) for key, words in enumerate(self._words)]
        return sorted((s for s in scored if s[1]), key=lambda s: (-s[1], s[0]))[:k]


class DotProduct:
    """Exact inner-product search over a few rows."""

    def __init__(self, rows: np.ndarray) -> None:
        self._rows = rows

    def search(self, vector, k, allowed=None):
        scores = self._rows @ vector
        order = [int(i) for i in np.argsort(-scores, kind="stable")][:k]
        return [(i, float(scores[i])) for i in order]


@dataclass
class Shelf:
    """Documents with one paragraph and one passage for each text that is put on it."""

    held: dict[str, Document] = field(default_factory=dict)
    all_paragraphs: list[Paragraph] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    manifest: dict[str, str] = field(default_factory=lambda: {"generation": "1"})

    def put(self, document_id: str, kind: Kind, reference: str | None, *texts: tuple[Role, str]):
        document = Document(document_id, kind, "title", "file.txt", "0", "now", reference=reference)
        self.held[document_id] = document
        whole = ""
        for ordinal, (role, text) in enumerate(texts):
            start = len(whole)
            whole += text + "\n"
            paragraph = Paragraph(
                f"{document_id}#{ordinal}",
                document_id,
                ordinal,
                ordinal,
                role,
                text,
                start,
                start + len(text),
                f"paragraph {ordinal + 1}",
            )
            self.all_paragraphs.append(paragraph)
        self.texts[document_id] = whole
        return self

    def documents(self):
        return list(self.held.values())

    def document(self, document_id):
        return self.held.get(document_id)

    def paragraphs(self, document_id):
        return [p for p in self.all_paragraphs if p.document_id == document_id]

    def paragraph(self, paragraph_id):
        return next((p for p in self.all_paragraphs if p.id == paragraph_id), None)

    def text(self, document_id):
        if document_id not in self.texts:
            raise NotInLibrary(f"no {document_id}")
        return self.texts[document_id]

    def passages(self, keys):
        return [_passage(self.all_paragraphs[key]) for key in keys]

    def allowed(self, filters):
        return None

    @property
    def lexical(self):
        return WordOverlap([p.text for p in self.all_paragraphs])

    @property
    def vectors(self):
        return DotProduct(np.eye(len(self.all_paragraphs), dtype=np.float32))

    def hit(self, paragraph_id: str) -> Hit:
        paragraph = self.paragraph(paragraph_id)
        return Hit(_passage(paragraph), self.held[paragraph.document_id], 1.0)

    def cite(self, paragraph_id: str, quote: str, role: Role | None = None) -> Citation:
        paragraph = self.paragraph(paragraph_id)
        start = paragraph.start + max(paragraph.text.find(quote), 0)
        document = self.held[paragraph.document_id]
        return Citation(
            document.id,
            document.kind,
            document.title,
            paragraph.pinpoint,
            quote,
            role or paragraph.role,
            paragraph.id,
            start,
            start + len(quote),
            "",
            document.source,
            reference=document.reference,
        )


def _passage(p: Paragraph) -> Passage:
    return Passage(
        f"{p.document_id}#p{p.ordinal}",
        p.document_id,
        p.section,
        "",
        p.role,
        (p.id,),
        "",
        p.text,
        p.start,
        p.end,
        "0",
    )


def small_shelf() -> Shelf:
    """A decision with a complaint, a rejected argument and a finding; its digest; a duty."""
    shelf = Shelf()
    shelf.put(
        "11-222-333",
        Kind.DECISION,
        "11 222 333",
        (Role.COMPLAINT, "Ms A says she lost her job over the missing tutor."),
        (Role.COUNCIL_POSITION, "The Council said that the school ought to pay for the tutor."),
        (Role.FINDINGS, "The Council remained responsible for the tutor. This is fault."),
        (Role.REMEDY, "Pay Ms A £1,350 for the lost lessons."),
    )
    shelf.put(
        "digest-11-222-333", Kind.DIGEST, "11 222 333", (Role.FINDINGS, "Left the tutor to school")
    )
    shelf.put("S19-CORE", Kind.DUTY, "S19-CORE", (Role.LAW, "A council arranges education."))
    shelf.put("minutes-oxbow", Kind.MINUTES, None, (Role.DISCUSSION, "Forty-two staff attended."))
    return shelf


def answer(
    text: str, *claims: Claim, status: Status = Status.ANSWERED, retrieved: tuple[Hit, ...] = ()
) -> Answer:
    """An answer to nothing in particular."""
    return Answer(status, "?", Audience.PARENT, text, tuple(claims), retrieved=retrieved)


def claim(text: str, *citations: Citation, part: Part = Part.FOUND) -> Claim:
    """A claim among the findings unless another part is named."""
    return Claim(text, part, tuple(citations))


def record(**changes):
    """The JSON of a gold question, changed as told."""
    return {
        "id": "g001",
        "part": "dev",
        "audience": "parent",
        "type": "finding",
        "trap": None,
        "question": "who had to pay the tutor",
        "history": [],
        "evidence": [[{"document": "11 222 333", "quote": "remained responsible for the tutor"}]],
        "distractors": [],
        "must_include": [],
        "must_not_include": [],
        "status": ["answered"],
        "note": "",
    } | changes


class CannedEngine:
    """Gives the answer that stands beside a question's id; raises what is an error."""

    def __init__(self, library, answers):
        self.library = library
        self._answers = answers

    def ask(self, question):
        given = self._answers[question.id]
        if isinstance(given, Exception):
            raise given
        return given
