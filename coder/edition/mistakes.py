"""What went wrong against gold codes, case by case: false alarms and misses, with what explains them.

Counts are those of `coder.edition.evaluate`, ancestors and implied codes among them. Cases are told once: under the
most specific code of a branch, and not again under codes that only follow from another mistake of that narrative.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from coder.edition.evaluate import Rates, Scores, judge_case
from coder.edition.gold import Gold
from coder.records import Claim, Coding, Evidence, Suggestion
from coder.scheme import Scheme

Kind = Literal["wrong", "missed"]
"""Given without being true (a false alarm), or true without being given (a miss)."""
Span = tuple[int, int]
"""Start and end in characters of the narrative, end-exclusive."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One code of one narrative that is wrong or missed.

    `confidence` is what the coding gives the code, None where it does not name it; `evidence` the coding's words for
    it. `claim` is set where the coding read the code as not affirmed. `quotes` are the gold's words for a missed code.
    `follows` are the gold's (for a miss) or the given codes that this one only follows from. `instead` are codes that
    the other side gave to the same words. `trap` says that the gold warns of the code. `state` is that of the coding.
    """

    narrative: str
    code: str
    kind: Kind
    confidence: float | None
    evidence: tuple[Evidence, ...]
    claim: Claim | None = None
    quotes: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    trap: bool = False
    state: Literal["coded", "unsupported_language", "absent"] = "coded"


@dataclass(frozen=True, slots=True)
class CodeMistakes:
    """A code's counts and the cases to look at, those of the gold's order first."""

    code: str
    rates: Rates
    cases: tuple[Mistake, ...]


def mistakes_of(
    gold: Sequence[Gold], codings: Iterable[Coding], scheme: Scheme, scores: Scores
) -> tuple[CodeMistakes, ...]:
    """Every code that is ever wrong or missed, the costliest (wrong + missed) first, then in list order.

    `scores` are those of the same gold and codings; their threshold says which suggestions count.
    """
    by_id = {coding.id: coding for coding in codings}
    cases: dict[str, list[Mistake]] = defaultdict(list)
    for case in gold:
        for mistake in _Compared(case, by_id.get(case.id), scheme, scores.threshold).mistakes():
            cases[mistake.code].append(mistake)
    costs = {code: rates.wrong + rates.missed for code, rates in scores.by_code.items()}
    order = sorted(scheme.in_order(code for code, cost in costs.items() if cost), key=lambda code: -costs[code])
    return tuple(CodeMistakes(code, scores.by_code[code], tuple(cases[code])) for code in order)


class _Compared:
    """One narrative's gold and coding side by side."""

    def __init__(self, case: Gold, coding: Coding | None, scheme: Scheme, threshold: float) -> None:
        self._case, self._coding, self._scheme = case, coding, scheme
        suggestions = coding.suggestions if coding else ()
        self._judged = judge_case(case, suggestions, scheme, threshold)
        self._suggested: dict[str, Suggestion] = {each.code: each for each in suggestions}
        self._denied = {each.code: each for each in coding.denied} if coding else {}

    def mistakes(self) -> Iterator[Mistake]:
        """False alarms, then misses, each in list order."""
        true, given = self._judged.true_all, self._judged.given_all
        for code in self._told(given - true, self._judged.given):
            follows = self._leading_to(code, self._judged.given)
            evidence = tuple(e for each in follows or [code] for e in self._suggested[each].evidence)
            spans = [(e.start, e.end) for e in evidence]
            gold = [each for each in self._judged.true if _touch(self._gold_spans([each]), spans)]
            yield self._mistake(code, "wrong", evidence, follows=follows, instead=self._beside(code, gold))
        for code in self._told(true - given, self._judged.true):
            follows = self._leading_to(code, self._judged.true)
            named = self._suggested.get(code) or self._denied.get(code)
            sources = follows or (code,)
            quotes = tuple(quote for each in sources for quote in self._case.codes[each] if quote)
            here = self._gold_spans(sources)
            machine = [each for each in self._judged.given if _touch(here, self._spans(each))]
            beside = self._beside(code, machine)
            yield self._mistake(
                code, "missed", named.evidence if named else (), quotes=quotes, follows=follows, instead=beside
            )

    def _mistake(self, code: str, kind: Kind, evidence: tuple[Evidence, ...], **more: tuple[str, ...]) -> Mistake:
        suggested, denied = self._suggested.get(code), self._denied.get(code)
        return Mistake(
            narrative=self._case.id,
            code=code,
            kind=kind,
            confidence=suggested.confidence if suggested else None,
            evidence=evidence,
            claim=denied.claim if denied and kind == "missed" else None,
            trap=code in self._case.not_codes,
            state=self._coding.status if self._coding else "absent",
            **more,
        )

    def _told(self, codes: Set[str], own: Set[str]) -> tuple[str, ...]:
        """The most specific codes, without those nobody named that follow from another one."""
        lowest = self._scheme.leaves_only(codes)
        implied = {each for code in lowest for each in self._scheme.implied(code)}
        return self._scheme.in_order(lowest - (implied - own))

    def _leading_to(self, code: str, own: Set[str]) -> tuple[str, ...]:
        """The named codes that this one follows from; none when it is named itself."""
        return () if code in own else self._scheme.in_order(c for c in own if code in self._scheme.expand([c]))

    def _beside(self, code: str, others: Iterable[str]) -> tuple[str, ...]:
        dimension = self._scheme.codes[code].dimension
        return self._scheme.in_order(
            each for each in others if each != code and self._scheme.codes[each].dimension == dimension
        )

    def _spans(self, code: str) -> list[Span]:
        return [(each.start, each.end) for each in self._suggested[code].evidence]

    def _gold_spans(self, codes: Iterable[str]) -> list[Span]:
        """Where the gold's words stand in the text; words that are not found there are passed over."""
        quotes = [quote for code in codes for quote in self._case.codes[code] if quote]
        found = [(self._case.text.find(quote), quote) for quote in quotes]
        return [(start, start + len(quote)) for start, quote in found if start >= 0]


def _touch(first: Iterable[Span], second: Sequence[Span]) -> bool:
    return any(start < last and begin < end for start, end in first for begin, last in second)
