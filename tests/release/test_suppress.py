"""No suppressed cell can be worked out: judged by a linear programme written here, from the tables alone."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from coder.errors import UsageError
from coder.release.cube import TOTAL, Axis, Cube, count_cube
from coder.release.suppress import suppress


def cube_of(shape, cells, several=()):
    """A table of one-valued axes from its inner cells, or of records with several values."""
    axes = [Axis(f"A{at}", "", {f"c{n}": "" for n in range(size)}, at in several) for at, size in enumerate(shape)]
    records = [[[f"c{n}"] for n in key] for key, count in cells.items() for _ in range(count)]
    return count_cube(axes, records)


def outsider(cube: Cube, hidden, key):
    """The range of a hidden cell as an outsider works it out: every inner cell is unknown unless it is shown."""
    place = {each: at for at, each in enumerate(cube.cells())}
    equal, least = [], []
    for at, axis in enumerate(cube.axes):
        others = [each.with_total for n, each in enumerate(cube.axes) if n != at]
        for rest in itertools.product(*others):
            line = [(*rest[:at], category, *rest[at:]) for category in axis.categories]
            total = (*rest[:at], TOTAL, *rest[at:])
            row = np.zeros(len(place))
            row[[place[each] for each in line]] = 1
            row[place[total]] = -1
            if not axis.several:
                equal.append(row)
                continue
            least.append(-row)
            for each in line:
                single = np.zeros(len(place))
                single[place[each]], single[place[total]] = 1, -1
                least.append(single)
    bounds = [(0, None) if each in hidden else (cube.counts[each],) * 2 for each in place]
    ends = []
    for sign in (1, -1):
        cost = np.zeros(len(place))
        cost[place[key]] = sign
        found = linprog(
            cost,
            A_eq=np.array(equal) if equal else None,
            b_eq=np.zeros(len(equal)) if equal else None,
            A_ub=np.array(least) if least else None,
            b_ub=np.zeros(len(least)) if least else None,
            bounds=bounds,
        )
        ends.append(np.inf if found.status == 3 else found.fun * sign)
    return ends


def assert_safe(cube, threshold):
    found = suppress(cube, threshold)
    assert found.primary == {key for key, count in cube.counts.items() if 0 < count < threshold}
    for key in found.all:
        low, high = outsider(cube, found.all, key)
        assert high - low > 1e-6, key
        if key in found.primary:
            assert low <= 1 + 1e-6, key
            assert high >= threshold - 1 - 1e-6, key
    return found


def test_a_single_small_cell_takes_a_rectangle_with_it():
    cube = cube_of((3, 3), {(a, b): 2 if a + b == 0 else 20 for a in range(3) for b in range(3)})
    found = assert_safe(cube, 5)
    assert found.primary == {("c0", "c0")}
    assert len(found.complementary) == 3
    assert not any(TOTAL in key for key in found.all)


@pytest.mark.parametrize(
    ("shape", "cells"),
    [
        ((2,), {(0,): 3, (1,): 30}),
        ((2,), {(0,): 3, (1,): 2}),
        ((1,), {(0,): 3}),
        ((4,), {(0,): 1, (1,): 50, (2,): 60, (3,): 70}),
        ((2, 2), {(0, 0): 1, (0, 1): 9, (1, 0): 9, (1, 1): 9}),
        ((2, 3), {(0, 0): 4, (0, 1): 0, (0, 2): 0, (1, 0): 50, (1, 1): 60, (1, 2): 70}),
        ((3, 2), {(0, 0): 1, (1, 1): 1, (2, 0): 100, (2, 1): 100}),
        ((2, 2, 2), {(0, 0, 0): 1, (1, 1, 1): 30, (0, 1, 1): 30, (1, 0, 1): 30, (1, 1, 0): 30, (0, 0, 1): 30}),
        ((2, 2, 2), {(0, 0, 0): 1}),
    ],
)
def test_tables_of_one_to_three_axes_are_safe(shape, cells):
    for threshold in (2, 3, 5, 10):
        assert_safe(cube_of(shape, cells), threshold)


def test_a_total_that_would_tell_is_suppressed():
    # The only cell of its row is small: the row's total is small too, and the column total would give it away.
    found = assert_safe(cube_of((2, 2), {(0, 0): 3, (1, 0): 40, (1, 1): 40}), 5)
    assert ("c0", TOTAL) in found.primary


def test_nothing_small_nothing_suppressed():
    assert not suppress(cube_of((2, 2), {(0, 0): 9, (1, 1): 9}), 5).all


def test_the_threshold_must_mean_something():
    with pytest.raises(UsageError, match="2 or more"):
        suppress(cube_of((2,), {(0,): 3}), 1)


def test_with_several_values_a_total_bounds_its_cells():
    axes = [Axis("P", "", {"a": "", "b": "", "c": ""}, several=True), Axis("Y", "", {"x": "", "y": ""})]
    records = [(["a"], ["x"])] * 30 + [(["a", "b"], ["x"])] * 3 + [(["b", "c"], ["y"])] * 25 + [(["a"], ["y"])] * 8
    assert_safe(count_cube(axes, records), 5)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([(3,), (6,), (2, 3), (4, 3), (2, 2, 2), (3, 2, 2)]).flatmap(
        lambda shape: st.tuples(
            st.just(shape),
            st.dictionaries(
                st.tuples(*(st.integers(0, size - 1) for size in shape)), st.sampled_from([1, 2, 4, 7, 30]), max_size=12
            ),
        )
    ),
    st.sampled_from([3, 5]),
)
def test_any_table_is_safe(table, threshold):
    assert_safe(cube_of(*table), threshold)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from("abc"), max_size=3, unique=True),
            st.lists(st.sampled_from("xy"), min_size=1, max_size=1),
        ),
        max_size=60,
    )
)
def test_any_table_of_records_with_several_values_is_safe(records):
    axes = [Axis("P", "", dict.fromkeys("abc", ""), several=True), Axis("Y", "", dict.fromkeys("xy", ""))]
    assert_safe(count_cube(axes, records), 5)
