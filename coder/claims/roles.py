"""Tell who a stretch of text is about: a victim, or somebody else such as a perpetrator.

Each mention of a person gets a role from its own noun and from the verbs around it; how a language names people and
what is done to whom is data (`persons.toml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coder.narrative.tokens import Document, Tokeniser

_NOUN_WEIGHT = 3.0
_VERB_WEIGHT = 2.0
_LOOK_BEHIND = 4
"""Words before a mention among which a verb that governs it is sought."""
_LOOK_AHEAD = 7
"""Words behind a mention among which its own verb is sought."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person in the text: token position, sentence, and how strongly the context makes it a victim.

    `score` is above 0 for a victim, below 0 for somebody else, 0 when nothing tells. `is_name` marks a capitalised
    word that is no known noun.
    """

    at: int
    sentence: int
    score: float
    is_name: bool


@dataclass(frozen=True, slots=True)
class Roles:
    """The persons of one document."""

    doc: Document
    mentions: Sequence[Mention]

    def is_about(self, role: str, first: int, last: int) -> bool:
        """Whether tokens `first` to `last` (exclusive) are about a person in `role`, which is "victim".

        The nearest mention decides: one among the words, else right behind ("a 15-year-old girl"), else the last one
        before. A noun that nothing is known of counts as a victim; a bare name does not ("Smith, 41, was ...").
        """
        mention = self._nearest(first, last)
        if mention is None:
            return True
        if mention.score == 0:
            return not mention.is_name
        return mention.score > 0

    def _nearest(self, first: int, last: int) -> Mention | None:
        sentence = next((number for number, (a, b) in enumerate(self.doc.sentences) if a <= first < b), -1)
        near = [mention for mention in self.mentions if mention.sentence == sentence]
        within = [mention for mention in near if first <= mention.at < last]
        behind = [mention for mention in near if last <= mention.at <= last + 1]
        before = [mention for mention in near if mention.at < first]
        found = within or behind[:1] or before[-1:]
        return found[0] if found else None


class RoleReader:
    """Finds persons and their roles.

    `table` is the language's `persons.toml`; with an empty one, everybody is a victim.
    """

    def __init__(self, table: Mapping[str, Any], tokeniser: Tokeniser) -> None:
        def lemmas(group: str, name: str) -> frozenset[str]:
            return frozenset(map(tokeniser.lemma, table.get(group, {}).get(name, ())))

        self._victim, self._perpetrator = lemmas("nouns", "victim"), lemmas("nouns", "perpetrator")
        self._neutral = lemmas("nouns", "neutral") | lemmas("nouns", "pronouns")
        self._to_victim = lemmas("verbs", "done_to_victim")
        self._to_perpetrator = lemmas("verbs", "done_to_perpetrator")
        self._by_perpetrator = lemmas("verbs", "done_by_perpetrator")
        self._by_victim = lemmas("verbs", "done_by_victim")
        self._be, self._by = lemmas("verbs", "be"), lemmas("verbs", "by")
        self._verbs = self._to_victim | self._to_perpetrator | self._by_perpetrator | self._by_victim

    def read(self, doc: Document) -> Roles:
        """All mentions of persons in text order."""
        mentions = []
        for sentence, (first, last) in enumerate(doc.sentences):
            for at in range(first, last):
                lemma = doc.lemmas[at]
                known = lemma in self._victim or lemma in self._perpetrator or lemma in self._neutral
                is_name = not known and doc.titled[at] and at > first
                if known or is_name:
                    score = self._own(lemma) + self._ahead(doc, at, last) + self._behind(doc, at, first)
                    mentions.append(Mention(at, sentence, score, is_name))
        return Roles(doc, mentions)

    def _own(self, lemma: str) -> float:
        return _NOUN_WEIGHT * ((lemma in self._victim) - (lemma in self._perpetrator))

    def _ahead(self, doc: Document, at: int, last: int) -> float:
        """What the verb of which the mention is the subject says."""
        for position in range(at + 1, min(at + 1 + _LOOK_AHEAD, last)):
            lemma = doc.lemmas[position]
            if lemma not in self._verbs:
                continue
            passive = any(doc.lemmas[before] in self._be for before in range(max(at, position - 3), position))
            if lemma in self._to_perpetrator:
                return -_VERB_WEIGHT if passive else 0.0
            if lemma in self._by_perpetrator:
                return -_VERB_WEIGHT
            if lemma in self._to_victim:
                return _VERB_WEIGHT if passive else -_VERB_WEIGHT / 2
            return _VERB_WEIGHT / 2
        return 0.0

    def _behind(self, doc: Document, at: int, first: int) -> float:
        """What a verb, or a verb and `by`, before the mention says."""
        for position in range(at - 1, max(at - 1 - _LOOK_BEHIND, first - 1), -1):
            lemma = doc.lemmas[position]
            if lemma in self._by:
                return -_VERB_WEIGHT
            if lemma in self._to_perpetrator:
                return -_VERB_WEIGHT
            if lemma in self._to_victim:
                return _VERB_WEIGHT
        return 0.0
