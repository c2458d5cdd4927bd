"""Output files: complete or absent, private, never in place of an input."""

import json
import os
import stat

import pytest

from coder.cli.files import replacing, written
from coder.errors import UsageError
from coder.suggest.suggester import Suggester

ROTTEN = "The pears were rotten, and we threw them away on Monday."


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_output_appears_with_a_list_of_rejects_beside_it(code_cases, cases, tmp_path):
    ran = code_cases(cases, "-o", "coded.jsonl")
    assert (ran.code, ran.out) == (3, "")
    assert names(tmp_path) == ["cases.csv", "coded.jsonl", "coded.rejects.jsonl"]
    assert (
        "coded 3 (of them 1 in an unsupported language, passed through), rejected 2 -> coded.rejects.jsonl" in ran.err
    )
    rejected = [json.loads(line) for line in (tmp_path / "coded.rejects.jsonl").read_text().splitlines()]
    assert [(item["row"], item["reason_code"]) for item in rejected] == [(3, "blank_text"), (4, "duplicate_id")]


@pytest.mark.parametrize("name", ["coded.jsonl", "coded.csv", "coded.html", "coded.txt"])
def test_outputs_and_rejects_are_readable_by_their_owner_only(code_cases, cases, tmp_path, name):
    code_cases(cases, "-o", name)
    for path in (tmp_path / name, tmp_path / "coded.rejects.jsonl"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_refused_rows_there_is_no_list_and_an_older_one_goes(code_cases, tmp_path):
    old = tmp_path / "coded.rejects.jsonl"
    old.write_text("{}\n")
    ran = code_cases("-", "-o", tmp_path / "coded.csv", stdin=ROTTEN)
    assert ran.code == 0
    assert names(tmp_path) == ["coded.csv"]


def test_an_older_output_is_replaced(code_cases, tmp_path):
    out = tmp_path / "coded.csv"
    out.write_text("old")
    out.chmod(0o644)
    code_cases("-", "-o", out, stdin=ROTTEN)
    assert out.read_text().startswith("id,edition")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_the_output_of_a_link_goes_where_the_link_points(code_cases, tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    code_cases("-", "-o", tmp_path / "link.csv", stdin=ROTTEN)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("id,edition")


@pytest.mark.parametrize("option", ["-o", "--rejects"])
@pytest.mark.parametrize("disguise", ["same", "link", "hard link", "folder"])
def test_an_input_is_never_written_over(code_cases, cases, tmp_path, option, disguise):
    before = cases.read_bytes()
    target, source = tmp_path / "cases.csv", str(cases)
    if disguise == "link":
        target = tmp_path / "other.csv"
        target.symlink_to("cases.csv")
    elif disguise == "hard link":
        target = tmp_path / "other.csv"
        os.link(cases, target)
    elif disguise == "folder":
        source = str(tmp_path)
    ran = code_cases(source, option, target)
    assert ran.code == 2
    assert "one of the inputs" in ran.err
    assert cases.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "."], "is a folder"),
        (["-o", "/dev/null", "--format", "csv"], "no regular file"),
        (["-o", "a.csv", "--rejects", "a.csv"], "another file"),
        (["--rejects", "thesis.txt"], "only a file that ends in .rejects.jsonl is replaced"),
    ],
)
def test_files_nobody_meant_to_lose_are_left_alone(code_cases, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "thesis.txt").write_text("mine")
    ran = code_cases("-", *arguments, "--format", "csv", stdin=ROTTEN)
    assert ran.code == 2
    assert message in ran.err
    assert names(tmp_path) == ["thesis.txt"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError("rotten pears"), SystemExit(143)])
def test_an_interrupted_or_failed_run_leaves_things_as_they_were(code_cases, cases, tmp_path, monkeypatch, error):
    for name in ("coded.csv", "coded.rejects.jsonl"):
        (tmp_path / name).write_text("old")
    before = names(tmp_path)
    seen = []

    def fail_at_the_second(self, narrative, **options):
        seen.append(narrative.id)
        if len(seen) == 2:
            raise error
        return original(self, narrative, **options)

    original = Suggester.suggest
    monkeypatch.setattr(Suggester, "suggest", fail_at_the_second)
    ran = code_cases(cases, "-o", "coded.csv")
    assert ran.code in (130, 70, 143)
    assert names(tmp_path) == before
    assert (tmp_path / "coded.csv").read_text() == (tmp_path / "coded.rejects.jsonl").read_text() == "old"


def test_a_full_disk_is_told_in_one_line(code_cases, cases, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coder.cli.suggest.write_pairs", full)
    ran = code_cases(cases, "-o", "coded.csv")
    assert (ran.code, ran.err) == (1, "error: No space left on device\n")
    assert names(tmp_path) == ["cases.csv"]


def test_a_file_is_only_there_when_it_is_finished(tmp_path):
    path = tmp_path / "a.txt"
    with written(path) as stream:
        stream.write("half")
        assert not path.exists()
        stream.write(" and half ä")
    assert path.read_text(encoding="utf-8") == "half and half ä"


def test_nothing_written_means_nothing_there(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(UsageError), replacing(path):
        raise UsageError("no")
    assert path.read_text() == "old"
    with replacing(path):
        pass
    assert names(tmp_path) == []
