"""Where anchors stand in an index and in a list of hits."""

from eval_shelf import record, small_shelf

from eval.anchors import Anchors, find_missing_evidence, rank_of, words_to
from eval.questions import Anchor, _question


def test_a_reference_is_the_full_text_and_never_the_digest():
    anchors = Anchors(small_shelf())

    assert anchors.stands(Anchor("11 222 333", "remained responsible"))
    assert not anchors.stands(Anchor("11 222 333", "Left the tutor"))
    assert anchors.stands(Anchor("digest:11 222 333", "Left the tutor"))


def test_duties_and_papers_have_their_keys():
    anchors = Anchors(small_shelf())

    assert anchors.stands(Anchor("S19-CORE", "arranges education"))
    assert anchors.stands(Anchor("minutes:oxbow", "forty–two   staff"))
    assert not anchors.stands(Anchor("minutes:oxbow", "arranges education"))


def test_an_anchor_does_not_cross_paragraphs():
    assert not Anchors(small_shelf()).stands(Anchor("11 222 333", "This is fault. Pay Ms A"))


def test_rank_is_that_of_the_first_hit_with_any_alternative():
    shelf = small_shelf()
    hits = [shelf.hit(p) for p in ("S19-CORE#0", "digest-11-222-333#0", "11-222-333#2")]
    need = (Anchor("11 222 333", "This is fault"), Anchor("digest:11 222 333", "Left the tutor"))

    assert rank_of(need, hits) == 2
    assert rank_of(need[:1], hits) == 3
    assert rank_of((Anchor("S19-CORE", "no such words"),), hits) is None


def test_words_are_counted_up_to_the_end_of_the_anchor():
    shelf = small_shelf()
    hits = [shelf.hit("S19-CORE#0"), shelf.hit("11-222-333#2")]

    # "A council arranges education." is 4 words; "The Council remained responsible" 4 more.
    assert words_to((Anchor("11 222 333", "remained responsible"),), hits) == 8
    assert words_to((Anchor("11 222 333", "lost her job"),), hits) is None


def test_missing_evidence_is_listed_with_its_reason():
    item = _question(
        record(
            evidence=[
                [{"document": "11 222 333", "quote": "not in there"}],
                [{"document": "12 345 678", "quote": "anything"}],
                [{"document": "S19-CORE", "quote": "arranges education"}],
            ]
        )
    )

    missing = find_missing_evidence([item], small_shelf())

    assert [(m.anchor.document, m.reason) for m in missing] == [
        ("11 222 333", "no paragraph holds these words"),
        ("12 345 678", "the document is not in this index"),
    ]
    assert not Anchors(small_shelf()).is_ready(item)
