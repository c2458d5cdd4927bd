"""Find narratives that tell the same: near-duplicates by their words, and same incidents by columns that agree.

Candidates for near-duplicates come from locality-sensitive hashing of MinHash signatures (Broder 1997; Indyk and
Motwani 1998) of word shingles; every candidate is then compared on the full sets, so that a reported similarity is the
Jaccard index itself, up to collisions of 32-bit hashes. Groups are found for people to look at; nothing is merged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from coder.errors import UsageError
from coder.recode.likeness import Hashes, Near, hash_of_text, jaccard, shingles
from coder.recode.shards import as_text
from coder.records import Narrative

Kind = Literal["near_duplicate", "same_incident"]
LEAST = 0.6
"""Lowest similarity that can be asked for; below it, hashing would make candidates of everything."""
_LARGEST_BLOCK = 1000
"""Records that may agree in all columns before the columns are taken to single out no incident."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Question:
    """What counts as alike.

    `threshold` is the least Jaccard index of the sets of `words`-word shingles. Records that agree in all columns of
    `same`, none of them empty, are alike from the Jaccard index `same_threshold` of their sets of words.
    """

    threshold: float = 0.8
    words: int = 3
    same: tuple[str, ...] = ()
    same_threshold: float = 0.3


@dataclass(frozen=True, slots=True)
class Member:
    """A narrative of a group. `like` is the id of the member it was joined to, with the `similarity` between them
    (0 to 1) and the names of the columns in which they differ; the first of a group was joined to none."""

    id: str
    like: str | None
    similarity: float | None
    kind: Kind | None
    differing: tuple[str, ...] = ()


Group = tuple[Member, ...]


def find_duplicates(narratives: Iterable[Narrative], question: Question) -> list[Group]:
    """Groups of narratives that are alike, directly or by way of others, in input order; texts are not kept.

    Holds about 5 KB per narrative. Raises UsageError for questions that make no sense, a missing library, or columns
    that are not there.
    """
    _check(question)
    finder = _Finder(question)
    for narrative in narratives:
        finder.add(narrative)
    if finder.ids and (missing := set(question.same) - finder.columns.keys()):
        raise UsageError(f"no record has the column {', '.join(sorted(missing))}")
    return list(finder.groups())


@dataclass(slots=True)
class _Link:
    """How a narrative was joined to an earlier one."""

    to: int
    similarity: float
    kind: Kind


class _Finder:
    """Takes narratives one by one and joins each to earlier ones that are alike."""

    def __init__(self, question: Question) -> None:
        self.ids: list[str] = []
        self.columns: dict[str, int] = {}
        self._question = question
        self._near = Near(question.threshold, question.words)
        self._words: dict[int, Hashes] = {}
        self._blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._fields: list[dict[int, int]] = []
        self._parents: list[int] = []
        self._links: dict[int, list[_Link]] = defaultdict(list)

    def add(self, narrative: Narrative) -> None:
        """Join a narrative to the groups it belongs to."""
        number = len(self.ids)
        self.ids.append(narrative.id)
        self._parents.append(number)
        self._fields.append(
            {
                self.columns.setdefault(name, len(self.columns)): hash_of_text(as_text(value) or "")
                for name, value in narrative.fields.items()
            }
        )
        words = _WORD.findall(narrative.text.casefold())
        for other, similarity in self._near.add(number, words, self._root):
            self._join(number, _Link(other, similarity, "near_duplicate"))
        self._compare_incident(number, narrative, words)

    def groups(self) -> Iterator[Group]:
        """The groups of two and more."""
        members: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self.ids)):
            members[self._root(number)].append(number)
        for group in members.values():
            if len(group) > 1:
                yield tuple(self._member(number) for number in group)

    def _compare_incident(self, number: int, narrative: Narrative, words: Sequence[str]) -> None:
        question = self._question
        key = tuple(as_text(narrative.fields.get(name)) or "" for name in question.same)
        if not key or not all(key):
            return
        block = self._blocks[key]
        if len(block) >= _LARGEST_BLOCK:
            raise UsageError(
                f"more than {_LARGEST_BLOCK:,} records agree in {', '.join(question.same)}; "
                "name columns that single out an incident"
            )
        self._words[number] = shingles(words, 1)
        for other in block:
            if self._root(other) == self._root(number):
                continue
            similarity = jaccard(self._words[number], self._words[other])
            if similarity >= question.same_threshold:
                self._join(number, _Link(other, similarity, "same_incident"))
        block.append(number)

    def _join(self, number: int, link: _Link) -> None:
        self._links[number].append(link)
        first, second = sorted((self._root(number), self._root(link.to)))
        self._parents[second] = first

    def _root(self, number: int) -> int:
        """The first narrative of the group that a narrative belongs to."""
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def _member(self, number: int) -> Member:
        links = self._links.get(number)
        if not links:
            return Member(self.ids[number], None, None, None)
        link = max(links, key=lambda each: (each.similarity, -each.to))
        mine, other = self._fields[number], self._fields[link.to]
        differing = tuple(name for name, at in self.columns.items() if mine.get(at) != other.get(at))
        return Member(self.ids[number], self.ids[link.to], round(link.similarity, 4), link.kind, differing)


def _check(question: Question) -> None:
    if not LEAST <= question.threshold <= 1:
        raise UsageError(f"the threshold of near-duplicates lies between {LEAST} and 1")
    if not 0 < question.same_threshold <= 1:
        raise UsageError("the threshold of same incidents lies above 0 and at most at 1")
    if question.words < 1:
        raise UsageError("a shingle has one word or more")
