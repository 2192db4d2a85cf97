"""The run over an engine and over plain retrieval, and what is reported of it."""

import io
import json

import numpy as np
import pytest
from eval_shelf import CannedEngine, answer, claim, record, small_shelf

from eval.outcomes import measure
from eval.plain import plain_retrievals
from eval.questions import _question
from eval.report import build_report, print_report, save_report, summarise
from eval.run import run_engine, run_plain, select
from rag.errors import QuestionError
from rag.kinds import Status

DISTRACTOR = {"document": "11 222 333", "quote": "school ought to pay", "role": "council_position"}


def item(**changes):
    return _question(record(**changes))


@pytest.fixture
def shelf():
    return small_shelf()


def test_selects_the_questions_whose_documents_are_there(shelf):
    here = item()
    elsewhere = item(id="g002", evidence=[[{"document": "12 345 678", "quote": "a b c"}]])
    no_evidence = item(id="g003", evidence=[], status=["refused"])

    selection = select([here, elsewhere, no_evidence], shelf)

    assert [i.id for i in selection.ready] == ["g001", "g003"]
    assert [i.id for i in selection.skipped] == ["g002"]


def test_one_alternative_that_stands_is_enough(shelf):
    need = [
        {"document": "12 345 678", "quote": "a b c"},
        {"document": "S19-CORE", "quote": "arranges education"},
    ]

    assert select([item(evidence=[need])], shelf).ready


def test_an_engine_is_measured_and_scored(shelf):
    finding = shelf.cite("11-222-333#2", "This is fault.")
    hits = (shelf.hit("11-222-333#1"), shelf.hit("11-222-333#2"))
    engine = CannedEngine(
        shelf, {"g001": answer("Fault.", claim("It was fault.", finding), retrieved=hits)}
    )

    [outcome] = run_engine(engine, [item(distractors=[DISTRACTOR])])

    assert outcome.ranks == (2,)
    assert outcome.inverted is True
    assert outcome.value("mrr") == 0.5
    assert outcome.value("recall@5") == 1.0
    assert outcome.value("in 1,000 words") == 1.0
    assert outcome.value("wrong voice") == 1.0
    assert outcome.value("quotes") == 1.0
    assert outcome.value("held_back") is None


def test_a_question_that_fails_is_kept_apart_from_a_wrong_one(shelf):
    engine = CannedEngine(
        shelf, {"g001": QuestionError("too long"), "g002": answer("x", status=Status.NOT_FOUND)}
    )

    failed, wrong = run_engine(engine, [item(), item(id="g002")])

    assert failed.error == "QuestionError: too long"
    assert failed.value("status") is None
    assert failed.value("recall@5") is None
    assert wrong.value("status") == 0.0
    assert wrong.value("recall@5") == 0.0


def test_an_absent_distractor_is_not_counted(shelf):
    elsewhere = {"document": "12 345 678", "quote": "a b c", "role": "complaint"}
    found = measure(item(distractors=[elsewhere]), "x", [], has_distractors=False)

    assert found.value("wrong voice") is None


class OneHot:
    """Sends every text to the same paragraph."""

    fingerprint, dimension = "0", 7

    def encode(self, texts):
        rows = np.zeros((len(texts), 7), dtype=np.float32)
        rows[:, 2] = 1.0
        return rows


def test_plain_retrievals_stand_side_by_side(shelf):
    retrievals = plain_retrievals(shelf, OneHot())
    question = item(question="school ought pay")

    outcomes = run_plain(shelf, retrievals, [question, item(id="g002", evidence=[])])

    # Words: key 1 shares three, keys 3 (pay) and 4 (school) one; key 2 is the finding.
    # Vectors: key 2 first, then the others in their order.
    ranks = {outcome.configuration: outcome.ranks for outcome in outcomes}
    assert set(ranks) == {"lexical", "dense", "fused"}
    assert ranks["lexical"] == (None,)
    assert ranks["dense"] == (1,)
    # Key 1: 1/61 + 1/63; key 3: 1/62 + 1/64; key 4: 1/63 + 1/65; key 2: 1/61 alone.
    assert ranks["fused"] == (4,)


def test_summary_leaves_out_what_has_no_value(shelf):
    outcomes = [
        measure(item(), "x", [shelf.hit("11-222-333#2")], has_distractors=False),
        measure(item(id="g002"), "x", [], has_distractors=False),
    ]

    summary = summarise(outcomes)

    assert summary["recall@5"].mean == 0.5
    assert summary["recall@5"].n == 2
    assert "facts" not in summary
    assert "wrong voice" not in summary


def test_report_is_printed_and_saved(shelf, tmp_path):
    engine = CannedEngine(shelf, {"g001": answer("x"), "g002": QuestionError("no")})
    outcomes = run_engine(engine, [item(), item(id="g002")])
    report = build_report(outcomes, [item(id="g003")], "dev", shelf.manifest)
    shown = io.StringIO()

    print_report(report, shown)
    path = save_report(report, tmp_path / "new")

    assert "2 questions asked (dev)." in shown.getvalue()
    assert "1 left out" in shown.getvalue()
    assert "1 could not be asked: g002" in shown.getvalue()
    assert "no complaint or argument shown as a finding" not in shown.getvalue()
    saved = json.loads(path.read_text("utf-8"))
    assert saved["configurations"]["upheld"]["all"]["status"]["mean"] == 1.0
    assert [o["error"] for o in saved["outcomes"]] == [None, "QuestionError: no"]
