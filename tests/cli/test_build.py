"""`ictip build`: an edition from a training folder, or all faults at once."""

import shutil

import pytest

from coder.cli.opening import BUILD_STEPS
from coder.edition.archive import read_manifest
from tests.conftest import FRUIT


def test_the_bar_is_as_long_as_a_build_has_steps(tiny_build):
    _, steps = tiny_build
    assert len(steps) == BUILD_STEPS


@pytest.fixture
def quick(monkeypatch, tiny_edition):
    """Copies the tiny edition in place of building one; keeps what it was called with."""
    calls = []

    def build_edition(source, target, **options):
        calls.append((source, target, options))
        options["progress"]("a step")
        return shutil.copytree(tiny_edition, target)

    monkeypatch.setattr("coder.cli.build.build_edition", build_edition)
    return calls


def test_a_build_prints_id_folder_seconds_and_scores(ictip, quick, tiny_edition, tmp_path):
    ran = ictip("build", FRUIT, "-o", tmp_path / "new", "--workers", "3")
    assert ran.code == 0
    assert ran.out.splitlines()[:3] == [
        f"edition {read_manifest(tiny_edition).edition}",
        f"folder  {tmp_path / 'new'}",
        "built in 0 seconds",
    ]
    assert "F1 over all codes (95 % interval)" in ran.out
    assert ran.err == "a step\n"
    assert quick[0][2]["workers"] == 3
    assert quick[0][2]["language"] == "en"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "full"], "full exists and is not an edition"),
        (["-o", "file.txt"], "file.txt is a file"),
        (["--language", "tlh"], "there is no language tlh; there are"),
        (["--workers", "0"], "workers"),
    ],
)
def test_what_would_fail_after_minutes_is_refused_at_once(ictip, quick, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    (tmp_path / "file.txt").write_text("mine")
    ran = ictip("build", FRUIT, *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert quick == []


def test_a_training_folder_with_faults_names_them_all(ictip, tmp_path):
    folder = shutil.copytree(FRUIT, tmp_path / "fruit-2")
    (folder / "codes.csv").write_text("code,label,dimension\nA,,DEF\nA,b,DEF\n")
    ran = ictip("build", folder, "-o", tmp_path / "new")
    assert ran.code == 1
    assert ran.err.splitlines()[1:] == [
        "error: 2 faults found",
        "codes.csv:2: label is empty",
        "codes.csv:3: code A stands in row 2 too",
    ]
    assert not (tmp_path / "new").exists()


def test_a_folder_that_is_not_there_is_wrong_usage(ictip, tmp_path):
    assert ictip("build", tmp_path / "none").code == 2
