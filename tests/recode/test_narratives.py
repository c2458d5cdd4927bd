"""Narratives coded in processes: the same codings in the same order, and an end where the work cannot go on."""

import itertools

import pytest

from coder.errors import EditionError, RunError
from coder.recode import narratives
from coder.recode.narratives import CodingJob, Piece, PooledCoder
from coder.recode.shipping import shipped
from coder.records import Narrative

TEXTS = ("The apples were bruised.", "The pears had worms.", "Nothing is said here.", "Mould on the crates.")


def some(count):
    return [Narrative(f"n{at}", text) for at, text in enumerate(itertools.islice(itertools.cycle(TEXTS), count))]


@pytest.fixture
def little_is_enough(monkeypatch):
    monkeypatch.setattr(narratives, "WORTH_IT", 4)
    monkeypatch.setattr(narratives, "_PIECE", 3)


@pytest.mark.parametrize("count", [0, 1, 3, 4, 20])
def test_codings_are_those_of_the_suggester_in_the_same_order(little_is_enough, tiny_edition, tiny_suggester, count):
    coder = PooledCoder(tiny_suggester, tiny_edition, workers=2)
    found = list(coder.suggest_many(iter(some(count)), min_confidence=0.2))
    assert found == list(tiny_suggester.suggest_many(some(count), min_confidence=0.2))
    assert (coder.edition, coder.scheme) == (tiny_suggester.edition, tiny_suggester.scheme)


def test_few_narratives_start_no_process(tiny_suggester, tmp_path):
    coder = PooledCoder(tiny_suggester, tmp_path / "gone", workers=2)
    assert len(list(coder.suggest_many(some(5), min_confidence=0.2))) == 5


def test_an_edition_that_is_gone_is_told(little_is_enough, tiny_suggester, tmp_path):
    coder = PooledCoder(tiny_suggester, tmp_path / "gone", workers=2)
    with pytest.raises(EditionError):
        list(coder.suggest_many(some(5), min_confidence=0.2))


def test_a_narrative_that_cannot_be_coded_ends_it_without_its_words(tiny_edition, monkeypatch):
    monkeypatch.setattr(narratives.os, "nice", lambda by: 0)
    code = CodingJob(shipped(tiny_edition), 0.2).open()
    failure = code(Piece(7, 350, (Narrative("n", None),)))  # as a fault in the coder would
    assert (failure.number, failure.reason.split()[0]) == (7, "unexpected")
    assert failure.reason.endswith("in narratives 351 to 351")
    with pytest.raises(RunError, match="351"):
        narratives._codings(failure)
