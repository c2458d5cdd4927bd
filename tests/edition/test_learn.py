"""Folds keep voices whole; what is measured on a narrative was not learnt from it."""

from hypothesis import given
from hypothesis import strategies as st

from coder.edition.folds import assign_folds


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60))
def test_voices_are_kept_whole_or_dealt_out_when_they_are_few(voices):
    folds = assign_folds(voices, 4)
    assert len(folds) == len(voices)
    assert set(folds) <= set(range(4))
    if len(set(voices)) >= 4:
        assert all(len({f for f, v in zip(folds, voices, strict=True) if v == voice}) == 1 for voice in set(voices))
        assert len(set(folds)) == 4


def test_folds_are_of_like_size():
    folds = assign_folds([voice for voice in "abcdefgh" for _ in range(10)], 4)
    assert [folds.count(fold) for fold in range(4)] == [20] * 4
