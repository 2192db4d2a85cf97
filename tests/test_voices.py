"""Voices inside a paragraph, against a table made by hand before anything read them.

In tests/data/voices.tsv `{c|…}` marks the words of another voice than the paragraph's: c the
council, p the family, f facts (somebody else, or told), j a judgement, l law, m method,
o opinion, d discussion. The rows "held" were first scored when the reading was done.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ingest.parse import parse_document
from ingest.read import read_source
from ingest.voicing import mark_paragraph
from rag.compose_found import _shortened
from rag.fakes import HashedEmbedder
from rag.kinds import REPORTED, Kind, Role
from rag.records import Paragraph, Voice
from rag.schema import paragraph_from
from rag.shelve import _paragraph_row

TABLE = Path(__file__).parent / "data" / "voices.tsv"
_ROLES = {
    "c": Role.COUNCIL_POSITION,
    "p": Role.COMPLAINT,
    "f": Role.FACTS,
    "j": Role.FINDINGS,
    "l": Role.LAW,
    "m": Role.METHOD,
    "o": Role.OPINION,
    "d": Role.DISCUSSION,
}


@dataclass(frozen=True)
class Row:
    held: bool
    kind: Kind
    section: Role
    paragraph: Paragraph  # its voices are those expected


def expected(role: Role, marked: str) -> Paragraph:
    text, voices = "", []
    for piece in re.split(r"(\{\w\|[^}]*\})", marked):
        code = re.fullmatch(r"\{(\w)\|([^}]*)\}", piece)
        words = code[2] if code else piece
        if code:
            voices.append((len(text), len(text) + len(words), _ROLES[code[1]]))
        text += words
    paragraph = Paragraph("x#0", "x", 0, 0, role, text, 0, len(text), "Analysis, paragraph 1")
    return replace(paragraph, voices=tuple(Voice(*voice) for voice in voices))


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Row(r["set"] == "held", Kind(r["kind"]), Role(r["section"]),
                expected(Role(r["role"]), r["text"]))
            for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]  # fmt: skip


def by_word(p: Paragraph) -> list[Role]:
    return [p.role_at(m.start(), m.end()) for m in re.finditer(r"\w+", p.text)]


@dataclass
class Score:
    paragraphs: int = 0
    right: int = 0
    words: int = 0
    words_right: int = 0
    raised: int = 0  # paragraphs where a party's words are taken for the Ombudsman's
    wrong: list[str] = field(default_factory=list)


def score(*, held: bool) -> Score:
    found = Score()
    for row in rows():
        if row.held is not held:
            continue
        read = mark_paragraph(replace(row.paragraph, voices=()), row.section, row.kind)
        pairs = list(zip(by_word(row.paragraph), by_word(read), strict=True))
        same = sum(a is b for a, b in pairs)
        found.paragraphs += 1
        found.words += len(pairs)
        found.words_right += same
        raised = any(a in REPORTED and b not in {*REPORTED, Role.FACTS} for a, b in pairs)
        found.raised += raised
        if same == len(pairs):
            found.right += 1
        else:
            shown = [(v.role.value, read.text[v.start : v.end]) for v in read.voices]
            found.wrong.append(f"{'RAISED ' if raised else ''}{read.text} -> {shown}")
    return found


def test_the_table_is_large_and_even() -> None:
    held = [row.held for row in rows()]
    assert len(held) >= 80
    assert sum(held) * 2 == len(held)


@pytest.mark.parametrize(("held", "least"), [(False, 1.0), (True, 0.925)])
def test_voices_as_the_table_has_them(held: bool, least: float) -> None:
    found = score(held=held)
    assert found.right >= least * found.paragraphs, "\n".join(found.wrong)
    assert found.words_right >= 0.97 * found.words, "\n".join(found.wrong)
    assert found.raised == 0, "\n".join(found.wrong)


def readings() -> list[Path]:
    made = sorted((TABLE.parent / "made_up").glob("*.txt"))
    seeds = sorted((Path(__file__).parents[2] / "shared" / "seeds").glob("*.txt"))
    return [*made, *(TABLE.parent / name for name in ("minutes_items.txt", "report.txt")), *seeds]


@pytest.mark.parametrize("path", readings(), ids=lambda path: path.stem[:24])
def test_voices_are_in_order_and_on_words(path: Path) -> None:
    reading = parse_document(read_source(path), read_at="x")
    for p in reading.paragraphs:
        at = p.start
        for voice in p.voices:
            assert at <= voice.start < voice.end <= p.end
            assert voice.role is not p.role
            words = reading.text[voice.start : voice.end]
            assert words == words.strip()
            assert not re.match(r"\w\w", reading.text[max(voice.start - 1, p.start) :][:2]) or (
                voice.start == p.start
            )
            assert not re.match(r"\w\w", reading.text[voice.end - 1 :][:2])
            at = voice.end
        if p.voices:
            assert p.role in p.roles_at(p.start, p.end)


def spoken(marked: str, role: Role = Role.FINDINGS) -> tuple[Paragraph, Role]:
    paragraph = expected(role, marked)
    return paragraph, paragraph.role_at(paragraph.start, paragraph.end)


def test_a_span_of_one_voice_has_its_role() -> None:
    paragraph, _ = spoken("{c|It had no room.} This was fault.")
    assert paragraph.role_at(0, 15) is Role.COUNCIL_POSITION
    assert paragraph.role_at(3, 9) is Role.COUNCIL_POSITION
    assert paragraph.role_at(16, paragraph.end) is Role.FINDINGS
    assert paragraph.roles_at(0, paragraph.end) == (Role.COUNCIL_POSITION, Role.FINDINGS)


@pytest.mark.parametrize(
    ("role", "marked", "together"),
    [
        (Role.FINDINGS, "{c|It had no room.} This was fault.", Role.FACTS),
        (Role.FINDINGS, "{l|Councils must reply.} It did not.", Role.FINDINGS),
        (Role.FINDINGS, "{f|The school said so.} It did nothing.", Role.FACTS),
        (Role.SUMMARY, "{p|She complained.} There was fault.", Role.SUMMARY),
        (Role.OPINION, "{d|Members asked.} He said it must.", Role.OPINION),
        (Role.DISCUSSION, "Two agreed. {o|One said it was luck.}", Role.OPINION),
        (Role.RECOMMENDATION, "{d|Members talked.} It was AGREED.", Role.DISCUSSION),
        (Role.COMPLAINT, "She complains. {c|It told her no.}", Role.FACTS),
        (Role.FINDINGS, "{c|It had no room.} {p|She says it had.} I cannot tell.", Role.FACTS),
    ],
)
def test_a_span_across_voices_has_the_least_authoritative(
    role: Role, marked: str, together: Role
) -> None:
    assert spoken(marked, role)[1] is together


def test_a_paragraph_in_which_only_others_speak_is_theirs() -> None:
    def read(text: str, *, boilerplate: bool = False) -> Paragraph:
        paragraph = Paragraph("x#0", "x", 0, 0, Role.FINDINGS, text, 0, len(text), "Analysis")
        paragraph = replace(paragraph, boilerplate=boilerplate)
        return mark_paragraph(paragraph, Role.FINDINGS, Kind.DECISION)

    told = "The Council said it was sorry. It told her so."
    assert (read(told).role, read(told).voices) == (Role.COUNCIL_POSITION, ())
    both = read(f"{told} Mrs X says nobody did.")
    assert both.role is Role.COUNCIL_POSITION
    assert [v.role for v in both.voices] == [Role.COMPLAINT]
    judged = read(f"{told} That was not enough and was fault.")
    assert judged.voices == (Voice(0, len(told), Role.COUNCIL_POSITION),)
    assert read(f"{told} That was fault.", boilerplate=True).voices == ()


def test_voices_are_stored_and_read_back() -> None:
    paragraph, _ = spoken("{c|It had no room.} This was fault.")
    row = _paragraph_row(1, paragraph, None)
    assert len(row) == 16
    kept = ("x", *row[1:12], row[14], row[15])
    assert paragraph_from(kept) == paragraph


def test_a_long_finding_is_never_cut_down_to_what_a_party_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = "The Council said that no taxi could be found for him anywhere in the county that month."
    judged = "It should have looked further afield, kept a note of what it tried, and told her so."
    rest = f"{judged} I find that this was fault, since nobody wrote down any reason for it at all."
    paragraph, _ = spoken(f"{{c|{said}}} {rest}")
    cut: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "rag.compose_found.cite_id", lambda library, name, start, end: cut.append((start, end))
    )
    embedder = HashedEmbedder()
    materials: Any = SimpleNamespace(
        library=SimpleNamespace(paragraph=lambda _: paragraph),
        embedder=embedder,
        found=SimpleNamespace(vector=embedder.encode([said])[0]),
    )
    citation: Any = SimpleNamespace(
        quote=paragraph.text, paragraph_id="x#0", start=0, role=Role.FINDINGS
    )
    _shortened(materials, citation)
    [(start, end)] = cut
    assert said not in paragraph.text[start:end]
