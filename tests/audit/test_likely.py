"""Likely errors: planted ones come first, each kind by the reasons it has, and nothing depends on names or order."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from coder.audit.codings import Codings
from coder.audit.likely.cells import Hints
from coder.audit.likely.context import ratios_of
from coder.audit.likely.fitting import fit_logistic
from coder.audit.likely.queue import queue_of, queue_rows, yield_curve
from coder.audit.likely.ranking import likely_errors


def made(given, confidences, *, names=None, codes=None):
    """A person and a machine on the same records."""
    records, width = given.shape
    empty = sparse.csr_array((records, width), dtype=np.int32)
    return Codings(
        records=tuple(names or (f"r{at}" for at in range(records))),
        codes=tuple(codes or (f"C{at}" for at in range(width))),
        coders=("person", "machine"),
        dimensions=("D",),
        dimension_of=np.zeros(width, dtype=np.int64),
        given=(sparse.csr_array(given.astype(np.int32)), sparse.csr_array((confidences >= 0.5).astype(np.int32))),
        open=(empty, empty),
        coded=np.ones((2, records, 1), dtype=bool),
        confidences=(None, sparse.csr_array(np.where(confidences >= 0.01, confidences, 0.0))),
        coded_at=np.full((2, records), "NaT", dtype="datetime64[s]"),
        seconds=np.full((2, records), np.nan),
    )


def planted(seed=0, records=400, width=20, dropped=0.08, added=0.01):
    """Codings with planted errors, and a machine that is right in most cases."""
    random = np.random.default_rng(seed)
    truth = random.random((records, width)) < 0.15
    given = (truth & (random.random(truth.shape) >= dropped)) | (~truth & (random.random(truth.shape) < added))
    logits = np.where(truth, 2.0, -3.5) + random.normal(0, 1.2, truth.shape)
    return made(given, 1 / (1 + np.exp(-logits))), given != truth, truth


def average_precision(errors, wrong):
    hits = wrong[errors.record, errors.code]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].sum() / wrong.sum())


def test_planted_errors_come_first_and_before_what_self_confidence_ranks():
    from sklearn.metrics import average_precision_score

    codings, wrong, _ = planted()
    errors = likely_errors(codings, "machine", np.random.default_rng(0))
    confidence = codings.confidences[1].toarray()
    given = codings.given[0].toarray() > 0
    alone = average_precision_score(wrong.ravel(), np.where(given, 1 - confidence, confidence).ravel())
    found = average_precision(errors, wrong)
    assert found > 0.55
    assert found > alone - 0.02


def test_noise_rates_are_near_the_planted_ones_or_above():
    codings, wrong, truth = planted(records=2000)
    rates = likely_errors(codings, "machine", np.random.default_rng(0)).rates
    assert wrong[truth].mean() * 0.8 < rates.missing < wrong[truth].mean() * 2
    assert wrong[~truth].mean() * 0.7 < rates.wrong < wrong[~truth].mean() * 2


def test_where_codes_are_forgotten_but_not_invented_missing_ones_come_first():
    codings, _, _ = planted(dropped=0.2, added=0.0)
    errors = likely_errors(codings, "machine", np.random.default_rng(0))
    assert (~errors.given[:40]).all()


def test_chances_are_about_right():
    codings, wrong, _ = planted(records=3000)
    errors = likely_errors(codings, "machine", np.random.default_rng(0))
    top = slice(0, 600)
    found = wrong[errors.record[top], errors.code[top]].sum()
    assert errors.chance[top].sum() == pytest.approx(found, rel=0.3)


def test_the_ranking_does_not_depend_on_names_or_on_what_is_drawn():
    codings, _, _ = planted(records=100)
    renamed = replace(codings, records=tuple(f"x{at:03}" for at in range(100, 0, -1)), coders=("zoe", "abe"))
    one = likely_errors(codings, "machine", np.random.default_rng(0))
    two = likely_errors(renamed, "abe", np.random.default_rng(0))
    assert np.array_equal(one.chance, two.chance)
    assert np.array_equal(one.code, two.code)


@pytest.mark.parametrize(
    "given",
    [np.zeros((3, 2), dtype=bool), np.ones((3, 2), dtype=bool), np.zeros((0, 2), dtype=bool), np.eye(2, dtype=bool)],
)
def test_little_or_nothing_is_ranked_without_a_word(given):
    codings = made(given, np.full(given.shape, 0.5))
    errors = likely_errors(codings, "machine", np.random.default_rng(0))
    assert np.isfinite(errors.chance).all()
    assert ((errors.chance >= 0) & (errors.chance <= 1)).all()
    curve = yield_curve(queue_of(errors, codings))
    assert curve.expected[0] == 0


def test_without_a_machine_the_other_codes_speak():
    random = np.random.default_rng(1)
    pair = random.random(300) < 0.4
    given = np.column_stack([pair, pair, random.random(300) < 0.3])
    lonely = int(np.flatnonzero(pair)[0])
    given[lonely, 1] = False
    codings = made(given, np.zeros(given.shape)).only(["person"])
    errors = likely_errors(codings, None, np.random.default_rng(0))
    top = (errors.record[:3] == lonely) & np.isin(errors.code[:3], [0, 1])
    assert top.any()


def test_each_hint_moves_its_cells_up_and_is_told():
    codings, _, _ = planted(records=200)
    given = codings.given[0].toarray() > 0
    record, code = (int(part[0]) for part in np.nonzero(given))
    pair = (codings.records[record], codings.codes[code])

    def of(hints, codings=codings):
        errors = likely_errors(codings, "machine", np.random.default_rng(0), hints=hints)
        at = np.flatnonzero((errors.record == record) & (errors.code == code))[0]
        return errors.chance[at], errors.reasons[at]

    plain, _ = of(Hints())
    broken, why = of(Hints(broken=[pair, ("nowhere", "C1"), ("r1", "nothing")]))
    assert broken > plain
    assert why.tolist() == [False, False, True]
    read = np.zeros_like(given)
    read[tuple(part[:500] for part in np.nonzero(~given))] = read[record, code] = True
    matrices = tuple(sparse.csr_array(each.astype(np.int32)) for each in (np.zeros_like(read), read))
    denied, why = of(Hints(), replace(codings, denied=matrices))
    assert denied > plain
    assert why.tolist() == [True, False, False]
    other = next(r for r in range(200) if r != record and not given[r, code])
    _, why = of(Hints(twins=[(pair[0], codings.records[other]), ("nowhere", "r1")]))
    assert why[1]


def test_a_missing_lineage_is_one_entry_and_a_wrong_code_is_named_as_it_was():
    codings, _, _ = planted(records=300, width=6)
    given = codings.given[0].toarray() > 0
    given[:, 1:3] = False
    given[0] = [False, False, True, False, False, False]
    confidence = codings.confidences[1].toarray()
    confidence[1, :3], confidence[0, :3] = [0.98, 0.97, 0.96], 0.02
    ancestors = {"C1": ["C0"], "C2": ["C1", "C0"]}
    codings = made(given, confidence)
    entries = queue_of(likely_errors(codings, "machine", np.random.default_rng(0), ancestors=ancestors), codings)
    lineage = {"C0", "C1", "C2"}
    assert len([e for e in entries if e.record == "r1" and e.code in lineage and e.kind == "missing?"]) <= 1
    assert [e.code for e in entries if e.record == "r0" and e.kind == "wrong?"] == ["C2"]
    assert [entry.rank for entry in entries] == list(range(1, len(entries) + 1))


def test_the_yield_curve_is_the_sum_of_chances():
    codings, _, _ = planted(records=100)
    entries = queue_of(likely_errors(codings, "machine", np.random.default_rng(0)), codings, most=50)
    curve = yield_curve(entries)
    assert len(entries) == 50
    assert (curve.reviewed[0], curve.reviewed[-1]) == (0, 50)
    assert curve.expected[-1] == pytest.approx(sum(entry.chance for entry in entries))
    assert (np.diff(curve.expected) >= 0).all()
    assert (curve.low <= curve.expected).all()
    assert (curve.expected <= curve.high + 1e-9).all()
    assert next(queue_rows(entries))["rank"] == 1


def test_codes_that_were_left_open_and_dimensions_not_coded_are_not_ranked():
    codings, _, _ = planted(records=50, width=4)
    opened = sparse.csr_array(np.eye(1, 4, 2, dtype=np.int32).repeat(50, axis=0))
    given = codings.given[0].toarray()
    given[:, 2] = 0
    coded = codings.coded.copy()
    coded[0, :10] = False
    changed = replace(
        codings, given=(sparse.csr_array(given), codings.given[1]), open=(opened, codings.open[1]), coded=coded
    )
    errors = likely_errors(changed, "machine", np.random.default_rng(0))
    assert not (errors.code == 2).any()
    assert errors.record.min() >= 10


def test_context_is_the_naive_bayes_sum_without_the_record_itself():
    given = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [0, 0, 1]], dtype=np.int32)
    matrix = sparse.csr_array(given)
    support, others = ratios_of(matrix, np.eye(3, dtype=bool)).of(matrix, given > 0)
    # Code 1 in record 0, whose other code is 0. Without record 0: code 1 in one record, with code 0; code 0 in one of
    # the two others; code 0 is expected in 2 x 2.5 / 4 of two records.
    assert support[0, 1] == pytest.approx(np.log((1 + 1.25) / (1 + 2)) - np.log((1 + 1.25) / (2 + 2)))
    assert others[0, 1] == 1


def test_the_fit_is_that_of_scikit_learn_around_zero_and_keeps_its_start_without_cases():
    from sklearn.linear_model import LogisticRegression

    random = np.random.default_rng(0)
    features = np.column_stack([np.ones(500), random.normal(size=(500, 2))])
    target = random.random(500) < 1 / (1 + np.exp(-features @ [0.2, 1.0, -2.0]))
    mine = fit_logistic(features, target, np.ones(500), np.zeros(3))
    theirs = LogisticRegression(C=1.0, fit_intercept=False, tol=1e-10, max_iter=1000).fit(features, target)
    assert mine == pytest.approx(theirs.coef_[0], abs=1e-6)
    start = np.array([0.0, 1.0])
    assert fit_logistic(np.zeros((0, 2)), np.zeros(0, dtype=bool), np.zeros(0), start) == pytest.approx(start)
