"""A ridge logistic with few weights, fitted by Newton's method."""

from __future__ import annotations

import numpy as np

from coder.audit.codings import Bools, Floats

_STEPS = 50
_STILL = 1e-8


def fit_logistic(features: Floats, target: Bools, importance: Floats, start: Floats, *, penalty: float = 1.0) -> Floats:
    """Weights (F) of a logistic regression of `target` (N) on `features` (N, F), each case counting `importance`.

    Weights are drawn towards `start` by `penalty` x squared distance / 2, so that few cases leave them there and a
    feature that never varies keeps its own.
    """
    weights = start.astype(float).copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        slope = features.T @ (importance * (target - chance)) - penalty * (weights - start)
        bend = (features * (importance * chance * (1 - chance))[:, None]).T @ features
        step = np.linalg.solve(bend + penalty * np.eye(len(weights)), slope)
        # Newton's steps may overshoot where the cases are nearly separated; no weight moves by more than 2 at once.
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        weights = weights + step
        if np.abs(step).max() < _STILL:
            break
    return weights
