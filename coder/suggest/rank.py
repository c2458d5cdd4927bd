"""Turn confidences into suggestions: hierarchy, implied codes, single-valued dimensions, order.

What is promised: a parent is never less likely than its child; a code that another implies is never less likely than
that one; in a single-valued dimension the alternatives to the likeliest code share what it leaves; in a multi-valued
one codes do not compete.
"""

from __future__ import annotations

from collections.abc import Mapping

from coder.scheme import Dimension, Scheme

LIKELY = 0.5
"""Confidence from which on a code counts as suggested, rather than offered as a possibility."""
_GAIN = 0.02
"""A parent is shown beside its likeliest child only where it is at least this much likelier."""


def settle(confidences: Mapping[str, float], scheme: Scheme) -> dict[str, float]:
    """Confidences, each 0 to 1, made consistent with each other over the whole scheme."""
    settled = dict(confidences)
    for _ in range(2):  # an implied code can lift a parent, and a code so lifted can imply nothing further
        for code, above in scheme.lifts:
            confidence = settled.get(code, 0.0)
            if confidence > settled.get(above, 0.0):
                settled[above] = confidence
    for dimension in scheme.dimensions.values():
        if dimension.cardinality == "single":
            _compete(settled, dimension, scheme)
    return settled


def shown(confidences: Mapping[str, float], scheme: Scheme, *, minimum: float) -> list[str]:
    """Codes worth showing, likeliest first within each dimension, dimensions in list order.

    A parent gives way to a likely child, and to any child that is about as likely as itself.
    """
    kept = [code for code in scheme.in_order(confidences) if confidences[code] >= minimum]
    hidden = set()
    for code in kept:
        below = [confidences[child] for child in scheme.descendants(code) if confidences.get(child, -1.0) >= minimum]
        if below and (max(below) >= LIKELY or confidences[code] - max(below) < _GAIN):
            hidden.add(code)
    dimensions = {dimension: place for place, dimension in enumerate(scheme.dimensions)}
    return sorted(
        (code for code in kept if code not in hidden),
        key=lambda code: (dimensions[scheme.codes[code].dimension], -confidences[code], code),
    )


def _compete(confidences: dict[str, float], dimension: Dimension, scheme: Scheme) -> None:
    """Leave to the codes off the winner's branch no more than what the winner leaves."""
    codes = [code.id for code in scheme.codes_of(dimension.id) if code.id in confidences]
    if not codes:
        return
    winner = _winner(confidences, codes, dimension, scheme)
    branch = {winner, *scheme.ancestors(winner), *scheme.descendants(winner)}
    for code in codes:
        if code not in branch:
            confidences[code] = min(confidences[code], 1.0 - confidences[winner])


def _winner(confidences: Mapping[str, float], codes: list[str], dimension: Dimension, scheme: Scheme) -> str:
    """The code that a single dimension takes: the likeliest, or the last in list order that is likely."""
    likely = [code for code in codes if confidences[code] >= LIKELY]
    if dimension.choose == "highest" and likely:
        return likely[-1]
    return max(codes, key=lambda code: (confidences[code], len(scheme.ancestors(code)), code))
