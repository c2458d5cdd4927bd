"""Linked tables: what an attacker works out who has all of them and looks for whole numbers of records behind them."""

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from coder.errors import CoderError, UsageError
from coder.release.cube import Axis, count_cube
from coder.release.linked import read_released, recounted, undone
from coder.release.suppress import suppress
from coder.release.system import Beside, place_of
from coder.release.tables import release, release_csv

THRESHOLD = 5
AXES = {
    name: Axis(name, name, {f"{name}{at}": "" for at in range(size)})
    for name, size in zip("abc", (3, 2, 2), strict=True)
}
CELLS = list(itertools.product(*(axis.categories for axis in AXES.values())))


def table(counts, names):
    """A table by some axes, from the records of all: their number in each inner cell."""
    records = [[[cell["abc".index(name)]] for name in names] for cell, count in counts.items() for _ in range(count)]
    return count_cube([AXES[name] for name in names], records)


def holds(place):
    """Which inner cells a cell of a table is the sum of."""
    return np.array([all(category in cell for _, category in place) for cell in CELLS], dtype=float)


def attacked(tables):
    """For each suppressed cell the least and the most that whole numbers of records behind all tables allow."""
    shown = {
        place_of(cube, key): count for cube, hidden in tables for key, count in cube.counts.items() if key not in hidden
    }
    suppressed = {place_of(cube, key) for cube, hidden in tables for key in hidden} - shown.keys()
    known = (
        []
        if not shown
        else [LinearConstraint(np.array([holds(place) for place in shown]), *[list(shown.values())] * 2)]
    )
    most = 3 * max([10, *shown.values()])
    for place in suppressed:
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * holds(place), integrality=np.ones(len(CELLS)), bounds=Bounds(0, most), constraints=known
            )
            assert found.success
            ends.append(round(sign * found.fun))
        yield place, *ends


def assert_safe(counts, first, *others):
    """Tables released one after the other, each beside those before it."""
    released, beside = [], []
    for names in (first, *others):
        cube = table(counts, names)
        together = "".join(name for name in "abc" if any(name in each for each in (first, *others)))
        union = [Beside(table(counts, together), frozenset(), published=False)]
        hidden = suppress(cube, THRESHOLD, [*beside, *(union if beside else [])]).all
        released.append((cube, hidden))
        beside.append(Beside(cube, frozenset(place_of(cube, key) for key in cube.counts if key not in hidden)))
    sums = {place_of(cube, key): count for cube, _ in released for key, count in cube.counts.items()}
    for place, low, high in attacked(released):
        assert low < high, place
        if 0 < sums[place] < THRESHOLD:
            assert low <= 1, place
            assert high >= THRESHOLD - 1, place


LOPSIDED = dict(zip(CELLS, (2, 9, 30, 41, 17, 3, 25, 1, 8, 12, 40, 4), strict=True))


def test_tables_that_are_safe_alone_tell_more_together_and_no_more_when_linked():
    counts = dict(zip(CELLS, (3, 3, 1, 0, 3, 1, 60, 20, 0, 3, 0, 0), strict=True))
    alone = [(cube, suppress(cube, THRESHOLD).all) for cube in (table(counts, "ab"), table(counts, "ac"))]
    assert any(low == high for _, low, high in attacked(alone))
    assert_safe(counts, "ab", "ac")


@pytest.mark.parametrize(
    "names", [("ab", "ac"), ("ab", "bc"), ("a", "ab"), ("abc", "a"), ("ab", "c"), ("ac", "bc", "ab")]
)
def test_linked_tables_tell_no_more_than_each_alone(names):
    assert_safe(LOPSIDED, *names)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from([0, 1, 3, 7, 20, 60]), min_size=len(CELLS), max_size=len(CELLS)),
    st.sampled_from([("ab", "ac"), ("ab", "bc"), ("ac", "b"), ("abc", "bc"), ("b", "ab")]),
)
def test_any_linked_tables_are_safe_or_refused(numbers, names):
    counts = dict(zip(CELLS, numbers, strict=True))
    try:
        assert_safe(counts, *names)
    except CoderError as error:
        assert "linked table" in str(error)  # noqa: PT017 - what was shown before leaves no way


def test_what_is_shown_beside_it_is_known_and_told():
    cube = table(LOPSIDED, "ab")
    lax = release(cube, threshold=2)
    before = recounted(read_released(release_csv(lax), "lax.csv"), cube, "lax.csv", 1)
    strict = release(cube, threshold=45, beside=[before])
    told = undone(read_released(release_csv(strict), "t"), read_released(release_csv(lax), "l"))
    assert told
    assert all(each.here for each in told)


def test_a_cell_suppressed_before_is_never_shown_later():
    cube = table(LOPSIDED, "ab")
    strict = release(cube, threshold=25)
    before = recounted(read_released(release_csv(strict), "s"), cube, "s", 1)
    lax = release(table(LOPSIDED, "ba"), threshold=2, beside=[before])
    assert strict.suppression.all
    assert not undone(read_released(release_csv(lax), "l"), read_released(release_csv(strict), "s"))


def test_a_table_of_other_records_is_refused_by_name():
    lines = release_csv(release(table(LOPSIDED, "ab"), threshold=5))
    other = table(LOPSIDED | {CELLS[2]: 31}, "ab")
    with pytest.raises(UsageError, match=r"old\.csv was made of other records"):
        recounted(read_released(lines, "old.csv"), other, "old.csv", 1)


def test_rounded_tables_are_known_again_by_the_same_rounding():
    cube = table(LOPSIDED, "ab")
    lines = list(release_csv(release(cube, threshold=5, rounded_to=5)))
    assert recounted(read_released(lines, "r"), cube, "r", 5).shown
    with pytest.raises(UsageError, match="rounded otherwise"):
        recounted(read_released(lines, "r"), cube, "r", 1)
