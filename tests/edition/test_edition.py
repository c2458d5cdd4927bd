"""An edition is built the same from the same inputs, opens only unchanged, and suggests as it was built to."""

import json
import shutil

import pytest

from coder import Narrative, build_edition, open_edition
from coder.edition.archive import MANIFEST, Manifest, hash_files, read_manifest, seal
from coder.edition.opening import CUE_PATTERNS, RULE_PATTERNS
from coder.errors import CorpusError, EditionError, RuleError, SchemeError
from coder.narrative.language_data import load_language
from coder.patterns.table import to_bytes
from coder.rules.rulebook import load_rulebook
from coder.scheme import load_scheme
from coder.suggest.analyse import Analyser
from tests.conftest import FRUIT


@pytest.fixture
def copy(tiny_edition, tmp_path):
    return shutil.copytree(tiny_edition, tmp_path / "copy")


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_inputs_give_the_same_bytes(tiny_edition, tmp_path):
    assert contents(build_edition(FRUIT, tmp_path / "again", workers=2)) == contents(tiny_edition)


def test_another_narrative_gives_another_id(tiny_edition, tmp_path):
    source = shutil.copytree(FRUIT, tmp_path / "source")
    with next((source / "narratives").glob("*.jsonl")).open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({"id": "new", "text": "A new crate of soft pears.", "codes": []}) + "\n")
    folder = build_edition(source, tmp_path / "other")
    assert read_manifest(folder).edition != read_manifest(tiny_edition).edition


def test_the_manifest_names_libraries_scores_and_every_file(tiny_edition):
    manifest = read_manifest(tiny_edition)
    assert {"spacy", "scikit-learn", "numpy"} <= set(manifest.libraries)
    assert {"f1", "ece", "by_dimension"} <= set(manifest.scores)
    assert set(manifest.files) == {
        path.relative_to(tiny_edition).as_posix() for path in tiny_edition.rglob("*") if path.is_file()
    } - {MANIFEST}


def test_an_edition_holds_no_narrative(tiny_edition):
    texts = [
        json.loads(line)["text"]
        for path in (FRUIT / "narratives").glob("*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]
    for content in contents(tiny_edition).values():
        assert not any(text.encode() in content for text in texts)


def test_every_changed_byte_is_refused(copy):
    for name in sorted(read_manifest(copy).files):
        path = copy / name
        before = path.read_bytes()
        path.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
        with pytest.raises(EditionError, match="was changed after sealing"):
            open_edition(copy)
        path.write_bytes(before)
    open_edition(copy)


def test_a_missing_and_an_added_file_are_refused_and_both_named(copy):
    (copy / "card.md").unlink()
    (copy / "extra.txt").write_text("x")
    with pytest.raises(EditionError, match=r"card\.md is missing; extra\.txt is not listed"):
        open_edition(copy)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"edition": 1}', "not json"])
def test_a_broken_manifest_is_refused(copy, content):
    (copy / MANIFEST).write_text(content)
    with pytest.raises(EditionError, match="manifest"):
        open_edition(copy)


def test_another_format_is_refused(copy):
    record = json.loads((copy / MANIFEST).read_text())
    (copy / MANIFEST).write_text(json.dumps(record | {"format": 99}))
    with pytest.raises(EditionError, match="format 99"):
        open_edition(copy)


def test_a_folder_that_is_no_edition_is_refused(tmp_path):
    with pytest.raises(EditionError, match="is not an edition"):
        open_edition(tmp_path)


def test_sealing_never_replaces_a_folder_that_is_no_edition(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    manifest = Manifest("x", "s", "", ("en",), "h", {}, {})
    with pytest.raises(EditionError, match="left alone"):
        seal(tmp_path / "mine", {"a": b"1"}, manifest)
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"


def test_the_hash_of_files_depends_on_names_and_contents_only():
    assert hash_files({"a": b"1", "b": b"2"}) == hash_files({"b": b"2", "a": b"1"})
    assert hash_files({"a": b"1"}) != hash_files({"a": b"2"}) != hash_files({"b": b"2"})


def test_the_same_narrative_gets_the_same_coding_alone_and_among_others(tiny_suggester):
    texts = ["The apples were bruised.", "Nothing was wrong with the pears.", "Mould was found on the crates."]
    narratives = [Narrative(str(at), text) for at, text in enumerate(texts)]
    together = list(tiny_suggester.suggest_many(narratives))
    assert together == [tiny_suggester.suggest(narrative) for narrative in narratives]
    assert together == list(tiny_suggester.suggest_many(narratives))


BARE = "code,label,dimension\nA,sweet,TASTE\nB,sour,TASTE\n"
BARE_LINES = [
    {"id": "1", "text": "a sugary treat for children", "codes": [{"code": "A"}]},
    {"id": "2", "text": "a sugary cake with honey", "codes": [{"code": "A", "quote": "honey"}]},
    {"id": "3", "text": "sugary and full of honey", "codes": [{"code": "A"}]},
    {"id": "4", "text": "lemon juice makes the mouth pucker", "codes": [{"code": "B"}]},
    {"id": "5", "text": "vinegar and lemon in the salad", "codes": [{"code": "B"}]},
    {"id": "6", "text": "a lemon without sugar", "codes": [{"code": "B", "quote": "lemon"}]},
]


def write_bare(folder, lines=BARE_LINES, codes=BARE):
    (folder / "narratives").mkdir(parents=True)
    (folder / "codes.csv").write_text(codes)
    (folder / "narratives" / "all.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


@pytest.mark.parametrize("quotes", [True, False])
def test_a_folder_with_codes_and_narratives_only_builds_a_working_edition(tmp_path, quotes):
    lines = BARE_LINES
    if not quotes:
        lines = [line | {"codes": [{"code": mark["code"]} for mark in line["codes"]]} for line in lines]
    folder = build_edition(write_bare(tmp_path / "bare", lines), tmp_path / "edition")
    suggester = open_edition(folder)
    best = {
        text: suggester.suggest(text, min_confidence=0.0).suggestions[0].code
        for text in ("honey on a sugary bun", "a squeeze of lemon and vinegar")
    }
    assert list(best.values()) == ["A", "B"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda folder: (folder / "codes.csv").write_text("code,label\nA,x\n"), SchemeError),
        (lambda folder: (folder / "narratives" / "all.jsonl").write_text("{broken\n"), CorpusError),
        (lambda folder: (folder / "narratives" / "all.jsonl").unlink(), CorpusError),
        (
            lambda folder: (folder / "narratives" / "all.jsonl").write_text(
                json.dumps({"id": "1", "text": "t", "codes": [{"code": "Z"}]})
            ),
            CorpusError,
        ),
    ],
)
def test_a_faulty_folder_is_refused(tmp_path, change, error):
    folder = write_bare(tmp_path / "bare")
    change(folder)
    with pytest.raises(error):
        build_edition(folder, tmp_path / "edition")
    assert not (tmp_path / "edition").exists()


def test_a_rule_that_fails_its_own_example_is_refused(tmp_path):
    folder = write_bare(tmp_path / "bare")
    rules = folder / "en" / "rules"
    rules.mkdir(parents=True)
    (rules / "taste.toml").write_text(
        '[[rule]]\nid = "sweet"\ncode = "A"\npatterns = ["honey"]\n'
        'examples = ["full of sugar"]\ncounterexamples = ["honey bees"]\n'
    )
    with pytest.raises(RuleError) as caught:
        build_edition(folder, tmp_path / "edition")
    assert [fault.reason for fault in caught.value.faults] == [
        "rule sweet: counterexample 1 is found",
        "rule sweet: example 1 is not found",
    ]


def test_the_compiled_patterns_are_what_the_rules_compile_to(tiny_edition):
    rulebook = load_rulebook(tiny_edition / "en" / "rules", load_scheme(tiny_edition / "scheme").codes)
    compiled = Analyser(load_language("en", [tiny_edition / "en"]), rulebook).compiled
    assert (tiny_edition / "en" / RULE_PATTERNS).read_bytes() == to_bytes(compiled.rules)
    assert (tiny_edition / "en" / CUE_PATTERNS).read_bytes() == to_bytes(compiled.cues)


def reseal(folder, files):
    seal(folder, files, read_manifest(folder))
    return folder


def test_an_edition_sealed_without_compiled_patterns_suggests_the_same(copy, tiny_edition):
    files = {path.as_posix(): content for path, content in contents(copy).items() if path.name != MANIFEST}
    older = reseal(copy, {name: content for name, content in files.items() if "_patterns" not in name})
    text = "The red apple was soft and bruised."
    assert open_edition(older).suggest(text) == open_edition(tiny_edition).suggest(text)


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"[]",
        b'{"format":0}',
        b'{"format":1,"phrases":[],"classes":[],"patterns":[]}',
        b'{"format":1,"phrases":[],"classes":[],"patterns":[1]}',
    ],
)
def test_compiled_patterns_of_another_format_or_of_other_rules_are_refused(copy, content):
    files = {path.as_posix(): content for path, content in contents(copy).items() if path.name != MANIFEST}
    with pytest.raises(EditionError, match="cannot read"):
        open_edition(reseal(copy, files | {f"en/{RULE_PATTERNS}": content}))
