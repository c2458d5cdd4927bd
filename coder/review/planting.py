"""Plant a wrong suggestion: the words of a real one under another code of the same dimension, with numbers of its own.

That is how the machine errs, so a planted suggestion looks like any other. Who confirms it took the machine's word.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from coder.records import Coding, Suggestion, Term
from coder.scheme import Scheme

Draw = Callable[[str], float]
"""A number from 0 to below 1 for each purpose."""
_DECIMALS = 4
_STEP, _SPREAD = 0.15, 0.85
"""By how much a planted confidence differs from the one it imitates, in log-odds: the least, and what a lot adds."""


def planted(
    coding: Coding, scheme: Scheme, draw: Draw, *, minimum: float, beside: Iterable[str] = ()
) -> Suggestion | None:
    """A wrong suggestion for the coding, chosen by lot; None where no code fits.

    The code is suggestable, of the dimension of the suggestion it imitates, neither suggested nor named by the text in
    any way nor one of those `beside` it, and neither above nor below a code that is. Its confidence and the summands
    behind it are near those of the imitated one and equal to none; they are at least `minimum` and leave the others of
    a single-valued dimension their share.
    """
    named = {item.code for item in coding.suggestions} | {item.code for item in coding.denied} | set(beside)
    near = set(named)
    for code in named & set(scheme.codes):
        near.update(scheme.ancestors(code), scheme.descendants(code), scheme.implied(code))
    choices = [
        (item, code, confidence)
        for item in coding.suggestions
        if (confidence := _confidence(item, coding, scheme, draw)) >= minimum
        for code in _siblings(item, scheme)
        if code not in near
    ]
    if not choices:
        return None
    item, code, confidence = choices[int(draw("code") * len(choices))]
    terms = _terms(item, confidence, draw)
    return replace(item, code=code, label=scheme.codes[code].label, confidence=confidence, terms=terms)


def with_planted(coding: Coding, wrong: Suggestion) -> tuple[Suggestion, ...]:
    """The suggestions with the planted one in its place by confidence, ranks told anew."""
    places = {
        dimension: place for place, dimension in enumerate(dict.fromkeys(i.dimension for i in coding.suggestions))
    }
    return _ranked(
        sorted((*coding.suggestions, wrong), key=lambda item: (places[item.dimension], -item.confidence, item.code))
    )


def _confidence(item: Suggestion, coding: Coding, scheme: Scheme, draw: Draw) -> float:
    """Near that of the item, and not that of any other; 0 where none is possible."""
    beside = [other.confidence for other in coding.suggestions if other.dimension == item.dimension]
    dimension = scheme.dimensions.get(item.dimension)
    single = dimension is not None and dimension.cardinality == "single"
    most = round(1 - max(beside), _DECIMALS) if single else 1 - 10**-_DECIMALS
    shift = _STEP + _SPREAD * draw("confidence")
    for signed in (shift, -shift) if draw("direction") < 0.5 else (-shift, shift):
        found = min(round(_logistic(_logit(item.confidence) + signed), _DECIMALS), most)
        if found > 0 and found not in beside:
            return found
    return 0.0


def _terms(item: Suggestion, confidence: float, draw: Draw) -> tuple[Term, ...]:
    """The summands of the item, each a little off, so that they make the other confidence as far as its own did."""
    if not item.terms:
        return ()
    before = sum(term.logit for term in item.terms)
    wanted = before + _logit(confidence) - _logit(item.confidence)
    shares = [term.logit * (0.8 + 0.4 * draw(f"term {at}")) for at, term in enumerate(item.terms)]
    largest = max(range(len(shares)), key=lambda at: abs(shares[at]))
    shares[largest] += wanted - sum(shares)
    return tuple(Term(term.name, share) for term, share in zip(item.terms, shares, strict=True))


def _logit(confidence: float) -> float:
    """Log-odds; certainty is taken for the nearest confidence that is told apart from it."""
    held = min(max(confidence, 10**-_DECIMALS), 1 - 10**-_DECIMALS)
    return math.log(held / (1 - held))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def _siblings(item: Suggestion, scheme: Scheme) -> Sequence[str]:
    codes = scheme.codes_of(item.dimension) if item.dimension in scheme.dimensions else ()
    return [code.id for code in codes if code.id in scheme.suggestable]


def _ranked(items: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    ranks: dict[str, int] = {}
    found = []
    for item in items:
        ranks[item.dimension] = ranks.get(item.dimension, 0) + 1
        found.append(replace(item, rank=ranks[item.dimension]))
    return tuple(found)
