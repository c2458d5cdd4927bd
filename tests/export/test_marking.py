"""Cutting a text where evidence begins and ends."""

from hypothesis import given
from hypothesis import strategies as st

from coder.export.marking import KINDS, Mark, cut, marks_of, numbers_of
from tests.export.samples import CODING, TEXT

marks = st.lists(st.builds(Mark, st.integers(0, 30), st.integers(0, 30), st.integers(1, 9), st.sampled_from(KINDS)))


@given(st.text(max_size=25), marks)
def test_the_pieces_joined_are_the_text(text, marks):
    pieces = cut(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


@given(st.text(min_size=25, max_size=25), marks)
def test_every_mark_that_holds_text_is_closed_once(text, marks):
    closed = sorted(number for piece in cut(text, marks) for number in piece.closes)
    assert closed == sorted(mark.number for mark in marks if mark.start < min(mark.end, len(text)))


def test_marks_are_numbered_in_text_order_and_know_their_kind():
    found = [(mark.number, TEXT[mark.start : mark.end], mark.kind) for mark in marks_of(CODING)]
    assert found == [
        (1, "The pears (“Conférence”) were bruised & soft.", "sentence"),
        (2, "pears", "words"),
        (3, "bruised", "words"),
        (4, "soft", "possible"),
        (5, "worms", "denied"),
    ]


def test_some_kinds_alone_are_numbered_anew():
    marks = marks_of(CODING, kinds=("words", "denied"))
    assert [TEXT[start:end] for start, end in numbers_of(marks)] == ["pears", "bruised", "worms"]
    assert [mark.number for mark in marks] == [1, 2, 3]


def test_where_marks_meet_the_stronger_kind_shows():
    kinds = {piece.text: piece.kind for piece in cut(TEXT, marks_of(CODING))}
    assert kinds["bruised"] == "words"
    assert kinds[" & "] == "sentence"
    assert kinds["soft"] == "sentence"
    assert kinds["worms"] == "denied"
    assert kinds["\nNo "] is None
