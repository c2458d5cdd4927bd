"""The shipped rulebook holds its own examples and reaches every code that text may tell."""

import pytest

from coder.narrative.language_data import load_language
from coder.rules.rulebook import load_rulebook
from coder.scheme import load_scheme
from coder.suggest.analyse import Analyser, failed_examples
from tests.conftest import LANGUAGES, SCHEME


@pytest.fixture(scope="module")
def scheme():
    return load_scheme(SCHEME)


@pytest.fixture(scope="module")
def rulebook(scheme):
    return load_rulebook(SCHEME / "en" / "rules", scheme.codes)


def test_every_rule_finds_its_examples_and_none_of_its_counterexamples(rulebook):
    language = load_language("en", [LANGUAGES / "en"])
    failed = failed_examples(Analyser(language, rulebook))
    assert [(rule.id, kind, position + 1) for rule, kind, position in failed] == []


def test_every_code_that_text_may_tell_is_reached_by_a_rule(scheme, rulebook):
    reached = scheme.expand(code for rule in rulebook.rules for code in rule.codes)
    industries = {code for code in scheme.suggestable if scheme.codes[code].dimension == "IND"}
    others = {code for code in scheme.suggestable if scheme.codes[code].label.startswith("Other")}
    unreached = scheme.suggestable - industries - others - reached
    sections = {code for code in industries if scheme.parent(code) is None}
    assert sorted(unreached) == []
    assert sorted(sections - reached) == []


def test_every_rule_has_a_meaning_to_show(rulebook):
    assert [rule.id for rule in rulebook.rules if not rule.meaning] == []
