"""How often the intervals of the audit hold the truth: `python -m bench.audit_coverage [--runs 2000]`.

Prints one line per interval and setting: the share of runs whose 95 % interval holds the true figure, the share in
which no interval could be given, and the mean width. Simulated codings: a truth, coders with a sensitivity and a
specificity. The standard error of a coverage of 95 % in 2,000 runs is 0.5 points.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from scipy import sparse

from coder.audit.agreement import Agreement, agreement
from coder.audit.codings import Codings
from coder.audit.drift import difference, two_proportions
from coder.audit.estimating import make_design, shares, totals
from coder.audit.figures import Figure
from coder.audit.intervals import clopper_pearson, wilson
from coder.audit.prevalence import Prevalence, calibrated_prevalence, corrected_prevalence
from coder.audit.sampling import Sample, draw_by_risk, draw_simple, draw_stratified

MANY, TIMES = 400_000, 8
"""Records from which the true figures are computed, and how often: their mean is taken."""


def codings_of(seen: np.ndarray, coded: np.ndarray) -> Codings:
    """Codings from (K, R, C) of what each coder gave and (K, R) of what each coded."""
    coders, records, codes = seen.shape
    given = tuple(sparse.csr_array((seen[at] & coded[at][:, None]).astype(np.int32)) for at in range(coders))
    empty = sparse.csr_array((records, codes), dtype=np.int32)
    return Codings(
        tuple(map(str, range(records))), tuple(f"C{at}" for at in range(codes)), tuple(map(str, range(coders))), ("",),
        np.zeros(codes, dtype=np.int64), given, (empty,) * coders, coded[:, :, None], (None,) * coders,
        np.full((coders, records), "NaT", dtype="datetime64[s]"), np.full((coders, records), np.nan),
    )  # fmt: skip


def simulate(random, codes, records, coders, prevalence, sensitivity, specificity, missing):
    """Independent codes, coders who err independently."""
    truth = random.random((records, codes)) < prevalence
    right = np.where(truth, sensitivity, specificity)
    seen = (random.random((coders, records, codes)) < right) == truth
    return codings_of(seen, random.random((coders, records)) >= missing)


# Records, coders, prevalence, sensitivity and specificity of each coder, share of records a coder did not code.
SETTINGS = {
    "2 coders, 400 records, 20 %": (400, 2, 0.2, 0.85, 0.97, 0.0),
    "2 coders, 1,000 records, 5 %": (1000, 2, 0.05, 0.8, 0.99, 0.0),
    "3 coders, 400 records, 20 %, a fifth missing": (400, 3, 0.2, 0.85, 0.97, 0.2),
    "rare: 2 coders, 400 records, 2 %": (400, 2, 0.02, 0.8, 0.995, 0.0),
}


def by_code(runs: int, draws: int) -> Iterator[str]:
    """Each run is a code of its own."""
    for name, setting in SETTINGS.items():
        random = np.random.default_rng(1)
        truth = true_figures(
            lambda r=random, s=setting: agreement(simulate(r, 1, MANY, *s[1:]), r, draws=2).codes["C0"]
        )
        found = agreement(simulate(random, runs, *setting), random, draws=draws).codes.values()
        yield from lines(f"code | {name}", truth, list(found))


def pooled(runs: int, draws: int) -> Iterator[str]:
    """Eight codes whose cells hang together: some records are hard for everybody."""
    random = np.random.default_rng(2)

    def make(records):
        truth = random.random((records, 8)) < np.array([0.4, 0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05])
        error = np.where(random.random((records, 1)) < 0.3, 0.12, 0.03)
        return codings_of(truth ^ (random.random((2, records, 8)) < error), np.ones((2, records), dtype=bool))

    truth = true_figures(lambda: agreement(make(MANY), random, draws=2).overall)
    found = [agreement(make(300), random, draws=draws).overall for _ in range(runs)]
    yield from lines("pooled | 2 coders, 300 records, 8 codes", truth, found)


def true_figures(once: Callable[[], Agreement]) -> dict[str, float]:
    """The figures that are defined, as means over very large samples."""
    found = [once().figures for _ in range(TIMES)]
    return {
        name: float(np.mean([each[name].value for each in found]))
        for name in found[0]
        if found[0][name].value is not None
    }


def lines(what: str, truth: Mapping[str, float], found: list[Agreement]) -> Iterator[str]:
    """One line per figure that is defined."""
    for name, value in truth.items():
        yield line(f"{what} | {name}", value, [each.figures[name] for each in found])


def line(what: str, truth: float, figures: list[Figure]) -> str:
    """The line of a figure from the intervals of all runs."""
    known = [each for each in figures if each.low is not None]
    ends = np.array([(each.low, each.high) for each in known]).reshape(-1, 2)
    return row(what, truth, ends[:, 0], ends[:, 1], 1 - len(known) / len(figures))


def row(what: str, truth: float, low: np.ndarray, high: np.ndarray, none: float = 0.0) -> str:
    """What was measured, the truth, coverage, share without interval and mean width."""
    held = np.mean((low <= truth + 1e-12) & (truth - 1e-12 <= high)) if len(low) else float("nan")
    width = np.mean(high - low) if len(low) else float("nan")
    return f"{what} | {truth:.4f} | {held:.3f} | {none:.3f} | {width:.4f}"


def samples(runs: int) -> Iterator[str]:
    """5,000 records of which some have errors, 400 drawn."""
    random = np.random.default_rng(3)
    risk = random.gamma(1, size=5000)
    strata = np.where(risk > 2, "high", np.where(risk > 0.5, "middle", "low"))
    chance = np.clip(0.02 + 0.08 * risk, 0, 1)
    wrong = (random.random(5000) < chance).astype(float)
    given = 1.0 + random.poisson(3, size=5000)
    part = np.minimum(random.binomial(given.astype(int), chance), given)
    designs = {
        "simple": lambda r: draw_simple(5000, 400, r),
        "stratified, equal": lambda r: draw_stratified(strata.tolist(), 400, r, allocation="equal"),
        "by risk": lambda r: draw_by_risk(risk, 400, r),
    }
    for name, draw in designs.items():
        figures: dict[str, list[Figure]] = {"share of records": [], "total of records": [], "wrong of given codes": []}
        for seed in range(runs):
            sample: Sample = draw(np.random.default_rng(seed))
            design = make_design(sample.probabilities, sample.strata, population=5000)
            at = sample.places
            figures["share of records"] += shares(wrong[at, None], np.ones((400, 1)), design, reason="")
            figures["total of records"] += totals(wrong[at, None], design)
            figures["wrong of given codes"] += shares(part[at, None], given[at, None], design, reason="")
        truths = (wrong.mean(), wrong.sum(), part.sum() / given.sum())
        for (what, each), truth in zip(figures.items(), truths, strict=True):
            yield line(f"sample of 400 of 5,000, {name} | {what}", float(truth), each)


def proportions(runs: int) -> Iterator[str]:
    """Over true shares from 2 to 30 % and 200 to 600 records, as an interval meets them."""
    random = np.random.default_rng(4)
    p, n = random.uniform(0.02, 0.3, runs), random.integers(200, 600, runs)
    k = random.binomial(n, p)
    for name, made in (("Wilson", wilson), ("Clopper-Pearson", clopper_pearson)):
        low, high = made(k, n)
        yield row(f"proportion, 2-30 % of 200-600 | {name}", 0.0, low - p, high - p)
    other = np.clip(p + random.uniform(-0.02, 0.05, runs), 0.01, 1)
    k2 = random.binomial(n, other)
    low, high = difference(*(x.astype(float) for x in (k, n, k2, n)))
    yield row("difference of two periods | Newcombe", 0.0, low - (other - p), high - (other - p))
    same = random.binomial(n, p)
    p_values = two_proportions(*(x.astype(float) for x in (k, n, same, n)))
    yield f"false alarms of the drift test at 5 %, nothing changed | | {np.mean(p_values <= 0.05):.3f} | |"


def prevalences(runs: int) -> Iterator[str]:
    """Three coders, from good to poor, corrected in both ways."""
    for prevalence, se, sp, true, false in [
        (0.2, 0.85, 0.95, 100, 300),
        (0.05, 0.8, 0.98, 40, 500),
        (0.4, 0.7, 0.9, 60, 60),
    ]:
        random = np.random.default_rng(5)
        q = prevalence * se + (1 - prevalence) * (1 - sp)
        what = f"prevalence {prevalence:g}, sensitivity {se:g}, specificity {sp:g}"
        made = corrected_prevalence(
            random.binomial(2000, q, runs), np.full(runs, 2000), found=random.binomial(true, se, runs),
            true=np.full(runs, true), silent=random.binomial(false, sp, runs), false=np.full(runs, false),
        )  # fmt: skip
        yield corrected(f"{what} | Rogan-Gladen, evaluated on {true} + {false}", prevalence, made)
        cells = random.multinomial(
            400, [prevalence * se, (1 - prevalence) * (1 - sp), prevalence * (1 - se), (1 - prevalence) * sp], runs
        ).T
        rest = random.binomial(1600, q, runs)
        made = calibrated_prevalence(
            rest + cells[0] + cells[1], np.full(runs, 2000), right=cells[0], given=cells[0] + cells[1],
            missed=cells[2], withheld=cells[2] + cells[3],
        )  # fmt: skip
        yield corrected(f"{what} | calibrated on 400 of 2,000", prevalence, made)


def corrected(what: str, truth: float, made: Prevalence) -> str:
    """The line of a corrected prevalence."""
    known = ~np.isnan(made.low)
    return row(what, truth, made.low[known], made.high[known], 1 - float(known.mean()))


def main() -> None:
    """Run all simulations."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--draws", type=int, default=1000, help="resamples behind each bootstrap interval")
    options = parser.parse_args()
    print("what | figure | truth | coverage | without interval | mean width", flush=True)
    for part in (proportions(options.runs), prevalences(options.runs), samples(options.runs)):
        for each in part:
            print(each, flush=True)
    for part in (by_code(options.runs, options.draws), pooled(options.runs, options.draws)):
        for each in part:
            print(each, flush=True)


if __name__ == "__main__":
    main()
