"""How often denied and hypothetical statements come out as suggestions, and how often their affirmed twins do.

    python -m bench.claims [--edition DIR]

The twins are tests/data/twins.jsonl: for every code on control, means and purpose, statements that
name it without affirming it, each with a twin that affirms it. A suggestion is a code, or one below it, at
confidence 0.5 or more.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from coder import Narrative, open_edition

TWINS = Path(__file__).parents[1] / "tests" / "data" / "twins.jsonl"
LIKELY = 0.5


def main() -> None:
    """Measure and print the shares as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edition")
    suggester = open_edition(parser.parse_args().edition)
    twins = [json.loads(line) for line in TWINS.read_text(encoding="utf-8").splitlines()]
    counts: Counter[str] = Counter()
    for twin in twins:
        wanted = {twin["code"], *suggester.scheme.descendants(twin["code"])}
        for side in ("denied", "affirmed"):
            coding = suggester.suggest(Narrative(twin["id"], twin[side]))
            given = {item.code for item in coding.suggestions if item.confidence >= LIKELY}
            named = {code for item in given for code in suggester.scheme.expand([item])}
            counts[side] += bool(wanted & named)
    share = {side: round(counts[side] / len(twins), 3) for side in ("denied", "affirmed")}
    print(json.dumps({"pairs": len(twins), "suggested": share, "edition": suggester.edition}, indent=1))


if __name__ == "__main__":
    main()
