"""What was due beside what happened, worked out by hand, and never beyond what dates bear."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from conftest import SEEDS
from hypothesis import given, settings
from hypothesis import strategies as st

from app.deadlines import deadlines_wording, load_timetable
from app.inspect import read_file
from ingest.noted import read_noted
from ingest.told_due import find_told_delays, find_told_limits
from rag.cases import Event
from rag.chronology import Came, Owed, owed_dates, read_moments
from rag.deadlines import say_date
from rag.kinds import Role
from rag.records import Paragraph

REQUEST = "The Council received Mr X’s request for an EHC needs assessment on {}."
FINAL = "The Council issued the final EHC plan on {}."
NOTICE = "The Council issued a proposed amended EHC plan on {}."
APPEAL = "Mr X appealed to the Tribunal on {}."


def event(sentence: str, day: date, *, month: bool = False, at: int = 0) -> Event:
    when = f"{day:%B %Y}" if month else say_date(day)
    text = sentence.format(when)
    return Event(
        when_text=when,
        start_date=day.replace(day=1) if month else day,
        end_date=None,
        precision="month" if month else "day",
        text=text,
        role=Role.FACTS,
        paragraph_id=f"d#{at}",
        start=at * 1000,
        end=at * 1000 + len(text),
    )


def paragraph(text: str, role: Role = Role.FINDINGS) -> Paragraph:
    return Paragraph("d#9", "d", 9, 0, role, text, 0, len(text), "Analysis, paragraph 1")


def owed(events: Sequence[Event], texts: Sequence[str] = ()) -> dict[str, Owed]:
    told = [limit for text in texts for limit in find_told_limits([paragraph(text)])]
    found = owed_dates(load_timetable(), read_moments(events), told, deadlines_wording())
    return {one.rule.id if one.rule else "told": one for one in found}


def test_a_final_plan_is_due_twenty_weeks_after_the_request() -> None:
    """140 days after 3 March 2023 is 21 July; from then to 20 September 10 + 31 + 20 days."""
    found = owed([event(REQUEST, date(2023, 3, 3)), event(FINAL, date(2023, 9, 20), at=1)])
    final = found["EHCNA-FINAL"]
    assert (final.first, final.last, final.came) == (
        date(2023, 7, 21),
        date(2023, 7, 21),
        Came.LATE,
    )
    assert (final.least, final.most, final.inferred) == (61, 61, True)
    assert found["EHCNA-DECISION"].came is Came.NOT_TOLD


def test_months_are_told_by_the_least_and_the_most() -> None:
    """Request in March: due 19 July to 18 August 2023; a plan in August is late or in time."""
    request = event(REQUEST, date(2023, 3, 1), month=True)
    late = owed([request, event(FINAL, date(2023, 11, 1), month=True, at=1)])["EHCNA-FINAL"]
    assert (late.first, late.last) == (date(2023, 7, 19), date(2023, 8, 18))
    assert (late.least, late.most, late.came) == (75, 134, Came.LATE)
    perhaps = owed([request, event(FINAL, date(2023, 8, 1), month=True, at=1)])["EHCNA-FINAL"]
    assert perhaps.came is Came.PERHAPS
    early = owed([request, event(FINAL, date(2023, 6, 1), month=True, at=1)])["EHCNA-FINAL"]
    assert early.came is Came.IN_TIME


def test_a_final_plan_after_a_notice_is_the_amended_one() -> None:
    """Eight weeks after 1 June 2023 is 27 July."""
    found = owed([event(NOTICE, date(2023, 6, 1)), event(FINAL, date(2023, 8, 7), at=1)])
    assert found["AR-FINAL"].least == 11
    assert "AR-FIRST" not in found  # nothing says that this was a first plan


def test_nothing_is_counted_across_an_appeal() -> None:
    told = [event(NOTICE, date(2023, 6, 1)), event(APPEAL, date(2023, 7, 1), at=1)]
    assert not owed([*told, event(FINAL, date(2024, 2, 1), at=2)])


def test_a_refusal_ends_the_round_that_it_answers() -> None:
    refused = "The Council refused to carry out an EHC needs assessment on {}."
    found = owed(
        [
            event(REQUEST, date(2022, 1, 10)),
            event(refused, date(2022, 2, 10), at=1),
            event(REQUEST, date(2022, 9, 1), at=2),
            event(FINAL, date(2023, 1, 10), at=3),
        ]
    )
    assert found["EHCNA-DECISION"].came is Came.NOT_TOLD  # that of the second request
    assert found["EHCNA-FINAL"].came is Came.IN_TIME
    assert found["EHCNA-FINAL"].start.first == date(2022, 9, 1)  # type: ignore[union-attr]


def test_a_day_that_the_decision_gives_comes_before_what_is_counted() -> None:
    events = [event(REQUEST, date(2023, 3, 3)), event(FINAL, date(2023, 9, 20), at=1)]
    text = "It should have issued the final EHC plan by 14 July 2023. This was fault."
    found = owed(events, [text])
    final = found["EHCNA-FINAL"]
    assert (final.inferred, final.first, final.least) == (False, date(2023, 7, 14), 68)
    assert final.told is not None
    assert text.startswith(final.told.text)


@pytest.mark.parametrize(
    "text",
    [
        "The Council should have replied, but the school wrote to it on 14 July 2023.",
        "It issued the plan on 14 July 2023.",
        "It should have issued the plan by July.",
    ],
)
def test_another_date_is_no_limit(text: str) -> None:
    assert not list(find_told_limits([paragraph(text)]))


def test_what_a_party_says_was_due_is_no_limit() -> None:
    text = "The plan should have been issued by 14 July 2023."
    assert not list(find_told_limits([paragraph(text, Role.COMPLAINT)]))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("There was a delay of 22 weeks in issuing the plan.", True),
        ("The plan was eleven weeks late.", True),
        ("It took 41 weeks to issue it instead of 20.", True),
        ("The therapist visited for 11 weeks.", False),
    ],
)
def test_lengths_of_delay_are_found_in_the_decisions_own_words(text: str, told: bool) -> None:
    assert bool(list(find_told_delays([paragraph(text)]))) is told


def test_notes_of_a_digest_are_dated() -> None:
    text = "mid-Nov 2024 formal request; Mar–Sept 2023 missed; 2021; average reply 43 days"
    noted = read_noted([paragraph(text, Role.FACTS)])
    assert [(e.start_date, e.end_date, e.precision) for e in noted] == [
        (date(2021, 1, 1), None, "year"),
        (date(2023, 3, 1), date(2023, 9, 30), "month"),
        (date(2024, 11, 1), None, "month"),
    ]
    assert [text[e.start : e.end] for e in noted] == [e.text for e in noted]


DAYS = st.dates(date(2016, 1, 1), date(2025, 12, 31))


@given(start=DAYS, months=st.tuples(st.booleans(), st.booleans()), after=st.integers(0, 700))
@settings(max_examples=60, deadline=None)
def test_lateness_is_never_more_than_the_dates_bear(
    start: date, months: tuple[bool, bool], after: int
) -> None:
    end = start + timedelta(days=after)
    found = owed([event(REQUEST, start, month=months[0]), event(FINAL, end, month=months[1], at=1)])
    for one in found.values():
        if one.met is None:
            assert one.came is Came.NOT_TOLD
            continue
        assert one.least is not None
        assert one.most is not None
        assert one.least <= one.most
        low, high = _days(start, months[0])
        for day in (low, high):  # any request that the date may mean, with the plan's own days
            due = day + timedelta(weeks=20)
            gap = (_days(end, months[1])[0] - due).days
            if one.rule and one.rule.id == "EHCNA-FINAL" and one.came is Came.LATE:
                assert gap > 0


def _days(day: date, month: bool) -> tuple[date, date]:
    if not month:
        return day, day
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def test_a_real_decision_bears_one_late_plan() -> None:
    """Its paragraph 2: a notice in August 2019, the plan in early February 2020."""
    paths = sorted(SEEDS.glob("001_*.txt"))
    if not paths:
        pytest.skip(f"the real documents are not here: {SEEDS}")
    case = read_file(paths[0]).case
    assert case is not None
    found = owed(case.events)
    assert list(found) == ["AR-FINAL"]
    assert (found["AR-FINAL"].least, found["AR-FINAL"].most) == (98, 156)
