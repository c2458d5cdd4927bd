"""A plan is read whole or refused with all its faults; no password ever stands in it."""

import pytest

from coder.errors import DataError, UsageError
from coder.recode.plan import Input, Work
from coder.recode.plan_file import parse_plan, read_plan

SOUND = """\
[input]
paths = ["a.csv", "more/*.xlsx"]
[output]
folder = "out"
"""


def read(tmp_path, text):
    path = tmp_path / "PLAN.toml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


def faults(tmp_path, text):
    with pytest.raises(DataError) as caught:
        read(tmp_path, text)
    return [fault.reason for fault in caught.value.faults]


def test_what_is_left_out_has_defaults(tmp_path):
    plan = read(tmp_path, SOUND)
    assert plan.input == Input(paths=("a.csv", "more/*.xlsx"))
    assert plan.output.folder == tmp_path / "out"
    assert (plan.output.format, plan.output.rows_per_shard, plan.seed) == ("parquet", 200, 0)
    assert plan.work == Work("pool", None, None)
    assert plan.edition is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["[input] needs either paths or url", "[output] folder is missing"]),
        (SOUND + "[colour]\nx=1", ["colour is not known"]),
        (SOUND + "colour = 1", ["[output] colour is not known"]),
        (SOUND + 'format = "xml"', ["[output] format is not one of parquet, csv"]),
        (SOUND + "rows_per_shard = 0", ["[output] rows_per_shard is not a whole number"]),
        (SOUND + "rows_per_shard = true", ["[output] rows_per_shard is not a whole number"]),
        (SOUND + "min_confidence = 1.5", ["[output] min_confidence is not a number from 0 to 1"]),
        (SOUND.replace('"a.csv", "more/*.xlsx"', "3"), ["[input] paths is not a list of texts", "needs either"]),
        (SOUND.replace('"a.csv"', '"more/*.xlsx"'), ["[input] paths names something twice"]),
        (SOUND.replace("[output]", 'keep = ["road"]\n[output]'), ["keep names road, which is a column of the output"]),
        (
            SOUND.replace("[output]", 'text_column = "t"\nkeep = ["t"]\n[output]'),
            ["keep names t: the id is kept anyway, the narrative never"],
        ),
        (SOUND.replace("[output]", 'id_column = "t"\ntext_column = "t"\n[output]'), ["id_column is the text column"]),
        (
            SOUND.replace("[output]", 'url = "sqlite:///x"\n[output]'),
            ["either paths or url", "url and query", "for a query"],
        ),
        ('input = 3\n[output]\nfolder = "o"', ["[input] is not a table", "either"]),
        (SOUND + '[work]\nengine = "ray"\nworkers = -1', ["engine is not one of", "workers is not a whole number"]),
        (SOUND + '[routing]\nthreshold_file = "none.json"', ["[routing] threshold_file cannot be read"]),
        ("not toml", ["is no TOML"]),
    ],
)
def test_all_faults_are_told_at_once(tmp_path, text, words):
    reasons = "\n".join(faults(tmp_path, text))
    assert reasons.count("\n") + 1 == len(words)
    for each in words:
        assert each in reasons


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://me:hunter2@host/db", "holds a password"),
        ("nonsense", "is no database URL"),
        ("postgresql://me:$@host/db", "holds a $"),
    ],
)
def test_a_url_that_cannot_be_used_is_not_repeated(tmp_path, url, reason):
    text = f'[input]\nurl = "{url}"\nquery = "select 1"\nid_column = "i"\ntext_column = "t"\n[output]\nfolder = "o"'
    (found,) = faults(tmp_path, text)
    assert reason in found
    assert "hunter2" not in found


@pytest.mark.parametrize("url", ["postgresql://me:${PASSWORD}@host/db", "postgresql://me:@host/db", "sqlite:///a.db"])
def test_a_password_may_come_from_the_environment(tmp_path, url):
    text = f'[input]\nurl = "{url}"\nquery = "select 1"\nid_column = "i"\ntext_column = "t"\n[output]\nfolder = "o"'
    assert read(tmp_path, text).input.url == url


def test_the_identity_follows_what_can_change_the_output_and_nothing_else(tmp_path):
    def identity(text):
        return parse_plan(text.encode(), tmp_path / "P.toml").identity()

    same = identity(SOUND)
    assert identity(SOUND.replace('"out"', '"elsewhere"')) == same
    assert identity(SOUND + "[work]\nworkers = 7\nengine = 'spark'") == same
    assert identity("# a remark\n" + SOUND) == same
    for other in (
        SOUND + "rows_per_shard = 7",
        SOUND + "format = 'csv'",
        SOUND + "min_confidence = 0.3",
        "seed = 1\n" + SOUND,
        SOUND.replace("a.csv", "b.csv"),
        SOUND.replace("[output]", "keep = ['y']\n[output]"),
    ):
        assert identity(other) != same


def test_files_of_a_section_are_part_of_the_identity(tmp_path):
    (tmp_path / "lines.csv").write_text("1")
    text = SOUND + '[crosswalk]\nfile = "lines.csv"'
    before = read(tmp_path, text)
    assert before.crosswalk.files == {"file": b"1"}
    (tmp_path / "lines.csv").write_text("2")
    assert read(tmp_path, text).identity() != before.identity()


def test_a_plan_that_is_not_there_is_wrong_usage(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_plan(tmp_path / "none.toml")
