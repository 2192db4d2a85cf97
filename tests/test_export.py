"""Exported files, read back: every quotation, pinpoint and address; nothing live; nothing cut."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from doors import hashed_engine
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from test_authority import citation

from app.export.build import build_export
from app.export.choose import export_decisions
from app.export.clean import one_line, printable, safe_url
from app.export.formats import Format, file_name, format_of, write_export
from app.export.markdown import escape
from app.export.model import Export
from rag.draft import Draft
from rag.errors import NotInLibrary, QuestionError
from rag.kinds import Audience, Kind, Part, Role, Status
from rag.protocols import Library
from rag.render import render_answer
from rag.replies import Answer, Citation, Claim, Precedent, Question, Removed
from rag.wording import load_wording

pytestmark = pytest.mark.slow

ON = date(2026, 3, 4)
ASKED = "What did the Ombudsman find in 24 000 001, and what was agreed?"
ODD = "Llŷn & Ŵyn <b>said</b> “£1,350” at 5⁴ — #1 *now* [x](http://a.b) | `c` \u202e\u00a0中 'ok'"
WHERE = "https://www.lgo.org.uk/decisions/education/24-000-001?a=1&b=2"
MD = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def made_up(claims: list[Claim], **more: Any) -> Answer:
    audience = more.get("audience", Audience.PARENT)
    limits = ("Looked in 4 documents.", "This is information, not legal advice.")
    text = render_answer(load_wording(), audience, Draft(), claims, limits)
    return Answer(
        **{
            "status": Status.ANSWERED,
            "question": "What happened?",
            "audience": audience,
            "text": text,
            "claims": tuple(claims),
            "limits": limits,
            **more,
        }
    )


def quoting(words: str, number: int = 0, **known: Any) -> Claim:
    cited = citation(
        known.pop("kind", Kind.DECISION),
        **{
            "quote": words,
            "council": "Kent County Council",
            "reference": "24 000 001",
            "paragraph_id": f"d#{number}",
            "pinpoint": f"Analysis, paragraph {number}",
            "url": WHERE,
            **known,
        },
    )
    return Claim(f"The Ombudsman found: “{words}”", Part.FOUND, (cited,), verbatim=True)


def several(library: Library) -> Export:
    """An answer with one of everything."""
    duty = citation(
        Kind.DUTY,
        document_id="S19",
        quote="A council must arrange it.",
        role=Role.LAW,
        pinpoint="Duty",
        legal_basis="Education Act 1996 s19(1); R (G) v Westminster City Council [2004] "
        "EWCA Civ 45",
        url="https://www.legislation.gov.uk/ukpga/1996/56/section/19",
        url_checked=True,
        law_status="in force",
        start=1,
    )
    digest = citation(
        Kind.DIGEST,
        document_id="digest-1",
        title="Essex County Council (23 000 009)",
        quote="Therapy was missed",
        reference="23 000 009",
        council="Essex County Council",
        start=2,
        warning="the date is not certain",
    )
    claims = [
        quoting(ODD, 4),
        Claim("A council must arrange it.", Part.DUTY, (duty,)),
        Claim("Found: therapy was missed", Part.FOUND, (digest,)),
    ]
    example = Precedent(
        "digest-1",
        "23 000 009",
        "Essex County Council",
        None,
        "Upheld",
        "fault found",
        "Fault: therapy.",
        "javascript:alert(1)",
        True,
        "a warning",
    )
    answer = made_up(
        claims,
        audience=Audience.ADVOCATE,
        precedents=(example,),
        removed=(Removed("Pay £9,999.", "amount", "a sum does not stand in what is cited"),),
    )
    return build_export(answer, library, on=ON)


def pdf_text(data: bytes) -> str:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    assert pages
    return "\n".join(pages)


def docx_text(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    rows = ([t.text or "" for t in p.iter(qn("w:t"))] for p in body.iter(qn("w:p")))
    return "\n".join("".join(row) for row in rows)


def md_tokens(data: bytes) -> Iterator[Any]:
    for token in MD.parse(data.decode()):
        yield token
        yield from token.children or ()


def md_text(data: bytes) -> str:
    cells = [t for t in MD.parse(data.decode()) if t.type == "inline"]
    kept = ("text", "text_special", "code_inline")
    return "\n".join("".join(c.content for c in t.children if c.type in kept) for t in cells)


def ris_entries(data: bytes) -> list[dict[str, list[str]]]:
    entries: list[dict[str, list[str]]] = []
    for line in data.decode().split("\r\n"):
        assert "\n" not in line
        if not line:
            continue
        tag, words = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups()
        if tag == "TY":
            entries.append({})
        entries[-1].setdefault(tag, []).append(words)
    assert all(next(iter(entry)) == "TY" and list(entry)[-1] == "ER" for entry in entries)
    return entries


READERS = {
    Format.PDF: pdf_text,
    Format.DOCX: docx_text,
    Format.MARKDOWN: md_text,
    Format.RIS: lambda data: data.decode(),
    Format.CSL: lambda data: "\n".join(
        str(value) for item in json.loads(data) for value in item.values()
    ),
}


def bare(text: str) -> str:
    """Return what is left when lines are broken elsewhere and hyphens drawn otherwise."""
    return re.sub(r"[\s\u00a0\u0002\ufffe\u202e]+", "", text.replace("[U+4E2D]", "中"))


# --- every writer -------------------------------------------------------------------------------


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


# --- long and large -----------------------------------------------------------------------------


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


# --- a selection --------------------------------------------------------------------------------


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


# --- nothing becomes live -----------------------------------------------------------------------

TRICKS = (
    "<script>alert(1)</script>",
    "[a](http://evil.example)",
    "![i](x)",
    "# h",
    "1. a",
    "- a",
    "> q",
    "`c`",
    "~~s~~",
    "| a | b |",
    "&lt;",
    "www.evil.example",
    "http://evil.example",
    "<http://evil.example>",
    "\\",
    "***",
    "===",
    "\t code",
    "[r]: http://evil.example",
    "a@evil.example",
    "\x00\x1b[31m",
    "\ud800",
    "\u202e",
)
trickery = st.lists(st.sampled_from(TRICKS) | st.text(max_size=12), max_size=6).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(trickery)
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    tokens = MD.parse(f"- x {escape(text)}\n") + MD.parse(f"- {escape(text)}\n")
    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {"text", "text_special"}
    lines = [t for t in MD.parse(f"- x {escape(text)}\n") if t.type == "inline"]
    shown = "".join(c.content for c in lines[0].children)
    assert shown == f"x {one_line(text)}".strip()


@settings(max_examples=25, deadline=None)
@given(trickery.filter(lambda text: one_line(text)))
def test_any_words_can_be_written(text: str) -> None:
    claim = quoting(text, title=text, council=text, source=text, warning=text, pinpoint=text)
    answer = made_up([claim], question=text)
    export = build_export(answer, _Nothing(), on=ON)
    for form in Format:
        data = write_export(export, form)
        READERS[form](data)
        if form is Format.MARKDOWN:
            links = {t.attrs["href"] for t in md_tokens(data) if t.type == "link_open"}
            assert links <= {WHERE}
            assert not any(t.type.startswith("html") for t in md_tokens(data))


class _Nothing:
    """A library that holds nothing."""

    manifest: dict[str, str] = {}  # noqa: RUF012

    def document(self, document_id: str) -> None:
        return None

    def documents(self) -> tuple[()]:
        return ()


def test_links_lead_to_sources_only(tiny: Library) -> None:
    export = several(tiny)
    allowed = {entry.url for entry in export.entries if entry.url}
    paper = docx.Document(io.BytesIO(write_export(export, Format.DOCX)))
    outside = {r.target_ref for r in paper.part.rels.values() if r.is_external}
    assert outside == allowed
    raw = write_export(export, Format.PDF)
    found = set(re.findall(rb"/URI \((.*?)\)(?=\s|/|>)", raw))
    assert {uri.decode() for uri in found} == allowed
    assert not {b"/JavaScript", b"/JS ", b"/Launch"} & set(re.findall(rb"/\w+ ?", raw))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://",
        "https://host",
        "https://a.b/\n",
        "https://user@evil.example/",
        "https://a.b/<x>",
        'https://a.b/"',
        "//a.b",
        "https://a.b:port/",
        "https://[::1",
        "https://é.uk/",
        "https://a.b/|x",
        None,
        "",
    ],
)
def test_other_addresses_are_no_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_an_ordinary_address_is_a_link() -> None:
    assert safe_url(WHERE) == WHERE


@given(st.text())
def test_printable_text_can_be_encoded_and_put_into_xml(text: str) -> None:
    clean = printable(text)
    clean.encode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", clean)
    assert printable(clean) == clean


# --- reference managers -------------------------------------------------------------------------

CSL_FIELDS = set(
    "id type title author authority publisher genre number issued section URL accessed note "
    "language source".split()
)  # those of csl-data.json 1.0.2 that are used


def test_ris_has_one_entry_a_work(tiny: Library) -> None:
    entries = ris_entries(write_export(several(tiny), Format.RIS))
    by_title = {entry["TI"][0]: entry for entry in entries}
    assert len(by_title) == len(entries)
    act = by_title["Education Act 1996"]
    assert act["TY"] == ["STAT"]
    assert act["SE"] == ["s 19(1)"]
    assert act["UR"] == ["https://www.legislation.gov.uk/ukpga/1996/56/section/19"]
    judgment = by_title["R (G) v Westminster City Council"]
    assert (judgment["TY"], judgment["M1"]) == (["CASE"], ["[2004] EWCA Civ 45"])
    assert "UR" not in judgment  # the address is the Act's
    decision = next(entry for entry in entries if entry.get("M1") == ["24 000 001"])
    assert decision["TY"] == ["CASE"]
    assert decision["AU"] == ["Local Government and Social Care Ombudsman,"]
    assert any(one_line(ODD) in note for note in decision["N1"])


def test_csl_items_keep_to_the_schema(tiny: Library) -> None:
    items = json.loads(write_export(several(tiny), Format.CSL))
    assert len({item["id"] for item in items}) == len(items) == 4
    for item in items:
        assert set(item) <= CSL_FIELDS
        assert item["type"] in ("legal_case", "legislation", "report")
        for field in ("issued", "accessed"):
            for parts in item.get(field, {"date-parts": []})["date-parts"]:
                assert 1 <= len(parts) <= 3
                assert all(isinstance(part, int) for part in parts)
        for author in item.get("author", []):
            assert set(author) == {"literal"}
    act = next(item for item in items if item["type"] == "legislation")
    assert act["issued"] == {"date-parts": [[1996]]}


def test_an_act_under_two_rules_is_one_work(tiny: Library) -> None:
    claims = [
        Claim(
            "a",
            Part.DUTY,
            (
                citation(
                    Kind.DUTY, document_id=f"D{n}", start=n, legal_basis=f"Education Act 1996 s{n}"
                ),
            ),
        )
        for n in (7, 9)
    ]
    (item,) = json.loads(write_export(build_export(made_up(claims), tiny, on=ON), Format.CSL))
    assert item["section"] == "s 7; s 9"


# --- files and real answers ---------------------------------------------------------------------


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
