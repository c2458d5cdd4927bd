"""Sentences of law, of cases in general and of other cases change nothing."""

import pytest

from coder.edition.locate import SHIPPED_SCHEME, language_folders, rules_folder, training_data
from coder.edition.trial import make_analyser
from coder.scheme import load_scheme
from coder.suggest.margins import case_features

SOURCE = training_data() / SHIPPED_SCHEME
CASE = "The owner of the farm kept the workers' passports and locked the gate at night."


@pytest.fixture(scope="module")
def analyse():
    return make_analyser(SOURCE, rules_folder(SOURCE, "en"), load_scheme(SOURCE), "en")


ASIDE = [
    "Human trafficking is a crime that involves exploiting a person for labour or commercial sex.",
    "The maximum penalty for forced labour under the statute is twenty years in prison.",
    "Traffickers often confiscate passports, withhold wages and threaten families.",
    "According to estimates, millions of women and children are held in forced labour around the world.",
    "If you or someone you know may be a victim, call the national hotline.",
    "Under the Act, a person commits an offence if he arranges the travel of another with a view to exploitation.",
    "In an unrelated case, a cook was beaten by his employer.",
    "An indictment is merely an allegation.",
    "All defendants are presumed innocent until proven guilty in a court of law.",
]
TELLING = [
    "She was locked in the house and beaten.",
    "The defendants were charged with forced labour.",
    "He was sentenced to twenty years in prison for trafficking two women.",
    "Police called the hotline number that the workers had been given.",
    "The law student was made to hand over her earnings.",
    "The task force found four women in the brothel.",
    "One of the victims was told that no law would help her.",
    "The traffickers took her passport.",
    "An earlier contract had promised him an eight-hour day.",
]


@pytest.mark.parametrize("sentence", ASIDE)
def test_a_sentence_that_says_nothing_of_the_case_stands_aside(analyse, sentence):
    assert list(analyse(sentence).aside) == [True]


@pytest.mark.parametrize("sentence", TELLING)
def test_a_sentence_of_the_case_does_not(analyse, sentence):
    assert list(analyse(sentence).aside) == [False]


@pytest.mark.parametrize("sentence", ASIDE)
def test_what_stands_aside_reaches_neither_the_signals_nor_the_narrative_classifier(analyse, sentence):
    alone, together = analyse(CASE), analyse(f"{CASE} {sentence}")
    assert case_features(together.features, together.aside) == case_features(alone.features, alone.aside)
    assert _telling(together) == _telling(alone)


def _telling(analysis):
    return [finding.rule.id for finding in analysis.findings if finding.claim != "background"]


def test_the_language_data_are_the_shipped_ones():
    assert language_folders(SOURCE, "en")
