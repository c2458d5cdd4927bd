"""One record's way across: what each old code becomes, where its text decides, and where the two disagree.

Nothing is overwritten: a code that the text speaks against stays, and the disagreement is listed beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coder.crosswalk.lines import Crosswalk, Line
from coder.records import Claim, Coding
from coder.scheme import Scheme

How = Literal["line", "text", "queue", "dropped", "unknown"]
"""What settled an old code: its line alone, the text between candidates, a person who must still be asked, nothing
because it is dropped, nothing because the crosswalk does not know it."""

_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Decide:
    """When text decides between candidates: confidence of the chosen ones, and their lead over the next candidate."""

    confidence: float = 0.5
    margin: float = 0.2


@dataclass(frozen=True, slots=True)
class Move:
    """What became of an old code, or of one group of its lines. `new` holds the codes it became, or may become when
    `how` is `queue`; `rows` the rows of the crosswalk behind it; `reason` is for people and empty where `how` says
    all."""

    old: str
    how: How
    new: tuple[str, ...]
    rows: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Text and old code speak against each other on `code`.

    `claim` is what the text says of it when it names it without affirming it; `instead` is the code it affirms in the
    code's place, in a dimension that takes one code only.
    """

    old: str
    code: str
    claim: Claim | None = None
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """A record on the other side. `codes` are the new codes that stand, in the order of the list."""

    codes: tuple[str, ...]
    moves: tuple[Move, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def queued(self) -> tuple[Move, ...]:
        """The old codes that a person must still decide."""
        return tuple(move for move in self.moves if move.how == "queue")


_DEFAULT = Decide()


def cross(
    crosswalk: Crosswalk,
    old: Mapping[str, Iterable[str]],
    target: Scheme,
    coding: Coding | None = None,
    *,
    decide: Decide = _DEFAULT,
    source: Scheme | None = None,
) -> Crossing:
    """Bring old codes, values by variable, to the `target` list.

    `coding` is what the record's text says in codes of `target`; without it, candidates go to the queue. With the
    `source` scheme, an old code without lines takes those of its nearest ancestor.
    """
    text = _Text(coding, target) if coding is not None and coding.status == "coded" else None
    moves: list[Move] = []
    for variable, values in old.items():
        for value in values:
            moves += _moves(f"{variable}={_shown(value)}", _lines(crosswalk, variable, value, source), text, decide)
    settled = [code for move in moves if move.how in ("line", "text") for code in move.new]
    conflicts = tuple(_conflicts(moves, text, decide)) if text else ()
    return Crossing(target.in_order(settled), tuple(moves), conflicts)


class _Text:
    """What a text says of codes, with everything below a code counted for it."""

    def __init__(self, coding: Coding, scheme: Scheme) -> None:
        self.scheme = scheme
        self.confidence: dict[str, float] = {}
        for item in coding.suggestions:
            if item.code in scheme.codes:
                for code in (item.code, *scheme.ancestors(item.code)):
                    self.confidence[code] = max(self.confidence.get(code, 0.0), item.confidence)
        self.claims: dict[str, Claim] = {item.code: item.claim for item in coding.denied}

    def best_of(self, dimension: str) -> str | None:
        """The likeliest code of a dimension, the most detailed one among equals; None where the text gives none."""
        scheme = self.scheme
        found = [code for code in self.confidence if scheme.codes[code].dimension == dimension]
        return max(found, key=lambda code: (self.confidence[code], len(scheme.ancestors(code)), code), default=None)


def _shown(value: str) -> str:
    """The value, if it looks like one: a sentence in a coded column must not be repeated."""
    return value if len(value) <= _LONGEST_SHOWN and " " not in value else "(not shown)"


def _lines(crosswalk: Crosswalk, variable: str, value: str, source: Scheme | None) -> tuple[Line, ...]:
    above = source.ancestors(value) if source is not None and value in source.codes else ()
    return next((lines for code in (value, *above) if (lines := crosswalk.lines_of(variable, code))), ())


def _moves(old: str, lines: Sequence[Line], text: _Text | None, decide: Decide) -> Iterator[Move]:
    if not lines:
        yield Move(old, "unknown", (), (), "the crosswalk has no line for it")
        return
    if lines[0].kind == "dropped":
        yield Move(old, "dropped", (), (lines[0].row,), lines[0].note)
        return
    straight = [line for line in lines if line.kind != "one-to-many"]
    if straight:
        yield Move(old, "line", tuple(line.new for line in straight), tuple(line.row for line in straight))
    candidates = [line for line in lines if line.kind == "one-to-many"]
    if candidates:
        yield _decided(old, candidates, text, decide)


def _decided(old: str, lines: Sequence[Line], text: _Text | None, decide: Decide) -> Move:
    """One group of candidates, settled by the text or left to a person."""
    rows, codes = tuple(line.row for line in lines), tuple(line.new for line in lines)
    if text is None:
        return Move(old, "queue", codes, rows, "no text was read")
    ranked = sorted(codes, key=lambda code: (-text.confidence.get(code, 0.0), codes.index(code)))
    scores = {code: 0.0 if code in text.claims else text.confidence.get(code, 0.0) for code in ranked}
    chosen = [code for code in ranked if scores[code] >= decide.confidence]
    left = max((scores[code] for code in ranked if code not in chosen), default=0.0)
    if not chosen:
        return Move(old, "queue", codes, rows, "the text affirms none of the candidates")
    if _too_many(chosen, text.scheme):
        return Move(old, "queue", codes, rows, "the text affirms several codes of a dimension that takes one")
    if min(scores[code] for code in chosen) - left < decide.margin:
        return Move(old, "queue", codes, rows, "the text does not set the candidates apart")
    kept = tuple(row for row, code in zip(rows, codes, strict=True) if code in chosen)
    return Move(old, "text", tuple(code for code in codes if code in chosen), kept)


def _too_many(codes: Sequence[str], scheme: Scheme) -> bool:
    single = [scheme.codes[code].dimension for code in scheme.leaves_only(codes)]
    return any(scheme.dimensions[name].cardinality == "single" and single.count(name) > 1 for name in single)


def _conflicts(moves: Iterable[Move], text: _Text, decide: Decide) -> Iterator[Conflict]:
    """Codes that came by their line alone and that the text denies, or gives otherwise where only one can hold."""
    scheme = text.scheme
    for move in moves:
        for code in move.new if move.how == "line" else ():
            if code in text.claims and text.confidence.get(code, 0.0) < decide.confidence:
                yield Conflict(move.old, code, claim=text.claims[code])
                continue
            dimension = scheme.codes[code].dimension
            best = text.best_of(dimension) if scheme.dimensions[dimension].cardinality == "single" else None
            if best is None or text.confidence[best] < decide.confidence or code in (best, *scheme.ancestors(best)):
                continue
            if best not in scheme.ancestors(code):
                yield Conflict(move.old, code, instead=best)
