import os
import stat

import pytest

from coder.errors import UsageError
from coder.privacy import Identifier, MapWriter, WayBack, make_key, mask, open_key, unmask

TEXT = "Ana met Eva in the zebra-striped house."


@pytest.fixture
def key(tmp_path):
    make_key(tmp_path / "k")
    return open_key(tmp_path / "k")


def written_map(path, key):
    masked = mask(TEXT, [Identifier(0, 3, "name", 1.0), Identifier(8, 11, "name", 1.0)])
    with path.open("w") as stream:
        MapWriter(stream, key).add("7", TEXT, masked)
    return masked


def test_a_map_leads_back_to_the_original(tmp_path, key):
    masked = written_map(tmp_path / "map", key)
    way_back = WayBack(tmp_path / "map", key)
    assert len(way_back) == 1
    assert unmask(*way_back.original("7", masked.text)) == TEXT
    assert way_back.original("8", masked.text) is None
    assert way_back.original("7", masked.text + " ") is None


def test_a_map_shows_nothing_of_what_it_holds(tmp_path, key):
    written_map(tmp_path / "map", key)
    content = (tmp_path / "map").read_text()
    assert not any(word in content for word in ("Ana", "Eva", "zebra", "NAME"))


def test_another_key_or_a_changed_line_is_refused_by_row(tmp_path, key):
    written_map(tmp_path / "map", key)
    make_key(tmp_path / "k2")
    with pytest.raises(UsageError, match=r"map:2: changed, or written with another key"):
        WayBack(tmp_path / "map", open_key(tmp_path / "k2"))
    head, line = (tmp_path / "map").read_text().splitlines()
    (tmp_path / "map").write_text(f"{head}\n{line[:-10]}A{line[-9:]}\n")
    with pytest.raises(UsageError, match=r"map:2"):
        WayBack(tmp_path / "map", key)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}\n"])
def test_another_file_is_no_map(tmp_path, key, content):
    (tmp_path / "map").write_bytes(content)
    with pytest.raises(UsageError, match="is no map"):
        WayBack(tmp_path / "map", key)


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_a_key_is_its_owners_alone(tmp_path):
    make_key(tmp_path / "k")
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        make_key(tmp_path / "k")
    (tmp_path / "k").chmod(0o640)
    with pytest.raises(UsageError, match="others than its owner"):
        open_key(tmp_path / "k")


def test_what_is_no_key_is_refused(tmp_path):
    (tmp_path / "k").write_text("no key")
    (tmp_path / "k").chmod(0o600)
    with pytest.raises(UsageError, match="is no key"):
        open_key(tmp_path / "k")
