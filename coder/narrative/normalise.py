"""Clean a narrative for reading by machine, keeping a map back to every character of the original.

One pass over the text replaces what hinders matching: typographic characters, line-break hyphenation, runs of
white space, letter-spaced words, zero-width characters and a language's abbreviations. Every replacement is kept as
a segment, so a span of the clean text can be told in characters of the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

PARAGRAPH = "\n"
"""The one line break that survives: it marks a paragraph, which ends a sentence whatever its punctuation."""

_PLAIN = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": " - ", "―": " - ",
    "•": PARAGRAPH, "▪": PARAGRAPH, "●": PARAGRAPH, "…": "...",
}  # fmt: skip

_REPLACEABLE = "|".join(
    [
        r"(?P<hyphen>(?<=[^\W\d_])[-\u00ad\u2010]\s*\n\s*(?=[a-z]))",
        r"(?P<paragraph>[^\S\n]*\n(?:[^\S\n]*\n)+\s*|\s*\n\s*(?=[-*\u2022]\s|\d{1,2}[.)]\s))",
        r"(?P<space>\s{2,}|[^\S ])",
        r"(?P<invisible>[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0e-\x1f\x7f]+)",
        r"(?P<spaced>(?<!\S)(?:[A-Za-z] ){3,}[A-Za-z](?!\S))",
        r"(?P<accented>[A-Za-z][\u0300-\u036f]+)",
        r"(?P<other>[^\x00-\x7f]+)",
    ]
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of clean text and the stretch of original it stands for. Equal lengths map character by character."""

    clean: int
    original: int
    clean_length: int
    original_length: int


@dataclass(frozen=True, slots=True)
class Clean:
    """A narrative's clean text with the map to its original."""

    text: str
    segments: tuple[Segment, ...]
    starts: tuple[int, ...]
    """Clean start of each segment, ascending: what the search for a position runs over."""

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Tell a non-empty clean span in characters of the original; both end-exclusive."""
        return self._original(start)[0], self._original(end - 1)[1]

    def original_spans(self, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Tell ascending clean spans in characters of the original, in one walk along the segments."""
        at = 0
        for start, end in spans:
            while at + 1 < len(self.starts) and self.starts[at + 1] <= start:
                at += 1
            segment = self.segments[at]
            if segment.clean_length == segment.original_length and end <= segment.clean + segment.clean_length:
                shift = segment.original - segment.clean
                yield start + shift, end + shift
            else:
                yield self.original_span(start, end)

    def _original(self, position: int) -> tuple[int, int]:
        """The original span that one clean character stands for."""
        segment = self.segments[bisect_right(self.starts, position) - 1]
        if segment.clean_length == segment.original_length:
            at = segment.original + position - segment.clean
            return at, at + 1
        return segment.original, segment.original + segment.original_length


class Normaliser:
    """Cleans text. `abbreviations` maps what is written, in lower case, to what it stands for."""

    def __init__(self, abbreviations: Mapping[str, str] | None = None) -> None:
        self._abbreviations = dict(abbreviations or {})
        pattern = _REPLACEABLE
        if self._abbreviations:
            listed = _alternation(self._abbreviations)
            # A full stop belongs to the abbreviation unless it may end the sentence.
            pattern = rf"(?P<short>(?<![\w/.])(?i:{listed})(?:\.(?=,|\s+[a-z]))?(?![\w/]))|" + pattern
        self._pattern = re.compile(pattern)

    def __call__(self, text: str) -> Clean:
        """Return the clean text and its map. Any string is accepted; the empty one stays empty."""
        parts: list[str] = []
        segments: list[Segment] = []
        clean = 0
        for original, length, replacement in self._pieces(text):
            if replacement:
                parts.append(replacement)
                segments.append(Segment(clean, original, len(replacement), length))
                clean += len(replacement)
        return Clean("".join(parts), tuple(segments), tuple(segment.clean for segment in segments))

    def _pieces(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (original start, original length, clean text) from left to right."""
        position = 0
        for match in self._pattern.finditer(text):
            if match.start() > position:
                yield position, match.start() - position, text[position : match.start()]
            yield match.start(), match.end() - match.start(), self._replace(match)
            position = match.end()
        if position < len(text):
            yield position, len(text) - position, text[position:]

    def _replace(self, match: re.Match[str]) -> str:
        kind, found = match.lastgroup, match.group()
        if kind == "short":
            written = found.lower()
            return self._abbreviations.get(written) or self._abbreviations[written.rstrip(".")]
        if kind in ("hyphen", "invisible"):
            return ""
        if kind in ("paragraph", "space"):
            return PARAGRAPH if kind == "paragraph" else " "
        if kind == "spaced":
            return found.replace(" ", "")
        return "".join(_PLAIN.get(char, char) for char in unicodedata.normalize("NFKC", found))


def _alternation(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first; by first letter, so that few are tried at a place."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_letter[word[0]].append(re.escape(word[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rests)})" for letter, rests in sorted(by_letter.items()))
