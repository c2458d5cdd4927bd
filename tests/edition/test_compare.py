"""Champion and challenger on cases that neither has learnt from."""

import json
from dataclasses import dataclass

import pytest

from coder import Coding, Suggestion, evaluate
from coder.edition.compare import compare, read_held_out
from coder.edition.gold import Gold
from coder.edition.trained import trained_on
from coder.errors import UsageError
from coder.narrative.labelled import read_labelled
from coder.scheme import load_scheme
from tests.conftest import FRUIT
from tests.edition.confirmed import cases, write

SCHEME = load_scheme(FRUIT)


@dataclass
class Fixed:
    """A suggester that gives each text the codes it was told."""

    edition: str
    answers: dict
    scheme = SCHEME

    def suggest(self, narrative, *, min_confidence):
        given = tuple(
            Suggestion(SCHEME.codes[code].dimension, "", None, code, "", confidence, 1, ())
            for code, confidence in self.answers.get(narrative.id, {}).items()
            if confidence >= min_confidence
        )
        return Coding(narrative.id, self.edition, "en", "coded", 1.0, given)


@pytest.fixture
def held_out(tmp_path):
    return read_labelled([write(tmp_path / "h.jsonl", cases(40))], SCHEME.codes, where="h")


def right(case, *, without=()):
    return {code: 0.9 for code in case.code_set if code not in without}


def test_a_challenger_that_finds_what_the_champion_misses_is_better(held_out):
    champion = Fixed("old", {case.id: right(case, without={"F3"}) for case in held_out})
    challenger = Fixed("new", {case.id: right(case) for case in held_out})
    found = compare(champion, challenger, held_out, draws=200)
    assert found.verdict.startswith("The challenger is better: F1 1.000 against 0.")
    assert found.overall["recall"].beyond_noise
    assert found.overall["precision"].difference == 0
    (change,) = found.by_code
    # 10 cases of worms; the rot of the other 10 implies F3 by itself
    assert (change.code, change.fixed, change.broken, change.change) == ("F3", 10, 0, "better")
    assert found.by_dimension["FATE"]["f1"].beyond_noise
    assert found.by_dimension["DEF"]["f1"].difference == 0
    back = compare(challenger, champion, held_out, draws=200)
    assert back.verdict.startswith("The challenger is worse")
    assert back.by_code[0].change == "worse"


def test_one_case_is_not_beyond_noise(held_out):
    champion = Fixed("old", {case.id: right(case) for case in held_out})
    challenger = Fixed("new", {case.id: right(case, without={"K1"} if case.id == "c-1" else ()) for case in held_out})
    found = compare(champion, challenger, held_out, draws=200)
    assert found.verdict.startswith("No difference shown")
    assert [change.change for change in found.by_code] == ["no difference shown"]


def test_the_figures_are_those_of_evaluate(held_out):
    answers = {case.id: right(case, without={"D2"}) | {"B1": 0.6, "D3": 0.4} for case in held_out}
    found = compare(Fixed("old", {}), Fixed("new", answers), held_out, draws=50)
    gold = [Gold(case.id, case.text, {mark.code: () for mark in case.codes}) for case in held_out]
    codings = [Fixed("new", answers).suggest(case, min_confidence=0.0) for case in held_out]
    scores = evaluate(gold, codings, SCHEME)
    assert found.overall["f1"].challenger == pytest.approx(scores.overall.f1)
    assert found.overall["precision"].challenger == pytest.approx(scores.overall.precision)
    assert found.ece.challenger == pytest.approx(scores.ece)
    for dimension, rates in scores.by_dimension.items():
        assert found.by_dimension[dimension]["f1"].challenger == pytest.approx(rates.f1)
    assert json.loads(json.dumps(found.as_dict()))["narratives"] == 40


def test_no_cases_and_other_code_lists_are_refused(held_out):
    with pytest.raises(UsageError, match="no cases"):
        compare(Fixed("old", {}), Fixed("new", {}), [])
    other = Fixed("old", {})
    other.scheme = type("S", (), {"codes": {"X": None}})()
    with pytest.raises(UsageError, match="old and new have different code lists"):
        compare(other, Fixed("new", {}), held_out)


def test_cases_that_an_edition_knows_are_refused_by_id_or_text(held_out, tmp_path):
    path = write(tmp_path / "h.jsonl", cases(40))
    renamed = write(tmp_path / "r.jsonl", [record | {"id": f"r{record['id']}"} for record in cases(40)])
    fresh = write(tmp_path / "f.jsonl", cases(5, start=100))
    editions = {"CHAMPION": None, "CHALLENGER": trained_on(held_out[:7])}
    for each in (path, renamed):
        with pytest.raises(UsageError, match=r"CHALLENGER has learnt from 7 of 40 cases: .* and 2 more") as raised:
            read_held_out(each, SCHEME, editions)
        assert "Lot" not in str(raised.value)
    assert len(read_held_out(fresh, SCHEME, editions)) == 5


@pytest.mark.parametrize("origin", ["auto_accepted", "blind_agreed"])
def test_cases_that_nobody_confirmed_are_no_yardstick(tmp_path, origin):
    path = write(tmp_path / "h.jsonl", cases(4) + cases(2, origin, 4))
    with pytest.raises(UsageError, match="nobody confirmed the codes of 2 cases: c-4, c-5"):
        read_held_out(path, SCHEME, {})
