"""Find which words of a document are denied, hypothetical or background.

Cues and their reach are data (`claims.toml` of the language). A cue marks the words it reaches with its claim; a
reach ends early where a contrast or a new clause begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from coder.errors import DataError, Fault
from coder.narrative.tokens import Document, Tokeniser
from coder.patterns.index import Match, PatternIndex
from coder.patterns.pattern import Pattern, PatternError, parse_pattern
from coder.records import Claim

Reach = Literal["forward", "clause", "backward", "sentence"]

_STRENGTH: Mapping[str, int] = {"background": 3, "denied": 2, "hypothetical": 1}
_DEFAULT_WORDS = 8
_LIST_REACH = 8
"""Words within which an `or` shows that a list goes on."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A way to say that what follows, precedes or surrounds it is not affirmed. `words` bounds its reach."""

    claim: Claim
    reach: Reach
    words: int


@dataclass(frozen=True, slots=True)
class Scope:
    """A cue found in a document.

    Tokens `first` to `last` (exclusive) carry its claim; `cue` are the cue's own tokens.
    """

    claim: Claim
    first: int
    last: int
    cue: frozenset[int]


class ClaimReader:
    """Finds the scopes of a document. `table` is the language's `claims.toml`; an empty one finds none.

    Raises DataError with every unreadable cue when made.
    """

    def __init__(self, table: Mapping[str, Any], tokeniser: Tokeniser) -> None:
        scope = table.get("scope", {})
        self._ends = frozenset(scope.get("ends", ()))
        self._joints = frozenset(scope.get("joints", ()))
        self._clause_starts = frozenset(scope.get("clause_starts", ()))
        self._verb_starts = frozenset(scope.get("verb_starts", ()))
        self._list_joints = frozenset(scope.get("list_joints", ()))
        patterns, self._cues = _compile(table, tokeniser)
        self._index = PatternIndex(patterns)

    def words(self) -> set[str]:
        """Every word the cues look for."""
        return self._index.words()

    def read(self, doc: Document) -> list[Scope]:
        """All scopes of a document, in text order of their cues."""
        matches = _longest(self._index.find(doc))
        exempt = {at for match in matches if self._cues[match.number] is None for at in match.named}
        scopes = []
        for match in matches:
            cue = self._cues[match.number]
            if cue is not None and exempt.isdisjoint(match.named):
                scopes.append(self._scope(doc, match, cue))
        return [scope for scope in scopes if scope.first < scope.last]

    def _scope(self, doc: Document, match: Match, cue: Cue) -> Scope:
        first, last = doc.sentences[match.sentence]
        if cue.reach == "backward":
            first, last = self._backward(doc, max(first, match.first - cue.words), match.first), match.first
        elif cue.reach != "sentence":
            through = cue.reach == "clause"
            first, last = match.last, self._forward(doc, match.last, min(last, match.last + cue.words), through)
        return Scope(cue.claim, first, last, frozenset(match.named))

    def _forward(self, doc: Document, start: int, limit: int, through_joints: bool) -> int:
        """Where a reach that starts at `start` ends."""
        for at in range(start, limit):
            if doc.words[at] in self._ends and at > start:
                return at
            if doc.words[at] in self._joints and not through_joints and self._clause_begins(doc, at + 1, limit):
                return at
        return limit

    def _clause_begins(self, doc: Document, at: int, limit: int) -> bool:
        """Whether a new clause stands behind a joint: `, she was`, `and he took`, `, and then forced`."""
        while at < limit and doc.words[at] in self._joints | self._ends:
            at += 1
        if at >= limit or doc.words[at] in self._clause_starts:
            return at < limit
        goes_on = any(word in self._list_joints for word in doc.words[at : min(at + _LIST_REACH, limit)])
        return doc.words[at] in self._verb_starts and not goes_on

    def _backward(self, doc: Document, limit: int, end: int) -> int:
        """Where the clause that ends at `end` begins."""
        for at in range(end - 1, limit - 1, -1):
            if doc.words[at] in self._ends:
                return at + 1
        return limit


def judge(scopes: Sequence[Scope], named: Sequence[int]) -> Claim:
    """What a document claims of the words at the positions `named`.

    A scope counts when it reaches at least half of the words and its cue is not among them: a phrase that holds
    its own negator ("not allowed to leave") is affirmed. Of several claims the strongest holds.
    """
    strongest: Claim = "affirmed"
    words = set(named)
    for scope in scopes:
        if scope.cue & words:
            continue
        reached = sum(scope.first <= at < scope.last for at in words)
        if 2 * reached >= len(words) and _STRENGTH[scope.claim] > _STRENGTH.get(strongest, 0):
            strongest = scope.claim
    return strongest


def _longest(matches: Sequence[Match]) -> list[Match]:
    """Matches without those that are part of a longer one: "ruled out" within "could not be ruled out"."""
    by_sentence: dict[int, list[tuple[Match, frozenset[int]]]] = defaultdict(list)
    for match in matches:
        by_sentence[match.sentence].append((match, frozenset(match.named)))
    return [
        match
        for found in by_sentence.values()
        for match, named in found
        if not any(named < other for _, other in found)
    ]


def _compile(table: Mapping[str, Any], tokeniser: Tokeniser) -> tuple[list[Pattern], list[Cue | None]]:
    """All cue patterns with their cues; None marks a pattern that only looks like a cue."""
    patterns: list[Pattern] = []
    cues: list[Cue | None] = []
    faults: list[Fault] = []
    for entry in [*table.get("cue", ()), *table.get("exempt", ())]:
        cue = _cue(entry, faults) if "claim" in entry else None
        for written in entry.get("patterns", ()):
            try:
                patterns.append(parse_pattern(written, {}, split=tokeniser.split, lemma=tokeniser.lemma))
                cues.append(cue)
            except PatternError as fault:
                faults.append(Fault("claims.toml", 0, f"cue {written!r}: {fault}"))
    if faults:
        raise DataError(faults)
    return patterns, cues


def _cue(entry: Mapping[str, Any], faults: list[Fault]) -> Cue:
    claim, reach = entry["claim"], entry.get("reach", "forward")
    if claim not in _STRENGTH:
        faults.append(Fault("claims.toml", 0, f"claim {claim!r} is none of {', '.join(_STRENGTH)}"))
    if reach not in get_args(Reach):
        faults.append(Fault("claims.toml", 0, f"reach {reach!r} is none of {', '.join(get_args(Reach))}"))
    return Cue(cast(Claim, claim), cast(Reach, reach), int(entry.get("words", _DEFAULT_WORDS)))
