"""Coders beside each other: hand-worked figures, and nobody ranked on noise."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from coder.audit.gather import gather
from coder.audit.people.assisted import assisted
from coder.audit.people.consensus import coder_figures, compared
from coder.audit.people.pace import median_of, pace
from coder.audit.people.usage import usage
from coder.audit.ratios import contrast, ratio
from coder.audit.reading import read_coded
from tests.audit.samples import coded, random_codings

SMALL = coded(
    {
        "ann": {"r1": "A B", "r2": "A", "r3": "C"},
        "bob": {"r1": "A", "r2": "A C", "r3": "C"},
        "cat": {"r1": "A", "r2": "C"},
    }
)


def test_the_consensus_is_the_majority_of_the_others_and_ties_are_left_out():
    beside = compared(SMALL, 0, [1, 2])
    # r1: A by both others. r2: C by both, A by one of two: left out. r3: C by the only other.
    assert beside.records.tolist() == [True, True, True]
    assert beside.true.toarray().tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]
    assert beside.given.toarray().tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]


def test_coder_figures_are_those_worked_by_hand():
    ann = coder_figures(SMALL)[0]
    assert (ann.records, ann.shared) == (3, 3)
    assert ann.codes_per_record.value == pytest.approx(4 / 3)
    assert ann.agreement.value == pytest.approx(2 * 2 / (3 + 3))
    assert ann.wrong.value == pytest.approx(1 / 3)
    assert ann.missed.value == pytest.approx(1 / 3)


def test_open_cells_and_missing_dimensions_count_neither_way():
    codings = coded(
        {"ann": {"r1": "A"}, "bob": {"r1": ""}}, dimension_of={"A": "D", "B": "E"}, open_=[("bob", "r1", "A")]
    )
    assert compared(codings, 0, [1]).given.nnz == 0
    partly = coded({"ann": {"r1": "A B"}, "bob": {"r1": "B"}}, dimension_of={"A": "D", "B": "E"})
    partly = partly.without_dimensions("bob", ["D"])
    assert compared(partly, 0, [1]).given.toarray().tolist() == [[0, 1]]


def test_a_coder_alone_has_no_figures_but_reasons():
    (only,) = coder_figures(coded({"ann": {"r1": "A"}}))
    assert only.agreement.value is None
    assert "another coder" in only.agreement.reason
    assert only.drawn is None


def test_like_coders_are_not_told_apart_and_a_bad_one_is():
    random = np.random.default_rng(0)
    alike = random_codings(random, records=300, coders=4, noise=0.1)
    assert {each.standing for each in coder_figures(alike)} == {"not told apart from the others"}
    drawn = [each.drawn for each in coder_figures(alike)]
    raw = [each.agreement.value for each in coder_figures(alike)]
    assert max(drawn) - min(drawn) < max(raw) - min(raw)
    bad = random.random((300, 5)) < 0.3
    from scipy import sparse

    worse = replace(alike, given=(*alike.given[:3], sparse.csr_array(bad.astype(np.int32))))
    assert [each.standing for each in coder_figures(worse)][3] == "below the others"


def test_usage_finds_the_code_a_coder_overuses_and_no_other():
    random = np.random.default_rng(1)
    codings = random_codings(random, records=400, coders=3, codes=8, noise=0.05)
    first = codings.given[0].toarray()
    first[:120, 2] = 1
    from scipy import sparse

    codings = replace(codings, given=(sparse.csr_array(first.astype(np.int32)), *codings.given[1:]))
    found = usage(codings)
    assert {(each.coder, each.code) for each in found if each.q < 0.01 and each.coder == "c0"} == {("c0", "K2")}
    (over,) = (each for each in found if (each.coder, each.code) == ("c0", "K2"))
    assert over.paired
    assert over.low < over.difference < over.high


def test_paired_usage_is_mcnemars_exact_test():
    codings = random_codings(np.random.default_rng(2), records=60, coders=2, codes=1, noise=0.3)
    one, other = (each.toarray()[:, 0] for each in codings.given)
    (first, _) = usage(codings)
    more, less = int(((one == 1) & (other == 0)).sum()), int(((one == 0) & (other == 1)).sum())
    p = stats.binomtest(min(more, less), more + less, 0.5).pvalue
    assert first.q == pytest.approx(p)  # both coders have the same p, so control changes nothing


def test_usage_on_other_records_says_so():
    rows = {"ann": {f"a{at}": "A" for at in range(40)}, "bob": {f"b{at}": "B" for at in range(40)}}
    assert {each.paired for each in usage(coded(rows))} == {False}


@pytest.mark.parametrize(
    ("values", "median", "low", "high"),
    [
        ([], None, None, None),
        ([5], 5, None, None),
        ([1, 2, 3, 4, 5], 3, None, None),
        (list(range(1, 11)), 5.5, 2, 9),
        (list(range(1, 21)), 10.5, 6, 15),
    ],
)
def test_the_interval_of_a_median_lies_between_two_ranks(values, median, low, high):
    # Ranks for n = 10 and 20: 2 to 9 and 6 to 15, Conover (1999), table A3.
    figure = median_of(np.array(values, dtype=float))
    assert (figure.value, figure.low, figure.high) == (median, low, high)
    assert bool(figure.reason) == (low is None)


def test_pace_counts_months_and_compares_halves():
    codings = coded({"ann": {f"r{at}": "A B" if at >= 10 else "A" for at in range(20)}})
    times = np.array([[f"2026-0{1 + at // 10}-{1 + at % 10:02}" for at in range(20)]], dtype="datetime64[s]")
    codings = replace(codings, coded_at=times, seconds=np.full((1, 20), 60.0))
    (ann,) = pace(codings)
    assert [(month.month, month.records) for month in ann.months] == [("2026-01", 10), ("2026-02", 10)]
    assert ann.codes_change.value == pytest.approx(1.0)
    assert ann.seconds.value == 60
    assert ann.agreement_change.value is None


def test_pace_without_dates_says_so():
    (only,) = pace(coded({"ann": {"r1": "A"}}))
    assert only.months == ()
    assert "date" in only.codes_change.reason


def decisions(tmp_path):
    rows = []
    for at in range(40):
        blind = at % 2 == 0
        suggested = [] if blind else [{"code": "A", "confidence": 0.9}, "B", "P"]
        codes = ["A"] if blind else (["A", "B", "P"] if at < 20 else ["A"])
        rows.append({"id": f"r{at}", "coder": "ann", "codes": codes, "blind": blind, "suggested": suggested,
                     "planted": [] if blind else ["P"]})  # fmt: skip
    rows.append({"id": "r0", "coder": "nobody", "blind": True, "suggested": ["A"]})
    path = tmp_path / "decisions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\nnot json\n[1]\n", encoding="utf-8")
    return path


def test_acceptance_with_and_without_planted_suggestions(tmp_path):
    path = decisions(tmp_path)
    gold = tmp_path / "gold.csv"
    gold.write_text("id,coder,codes\n" + "".join(f"r{at},ref,A B\n" for at in range(40)), encoding="utf-8")
    rows = [*read_coded(path), *read_coded(gold)]
    codings, faults = gather(rows, dimension_of={"A": "D", "B": "D", "P": "D"})
    assert len(faults) == 3
    together, ann = assisted(codings, reference="ref")
    assert (ann.assisted, ann.blind, ann.planted) == (20, 20, 20)
    assert ann.taken.value == pytest.approx((10 * 2 + 10) / 40)
    assert ann.planted_taken.value == pytest.approx(10 / 20)
    assert ann.planted_taken.low < 0.5 < ann.planted_taken.high
    assert ann.error_blind.value == 0
    assert ann.error_assisted.value == pytest.approx(10 / 40)
    assert ann.error_change.low < 0.25 < ann.error_change.high
    assert ann.pull.value is None
    assert together.taken == ann.taken


def test_files_that_do_not_tell_what_was_shown_have_no_assistance(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "r1", "coder": "ann", "codes": ["A"]}\n', encoding="utf-8")
    codings, _ = gather(read_coded(path))
    assert codings.assistance is None
    assert assisted(codings) == ()


def test_ratios_and_contrasts_by_hand():
    figure = ratio(np.array([1.0, 0.0, 1.0, 1.0]), np.array([1.0, 1.0, 1.0, 1.0]), reason="none")
    assert figure.value == 0.75
    assert figure.low < 0.75 < figure.high
    assert ratio(np.zeros(2), np.zeros(2), reason="none").reason == "none"
    assert ratio(np.array([1.0]), np.array([2.0]), reason="none").reason == "a single record makes it up"
    one, other = replace(figure, value=0.5, low=0.4, high=0.6), replace(figure, value=0.2, low=0.1, high=0.35)
    away = contrast(one, other)
    assert away.value == pytest.approx(0.3)
    assert away.low == pytest.approx(0.3 - np.hypot(0.1, 0.15))
    assert away.high == pytest.approx(0.3 + np.hypot(0.1, 0.1))
    assert contrast(one, ratio(np.zeros(2), np.zeros(2), reason="none")).reason == "none"
