"""A labelled sample as routing sees it: each suggestion with whether it is right, and the true codes that hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from coder.edition.gold import Gold
from coder.records import Coding
from coder.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Judged:
    """A narrative's coding with what good coders gave it.

    `right` tells by suggested code whether it holds; arguable codes are not in it. `true` are the codes text may
    suggest that hold, without their parents.
    """

    coding: Coding
    right: dict[str, bool]
    true: tuple[str, ...]


def judge(
    gold: Sequence[Gold], codings: Iterable[Coding], scheme: Scheme, dimensions: Collection[str] = ()
) -> list[Judged]:
    """The sample in the order of the gold; a narrative without a coding counts as coded with nothing.

    Only codes of `dimensions` are judged, of all when it is empty.

    A suggested code is right when it is a gold code, an ancestor of one, or implied by one.
    """
    by_id = {coding.id: coding for coding in codings}
    wanted = {code.id for code in scheme.codes.values() if not dimensions or code.dimension in dimensions}
    return [_judged(case, by_id.get(case.id) or _nothing(case.id), scheme, wanted) for case in gold]


def _judged(case: Gold, coding: Coding, scheme: Scheme, wanted: set[str]) -> Judged:
    true = [code for code in case.codes if code in scheme.suggestable and code not in case.open]
    holds = scheme.expand(true)
    arguable = scheme.expand(code for code in case.open if code in scheme.codes) - holds
    right = {
        item.code: item.code in holds
        for item in coding.suggestions
        if item.code in wanted and item.code not in arguable
    }
    return Judged(coding, right, scheme.in_order(wanted.intersection(scheme.leaves_only(true))))


def _nothing(id_: str) -> Coding:
    return Coding(id_, "", "und", "coded", 1.0)
