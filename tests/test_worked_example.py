"""The commands of the worked example in docs/recoding.md run as they stand there, on the archive they name.

The edition is a small one of the whole code list with a handful of rules, so that the test is quick; what the page says
of the results was read from the built-in edition.
"""

import csv
import json
import re
import shlex
import shutil

import pytest

from coder import build_edition
from tests.conftest import ROOT, SCHEME

PAGE = (ROOT / "docs" / "recoding.md").read_text("utf-8")
COMMANDS = re.search(r"## A worked example\n.*?```\n(.*?)```", PAGE, re.DOTALL)[1].splitlines()
RULES = """
[[rule]]
id = "begging"
code = "PUR05"
patterns = ["beg"]
examples = ["He was made to beg at the station."]

[[rule]]
id = "promised"
code = "MNS05"
patterns = ["promised"]
examples = ["She was promised work."]

[[rule]]
id = "maid"
code = "PUR021"
patterns = ["maid", "clean ~4 house"]
examples = ["She worked as a maid."]
"""
NOTES = [
    ("one", "She worked as a maid in a large house and was never paid.", ["PUR021"]),
    ("one", "He was made to beg at the market by a man he feared.", ["PUR05"]),
    ("two", "They were promised work in a shop, and there was none.", ["MNS05"]),
    ("two", "The meeting was about the budget of the town.", []),
    ("three", "A woman cleaned the house of the family and slept in the kitchen.", ["PUR021"]),
    ("three", "The boys had to beg in trains and hand over the coins.", ["PUR05"]),
]


@pytest.fixture(scope="module")
def small_edition(tmp_path_factory):
    """An edition of the whole working scheme that knows next to nothing."""
    folder = tmp_path_factory.mktemp("scheme")
    for name in ("codes.csv", "dimensions.csv", "scheme.toml", "checks.toml"):
        shutil.copy(SCHEME / name, folder / name)
    (folder / "en" / "rules").mkdir(parents=True)
    (folder / "en" / "rules" / "few.toml").write_text(RULES, encoding="utf-8")
    (folder / "narratives").mkdir()
    lines = [
        json.dumps({"id": str(at), "voice": voice, "text": text, "codes": [{"code": code} for code in codes]})
        for at, (voice, text, codes) in enumerate(NOTES)
    ]
    (folder / "narratives" / "notes.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return build_edition(folder, tmp_path_factory.mktemp("edition") / "small", workers=1)


@pytest.fixture
def here(tmp_path, monkeypatch, small_edition):
    """An empty current folder, and the small edition in place of the built-in one."""
    monkeypatch.chdir(tmp_path)
    for module in ("coder.edition", "coder.recode.setting", "coder.cli.opening"):
        monkeypatch.setattr(f"{module}.shipped_edition", lambda **options: small_edition)
    return tmp_path


def test_the_page_has_commands():
    assert len(COMMANDS) == 6
    assert {line.split()[0] for line in COMMANDS} == {"cp", "ictip"}


def test_the_worked_example_runs_as_the_page_shows_it(here, capsys):
    from coder.cli.main import run

    for line in COMMANDS:
        program, *arguments = shlex.split(line)
        if program == "cp":
            shutil.copytree(ROOT / arguments[1], here / arguments[2])
            continue
        assert run(arguments) == 0, (line, capsys.readouterr().err)
    printed = capsys.readouterr()
    example = here / "example"
    assert "100 % of records go to people" in printed.out
    assert re.search(r"cells \d+, shown \d+, suppressed [1-9]", printed.err)
    with (example / "compare" / "totals.csv").open(encoding="utf-8") as stream:
        totals = {row["code"]: row for row in csv.DictReader(stream) if not row["by"]}
    assert (totals["PUR02"]["crosswalked"], totals["PUR01"]["crosswalked"]) == ("14", "5")
    assert totals["PUR05"]["recoded"] == "1"
    queue = [json.loads(line) for line in (example / "queue.jsonl").read_text("utf-8").splitlines()]
    assert {entry["id"] for entry in queue} == {f"D-{number:02}" for number in range(1, 25)}
    assert any(entry["old"] == "meansFalsePromises=1" for entry in queue)
    for page in (example / "plan.html", example / "compare" / "report.html"):
        text = page.read_text("utf-8")
        assert "working scheme" in text
        assert "station" not in text
    assert (example / "release" / "structures.sdmx.xml").is_file()
