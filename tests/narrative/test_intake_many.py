"""Several files and folders as one run, and the list of what was refused."""

from __future__ import annotations

import io
import json
import os
import stat
from pathlib import Path

import pytest

from coder.errors import IntakeError, UsageError
from coder.narrative.intake import Counts, Rejected, RejectsWriter, read_many

REFUSED = Rejected("a.csv", 3, "C-é", "empty_text", "there is no text")


def files(folder: Path, **contents: str) -> Path:
    for name, content in contents.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return folder


def test_an_id_used_in_one_file_is_refused_in_the_next(tmp_path: Path) -> None:
    files(tmp_path, a_csv="id,text\n1,a b\n2,c d\n", b_jsonl='{"id":2,"text":"e f"}\n{"id":3,"text":"g h"}\n')
    run = read_many([tmp_path / "b.jsonl", tmp_path / "a.csv"])
    items = list(run)
    assert [item.id for item in items] == ["2", "3", "1", "2"]
    assert items[-1] == Rejected(str(tmp_path / "a.csv"), 3, "2", "duplicate_id", "the id was already used")
    assert run.counts == Counts(read=4, accepted=3, rejected=1)


def test_a_folder_stands_for_its_known_files_by_name(tmp_path: Path) -> None:
    files(tmp_path, b_txt="second", a_txt="first", c_png="no", d_csv="id,text\n1,third one\n")
    (tmp_path / ".hidden.txt").write_text("no")
    (tmp_path / "~$lock.xlsx").write_text("no")
    (tmp_path / "old.rejects.jsonl").write_text("no")
    (tmp_path / "inside.txt").mkdir()
    run = read_many([tmp_path])
    assert [item.id for item in run] == ["a", "b", "1"]
    assert [Path(intake.file).name for intake in run.files] == ["a.txt", "b.txt", "d.csv"]
    assert f"{tmp_path / 'd.csv'}: column 'text' taken as the text (guessed)" in run.notes


def test_one_unreadable_file_among_several_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    files(tmp_path, a_txt="", b_csv="id,text\n", c_txt="a text")
    run = read_many([tmp_path])
    assert list(run)[:2] == [
        Rejected(str(tmp_path / "a.txt"), 0, None, "file_refused", "the file is empty"),
        Rejected(str(tmp_path / "b.csv"), 0, None, "file_refused", "only a header, no rows"),
    ]
    assert run.counts == Counts(read=3, accepted=1, rejected=2)


def test_a_single_unreadable_file_is_raised(tmp_path: Path) -> None:
    files(tmp_path, a_txt="")
    with pytest.raises(IntakeError, match=r"a\.txt: the file is empty$"):
        list(read_many([tmp_path]))


def test_all_paths_that_do_not_exist_are_named_at_once(tmp_path: Path) -> None:
    files(tmp_path, a_txt="a text")
    with pytest.raises(IntakeError) as caught:
        read_many([tmp_path / "x.csv", tmp_path / "a.txt", tmp_path / "y.csv"])
    assert str(caught.value) == "\n".join(
        [f"{tmp_path / 'x.csv'}: the file does not exist", f"{tmp_path / 'y.csv'}: the file does not exist"]
    )


def test_standard_input_may_be_one_of_several(tmp_path: Path) -> None:
    files(tmp_path, a_txt="a text")
    assert [item.id for item in read_many(["-", tmp_path / "a.txt"], stdin=io.BytesIO(b"b text"))] == ["stdin", "a"]


def test_options_hold_for_every_file(tmp_path: Path) -> None:
    files(tmp_path, a_csv="k,t,text\n1,a b,x\n", b_jsonl='{"k":2,"t":"abcdef"}\n')
    items = list(read_many([tmp_path], id_column="k", text_column="t", max_chars=5))
    assert [(item.id, getattr(item, "reason_code", None)) for item in items] == [("1", None), ("2", "too_long")]
    with pytest.raises(UsageError):
        read_many([tmp_path], max_chars=0)


def test_a_file_name_that_is_no_text_can_still_be_written(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_text("a text")
    (item,) = read_many([tmp_path])
    assert item == Rejected(f"{tmp_path}/\\udcff.txt", 1, None, "bad_id", "the id holds control characters")


def test_rejects_are_written_as_json_lines_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "a.rejects.jsonl"
    with RejectsWriter(path) as writer:
        writer.write(REFUSED)
        writer.write(Rejected("a.csv", 4, None, "bad_id", "the id holds control characters"))
    assert writer.count == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first, second = path.read_text(encoding="utf-8").splitlines()
    assert first == (
        '{"file": "a.csv", "row": 3, "id": "C-é", "reason_code": "empty_text", "reason": "there is no text"}'
    )
    assert json.loads(second)["id"] is None


def test_without_rejects_no_file_is_made(tmp_path: Path) -> None:
    with RejectsWriter(tmp_path / "a.rejects.jsonl"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_existing_list_of_rejects_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.rejects.jsonl"
    path.write_text("kept")
    with (
        pytest.raises(UsageError, match="the file exists already; name another or allow overwriting"),
        RejectsWriter(path),
    ):
        pass
    assert path.read_text() == "kept"


def test_a_list_that_comes_to_exist_while_reading_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.rejects.jsonl"
    with RejectsWriter(path) as writer:
        path.write_text("kept")
        with pytest.raises(UsageError, match="the file exists already"):
            writer.write(REFUSED)
    assert path.read_text() == "kept"


def test_overwriting_replaces_the_list_and_leaves_no_stale_one(tmp_path: Path) -> None:
    path = tmp_path / "a.rejects.jsonl"
    path.write_text("old")
    with RejectsWriter(path, overwrite=True) as writer:
        writer.write(REFUSED)
    assert "old" not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with RejectsWriter(path, overwrite=True):
        pass
    assert not path.exists()


def test_overwriting_does_not_follow_a_link(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("kept")
    (tmp_path / "a.rejects.jsonl").symlink_to(tmp_path / "other")
    with RejectsWriter(tmp_path / "a.rejects.jsonl", overwrite=True) as writer:
        writer.write(REFUSED)
    assert (tmp_path / "other").read_text() == "kept"


def test_rejects_need_a_folder_that_exists(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "a.jsonl", tmp_path):
        with pytest.raises(UsageError, match="rejects need a file in an existing folder"), RejectsWriter(path):
            pass
