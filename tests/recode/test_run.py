"""A run adds up, stops clearly when something changed, and goes on to the same bytes."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pyarrow.parquet as parquet
import pytest

import coder.recode.checkpoint
import coder.recode.storage
from coder.errors import CoderError, DataError, EditionError, IntakeError, RunError, UsageError
from coder.recode.checkpoint import RunFolder
from coder.recode.plan_file import read_plan
from coder.recode.run import begin, resume
from coder.recode.state import read_state
from tests.conftest import ROOT
from tests.recode.conftest import outputs


class StopError(Exception):
    """Stands for a kill at a chosen moment."""


def stop_after(around, rows):
    """Surroundings that stop the run once so many rows are coded."""

    def tell(progress):
        if progress.step == "code" and progress.done >= rows:
            raise StopError

    return replace(around, tell=tell)


@pytest.fixture
def stopped(archive, around):
    """The folder of a run stopped with 30 of 60 rows coded."""
    with pytest.raises(StopError):
        begin(read_plan(archive), stop_after(around, 30))
    return archive.parent / "out"


def test_the_counts_add_up_and_no_row_is_lost(archive, around):
    plan = read_plan(archive)
    counts = begin(plan, around).counts
    assert (counts.read, counts.coded, counts.unsupported, counts.rejected) == (60, 53, 3, 4)
    folder = plan.output.folder
    records = parquet.read_table(folder / "records.parquet").to_pylist()
    rejects = [json.loads(line) for line in (folder / "rejects.jsonl").read_text().splitlines()]
    rows = {row["row"] - 2 for row in rejects}
    assert rows == {3, 20, 37, 54}
    assert [row["id"] for row in records] == [f"c{n}" for n in range(60) if n not in rows]
    assert records[0].keys() >= {"year", "old_codes", "codes", "road", "edition", "familiarity"}
    assert "text" not in records[0]
    assert "shop" not in records[0]
    assert {row["old_codes"] for row in records} == {"", "X1", "X1;X2"}
    assert {row["year"] for row in records} == {str(2000 + n) for n in range(20)}


def test_codes_are_those_the_suggester_gives(archive, around, tiny_suggester):
    begin(read_plan(archive), around)
    lines = (archive.parent / "archive.csv").read_text().splitlines()
    text = lines[1].split(",", 4)[4]
    coding = tiny_suggester.suggest(text)
    rows = parquet.read_table(archive.parent / "out" / "codes.parquet").to_pylist()
    mine = [row for row in rows if row["id"] == "c0" and row["claim"] == "affirmed"]
    assert [(row["code"], row["confidence"]) for row in mine] == [(s.code, s.confidence) for s in coding.suggestions]
    first = coding.suggestions[0].evidence[0]
    assert mine[0]["evidence"].split(";")[0] == f"{first.start}-{first.end}"
    assert all(row["confidence"] is None for row in rows if row["claim"] != "affirmed")


def test_csv_holds_the_same_rows_and_no_formula(archive, around):
    archive.write_text(archive.read_text().replace('"parquet"', '"csv"'))
    table = archive.parent / "archive.csv"
    table.write_text(table.read_text().replace("c0,2000", "c0,=1+1"))
    begin(read_plan(archive), around)
    lines = (archive.parent / "out" / "records.csv").read_text().splitlines()
    assert len(lines) == 57
    assert lines[1].startswith("c0,'=1+1,en,coded,")


def test_files_are_for_their_owner_only(archive, around):
    begin(read_plan(archive), around)
    folder = archive.parent / "out"
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in folder.iterdir():
        if path.name != "lock":
            assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize("rows", [0, 10, 30, 60])
def test_a_stopped_run_goes_on_to_the_same_bytes(archive, around, undisturbed, rows):
    with pytest.raises(StopError):
        begin(read_plan(archive), stop_after(around, rows))
    folder = archive.parent / "out"
    state = read_state(folder)
    assert (state.finished, state.counts.read, state.rows) == (False, rows, 60)
    outcome = resume(folder, around)
    assert outcome.rows_now == 60 - rows
    assert outputs(folder) == undisturbed
    assert read_state(folder).words == "finished"
    assert resume(folder, around).rows_now == 0
    assert outputs(folder) == undisturbed


def test_torn_and_wrong_files_are_not_believed(stopped, around, undisturbed):
    journal = stopped / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"number": 4, "sha2')
    (stopped / "parts" / "00000000.part").unlink()
    (stopped / "parts" / "00000001.part").write_bytes(b"half")
    (stopped / "parts" / "00000005.part.tmp").write_bytes(b"left over")
    (stopped / "records.parquet.tmp").write_bytes(b"left over")
    outcome = resume(stopped, around)
    assert outcome.rows_now == 50
    assert outputs(stopped) == undisturbed


def edit(path, old, new):
    path.write_text(path.read_text().replace(old, new))


CHANGES = {
    "a row edited": (lambda base: edit(base / "archive.csv", "c59,", "d59,"), "input was changed"),
    "a row added": (lambda base: edit(base / "archive.csv", "c59,", "z,,,,text\nc59,"), "input was changed"),
    "the plan edited": (lambda base: edit(base / "PLAN.toml", "seed = 7", "seed = 8"), "put it back"),
    "the plan broken": (lambda base: edit(base / "PLAN.toml", "seed = 7", "seed = "), "put it back"),
    "the edition changed": (lambda base: edit(base / "fruit" / "card.md", "e", "a"), "changed after sealing"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_stops_the_run_and_loses_nothing(archive, around, undisturbed, tiny_edition, name):
    import shutil

    base = archive.parent
    shutil.copytree(tiny_edition, base / "fruit")
    edit(archive, str(tiny_edition), "fruit")
    with pytest.raises(StopError):
        begin(read_plan(archive), stop_after(around, 30))
    change, words = CHANGES[name]
    before = {path: path.read_bytes() for path in base.rglob("*") if path.is_file()}
    change(base)
    with pytest.raises(CoderError, match=words):
        resume(base / "out", around)
    for path in ("archive.csv", "PLAN.toml", "fruit/card.md"):
        (base / path).write_bytes(before[base / path])
    assert resume(base / "out", around).rows_now == 30
    assert outputs(base / "out") == undisturbed


def test_work_may_be_edited_and_the_plan_may_be_gone(archive, stopped, around, undisturbed):
    edit(archive, "workers = 2", "workers = 1")
    archive.rename(archive.with_name("gone.toml"))
    resume(stopped, around)
    assert outputs(stopped) == undisturbed


def test_an_input_changed_while_it_is_read_is_noticed(archive, around):
    def tell(progress):
        if progress.step == "code" and progress.done == 20:
            edit(archive.parent / "archive.csv", "c59,", "d59,")

    with pytest.raises(RunError, match=r"changed while it was read; 60 of 60 rows are safe"):
        begin(read_plan(archive), replace(around, tell=tell))
    edit(archive.parent / "archive.csv", "d59,", "c59,")
    assert resume(archive.parent / "out", around).rows_now == 0


def test_a_full_disk_stops_the_run_and_loses_nothing(archive, around, undisturbed, monkeypatch):
    real, left = os.fsync, [9]

    def fsync(descriptor):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(coder.recode.storage.os, "fsync", fsync)
    with pytest.raises(RunError, match=r"the disk is full; \d+ of 60 rows are safe: ictip recode resume"):
        begin(read_plan(archive), around)
    monkeypatch.undo()
    folder = archive.parent / "out"
    assert not list(folder.rglob("*.tmp"))
    resume(folder, around)
    assert outputs(folder) == undisturbed


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from coder.cli.main import run
sys.exit(run(["recode", "run", sys.argv[2]]))
"""


def test_a_file_size_limit_ends_with_an_honest_exit_code(archive, around, undisturbed):
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, "4000", str(archive)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ran.returncode == 1
    assert "the disk is full" in ran.stderr
    assert "Traceback" not in ran.stderr
    folder = archive.parent / "out"
    resume(folder, around)
    assert outputs(folder) == undisturbed


def test_kills_at_any_moment_lose_and_double_nothing(archive, undisturbed):
    """SIGKILL of the whole process, three times, then to the end."""
    folder = archive.parent / "out"
    for seconds in (1.5, 2.5, 3.5):
        words = ["resume", str(folder)] if RunFolder(folder).begun else ["run", str(archive)]
        child = subprocess.Popen(
            [sys.executable, "-m", "coder.cli", "recode", *words, "--engine", "pool", "--workers", "1"],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    words = ["resume", str(folder)] if RunFolder(folder).begun else ["run", str(archive)]
    ran = subprocess.run(
        [sys.executable, "-m", "coder.cli", "recode", *words], cwd=ROOT, capture_output=True, check=False
    )
    assert ran.returncode == 3
    assert outputs(folder) == undisturbed


def test_a_used_folder_is_refused(archive, stopped, around):
    with pytest.raises(UsageError, match="ictip recode resume"):
        begin(read_plan(archive), around)
    resume(stopped, around)
    with pytest.raises(UsageError, match="finished"):
        begin(read_plan(archive), around)
    (archive.parent / "other").mkdir()
    (archive.parent / "other" / "letter.txt").write_text("x")
    edit(archive, '"out"', '"other"')
    with pytest.raises(UsageError, match="not empty"):
        begin(read_plan(archive), around)


def test_two_processes_cannot_work_on_one_run(stopped, around):
    with RunFolder(stopped).locked():
        assert read_state(stopped).words == "running"
        with pytest.raises(UsageError, match="another process"):
            resume(stopped, around)


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        ('keep = ["year"]', 'keep = ["yaer"]', UsageError, "no column yaer"),
        ('old_columns = ["old"]', 'old_columns = ["new"]', UsageError, "no column new"),
        ("archive.csv", "none.csv", IntakeError, "none.csv"),
        ("archive.csv", "none*.csv", IntakeError, "no file matches"),
        ('"archive.csv"', '"archive.csv", "arch*.csv"', UsageError, "named twice"),
        ("[edition]", '[edition]\nid = "other"', EditionError, "asks for the edition other"),
        ("[work]", "[routing]\nx = 1\n[work]", DataError, "routing"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_written(archive, around, old, new, error, words):
    edit(archive, old, new)
    with pytest.raises(error, match=words):
        begin(read_plan(archive), around)
    assert not (archive.parent / "out").exists()


def test_a_record_the_coder_fails_on_is_rejected_without_its_words(archive, around, monkeypatch):
    from coder.suggest.suggester import Suggester

    real = Suggester.suggest

    def suggest(self, narrative, **options):
        if narrative.id == "c7":
            raise ValueError(narrative.text)
        return real(self, narrative, **options)

    monkeypatch.setattr(Suggester, "suggest", suggest)
    counts = begin(read_plan(archive), around).counts
    assert (counts.read, counts.rejected) == (60, 5)
    text = (archive.parent / "out" / "rejects.jsonl").read_text()
    assert "coding failed (ValueError)" in text
    assert "field 7" not in text
