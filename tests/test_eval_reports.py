"""What is made of a report: a page, a comparison with another one, a gate; and reading age."""

import io
import json

import numpy as np
import pytest
from eval_shelf import CannedEngine, answer, record, small_shelf

from eval.against import compare_reports, load_report, print_comparison
from eval.calibrate import reliability
from eval.chunks import chunk_retrievals, cut_chunks
from eval.command import Wanted, main_eval
from eval.gate import GATE, check_gate, load_gate
from eval.metrics import all_at, need_ndcg_at
from eval.outcomes import measure
from eval.page import build_page, save_page
from eval.plots import plot_intervals
from eval.questions import _question
from eval.readability import count_syllables, our_words, reading_age
from eval.report import _WHAT, SCORE_NAMES, _told, build_report, print_report, save_report
from eval.run import run_engine
from rag.config import Settings
from rag.errors import QuestionSetError
from rag.fakes import HashedEmbedder
from rag.kinds import Status


def item(**changes):
    return _question(record(**changes))


@pytest.fixture
def shelf():
    return small_shelf()


@pytest.fixture
def report(shelf):
    """Ours finds both, the plain one finds only the second, at rank 2."""
    right, wrong = shelf.hit("11-222-333#2"), shelf.hit("11-222-333#0")
    other = item(id="g002", audience="staff", type="duty", question="<b>who</b>")
    outcomes = [
        measure(item(), "upheld", [right], has_distractors=False),
        measure(other, "upheld", [right], has_distractors=False),
        measure(item(), "plain", [wrong], has_distractors=False),
        measure(other, "plain", [wrong, right], has_distractors=False),
    ]
    return build_report(outcomes, [], "dev", shelf.manifest)


def test_ndcg_of_needs_counts_each_where_it_is_first_met():
    assert need_ndcg_at([1, 2], 10) == 1.0
    assert need_ndcg_at([1, 1], 10) == 1.0
    assert need_ndcg_at([3, None], 10) == pytest.approx(0.5 / (1 + 0.63093), abs=1e-5)
    assert need_ndcg_at([11], 10) == 0.0


def test_all_needs_must_be_met():
    assert all_at([1, 9], 10) == 1.0
    assert all_at([1, 11], 10) == 0.0
    assert all_at([1, None], 10) == 0.0


def test_leads_are_paired_and_told_for_each_slice(report):
    lead = report["leads"]["all"]["plain"]["mrr"]

    assert lead["mean"] == pytest.approx((1.0 + 0.5) / 2)
    assert report["leads"]["audience"]["parent"]["plain"]["mrr"]["mean"] == 1.0
    assert report["leads"]["audience"]["staff"]["plain"]["mrr"]["mean"] == 0.5


def test_lead_is_printed_beside_the_measures(report):
    shown = io.StringIO()

    print_report(report, shown)

    assert "over plain" in shown.getvalue()
    assert "+75.0 [+50.0 +100.0]*" in shown.getvalue()


def test_page_stands_alone_and_escapes_what_it_shows(report, tmp_path):
    page = save_page(report, tmp_path).read_text("utf-8")

    assert page.count("<svg") == page.count("</svg>") > 4
    assert "&lt;b&gt;who&lt;/b&gt;" in page
    assert "<b>who" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert "By audience" in page
    assert build_page(report) == page


def test_a_plot_is_drawn_to_scale():
    plot = plot_intervals("recall", [("ours", {"mean": 0.5, "low": 0.25, "high": 1.0})])

    # the axis is 180 wide and begins at 135
    assert 'cx="225.0"' in plot
    assert 'x1="180.0" x2="315.0"' in plot
    assert plot_intervals("nothing", [("ours", None)]) == ""


def test_a_plot_of_differences_marks_what_is_surely_ahead():
    found = {"mean": 0.05, "low": 0.01, "high": 0.09}
    plot = plot_intervals("lead", [("over x", found), ("y", found | {"low": -0.02})], signed=True)

    assert plot.count('class="ours"') == 2
    assert plot.count('class="theirs"') == 2
    assert "−2.0" in plot
    lost = {"mean": -0.05, "low": -0.09, "high": -0.01}
    assert plot_intervals("lead", [("x", lost)], signed=True).count('class="worse"') == 2


def test_two_reports_are_compared_question_by_question(report, shelf, tmp_path):
    path = save_report(report, tmp_path)
    worse = [
        measure(item(), "upheld", [shelf.hit("11-222-333#0")], has_distractors=False),
        measure(item(id="g009"), "upheld", [], has_distractors=False),
    ]
    now = build_report(worse, [], "dev", shelf.manifest)
    shown = io.StringIO()

    found = compare_reports(now, load_report(path))
    print_comparison(found, shown)

    assert found.shared == 1
    assert found.changes["upheld"]["mrr"]["mean"] == -1.0
    assert found.moved("upheld", "mrr") == ([], ["g001"])
    assert found.moved("upheld", "quotes") == ([], [])
    (moved,) = found.questions
    assert moved.values["mrr"] == (1.0, 0.0)
    assert (moved.better, moved.worse[-1]) == ((), "in 1,000 words")
    assert "g001" in shown.getvalue()
    assert "g009" not in shown.getvalue()


def test_what_is_better_low_gains_where_it_falls(shelf):
    trap = item(
        distractors=[{"document": "11 222 333", "quote": "ought to pay", "role": "complaint"}]
    )
    wrong, right = shelf.hit("11-222-333#1"), shelf.hit("11-222-333#2")
    then, now = (
        build_report(
            [measure(trap, "upheld", hits, has_distractors=True)], [], "dev", shelf.manifest
        )
        for hits in ([wrong, right], [right, wrong])
    )

    found = compare_reports(now, then)

    assert found.moved("upheld", "wrong voice") == (["g001"], [])
    assert "right voice first" in build_page(now, found)


def test_two_indexes_and_settings_are_told_apart(report):
    other = report | {
        "index": {"generation": "2", "created_at": "later"},
        "settings": {"reranker": "/models/cross"},
    }

    found = compare_reports(other, report)

    assert found.differs == (
        ("index generation", "1", "2"),
        ("setting reranker", "not told", "/models/cross"),
    )
    assert found.questions == ()
    assert "no measure moved" in build_page(other, found)


def test_the_page_shows_both_answers_of_a_question_that_moved(shelf):
    def made(text, status):
        engine = CannedEngine(shelf, {"g001": answer(text, status=status)})
        return build_report(run_engine(engine, [item()]), [], "dev", shelf.manifest)

    then, now = made("Nothing <i>here</i>.", Status.NOT_FOUND), made("Found.", Status.ANSWERED)
    page = build_page(now, compare_reports(now, then))

    assert "not_found → answered" in page
    assert "▲ status 0 → 100" in page
    assert "Nothing &lt;i&gt;here&lt;/i&gt;." in page
    assert "<b>Better: 1 question</b>" in page


def test_two_reports_are_compared_without_a_run(report, tmp_path, capsys):
    then = save_report(report, tmp_path / "then")
    now = save_report(report | {"index": {"generation": "2"}}, tmp_path / "now")

    code = main_eval(Settings(), Wanted(report=now, against=then, out=tmp_path / "both"))

    assert code == 0
    assert "nothing changed" in capsys.readouterr().out
    saved = load_report(tmp_path / "both" / "report-dev.json")
    assert saved["against"]["differs"] == [["index generation", "1", "2"]]
    assert "index generation" in (tmp_path / "both" / "report-dev.html").read_text("utf-8")


def test_a_scorer_is_told_in_the_words_of_its_docstring(report):
    def score_brevity(item, answer, library):
        """Score that the answer
        is short; None where there is none."""

    assert _told(score_brevity) == "that the answer is short"
    assert set(_WHAT) == set(SCORE_NAMES)
    assert all(_WHAT.values())


def test_reports_without_a_shared_question_cannot_be_compared(report, shelf):
    other = build_report(
        [measure(item(id="g009"), "upheld", [], has_distractors=False)], [], "dev", shelf.manifest
    )

    with pytest.raises(QuestionSetError, match="share no question"):
        compare_reports(other, report)


@pytest.mark.parametrize("text", ["", "[]", '{"outcomes": 3}', '{"outcomes": [{"id": "g001"}]}'])
def test_what_is_no_report_is_named(tmp_path, text):
    path = tmp_path / "r.json"
    path.write_text(text)

    with pytest.raises(QuestionSetError, match=r"r\.json: is no report"):
        load_report(path)


def test_the_gate_names_what_fell(report):
    gate = {
        "dev": {
            "at_least": {"recall@5": 1.0, "mrr": 1.1, "facts": 0.5},
            "at_most": {"recall@1": 0.5},
        }
    }

    assert check_gate(report, gate) == [
        "upheld: mrr is 1.000, below 1.1",
        "upheld: facts was not measured",
        "upheld: recall@1 is 1.000, above 0.5",
    ]


def test_the_gate_does_not_speak_of_a_part_that_it_lacks(report):
    with pytest.raises(QuestionSetError, match="no part 'dev'"):
        check_gate(report, {"all": {}})


@pytest.mark.parametrize(
    "text", ["[dev", "dev = 1", "[dev.above]\nx = 1", '[dev.at_least]\nx = "1"']
)
def test_a_wrong_gate_is_named(tmp_path, text):
    path = tmp_path / "gate.toml"
    path.write_text(text)

    with pytest.raises(QuestionSetError, match=r"gate\.toml"):
        load_gate(path)


def test_the_gate_that_ships_names_measures_that_exist(report):
    measures = json.loads(json.dumps(report["measures"]))

    gate = load_gate(GATE)

    assert gate
    for sides in gate.values():
        assert all(measure in measures for bounds in sides.values() for measure in bounds)


def test_chunks_are_two_hundred_words_of_one_document(shelf):
    chunks = cut_chunks(shelf, words=10)

    first = [passage.text for document, passage in chunks if document.id == "11-222-333"]
    assert " ".join(first) == " ".join(shelf.text("11-222-333").split())
    assert all(len(text.split()) <= 10 for text in first)


def test_chunks_are_searched_in_three_plain_ways(shelf, tmp_path):
    with chunk_retrievals(shelf, HashedEmbedder(), tmp_path / "e.sqlite") as found:
        hits = {name: retrieve("forty-two staff attended") for name, retrieve in found.items()}

    assert set(hits) == {"chunks BM25", "chunks dense", "chunks fusion"}
    assert all(h[0].document.id == "minutes-oxbow" for h in hits.values())


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("plan", 1), ("made", 1), ("named", 1), ("wanted", 2), ("council", 2), ("table", 2),
     ("provides", 2), ("places", 2), ("education", 4), ("child's", 1)],
)  # fmt: skip
def test_syllables(word, syllables):
    assert count_syllables(word) == syllables


def test_reading_age_by_hand():
    # 6 words of 1 syllable in 1 sentence: 0.39 * 6 + 11.8 * 1 - 15.59 + 5
    assert reading_age("The cat sat on the mat.") == pytest.approx(3.55)
    # a list of two lines is two sentences: 0.39 * 3 + 11.8 - 15.59 + 5
    assert reading_age("the cat sat\non the mat") == pytest.approx(2.38)
    assert reading_age("24 018 294") is None


def test_reading_age_is_of_our_own_words_in_whole_sentences():
    answer = """Kent County Council, 24 000 001, decided on 4 November 2024, Not upheld.

The answer
- The Ombudsman found: “It was late
and it was long.” [1][2]
- Many cases use “Mrs X”, so we ask you which of them you mean. [3]
- Kent County Council, 24 000 001a, March 2025: the Ombudsman found fault. It came too late. [4]
- The council must do it under the Children and Families Act 2014. [5]

Limits
- This is information, not legal advice."""

    assert our_words(answer).splitlines() == [
        "Many cases use , so we ask you which of them you mean.",
        "the Ombudsman found fault. It came too late.",
        "The council must do it under the .",
        "This is information, not legal advice.",
    ]
    assert our_words("- The complaint was: “Nobody came.” [1]") == ""


def test_reliability_compares_what_was_said_with_what_was_so():
    said = np.array([0.1, 0.1, 0.9, 0.9])
    so = np.array([0.0, 1.0, 1.0, 1.0])

    found = reliability(said, so, bins=2)

    assert [(b.n, b.said, b.so) for b in found.bins] == [
        (2, pytest.approx(0.1), 0.5),
        (2, pytest.approx(0.9), 1.0),
    ]
    assert found.error == pytest.approx((0.4 + 0.1) / 2)
    assert found.brier == pytest.approx((0.01 + 0.81 + 0.01 + 0.01) / 4)
