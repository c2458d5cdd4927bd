"""Exchanged words: what becomes of a text, and the figures of what an edition then changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from coder.audit.machine.swapping import Swaps, aside_of, load_about, load_swaps
from coder.audit.machine.swaps import FEW, Exchange, exchanges, swap_findings
from coder.edition.locate import LANGUAGES, SHIPPED_SCHEME, training_data
from coder.errors import DataError
from coder.scheme import load_scheme
from tests.conftest import FRUIT

ENGLISH = load_swaps(training_data() / LANGUAGES / "en")
CODES = frozenset({"D1", "D2"})


@pytest.mark.parametrize(
    ("kind", "text", "other"),
    [
        ("sex", "The woman saw her boss.", "The man saw his boss."),
        ("sex", "They paid her in cash.", "They paid him in cash."),
        ("sex", "They paid her.", "They paid him."),
        ("sex", "WOMEN and Girls", "MEN and Boys"),
        ("sex", "a womanly manor, shebang", "a womanly manor, shebang"),
        ("sex", "", ""),
        ("nationality", "A Thai worker in CHINA.", "A Bolivian worker in PERU."),
        ("nationality", "Chinatown and thaiboxing", "Chinatown and thaiboxing"),
        ("ethnicity", "black shoes", "white shoes"),
        ("sex", "The g\u0131rl left.", "The g\u0131rl left."),
        ("sex", "her \u017fon", "his \u017fon"),
        ("sex", "H\u0130M AND HER", "H\u0130M AND HIM"),
    ],
)
def test_words_are_exchanged_whole_and_capitals_kept(kind, text, other):
    assert ENGLISH.swapped(text, kind) == other


def test_dimensions_that_may_change_are_those_of_the_scheme():
    about = load_about(training_data() / SHIPPED_SCHEME)
    known = load_scheme(training_data() / SHIPPED_SCHEME).dimensions
    assert set(about) == set(ENGLISH.words)
    assert all(names <= set(known) for names in about.values())


def test_codes_set_aside_are_all_of_the_dimensions_named():
    scheme = load_scheme(FRUIT)
    assert aside_of({"sex": frozenset({"DEF"}), "origin": frozenset()}, scheme) == {
        "sex": [code for code, each in scheme.codes.items() if each.dimension == "DEF"],
        "origin": [],
    }


def test_a_language_or_scheme_without_a_list_has_none(tmp_path):
    assert load_swaps(tmp_path).words == {}
    assert load_about(tmp_path) == {}


@pytest.mark.parametrize(
    "content",
    [
        "[words.sex]\nWoman = 'man'",
        "[words.sex]\nwoman = 1",
        "[words.'A b']\nx = 'y'",
        "[",
        "[words.sex]",
        "[words]\nsex = 'woman'",
        "words = ['woman']",
        "as_object = 'her'",
        "[as_object]\nwords = ['her']",
        "[as_object]\nbefore = 'and'",
        "[as_object]\nbefore = [1]",
        "[as_object.words]\nher = 1",
    ],
)
def test_a_bad_list_is_refused(tmp_path, content):
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / "swaps.toml").write_text(content, encoding="utf-8")
    with pytest.raises(DataError):
        load_swaps(tmp_path)


def test_only_texts_with_such_words_are_coded_again_and_no_text_is_kept():
    swaps = Swaps({"sex": {"woman": "man"}, "origin": {"thai": "Cuban"}})
    asked = []

    def coded(texts):
        asked.append(texts)
        return [frozenset({"S"} if "woman" in text else {"S", "D1"}) for text in texts]

    found = exchanges(["a woman", "a pear", "a Thai woman"], swaps, coded, aside={"sex": ["S"]})
    assert asked == [["a woman", "a man"], ["a Thai woman", "a Thai man", "a Cuban woman"]]
    assert found == (
        Exchange("sex", frozenset(), frozenset({"D1"})),
        Exchange("sex", frozenset(), frozenset({"D1"})),
        Exchange("origin", frozenset({"S"}), frozenset({"S"})),
    )


def test_figures_by_hand_and_oracle():
    """20 narratives with D1; in 6 it goes, in 1 of 5 others it comes; D2 is in too few to be told of."""
    lost = [Exchange("sex", frozenset({"D1"}), frozenset())] * 6
    same = [Exchange("sex", frozenset({"D1"}), frozenset({"D1"}))] * 14
    rest = [Exchange("sex", frozenset(), frozenset({"D1", "D2"}))] + [Exchange("sex", frozenset(), frozenset())] * 4
    found = swap_findings([*lost, *same, *rest])
    (kind,) = found.kinds
    assert (kind.narratives, kind.changed.value, kind.codes_changed.value) == (25, 7 / 25, 8 / 22)
    assert (kind.changed.low, kind.changed.high) == pytest.approx(proportion_confint(7, 25, method="wilson"))
    (code,) = found.codes
    assert (code.code, code.narratives, code.gained, code.lost, code.changed.value) == ("D1", 21, 1, 6, 7 / 21)
    assert code.q == pytest.approx(binomtest(1, 7).pvalue)


def test_nothing_to_tell():
    assert swap_findings([]).kinds == ()
    unchanged = swap_findings([Exchange("sex", CODES, CODES)] * FEW)
    assert [each.changed.value for each in unchanged.codes] == [0, 0]
    assert [each.q for each in unchanged.codes] == [1, 1]


@given(st.lists(st.tuples(st.sets(st.sampled_from("ABC")), st.sets(st.sampled_from("ABC"))), min_size=1, max_size=40))
def test_the_way_of_the_exchange_does_not_matter(pairs):
    there = swap_findings([Exchange("sex", frozenset(a), frozenset(b)) for a, b in pairs])
    back = swap_findings([Exchange("sex", frozenset(b), frozenset(a)) for a, b in pairs])
    assert there.kinds == back.kinds
    assert [(each.code, each.gained, each.q) for each in there.codes] == [
        (each.code, each.lost, each.q) for each in back.codes
    ]
