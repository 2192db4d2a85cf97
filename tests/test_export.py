"""Exported files, read back: every quotation, pinpoint and address; nothing cut."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from doors import hashed_engine
from exported import (
    ASKED,
    ODD,
    ON,
    READERS,
    WHERE,
    bare,
    made_up,
    pdf_text,
    quoting,
    ris_entries,
    several,
)

from app.export.build import build_export
from app.export.choose import export_decisions
from app.export.clean import one_line
from app.export.formats import Format, file_name, format_of, write_export
from rag.errors import NotInLibrary, QuestionError
from rag.kinds import Audience, Kind, Status
from rag.protocols import Library
from rag.replies import Answer, Citation, Question, Removed

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("form", list(Format))
def test_a_file_holds_every_quotation_pinpoint_and_address(tiny: Library, form: Format) -> None:
    export = several(tiny)
    text = bare(READERS[form](write_export(export, form)))
    for entry in export.entries:
        for quoted in entry.quoted:
            assert bare(quoted.text) in text
            assert bare(quoted.pinpoint) in text
            assert bare(quoted.whose) in text
        assert bare(entry.url or "") in text
        assert bare(entry.read) in text


@pytest.mark.parametrize("form", [Format.PDF, Format.DOCX, Format.MARKDOWN])
def test_a_printed_file_holds_the_whole_answer(tiny: Library, form: Format) -> None:
    export = several(tiny)
    text = bare(READERS[form](write_export(export, form)))
    told = [export.question or "", export.title, export.key, *export.limits]
    told += [s.text for section in export.sections for s in section.statements]
    told += [entry.form for entry in export.entries]
    told += ["Pay £9,999.", "a sum does not stand", "a warning", "the date is not certain"]
    for words in told:
        assert bare(words) in text
    assert text.count(bare(export.advice)) == 1
    assert "[3digest]" in text
    assert "javascript" not in text


def test_only_an_advocate_sees_what_the_checks_took_out(tiny: Library) -> None:
    removed = (Removed("Pay £9,999.", "amount", "why"),)
    for audience in Audience:
        answer = made_up([quoting("words")], audience=audience, removed=removed)
        struck = build_export(answer, tiny, on=ON).struck
        assert len(struck) == (audience is Audience.ADVOCATE)


def test_digests_and_rules_are_not_in_quotation_marks(tiny: Library) -> None:
    shown = {q.text: q for entry in several(tiny).entries for q in entry.quoted}
    assert shown["Therapy was missed"].shown == "Therapy was missed"
    assert "not the Ombudsman’s words" in shown["Therapy was missed"].whose
    assert "not the words of the law" in shown["A council must arrange it."].whose
    verbatim = shown[one_line(ODD)]
    assert verbatim.shown == f"“{one_line(ODD)}”"
    assert "word for word" in verbatim.whose


def test_an_answer_that_does_not_answer_is_exported_too(tiny: Library) -> None:
    answer = Answer(Status.NOT_FOUND, "Why?", Audience.STAFF, "I could not find that.\nAsk again.")
    export = build_export(answer, tiny, on=ON)
    for form in (Format.PDF, Format.DOCX, Format.MARKDOWN):
        text = bare(READERS[form](write_export(export, form)))
        assert bare("I could not find that.") in text
        assert bare("does not answer this") in text
        assert text.count(bare(export.advice)) == 1
    assert write_export(export, Format.RIS) == b""
    assert json.loads(write_export(export, Format.CSL)) == []


def test_a_date_of_access_is_given_only_where_the_address_was_read(
    starter_library: Library,
) -> None:
    tiny, known = starter_library, starter_library.documents()[0]
    for checked, accessed in ((True, date.fromisoformat(known.read_at[:10])), (False, None)):
        claim = quoting("words", document_id=known.id, url_checked=checked)
        (entry,) = build_export(made_up([claim]), tiny, on=ON).entries
        assert entry.accessed == accessed
        assert ("not opened" in entry.read) is not checked
        (ris,) = ris_entries(write_export(build_export(made_up([claim]), tiny, on=ON), Format.RIS))
        assert ("Y2" in ris) is checked


def test_a_full_text_without_a_day_takes_it_from_its_digest(starter_library: Library) -> None:
    digest = next(d for d in starter_library.documents() if d.kind is Kind.DIGEST and d.date)
    claim = quoting("words", reference=digest.reference, url=None)
    (entry,) = build_export(made_up([claim]), starter_library, on=ON).entries
    assert entry.about.date == digest.date
    assert entry.url == digest.url


def test_nothing_of_a_long_answer_is_cut(tiny: Library) -> None:
    words = [f"Finding {n} " + " ".join(f"w{n}x{m}" for m in range(40)) for n in range(120)]
    words += ["endless" * 400, " ".join(f"long{n}" for n in range(3000))]
    claims = [quoting(text, n, url=WHERE + "&x" * 400) for n, text in enumerate(words)]
    export = build_export(made_up(claims), tiny, on=ON)
    for form in (Format.PDF, Format.DOCX, Format.MARKDOWN):
        text = bare(READERS[form](write_export(export, form)))
        text = re.sub(r"Page\d+of\d+|Ombudsmandecisions:fulltexts|", "", text)
        text = text.replace("Authority,andwhereitwasreadWhatisreliedon", "")
        for told in words:
            assert bare(told) in text


def test_a_title_longer_than_a_page_breaks_over_pages(tiny: Library) -> None:
    title = " ".join(f"title{n}" for n in range(2500))
    claim = quoting("words", kind=Kind.MINUTES, title=title, warning="w " * 3000)
    text = pdf_text(write_export(build_export(made_up([claim]), tiny, on=ON), Format.PDF))
    assert "title2499" in text


def test_pages_are_numbered_and_bookmarked(tiny: Library) -> None:
    claims = [quoting("words " * 60 + str(n), n) for n in range(40)]
    export = build_export(made_up(claims), tiny, on=ON)
    pdf = pypdfium2.PdfDocument(write_export(export, Format.PDF))
    assert len(pdf) > 3
    for number, page in enumerate(pdf, start=1):
        assert f"Page {number} of {len(pdf)}" in page.get_textpage().get_text_range()
    names = [mark.get_title() for mark in pdf.get_toc()]
    assert names.count("Table of authorities") == 1
    assert names.count("Ombudsman decisions: full texts") == 1
    assert pdf.get_metadata_dict()["Title"] == export.title


def test_letters_stay_inside_the_page(tiny: Library) -> None:
    pdf = pypdfium2.PdfDocument(write_export(several(tiny), Format.PDF))
    for page in pdf:
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            assert 30 <= left <= right <= width - 30 or left == right
            assert 20 <= bottom <= top <= height - 20 or bottom == top


@pytest.mark.parametrize("form", list(Format))
def test_chosen_decisions_are_quoted_with_their_places(
    starter_library: Library, form: Format
) -> None:
    chosen = [d for d in starter_library.documents() if d.kind is Kind.DIGEST][:4]
    export = export_decisions(starter_library, [d.reference or "" for d in chosen], on=ON)
    assert [s.heading for s in export.sections] == [
        s.heading for d, s in zip(chosen, export.sections, strict=True) if d.reference in s.heading
    ]
    assert {e.about.document_id for e in export.entries} <= {d.id for d in chosen}
    text = bare(READERS[form](write_export(export, form)))
    for entry in export.entries:
        assert all(bare(q.text) in text for q in entry.quoted)


def test_a_full_text_speaks_before_its_digest(tiny: Library) -> None:
    by_id = export_decisions(tiny, ["24-000-001", "24 000 001"], on=ON)
    assert len(by_id.sections) == 1
    assert "digest" not in (by_id.sections[0].heading or "")


def test_a_choice_that_cannot_be_met_is_explained(tiny: Library) -> None:
    with pytest.raises(NotInLibrary, match="99 999 999"):
        export_decisions(tiny, ["99 999 999"], on=ON)
    with pytest.raises(QuestionError, match="1 to 50"):
        export_decisions(tiny, [], on=ON)


def test_the_ending_of_a_file_names_its_format() -> None:
    assert format_of(Path("a/b.PDF")) is Format.PDF
    for name in ("answer", "answer.doc", ".pdf"):
        with pytest.raises(QuestionError, match="end its name in"):
            format_of(Path(name))


@pytest.mark.parametrize("audience", list(Audience))
def test_an_answer_of_the_engine_keeps_all_it_cites(tiny_index: Path, audience: Audience) -> None:
    with hashed_engine(tiny_index) as engine:
        answer = engine.ask(Question(ASKED, audience=audience))
        export = build_export(answer, engine.library, on=ON)
    cited = {c.quote for claim in answer.claims for c in claim.citations}
    assert cited
    assert cited == {q.text for entry in export.entries for q in entry.quoted}
    numbers = [m.number for s in export.sections for one in s.statements for m in one.marks]
    assert set(numbers) == {q.number for entry in export.entries for q in entry.quoted}
    assert file_name(export, Format.PDF) == "upheld-2026-03-04.pdf"
    for form in (Format.PDF, Format.DOCX, Format.MARKDOWN):
        text = bare(READERS[form](write_export(export, form)))
        assert all(bare(words) in text for words in cited)


def test_the_same_answer_makes_the_same_citations(tiny: Library) -> None:
    export = several(tiny)
    assert write_export(export, Format.RIS) == write_export(replace(export), Format.RIS)
    assert isinstance(export.entries[0].about, Citation)
