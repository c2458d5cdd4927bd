"""Open an edition: check every byte, then put its parts together."""

from __future__ import annotations

import json
from pathlib import Path

from coder.classifier.linear import LinearModel, from_bytes
from coder.edition.archive import Manifest, verified_files
from coder.edition.locate import rules_folder
from coder.errors import DataError, EditionError
from coder.narrative.language_data import load_language
from coder.patterns.table import from_bytes as read_table
from coder.rules.rulebook import load_rulebook
from coder.scheme import load_checks, load_scheme
from coder.suggest.analyse import Analyser, CompiledPatterns
from coder.suggest.combine import Combiner
from coder.suggest.margins import Classifiers
from coder.suggest.signals import RuleWeights
from coder.suggest.suggester import Parts, Suggester

SCHEME_FOLDER = "scheme"
SENTENCE_MODEL = "sentence.npz"
WHOLE_MODEL = "narrative.npz"
COMBINER = "combiner.json"
RULE_WEIGHTS = "rule_weights.json"
RULE_PATTERNS = "rule_patterns.json"
CUE_PATTERNS = "cue_patterns.json"
CARD = "card.md"


def open_folder(folder: Path) -> Suggester:
    """Open the edition in `folder`; takes about a second.

    Raises EditionError when a file is missing, changed, not listed, or of another format.
    """
    manifest, files = verified_files(folder)
    try:
        return Suggester(_parts(folder, manifest, files))
    except (ValueError, KeyError, DataError) as error:
        raise EditionError(
            f"{folder} holds a part that this version cannot read, build it again from its training folder: {error}"
        ) from error


def _parts(folder: Path, manifest: Manifest, files: dict[str, bytes]) -> Parts:
    scheme = load_scheme(folder / SCHEME_FOLDER)
    code = manifest.languages[0]
    language = load_language(code, [folder / code])
    rulebook = load_rulebook(rules_folder(folder, code), scheme.codes)
    combiner = Combiner.from_json(files[f"{code}/{COMBINER}"].decode("utf-8"))
    sentence, whole = _model(files, f"{code}/{SENTENCE_MODEL}"), from_bytes(files[f"{code}/{WHOLE_MODEL}"])
    return Parts(
        edition=manifest.edition,
        language=code,
        scheme=scheme,
        checks=load_checks(folder / SCHEME_FOLDER, scheme),
        analyse=Analyser(language, rulebook, _compiled(files, code)),
        classifiers=Classifiers(sentence, whole, combiner.codes),
        rule_weights=rule_weights_from_json(files[f"{code}/{RULE_WEIGHTS}"]),
        combiner=combiner,
    )


def _compiled(files: dict[str, bytes], code: str) -> CompiledPatterns | None:
    """The compiled patterns; None for an edition sealed before they were kept."""
    names = [f"{code}/{RULE_PATTERNS}", f"{code}/{CUE_PATTERNS}"]
    if not all(name in files for name in names):
        return None
    return CompiledPatterns(*(read_table(files[name]) for name in names))


def _model(files: dict[str, bytes], name: str) -> LinearModel | None:
    return from_bytes(files[name]) if name in files else None


def rule_weights_to_json(weights: RuleWeights) -> bytes:
    """Rule weights as JSON bytes; the same weights give the same bytes."""
    listed = [[rule, code, value] for (rule, code), value in sorted(weights.weights.items())]
    return json.dumps({"default": weights.default, "weights": listed}, indent=0).encode()


def rule_weights_from_json(content: bytes) -> RuleWeights:
    """Read what `rule_weights_to_json` wrote."""
    record = json.loads(content)
    return RuleWeights({(rule, code): value for rule, code, value in record["weights"]}, record["default"])
