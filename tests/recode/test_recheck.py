"""The realised error counts drawn records only, and says what it cannot say."""

import pytest

from coder.cli.recode_check import verdict
from coder.recode.reading import FoundCode, RunRecord
from coder.recode.recheck import recheck
from coder.recode.shares import simple_share
from tests.recode.samples import FRUITS, gold


def accepted(id_, road, *codes, possible=()):
    found = [FoundCode(code, FRUITS.codes[code].dimension, "affirmed", 0.9, True, (), ()) for code in codes]
    found += [FoundCode(code, FRUITS.codes[code].dimension, "affirmed", 0.4, False, (), ()) for code in possible]
    return RunRecord(id_, {}, "coded", road, (), tuple(found), ())


RUN = [
    accepted("a", "audit_sample", "K1", "D11"),
    accepted("b", "audit_sample", "K1", "D2", possible=["F1"]),
    accepted("c", "audit_sample", "K2"),
    accepted("d", "audit_sample", "K2"),
    accepted("e", "auto", "K1"),
    accepted("f", "review", "K1"),
]
PEOPLE = {
    "a": gold("a", "K1", "D11"),
    "b": gold("b", "K1", "F1"),
    "c": gold("c", open_=["K2"]),
    "e": gold("e"),
    "f": gold("f", "K1"),
    "x": gold("x", "K1"),
}


def test_hand_worked_error():
    found = recheck(RUN, PEOPLE, FRUITS)
    assert (found.accepted, found.drawn, found.checked, found.not_drawn) == (5, 4, 3, 2)
    assert (found.wrong.part, found.wrong.whole) == (1, 4)
    assert (found.missed.part, found.missed.whole) == (1, 4)
    assert (found.spotless.part, found.spotless.whole) == (2, 3)
    assert {name: (share.part, share.whole) for name, share in found.by_dimension.items()} == {
        "DEF": (1, 2),
        "FRU": (0, 2),
    }
    assert found.by_code["D2"].value == 1


def test_only_the_dimensions_asked_for():
    found = recheck(RUN, PEOPLE, FRUITS, dimensions=["FRU"])
    assert (found.wrong.part, found.wrong.whole, found.missed.part) == (0, 2, 0)


def test_nothing_checked_tells_nothing():
    found = recheck(RUN, {}, FRUITS)
    assert found.wrong.value is None
    assert (found.wrong.low, found.wrong.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "nothing was re-checked"),
        (0, 200, "was kept"),
        (1, 100, "neither shown nor refuted: re-check more"),
        (30, 200, "was NOT kept"),
    ],
)
def test_the_verdict_goes_no_further_than_the_figures(part, whole, words):
    assert words in verdict(simple_share(part, whole), 0.02)
