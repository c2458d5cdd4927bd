"""A rule is not found in a sentence where one of its excuses stands, whether it looks for words or reads a number."""

import tomllib

import pytest

from coder.edition.locate import LANGUAGES, training_data
from coder.narrative.readings import NumberReader
from coder.narrative.tokens import Tokeniser
from coder.rules.match import Matcher
from coder.rules.rulebook import load_rulebook

RULES = """
[[rule]]
id = "open"
code = "A1"
patterns = ["open", "unlock"]
unless = ["shop", "(every|each) day"]
examples = ["open"]

[[rule]]
id = "also-open"
code = "A1"
patterns = ["open"]
examples = ["open"]

[[rule]]
id = "daily"
code = "B2"
reads = "days_per_week"
min = 7
max = 7
unless = ["shop"]
examples = ["seven days a week"]
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rules.toml").write_text(RULES, encoding="utf-8")
    tokenise = Tokeniser("en", abbreviations={}, lemmas={})
    numbers = tomllib.loads((training_data() / LANGUAGES / "en" / "numbers.toml").read_text(encoding="utf-8"))
    matcher = Matcher(load_rulebook(folder, {"A1": 1, "B2": 1}), tokenise, NumberReader(numbers))
    return lambda text: [hit.rule.id for hit in matcher.find(tokenise(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The gate was open.", ["also-open", "open"]),
        ("The shop was open.", ["also-open"]),
        ("It was open every day.", ["also-open"]),
        ("It would open, unlock and open each day.", ["also-open", "also-open"]),
        ("The shop closed. The gate was open.", ["also-open", "open"]),
        ("The gate was open. Then came the shop.", ["also-open", "open"]),
        ("The shop closed every day.", []),
        ("They worked seven days a week.", ["daily"]),
        ("They were in the shop seven days a week.", []),
        ("It was a shop. They worked seven days a week.", ["daily"]),
        ("They worked six days a week.", []),
    ],
)
def test_an_excuse_counts_in_its_own_sentence_and_for_its_own_rule(found, text, expected):
    assert found(text) == expected
