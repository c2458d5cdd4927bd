"""Find which words of a document are denied, hypothetical, background or said of somebody outside the case.

Cues and their reach are data (`claims.toml` of the language). A cue marks the words it reaches with its claim; a
reach ends early where a contrast or a new clause begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from coder.claims.cues import STRENGTH, Cue, compile_cues, read_cues, read_joints
from coder.errors import DataError, Fault
from coder.narrative.tokens import Document, Tokeniser
from coder.patterns.index import Match, PatternIndex
from coder.patterns.table import PatternTable
from coder.records import Claim

_LIST_REACH = 8
"""Words within which an `or` shows that a list goes on."""
_LIST_TAIL = 5
"""Words behind the `or` of a denied list that belong to its last entry."""
_OF_OTHERS = frozenset({"background", "other_person"})
"""Claims whose cues name people and things that the phrases of rules name too."""


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

    `compiled` is what `compile_cues` made of it, where that was kept. Raises DataError with every unreadable cue when
    made, ValueError for the patterns of another table.
    """

    def __init__(self, table: Mapping[str, Any], tokeniser: Tokeniser, compiled: PatternTable | None = None) -> None:
        self._at = read_joints(table)
        faults: list[Fault] = []
        self._cues = read_cues(table, faults)
        self.table = compiled or compile_cues(table, tokeniser, faults)
        if faults:
            raise DataError(faults)
        if len(self.table.patterns) != len(self._cues):
            raise ValueError("the compiled patterns are not those of the cues")
        self._index = PatternIndex(self.table)

    def words(self) -> set[str]:
        """Every word the cues look for."""
        return self.table.words()

    def read(self, doc: Document) -> list[Scope]:
        """All scopes of a document: those of cues, in text order of the cues, then those of questions."""
        matches = _longest(self._index.find(doc), [cue.claim if cue else None for cue in self._cues])
        exempt = {at for match in matches if self._cues[match.number] is None for at in match.named}
        scopes: list[Scope] = []
        for match in matches:
            cue = self._cues[match.number]
            if cue is not None and exempt.isdisjoint(match.named):
                scopes.append(self._scope(doc, match, cue))
        scopes += self._questions(doc)
        return _unconfirmed([scope for scope in scopes if scope.first < scope.last])

    def _scope(self, doc: Document, match: Match, cue: Cue) -> Scope:
        first, last = doc.sentences[match.sentence]
        if cue.reach == "backward":
            first, last = self._backward(doc, max(first, match.first - cue.words), match.first), match.first
        elif cue.reach == "previous":
            first, last = _previous(doc, match, cue.words), match.first
        elif cue.reach == "rest":
            first = match.last
        elif cue.reach == "within":
            first, last = match.first, match.last
        elif cue.reach == "sentence":
            first, last = self._part(doc, match, first, last)
        else:
            through = cue.reach == "clause"
            first, last = match.last, self._forward(doc, match.last, min(last, match.last + cue.words), last, through)
        return Scope(cue.claim, first, last, frozenset(match.named))

    def _part(self, doc: Document, match: Match, first: int, last: int) -> tuple[int, int]:
        """The part of the sentence in which a match stands, or the parts over which it stretches."""
        ends = [at for at in range(first, last) if doc.words[at] in self._at.part_ends]
        before = [at + 1 for at in ends if at < match.first]
        return max(before, default=first), min((at for at in ends if at >= match.last), default=last)

    def _questions(self, doc: Document) -> Iterator[Scope]:
        """What is asked is not said, unless the next sentence begins with a yes."""
        for number, (first, last) in enumerate(doc.sentences):
            if first == last or doc.words[last - 1] not in self._at.question_marks:
                continue
            following = doc.sentences[number + 1][0] if number + 1 < len(doc.sentences) else len(doc)
            if self._at.yes.isdisjoint(doc.words[following : following + 2]):
                starts = [at + 1 for at in range(first, last) if doc.words[at] in self._at.question_starts]
                yield Scope("hypothetical", max(starts, default=first), last, frozenset())

    def _forward(self, doc: Document, start: int, limit: int, end: int, through_joints: bool) -> int:
        """Where a reach that starts at `start` ends: at `limit`, behind a list that goes on, or early."""
        at = start
        while at < limit:
            word = doc.words[at]
            if word in self._at.ends and at > start:
                return at
            if word in self._at.joints and not through_joints and self._clause_begins(doc, at + 1, limit):
                return at
            at += 1
            if word in self._at.list_joints:
                limit = min(max(limit, at + _LIST_TAIL), end)
        return limit

    def _clause_begins(self, doc: Document, at: int, limit: int) -> bool:
        """Whether a new clause stands behind a joint: `, she was`, `and he took`, `, and then forced`."""
        while at < limit and doc.words[at] in self._at.joints | self._at.ends:
            at += 1
        if at >= limit or doc.words[at] in self._at.clause_starts:
            return at < limit
        goes_on = any(word in self._at.list_joints for word in doc.words[at : min(at + _LIST_REACH, limit)])
        return doc.words[at] in self._at.verb_starts and not goes_on

    def _backward(self, doc: Document, limit: int, end: int) -> int:
        """Where the clause that ends at `end` begins."""
        for at in range(end - 1, limit - 1, -1):
            if doc.words[at] in self._at.ends:
                return at + 1
        return limit


def _previous(doc: Document, match: Match, words: int) -> int:
    """Where begins what a reply such as `none of this was found` speaks of.

    That is the sentence before when at most `words` words of its own stand before the reply, else its own.
    """
    first = doc.sentences[match.sentence][0]
    if match.sentence and match.first - first <= words:
        return doc.sentences[match.sentence - 1][0]
    return first


def judge(scopes: Sequence[Scope], named: Sequence[int]) -> Claim:
    """What a document claims of the words at the positions `named`.

    A scope counts when it reaches at least half of the words, or the last of them, which carries the meaning ("her
    papers were not taken"), and its cue is not among them: a phrase that holds its own negator ("not allowed to
    leave") is affirmed. Half of a cue's words suffice for that, as "would have been" is none of a phrase that names
    "been". A cue of background or of somebody else must lie among them whole: "traffickers often" remains one where a
    phrase names the traffickers. Of several claims the strongest holds.
    """
    strongest: Claim = "affirmed"
    words = set(named)
    last = max(words)
    for scope in scopes:
        if _is_own(scope, words):
            continue
        reached = sum(scope.first <= at < scope.last for at in words)
        enough = 2 * reached >= len(words) or scope.first <= last < scope.last
        if enough and STRENGTH[scope.claim] > STRENGTH.get(strongest, 0):
            strongest = scope.claim
    return strongest


def _is_own(scope: Scope, words: Set[int]) -> bool:
    """Whether the cue of a scope is part of what the words say; a question has no cue and never is."""
    shared = len(scope.cue & words)
    whole = scope.claim in _OF_OTHERS
    return shared > 0 and (shared == len(scope.cue) if whole else 2 * shared >= len(scope.cue))


def _unconfirmed(scopes: Sequence[Scope]) -> list[Scope]:
    """The scopes without those that a reply such as `it came to that` lifts; a denied reply lifts nothing."""
    others = [scope for scope in scopes if scope.claim != "affirmed"]
    replies = [
        scope
        for scope in scopes
        if scope.claim == "affirmed"
        and not any(other.first <= min(scope.cue) < other.last and other.claim == "denied" for other in others)
    ]
    return [other for other in others if not any(reply.first <= other.first < reply.last for reply in replies)]


def _longest(matches: Sequence[Match], claims: Sequence[Claim | None]) -> list[Match]:
    """Matches without those that are part of a longer one of another claim: "ruled out" in "could not be ruled out"."""
    by_sentence: dict[int, list[tuple[Match, frozenset[int]]]] = defaultdict(list)
    for match in matches:
        by_sentence[match.sentence].append((match, frozenset(match.named)))
    return [
        match
        for found in by_sentence.values()
        for match, named in found
        if not any(named < other and claims[match.number] != claims[longer.number] for longer, other in found)
    ]
