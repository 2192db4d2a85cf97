"""What the tests of exported files share: a made-up answer, and how each format is read back."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import docx
import pypdfium2
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from test_authority import citation

from app.export.build import build_export
from app.export.formats import Format
from app.export.model import Export
from rag.draft import Draft
from rag.kinds import Audience, Kind, Part, Role, Status
from rag.protocols import Library
from rag.render import render_answer
from rag.replies import Answer, Claim, Precedent, Removed
from rag.wording import load_wording

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
