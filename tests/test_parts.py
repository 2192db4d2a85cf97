"""An answer's text, laid out."""

from __future__ import annotations

from app.parts import Line, ShownPart, read_parts

HEADINGS = ("Answer", "Limits")


def test_headed_bullets_keep_their_numbers() -> None:
    text = "Answer\n- First. [1][2]\n- Second. [2]\n\nLimits\n- No advice."
    assert read_parts(text, HEADINGS, {1, 2}) == [
        ShownPart(
            "Answer", (Line("First.", (1, 2), bullet=True), Line("Second.", (2,), bullet=True))
        ),
        ShownPart("Limits", (Line("No advice.", bullet=True),)),
    ]


def test_sentences_without_a_heading_stay_sentences() -> None:
    text = "Which one do you mean?\n- 24 000 001\n- 24 000 002\nSay more."
    (part,) = read_parts(text, HEADINGS, ())
    assert part.heading is None
    assert [(line.text, line.bullet) for line in part.lines] == [
        ("Which one do you mean?", False),
        ("24 000 001", True),
        ("24 000 002", True),
        ("Say more.", False),
    ]


def test_a_quotation_of_several_lines_is_one_bullet() -> None:
    (part,) = read_parts("Answer\n- It says:\n“a\nb” [1]", HEADINGS, {1})
    assert part.lines == (Line("It says:\n“a\nb”", (1,), bullet=True),)


def test_a_number_in_brackets_that_is_no_citation_stays_in_the_text() -> None:
    (part,) = read_parts("Answer\n- R (G) v Westminster [2004]", HEADINGS, {1})
    assert part.lines == (Line("R (G) v Westminster [2004]", bullet=True),)


def test_no_text_has_no_parts() -> None:
    assert read_parts("", HEADINGS, ()) == []
