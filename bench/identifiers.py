"""How many identifiers are found, and how many findings are identifiers, with 95 % Wilson intervals.

    python -m bench.identifiers [--tuning] [--misses]

tests/data/identifiers.jsonl holds short made-up narratives with their identifiers marked. Its odd lines are for
tuning; without `--tuning` only the even lines are measured. An identifier is found when findings cover all its
letters and digits; a
finding is right when it touches an identifier. `--misses` lists ids and kinds of what went wrong, without text.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from coder.audit.intervals import wilson
from coder.edition.locate import LANGUAGES, training_data
from coder.privacy import Identifier, find_identifiers, load_privacy

CASES = Path(__file__).parents[1] / "tests" / "data" / "identifiers.jsonl"
Counts = Counter[tuple[str, str]]


def main() -> None:
    """Measure and print the shares as JSON lines: recall and precision as [number, of, interval]."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuning", action="store_true")
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    lines = CASES.read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines[0 if asked.tuning else 1 :: 2]]
    language = load_privacy("en", [training_data() / LANGUAGES / "en"])
    counts: Counts = Counter()
    for case in cases:
        found = find_identifiers(case["text"], language)
        for outcome, kind, start in outcomes(case, found):
            counts[outcome, kind] += 1
            if asked.misses and outcome in ("missed", "wrong"):
                print(case["id"], outcome, kind, start)
    kinds = sorted({kind for _, kind in counts})
    report = {kind: _row(counts, kind) for kind in kinds}
    total: Counts = Counter()
    for (outcome, _), count in counts.items():
        total[outcome, "all"] += count
    print(json.dumps({"narratives": len(cases), "all": _row(total, "all")}))
    for kind, row in report.items():
        print(json.dumps({kind: row}))


def outcomes(case: dict[str, Any], found: tuple[Identifier, ...]) -> list[tuple[str, str, int]]:
    """(outcome, kind, start) of every marked identifier (found, missed) and of every finding (right, wrong)."""
    marked, text = case["identifiers"], case["text"]
    letters = {at for at, sign in enumerate(text) if sign.isalnum()}
    covered = {at for item in found for at in range(item.start, item.end)}
    real = {at for i in marked for at in range(i["start"], i["end"])}
    told = [
        ("missed" if (letters & set(range(i["start"], i["end"]))) - covered else "found", i["kind"], i["start"])
        for i in marked
    ]
    return told + [
        ("right" if real & set(range(item.start, item.end)) else "wrong", item.kind, item.start) for item in found
    ]


def _row(counts: Counts, kind: str) -> dict[str, object]:
    found, missed, right, wrong = (counts[outcome, kind] for outcome in ("found", "missed", "right", "wrong"))
    return {"recall": _share(found, found + missed), "precision": _share(right, right + wrong)}


def _share(successes: int, trials: int) -> list[object]:
    low, high = wilson(successes, trials)
    return [successes, trials, [round(float(low), 3), round(float(high), 3)]]


if __name__ == "__main__":
    main()
