"""The measures: what is counted, on which texts, and how sure the figure is."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from bench.quality.disturb import SWAPS, misread, misspelt, with_boilerplate
from coder import Narrative, Suggester, evaluate
from coder.audit.machine.swapping import aside_of
from coder.audit.machine.swaps import exchanges
from coder.edition.gold import Gold
from coder.records import Coding

LIKELY = 0.5
DRAWS = 300
SEED = 20_261_122
Figure = dict[str, object]


def coded(suggester: Suggester, cases: Sequence[Gold], change: Callable[[str], str] = str) -> list[Coding]:
    """Codings of the cases' texts, each changed first."""
    return [suggester.suggest(Narrative(case.id, change(case.text))) for case in cases]


def accuracy(suggester: Suggester, cases: Sequence[Gold]) -> dict[str, Figure]:
    """F1 and its companions on gold codes, with 95 % bootstrap intervals over narratives."""
    codings = coded(suggester, cases)
    by_id = {coding.id: coding for coding in codings}
    names = ("f1", "macro_f1_codes_n5", "exact_f1", "ece", "evidence_hit", "precision", "recall")
    whole = evaluate(cases, codings, suggester.scheme, draws=1).as_dict()
    draw = np.random.default_rng(SEED)
    drawn: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(DRAWS):
        sample = [cases[at] for at in draw.integers(0, len(cases), len(cases))]
        figures = evaluate(sample, [by_id[case.id] for case in sample], suggester.scheme, draws=1).as_dict()
        for name in names:
            if figures[name] is not None:
                drawn[name].append(float(str(figures[name])))
    return {name: {"value": whole[name], "interval_95": _middle(drawn[name]), "n": len(cases)} for name in names}


def false_purposes(suggester: Suggester, texts: Sequence[Narrative], dimension: str) -> Figure:
    """Texts that are no case and get a code of `dimension` at 0.5 or more; Wilson interval of the share."""
    hits = sum(
        any(item.dimension == dimension and item.confidence >= LIKELY for item in suggester.suggest(text).suggestions)
        for text in texts
    )
    return _share(hits, len(texts))


def noise_loss(suggester: Suggester, cases: Sequence[Gold], share: float) -> dict[str, Figure]:
    """How much F1 falls when a share of the letters is misspelt, or read wrongly by a scanner; paired bootstrap."""
    clean = coded(suggester, cases)
    losses: dict[str, Figure] = {}
    for name, spoil in (("letters", misspelt), ("scanner", misread)):
        noisy = [
            suggester.suggest(Narrative(case.id, spoil(case.text, share, random.Random(f"{SEED} {case.id}"))))
            for case in cases
        ]
        losses[name] = _paired_loss(suggester, cases, clean, noisy)
    return losses


def boilerplate_kept(suggester: Suggester, cases: Sequence[Gold]) -> Figure:
    """Narratives whose codes stay the same with boilerplate below them."""
    same = 0
    for case in cases:
        longer = with_boilerplate(case.text, random.Random(f"{SEED} {case.id}"))
        same += _given(suggester, case.text) == _given(suggester, longer)
    return _share(same, len(cases))


def swaps_changed(
    suggester: Suggester, cases: Sequence[Gold], about: Mapping[str, frozenset[str]]
) -> dict[str, Figure]:
    """Share of given codes that change when words of a kind are exchanged; `about` names the dimensions that may.

    Narratives without such words do not count.
    """
    aside = aside_of(about, suggester.scheme)
    found = exchanges(
        (case.text for case in cases), SWAPS, lambda texts: [_given(suggester, text) for text in texts], aside=aside
    )
    figures: dict[str, Figure] = {}
    for kind in SWAPS.words:
        mine = [each for each in found if each.kind == kind]
        figures[kind] = _share(
            sum(len(each.before ^ each.after) for each in mine), sum(len(each.before | each.after) for each in mine)
        )
    return figures


def throughput_ratio(suggester: Suggester, rules_alone: Callable[[str], object], texts: Sequence[str]) -> Figure:
    """Narratives per second with all evidence, against reading by rules alone, in turns in the same run."""
    ratios, rates = [], []
    for _ in range(5):
        full = _seconds(suggester.suggest, texts)
        alone = _seconds(rules_alone, texts)
        ratios.append(alone / full)
        rates.append(len(texts) / full)
    return {"value": round(float(np.median(ratios)), 3), "narratives_per_second": round(max(rates), 1), "n": len(texts)}


def _seconds(run: Callable[[str], object], texts: Sequence[str]) -> float:
    begun = time.perf_counter()
    for text in texts:
        run(text)
    return time.perf_counter() - begun


def _given(suggester: Suggester, text: str) -> frozenset[str]:
    return frozenset(item.code for item in suggester.suggest(text).suggestions if item.confidence >= LIKELY)


def _paired_loss(
    suggester: Suggester, cases: Sequence[Gold], clean: Sequence[Coding], noisy: Sequence[Coding]
) -> Figure:
    def loss(chosen: Sequence[int]) -> float:
        sample = [cases[at] for at in chosen]
        before, after = (
            evaluate(sample, [codings[at] for at in chosen], suggester.scheme, draws=1).overall.f1
            for codings in (clean, noisy)
        )
        return before - after

    draw = np.random.default_rng(SEED)
    drawn = [loss(draw.integers(0, len(cases), len(cases)).tolist()) for _ in range(DRAWS)]
    return {"value": round(loss(range(len(cases))), 3), "interval_95": _middle(drawn), "n": len(cases)}


def _share(hits: int, total: int) -> Figure:
    low, high = proportion_confint(hits, total, method="wilson") if total else (0.0, 1.0)
    return {
        "value": round(hits / total, 4) if total else None,
        "interval_95": [round(float(low), 4), round(float(high), 4)],
        "count": hits,
        "n": total,
    }


def _middle(values: Sequence[float]) -> list[float] | None:
    return [round(float(bound), 3) for bound in np.percentile(values, [2.5, 97.5])] if values else None


def targets(measured: Mapping[str, Figure], aims: Mapping[str, tuple[str, float]]) -> dict[str, Figure]:
    """Each figure beside its aim. An aim is (`least` or `most`, bound)."""
    judged: dict[str, Figure] = {}
    for name, figure in measured.items():
        judged[name] = dict(figure)
        value = figure.get("value")
        if name in aims and isinstance(value, int | float):
            sense, bound = aims[name]
            judged[name] |= {
                "aim": f"{sense} {bound}",
                "reached": value >= bound if sense == "least" else value <= bound,
            }
    return judged
