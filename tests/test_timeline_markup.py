"""The drawing of a decision in time: to scale, without overlaps, escaped, the same in words."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui import record_markup
from app.ui.scale import Scale, dodge, named_ticks
from app.ui.timeline_markup import timeline_html

EVIL = "<script>alert('x')</script>"
PLACE = {
    "document": "d",
    "paragraph": "d#7",
    "pinpoint": "What happened, paragraph 2",
    "role": "facts",
    "speaker": "facts",
    "quote": EVIL,
    "start": 0,
    "end": 3,
}
DAYS = st.dates(date(1995, 1, 1), date(2030, 12, 31))
SPANS = st.tuples(DAYS, DAYS).map(sorted)


def happened(number: int, first: str, last: str, **changes: Any) -> dict[str, Any]:
    return {
        "number": number,
        "when": "March 2023",
        "first": first,
        "last": last,
        "lasts": False,
        "year_inferred": False,
        "proposed": False,
        "place": PLACE,
        **changes,
    }


def due(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Send the final plan",
        "first": "2023-07-21",
        "last": "2023-07-21",
        "inferred": True,
        "source_url": "https://www.legislation.gov.uk/",
        "counted_from": 1,
        "met_by": 2,
        "came": "late",
        "words": "61 days late.",
        "basis": "Worked out.",
        "place": None,
        **changes,
    }


def timeline(**changes: Any) -> dict[str, Any]:
    return {
        "first": "2023-03-03",
        "last": "2023-09-20",
        "happened": [
            happened(1, "2023-03-03", "2023-03-03"),
            happened(2, "2023-09-20", "2023-09-20"),
        ],
        "due": [due()],
        "missed": [],
        "delays": [],
        "limits": [],
        **changes,
    }


@given(SPANS, st.lists(DAYS, min_size=4, max_size=4))
def test_equal_days_are_equally_far_apart(span: list[date], days: list[date]) -> None:
    scale = Scale(*span)
    a, b, c, d = (scale.at(day) for day in days)
    one, two = (days[1] - days[0]).days, (days[3] - days[2]).days
    assert (b - a) * two == pytest.approx((d - c) * one, rel=1e-6, abs=1e-6)


@given(SPANS)
def test_everything_lies_inside_the_drawing(span: list[date]) -> None:
    scale = Scale(*span)
    left, width = scale.span(*span)
    assert 0 < left < left + width < 100


@given(SPANS)
def test_the_words_of_the_scale_never_touch(span: list[date]) -> None:
    """At 270 pixels "Sep 2024" takes 54, which is 20 per cent; a year 12."""
    named = named_ticks(Scale(*span).ticks())
    for one, two in pairwise(named):
        assert one.extent[1] < two.extent[0]
    for tick in named:
        assert tick.extent[1] - tick.extent[0] == pytest.approx(12 if len(tick.words) == 4 else 20)


@given(st.lists(st.floats(0, 100), max_size=30).map(sorted), st.floats(1, 12))
def test_no_two_dots_of_one_level_touch(places: list[float], gap: float) -> None:
    levels = dodge(places, gap)
    for level in set(levels):
        own = [place for place, n in zip(places, levels, strict=True) if n == level]
        assert all(two - one >= gap for one, two in pairwise(own))


def test_a_late_stretch_goes_from_the_last_day_to_the_deed() -> None:
    html = timeline_html(timeline(), "d")
    scale = Scale(date(2023, 3, 3), date(2023, 9, 20))
    left, width = scale.span(date(2023, 7, 21), date(2023, 9, 20))
    assert f"class='tl-late' style='left:{left:.2f}%;width:{width:.2f}%'" in html
    assert "61 days late." in html
    assert ">inferred</span>" in html


@pytest.mark.parametrize("came", ["in time", "not told"])
def test_what_was_not_late_has_no_shade(came: str) -> None:
    html = timeline_html(timeline(due=[due(came=came, met_by=None, words="")]), "d")
    assert "tl-late" not in html
    assert "tl-maybe" not in html


def test_what_may_have_been_late_is_drawn_as_perhaps_only() -> None:
    html = timeline_html(timeline(due=[due(came="perhaps late")]), "d")
    assert "<b class='tl-maybe'" in html
    assert "<b class='tl-late'" not in html


def test_all_that_is_drawn_stands_in_words_and_is_escaped() -> None:
    missed = {"what": EVIL, "when": "Mar", "status": "found", "first": None, "last": None}
    whole = timeline(missed=[missed], delays=[PLACE], limits=[EVIL], due=[due(title=EVIL)])
    html = timeline_html(whole, "d")
    assert EVIL not in html
    assert html.count("<li value=") == 2
    assert "href='#para-7'" in html
    drawn = html[: html.index("</div><ul class='tl-key'")]
    assert "aria-hidden='true'" in drawn
    assert "href=" not in drawn  # nothing hidden can be reached


def test_a_record_without_dates_says_so() -> None:
    html = timeline_html(timeline(first=None, last=None, limits=["No dates."]), "d")
    assert html == "<ul class='plain'><li>No dates.</li></ul>"


def test_the_text_names_every_speaker_and_is_escaped() -> None:
    spans = [{"role": "complaint", "text": EVIL}, {"role": "facts", "text": " It wrote."}]
    paragraph = {
        "id": "d#7",
        "pinpoint": "p",
        "lead_in": EVIL,
        "boilerplate": False,
        "spans": spans,
    }
    common = {**paragraph, "id": "d#8", "boilerplate": True, "spans": spans[1:]}
    text = {
        "speakers": [
            {"role": "complaint", "words": "the complaint (not a finding)", "spans": 1},
            {"role": "facts", "words": "facts", "spans": 2},
        ],
        "sections": [
            {"ordinal": 0, "heading": EVIL, "role": "facts", "paragraphs": [paragraph, common]}
        ],
    }
    html = record_markup.text_html(text) + record_markup.speakers_html(text)
    assert EVIL not in html
    assert "[the complaint (not a finding)]" in html
    assert "1 paragraph that stands in many decisions" in html
    assert re.search(r"id='para-7'", html)


def test_remedies_are_said_with_their_standing() -> None:
    remedy = {
        "kind": "payment",
        "amount_gbp": 2632.5,
        "rate": None,
        "status": "rejected",
        "purpose": EVIL,
        "text": EVIL,
        "to_whom": "Mrs X",
        "deadline": "within one month",
    }
    html = record_markup.remedy_html(remedy)
    assert EVIL not in html
    assert "£2,632.50" in html
    assert "rejected" in html
    assert "to Mrs X" in html
