"""Build an edition: check everything people edit, learn from the narratives, seal the result."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import IO

from coder.classifier.linear import to_bytes
from coder.edition.added import Added, read_added, told
from coder.edition.archive import Manifest, hash_files, seal
from coder.edition.card import write_card
from coder.edition.evaluate import Scores, evaluate
from coder.edition.gold import Gold
from coder.edition.learn import Learnt, learn
from coder.edition.locate import language_folders, rules_folder
from coder.edition.opening import (
    CARD,
    COMBINER,
    CUE_PATTERNS,
    RULE_PATTERNS,
    RULE_WEIGHTS,
    SCHEME_FOLDER,
    SENTENCE_MODEL,
    WHOLE_MODEL,
    rule_weights_to_json,
)
from coder.edition.trained import TRAINED_ON, trained_on
from coder.edition.training import Sample, make_lessons, make_sample
from coder.errors import Fault, RuleError
from coder.narrative.labelled import load_labelled
from coder.narrative.language_data import LEMMAS_FILE, WORDS_FILE, Language, load_language
from coder.narrative.statements import load_statements
from coder.patterns.table import to_bytes as table_bytes
from coder.records import Coding, Suggestion
from coder.rules.rulebook import load_rulebook
from coder.scheme import Scheme, load_checks, load_scheme
from coder.suggest.analyse import Analyser, failed_examples
from coder.suggest.rank import settle, shown
from coder.suggest.suggester import MIN_CONFIDENCE

Progress = Callable[[str], None]

_LIBRARIES = ("ictip-coder", "spacy", "spacy-lookups-data", "scikit-learn", "numpy", "scipy", "rapidfuzz")
_SCHEME_FILES = ("codes.csv", "dimensions.csv", "scheme.toml", "checks.toml")
_DEFAULT_LANGUAGE = "en"
NARRATIVES = "narratives"
STATEMENTS = "statements"
_ADDED = "added"
_OUTSIDE = (f"{NARRATIVES}/", f"{STATEMENTS}/", _ADDED)
"""Beginnings of the names of inputs that no edition holds."""


def build_edition(
    source: Path,
    target: Path | None = None,
    *,
    parent: Path | None = None,
    language: str = _DEFAULT_LANGUAGE,
    add: Sequence[Path] = (),
    include_origins: Collection[str] = (),
    held_out: IO[str] | None = None,
    progress: Progress = lambda step: None,
    workers: int = 2,
) -> Path:
    """Build an edition from a training folder and return its folder.

    `source` needs `codes.csv` and `narratives/*.jsonl`; all else is optional. The edition goes to `target`, or to a
    folder named after its id below `parent`. `progress` is told each step. The same inputs, program and libraries give
    the same edition. `add` are files of cases that people coded, one more voice to learn from; a share of them never
    trains and is written to `held_out`, and those whose origin is not `confirmed` train only where `include_origins`
    names it. Raises SchemeError, RuleError or CorpusError with all faults found, EditionError for a bad target,
    UsageError for an origin that there is none of.
    """
    progress("reading the scheme, rules and narratives")
    scheme = load_scheme(source)
    checks = load_checks(source, scheme)
    folders = language_folders(source, language)
    spoken = load_language(language, folders)
    rulebook = load_rulebook(rules_folder(source, language), scheme.codes)
    narratives = load_labelled(source / NARRATIVES, scheme.codes)
    statements = load_statements(source / STATEMENTS, scheme.codes)
    added = read_added(add, scheme.codes, include=include_origins, beside=narratives)
    for sentence in told(added.record()):
        progress(sentence)
    narratives += added.trained
    analyse = Analyser(spoken, rulebook)
    progress("running the examples of the rules")
    _refuse_failed_examples(analyse)
    progress(f"reading {len(narratives)} narratives and {len(statements)} statements")
    samples = [make_sample(narrative, analyse(narrative.text), scheme) for narrative in narratives]
    lessons = make_lessons(statements, analyse, scheme)
    learnt = learn(samples, scheme, rulebook.rules, lessons=lessons, progress=progress, workers=workers)
    progress("sealing the edition")
    scores = out_of_voice_scores(samples, learnt, scheme)
    inputs = _inputs(source, folders, language) | _added_inputs(added)
    manifest = _manifest(scheme, language, inputs, scores, len(checks), added)
    files = _files(inputs, spoken, learnt, language) | _patterns(analyse, language)
    files[TRAINED_ON] = trained_on(narratives, statements).to_json()
    made_of = {"rules": len(rulebook.rules), "statements": len(statements)}
    files[CARD] = write_card(manifest, scheme, scores, samples, **made_of).encode()
    folder = target or (parent or Path("models")) / manifest.edition
    seal(folder, files, manifest)
    if held_out is not None:
        held_out.writelines(added.held_out_lines())
    return folder


def edition_id(source: Path, language: str = _DEFAULT_LANGUAGE) -> str:
    """The id an edition built from `source` now would have. Raises SchemeError when its code list has faults."""
    return _id(load_scheme(source), _inputs(source, language_folders(source, language), language))


def out_of_voice_scores(samples: Sequence[Sample], learnt: Learnt, scheme: Scheme) -> Scores:
    """Scores of the training narratives by models that had not seen their voice."""
    gold = [Gold(sample.narrative.id, "", {mark.code: () for mark in sample.narrative.codes}) for sample in samples]
    codes = learnt.combiner.codes
    codings = []
    for sample, row in zip(samples, learnt.out_of_voice.tolist(), strict=True):
        settled = settle(dict(zip(codes, row, strict=True)), scheme)
        suggestions = [
            Suggestion(scheme.codes[code].dimension, "", None, code, "", settled[code], 0, ())
            for code in shown(settled, scheme, minimum=MIN_CONFIDENCE)
        ]
        codings.append(Coding(sample.narrative.id, "", "", "coded", 1.0, tuple(suggestions)))
    return evaluate(gold, codings, scheme)


def _refuse_failed_examples(analyse: Analyser) -> None:
    faults = [
        Fault(
            rule.file,
            rule.row,
            f"rule {rule.id}: {kind} {position + 1} is {'not found' if kind == 'example' else 'found'}",
        )
        for rule, kind, position in failed_examples(analyse)
    ]
    if faults:
        raise RuleError(faults)


def _inputs(source: Path, language_folders: Sequence[Path], language: str) -> dict[str, bytes]:
    """Every file the edition is made from, by the name it has, or would have, in the edition."""
    files = {f"{SCHEME_FOLDER}/{name}": source / name for name in _SCHEME_FILES}
    for folder in language_folders:
        files |= {f"{language}/{path.name}": path for path in folder.glob("*.toml")}
    rules = rules_folder(source, language)
    files |= {rules_folder(Path(), language).joinpath(path.name).as_posix(): path for path in rules.glob("*.toml")}
    for corpus in (NARRATIVES, STATEMENTS):
        files |= {f"{corpus}/{path.name}": path for path in (source / corpus).glob("*.jsonl")}
    return {name: path.read_bytes() for name, path in files.items() if path.is_file()}


def _added_inputs(added: Added) -> dict[str, bytes]:
    """Added files and what was taken from them: the same files with other origins make another edition."""
    if not added.files:
        return {}
    files = {f"{_ADDED}/{name}": content for name, content in added.files.items()}
    return files | {f"{_ADDED}.json": _json(added.record())}


def _files(inputs: Mapping[str, bytes], spoken: Language, learnt: Learnt, language: str) -> dict[str, bytes]:
    """Everything the edition holds but its card. Narratives stay outside: an edition may travel further than they."""
    files = {name: content for name, content in inputs.items() if not name.startswith(_OUTSIDE)}
    models = learnt.models
    files[f"{language}/{LEMMAS_FILE}"] = _json(dict(sorted(spoken.lemmas.items())))
    files[f"{language}/{WORDS_FILE}"] = _json(list(spoken.known_words))
    files[f"{language}/{WHOLE_MODEL}"] = to_bytes(models.classifiers.whole)
    if models.classifiers.sentence is not None:
        files[f"{language}/{SENTENCE_MODEL}"] = to_bytes(models.classifiers.sentence)
    files[f"{language}/{RULE_WEIGHTS}"] = rule_weights_to_json(models.rule_weights)
    files[f"{language}/{COMBINER}"] = learnt.combiner.to_json().encode()
    return files


def _patterns(analyse: Analyser, language: str) -> dict[str, bytes]:
    """The compiled patterns, so that opening the edition need not read them again."""
    return {
        f"{language}/{RULE_PATTERNS}": table_bytes(analyse.compiled.rules),
        f"{language}/{CUE_PATTERNS}": table_bytes(analyse.compiled.cues),
    }


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _manifest(
    scheme: Scheme, language: str, inputs: Mapping[str, bytes], scores: Scores, checks: int, added: Added
) -> Manifest:
    return Manifest(
        edition=_id(scheme, inputs),
        scheme=f"{scheme.name}-{scheme.version}",
        status=scheme.status,
        languages=(language,),
        training_hash=hash_files(inputs),
        libraries=_libraries(),
        scores=scores.as_dict() | {"measured": "out of voice, on the training narratives", "checks": checks},
        added=added.record(),
    )


def _id(scheme: Scheme, inputs: Mapping[str, bytes]) -> str:
    """`<scheme>-<version>+<release date>.<hash>`: the hash covers all inputs and the libraries used on them."""
    made_of = dict(inputs) | {"libraries": _json(sorted(_libraries().items()))}
    date = f"{scheme.released}." if scheme.released else ""
    return f"{scheme.name}-{scheme.version}+{date}{hash_files(made_of)[:8]}"


def _libraries() -> dict[str, str]:
    return {name: version(name) for name in _LIBRARIES}
