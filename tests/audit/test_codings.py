"""Codings: what is given, not given and missing, and how rows come together."""

from datetime import datetime

import numpy as np
import pytest

from coder.audit.gather import CodedRow, gather
from coder.errors import Fault, UsageError
from tests.audit.samples import coded

LIST = {"A": "X", "A1": "X", "B": "Y"}
ABOVE = {"A1": ("A",)}


def dense(codings):
    return [each.toarray().tolist() for each in codings.given]


def row(id_, coder, codes, **more):
    return CodedRow("f.csv", more.pop("row", 2), id_, coder, tuple(codes.split()), **more)


def test_cells_follow_records_coders_and_the_order_of_the_code_list():
    codings = coded({"p": {"1": "B A1", "2": ""}, "q": {"2": "A"}}, dimension_of=LIST)
    assert codings.records == ("1", "2")
    assert codings.codes == ("A", "A1", "B")
    assert codings.coders == ("p", "q")
    assert codings.dimensions == ("X", "Y")
    assert codings.dimension_of.tolist() == [0, 0, 1]
    assert dense(codings) == [[[0, 1, 1], [0, 0, 0]], [[0, 0, 0], [1, 0, 0]]]
    assert codings.coded_records.tolist() == [[True, True], [False, True]]


def test_without_a_code_list_the_codes_are_those_met_sorted_in_one_dimension():
    codings = coded({"p": {"1": "Z B"}, "q": {"1": "A"}})
    assert codings.codes == ("A", "B", "Z")
    assert codings.dimensions == ("",)
    assert dense(codings) == [[[0, 1, 1]], [[1, 0, 0]]]


def test_a_passed_record_is_missing_and_not_empty():
    codings = coded({"p": {"1": "A", "2": "A"}}, dimension_of=LIST, missing=[("p", "2")])
    assert codings.coded_records.tolist() == [[True, False]]
    assert dense(codings) == [[[1, 0, 0], [0, 0, 0]]]


def test_a_dimension_that_was_not_coded_is_missing_with_its_codes():
    codings, faults = gather([row("1", "p", "A B", not_coded=("Y",))], dimension_of=LIST)
    assert not faults
    assert codings.coded.tolist() == [[[True, False]]]
    assert dense(codings) == [[[1, 0, 0]]]


def test_codes_below_the_threshold_are_not_given_but_keep_their_confidence():
    codings, _ = gather([row("1", "m", "A B", confidences=(0.7, 0.4), threshold=0.5)], dimension_of=LIST)
    assert dense(codings) == [[[1, 0, 0]]]
    assert codings.confidences[0].toarray().tolist() == [[0.7, 0, 0.4]]


def test_a_code_given_twice_is_given_once_with_its_highest_confidence():
    codings, _ = gather([row("1", "m", "A A", confidences=(0.7, 0.9), threshold=0.5)], dimension_of=LIST)
    assert dense(codings) == [[[1, 0, 0]]]
    assert codings.confidences[0].toarray().tolist() == [[0.9, 0, 0]]


def test_an_open_code_is_open_only_where_it_is_not_given():
    codings, _ = gather([row("1", "p", "A", open=("A", "B"))], dimension_of=LIST)
    assert codings.open[0].toarray().tolist() == [[0, 0, 1]]


def test_partial_rows_are_joined_and_others_refused():
    rows = [row("1", "p", "A", partial=True), row("1", "p", "B", partial=True, row=3), row("1", "p", "A1", row=4)]
    codings, faults = gather(rows, dimension_of=LIST)
    assert dense(codings) == [[[1, 0, 1]]]
    assert faults == (Fault("f.csv", 4, "the same record and coder came before; this row is left out"),)


def test_an_unknown_code_is_a_fault_that_does_not_name_it_and_the_rest_of_the_row_counts():
    codings, faults = gather([row("1", "p", "A secretword")], dimension_of=LIST)
    assert dense(codings) == [[[1, 0, 0]]]
    assert [fault.row for fault in faults] == [2]
    assert "secretword" not in str(faults[0])


def test_faults_of_reading_pass_through():
    fault = Fault("f.csv", 9, "broken")
    assert gather([fault, row("1", "p", "")])[1] == (fault,)


def test_times_seconds_groups_numbers_and_probabilities_are_kept_and_unknown_ones_told():
    first = row(
        "1", "p", "A", coded_at=datetime(2026, 1, 2), seconds=30.0, probability=0.5, groups={"office": "N"},
        numbers={"length": 12.0},
    )  # fmt: skip
    codings, _ = gather([first, row("2", "p", "")], dimension_of=LIST)
    assert str(codings.coded_at[0, 0]) == "2026-01-02T00:00:00"
    assert np.isnat(codings.coded_at[0, 1])
    np.testing.assert_array_equal(codings.seconds, [[30, np.nan]])
    np.testing.assert_array_equal(codings.probabilities, [0.5, np.nan])
    assert codings.groups["office"].tolist() == ["N", ""]
    np.testing.assert_array_equal(codings.numbers["length"], [[12, np.nan]])


def test_facts_of_a_record_that_differ_between_coders_are_faults():
    rows = [
        row("1", "p", "", probability=0.5, groups={"g": "N"}),
        row("1", "q", "", probability=0.4, groups={"g": "S"}, row=3),
    ]
    codings, faults = gather(rows, dimension_of=LIST)
    assert [fault.row for fault in faults] == [3, 3]
    assert codings.probabilities.tolist() == [0.5]
    assert codings.groups["g"].tolist() == ["N"]


def test_nothing_at_all_is_an_empty_codings():
    codings, faults = gather([])
    assert (codings.records, codings.codes, codings.coders, faults) == ((), (), (), ())


def test_take_keeps_the_records_asked_for():
    codings = coded({"p": {"1": "A", "2": "B"}, "q": {"2": "A"}}, dimension_of=LIST)
    for chosen in (np.array([1]), np.array([False, True])):
        taken = codings.take(chosen)
        assert taken.records == ("2",)
        assert dense(taken) == [[[0, 0, 1]], [[1, 0, 0]]]
        assert taken.coded_records.tolist() == [[True], [True]]


def test_only_keeps_the_coders_asked_for_in_their_order():
    codings = coded({"p": {"1": "A"}, "q": {"1": "B"}, "r": {"1": ""}}, dimension_of=LIST)
    assert dense(codings.only(["r", "p"])) == [[[0, 0, 0]], [[1, 0, 0]]]
    with pytest.raises(UsageError, match="no coder s; there are p, q, r"):
        codings.only(["s"])


def test_without_dimensions_makes_them_missing_for_one_coder():
    codings = coded({"p": {"1": "A B"}, "q": {"1": "A B"}}, dimension_of=LIST).without_dimensions("q", ["X"])
    assert dense(codings) == [[[1, 0, 1]], [[0, 0, 1]]]
    assert codings.coded.tolist() == [[[True, True]], [[False, True]]]


def test_expanding_adds_the_ancestors_of_given_codes_only():
    codings = coded({"p": {"1": "A1", "2": "B"}}, dimension_of=LIST, open_=[("p", "1", "A"), ("p", "2", "A")])
    expanded = codings.expanded(ABOVE)
    assert dense(expanded) == [[[1, 1, 0], [0, 0, 1]]]
    assert expanded.open[0].toarray().tolist() == [[0, 0, 0], [1, 0, 0]]
    assert dense(expanded.expanded(ABOVE)) == dense(expanded)


def test_expanding_leaves_dimensions_that_were_not_coded_missing():
    codings, _ = gather([row("1", "p", "B", not_coded=("X",))], dimension_of=LIST)
    assert dense(codings.expanded({"B": ("A",)})) == [[[0, 0, 1]]]
