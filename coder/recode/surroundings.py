"""What a run gets from outside: environment variables, the clock, and somebody to tell how far it is."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

Step = Literal["read", "code", "write"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `done` and `total` count rows; `total` is 0 while it is not known."""

    step: Step
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`environ` fills in `${NAME}` in a database URL; `now` is for the log of times alone, never for an output."""

    environ: Mapping[str, str]
    now: Callable[[], datetime.datetime]
    tell: Callable[[Progress], None] = lambda progress: None
