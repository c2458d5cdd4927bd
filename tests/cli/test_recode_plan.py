"""`ictip recode plan`: the answer in a sentence, a table, a page, figures for programs, thresholds for a plan file."""

import json

import pytest

from coder.recode.thresholds import from_json

NOTES = [
    ("Half of the apples were bruised. We sold them cheaply.", ["K1", "D1", "F1"]),
    ("The pears were rotten, and we threw them away on Monday.", ["K2", "D2", "F3"]),
    ("Apples again, sold before ten, and no worms were found.", ["K1", "F1"]),
]


@pytest.fixture
def sample(tmp_path, monkeypatch):
    """A labelled sample of sixty narratives, in the current folder."""
    monkeypatch.chdir(tmp_path)
    records = [
        {"id": f"n{at}", "text": NOTES[at % 3][0], "codes": [{"code": code} for code in NOTES[at % 3][1]]}
        for at in range(60)
    ]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return tmp_path


def test_the_forecast_as_table_page_and_thresholds(ictip, sample, tiny_edition):
    ran = ictip(
        *("recode", "plan", "gold.jsonl", "--edition", tiny_edition, "--error", "0.1", "--pool", "all"),
        *("--rows", "8900", "--html", "plan.html", "--thresholds", "thresholds.json"),
    )
    assert ran.code == 0, ran.err
    assert ran.out.startswith("At 10 % error, ")
    assert "for 8,900 records at 1 min." in ran.out
    page = (sample / "plan.html").read_text("utf-8")
    assert "made-up scheme" in page
    assert "bruised" not in page + ran.out + ran.err
    thresholds = from_json((sample / "thresholds.json").read_bytes(), "thresholds.json", [])
    assert thresholds.narratives == 60
    assert set(thresholds.by_code) <= {"K1", "K2", "D1", "D2", "F1", "F3"}


def test_figures_for_programs_from_codings_made_before(ictip, sample, tiny_edition):
    assert ictip("suggest", "gold.jsonl", "--edition", tiny_edition, "-o", "codings.jsonl").code == 0
    ran = ictip(
        *("recode", "plan", "gold.jsonl", "--edition", tiny_edition, "--codings", "codings.jsonl", "--json"),
        *("--dimension", "FRU", "--must-review", "K2"),
    )
    figures = json.loads(ran.out)
    assert figures["chosen"]["error"] == 0.02
    assert figures["chosen"]["people"]["value"] == 1.0
    assert [each["error"] for each in figures["errors"]] == [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15]
    assert figures["curve"][-1]["coverage"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--must-review", "K7"], "not in the code list: K7"),
        (["--dimension", "X"], "the scheme has no dimension X"),
        (["--html", "gold.jsonl"], "is one of the inputs"),
        (["--error", "0"], ""),
        (["--pool", "sometimes"], ""),
    ],
)
def test_wrong_usage_is_told(ictip, sample, tiny_edition, arguments, reason):
    ran = ictip("recode", "plan", "gold.jsonl", "--edition", tiny_edition, *arguments)
    assert ran.code == 2
    assert reason in ran.err
