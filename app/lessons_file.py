"""The lessons report as a document: Markdown, DOCX or PDF, by the writers of app/export/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from app.export.build import finish_export
from app.export.clean import one_line
from app.export.model import Export, Mark, Section, Statement
from app.lessons import LessonsReport
from app.voices import speaker
from rag.authority import cite_basis
from rag.deadlines import say_date
from rag.kinds import Kind, Role
from rag.protocols import Library
from rag.wording import Wording, load_wording

__all__ = ["lessons_export"]

Record = dict[str, Any]
_MOST = 6  # points of one list that are told in full where all councils are looked at
_REFERENCES = 3  # decisions named as what prompts a question
_ORDER = ("service_improvement", "action", "other", "payment", "reimbursement", "apology")
_REMEDIES = ("agreed", "recommended", "done")


def lessons_export(library: Library, report: LessonsReport, *, on: date) -> Export:
    """Return the report as a document, made on the day `on`."""
    record = report.record
    pages = _Pages(record, load_wording(name="lessons.toml"))
    return finish_export(
        library,
        title=record["title"],
        question=None,
        about=(("About", record["scope"]["words"]), *pages.themes_asked()),
        sections=list(pages.sections()),
        documents=report.documents,
        limits=record["limits"],
        on=on,
    )


class _Pages:
    def __init__(self, record: Record, wording: Wording) -> None:
        self._record = record
        self._wording = wording
        self._own = record["own_council"]
        whole = self._own or record["scope"]["themes"]
        self._most = len(record["citations"]) if whole else _MOST
        self._digests = {c["number"] for c in record["citations"] if c["kind"] == Kind.DIGEST}
        self._stated: dict[str, str] = {}

    def themes_asked(self) -> Iterator[tuple[str, str]]:
        asked = self._record["scope"]["themes"]
        if asked:
            yield "Themes", "; ".join(theme["words"] for theme in asked)

    def sections(self) -> Iterator[Section]:
        record = self._record
        held = bool(record["citations"])
        yield Section(None, tuple(map(Statement, record["summary"])))
        if self._own and record["held"]:
            yield Section(self._head("held"), tuple(self._held(record["held"])))
        if held:
            yield Section(self._head("reading"), tuple(map(Statement, record["reading"])))
        for theme in record["themes"]:
            heading = f"{theme['chapter'].capitalize()}: {theme['meaning'].rstrip('.')}"
            yield Section(one_line(heading), tuple(self._theme(theme)))
        rest = record["unsorted"]
        if any(rest.values()):
            cleared = not any(told for name, told in rest.items() if name != "no_fault")
            head = "unsorted_cleared" if cleared else "unsorted"
            yield Section(self._head(head), tuple(self._rest(rest, headed=cleared)))
        done = record["carried_out"]
        if done:
            yield Section(self._head("carried_out"), (self._question(done),))

    def _held(self, held: Sequence[Record]) -> Iterator[Statement]:
        for ending in ("fault", "no_fault", "other"):
            named = [f"{one['reference']} ({_say_day(one)})" for one in held
                     if one["ending"] == ending]  # fmt: skip
            if named:
                text = self._wording.fill(f"heads.held_{ending}", references=", ".join(named))
                yield Statement(text)

    def _theme(self, theme: Record) -> Iterator[Statement]:
        yield from self._duties(theme["duties"])
        yield Statement(self._found_head(theme))
        yield from self._points(theme["found"], bare="bare_fault")
        yield from self._followed(theme)
        if theme["no_fault"]:
            yield Statement(self._head("cleared"))
            yield from self._points(theme["no_fault"], bare="bare_cleared")
        if theme["questions"]:
            yield Statement(self._head("questions"))
            yield from map(self._question, theme["questions"])

    def _rest(self, rest: Record, *, headed: bool) -> Iterator[Statement]:
        yield from self._points(rest["found"], bare="bare_fault")
        yield from self._followed(rest)
        if rest["no_fault"]:
            if not headed:
                yield Statement(self._head("unsorted_cleared"))
            yield from self._points(rest["no_fault"], bare="bare_cleared")

    def _found_head(self, theme: Record) -> str:
        if not theme["found"]:
            return self._head("faults_none")
        told = {
            "found": theme["decisions"],
            "decisions": _many(self._record["decisions"], "decision", "decisions"),
        }
        if self._own:
            return self._wording.fill("heads.faults_one", **told)
        councils = _many(theme["councils"], "council or other body", "councils and other bodies")
        return self._wording.fill("heads.faults_all", councils=councils, **told)

    def _duties(self, duties: Sequence[Record]) -> Iterator[Statement]:
        for head, of_ombudsman in (("duty", False), ("ombudsman", True)):
            own = [duty for duty in duties if duty["of_ombudsman"] is of_ombudsman]
            again = [duty for duty in own if duty["id"] in self._stated]
            if own:
                yield Statement(self._head(head))
            for duty in own:
                if duty not in again:
                    yield self._duty(duty)
            if again:
                named = "; ".join(dict.fromkeys(self._stated[duty["id"]] for duty in again))
                text = self._wording.fill("heads.again", duties=named)
                yield Statement(one_line(text), self._marks(again), bullet=True)

    def _duty(self, duty: Record) -> Statement:
        labels = self._wording.table("sorts")
        label = labels.get(speaker(Kind.DUTY, Role.LAW, duty["status"]), labels["law"])
        basis = cite_basis(duty["legal_basis"] or "") or duty["id"]
        self._stated[duty["id"]] = f"{duty['topic']} ({basis})"
        text = f"{label}: {duty['text']} ({basis})"
        return Statement(one_line(text), self._marks([duty]), bullet=True)

    def _followed(self, told: Record) -> Iterator[Statement]:
        if told["injustice"]:
            yield Statement(self._head("injustice"))
            yield from self._points(told["injustice"])
        for standing in _REMEDIES:
            if told[standing]:
                yield Statement(self._head(standing))
                yield from self._steps(sorted(told[standing], key=_by_kind), standing)

    def _steps(self, steps: Sequence[Record], standing: str) -> Iterator[Statement]:
        """Yield remedies of one standing; apologies and what nothing is told of by reference."""
        status = self._wording.table("statuses")[standing]
        sorry = [step for step in steps if step["kind"] == "apology"]
        bare = [step for step in steps if step["bare"] and step["kind"] != "apology"]
        yield from self._points([s for s in steps if not s["bare"] and s["kind"] != "apology"])
        yield from self._named("apologies", sorry, status=status)
        yield from self._named("bare", bare, status=status)

    def _points(self, points: Sequence[Record], *, bare: str = "") -> Iterator[Statement]:
        """Yield points in full, up to the most, then the rest by reference; under `bare` what a
        record knows no more of than that it was so."""
        plain = [point for point in points if not (bare and point["bare"])]
        for point in plain[: self._most]:
            yield Statement(self._told(point), self._marks([point]), bullet=True)
        yield from self._named("more", plain[self._most :])
        if bare:
            yield from self._named(bare, [point for point in points if point["bare"]])

    def _named(self, head: str, points: Sequence[Record], **more: str) -> Iterator[Statement]:
        if points:
            named = ", ".join(dict.fromkeys(point["reference"] for point in points))
            text = self._wording.fill(f"heads.{head}", references=named, **more)
            yield Statement(text, self._marks(points), bullet=True)

    def _told(self, point: Record) -> str:
        facts = [point["reference"], _say_day(point), point["pinpoint"]]
        if not self._own:
            facts.insert(0, point["council"])
        words = point["text"] if point["digest"] else f"“{point['text']}”"
        body = point["body"]
        front = self._wording.fill("heads.of_body", body=body) if body else ""
        return one_line(f"{front}{words} ({', '.join(facts)})")

    def _question(self, question: Record) -> Statement:
        named = list(dict.fromkeys(question["references"]))
        most = len(named) if self._own or len(named) == _REFERENCES + 1 else _REFERENCES
        rest = len(named) - most
        told = ", ".join(named[:most]) + (f" and {rest} more" if rest > 0 else "")
        text = self._wording.fill("heads.prompted", question=question["text"], references=told)
        numbers = question["prompted_by"]
        shown = len(numbers) - len(question["references"]) + most
        return Statement(text, self._numbered(numbers[:shown]), bullet=True)

    def _marks(self, points: Sequence[Record]) -> tuple[Mark, ...]:
        return self._numbered([point["citation"] for point in points])

    def _numbered(self, numbers: Sequence[int]) -> tuple[Mark, ...]:
        return tuple(
            Mark(number, "digest" if number in self._digests else "")
            for number in dict.fromkeys(numbers)
        )

    def _head(self, name: str) -> str:
        return self._wording.fill(f"heads.{name}")


def _by_kind(point: Record) -> int:
    return _ORDER.index(point["kind"]) if point["kind"] in _ORDER else len(_ORDER)


def _say_day(told: Record) -> str:
    return say_date(date.fromisoformat(told["date"])) if told["date"] else "date not recorded"


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
