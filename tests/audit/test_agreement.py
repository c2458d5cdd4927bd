"""Agreement against other implementations, published figures, and what must hold whatever the data."""

import math
from fractions import Fraction
from itertools import combinations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats import inter_rater

from coder.audit.agreement import agreement
from coder.audit.coefficients import COEFFICIENTS
from coder.audit.disagreements import Disagreement, disagreements
from coder.audit.gather import CodedRow, gather
from coder.audit.reading import coded_rows
from tests.audit.samples import coded, from_array, from_ratings, random_codings

NAN = np.nan


def figures(codings, code="A", **options):
    report = agreement(codings, np.random.default_rng(0), draws=options.pop("draws", 50), **options)
    return report.codes[code].figures if code else report


def values(codings, code="A", **options):
    return {name: figure.value for name, figure in figures(codings, code, **options).items()}


def table(a, b, c, d):
    """Ratings of two coders with a records given by both, b by the first alone, c by the second alone, d by none."""
    return [[1, 1]] * a + [[1, 0]] * b + [[0, 1]] * c + [[0, 0]] * d


def random_ratings(seed, records=80, coders=4, missing=0.2, rate=0.3):
    random = np.random.default_rng(seed)
    truth = random.random((records, 1)) < rate
    ratings = (truth ^ (random.random((records, coders)) < 0.15)).astype(float)
    ratings[random.random(ratings.shape) < missing] = NAN
    return ratings


# -- published figures -----------------------------------------------------------------------------------------------


def test_feinstein_and_cicchetti_1990_high_agreement_but_low_kappa():
    """Part I: two tables with 85 % agreement, kappa 0.70 and 0.32."""
    balanced, skewed = values(from_ratings(table(40, 9, 6, 45))), values(from_ratings(table(80, 10, 5, 5)))
    assert balanced["percent"] == skewed["percent"] == pytest.approx(0.85)
    assert round(balanced["cohen_kappa"], 2) == 0.70
    assert round(skewed["cohen_kappa"], 2) == 0.32
    assert skewed["positive"] == pytest.approx(160 / 175)
    assert skewed["negative"] == pytest.approx(10 / 25)
    assert skewed["prevalence_index"] == pytest.approx(0.75)
    assert skewed["bias_index"] == pytest.approx(0.05)


def test_gwet_2002_kappa_below_chance_where_ac1_is_high():
    """Table of 125 records, 118 / 5 / 2 / 0: kappa -0.0234, AC1 0.9408."""
    found = values(from_ratings(table(118, 5, 2, 0)))
    assert found["percent"] == pytest.approx(0.944)
    assert round(found["cohen_kappa"], 4) == -0.0234
    assert round(found["gwet_ac1"], 4) == 0.9408


def test_krippendorff_2011_binary_data_of_two_observers():
    """Computing Krippendorff's Alpha-Reliability, section A: Meg and Owen, ten articles, alpha 0.095."""
    ratings = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]).T
    assert values(from_ratings(ratings))["krippendorff_alpha"] == pytest.approx(1 - 19 * 4 / (14 * 6))
    assert round(values(from_ratings(ratings))["krippendorff_alpha"], 3) == 0.095


KRIPPENDORFF_2011_C = ["123321412...", "1233224125.3", ".3332342251.", "1233244125 1.".replace(" ", "")]


def test_krippendorff_2011_nominal_data_with_missing_values():
    """Section C: four observers, twelve units, nominal categories, alpha 0.743: here sets of one code each."""
    rows = [
        CodedRow("k", 1, f"u{unit}", f"o{observer}", (f"C{value}",))
        for observer, line in enumerate(KRIPPENDORFF_2011_C)
        for unit, value in enumerate(line)
        if value != "."
    ]
    overall = agreement(gather(rows)[0], np.random.default_rng(0), draws=10).overall.figures
    assert round(overall["set_alpha"].value, 3) == 0.743
    assert overall["masi_alpha"].value == pytest.approx(overall["set_alpha"].value)


FLEISS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def test_fleiss_kappas_of_the_codes_add_up_to_that_of_all_categories():
    """Ten subjects, fourteen raters, five categories, kappa 0.210; by Fleiss (1971) the mean of the category
    kappas weighted by p (1 - p) is the kappa of all."""
    rows = [
        CodedRow("f", 1, f"s{subject}", f"r{rater}", (f"C{category}",))
        for subject, counts in enumerate(FLEISS)
        for rater, category in enumerate(np.repeat(np.arange(5), counts))
    ]
    report = agreement(gather(rows)[0], np.random.default_rng(0), draws=10)
    shares = np.array(FLEISS).sum(axis=0) / 140
    kappas = np.array([report.codes[f"C{at}"].figures["fleiss_kappa"].value for at in range(5)])
    weights = shares * (1 - shares)
    assert round(float((weights * kappas).sum() / weights.sum()), 3) == 0.210


# -- other implementations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_two_coders_as_scikit_learn_statsmodels_and_krippendorff_have_it(seed):
    ratings = random_ratings(seed, coders=2, missing=0)
    found = values(from_ratings(ratings))
    one, other = ratings.T
    assert found["cohen_kappa"] == pytest.approx(cohen_kappa_score(one, other), abs=1e-9)
    square = np.array([[sum((one == i) & (other == j)) for j in (1, 0)] for i in (1, 0)])
    assert found["cohen_kappa"] == pytest.approx(inter_rater.cohens_kappa(square).kappa, abs=1e-9)
    counts = np.stack([ratings.sum(axis=1), 2 - ratings.sum(axis=1)], axis=1)
    assert found["fleiss_kappa"] == pytest.approx(inter_rater.fleiss_kappa(counts, method="fleiss"), abs=1e-9)
    expected = krippendorff.alpha(reliability_data=ratings.T, level_of_measurement="nominal")
    assert found["krippendorff_alpha"] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_many_coders_with_missing_values_as_krippendorff_has_it(seed):
    ratings = random_ratings(seed)
    found = values(from_ratings(ratings))
    expected = krippendorff.alpha(reliability_data=ratings.T, level_of_measurement="nominal")
    assert found["krippendorff_alpha"] == pytest.approx(expected, abs=1e-9)
    yes, m = np.nansum(ratings, axis=1), (~np.isnan(ratings)).sum(axis=1)
    pairs = m >= 2
    observed = np.mean((yes * (yes - 1) + (m - yes) * (m - yes - 1))[pairs] / (m * (m - 1))[pairs])
    share = np.mean(yes[m >= 1] / m[m >= 1])
    assert found["percent"] == pytest.approx(observed)
    assert found["gwet_ac1"] == pytest.approx((observed - 2 * share * (1 - share)) / (1 - 2 * share * (1 - share)))


def test_many_complete_coders_as_statsmodels_has_it():
    ratings = random_ratings(1, coders=5, missing=0)
    counts = np.stack([ratings.sum(axis=1), 5 - ratings.sum(axis=1)], axis=1)
    expected = inter_rater.fleiss_kappa(counts, method="fleiss")
    assert values(from_ratings(ratings))["fleiss_kappa"] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("missing", [0.0, 0.25])
@pytest.mark.parametrize("coders", [2, 3])
def test_pooled_figures_are_those_of_all_cells_of_the_codes_in_use(coders, missing):
    codings = random_codings(np.random.default_rng(3), codes=4, coders=coders, missing=missing)
    unused = gather([], dimension_of={"Z": "D0"})[0]
    assert unused.codes == ("Z",)
    cells = np.stack([each.toarray() for each in codings.given]).astype(float)
    cells[~codings.coded_records] = NAN
    report = figures(codings, None)
    for name, columns in [("D0", [0, 2]), ("D1", [1, 3]), (None, [0, 1, 2, 3])]:
        part = report.dimensions[name] if name else report.overall
        long = cells[:, :, columns].reshape(coders, -1)
        expected = krippendorff.alpha(reliability_data=long, level_of_measurement="nominal")
        assert part.figures["krippendorff_alpha"].value == pytest.approx(expected, abs=1e-9)
        if coders == 2:
            both = ~np.isnan(long).any(axis=0)
            expected = cohen_kappa_score(*long[:, both])
            assert part.figures["cohen_kappa"].value == pytest.approx(expected, abs=1e-9)
            assert part.units == both.sum()


def masi_by_hand(one, other):
    """Passonneau (2006), in fractions."""
    if one == other:
        return Fraction(0)
    degree = Fraction(2, 3) if one < other or other < one else Fraction(1, 3) if one & other else Fraction(0)
    return 1 - Fraction(len(one & other), len(one | other)) * degree


def jaccard_by_hand(one, other):
    return Fraction(0) if one == other else 1 - Fraction(len(one & other), len(one | other))


def alpha_by_hand(units, distance):
    units = [unit for unit in units if len(unit) >= 2]
    answers = [answer for unit in units for answer in unit]
    total = len(answers)
    within = sum(Fraction(2, len(unit) - 1) * sum(distance(*pair) for pair in combinations(unit, 2)) for unit in units)
    among = 2 * sum(distance(*pair) for pair in combinations(answers, 2))
    return float(1 - within / total / (among / (total * (total - 1))))


ABOVE = {"K1": ("K0",), "K3": ("K2", "K0"), "K2": ("K0",)}


@pytest.mark.parametrize(("coders", "missing"), [(2, 0.0), (3, 0.3)])
def test_alphas_over_sets_as_by_hand_and_as_krippendorff_has_it(coders, missing):
    codings = random_codings(np.random.default_rng(5), records=25, codes=4, coders=coders, missing=missing, rate=0.5)
    units, raised, data = [], [], np.full((coders, 25), NAN)
    known = []
    for record in range(len(codings.records)):
        unit = []
        for coder in np.flatnonzero(codings.coded_records[:, record]):
            answer = frozenset(np.array(codings.codes)[codings.given[coder][[record]].toarray()[0] > 0])
            unit.append(answer)
            if answer not in known:
                known.append(answer)
            data[coder, record] = known.index(answer)
        units.append(unit)
        raised.append([answer.union(*(ABOVE.get(code, ()) for code in answer)) for answer in unit])
    found = {name: figure.value for name, figure in figures(codings, None, ancestors=ABOVE).overall.figures.items()}
    assert found["masi_alpha"] == pytest.approx(alpha_by_hand(units, masi_by_hand), abs=1e-9)
    assert found["hierarchical_alpha"] == pytest.approx(alpha_by_hand(raised, jaccard_by_hand), abs=1e-9)

    def metric(one, other, n_v, **_):  # the order of arguments the package asks for
        return np.vectorize(lambda a, b: float(masi_by_hand(known[int(a)], known[int(b)])))(one, other)

    expected = krippendorff.alpha(reliability_data=data, level_of_measurement=metric)
    assert found["masi_alpha"] == pytest.approx(expected, abs=1e-9)
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert found["set_alpha"] == pytest.approx(expected, abs=1e-9)


def test_with_very_many_different_sets_alpha_is_near_the_exact_one(monkeypatch):
    codings = random_codings(np.random.default_rng(2), records=3000, codes=7, coders=2, rate=0.5)
    exact = figures(codings, None).overall.figures["masi_alpha"]
    monkeypatch.setattr("coder.audit.setdistance.EXACT_UP_TO", 50)
    monkeypatch.setattr("coder.audit.setdistance._ANSWERS", 3000)
    drawn = figures(codings, None).overall.figures["masi_alpha"]
    assert drawn.value != exact.value
    assert drawn.low < exact.value < drawn.high
    assert drawn.high - drawn.low > exact.high - exact.low


# -- undefined figures say why ---------------------------------------------------------------------------------------


def test_a_code_nobody_gave_has_only_the_figures_that_make_sense():
    found = figures(from_ratings(table(0, 0, 0, 30)))
    assert found["percent"].value == found["negative"].value == found["gwet_ac1"].value == 1
    for name in ("positive", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha"):
        assert (found[name].value, found[name].reason) == (None, "both coders gave this code to no record")


def test_a_code_everybody_gave():
    found = figures(from_ratings([[1, 1, 1]] * 20))
    assert found["percent"].value == found["positive"].value == 1
    for name in ("negative", "fleiss_kappa", "krippendorff_alpha"):
        assert (found[name].value, found[name].reason) == (None, "all coders gave this code to every record")


def test_full_agreement_has_figures_but_no_resampled_interval():
    found = figures(from_ratings(table(10, 0, 0, 30)))
    assert found["cohen_kappa"].value == 1
    assert found["cohen_kappa"].low is None
    assert "no two answers differ" in found["cohen_kappa"].reason
    assert 0.9 < found["percent"].low < 1 == found["percent"].high


def test_a_rare_code_has_no_interval_it_cannot_bear():
    found = figures(from_ratings(table(0, 1, 0, 99)), draws=400)
    assert found["cohen_kappa"].value == pytest.approx(0)
    assert found["cohen_kappa"].low is None
    assert "too few records" in found["cohen_kappa"].reason


def test_kappa_and_bias_are_for_two_coders():
    found = figures(from_ratings(random_ratings(0, coders=3)))
    for name in ("cohen_kappa", "bias_index"):
        assert found[name].value is None
        assert "two coders" in found[name].reason


@pytest.mark.parametrize("coders", [{}, {"p": {"1": "A"}}, {"p": {"1": "A"}, "q": {"2": "A"}}])
def test_without_records_coded_twice_everything_is_undefined(coders):
    report = figures(coded(coders, dimension_of={"A": "D"}), None)
    assert report.records == 0
    for part in (report.codes["A"], report.dimensions["D"], report.overall):
        assert part.units == 0
        assert all(figure.value is None and figure.reason for figure in part.figures.values())


def test_a_dimension_nobody_used_says_so():
    codings = coded({"p": {"1": "A"}, "q": {"1": ""}}, dimension_of={"A": "D", "B": "E"})
    assert "no code that anybody gave" in figures(codings, None).dimensions["E"].figures["percent"].reason


def test_open_codes_and_dimensions_not_coded_count_neither_way():
    plain = coded({"p": {"1": "A", "2": "A", "3": ""}, "q": {"1": "A", "2": "", "3": ""}}, dimension_of={"A": "D"})
    opened = coded(
        {"p": {"1": "A", "2": "A", "3": ""}, "q": {"1": "A", "2": "", "3": ""}},
        dimension_of={"A": "D"},
        open_=[("q", "2", "A")],
    )
    assert figures(plain, None).codes["A"].units == 3
    report = figures(opened, None)
    assert report.codes["A"].units == report.overall.units == 2
    assert report.codes["A"].figures["cohen_kappa"].value == 1
    assert list(disagreements(opened)) == []


# -- invariants ------------------------------------------------------------------------------------------------------

cells = st.integers(2, 3).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([0, 1, 1, 0, None]), min_size=coders, max_size=coders), min_size=2, max_size=12
    )
)


def same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        if name == "bias_index":
            continue  # its sign tells who gives more, so it turns with the coders
        if one[name] is None or other[name] is None:
            assert one[name] is other[name], name
        else:
            assert math.isclose(one[name], other[name], abs_tol=1e-9), name


def overall(rows):
    report = agreement(gather(rows, dimension_of={"A": "X", "B": "Y"})[0], np.random.default_rng(0), draws=4)
    named = {"A": report.codes["A"], "X": report.dimensions["X"], "all": report.overall}
    return {f"{part} {name}": figure.value for part, each in named.items() for name, figure in each.figures.items()
            if name != "bias_index"}  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(cells, st.randoms(use_true_random=False))
def test_agreement_depends_neither_on_order_nor_on_names(ratings, shuffle):
    rows = [
        CodedRow("f", 1, f"r{i}", f"c{j}", ("A",) if value else ("B",))
        for i, line in enumerate(ratings)
        for j, value in enumerate(line)
        if value is not None
    ]
    renamed = [CodedRow("f", 1, f"z{row.id}", f"{row.coder}y", row.codes) for row in rows]
    shuffle.shuffle(renamed)
    same(overall(rows), overall(renamed))


@settings(max_examples=15, deadline=None)
@given(cells, st.integers(0, 11))
def test_more_identical_codes_never_lower_percent_agreement(ratings, place):
    """All coders of a record giving a code that they had not agreed on before."""
    changed = [list(line) for line in ratings]
    at = place % len(ratings)
    changed[at] = [None if value is None else 1 for value in changed[at]]

    def percent(data):
        return values(from_ratings(np.array(data, dtype=float)), draws=4)["percent"]

    before, after = percent(ratings), percent(changed)
    assert before is None or after >= before - 1e-12
    joined = percent([*ratings, [1] * len(ratings[0])])
    assert before is None or joined >= before - 1e-12


@settings(max_examples=15, deadline=None)
@given(cells)
def test_figures_lie_in_their_range_and_in_their_interval(ratings):
    low = {"percent": 0, "positive": 0, "negative": 0}
    if any(None in line for line in ratings):
        low |= {"fleiss_kappa": -math.inf, "gwet_ac1": -math.inf}  # chance is told from more records than agreement
    for name, figure in figures(from_ratings(np.array(ratings, dtype=float)), draws=200).items():
        assert name in COEFFICIENTS
        if figure.value is None:
            assert figure.reason
            continue
        assert low.get(name, -1) - 1e-9 <= figure.value <= 1 + 1e-9
        assert (figure.low is None) == (figure.high is None) == bool(figure.reason)
        if figure.low is not None:
            assert figure.low <= figure.high


def test_the_same_seed_gives_the_same_report():
    codings = random_codings(np.random.default_rng(9))
    assert figures(codings, None) == figures(codings, None)


# -- the list of disagreements ---------------------------------------------------------------------------------------


def test_disagreements_name_record_code_and_who_said_what():
    codings = coded(
        {"p": {"1": "A B", "2": ""}, "q": {"1": "A", "2": "B"}, "r": {"1": "A B"}},
        dimension_of={"A": "D", "B": "D"},
    )
    assert list(disagreements(codings)) == [
        Disagreement("1", "B", ("p", "r"), ("q",), ("", ""), ("",)),
        Disagreement("2", "B", ("q",), ("p",), ("",), ("",)),
    ]


def test_disagreements_show_both_evidences_side_by_side():
    records = [
        {"id": "1", "coder": "p", "codes": [{"code": "A", "start": 0, "end": 9}, "C"]},
        {"id": "1", "coder": "q", "codes": [{"code": "B", "start": 5, "end": 12}, "C"]},
        {"id": "2", "coder": "p", "codes": [{"code": "A", "start": 3, "end": 3}, {"code": "C", "start": "x"}]},
        {"id": "2", "coder": "q", "codes": ["A", "C"]},
    ]
    codings, faults = gather(coded_rows(records, "r"), dimension_of={"A": "D", "B": "D", "C": "E"})
    assert not faults
    for order in (codings, codings.take(np.array([1, 0])).only(["q", "p"])):
        found = {each.code: each for each in disagreements(order)}
        assert found["A"] == Disagreement("1", "A", ("p",), ("q",), ("0-9",), ("B 5-12",))
        assert found["B"] == Disagreement("1", "B", ("q",), ("p",), ("5-12",), ("A 0-9",))
        assert set(found) == {"A", "B"}


# -- coverage, small; bench/audit_coverage.py has the large one ------------------------------------------------------


@pytest.mark.parametrize("coders", [2, 3])
def test_intervals_hold_the_truth_about_as_often_as_they_say(coders):
    """300 codes of their own as runs. 91 % to 98.5 % is about three standard errors (1.3 points) around 95 %."""
    random = np.random.default_rng(21)

    def make(records, codes):
        truth = random.random((records, codes)) < 0.25
        return from_array(truth ^ (random.random((coders, records, codes)) < 0.08))

    truth = {name: figure.value for name, figure in figures(make(100_000, 1), "K0", draws=2).items()}
    found = agreement(make(300, 300), random, draws=400).codes.values()
    for name, value in truth.items():
        if value is not None:
            ends = [(each.figures[name].low, each.figures[name].high) for each in found]
            held = np.mean([low <= value <= high for low, high in ends])
            assert 0.91 <= held <= 0.985, name
