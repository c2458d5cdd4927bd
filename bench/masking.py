"""Whether masking changes the suggested codes, on narratives in which something is masked.

    python -m bench.masking [--edition DIR] [FILE.jsonl ...]

Left out, the files are the made-up narratives of the demonstration, of tests/data/identifiers.jsonl and of the training
folder; the last were learnt from, so take their figure as a test of masking, not of coding. Codes are compared at
confidence 0.5 and at the floor below which none is shown.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from coder import Narrative, Suggester, open_edition
from coder.edition.locate import LANGUAGES, SHIPPED_SCHEME, demo_narratives, training_data
from coder.privacy import find_identifiers, load_privacy, mask
from coder.suggest.rank import LIKELY

IDENTIFIERS = Path(__file__).parents[1] / "tests" / "data" / "identifiers.jsonl"


def main() -> None:
    """Measure and print the shares, one JSON line for each source."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edition")
    parser.add_argument("files", nargs="*", type=Path)
    asked = parser.parse_args()
    suggester = open_edition(asked.edition)
    training = sorted((training_data() / SHIPPED_SCHEME / "narratives").glob("*.jsonl"))
    sources = {path.name: [path] for path in asked.files} or {
        "demo": [demo_narratives()],
        "identifiers": [IDENTIFIERS],
        "training": training,
    }
    for name, paths in sources.items():
        texts = [json.loads(line)["text"] for path in paths for line in path.read_text("utf-8").splitlines()]
        print(json.dumps({"source": name, "edition": suggester.edition} | _compared(texts, suggester)))


def _compared(texts: list[str], suggester: Suggester) -> dict[str, object]:
    language = load_privacy("en", [training_data() / LANGUAGES / "en"])
    changed = same_likely = same_shown = 0
    codes: dict[str, list[int]] = {"lost": [0], "won": [0], "kept": [0]}
    for text in texts:
        masked = mask(text, find_identifiers(text, language))
        if not masked.replaced:
            continue
        changed += 1
        before, after = _codes(suggester, text), _codes(suggester, masked.text)
        likely, likely_after = ({code for code, c in found.items() if c >= LIKELY} for found in (before, after))
        same_likely += likely == likely_after
        same_shown += set(before) == set(after)
        codes["lost"].append(len(likely - likely_after))
        codes["won"].append(len(likely_after - likely))
        codes["kept"].append(len(likely & likely_after))
    return {
        "narratives": len(texts),
        "masked": changed,
        "same codes at 0.5": same_likely,
        "same codes shown": same_shown,
        "codes at 0.5": {name: sum(counts) for name, counts in codes.items()},
    }


def _codes(suggester: Suggester, text: str) -> dict[str, float]:
    return {item.code: item.confidence for item in suggester.suggest(Narrative("", text)).suggestions}


if __name__ == "__main__":
    main()
