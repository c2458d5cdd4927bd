"""The two steps between a coding and its rows, as a plan asks for them: the crosswalk and the route."""

from __future__ import annotations

from dataclasses import dataclass

from coder.errors import Fault
from coder.recode.crossing import make_crossing
from coder.recode.plan import Section
from coder.recode.routing import make_router
from coder.recode.rows import Crosswalk, Route, cross_nothing, send_to_review
from coder.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Steps:
    """What is done with a coding."""

    crosswalk: Crosswalk
    route: Route


def make_steps(crosswalk: Section, routing: Section, scheme: Scheme, edition: str, faults: list[Fault]) -> Steps:
    """The steps of a plan's tables [crosswalk] and [routing]; what is wrong with them is added to `faults`.

    Called when a run begins, so that faults are told before anything is read, and by every worker: all that the steps
    need is in the sections and the scheme, so that no file has to be there. `edition` is the id of the edition.
    """
    crossing = make_crossing(crosswalk, scheme, faults) if crosswalk else None
    router = make_router(routing, scheme, edition, faults) if routing else None
    return Steps(crossing or cross_nothing, router or send_to_review)
