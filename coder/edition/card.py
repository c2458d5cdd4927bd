"""Write the model card: what an edition is, what it was measured at, and what it must not be used for."""

from __future__ import annotations

from collections.abc import Sequence

from coder.edition.added import told
from coder.edition.archive import Manifest
from coder.edition.evaluate import Rates, Scores
from coder.edition.training import Sample
from coder.scheme import Scheme

_FEW = 15
"""Narratives. Codes with fewer examples are named as weak."""
_WEAK_F1 = 0.5


def write_card(
    manifest: Manifest, scheme: Scheme, scores: Scores, samples: Sequence[Sample], *, rules: int, statements: int
) -> str:
    """The card as Markdown."""
    parts = [
        f"# Edition {manifest.edition}",
        f"**{scheme.title}** ({scheme.status or 'code list'} {scheme.name}, version {scheme.version}).",
        _made_of(samples, rules, statements, manifest),
        _measured(scores),
        _dimensions(scores, scheme),
        _reliability(scores),
        _weak(scores, scheme, samples),
        _LIMITS,
    ]
    return "\n\n".join(parts) + "\n"


def _made_of(samples: Sequence[Sample], rules: int, statements: int, manifest: Manifest) -> str:
    voices = len({sample.narrative.voice for sample in samples})
    single = f" and {statements} single statements" if statements else ""
    return (
        f"Made of {rules} rules, {len(samples)} labelled narratives in {voices} voices{single}. "
        "The narratives are fictional unless the data sheet of the training data says otherwise."
        + "".join(f" {sentence[:1].upper()}{sentence[1:]}." for sentence in told(manifest.added))
    )


def _measured(scores: Scores) -> str:
    low, high = scores.f1_interval
    ece = "not measured" if scores.ece is None else f"{scores.ece:.3f}"
    macro = "not measured" if scores.macro_f1 is None else f"{scores.macro_f1:.3f}"
    return (
        "## Measured out of voice\n\n"
        "Each narrative was coded by models that had read no narrative of its voice; "
        "confidence 0.5 and above counts.\n\n"
        "| figure | value |\n|---|---|\n"
        f"| F1 over all codes (95 % interval) | {scores.overall.f1:.3f} ({low:.3f} to {high:.3f}) |\n"
        f"| precision, recall | {scores.overall.precision:.3f}, {scores.overall.recall:.3f} |\n"
        f"| mean F1 of codes with 5 or more cases | {macro} |\n"
        f"| expected calibration error | {ece} |"
    )


def _dimensions(scores: Scores, scheme: Scheme) -> str:
    rows = [
        f"| {name} | {scheme.dimensions[name].label} | {_rates(scores.by_dimension[name])} |"
        for name in scheme.dimensions
        if name in scores.by_dimension
    ]
    head = "| dimension | | precision | recall | F1 | codes in gold |\n|---|---|---|---|---|---|"
    return "\n".join(["### By dimension", "", head, *rows])


def _reliability(scores: Scores) -> str:
    rows = [f"| {count} | {mean:.2f} | {share:.2f} |" for count, mean, share in scores.reliability]
    head = "| suggestions | mean confidence | share right |\n|---|---|---|"
    return "\n".join(["### Does confidence mean what it says?", "", head, *rows])


def _weak(scores: Scores, scheme: Scheme, samples: Sequence[Sample]) -> str:
    counts = {code: sum(code in sample.truth for sample in samples) for code in scheme.suggestable}
    few = [code for code in scheme.in_order(counts) if counts[code] < _FEW]
    weak = [
        code
        for code in scheme.in_order(set(scores.by_code) & set(counts))
        if counts[code] >= _FEW and scores.by_code[code].f1 < _WEAK_F1
    ]
    return (
        "### Weak codes\n\n"
        f"Fewer than {_FEW} labelled narratives, so that rules carry them nearly alone: {_listed(few)}.\n\n"
        f"F1 below {_WEAK_F1} out of voice in spite of more: {_listed(weak)}."
    )


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes) or "none"


def _rates(rates: Rates) -> str:
    return f"{rates.precision:.3f} | {rates.recall:.3f} | {rates.f1:.3f} | {rates.right + rates.missed}"


_LIMITS = """## Use and limits

* Suggestions are for a person to confirm. Do not act on a person, a case or an allegation because of them.
* A code that is not suggested is not a "no": the narrative may not say, or the edition may not have understood.
* Confidence was calibrated on the narratives above. On other kinds of text it holds less well: measure on your own
  confirmed cases with `ictip evaluate` before you rely on it.
* Residual codes and the dimensions that text does not tell are a person's to set."""
