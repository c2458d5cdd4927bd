"""Looking features up once for several models gives each of them what it would have seen by itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coder.classifier.linear import LinearModel, from_bytes, to_bytes
from coder.classifier.shared import SharedVocabulary

random = np.random.default_rng(3)


def model(names):
    return LinearModel(
        labels=("a", "b"),
        vocabulary={name: at for at, name in enumerate(names)},
        idf=random.uniform(1, 5, len(names)).astype(np.float32),
        weights=random.normal(size=(len(names), 2)).astype(np.float16),
        intercepts=np.zeros(2, dtype=np.float32),
    )


MODELS = (model(["red", "red apple", "#ap"]), model(["pear", "#ap", "red"]))
shared = SharedVocabulary(MODELS)


@given(st.lists(st.sampled_from(["red", "red apple", "#ap", "pear", "unseen"]), max_size=12))
def test_each_model_sees_the_same_as_by_itself(features):
    numbers = shared.read(features)
    for at, each in enumerate(MODELS):
        seen, own = shared.weigh(at, numbers), each.weigh(features)
        assert seen.columns.tolist() == own.columns.tolist()
        assert seen.values.tobytes() == own.values.tobytes()


@given(st.lists(st.sampled_from(["red", "red apple", "#ap"]), max_size=6))
def test_a_model_that_was_saved_reckons_as_before(features):
    before = MODELS[0]
    after = from_bytes(to_bytes(before))
    seen = before.weigh(features)
    whole = seen.values @ before.weights.astype(np.float32)[seen.columns] + before.intercepts
    assert after.margins(seen).tobytes() == before.margins(seen).tobytes() == whole.tobytes()
    assert after.terms(seen, 1) == before.terms(seen, 1)
