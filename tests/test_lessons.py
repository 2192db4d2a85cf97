"""Lessons: every line cited, each decision once, nothing of a party told as found."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.lessons import make_lessons
from app.lessons_file import lessons_export
from rag.cases import Finding, Remedy
from rag.errors import QuestionError
from rag.facets import CaseFilters
from rag.kinds import REPORTED, Kind, Role
from rag.lessons import learn_lessons
from rag.library import DiskLibrary
from rag.register import Register, register_of
from rag.scrutiny import improvement_of
from rag.subjects import Subjects
from rag.taught import Lessons, Point, Sort, Standing
from rag.wording import load_wording

pytestmark = pytest.mark.slow

LISTS = ("found", "injustice", "agreed", "recommended", "done", "no_fault")


def points(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place in (*record["themes"], record["unsorted"]):
        for name in LISTS:
            for point in place[name]:
                yield name, point


def whole(library: DiskLibrary, **filters: Any) -> dict[str, Any]:
    return make_lessons(library, CaseFilters(**filters)).record


def test_every_line_has_a_citation_that_holds_its_words(starter_library: DiskLibrary) -> None:
    record = whole(starter_library)
    cited = {c["number"]: c for c in record["citations"]}
    count = 0
    for _, point in points(record):
        citation = cited[point["citation"]]
        text = starter_library.text(citation["document"])
        assert text[citation["start"] : citation["end"]] == citation["quote"] == point["text"]
        paragraph = starter_library.paragraph(citation["paragraph"])
        assert paragraph is not None
        assert paragraph.start <= citation["start"] < citation["end"] <= paragraph.end
        count += 1
    assert count > 800
    for theme in record["themes"]:
        assert theme["duties"]
        for told in (*theme["duties"], *theme["questions"]):
            for number in told.get("prompted_by", [told.get("citation")]):
                assert number in cited
        assert all(question["references"] for question in theme["questions"])
    assert record["left_out_by_checks"] == 0


def test_a_finding_comes_from_the_finder_alone(starter_library: DiskLibrary) -> None:
    record = whole(starter_library)
    cited = {c["number"]: c for c in record["citations"]}
    allowed = {
        "found": {"findings", "decision", "summary"},
        "injustice": {"findings", "decision", "summary"},
        "no_fault": {"findings", "decision", "summary"},
    }
    steps = {"remedy", "decision", "recommendation"}
    for name, point in points(record):
        assert cited[point["citation"]]["role"] in allowed.get(name, steps), point
        if name == "injustice":
            assert "claimed" not in point["text"]
        if name == "found":
            assert "not investigated" not in point["text"].lower()


def test_parties_words_are_refused_though_a_record_calls_them_a_finding(
    tiny: DiskLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = register_of(tiny)
    reported = [
        (p, one)
        for one in register.decisions
        for p in tiny.paragraphs(one.document.id)
        if p.role in REPORTED
    ]
    assert {p.role for p, _ in reported} == REPORTED
    before = learn_lessons(tiny, CaseFilters())
    assert before.refused == 0
    wrong = []
    for one in register.decisions:
        said = tuple(Finding(p.text, p.id, p.start, p.end) for p, d in reported if d is one)
        case = replace(one.case, faults=(*one.case.faults, *said), no_fault=said,
                       injustice=" ".join(f.text for f in said))  # fmt: skip
        wrong.append(replace(one, case=case))
    doctored = Register(wrong, {one.document.id: n for n, one in enumerate(wrong)})
    monkeypatch.setattr("rag.lessons.register_of", lambda library: doctored)
    after = learn_lessons(tiny, CaseFilters())
    assert after.refused == 2 * len(reported)

    def told(lessons: Lessons) -> set[str]:
        return {p.citation.quote for x in (*lessons.lessons, lessons.unsorted)
                for p in (*x.faults, *x.cleared, *x.injustice)}  # fmt: skip

    assert told(after) == told(before) != set()


def test_the_counts_are_of_decisions_each_once(starter_library: DiskLibrary) -> None:
    lessons = learn_lessons(starter_library, CaseFilters())
    assert len({d.case.reference for d in lessons.decisions}) == len(lessons.decisions) == 288
    by_place: dict[tuple[str, str], set[str]] = {}
    for lesson in lessons.lessons:
        assert len(set(lesson.references)) == len(lesson.references)
        for point in (*lesson.faults, *lesson.cleared):
            by_place.setdefault((lesson.code, point.reference), set()).add(
                point.citation.document_id
            )
    assert all(len(documents) == 1 for documents in by_place.values())
    steps = [p.place for lesson in (*lessons.lessons, lessons.unsorted)
             for p in (*lesson.remedies, *lesson.injustice)]  # fmt: skip
    assert len(set(steps)) == len(steps)
    record = whole(starter_library)
    assert record["findings"] == {"fault": lessons.count("fault found", "mixed"),
                                  "no_fault": lessons.count("no fault"),
                                  "other": lessons.left}  # fmt: skip
    assert sum(record["findings"].values()) == 288


@pytest.fixture
def both(tmp_path: Path) -> Iterator[DiskLibrary]:
    """The starter library with the full text of one decision that it has a digest of."""
    from ingest.build import build_index
    from rag.fakes import HashedEmbedder, WordCounter
    from rag.library import open_library

    seeds = Path(__file__).parents[2] / "shared" / "seeds"
    full = next((p for p in seeds.glob("*.txt") if "24 018 294" in p.read_text("utf-8")), None)
    if full is None:
        pytest.skip("the real documents are not here")
    build_index(
        tmp_path / "index", [str(full)], starter=True,
        embedder=HashedEmbedder(), counter=WordCounter(),
    )  # fmt: skip
    library = open_library(tmp_path / "index")
    yield library
    library.close()


def test_a_full_text_and_its_digest_are_one_decision(both: DiskLibrary) -> None:
    lessons = learn_lessons(both, CaseFilters(councils=("Milton Keynes",)))
    references = [d.case.reference for d in lessons.decisions]
    assert references.count("24 018 294") == 1
    found = [p for lesson in (*lessons.lessons, lessons.unsorted)
             for p in (*lesson.faults, *lesson.cleared)
             if p.reference == "24 018 294"]  # fmt: skip
    assert found
    assert {p.citation.document_id for p in found} == {"24-018-294"}
    assert {p.citation.kind for p in found} == {Kind.DECISION}
    roles = {p.citation.role.value for p in found}
    assert roles <= {"findings", "decision", "summary"}
    (reliance,) = [x for x in lessons.lessons if x.code == "AP-RELIANCE-ON-SCHOOL"]
    assert reliance.references == ("24 018 294",)
    steps = [p for x in lessons.lessons for p in x.remedies if p.reference == "24 018 294"]
    assert {p.standing for p in steps} == {Standing.AGREED}
    assert not any("250" in p.citation.quote for p in steps)  # an offer that was found too low


def test_a_council_without_decisions_is_told_so(starter_library: DiskLibrary) -> None:
    report = make_lessons(starter_library, CaseFilters(councils=("Isles of Scilly Council",)))
    (line,) = report.record["summary"]
    assert line.startswith("The library holds no decision about")
    assert "says nothing about how the council works" in line
    assert (report.record["themes"], report.record["citations"]) == ([], [])
    made = lessons_export(starter_library, report, on=datetime.date(2026, 3, 4))
    (section,) = made.sections
    assert [s.text for s in section.statements] == [line]
    early = whole(starter_library, date_to=datetime.date(2000, 1, 1))
    assert "no decision that fits (decisions dated 1 January 2000 or earlier" in early["summary"][0]


def test_a_theme_keeps_its_counter_examples(starter_library: DiskLibrary) -> None:
    record = whole(starter_library, themes=("ap-duty-not-considered",))
    (theme,) = record["themes"]
    assert theme["code"] == "AP-DUTY-NOT-CONSIDERED"
    assert "23 013 966" in {p["reference"] for p in theme["no_fault"]}
    assert not any(record["unsorted"].values())
    with pytest.raises(QuestionError, match="no theme of faults"):
        whole(starter_library, themes=("R-APOLOGY",))
    with pytest.raises(QuestionError, match="There is no theme 'NO-SUCH'"):
        whole(starter_library, themes=("NO-SUCH",))


def test_the_file_says_what_is_upheld_s_and_counts_as_held_here(
    starter_library: DiskLibrary,
) -> None:
    for council in ((), ("Surrey",)):
        report = make_lessons(starter_library, CaseFilters(councils=council))
        made = lessons_export(starter_library, report, on=datetime.date(2026, 3, 4))
        fixed = {v for t in ("heads", "reading", "questions") for v in
                 load_wording(name="lessons.toml").table(t).values()}  # fmt: skip
        numbers = {q.number for entry in made.entries for q in entry.quoted}
        for section in made.sections:
            for line in section.statements:
                if line.bullet:
                    assert line.marks, line.text
                    assert {mark.number for mark in line.marks} <= numbers
                else:
                    told = line.text in fixed or "held here" in line.text
                    assert told, line.text
        lines = [s.text for section in made.sections for s in section.statements]
        assert any("no rate of any council's performance" in line for line in lines)
        assert all("%" not in line for line in lines if "held here" in line)


def test_one_council_is_asked_what_it_did_and_all_what_they_would(
    starter_library: DiskLibrary,
) -> None:
    own = whole(starter_library, councils=("Surrey",))
    asked = load_wording(name="lessons.toml").table("questions")["carried_out"]
    assert own["carried_out"]["text"] == asked
    every = whole(starter_library)
    assert every["carried_out"] is None
    words = {q["text"] for theme in every["themes"] for q in theme["questions"]}
    assert words & set(load_wording(name="lessons.toml").table("improvement_other").values())
    assert not words & set(load_wording(name="lessons.toml").table("improvement_own").values())
    for theme in own["themes"]:
        for question in theme["questions"]:
            prompts = set(question["prompted_by"])
            held = {p["citation"] for name in LISTS for p in theme[name]}
            assert prompts & held


@pytest.mark.parametrize(
    ("words", "sort"),
    [
        ("Service improvement: officer training", "training"),
        ("Service improvement: remind staff of the time limits", "training"),
        ("report progress to the scrutiny committee", "report"),
        ("audit of children out of school since 2020", "others"),
        ("review post-16 placement process", "policy"),
        ("recruit two more psychologists", "capacity"),
        ("send a letter", "policy"),
        ("be kinder", None),
    ],
)
def test_an_improvement_is_sorted_by_its_words(words: str, sort: str | None) -> None:
    assert improvement_of(words, load_wording(name="lessons.toml")) == sort


def test_every_fault_theme_has_a_question_of_its_own(starter_library: DiskLibrary) -> None:
    asked = load_wording(name="lessons.toml").table("questions")
    assert set(Subjects(starter_library).rows) <= set(asked)


@pytest.mark.parametrize(
    ("words", "among", "told"),
    [
        ("No annual review was held in 2022", ("AR-NOT-HELD", "EHCNA-DELAY"), ("AR-NOT-HELD",)),
        ("Short breaks missed", ("SC-SHORTBREAKS", "POLICY-UNLAWFUL"), ("SC-SHORTBREAKS",)),
        ("Took too long to issue plans", ("AP-NONE", "EHCNA-DELAY"), ("EHCNA-DELAY",)),
        ("Late reply", ("APPEAL-RIGHTS", "AR-LATE"), ()),
        ("Delay", ("EHCNA-DELAY",), ("EHCNA-DELAY",)),
        ("Delay", (), ()),
    ],
)
def test_a_finding_is_sorted_by_its_words_or_not_at_all(
    starter_library: DiskLibrary, words: str, among: tuple[str, ...], told: tuple[str, ...]
) -> None:
    assert Subjects(starter_library).sort(words, among) == told


def test_what_was_done_already_stands_apart(starter_library: DiskLibrary) -> None:
    lessons = learn_lessons(starter_library, CaseFilters())
    steps = [p for x in (*lessons.lessons, lessons.unsorted) for p in x.remedies]
    assert all(p.sort is Sort.REMEDY for p in steps)
    held = {r.paragraph_id: r.status for d in lessons.decisions for r in d.remedies}
    assert {held[p.citation.paragraph_id] for p in steps} <= {"agreed", "recommended"}
    assert 0 < sum(p.standing is Standing.DONE for p in steps) < len(steps) / 10


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The Council has already trained its officers.", Standing.DONE),
        ("Policy already changed", Standing.DONE),
        ("The Council has since reviewed its letters.", Standing.DONE),
        ("Train its officers, if it has not already done so.", Standing.AGREED),
        ("Extra sessions already agreed by the Council", Standing.AGREED),
        ("It has now agreed to review its policy", Standing.AGREED),
        ("The Council will share what it has already learned", Standing.AGREED),
    ],
)
def test_what_was_promised_is_not_done(
    tiny: DiskLibrary, monkeypatch: pytest.MonkeyPatch, words: str, told: Standing
) -> None:
    (standing,) = remedy_standings(tiny, monkeypatch, words)
    assert standing is told


def remedy_standings(
    library: DiskLibrary, monkeypatch: pytest.MonkeyPatch, words: str, status: str = "agreed"
) -> list[Standing | None]:
    """Return how far the one remedy of a decision had come whose remedy paragraph is `words`."""
    decisions = register_of(library).decisions
    kent = next(d for d in decisions if d.case.council.startswith("Kent"))
    (paragraph,) = [p for p in library.paragraphs(kent.document.id) if p.role is Role.REMEDY]
    told = replace(paragraph, text=words, end=paragraph.start + len(words))
    step = Remedy("action", words, status=status, paragraph_id=told.id,
                  start=told.start, end=told.end)  # fmt: skip
    doctored = [replace(d, case=replace(d.case, remedies=(step,) if d is kent else ()))
                for d in decisions]  # fmt: skip
    register = Register(doctored, {d.document.id: n for n, d in enumerate(doctored)})
    text = library.text(kent.document.id)
    held = text[: told.start] + words + text[told.end :]
    monkeypatch.setattr("rag.lessons.register_of", lambda library: register)
    monkeypatch.setattr(library, "paragraph", lambda name: told if name == told.id else
                        next(p for p in library.paragraphs(name.partition("#")[0])
                             if p.id == name))  # fmt: skip
    monkeypatch.setattr(library, "text", lambda name: held if name == kent.document.id else "")
    lessons = learn_lessons(library, CaseFilters(councils=(kent.case.council,)))
    return [p.standing for x in (*lessons.lessons, lessons.unsorted) for p in x.remedies]


def test_what_was_recommended_is_not_told_as_agreed(
    tiny: DiskLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Review the policy on part-time timetables"
    assert remedy_standings(tiny, monkeypatch, words, "recommended") == [Standing.RECOMMENDED]


def test_fault_of_another_body_is_named(starter_library: DiskLibrary) -> None:
    report = make_lessons(starter_library, CaseFilters(councils=("Surrey",)))
    theme = next(t for t in report.record["themes"] if t["found"])
    theme["found"] = [{**theme["found"][0], "body": "ICB", "bare": False}]
    made = lessons_export(starter_library, replace(report), on=datetime.date(2026, 3, 4))
    lines = [s.text for section in made.sections for s in section.statements]
    assert any(line.startswith("found of ICB, not of the council: ") for line in lines)


def test_a_point_knows_its_decision(starter_library: DiskLibrary) -> None:
    lessons = learn_lessons(starter_library, CaseFilters(councils=("Surrey",)))
    some: Point = lessons.lessons[0].faults[0]
    assert some.reference == some.decision.case.reference
    assert some.place[0] == some.citation.paragraph_id


def test_what_followed_stands_with_the_fault_of_its_paragraph(both: DiskLibrary) -> None:
    """Seed lines are named by paragraph: 8 holds the fault on medical evidence and its harm."""
    lessons = learn_lessons(both, CaseFilters(councils=("Milton Keynes",)))
    for lesson in lessons.lessons:
        for harm in lesson.injustice:
            faults = [
                (x.code, p.citation.paragraph_id)
                for x in lessons.lessons
                for p in x.faults
                if p.citation.paragraph_id == harm.citation.paragraph_id
                and p.citation.kind is Kind.DECISION
            ]
            assert not faults or (lesson.code, harm.citation.paragraph_id) in faults
    (evidence,) = [x for x in lessons.lessons if x.code == "AP-EVIDENCE-THRESHOLD"]
    assert evidence.injustice


def test_a_sum_for_lost_education_is_no_sum_for_complaints(starter_library: DiskLibrary) -> None:
    record = whole(starter_library, councils=("Oxfordshire",))
    (complaints,) = [t for t in record["themes"] if t["code"] == "COMPLAINTS"]
    assert not any("lost educational provision" in p["text"] for p in complaints["agreed"])


def test_the_decisions_behind_a_report_are_named_and_open(starter_library: DiskLibrary) -> None:
    record = whole(starter_library, councils=("Milton Keynes",))
    assert len(record["held"]) == record["decisions"]
    for ending, count in record["findings"].items():
        assert sum(one["ending"] == ending for one in record["held"]) == count
    days = [one["date"] or "" for one in record["held"]]
    assert days == sorted(days, reverse=True)
    for one in record["held"]:
        paragraph = starter_library.paragraph(one["paragraph"])
        assert paragraph is not None
        assert paragraph.id.startswith(one["document"])
    assert "are held in full" in record["summary"][1]
    assert "about Milton Keynes Council alone" in record["reading"][0]
