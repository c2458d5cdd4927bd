"""Statements teach their own code, and nothing else."""

import json

import numpy as np
import pytest

from coder.edition.locate import rules_folder
from coder.edition.training import Lesson, fit_models, make_lessons, make_sample
from coder.edition.trial import make_analyser
from coder.errors import CorpusError
from coder.narrative.labelled import load_labelled
from coder.narrative.statements import Statement, load_statements
from coder.scheme import load_scheme
from tests.conftest import FRUIT

SCHEME = load_scheme(FRUIT)
ANALYSE = make_analyser(FRUIT, rules_folder(FRUIT, "en"), SCHEME, "en")
SAMPLES = [make_sample(item, ANALYSE(item.text), SCHEME) for item in load_labelled(FRUIT / "narratives", SCHEME.codes)]
CODES = SCHEME.in_order(SCHEME.suggestable)


def statement(claim, text="A wheel had gone over the lot.", code="D11"):
    return Statement("s", text, code, claim)


def lessons(*statements):
    return make_lessons(statements, ANALYSE, SCHEME)


def test_an_affirmed_code_teaches_what_follows_from_it():
    (lesson,) = lessons(statement("affirmed"))
    assert lesson.codes == {"D11", "D1"}
    assert lesson.affirms


def test_a_resemblance_says_nothing_of_what_would_follow():
    (lesson,) = lessons(statement("unrelated"))
    assert lesson.codes == {"D11"}
    assert not lesson.affirms


@pytest.mark.parametrize("claim", ["denied", "hypothetical", "background", "other_person"])
def test_claims_teach_no_classifier(claim):
    assert lessons(statement(claim)) == ()


def margins(taught, text="A wheel had gone over the crate."):
    models = fit_models(SAMPLES, taught, CODES)
    return dict(zip(CODES, models.classifiers(ANALYSE(text)).sentences.max(axis=0).tolist(), strict=True))


def test_a_statement_moves_its_code_and_no_unrelated_one():
    plain = margins(())
    words = ["A wheel had gone over the lot.", "The wheel of a cart had gone over a crate.", "A wheel went over them."]
    taught = margins(lessons(*(statement("affirmed", text) for text in words)))
    assert taught["D1"] > plain["D1"] + 0.5
    assert all(abs(taught[code] - plain[code]) < 0.5 for code in ("K1", "K2", "F1", "F2"))


def test_a_lesson_of_a_code_too_rare_to_learn_is_passed_over():
    alone = Lesson(frozenset({"D3"}), True, ["worm"])
    assert np.isfinite(list(margins([alone]).values())).all()


def write(folder, *records):
    folder.mkdir()
    (folder / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return folder


GOOD = {"id": "s1", "text": "It was crushed.", "code": "D1", "claim": "affirmed"}


def test_statements_are_read_in_order(tmp_path):
    folder = write(tmp_path / "s", GOOD, GOOD | {"id": "s2", "claim": "unrelated"})
    assert [(item.id, item.affirms) for item in load_statements(folder, SCHEME.codes)] == [("s1", True), ("s2", False)]


def test_no_folder_holds_no_statements(tmp_path):
    assert load_statements(tmp_path / "none", SCHEME.codes) == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": "XX"}, "unknown code 'XX'"),
        ({"code": ["D1"]}, "code is none of the list"),
        ({"code": "It was crushed."}, "code is none of the list"),
        ({"code": "crushed," * 9}, "code is none of the list"),
        ({"code": None}, "code is none of the list"),
        ({"claim": "maybe"}, "claim is none of affirmed, denied"),
        ({"claim": "It was crushed."}, "claim is none of affirmed, denied"),
        ({"claim": None}, "claim is none of affirmed, denied"),
        ({"text": " "}, "text is missing or empty"),
        ({"id": ""}, "id is missing or empty"),
        ({"id": "s0"}, "id 's0' is used twice"),
    ],
)
def test_faults_of_statements_name_file_row_and_reason_and_no_text(tmp_path, change, reason):
    folder = write(tmp_path / "s", GOOD | {"id": "s0"}, GOOD | change)
    with pytest.raises(CorpusError) as caught:
        load_statements(folder, SCHEME.codes)
    assert f"a.jsonl:2: {reason}" in str(caught.value)
    assert "crushed" not in str(caught.value)
