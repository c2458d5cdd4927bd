"""The store under a project of 50,000 narratives: import, next case, one decision, handing in; p50 and p95 in ms.

    python -m bench.review_store [--cases N] [--rounds N] [--store URL] [--folder DIR]

Suggestions come by script, so that the figures are the store's: seven for each narrative of 120 words. Baseline, in the
same run and file: the least that a decision costs, one insert of a row in a transaction of its own. `behind` is the
hardest queue: the second coder of a double-coded project comes when the first has handed in many cases.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from bench.review_desk import bring, now, people, share, store_url, timed
from coder.records import Narrative
from coder.review import CaseView, Judgement, Settings, Store, User, decide, next_case, open_store, submit
from coder.review.schema import users
from tests.review.scripted import SCHEME

WORDS = " ".join(["word"] * 114)


def told(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"p50_ms": round(share(times, 0.5), 2), "p95_ms": round(share(times, 0.95), 2)}


def code_cases(store: Store, person: User, project: int, rounds: int) -> dict[str, dict[str, float]]:
    """Take, decide once and hand in, as often as told."""
    taking: list[float] = []
    deciding: list[float] = []
    handing: list[float] = []
    for at in range(rounds):
        view = timed(taking, lambda: next_case(store, person, project))
        assert isinstance(view, CaseView)
        judgement = Judgement("confirm", code=view.offers[at % len(view.offers)].code)
        send = lambda: decide(store, person, view.id, judgement, version=view.version, key=f"k{person.id}-{view.id}")  # noqa: B023, E731
        timed(deciding, send)
        give = lambda: submit(store, person, view.id, version=view.version + 1, seconds=1, undecided_ok=True)  # noqa: B023, E731
        timed(handing, give)
    return {"next_case": told(taking), "confirm": told(deciding), "hand_in": told(handing)}


def baseline(store: Store, rounds: int) -> dict[str, float]:
    """One insert of a small row in a transaction of its own."""
    times: list[float] = []
    for at in range(rounds):
        row = {"name": f"row{at}", "administrator": False, "active": False, "created_at": now()}

        def insert(row: dict[str, object] = row) -> None:
            with store.write() as connection:
                connection.execute(sa.insert(users), row)

        timed(times, insert)
    return told(times)


def main() -> None:
    """Measure and print as JSON, ratios to the baseline last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--store")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    url = store_url(options.store, folder)
    store = open_store(url, now)
    root, project, (ann, ben) = people(store, 2, Settings(coders=2))
    codes = " ".join(code for code in SCHEME.codes if not SCHEME.codes[code].retired)
    items = (Narrative(f"n{at}", f"{codes} {WORDS}") for at in range(options.cases))
    importing = bring(store, root, project, items)
    first = code_cases(store, ann, project.id, options.rounds)
    behind = 10 * options.rounds
    code_cases(store, ann, project.id, behind)
    late = code_cases(store, ann, project.id, options.rounds)
    second = code_cases(store, ben, project.id, options.rounds)
    least = baseline(store, options.rounds)
    begun = time.perf_counter()
    store.close()
    store = open_store(url, now)
    opening = time.perf_counter() - begun
    store.close()
    found = {
        "store": url.split(":")[0],
        "cases": options.cases,
        "import_per_10000_seconds": round(importing * 10_000 / options.cases, 1),
        "open_seconds": round(opening, 3),
        "first_coder": first,
        f"first_coder_after_{behind}": late,
        "second_coder": second,
        "one_insert": least,
        "confirm_to_one_insert": round(first["confirm"]["p50_ms"] / least["p50_ms"], 1),
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
