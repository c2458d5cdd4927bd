"""Codings and labelled samples of the fruit scheme, made up for tests."""

from coder.edition.gold import Gold
from coder.records import CheckNote, Coding, Suggestion
from coder.scheme import load_scheme
from tests.conftest import FRUIT

FRUITS = load_scheme(FRUIT)


def coding(id_, *pairs, familiarity=1.0, status="coded", checks=()):
    """A coding with (code, confidence) pairs."""
    suggestions = tuple(
        Suggestion(FRUITS.codes[code].dimension, "event", None, code, "", confidence, 1, ())
        for code, confidence in pairs
    )
    notes = tuple(CheckNote(id_, severity, "", ()) for id_, severity in checks)
    return Coding(id_, "fruit-edition", "en", status, familiarity, suggestions, (), notes)


def gold(id_, *codes, open_=()):
    return Gold(id_, "", dict.fromkeys(codes, ()), frozenset(), frozenset(open_))
