"""`ictip recode check`, `compare` and `queue` and `ictip release` on a small run; wrong usage is told."""

import json

import pytest

from coder.recode.plan_file import read_plan
from coder.recode.run import begin
from tests.recode.conftest import archive, around  # noqa: F401  # the run of the recoding tests
from tests.recode.test_steps import WALK, thresholds_for


@pytest.fixture
def run(archive, around, tiny_suggester):  # noqa: F811
    """A finished run with crosswalk and routing, half of the accepted records drawn."""
    folder = archive.parent
    (folder / "walk.csv").write_text(WALK, encoding="utf-8")
    (folder / "t.json").write_bytes(thresholds_for(tiny_suggester.edition))
    with archive.open("a", encoding="utf-8") as stream:
        stream.write('\n[crosswalk]\nfile = "walk.csv"\n\n[routing]\nthresholds_file = "t.json"\n')
        stream.write('audit_share = 0.9\nfamiliarity = 0.0\ndimensions = ["FRU"]\n')
    begin(read_plan(archive), around)
    return folder / "out"


def test_the_drawn_records_tell_the_error(ictip, run, tiny_edition, tmp_path):
    ran = ictip("recode", "queue", run, "--edition", tiny_edition)
    queue = [json.loads(line) for line in ran.out.splitlines()]
    drawn = [entry["id"] for entry in queue if entry["road"] == "audit_sample"]
    assert drawn
    assert "drawn for re-checking" in ran.err
    people = tmp_path / "people.jsonl"
    people.write_text("".join(json.dumps({"id": id_, "codes": [{"code": "K1"}]}) + "\n" for id_ in drawn))
    arguments = ("recode", "check", run, people, "--edition", tiny_edition, "--dimension", "FRU")
    ran = ictip(*arguments, "--error", "0.5")
    assert ran.code == 0, ran.err
    assert f"re-checked {len(drawn)}" in ran.out
    assert "the wanted error of 50 % was kept" in ran.out
    figures = json.loads(ictip(*arguments, "--json").out)
    assert (figures["checked"], figures["wrong"]["part"]) == (len(drawn), 0)


def test_compare_and_release_write_their_files(ictip, run, tiny_edition, tmp_path):
    ran = ictip("recode", "compare", run, "--by", "year", "-o", tmp_path / "c", "--edition", tiny_edition)
    assert ran.code == 0, ran.err
    names = sorted(path.name for path in (tmp_path / "c").iterdir())
    assert names == ["movers.csv", "old.csv", "reasons.csv", "report.html", "totals.csv"]
    ran = ictip("release", run, "--by", "DEF", "--by", "FATE", "-o", tmp_path / "r", "--edition", tiny_edition)
    assert ran.code == 0, ran.err
    assert sorted(path.name for path in (tmp_path / "r").iterdir()) == [
        "structures.sdmx.xml",
        "table.csv",
        "table.sdmx.csv",
    ]
    for path in (*(tmp_path / "c").iterdir(), *(tmp_path / "r").iterdir()):
        assert "before noon" not in path.read_text("utf-8")


def test_release_tells_what_a_table_beside_it_undoes(ictip, run, tiny_edition, tmp_path):
    arguments = ["release", run, "--by", "DEF", "--edition", tiny_edition]
    assert ictip(*arguments, "--threshold", "2", "-o", tmp_path / "lax").code == 0
    again = ictip(*arguments, "--threshold", "2", "-o", tmp_path / "same", "--beside", tmp_path / "lax" / "table.csv")
    assert again.code == 0, again.err
    strict = ictip(*arguments, "--threshold", "90", "-o", tmp_path / "s", "--beside", tmp_path / "lax" / "table.csv")
    assert strict.code == 3
    assert "suppressed here, shown there" in strict.err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["recode", "compare", "RUN"], "was made with the code list fruit-1"),
        (["recode", "compare", "RUN", "--by", "place", "--edition", "TINY"], "did not keep column place"),
        (["recode", "queue", "."], "holds no finished run"),
        (["release", "RUN", "--by", "DEF,FRU,FATE,year", "--edition", "TINY"], "1 to 3 axes"),
        (["release", "RUN", "--by", "shop", "--edition", "TINY"], "no column the run kept"),
        (["release", "RUN", "--by", "DEF", "--agency", "a b", "--edition", "TINY"], "--agency and --name may hold"),
        (["release", "RUN", "--by", "DEF", "--threshold", "1", "--edition", "TINY"], ""),
        (["release", "RUN", "--by", "DEF", "--htcds", "--edition", "TINY"], "is not that of --scheme"),
    ],
)
def test_wrong_usage_is_told(ictip, run, tiny_edition, tmp_path, monkeypatch, arguments, reason):
    monkeypatch.chdir(tmp_path)
    given = [{"RUN": run, "TINY": tiny_edition}.get(each, each) for each in arguments]
    ran = ictip(*given)
    assert ran.code == 2, ran.err
    assert reason in ran.err


def test_what_people_settled_comes_into_a_table_of_its_own(ictip, run, tiny_edition, tmp_path):
    queue = [json.loads(line) for line in ictip("recode", "queue", run, "--edition", tiny_edition).out.splitlines()]
    asked = [entry for entry in queue if entry["outcome"] == "undecided"]
    assert asked
    people = tmp_path / "people.jsonl"
    final = [
        {"id": each["id"], "coder": "final", "codes": [each["candidates"][0]], "rejected": [], "how": "single"}
        for each in asked[:2]
    ]
    people.write_text("".join(json.dumps(each) + "\n" for each in [*final, {"id": "gone", "codes": []}]))
    before = {path.name: path.read_bytes() for path in run.iterdir()}
    arguments = ("recode", "settle", run, people, "-o", tmp_path / "settled", "--edition", tiny_edition)
    ran = ictip(*arguments)
    assert ran.code == 3
    assert "1 settled records are not in the run" in ran.err
    assert {path.name: path.read_bytes() for path in run.iterdir()} == before
    about = json.loads((tmp_path / "settled" / "settled.json").read_text())
    counts, codes = about["records"], about["codes"]
    assert counts["people"] == len(final) == about["questions"]["undecided"]["settled"]
    assert sum(about["questions"]["undecided"].values()) == len(asked)
    assert counts["all"] == sum(count for by, count in counts.items() if by != "all")
    assert codes["before"] + codes["entered"] - codes["left"] == codes["after"]
    rows = (tmp_path / "settled" / "records.csv").read_text().splitlines()
    assert len(rows) == counts["all"] + 1
    assert len((tmp_path / "settled" / "changes.csv").read_text().splitlines()) == codes["entered"] + codes["left"] + 1
    assert "before noon" not in "".join(path.read_text() for path in (tmp_path / "settled").iterdir())
    again = ictip(*arguments)
    assert (again.code, "is there already" in again.err) == (2, True)
