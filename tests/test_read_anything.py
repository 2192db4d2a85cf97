"""Whatever is read: no other error than ours, true spans, and nothing lost without a word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, Shape, clean_text, drop_furniture
from ingest.parse import parse_document
from ingest.read import read_bytes
from rag.errors import ParseError, ReadError
from rag.records import Reading

pytestmark = pytest.mark.slow

DATA = Path(__file__).parent / "data"
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
MADE_UP = sorted(p for p in DATA.rglob("*") if p.suffix in (".txt", ".md"))
REAL = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []
TEXTS = [path.read_text("utf-8") for path in (*MADE_UP, *REAL)]
PAGES = [path.read_bytes() for path in sorted(DATA.glob("*.html"))]
LONGEST = 16_000  # characters of one example: the report is 216,000 long and read in windows
_SETTINGS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def read(data: bytes, name: str) -> Reading | None:
    """Read `data` as `upheld ingest` would; None where it is refused in plain words."""
    try:
        reading = parse_document(read_bytes(data, name=name), read_at="x")
    except (ReadError, ParseError):
        return None
    last = 0
    for p in reading.paragraphs:
        assert reading.text[p.start : p.end] == p.text
        assert p.text.strip()
        assert p.start >= last
        last = p.end
    case = reading.case
    for part in (*case.faults, *case.no_fault, *case.remedies) if case else ():
        assert part.start is not None
        assert part.end is not None
        assert 0 <= part.start < part.end <= len(reading.text)
    return reading


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+", clean_text(text))).lower()


_MARKER = re.compile(r"^\s*(?:[-*+•‣▪◦●■›»·]\s+)*\(?(?:[a-z]|[ivx]{2,4})[.)]\s+")
_FOOTER = re.compile(
    r"investigators(?:final)?decisiononbehalfoftheombudsm[ae]n|agendaitem|noitem|items|"
    r"contents|resolved|minutes|actions?|agendaandminutes|summary"
)
_LINK = re.compile(r"\]\((?:#|https?:|mailto:|/)[^)\s]*\)")


def lost(text: str, reading: Reading) -> list[str]:
    """Return the lines of `text` that stand nowhere in what was read, furniture apart."""
    document = reading.document
    names = (document.title, document.council, document.outcome, document.category)
    sections = " ".join(section.heading for section in reading.sections)
    leads = " ".join(dict.fromkeys(p.lead_in or "" for p in reading.paragraphs))
    aside = " ".join(line for line, _ in reading.set_aside)
    known = " ".join(name or "" for name in names)
    held = letters(f"{reading.text} {sections} {leads} {aside} {known}")
    missing = []
    for line in re.split(r"\r\n|[\n\r\x0c\x85\u2028\u2029]", text):
        plain = clean_text(_LINK.sub("]", line))
        if not drop_furniture([Block(Shape.TEXT, re.sub(r"[*#]+", "", plain).strip())]):
            continue
        own = re.sub(r"^[#* ]*summary ?[:–-]", "", _MARKER.sub("", plain, count=1), flags=re.I)
        own = re.sub(r"(?:\bpdf icon )?\bPDF [\d.,]+ ?[KM]B\W*$", "", own, flags=re.I)
        wanted = letters(own)
        if wanted and wanted not in held and not _FOOTER.fullmatch(wanted):
            missing.append(plain)
    return missing


# --- what is tried ---------------------------------------------------------------------------

texts = st.sampled_from(TEXTS)


@st.composite
def windows(draw: st.DrawFn) -> str:
    """A document broken off at both ends, anywhere."""
    text = draw(texts)
    start = draw(st.integers(0, max(len(text) - 1, 0))) if draw(st.booleans()) else 0
    end = start + draw(st.integers(0, LONGEST))
    return text[start:end]


@st.composite
def joined(draw: st.DrawFn) -> str:
    """Several documents, or parts of them, in one."""
    parts = draw(st.lists(windows(), min_size=2, max_size=3))
    return draw(st.sampled_from(("\n\n", "\n", " ", ""))).join(parts)


_BITS = st.one_of(
    st.sampled_from(
        ["\n", "\n\n", "\u00a0", "\u00ad", "\ufeff", "**", "£", "£5", "1. ", "- ", "• ", "(", '"',
         "”", "\t", "|", "##", ":", ".", "Analysis\n", "Decision\n", "Summary: ", "¹²", "\x0c"]
    ),
    st.text(max_size=8),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A document with pieces taken out, put in, doubled and moved."""
    text = draw(windows())
    for _ in range(draw(st.integers(1, 8))):
        a = draw(st.integers(0, len(text)))
        b = min(len(text), a + draw(st.integers(0, 60)))
        bit = draw(_BITS)
        text = {
            "cut": text[:a] + text[b:],
            "put": text[:a] + bit + text[a:],
            "swap": text[:a] + bit + text[b:],
            "double": text[:b] + text[a:b] + text[b:],
        }[draw(st.sampled_from(("cut", "put", "swap", "double")))]
    return text


def check(text: str, name: str) -> None:
    text = text.encode("utf-8", "ignore").decode("utf-8")
    reading = read(text.encode(), name)
    if reading is not None and "\x00" not in text:
        assert lost(text, reading) == []


names = st.sampled_from(("a.txt", "a.md"))


def test_whole_documents_lose_nothing() -> None:
    for text in TEXTS:
        check(text, "a.txt")


@settings(_SETTINGS, max_examples=250)
@given(windows(), names)
def test_truncations(text: str, name: str) -> None:
    check(text, name)


@settings(_SETTINGS, max_examples=150)
@given(joined(), names)
def test_concatenations(text: str, name: str) -> None:
    check(text, name)


@settings(_SETTINGS, max_examples=250)
@given(mutated(), names)
def test_mutations(text: str, name: str) -> None:
    check(text, name)


@settings(_SETTINGS, max_examples=100)
@given(
    st.sampled_from((*PAGES, *(text.encode()[:LONGEST] for text in TEXTS))),
    st.lists(st.tuples(st.integers(0, LONGEST), st.binary(max_size=6)), max_size=12),
    st.sampled_from(("a.html", "a.txt", "a.pdf", "a.docx", "a.md")),
)
def test_bytes_of_any_kind(data: bytes, bits: list[tuple[int, bytes]], name: str) -> None:
    for at, bit in bits:
        at = min(at, len(data))
        data = data[:at] + bit + data[at + len(bit) :]
    read(data, name)
