"""Precedents: structure, order, paging, facets, counter-examples, and lines with their places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from build_bench import Bench, paper

from rag.answer import Engine
from rag.case_search import CasePage, CaseQuery, Sort, search_cases
from rag.errors import QuestionError
from rag.facets import CaseFilters, Facet
from rag.library import DiskLibrary
from rag.likeness import how_it_differs, no_fault_line, why_near
from rag.precedents import find_case
from rag.register import register_of
from rag.remedy_table import tabulate_remedies
from rag.replies import Question
from rag.wording import load_wording

SITUATION = "speech and language therapy in section F, nobody came for five months"
LIKE = "no fault on securing speech and language therapy"  # near by words alone, as stand-ins are
WORDING = load_wording(name="cases.toml")


@pytest.fixture
def engine(starter_engine: Engine) -> Engine:
    return starter_engine


def search(engine: Engine, query: CaseQuery) -> CasePage:
    sought = engine.seek(Question(query.situation))[0] if query.situation else None
    return search_cases(engine.library, query, sought)


def references(page: CasePage) -> list[str]:
    return [hit.decision.case.reference for hit in page.hits]


# --- the register ---------------------------------------------------------------------------------


def test_a_reference_is_found_however_it_is_spaced(engine: Engine) -> None:
    register = register_of(engine.library)
    assert register is register_of(engine.library)
    names = ("24 018 294", "24-018-294", "24018294", " digest-24-018-294 ")
    assert {register.place(name) for name in names} == {register.place("24 018 294")}
    assert register.find("99 999 999") is None
    found = find_case(engine.library, "24 018 294")
    assert found is not None
    assert found.document.id == "digest-24-018-294"


def test_every_decision_stands_once(engine: Engine) -> None:
    page = search(engine, CaseQuery(limit=1000))
    assert page.total == len(page.hits) == len(set(references(page))) == 288


# --- order and paging -----------------------------------------------------------------------------


def test_pages_follow_each_other_without_gap_or_repeat(engine: Engine) -> None:
    whole = references(search(engine, CaseQuery(SITUATION, limit=30)))
    pages = [search(engine, CaseQuery(SITUATION, limit=10, offset=n)) for n in (0, 10, 20)]
    assert [ref for page in pages for ref in references(page)] == whole
    beyond = search(engine, CaseQuery(SITUATION, offset=5000))
    assert (beyond.hits, beyond.total) == ((), 288)


def test_dates_come_newest_first_and_unknown_ones_last(engine: Engine) -> None:
    page = search(engine, CaseQuery(limit=1000))
    days = [hit.decision.document.date for hit in page.hits]
    known = [day for day in days if day]
    assert known == sorted(known, reverse=True)
    assert days[: len(known)] == known


def test_amounts_come_largest_first(engine: Engine) -> None:
    page = search(engine, CaseQuery(sort=Sort.AMOUNT, limit=3))
    assert references(page) == ["19 011 371", "24 020 290", "24 013 122"]


def test_nearness_needs_a_situation(engine: Engine) -> None:
    with pytest.raises(QuestionError, match="situation"):
        search(engine, CaseQuery(sort=Sort.NEAR))
    near = search(engine, CaseQuery(SITUATION, limit=50))
    scores = [hit.score for hit in near.hits]
    assert scores == sorted(scores, reverse=True)


def test_a_selection_comes_back_in_its_own_order(engine: Engine) -> None:
    asked = ("23 005 051", "24-018-294", "11 111 111", "20009914", "24 018 294")
    page = search(engine, CaseQuery(references=asked))
    assert references(page) == ["23 005 051", "24 018 294", "20 009 914"]
    assert page.absent == ("11 111 111",)
    assert page.total == 3
    assert sum(page.facets[Facet.YEAR].values()) <= 3
    dated = search(engine, CaseQuery(references=asked, sort=Sort.DATE))
    assert references(dated)[0] == "24 018 294"


# --- structure ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "filters",
    [
        CaseFilters(themes=("ap-none",)),
        CaseFilters(duties=("S42-SECURE",)),
        CaseFilters(councils=("Surrey",)),
        CaseFilters(outcomes=("not upheld",)),
        CaseFilters(findings=("no fault",)),
        CaseFilters(missing=("speech therapy",)),
        CaseFilters(months_min=12),
        CaseFilters(remedy_kinds=("service_improvement",)),
        CaseFilters(amount_min=2000, amount_max=3000),
        CaseFilters(date_from=date(2025, 1, 1), date_to=date(2025, 12, 31)),
        CaseFilters(themes=("AP-NONE",), amount_min=1000, date_from=date(2019, 1, 1)),
    ],
)
def test_what_passes_has_what_was_asked_for(engine: Engine, filters: CaseFilters) -> None:
    page = search(engine, CaseQuery(filters=filters, limit=1000))
    assert 0 < page.total < 288
    for hit in page.hits:
        one = hit.decision
        sums = [r.amount_gbp for r in one.remedies if r.is_due and r.is_lump and r.amount_gbp]
        assert not filters.themes or filters.themes[0].upper() in one.themes
        assert not filters.duties or {"S42-NONDELIVERY", "THERAPY-SALT", "THERAPY-OT",
                                      "OVERSIGHT"} & set(one.themes)  # fmt: skip
        assert not filters.councils or one.case.council == "Surrey County Council"
        assert not filters.outcomes or one.document.outcome == "Not upheld"
        assert not filters.findings or one.told.no_fault or "no fault" in (one.finding or "")
        assert filters.months_min is None or max(m.months or 0 for m in one.missed) >= 12
        assert not filters.remedy_kinds or "service_improvement" in {r.kind for r in one.remedies}
        low, high = filters.amount_min or 0, filters.amount_max or 1e9
        assert filters.amount_min is None or any(low <= amount <= high for amount in sums)
        assert filters.date_from is None or (one.document.date or date.min) >= filters.date_from


def test_a_length_is_that_of_the_thing_that_was_missing(engine: Engine) -> None:
    of_speech = CaseFilters(missing=("speech therapy",), months_min=12)
    assert references(search(engine, CaseQuery(filters=of_speech))) == ["22 003 403"]
    assert search(engine, CaseQuery(filters=replace(of_speech, months_min=14))).total == 0


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        (CaseFilters(themes=("NO-SUCH",)), "no theme 'NO-SUCH'"),
        (CaseFilters(duties=("S99",)), "no duty 'S99'"),
        (CaseFilters(findings=("guilty",)), "fault found"),
        (CaseFilters(missing=("sleep",)), "speech therapy"),
        (CaseFilters(remedy_kinds=("prize",)), "apology"),
        (CaseFilters(months_min=5, months_max=2), "range of months"),
        (CaseFilters(date_from=date(2025, 1, 2), date_to=date(2025, 1, 1)), "range of date"),
    ],
)
def test_what_cannot_be_asked_for_is_named(engine: Engine, filters: CaseFilters, says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        search(engine, CaseQuery(filters=filters))


# --- facets ---------------------------------------------------------------------------------------


def test_a_count_is_what_choosing_the_value_would_give(engine: Engine) -> None:
    filters = CaseFilters(themes=("AP-NONE",), findings=("fault found",))
    facets = search(engine, CaseQuery(filters=filters)).facets
    fields = {
        Facet.THEME: "themes",
        Facet.DUTY: "duties",
        Facet.COUNCIL: "councils",
        Facet.OUTCOME: "outcomes",
        Facet.FINDING: "findings",
        Facet.MISSING: "missing",
        Facet.REMEDY: "remedy_kinds",
    }
    for facet, field in fields.items():
        assert facets[facet], facet
        for value, count in list(facets[facet].items())[:4]:
            chosen = replace(filters, **{field: (value,)})
            assert search(engine, CaseQuery(filters=chosen)).total == count, (facet, value)


def test_a_facet_leaves_out_its_own_filter_and_keeps_the_others(engine: Engine) -> None:
    alone = search(engine, CaseQuery()).facets
    narrowed = search(engine, CaseQuery(filters=CaseFilters(themes=("AP-NONE",)))).facets
    assert narrowed[Facet.THEME] == alone[Facet.THEME]
    assert sum(narrowed[Facet.COUNCIL].values()) == alone[Facet.THEME]["AP-NONE"]
    assert list(alone[Facet.COUNCIL].values()) == sorted(
        alone[Facet.COUNCIL].values(), reverse=True
    )


def test_lengths_and_amounts_are_counted_in_ranges(engine: Engine) -> None:
    facets = search(engine, CaseQuery()).facets
    for facet, low, high in ((Facet.MONTHS, "months_min", "months_max"),
                             (Facet.AMOUNT, "amount_min", "amount_max")):  # fmt: skip
        for name, count in facets[facet].items():
            words = name.replace("under", "0 to").replace("and more", "to 1e9").split(" to ")
            ends = {low: float(words[0]), high: float(words[1]) - 0.001}
            found = search(engine, CaseQuery(filters=CaseFilters(**ends)))  # type: ignore[arg-type]
            assert found.total == count, name


# --- counter-examples and lines -------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        CaseQuery(LIKE),
        CaseQuery(LIKE, CaseFilters(outcomes=("Upheld",), amount_min=1)),
        CaseQuery(filters=CaseFilters(themes=("TRANSPORT-SCHOOL",), findings=("fault found",))),
    ],
)
def test_counter_examples_are_offered_whatever_was_filtered(
    engine: Engine, query: CaseQuery
) -> None:
    page = search(engine, query)
    assert 1 <= len(page.counter_examples) <= 3
    for hit in page.counter_examples:
        line = no_fault_line(engine.library, WORDING, (), hit)
        assert line is not None
        assert line.citations[0].quote in [point.text for point in hit.decision.told.no_fault]


def test_the_like_point_comes_first_among_counter_examples(engine: Engine) -> None:
    first = search(engine, CaseQuery(LIKE)).counter_examples[0]
    assert first.decision.case.reference == "24 001 670"


def test_what_is_not_like_is_no_counter_example(engine: Engine) -> None:
    assert search(engine, CaseQuery("zebra crossing paint")).counter_examples == ()


def test_counter_examples_of_a_council_come_from_others_only_when_it_has_none(
    engine: Engine,
) -> None:
    filters = CaseFilters(themes=("AP-NONE",), councils=("Bury",))
    page = search(engine, CaseQuery(filters=filters))
    assert page.widened
    assert page.counter_examples
    own = search(engine, CaseQuery(filters=CaseFilters(themes=("AP-NONE",), councils=("Devon",))))
    assert not own.widened
    assert {h.decision.case.council for h in own.counter_examples} == {"Devon County Council"}


def test_lines_hold_only_words_of_the_record_and_the_question(engine: Engine) -> None:
    library = engine.library
    asked = engine.seek(Question(SITUATION))[0].asked
    for hit in search(engine, CaseQuery(SITUATION, limit=40)).hits:
        near = why_near(library, WORDING, asked, hit)
        differs = how_it_differs(library, WORDING, asked, hit, near)
        assert near is not None
        assert differs is not None
        for line in (near, differs):
            assert line.citations
            for citation in line.citations:
                paragraph = library.paragraph(citation.paragraph_id)
                assert paragraph is not None
                assert citation.quote in paragraph.text
                assert citation.quote in line.text
                names = {hit.decision.document.id, hit.decision.told.document_id}
                assert citation.document_id in names
        assert set(near.shared) <= set(asked.topic)


def test_another_length_is_what_sets_a_case_apart(engine: Engine) -> None:
    asked = engine.seek(Question(SITUATION))[0].asked
    page = search(engine, CaseQuery(SITUATION, references=("22 003 403",)))
    line = how_it_differs(engine.library, WORDING, asked, page.hits[0], None)
    assert line is not None
    assert line.text.startswith("It was 13 months there, and you say five months: ")


def test_a_word_that_the_record_lacks_is_named(engine: Engine) -> None:
    asked = engine.seek(Question("trampoline therapy refused"))[0].asked
    page = search(engine, CaseQuery("trampoline therapy", references=("24 001 743",)))
    line = how_it_differs(engine.library, WORDING, asked, page.hits[0], None)
    assert line is not None
    assert "It does not use your words: trampoline" in line.text
    assert "trampoline" not in engine.library.text("digest-24-001-743")


def test_a_library_without_lexicons_or_without_decisions_can_be_searched(
    tiny: DiskLibrary, bench: Bench
) -> None:
    page = search_cases(tiny, CaseQuery(filters=CaseFilters(councils=("Kent County Council",))))
    assert references(page) == ["24 000 001"]
    bench.write("minutes.txt", paper("Minutes"))
    bench.build()
    library = bench.open()
    assert search_cases(library, CaseQuery()).total == 0
    assert tabulate_remedies(library, CaseFilters()).rows == ()
    library.close()
