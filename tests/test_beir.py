"""A set in the BEIR layout: what is read of it, and what is said of one that is wrong."""

import json
from pathlib import Path

import pytest

from eval.beir import load_beir
from rag.errors import QuestionSetError

SMALL = Path(__file__).parent / "data" / "beir"


def write(folder, *, corpus=None, queries=None, qrels="q1\td1\t1\n", header=True):
    folder.mkdir(exist_ok=True)
    (folder / "qrels").mkdir(exist_ok=True)
    corpus = [{"_id": "d1", "title": "T", "text": "one"}] if corpus is None else corpus
    queries = [{"_id": "q1", "text": "which"}] if queries is None else queries
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    top = "query-id\tcorpus-id\tscore\n" if header else ""
    (folder / "qrels" / "test.tsv").write_text(top + qrels, encoding="utf-8")
    return folder


def test_reads_documents_questions_and_grades():
    small = load_beir(SMALL)

    assert (len(small.documents), len(small.questions), small.unjudged) == (40, 15, 1)
    assert small.documents[0].whole.startswith("Kettle Descale a kettle")
    assert small.judged["q03"] == {"p13": 2, "p34": 1}


def test_a_line_separator_inside_a_text_parts_no_record(tmp_path):
    row = json.dumps({"_id": "d1", "text": "a\u2028b"}, ensure_ascii=False)

    assert load_beir(write(tmp_path, corpus=[row])).documents[0].text == "a\u2028b"


def test_a_grade_of_nothing_is_not_relevant(tmp_path):
    folder = write(
        tmp_path,
        corpus=[{"_id": n, "text": "x"} for n in ("d1", "d2")],
        qrels="q1\td1\t0\nq1\td2\t2\n",
    )

    assert load_beir(folder).judged == {"q1": {"d2": 2}}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"corpus": ["{"]}, r"corpus\.jsonl:1: "),
        ({"corpus": [{"_id": "d1", "text": "x"}, {"_id": "d2"}]}, r"corpus\.jsonl:2: lacks 'text'"),
        ({"corpus": [{"_id": "d1", "text": "x"}] * 2}, r"corpus\.jsonl:2: _id 'd1' stands twice"),
        ({"corpus": []}, r"corpus\.jsonl: is empty"),
        ({"corpus": ["[1]"]}, r"corpus\.jsonl:1: a line must hold one JSON object"),
        (
            {"queries": [{"_id": "q1", "text": " "}]},
            r"queries\.jsonl:1: the question 'q1' is empty",
        ),
        ({"queries": [{"_id": "", "text": "x"}]}, r"queries\.jsonl:1: _id must be"),
        ({"qrels": "q1\td9\t1\n"}, r"test\.tsv:2: 'd9' is not in corpus\.jsonl"),
        ({"qrels": "q9\td1\t1\n"}, r"test\.tsv:2: 'q9' is not in queries\.jsonl"),
        ({"qrels": "q1 d1 1\n"}, r"test\.tsv:2: expected 3 cells"),
        ({"qrels": "q1\td1\tgood\n"}, r"test\.tsv:2: the score must be a number"),
        ({"qrels": ""}, r"test\.tsv: judges no document"),
        ({"qrels": "q1\td1\t0\n"}, r"test\.tsv: judges no document"),
        ({"header": False}, r"test\.tsv:1: the header must be"),
    ],
)
def test_a_wrong_set_is_named_by_file_and_line(tmp_path, changes, told):
    with pytest.raises(QuestionSetError, match=told):
        load_beir(write(tmp_path, **changes))


def test_a_missing_file_says_what_the_layout_is(tmp_path):
    with pytest.raises(QuestionSetError, match=r"no such folder.*corpus\.jsonl"):
        load_beir(tmp_path / "nowhere")
    write(tmp_path)
    (tmp_path / "corpus.jsonl").unlink()
    with pytest.raises(QuestionSetError, match=r"corpus\.jsonl: no such file"):
        load_beir(tmp_path)


def test_an_absent_split_names_those_that_are_there(tmp_path):
    with pytest.raises(QuestionSetError, match=r"dev\.tsv: no such file.*--split: test"):
        load_beir(write(tmp_path), "dev")
