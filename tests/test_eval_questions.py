"""The loader of gold questions, and the rules that the shipped file keeps."""

import json
from pathlib import Path

import pytest
from eval_shelf import record

from eval.anchors import plain
from eval.questions import GOLD, load_questions
from rag.errors import QuestionError, QuestionSetError
from rag.kinds import Status

DOCUMENTS = {
    "99 000 101": "99-000-101.txt",
    "99 000 102": "99-000-102.txt",
    "minutes:northmoor": "minutes-northmoor.txt",
}
CORPUS = Path(__file__).parent.parent / "corpus"


def write(tmp_path, *lines):
    path = tmp_path / "questions.jsonl"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def test_loads_what_stands_in_the_file(tmp_path):
    history = [{"role": "user", "content": "before"}]
    path = write(tmp_path, record(history=history), "", record(id="g002", part="test"))

    first, second = load_questions(path)

    assert first.evidence[0][0].quote == "remained responsible for the tutor"
    assert first.asked().history[0].content == "before"
    assert second.id == "g002"


def test_takes_only_the_part_that_is_asked_for(tmp_path):
    path = write(tmp_path, record(), record(id="g002", part="test"))

    assert [item.id for item in load_questions(path, "test")] == ["g002"]


def test_an_unknown_part_names_the_parts_there_are(tmp_path):
    with pytest.raises(QuestionError, match="dev, test, all"):
        load_questions(write(tmp_path, record()), "train")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"jsonl:2: "),
        ("[]", r"jsonl:2: a line must hold one JSON object"),
        (record(extra=1), r"jsonl:2: unknown field extra"),
        ({k: v for k, v in record().items() if k != "note"}, r"jsonl:2: lacks 'note'"),
        (record(id="q7"), r"jsonl:2: id 'q7' is not like g001"),
        (record(part="train"), r"part 'train' is neither dev nor test"),
        (record(type="riddle"), r"unknown type 'riddle'"),
        (record(status=["maybe"]), r"jsonl:2: .*maybe"),
        (record(status=[]), r"status accepts nothing"),
        (record(status=["not_found"]), r"has evidence although"),
        (record(evidence=[[]]), r"a need or a must_include group is empty"),
        (record(question=" "), r"question must be a text"),
        (record(must_not_include="no"), r"expected a list"),
        (record(history=[{"role": "system", "content": "x"}]), r"not 'system'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, line, message):
    path = write(tmp_path, record(id="g009"), line)

    with pytest.raises(QuestionSetError, match=message):
        load_questions(path)


def test_an_id_that_comes_twice_is_named(tmp_path):
    with pytest.raises(QuestionSetError, match=r"jsonl:2: g001 stands on line 1"):
        load_questions(write(tmp_path, record(), record()))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(QuestionSetError, match=r"none\.jsonl: cannot be read"):
        load_questions(tmp_path / "none.jsonl")


def test_knows_which_questions_must_be_answered_and_which_must_not(tmp_path):
    path = write(
        tmp_path,
        record(),
        record(id="g002", evidence=[], status=["not_found", "refused"]),
        record(id="g003", status=["answered", "needs_clarification"]),
    )

    items = load_questions(path)

    assert [item.must_answer for item in items] == [True, False, False]
    assert [item.must_abstain for item in items] == [False, True, False]


# --- the shipped set ------------------------------------------------------------------------------


def test_the_shipped_set_is_balanced():
    items = load_questions()

    dev = sum(item.part == "dev" for item in items) / len(items)
    parents = sum(item.audience == "parent" for item in items) / len(items)
    assert len(items) >= 140
    assert 0.6 < dev < 0.75
    assert 0.4 < parents < 0.55
    assert sum(Status.NOT_FOUND in item.status and item.must_abstain for item in items) >= 10
    assert sum(bool(item.distractors) for item in items) >= 12


def anchors(item):
    yield from (anchor for need in item.evidence for anchor in need)
    yield from (distractor.anchor for distractor in item.distractors)


def test_made_up_documents_say_so_and_hold_their_anchors():
    folder = GOLD.parent / "documents"
    texts = {key: (folder / name).read_text("utf-8") for key, name in DOCUMENTS.items()}

    assert all(text.startswith("MADE UP FOR TESTING.") for text in texts.values())
    for item in load_questions():
        for anchor in anchors(item):
            if anchor.document in texts:
                lines = texts[anchor.document].splitlines()
                assert any(plain(anchor.quote) in plain(line) for line in lines), anchor


def test_anchors_from_other_peoples_text_stay_short():
    for item in load_questions():
        for anchor in anchors(item):
            reference = anchor.document[:2].isdigit() and not anchor.document.startswith("99")
            if reference or anchor.document in ("minutes:oxfordshire", "research:set-up-to-fail"):
                assert len(anchor.quote.split()) <= 12, anchor


def test_anchors_in_the_starter_library_stand_in_its_records():
    fields = {}
    for row in map(json.loads, (CORPUS / "decisions.jsonl").read_text("utf-8").splitlines()):
        purposes = [
            f"{remedy['for']} (to {remedy['to_whom']}" if remedy["to_whom"] else remedy["for"]
            for remedy in row["remedies"]
        ]
        texts = [row["complaint"], *row["faults"], *row["no_fault_findings"], row["injustice"]]
        texts += [row["finding_words"]]
        fields["digest:" + row["reference"]] = [plain(t) for t in [*texts, *purposes] if t]
    for row in map(json.loads, (CORPUS / "duties.jsonl").read_text("utf-8").splitlines()):
        told = (row["statement"], row["plain"], row["caveat"], row["time_limit"], row["who_owes"])
        fields[row["id"]] = [plain(str(text)) for text in told if text]

    for item in load_questions():
        for anchor in anchors(item):
            if anchor.document.startswith("digest:") or anchor.document in fields:
                assert any(plain(anchor.quote) in text for text in fields[anchor.document]), anchor
