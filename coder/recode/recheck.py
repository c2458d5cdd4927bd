"""The error that a run really makes in what it accepts, from the records drawn at random and coded again by people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.edition.gold import Gold
from coder.recode.reading import RunRecord
from coder.recode.sample import judge
from coder.recode.shares import Share, clustered_share, simple_share
from coder.records import Coding, Suggestion
from coder.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Recheck:
    """What the random share says of all accepted records.

    `accepted` and `drawn` count records of the run, `checked` the drawn ones that were coded again; `not_drawn` the
    re-coded ones that the draw had not chosen and that were left out, because they tell nothing of the others.
    `wrong` is the share of accepted codes that are wrong, also by dimension and code; `missed` the share of true codes
    that accepted records lack; `spotless` the share of accepted records with neither.
    """

    accepted: int
    drawn: int
    checked: int
    not_drawn: int
    wrong: Share
    missed: Share
    spotless: Share
    by_dimension: Mapping[str, Share]
    by_code: Mapping[str, Share]


def recheck(
    records: Iterable[RunRecord],
    rechecked: Mapping[str, Gold],
    scheme: Scheme,
    *,
    dimensions: Sequence[str] = (),
    level: float = 0.95,
) -> Recheck:
    """Compare the accepted codes of the drawn records with what people gave them, by id.

    Only codes of `dimensions` are judged, of all when it is empty: a run that routes some dimensions only accepts
    nothing in the others.
    """
    roads: Counter[str] = Counter()
    not_drawn = 0
    wrong: list[tuple[int, int]] = []
    missed: list[tuple[int, int]] = []
    spotless = 0
    by_dimension: dict[str, list[tuple[int, int]]] = defaultdict(list)
    by_code: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for record in records:
        roads[record.road] += 1
        case = rechecked.get(record.id)
        if case is None or record.road != "audit_sample":
            not_drawn += case is not None
            continue
        judged = judge([case], [_coding(record)], scheme, dimensions)[0]
        bad = {code: not right for code, right in judged.right.items()}
        away = len(set(judged.true) - scheme.expand(bad))
        wrong.append((sum(bad.values()), len(bad)))
        missed.append((away, len(judged.true)))
        spotless += not any(bad.values()) and not away
        _tally(bad, scheme, by_dimension, by_code)
    return Recheck(
        accepted=roads["auto"] + roads["audit_sample"],
        drawn=roads["audit_sample"],
        checked=len(wrong),
        not_drawn=not_drawn,
        wrong=clustered_share(wrong, level=level),
        missed=clustered_share(missed, level=level),
        spotless=simple_share(spotless, len(wrong), level=level),
        by_dimension={
            name: clustered_share(by_dimension[name], level=level) for name in scheme.dimensions if name in by_dimension
        },
        by_code={code: clustered_share(by_code[code], level=level) for code in scheme.in_order(by_code)},
    )


def _tally(
    bad: Mapping[str, bool],
    scheme: Scheme,
    by_dimension: dict[str, list[tuple[int, int]]],
    by_code: dict[str, list[tuple[int, int]]],
) -> None:
    dimensions: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for code, is_bad in bad.items():
        by_code[code].append((int(is_bad), 1))
        count = dimensions[scheme.codes[code].dimension]
        count[0] += is_bad
        count[1] += 1
    for name, (part, whole) in dimensions.items():
        by_dimension[name].append((part, whole))


def _coding(record: RunRecord) -> Coding:
    """The accepted codes of a record as a coding."""
    accepted = tuple(
        Suggestion(found.dimension, "", None, found.code, "", found.confidence or 0.0, 0, ())
        for found in record.found
        if found.accepted
    )
    return Coding(record.id, "", "", "coded", 1.0, accepted)
