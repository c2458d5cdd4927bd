"""Plant a wrong suggestion: the words of a real one under another code of the same dimension.

That is how the machine errs, so a planted suggestion looks like any other. Who confirms it took the machine's word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coder.records import Coding, Suggestion
from coder.scheme import Scheme


def planted(coding: Coding, scheme: Scheme, draw: float) -> Suggestion | None:
    """A wrong suggestion for the coding, chosen by `draw` (0 to below 1); None where no code fits.

    The code is suggestable, of the dimension of the suggestion it copies, neither suggested nor named by the text in
    any way, and neither above nor below a code that is.
    """
    named = {item.code for item in coding.suggestions} | {item.code for item in coding.denied}
    near = set(named)
    for code in named & set(scheme.codes):
        near.update(scheme.ancestors(code), scheme.descendants(code), scheme.implied(code))
    choices = [(item, code) for item in coding.suggestions for code in _siblings(item, scheme) if code not in near]
    if not choices:
        return None
    item, code = choices[int(draw * len(choices))]
    return replace(item, code=code, label=scheme.codes[code].label)


def with_planted(coding: Coding, wrong: Suggestion) -> tuple[Suggestion, ...]:
    """The suggestions with the planted one in its place by confidence, ranks told anew."""
    items: list[Suggestion] = []
    for item in coding.suggestions:
        if item.dimension == wrong.dimension and wrong not in items and item.confidence <= wrong.confidence:
            # Codes of equal confidence stand in the order of their ids, so that the place tells nothing.
            pair = sorted((item, wrong), key=lambda each: (-each.confidence, each.code))
            items += pair
            continue
        items.append(item)
    return _ranked(items)


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
