"""Text made safe for a terminal and a page."""

from hypothesis import given
from hypothesis import strategies as st

from coder.export import wording
from coder.suggest import rank


@given(st.text())
def test_plain_text_keeps_its_length(text):
    assert len(wording.plain(text)) == len(text)


def test_what_steers_a_terminal_or_turns_the_direction_is_replaced():
    assert wording.plain("a\x1b[31mb\x9bc\u202ed\x00\n\te") == "a�[31mb�c�d�\n\te"


def test_one_line_has_single_blanks():
    assert wording.on_one_line("  a\r\n\tb \u2028 c ") == "a b � c"


def test_likely_means_the_same_here_as_in_ranking():
    assert wording.LIKELY == rank.LIKELY
