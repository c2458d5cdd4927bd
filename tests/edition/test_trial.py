"""Trying a change of rules tells what is gained and lost, and how right the rules are before and after."""

import shutil

import pytest

from coder.edition.locate import rules_folder
from coder.edition.trial import Tally, make_analyser, missed_marks, read_all, tally, try_rules
from coder.narrative.labelled import load_labelled
from coder.scheme import load_scheme
from tests.conftest import FRUIT

SCHEME = load_scheme(FRUIT)
NARRATIVES = load_labelled(FRUIT / "narratives", SCHEME.codes)
SHIPPED = rules_folder(FRUIT, "en")


def analyser(rules):
    return make_analyser(FRUIT, rules, SCHEME, "en")


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """The rules with one that is lost (rotten) and one that is new and hasty (sold means kept)."""
    folder = tmp_path_factory.mktemp("changed") / "rules"
    shutil.copytree(SHIPPED, folder)
    path = folder / "fruit.toml"
    text = path.read_text("utf-8").replace('patterns = ["rotten", "mould"]', 'patterns = ["mould"]')
    text += '\n[[rule]]\nid = "hasty"\ncode = "D3"\npatterns = ["sell"]\nexamples = ["We sold pears."]\n'
    path.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def trial(changed):
    return try_rules(analyser(SHIPPED), analyser(changed), NARRATIVES, SCHEME)


def test_the_same_rules_change_nothing():
    same = try_rules(analyser(SHIPPED), analyser(SHIPPED), NARRATIVES, SCHEME)
    assert not same.gained
    assert not same.lost
    assert same.before == same.after


def test_a_hasty_rule_gains_readings_most_of_them_wrong(trial):
    gained = [reading for reading in trial.gained if reading.rule == "hasty"]
    assert {reading.code for reading in gained} == {"D3"}
    assert sum(not reading.right for reading in gained) > len(gained) / 2
    assert trial.after["D3"].precision < trial.before["D3"].precision


def test_a_rule_taken_away_loses_its_readings(trial):
    assert {"D2"} <= {reading.code for reading in trial.lost}
    assert all("rotten" in reading.quote for reading in trial.lost if reading.code == "D2")
    assert trial.after["D2"].recall < trial.before["D2"].recall


def test_gains_and_losses_explain_the_difference_of_the_tallies(trial):
    for code, after in trial.after.items():
        before = trial.before[code]
        gained = sum(reading.right for reading in trial.gained if reading.code == code)
        lost = sum(reading.right for reading in trial.lost if reading.code == code)
        assert after.right - before.right == gained - lost
        assert after.right + after.missed == before.right + before.missed


def test_right_and_missed_add_up_to_the_labels():
    figures = tally(read_all(analyser(SHIPPED), NARRATIVES, SCHEME), NARRATIVES, SCHEME)
    for code, found in figures.items():
        true = sum(code in SCHEME.expand(item.code_set) for item in NARRATIVES)
        assert found.right + found.missed == true


@pytest.mark.parametrize(
    ("figures", "precision", "recall"),
    [((3, 1, 2), 0.75, 0.6), ((0, 0, 2), None, 0.0), ((0, 2, 0), 0.0, None), ((0, 0, 0), None, None)],
)
def test_shares_of_nothing_are_not_told(figures, precision, recall):
    assert Tally(*figures).precision == precision
    assert Tally(*figures).recall == recall


def test_missed_marks_are_words_that_no_rule_found(changed):
    readings = read_all(analyser(changed), NARRATIVES, SCHEME)
    missed = missed_marks(readings, NARRATIVES, SCHEME, "D2")
    assert missed
    assert all((narrative, "D2") not in readings for narrative, _ in missed)
