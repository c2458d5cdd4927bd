"""`ictip edition`: what an edition is, and whether it is as it was sealed."""

import json
import shutil

import pytest

from coder import edition as editions
from coder.edition.archive import MANIFEST, read_manifest


def test_an_edition_is_shown_with_its_origin_and_scores(ictip, tiny_edition):
    manifest = read_manifest(tiny_edition)
    ran = ictip("edition", "show", tiny_edition)
    assert ran.code == 0
    for words in (manifest.edition, "fruit-1 (made-up scheme)", manifest.training_hash, "scikit-learn", "out of voice"):
        assert words in ran.out
    assert f"{manifest.scores['f1']:.3f}" in ran.out


def test_the_model_card_is_printed_as_it_is(ictip, tiny_edition):
    assert ictip("edition", "show", tiny_edition, "--card").out == (tiny_edition / "card.md").read_text("utf-8")


def test_a_sealed_edition_verifies(ictip, tiny_edition):
    ran = ictip("edition", "verify", tiny_edition)
    assert ran.code == 0
    assert "all as they were sealed" in ran.out


@pytest.mark.parametrize("command", [["edition", "verify"], ["edition", "show"], ["suggest", "-", "--edition"]])
def test_a_changed_edition_is_refused_everywhere(ictip, tiny_edition, tmp_path, command):
    folder = shutil.copytree(tiny_edition, tmp_path / "changed")
    (folder / "scheme" / "codes.csv").write_text("code,label,dimension\nA,b,C\n")
    (folder / "en" / "combiner.json").unlink()
    (folder / "added.txt").write_text("x")
    ran = ictip(*command, folder, stdin="Pears.")
    assert ran.code == 1
    for words in ("codes.csv was changed after sealing", "combiner.json is missing", "added.txt is not listed"):
        assert words in ran.err


def test_a_folder_that_is_no_edition_is_refused(ictip, tmp_path):
    ran = ictip("edition", "verify", tmp_path)
    assert ran.code == 1
    assert f"is not an edition: it has no {MANIFEST}" in ran.err


def test_an_edition_of_another_format_is_refused(ictip, tiny_edition, tmp_path):
    folder = shutil.copytree(tiny_edition, tmp_path / "newer")
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"format": 99}))
    assert "has format 99" in ictip("edition", "show", folder).err


@pytest.fixture
def shipped(monkeypatch, tmp_path, tiny_edition):
    """A built-in edition that takes no minutes: building it copies the tiny one."""
    built = []

    def build_edition(source, target, *, progress):
        built.append(target)
        progress("a step")
        return shutil.copytree(tiny_edition, target)

    monkeypatch.setattr(editions, "built_in_places", lambda: (tmp_path / "models", tmp_path / "cache"))
    monkeypatch.setattr(editions, "edition_id", lambda source: "built-in")
    monkeypatch.setattr(editions, "build_edition", build_edition)
    return built


def test_the_built_in_edition_is_built_once_and_told(ictip, shipped, tmp_path):
    first, second = ictip("edition", "verify"), ictip("edition", "verify")
    assert shipped == [tmp_path / "cache" / "built-in"]
    assert first.err.startswith("the built-in edition is not built yet; building it once")
    assert (first.code, second.code, second.err) == (0, 0, "")


def test_an_edition_built_in_the_checkout_is_taken_first(ictip, shipped, tmp_path, tiny_edition):
    shutil.copytree(tiny_edition, tmp_path / "models" / "built-in")
    assert ictip("edition", "verify").code == 0
    assert shipped == []
