"""What is kept of studying: when items come again, versions, bringing an export back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.study import load_progress, save_progress
from rag.errors import QuestionError
from rag.study.item import Draft, Item, ItemKind, Proof, assemble
from rag.study.progress import FORMAT, VERSION, Progress, migrate, read_progress
from rag.study.schedule import Attempt, Grade, due_after
from rag.study.session import mark, next_items, standings

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
ATTEMPTS = st.lists(st.builds(Attempt, MOMENTS, st.sampled_from(Grade)), min_size=1, max_size=6)
PROGRESS = st.dictionaries(st.text("abc:-", min_size=1), ATTEMPTS, max_size=5).map(
    lambda kept: Progress({name: tuple(sorted(set(all_of))) for name, all_of in kept.items()})
)


def made(name: str) -> Item:
    proof = (Proof("The rule.", record="deadlines/X", basis="An Act, s 1"),)
    wrong = [Draft(text, proof) for text in ("2 weeks", "9 weeks")]
    right = Draft("6 weeks", proof)
    item = assemble(
        ItemKind.HOW_LONG, name, finding="x", question="?", right=right, wrong=wrong, most=3, seed=0
    )
    assert item is not None
    return item


def test_a_right_answer_comes_later_each_time_and_a_wrong_one_soon() -> None:
    attempts: list[Attempt] = []
    gaps: list[timedelta] = []
    now = START
    for _ in range(5):
        attempts.append(Attempt(now, Grade.GOOD))
        due = due_after(attempts)
        assert due is not None
        gaps.append(due - now)
        now = due
    assert gaps == sorted(gaps)
    assert gaps[-1] > timedelta(days=20)
    attempts.append(Attempt(now, Grade.AGAIN))
    again = due_after(attempts)
    assert again is not None
    assert again - now < timedelta(days=1)
    assert due_after([]) is None


@pytest.mark.slow
@given(ATTEMPTS)
def test_when_it_is_due_hangs_on_the_attempts_alone(attempts: list[Attempt]) -> None:
    due = due_after(attempts)
    assert due == due_after(list(reversed(attempts)))
    assert due is not None
    assert due > max(attempts).at


@pytest.mark.slow
@given(PROGRESS, PROGRESS)
def test_export_and_import_lose_nothing_and_add_nothing_twice(
    one: Progress, other: Progress
) -> None:
    back = read_progress(json.loads(json.dumps(one.record())))
    assert back == one
    assert one.merge(back) == one
    both = one.merge(other)
    assert both == other.merge(one)
    assert both.merge(one) == both


def test_version_1_is_read_and_written_as_the_present_version() -> None:
    old = {
        "format": FORMAT,
        "version": 1,
        "attempts": [
            {"item": "how-long:a:1", "at": "2026-03-02T09:00:00+00:00", "right": True},
            {"item": "how-long:a:1", "at": "2026-03-01T10:00:00+01:00", "right": False},
        ],
    }
    progress = read_progress(old)
    first, second = progress.of("how-long:a:1")
    assert (first.at, first.grade) == (START - timedelta(days=1), Grade.AGAIN)
    assert (second.at, second.grade) == (START, Grade.GOOD)
    kept = progress.record()
    assert kept["version"] == VERSION
    assert read_progress(kept) == progress


def test_every_older_version_has_a_step_to_the_next() -> None:
    steps = {1: lambda r: {**r, "version": 2}, 2: lambda r: {**r, "version": 3, "new": True}}
    assert migrate({"version": 1}, to=3, steps=steps) == {"version": 3, "new": True}
    with pytest.raises(QuestionError, match="cannot be read any more"):
        migrate({"version": 0}, to=3, steps=steps)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ([], "no progress of upheld study"),
        ({"format": "other", "version": VERSION}, "no progress of upheld study"),
        ({"format": FORMAT}, "names no version"),
        ({"format": FORMAT, "version": VERSION + 1, "items": {}}, "a newer Upheld wrote it"),
        ({"format": FORMAT, "version": VERSION, "items": []}, "cannot be read"),
        ({"format": FORMAT, "version": VERSION, "items": {"a": {}}}, "cannot be read"),
        (
            {
                "format": FORMAT,
                "version": VERSION,
                "items": {"a": {"attempts": [{"at": "2026-03-02T09:00", "grade": 3}]}},
            },
            "no time zone",
        ),
        (
            {
                "format": FORMAT,
                "version": VERSION,
                "items": {"a": {"attempts": [{"at": "2026-03-02T09:00Z", "grade": 9}]}},
            },
            "cannot be read",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(record: object, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        read_progress(record)


def test_items_that_are_gone_keep_their_attempts() -> None:
    item = made("a")
    kept = Progress({"gone:b:1": (Attempt(START, Grade.GOOD),)})
    after = mark([item], kept, item=item.id, chosen=item.right.id, now=START).progress
    assert after.of("gone:b:1") == kept.of("gone:b:1")
    assert len(after.of(item.id)) == 1


def test_what_is_due_comes_first_and_what_is_known_does_not_come() -> None:
    early, known, new = made("early"), made("known"), made("new")
    kept = Progress(
        {
            early.id: (Attempt(START - timedelta(days=3), Grade.AGAIN),),
            known.id: (Attempt(START - timedelta(minutes=1), Grade.EASY),),
        }
    )
    coming = next_items([new, known, early], kept, now=START, most=5)
    assert coming == [early, new]
    assert next_items([new, known, early], kept, now=START, most=1) == [early]


def test_a_wrong_answer_is_again_whatever_it_claims() -> None:
    item = made("a")
    wrong = next(option for option in item.options if not option.right)
    marked = mark([item], Progress(), item=item.id, chosen=wrong.id, now=START, grade=Grade.EASY)
    assert not marked.right
    assert marked.progress.of(item.id)[0].grade is Grade.AGAIN
    with pytest.raises(QuestionError, match="There is no item"):
        mark([item], Progress(), item="nothing", chosen=wrong.id, now=START)
    with pytest.raises(QuestionError, match="has no option"):
        mark([item], Progress(), item=item.id, chosen="x", now=START)


def test_an_item_with_too_few_wrong_options_is_not_made() -> None:
    proof = (Proof("The rule.", record="deadlines/X", basis="An Act, s 1"),)
    item = assemble(
        ItemKind.HOW_LONG,
        "a",
        finding="x",
        question="?",
        right=Draft("6 weeks", proof),
        wrong=[Draft("6 Weeks", proof), Draft("2 weeks", proof), Draft("2 weeks", proof)],
        most=3,
        seed=0,
    )
    assert item is None


def test_the_file_is_private_whole_and_never_overwritten_unread(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "study.json"
    assert load_progress(path) == Progress()
    kept = Progress({"a:b:c": (Attempt(START, Grade.HARD),)})
    save_progress(path, kept)
    assert load_progress(path) == kept
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["study.json"]
    path.write_text("{", encoding="utf-8")
    with pytest.raises(QuestionError, match="is no JSON"):
        load_progress(path)
    with pytest.raises(QuestionError, match="There is no file"):
        load_progress(tmp_path / "absent.json", new=False)


def test_learned_is_what_was_right_last_and_is_far_off() -> None:
    items = [made(name) for name in ("a", "b", "c", "d")]
    known = tuple(Attempt(START + timedelta(days=days), Grade.GOOD) for days in (0, 1, 5, 25))
    lapsed = (*known, Attempt(known[-1].at + timedelta(days=1), Grade.AGAIN))
    tried = (Attempt(START, Grade.GOOD),)
    progress = Progress({items[0].id: known, items[1].id: lapsed, items[2].id: tried})
    (found,) = standings(items, progress, now=known[-1].at + timedelta(days=2))
    assert (found.items, found.tried, found.due, found.learned) == (4, 3, 2, 1)
    assert standings([], progress, now=START) == []
