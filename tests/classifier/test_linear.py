"""The linear model equals scikit-learn's, survives saving, and tells its terms."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from coder.classifier.fit import fit_linear
from coder.classifier.linear import from_bytes, to_bytes

WRITTEN = ("red apple", "red cherry pie", "green pear", "green apple", "red plum", "green lime pie")
TEXTS = [text.split() for text in WRITTEN]
LABELS = ("red", "pie", "never")
TRUTH = np.array([["red" in t, "pie" in t, False] for t in TEXTS])
model = fit_linear(TEXTS, LABELS, TRUTH)


def margins(of, text):
    return of.margins(of.weigh(text))


def test_margins_equal_those_of_scikit_learn():
    vectorizer = TfidfVectorizer(analyzer=lambda text: text, sublinear_tf=True)
    matrix = vectorizer.fit_transform(TEXTS)
    svc = LinearSVC(random_state=0).fit(matrix, TRUTH[:, 0])
    ours = [margins(model, text)[0] for text in TEXTS]
    assert np.allclose(ours, svc.decision_function(matrix), atol=2e-3)


def test_a_label_without_examples_is_never_likely():
    assert margins(model, ["red", "pie"])[2] < -1


def test_a_saved_model_gives_the_same_margins_and_bytes():
    again = from_bytes(to_bytes(model))
    assert again.labels == LABELS
    assert all(np.array_equal(margins(again, text), margins(model, text)) for text in TEXTS)
    assert to_bytes(again) == to_bytes(model)


def test_the_strongest_term_of_a_label_is_its_own_word():
    assert model.terms(model.weigh(["red", "apple", "unseen"]), 0)[0][0] == "red"


def test_unknown_words_leave_the_intercepts():
    assert np.array_equal(margins(model, ["unseen"]), model.intercepts)


@pytest.mark.parametrize(("words", "share"), [(["red", "unseen"], 0.5), ([], 1.0), (["red"], 1.0), (["x"], 0.0)])
def test_the_known_share_of_words(words, share):
    assert model.known_share(words) == share


def test_what_is_no_model_is_refused():
    with pytest.raises(ValueError, match="not an archive"):
        from_bytes(b"PK\x03\x04 nonsense")


def test_ignored_pairs_do_not_teach():
    truth = np.array([[True], [True], [False], [False], [False], [False]])
    ignore = np.array([[False], [False], [False], [False], [True], [True]])
    taught = fit_linear(TEXTS, ["x"], truth, ignore=ignore)
    plain = fit_linear(TEXTS[:4], ["x"], truth[:4])
    assert np.sign(margins(taught, ["red"])[0]) == np.sign(margins(plain, ["red"])[0])
