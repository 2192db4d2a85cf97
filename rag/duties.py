"""Which duties and time limits apply to a question, and what a person can do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.bridges import Leads
from rag.cite import cite_id
from rag.deadlines import limit_of, runs_from
from rag.intents import Intent
from rag.kinds import Audience, Kind
from rag.protocols import Library
from rag.records import Hit, Paragraph
from rag.replies import Citation
from rag.understand import Understanding

__all__ = ["Duty", "choose_duties", "load_duty", "next_duties"]

# A duty scoring below this share of the best one is not shown: a parent is spared the rest.
_NEAR = {Audience.PARENT: 0.7, Audience.ADVOCATE: 0.68, Audience.STAFF: 0.6}
_PLAINLY = 0.6  # a theme scoring this much is what the question is about
# Beside the nearest phrasing's score, about a cosine; fitted on the dev questions, which stood the
# same on folds left out (docs/retrieval.md, "Which duty").
_UNLED = 0.25  # a duty to which no phrasing leads
_FOUND = 0.3  # its passage is the first hit
_NAMED = 0.1  # the question names its section
_LIMIT, _RUNS = 0.08, 0.2  # it is a time limit and one is asked for; from the event it runs from
_EXPIRED = 0.08
_AFTER = ("CODE-STAGES", "JUR-FIRST", "JUR-12M")  # always open to someone let down by a council
_ROUTES = ("APPEAL", "AR-APPEAL", "JUR", "CODE", "PB-", "TRIB", "REM")


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of the library: its record, the paragraphs it stands in, and how near it is."""

    id: str
    record: Mapping[str, Any]
    paragraphs: tuple[Paragraph, ...]
    score: float

    def paragraph(self, section: str) -> Paragraph | None:
        """Return the paragraph of a section ("Duty", "In plain words", "Time limit")."""
        return next((p for p in self.paragraphs if p.pinpoint.startswith(section)), None)

    def cite(self, library: Library, section: str = "Duty") -> Citation:
        """Cite one section of the duty, the rule itself by default."""
        paragraph = self.paragraph(section) or self.paragraphs[0]
        return cite_id(library, paragraph.id)


def load_duty(library: Library, duty_id: str, score: float = 0.0) -> Duty | None:
    """Return a duty by its id, None where the library does not hold it."""
    record = next((r for r in library.lexicon("duties") if r.get("id") == duty_id), None)
    paragraphs = tuple(library.paragraphs(duty_id))
    if record is None or not paragraphs:
        return None
    return Duty(duty_id, record, paragraphs, score)


def choose_duties(
    library: Library, asked: Understanding, leads: Leads, hits: Sequence[Hit], *, most: int
) -> list[Duty]:
    """Return the duties that apply, nearest first.

    A duty is scored by the everyday phrasing nearest to the question and by where its own
    passages stand among the hits; a section of an Act that the question names counts too.
    """
    scores = dict(leads.duties)
    placed: dict[str, int] = {}
    for rank, hit in enumerate(hits):
        if hit.document.kind is Kind.DUTY:
            placed.setdefault(hit.document.id, rank)
    for duty_id, rank in placed.items():
        scores[duty_id] = scores.get(duty_id, _UNLED) + _FOUND / (1 + rank / 4)
    for record in library.lexicon("duties"):
        if record["id"] in scores:
            scores[record["id"]] += _bonus(record, asked)
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    floor = ordered[0][1] * _NEAR[asked.question.audience] if ordered else 0.0
    names = [name for name, score in ordered if score >= floor][:most]
    main = _main_duty(library, leads, names)
    if main is not None and main not in names:
        names = [*names[:1], main, *names[1:]][:most]
    chosen = (load_duty(library, name, scores.get(name, 0.0)) for name in names)
    return [duty for duty in chosen if duty is not None]


def _main_duty(library: Library, leads: Leads, names: Sequence[str]) -> str | None:
    """Return the first duty of the theme that a question is plainly about.

    That is the nearest theme, where it is near and the best duty is one of its own.
    """
    code, score = next(iter(leads.themes.items()), ("", 0.0))
    theme = next((t for t in library.lexicon("themes") if t["code"] == code), None)
    if theme is None or score < _PLAINLY or theme.get("kind") != "fault" or not theme["duties"]:
        return None
    shared = names and names[0] in theme["duties"]
    return str(theme["duties"][0]) if shared else None


def _bonus(record: Mapping[str, Any], asked: Understanding) -> float:
    """Return what a section named, a limit asked for, or law that has gone adds to a duty."""
    bonus = _NAMED if _named(record, asked.provisions) else 0.0
    limit = limit_of(record)
    if limit and asked.wants(Intent.TIME_LIMIT):
        bonus += _LIMIT + (_RUNS if runs_from(limit, asked.search_text) else 0.0)
    return bonus - (_EXPIRED if str(record["status"]).startswith("expired") else 0.0)


def _named(record: Mapping[str, Any], provisions: Sequence[str]) -> bool:
    keys = {str(p).lower().split()[-1] for p in record.get("provision", ())}
    return any(p in keys for p in provisions)


def next_duties(library: Library, duties: Sequence[Duty], *, most: int) -> list[Duty]:
    """Return what can be done where `duties` were not met: appeals, complaints, and by when."""
    names: list[str] = []
    for duty in duties[:1]:
        names.extend(str(n) for n in duty.record.get("next_steps", ()))
    names = [n for n in names if n.startswith(_ROUTES)]
    names = list(dict.fromkeys([*names, *_AFTER]))
    appeals = [n for n in names if n.startswith(("APPEAL", "AR-APPEAL", "TRIB"))][:2]
    rest = [n for n in names if n not in appeals and not n.startswith("REM")]
    order = [*appeals, *[n for n in _AFTER if n in rest], *[n for n in rest if n not in _AFTER]]
    shown = {d.id for d in duties}
    found = (load_duty(library, n, 0.0) for n in order if n not in shown)
    return [duty for duty in found if duty is not None][:most]
