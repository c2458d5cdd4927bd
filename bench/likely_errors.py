"""How well planted errors are found: average precision of the ranking of likely errors, beside cleanlab alone.

Errors are planted in the labelled narratives; classifiers, rule weights and combiner are then learnt anew on the
damaged codes, so that every confidence is out of sample and knows nothing of the truth.

Run: python -m bench.likely_errors [--narratives 300] [--added cells|given] [--seed 0].
Takes about two minutes per thousand narratives.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import argparse
import warnings
from dataclasses import replace

import numpy as np
from cleanlab.internal.multilabel_scorer import ClassLabelScorer, MultilabelScorer
from scipy import sparse
from sklearn.metrics import average_precision_score

from coder.audit.codings import Codings
from coder.audit.likely.cells import LEAST, lineage_of
from coder.audit.likely.ranking import likely_errors
from coder.edition.learn import learn
from coder.edition.locate import LANGUAGES, SHIPPED_SCHEME, training_data
from coder.edition.training import make_sample
from coder.narrative.labelled import Mark, load_labelled
from coder.narrative.language_data import load_language
from coder.rules.rulebook import load_rulebook
from coder.scheme import load_scheme
from coder.suggest.analyse import Analyser

DROPPED, ADDED = 0.08, 0.01


def plant(narratives, codes, scheme, added, random):
    """(given, true): codes as planted and as they were, both (N, C)."""
    column = {code: at for at, code in enumerate(codes)}
    true = np.array([[code in narrative.code_set for code in codes] for narrative in narratives])
    implied = np.zeros_like(true)
    for at, narrative in enumerate(narratives):
        implied[at, [column[code] for code in scheme.expand(narrative.code_set) if code in column]] = True
    dropped = true & (random.random(true.shape) < DROPPED)
    more = np.zeros_like(true)
    if added == "cells":
        more = ~implied & (random.random(true.shape) < ADDED)
    else:
        more.flat[random.choice(np.flatnonzero(~implied), round(ADDED * true.sum()), replace=False)] = True
    return (true & ~dropped) | more, true


def damaged(narratives, codes, given):
    """The narratives with the planted codes; each is a voice of its own, so that the parts are dealt one by one."""
    column = {code: at for at, code in enumerate(codes)}
    made = []
    for narrative, row in zip(narratives, given, strict=True):
        kept = [mark for mark in narrative.codes if mark.code not in column or row[column[mark.code]]]
        named = {mark.code for mark in kept}
        new = [Mark(codes[at], None) for at in np.flatnonzero(row) if codes[at] not in named]
        made.append(replace(narrative, codes=(*kept, *new), voice=narrative.id))
    return made


def confidences(narratives, scheme, source):
    """(N, C): every narrative's confidences by models that have not seen it."""
    folders = [folder for folder in (training_data() / LANGUAGES / "en", source / "en") if folder.is_dir()]
    rulebook = load_rulebook(source / "en" / "rules", scheme.codes)
    analyse = Analyser(load_language("en", folders), rulebook)
    samples = [make_sample(narrative, analyse(narrative.text), scheme) for narrative in narratives]
    return learn(samples, scheme, rulebook.rules, progress=lambda step: None).out_of_voice


def codings_of(given, sure, codes, scheme):
    """A person's codes beside a machine's confidences."""
    records, width = given.shape
    dimensions = list(dict.fromkeys(scheme.codes[code].dimension for code in codes))
    none = sparse.csr_array((records, width), dtype=np.int32)
    return Codings(
        records=tuple(map(str, range(records))),
        codes=tuple(codes),
        coders=("person", "machine"),
        dimensions=tuple(dimensions),
        dimension_of=np.array([dimensions.index(scheme.codes[code].dimension) for code in codes]),
        given=(sparse.csr_array(given.astype(np.int32)), sparse.csr_array((sure >= 0.5).astype(np.int32))),
        open=(none, none),
        coded=np.ones((2, records, len(dimensions)), dtype=bool),
        confidences=(None, sparse.csr_array(np.where(sure >= LEAST, sure, 0))),
        coded_at=np.full((2, records), "NaT", dtype="datetime64[s]"),
        seconds=np.full((2, records), np.nan),
    )


def measure(given, true, sure, codes, scheme):
    """Average precision of ours and of cleanlab, the best of its scores, over all cells with their ancestors."""
    ancestors = {code: scheme.expand([code]) - {code} for code in codes}
    above = lineage_of(codes, ancestors).above.astype(int)
    held, right = given.astype(int) @ above > 0, true.astype(int) @ above > 0
    wrong = held != right
    found = likely_errors(
        codings_of(given, sure, codes, scheme), "machine", np.random.default_rng(0), ancestors=ancestors
    )
    ours = np.full(given.shape, -1.0)
    ours[found.record, found.code] = found.chance
    scores = {"ours": ours}
    for name in ("SELF_CONFIDENCE", "NORMALIZED_MARGIN", "CONFIDENCE_WEIGHTED_ENTROPY"):
        scorer = MultilabelScorer(base_scorer=ClassLabelScorer[name], strict=False)
        scores[f"cleanlab {name.lower()}"] = 1 - scorer.get_class_label_quality_scores(
            labels=held.astype(int), pred_probs=np.clip(sure, 1e-6, 1 - 1e-6)
        )
    order = np.argsort(-ours, axis=None)[:500]
    precision = {name: average_precision_score(wrong.ravel(), each.ravel()) for name, each in scores.items()}
    return {
        "errors": int(wrong.sum()),
        "share of cells": round(float(wrong.mean()), 4),
        "average precision": {name: round(float(value), 3) for name, value in precision.items()},
        "of the first 500": {"expected": round(float(ours.flat[order].sum())), "found": int(wrong.flat[order].sum())},
        "noise rates": {
            "missing": [round(found.rates.missing, 4), round(float((right & ~held).sum() / right.sum()), 4)],
            "wrong": [round(found.rates.wrong, 5), round(float((held & ~right).sum() / (~right).sum()), 5)],
        },
    }


def main():
    """Plant, learn, rank, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--narratives", type=int, default=0, help="how many, drawn at random; 0 = all")
    parser.add_argument("--added", choices=("cells", "given"), default="cells", help="what 1 %% is added of")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    random = np.random.default_rng(options.seed)
    source = training_data() / SHIPPED_SCHEME
    scheme = load_scheme(source)
    narratives = list(load_labelled(source / "narratives", scheme.codes))
    if 0 < options.narratives < len(narratives):
        chosen = np.sort(random.choice(len(narratives), options.narratives, replace=False))
        narratives = [narratives[at] for at in chosen]
    codes = scheme.in_order(scheme.suggestable)
    given, true = plant(narratives, codes, scheme, options.added, random)
    sure = confidences(damaged(narratives, codes, given), scheme, source)
    print(f"{len(narratives)} narratives, added 1 % of {options.added}, seed {options.seed}")
    for name, value in measure(given, true, sure, codes, scheme).items():
        print(f"  {name}: {value}")


if __name__ == "__main__":
    main()
