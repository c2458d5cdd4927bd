"""Names of people: capitalised words judged by lists of names and by what stands around them.

A word is taken for a name when a title or a naming word leads it, when a list knows it as a name and nothing speaks
for a place, or when it is in no list and is spoken of as a person. Words in a run with part of an organisation's name
("Human Trafficking Act") are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from coder.privacy.contexts import Context, ContextReader
from coder.privacy.identifiers import Identifier
from coder.privacy.language import PrivacyLanguage, alternatives
from coder.privacy.vocabulary import Sort, Vocabulary, Word

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")
_GAP = re.compile(r"(?:\.?\s{1,2}|\.)\Z")
_SENTENCE_END = re.compile(r"(?:\A|[.!?:;•\n—])[\s\"“”‘’'(\[*-]*\Z")
_MOST_WORDS = 5
_FEWEST_WORDS = 4
"""Words. Of a shorter text it is not said that its case tells nothing."""
_UNSAID = 0.4
"""Confidence of a word that no list knows, and of which nothing says that it is a person or a place."""
_NEAR = 8
"""Characters within which a word has neighbours."""
_LONGEST_ABBREVIATION = 5
_NAMES: frozenset[Sort] = frozenset({"given", "given_or_word", "surname", "surname_or_word", "unknown", "initial"})
_LISTED: frozenset[Sort] = frozenset({"given", "surname"})

Run = Sequence[Word]


class NameFinder:
    """Finds names of people in texts of one language."""

    def __init__(self, language: PrivacyLanguage) -> None:
        self._vocabulary = Vocabulary(language)
        self._contexts = ContextReader(language)
        joins = alternatives(language.words("names", "joins"))
        self._join = re.compile(rf"\s*{joins}\s*\Z")
        self._endings = language.words("names", "endings")

    def __call__(self, text: str) -> Iterator[Identifier]:
        """The names in a text, in its order."""
        found: list[Identifier] = []
        doubtful: list[Run] = []
        for run in self._runs(text):
            kept = self._without_ends(run)
            if not kept:
                continue
            kept = self._from_given_name(kept)
            confidence = self._judge(kept, self._contexts.read(text, kept[0].start, kept[-1].end))
            if confidence:
                found.append(Identifier(kept[0].start, kept[-1].end, "name", confidence))
            elif self._could_be_name(kept):
                doubtful.append(kept)
        found += [
            Identifier(run[0].start, run[-1].end, "name", 0.6) for run in doubtful if self._is_joined(text, run, found)
        ]
        yield from sorted(found, key=lambda item: item.start)

    def _words(self, text: str) -> tuple[list[Word], bool]:
        """All words, and whether case says nothing because the text is written in one case."""
        words = []
        matches = list(_WORD.finditer(text))
        shouting = 2 * sum(len(m.group()) > 1 and m.group().isupper() for m in matches) > len(matches)
        for match in matches:
            written, start = match.group(), match.start()
            ending = next((e for e in self._endings if written.lower().endswith(e) and len(written) > len(e)), "")
            end = match.end() - len(ending)
            written = text[start:end]
            words.append(
                Word(
                    start,
                    end,
                    written.lower(),
                    capital=written[0].isupper(),
                    shouted=len(written) > 1 and written.isupper() and not shouting,
                    opens=_opens_sentence(text, start),
                    stopped=text[end : end + 1] == ".",
                )
            )
        return words, len(words) >= _FEWEST_WORDS and (shouting or not any(word.capital for word in words))

    def _runs(self, text: str) -> Iterator[Run]:
        """Stretches of words that could belong to one name."""
        words, one_case = self._words(text)
        run: list[Word] = []
        for word in words:
            fits = self._fits_in_one_case(word) if one_case else word.capital
            near = bool(run) and bool(_GAP.match(text[run[-1].end : word.start]))
            if run and near and word.lower in self._vocabulary.particles and not word.capital:
                run.append(word)
                continue
            if run and not (near and fits and not (word.opens and len(run[-1].lower) > 1)):
                yield run
                run = []
            if not fits:
                continue
            if word.lower in self._vocabulary.titles:
                if run:
                    yield run
                run = []
                continue
            run.append(word)
        if run:
            yield run

    def _fits_in_one_case(self, word: Word) -> bool:
        """Whether a word may be part of a name where capitals tell nothing: a listed name, or a word no list knows."""
        return self._vocabulary.sort(word) in {*_LISTED, "unknown", "initial"} and not self._vocabulary.is_place(word)

    def _without_ends(self, run: Run) -> Run:
        """The run without an opening word of the sentence, nationalities before it and small words at its end."""
        words, vocabulary = list(run), self._vocabulary
        while len(words) > 1 and vocabulary.sort(words[0]) == "ordinary" and not words[0].shouted:
            if not (words[0].opens or vocabulary.is_calendar_or_people(words[0])):
                break
            words.pop(0)
        while words and (words[-1].lower in vocabulary.particles and not words[-1].capital):
            words.pop()
        while len(words) > 1 and vocabulary.sort(words[-1]) == "ordinary":
            if not (words[-1].opens or vocabulary.is_calendar_or_people(words[-1])):
                break
            words.pop()
        return words[:_MOST_WORDS]

    def _from_given_name(self, run: Run) -> Run:
        """The run from a given name on, where only ordinary words stand before it ("Big Tony")."""
        sorts = [self._vocabulary.sort(word) for word in run]
        first = next((at for at, sort in enumerate(sorts) if sort != "ordinary"), 0)
        is_name = sorts[first] == "given" and not self._vocabulary.is_place(run[first])
        return run[first:] if is_name and set(sorts[first:]) <= _NAMES else run

    def _judge(self, run: Run, context: Context) -> float:
        """How surely a run is a name, 0 to 1; 0 when it is none."""
        sorts = [self._vocabulary.sort(word) for word in run if word.lower not in self._vocabulary.particles]
        if not sorts or "organisation" in sorts:
            return 0.0
        if context.strong:
            ordinary = context.honoured and len(run) == 1 and self._vocabulary.may_follow_honorific(run[0])
            return 0.95 if ordinary or set(sorts) <= _NAMES else 0.0
        if set(sorts) == {"initial"}:
            return 0.6 if context.person and run[-1].stopped else 0.0
        if not set(sorts) <= _NAMES:
            return 0.0
        places = self._vocabulary.is_place(*run) or all(self._vocabulary.is_place(word) for word in run)
        if places and (context.place or not context.person):
            return 0.0
        return self._judge_single(run[0], sorts[0], context) if len(sorts) == 1 else _judge_several(sorts, context)

    def _judge_single(self, word: Word, sort: Sort, context: Context) -> float:
        if word.shouted and len(word.lower) <= _LONGEST_ABBREVIATION:
            return 0.0
        if sort == "given":
            return 0.0 if context.place and not context.person else 0.8
        elsewhere = context.place or context.place_or_person
        calendar = self._vocabulary.is_calendar_or_people(word)
        if context.person or (context.acting and not (elsewhere or calendar)):
            return 0.0 if sort == "unknown" and context.place else 0.6
        if sort == "given_or_word":
            return 0.0 if word.opens or calendar else 0.55
        if elsewhere or word.opens:
            return 0.0
        return 0.5 if sort == "surname" else _UNSAID if sort == "unknown" else 0.0

    def _could_be_name(self, run: Run) -> bool:
        wanted = _NAMES - {"initial", "surname_or_word"}
        return len(run) <= 2 and all(
            self._vocabulary.sort(word) in wanted and not (word.shouted or self._vocabulary.is_place(word))
            for word in run
        )

    def _is_joined(self, text: str, run: Run, found: Sequence[Identifier]) -> bool:
        """Whether only a joining word stands between the run and a name."""
        return any(
            self._join.match(text[name.end : run[0].start]) or self._join.match(text[run[-1].end : name.start])
            for name in found
            if name.end <= run[0].start <= name.end + _NEAR or run[-1].end <= name.start <= run[-1].end + _NEAR
        )


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - _NEAR) : start]
    return bool(_SENTENCE_END.search(before)) and (start <= _NEAR or bool(before.strip()))


def _judge_several(sorts: Sequence[Sort], context: Context) -> float:
    """How surely several words in a row, all of them possible names, are one name."""
    if sorts[0] == "given":
        return 0.9
    listed = bool(_LISTED & set(sorts))
    elsewhere = context.place or context.place_or_person
    person = context.person or (context.acting and not elsewhere)
    if sorts[0] in ("given_or_word", "initial"):
        return 0.8 if listed or person or ("unknown" in sorts and not elsewhere) else 0.0
    if person:
        return 0.7
    if context.place:
        return 0.0
    return 0.65 if listed else 0.0 if elsewhere else _UNSAID
