"""`upheld inspect`: one document as it is read, as JSON, on a terminal and as a page."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from doors import ROOT, command

from app.cli import main
from app.inspect import case_facts, read_file, reading_record, say_amount, say_marks
from app.inspect_html import reading_page
from rag.cases import Remedy
from rag.kinds import Role
from rag.records import Reading

DATA = Path(__file__).parent / "data"
GOLD = ROOT / "eval" / "gold" / "documents"
DECISION = GOLD / "99-000-101.txt"
MINUTES = GOLD / "minutes-northmoor.txt"
SEEDS = ROOT.parent / "shared" / "seeds"
OWN = sorted(p for p in [*DATA.iterdir(), *GOLD.iterdir()] if p.suffix in (".txt", ".html", ".md"))
CHROMIUM = shutil.which("chromium")
PARAGRAPH = (
    "id number number_inferred pinpoint role voices start end lead_in boilerplate text".split()
)  # the contract, in its order
REMEDY = (
    "kind amount_gbp rate status for to_whom deadline pinpoint start end paid_to benefits proposed"
).split()


@pytest.fixture
def inspect(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Run `upheld inspect` in this process: (exit code, output, notes)."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["upheld", "inspect", *map(str, arguments)])
        with pytest.raises(SystemExit) as leaving:
            main()
        out, err = capfdbinary.readouterr()
        return int(leaving.value.code or 0), out.decode(), err.decode()

    return run


def real(name: str) -> Path:
    found = sorted(SEEDS.glob(name)) if SEEDS.is_dir() else []
    if not found:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    return found[0]


class Page(HTMLParser):
    """What a browser would see: ids, links, tags and the text of each paragraph."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []

    def handle_data(self, data: str) -> None:
        self.text += data


# --- JSON ---------------------------------------------------------------------------------------


def test_json_has_exactly_the_agreed_keys(inspect: Any) -> None:
    code, out, err = inspect(DECISION, "--json")
    record = json.loads(out)
    assert (code, err) == (0, "")
    assert list(record) == ["document", "sections", "set_aside", "case"]
    assert list(record["sections"][0]) == ["ordinal", "heading", "role", "paragraphs"]
    assert all(list(p) == PARAGRAPH for s in record["sections"] for p in s["paragraphs"])
    assert (
        list(record["case"])
        == (
            "reference council outcome finding faults no_fault injustice remedies provisions "
            "not_investigated issues events missed themes"
        ).split()
    )
    assert all(
        list(fault) == ["text", "pinpoint", "start", "end"] for fault in record["case"]["faults"]
    )
    assert all(list(remedy) == REMEDY for remedy in record["case"]["remedies"])


def test_a_decision_is_told_with_its_case(inspect: Any) -> None:
    record = json.loads(inspect(DECISION, "--json")[1])
    case = record["case"]
    assert record["document"]["reference"] == case["reference"] == "99 000 101"
    assert (case["outcome"], case["finding"]) == ("Upheld", "mixed")
    assert [fault["pinpoint"] for fault in case["faults"]] == [
        "Analysis, paragraph 1",
        "Analysis, paragraph 2",
        "Analysis, paragraph 4",
    ]
    sums = [(r["amount_gbp"], r["rate"], r["status"]) for r in case["remedies"] if r["amount_gbp"]]
    assert sums == [(120, "per month", "agreed"), (275, None, "agreed"), (300, None, "rejected")]


def test_another_voice_inside_a_paragraph_is_told_and_coloured(inspect: Any) -> None:
    reading = read_file(DECISION)
    summary = next(p for p in reading.paragraphs if p.role is Role.SUMMARY)
    (voice,) = summary.voices
    words = reading.text[voice.start : voice.end]
    record = json.loads(inspect(DECISION, "--json")[1])
    told = [p for s in record["sections"] for p in s["paragraphs"] if p["id"] == summary.id]
    assert told[0]["voices"] == [{"start": voice.start, "end": voice.end, "role": "complaint"}]
    assert words.startswith("Ms T complained")
    assert words.endswith(".")
    html = reading_page(replace(reading, case=None))
    assert '<span class="v r-complaint" title="the complaint (not a finding)">Ms T compl' in html
    shown = " ".join(inspect(DECISION)[1].split())
    assert "[the complaint (not a finding): Ms T complained" in shown


def test_minutes_have_no_case_and_the_council_is_inferred(inspect: Any) -> None:
    record = json.loads(inspect(MINUTES, "--json")[1])
    assert record["case"] is None
    assert record["document"]["kind"] == "minutes"
    oxford = reading_record(read_file(real("002_*.txt")))
    assert oxford["document"]["council"] == "Oxfordshire County Council"


def test_the_remedies_of_a_real_decision() -> None:
    case = reading_record(read_file(real("000_*.txt")))["case"]
    sums = [(r["amount_gbp"], r["status"]) for r in case["remedies"] if r["amount_gbp"]]
    assert case["reference"] == "24 018 294"
    assert sums == [(1350, "agreed"), (150, "agreed"), (250, "rejected")]
    assert case["remedies"][1]["pinpoint"] == "Action, paragraph 2, bullet 2"


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_fact_stands_where_it_is_said_to_stand(path: Path) -> None:
    reading = read_file(path)
    for fact in case_facts(reading):
        if fact.start is not None and fact.end is not None:
            (paragraph,) = fact.paragraphs
            assert paragraph.start <= fact.start < fact.end <= paragraph.end
        if fact.kind in ("fault", "no_fault", "injustice"):
            assert reading.text[fact.start : fact.end] == fact.text


def test_the_sentences_of_the_injustice_are_all_located() -> None:
    reading = read_file(real("000_*.txt"))
    told = [fact for fact in case_facts(reading) if fact.kind == "injustice"]
    assert reading.case is not None
    assert " ".join(fact.text for fact in told) == reading.case.injustice
    assert [fact.paragraphs[0].pinpoint for fact in told] == [
        "Analysis, paragraph 7",
        "Analysis, paragraph 8",
        "Analysis, paragraph 11",
    ]


@pytest.mark.parametrize(
    ("amount", "rate", "told"),
    [(1350.0, None, "£1,350"), (50.0, "per month", "£50 per month"), (62.5, None, "£62.50")],
)
def test_amounts_are_told_as_people_write_them(amount: float, rate: str, told: str) -> None:
    assert say_amount(Remedy("payment", amount_gbp=amount, rate=rate)) == told
    assert say_amount(Remedy("apology")) == ""


# --- terminal -----------------------------------------------------------------------------------


def test_the_terminal_shows_paragraphs_then_the_case(
    inspect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    code, out, _ = inspect(DECISION)
    words = " ".join(out.split())
    assert code == 0
    assert "1 The complaint, paragraph 1 · the complaint (not a finding)" in words
    assert "(1) Action, paragraph 1, bullet 1 · remedy" in words
    assert "What happened, paragraph 7 · the council's position (not a finding)" in words
    assert "Finding: mixed" in words
    assert words.index("The complaint, paragraph 1") < words.index("What was read out of it")
    assert re.search(r"payment +agreed +for her frustration and .* Ms T +within four +Action", out)
    assert re.search(r"payment +rejected +as a goodwill gesture +Ms T +What", out)


def test_a_narrow_terminal_shows_remedies_as_lines(
    inspect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    words = " ".join(inspect(DECISION)[1].split())
    assert "- payment £300 · rejected · as a goodwill gesture · Ms T · What happened" in words


def test_a_document_without_a_case_ends_with_its_text(inspect: Any) -> None:
    assert "What was read out of it" not in inspect(MINUTES)[1]


# --- page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_link_of_the_page_leads_somewhere_once(path: Path) -> None:
    page = Page(reading_page(read_file(path)))
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    assert all(link.startswith(("#", "https://", "http://")) for link in page.links)
    assert not page.tags & {"script", "img", "link", "iframe"}


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_marking_loses_no_words_of_the_text(path: Path) -> None:
    reading = read_file(path)
    html = re.sub(r'<a class="tag.*?</a>', "", reading_page(reading))
    shown = Page(html).text
    assert all(paragraph.text in shown for paragraph in reading.paragraphs)


def test_facts_link_to_marked_words_and_back() -> None:
    html = reading_page(read_file(DECISION))
    assert '<a href="#remedy-3">payment</a>' in html
    assert (
        '<span class=at id="remedy-3"></span><mark class="m-remedy">pay Ms T £275 for her '
        "frustration and for the delay to her right of appeal</mark>"
        '<a class="tag m-remedy" href="#row-remedy-3">Remedy 3</a>'
    ) in html
    assert 'href="#row-remedy-6">Remedy 6, rejected</a>' in html  # never marked as agreed


def hostile(reading: Reading) -> Reading:
    """Put markup into every place of a reading that comes from a document."""
    bad = "<script>alert(1)</script>\"'><b>&amp;"
    paragraph = reading.paragraphs[4]
    text = bad.ljust(len(paragraph.text))[: len(paragraph.text)]
    marked = replace(
        paragraph,
        text=text,
        pinpoint=bad,
        lead_in=bad,
        number=bad,
        unquotable=((paragraph.start, paragraph.start + 9),),
    )
    case = reading.case
    assert case is not None
    return replace(
        reading,
        document=replace(
            reading.document, title=bad, source=bad, council=bad, category=bad, url=f"https://{bad}"
        ),
        sections=tuple(replace(section, heading=bad) for section in reading.sections),
        paragraphs=(*reading.paragraphs[:4], marked, *reading.paragraphs[5:]),
        case=replace(
            case,
            finding=bad,
            outcome=bad,
            injustice=bad,
            provisions=(),
            remedies=(Remedy(bad, bad, 1.0, bad, bad, bad, bad),),
        ),
    )


def test_nothing_of_a_document_becomes_markup() -> None:
    html = reading_page(hostile(read_file(DECISION)))
    assert "<script" not in html
    assert not Page(html).tags & {"script", "img"}
    assert "onerror" not in html
    assert html.count("<b>&amp;") == 0


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    reading = read_file(DECISION)
    risky = replace(reading, document=replace(reading.document, url="javascript:alert(1)"))
    assert "javascript:" not in reading_page(risky)


def test_words_that_are_never_quoted_are_marked() -> None:
    reading = read_file(DECISION)
    first = reading.paragraphs[3]
    broken = replace(first, voices=(), unquotable=((first.start, first.start + 12),))
    whole = replace(first, unquotable=((first.start, first.end),))
    assert say_marks(first) == []
    assert say_marks(broken) == ["partly never quoted"]
    assert say_marks(whole) == ["never quoted"]
    changed = replace(reading, paragraphs=(*reading.paragraphs[:3], broken))
    html = reading_page(replace(changed, case=None))
    assert f"<u class=apart>{first.text[:12]}</u>{first.text[12:20]}" in html


def test_overlapping_facts_share_their_words() -> None:
    reading = read_file(DECISION)
    assert reading.case is not None
    fault = reading.case.faults[0]
    start, end = fault.start or 0, fault.end or 0
    shifted = replace(fault, text="x", start=start + 5, end=end + 0)
    page = Page(reading_page(replace(reading, case=replace(reading.case, faults=(fault, shifted)))))
    assert {"fault-1", "fault-2"} <= set(page.ids)


def test_the_page_is_written_and_named(inspect: Any, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    code, printed, notes = inspect(DECISION, "--html", out)
    assert (code, printed) == (0, "")
    assert notes.strip() == f"Written: {out}"
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert json.loads(inspect(DECISION, "--html", out, "--json")[1])["case"]


def test_the_document_itself_is_never_overwritten(inspect: Any, tmp_path: Path) -> None:
    given = tmp_path / "decision.html"
    shutil.copy(DATA / "decision.html", given)
    before = given.read_bytes()
    code, _, notes = inspect(given, "--html", tmp_path / "." / "decision.html")
    assert code == 2
    assert "is the document itself" in notes
    assert given.read_bytes() == before


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_browser_and_readers_can_read_it(
    tmp_path: Path, width: int, scheme: Any
) -> None:
    from playwright.sync_api import sync_playwright

    (tmp_path / "page.html").write_text(reading_page(read_file(DECISION)), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=True
        )
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: said.append(request.url))
        page.goto((tmp_path / "page.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.click("#row-fault-2 a")
        box = page.locator("#fault-2 + mark").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 800
        assert said == [(tmp_path / "page.html").as_uri()]
        browser.close()


# --- what cannot be read ------------------------------------------------------------------------


def test_what_cannot_be_read_gives_one_message(inspect: Any, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    other = tmp_path / "sheet.xlsx"
    other.write_bytes(b"PK")
    for path in (tmp_path, tmp_path / "nothing.txt", empty, broken, other):
        code, out, err = inspect(path)
        assert (code, out) == (2, ""), path
        assert err.startswith("upheld: ")
        assert len(err.splitlines()) == 1
        assert path.name in err


def test_a_page_that_cannot_be_written_gives_one_message(inspect: Any, tmp_path: Path) -> None:
    code, _, err = inspect(DECISION, "--html", tmp_path / "nowhere" / "page.html")
    assert code == 2
    assert err.startswith("upheld: Cannot write ")


def test_it_needs_no_index_and_no_model(tmp_path: Path) -> None:
    done = command("inspect", str(DECISION), "--json", env={"UPHELD_INDEX": str(tmp_path / "none")})
    assert done.returncode == 0
    assert json.loads(done.stdout)["case"]["council"] == "Northmoor Council"
    assert not (tmp_path / "none").exists()


def test_every_role_has_its_colour() -> None:
    from app.inspect_style import HUES

    assert set(HUES) == set(Role)


def test_the_page_folds_boilerplate_and_tells_what_was_set_aside(tmp_path: Path) -> None:
    source = tmp_path / "d.txt"
    source.write_text(
        "Ware Council (24 000 111)\nThe Ombudsman's final decision:\nSummary: Fault.\n"
        "The Ombudsman's role and powers\n1. We investigate complaints.\n2. We may stop.\n"
        "Back to top\nDecision\n1. I find fault <b>.\nPrint this page\n",
        "utf-8",
    )
    page = reading_page(read_file(source))
    assert "<summary>2 paragraphs of boilerplate</summary>" in page
    assert "<summary>2 × page furniture, no part of the document</summary>" in page
    assert "<li>Back to top</li><li>Print this page</li>" in page
    assert '<a href="#aside">Set aside</a><small>2</small>' in page


def test_a_raised_number_leads_to_its_note() -> None:
    page = reading_page(read_file(Path(__file__).parent / "data" / "report.txt"))
    place = re.search(r'<a href="#(p-\d+)">¹</a>', page)
    assert place is not None
    assert f'id="{place[1]}"><span class=n>1</span>' in page
