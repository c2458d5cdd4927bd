"""Codings on the terminal."""

from coder.cli.console import console
from coder.cli.drawing import draw_coding, marked_text, quoted, shortened
from coder.export.marking import marks_of
from tests.export.samples import CODING, CODINGS, TEXT


def test_codings_are_drawn_as_before(golden, capsys):
    for coding in CODINGS:
        draw_coding(console(), coding)
    golden("codings.txt", capsys.readouterr().out)


def test_codings_are_drawn_without_words_on_request(capsys):
    draw_coding(console(), CODING, quotes=False)
    drawn = capsys.readouterr().out
    assert "Bruise" in drawn
    assert "bruised" not in drawn
    assert "worms" not in drawn


def test_the_marked_text_has_brackets_and_numbers():
    drawn = marked_text(TEXT, marks_of(CODING, kinds=("words", "denied"))).plain
    assert drawn == (
        "The [pears¹] (“Conférence”) were [bruised²] & soft.\nNo [worms³] were found; <b>two</b> were thrown away."
    )


def test_overlapping_marks_share_their_brackets():
    drawn = marked_text(TEXT, marks_of(CODING)).plain
    assert drawn.startswith("[The pears² (“Conférence”) were bruised³ & soft⁴.¹]\nNo [worms⁵] were")


def test_rules_words_are_quoted_before_sentences():
    assert quoted(CODING.suggestions[0].evidence, {(30, 37): 12}) == "“bruised”¹²"
    assert quoted(CODING.suggestions[0].evidence[1:]) == "“The pears (“Conférence”) were bruised & soft.”"


def test_long_quotes_are_cut():
    assert shortened("words " * 40) == "words " * 10 + "wor…"
    assert shortened(" a\n b ") == "a b"
