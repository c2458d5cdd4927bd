"""Code narratives in processes, in their order, for whoever needs whole codings and not a run's tables."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from threadpoolctl import threadpool_limits

from coder.errors import RunError
from coder.recode.coding import Failure
from coder.recode.engines.pool import map_in_processes
from coder.recode.shards import batches
from coder.recode.shipping import ShippedEdition, shipped
from coder.records import Coding, Narrative
from coder.scheme import Scheme

if TYPE_CHECKING:
    from coder.review.importing import Coder

WORTH_IT = 1000
"""Fewer narratives are coded in this process: workers take seconds to open the edition."""
_PIECE = 50
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(tuple[Coding, ...])
_NICE = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """Some narratives in a row; `first` is the place of the first, from 0."""

    number: int
    first: int
    narratives: tuple[Narrative, ...] = field(repr=False)

    @property
    def rows(self) -> str:
        """The places it holds, 1-based, for messages."""
        return f"{self.first + 1:,} to {self.first + len(self.narratives):,}"


@dataclass(frozen=True, slots=True)
class CodedPiece:
    """The codings of a piece, in its order, as MessagePack: a tenth of the time that pickling their hundreds of small
    values takes."""

    number: int
    content: bytes = field(repr=False)

    @classmethod
    def of(cls, number: int, codings: Iterable[Coding]) -> CodedPiece:
        """The piece that holds these codings."""
        return cls(number, _ENCODER.encode(tuple(codings)))

    @property
    def codings(self) -> tuple[Coding, ...]:
        """What was coded."""
        return _DECODER.decode(self.content)


@dataclass(frozen=True, slots=True)
class CodingJob:
    """What a worker must know before its first piece."""

    edition: ShippedEdition
    min_confidence: float

    def open(self) -> Callable[[Piece], CodedPiece | Failure]:
        """Open the edition and return the function that codes pieces; what that raises holds no text."""
        threadpool_limits(1)
        if hasattr(os, "nice"):  # people at the review desk come first
            os.nice(_NICE)
        suggester = self.edition.open()
        keep_loaded()

        def code(piece: Piece) -> CodedPiece | Failure:
            try:
                found = suggester.suggest_many(piece.narratives, min_confidence=self.min_confidence)
                return CodedPiece.of(piece.number, found)
            except Exception as error:
                return Failure(piece.number, f"unexpected {type(error).__name__} in narratives {piece.rows}")

        return code


def keep_loaded() -> None:
    """Tell Python that what is loaded by now stays, such as an edition that was just opened.

    The garbage collector would look through all of it again and again: a sixth of the time that coding takes.
    """
    gc.collect()
    gc.freeze()


class PooledCoder:
    """Codes as a suggester does, with `workers` processes where there is enough to do for them.

    `alone` codes what is too little for that; `folder` holds the same edition.
    """

    def __init__(self, alone: Coder, folder: Path, *, workers: int | None = None) -> None:
        self._alone = alone
        self._folder = folder
        self._workers = workers or os.cpu_count() or 1

    @property
    def edition(self) -> str:
        """Id of the edition."""
        return self._alone.edition

    @property
    def scheme(self) -> Scheme:
        """The code list."""
        return self._alone.scheme

    def suggest_many(self, narratives: Iterable[Narrative], *, min_confidence: float) -> Iterator[Coding]:
        """Code narratives, in their order, a few hundred ahead of what was asked for.

        Raises EditionError when the folder changed since it was opened, RunError when the workers cannot go on.
        """
        rest = iter(narratives)
        first = list(itertools.islice(rest, WORTH_IT))
        if self._workers == 1 or len(first) < WORTH_IT:
            yield from self._alone.suggest_many(itertools.chain(first, rest), min_confidence=min_confidence)
            return
        job = CodingJob(shipped(self._folder), min_confidence)
        waiting: dict[int, CodedPiece | Failure] = {}
        wanted = 0
        for done in map_in_processes(job, _cut(itertools.chain(first, rest)), self._workers):
            waiting[done.number] = done
            while wanted in waiting:
                yield from _codings(waiting.pop(wanted))
                wanted += 1


def _cut(narratives: Iterable[Narrative]) -> Iterator[Piece]:
    for number, batch in enumerate(batches(narratives, _PIECE)):
        yield Piece(number, number * _PIECE, batch)


def _codings(done: CodedPiece | Failure) -> tuple[Coding, ...]:
    if isinstance(done, Failure):
        raise RunError(done.reason)
    return done.codings
