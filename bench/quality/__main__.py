"""All measures of coding quality, with intervals, in one command.

    python -m bench.quality [--edition DIR] [--gold FILE --not-cases FILE] [--build] [-o FILE.json]

`--gold` is a JSONL of narratives with gold codes (`id`, `text`, `codes`); `--not-cases` one of texts
that are no case. Left out, they are looked for in `../shared/dev`; without them the disturbances are measured on the
project's own narratives, and what needs gold is left out and said to be.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from bench.quality import measures
from coder import Narrative, build_edition, load_scheme, open_edition, read_gold
from coder.audit.machine.swapping import load_about
from coder.edition import shipped_edition
from coder.edition.archive import read_manifest
from coder.edition.gold import Gold
from coder.edition.locate import SHIPPED_SCHEME, rules_folder, training_data
from coder.edition.trial import make_analyser
from coder.narrative.labelled import load_labelled

DEV = Path(__file__).parents[2].parent / "shared" / "dev"
PURPOSE = "PUR"
OWN_SAMPLE = 200
AIMS = {
    "f1": ("least", 0.85),
    "macro_f1_codes_n5": ("least", 0.78),
    "exact_f1": ("least", 0.75),
    "ece": ("most", 0.06),
    "evidence_hit": ("least", 0.93),
    "false_purposes": ("most", 2 / 42),
    "out_of_voice_f1": ("least", 0.85),
    "out_of_voice_ece": ("most", 0.04),
    "noise_loss_letters": ("most", 0.04),
    "noise_loss_scanner": ("most", 0.04),
    "boilerplate_kept": ("least", 0.97),
    "swap_sex": ("most", 0.01),
    "swap_nationality": ("most", 0.01),
    "swap_ethnicity": ("most", 0.01),
    "throughput_ratio": ("least", 0.8),
    "build_seconds": ("most", 300.0),
}


def main() -> None:
    """Measure everything that can be measured here and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edition", type=Path)
    parser.add_argument("--gold", type=Path, default=DEV / "gold.jsonl")
    parser.add_argument("--not-cases", type=Path, default=DEV / "not_cases.jsonl")
    parser.add_argument("--build", action="store_true", help="also time a build from scratch")
    parser.add_argument("-o", "--out", type=Path)
    options = parser.parse_args()
    folder = options.edition or shipped_edition(progress=_tell)
    suggester = open_edition(folder)
    source = training_data() / SHIPPED_SCHEME
    labelled = load_labelled(source / "narratives", load_scheme(source).codes)
    own = [
        Gold(item.id, item.text, {mark.code: () for mark in item.codes})
        for item in labelled[:: max(1, len(labelled) // OWN_SAMPLE)]
    ]
    cases = read_gold(options.gold) if options.gold.is_file() else []
    figures: dict[str, measures.Figure] = {}
    if cases:
        _tell(f"accuracy on {len(cases)} gold narratives")
        figures |= measures.accuracy(suggester, cases)
    if options.not_cases.is_file():
        figures["false_purposes"] = measures.false_purposes(suggester, _texts(options.not_cases), PURPOSE)
    scores = read_manifest(folder).scores
    figures["out_of_voice_f1"] = {"value": scores["f1"], "interval_95": scores["f1_interval_95"], "n": scores["n"]}
    figures["out_of_voice_ece"] = {"value": scores["ece"], "n": scores["n"]}
    figures |= _disturbances(suggester, cases or own)
    alone = make_analyser(source, rules_folder(source, "en"), suggester.scheme, "en")
    _tell("throughput")
    figures["throughput_ratio"] = measures.throughput_ratio(suggester, alone, [case.text for case in own])
    if options.build:
        figures["build_seconds"] = _build(source)
    report = {
        "edition": suggester.edition,
        "gold": "outside the project" if cases else "none here: disturbances measured on own narratives",
        "figures": measures.targets(figures, AIMS),
    }
    text = json.dumps(report, indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


def _disturbances(suggester: measures.Suggester, cases: list[Gold]) -> dict[str, measures.Figure]:
    _tell(f"noise, boilerplate and exchanged words on {len(cases)} narratives")
    noise = {f"noise_loss_{name}": figure for name, figure in measures.noise_loss(suggester, cases, 0.05).items()}
    swaps = measures.swaps_changed(suggester, cases, load_about(training_data() / SHIPPED_SCHEME))
    return {
        **noise,
        "boilerplate_kept": measures.boilerplate_kept(suggester, cases),
        **{f"swap_{kind}": figure for kind, figure in swaps.items()},
    }


def _build(source: Path) -> measures.Figure:
    _tell("building from scratch")
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        build_edition(source, Path(folder) / "edition")
        return {"value": round(time.perf_counter() - begun, 1), "n": 1}


def _texts(path: Path) -> list[Narrative]:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Narrative(record["id"], record["text"]) for record in records]


def _tell(step: str) -> None:
    print(step, file=sys.stderr)


if __name__ == "__main__":
    main()
