"""`ictip evaluate`: the figures, and that a reference scorer finds the same ones."""

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coder.cli.error_report import error_report
from coder.edition import evaluate as score
from coder.edition.gold import Gold
from coder.records import Coding, Evidence, Suggestion
from coder.report import write_report
from coder.scheme import Code, Dimension, load_scheme, make_scheme
from tests.conftest import ROOT, SCHEME
from tests.report.samples import NASTY

REFERENCE = Path(os.environ.get("REFERENCE_SCORER", ROOT.parent / "shared" / "tools" / "score.py"))

GOLD = [
    {
        "id": "a",
        "text": "The pears were rotten. No worms were found.",
        "codes": [{"code": "K2", "quote": "pears"}, {"code": "D2", "quote": "rotten"}],
        "not_codes": ["D3"],
        "open": ["F2"],
    },
    {"id": "b", "text": "Apples, bruised in the van.", "codes": [{"code": "K1", "quote": "Apples"}, {"code": "D11"}]},
]
PRED = [
    {
        "id": "a",
        "suggestions": [
            {"code": "K2", "confidence": 0.9, "evidence": [{"start": 4, "end": 9}]},
            {"code": "D3", "confidence": 0.6, "evidence": []},
            {"code": "F2", "confidence": 0.7, "evidence": []},
        ],
    },
    {"id": "b", "suggestions": [{"code": "D1", "confidence": 0.8}, {"code": "K1", "confidence": 0.4}]},
    {"id": "c", "suggestions": []},
]


def written(path, records):
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path):
    return written(tmp_path / "gold.jsonl", GOLD)


@pytest.fixture
def pred(tmp_path):
    return written(tmp_path / "pred.jsonl", PRED)


def test_predictions_are_scored_as_worked_out_by_hand(ictip, tiny_edition, gold, pred):
    ran = ictip("evaluate", gold, "--pred", pred, "--edition", tiny_edition, "--json")
    assert ran.code == 0
    figures = json.loads(ran.out)
    # true: a has K2, D2 and so F3; b has K1, D11 and so D1. Given at 0.5: a has K2, D3 and F2, which is open; b has D1.
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.667, 0.333, 0.444)
    assert figures["exact_f1"] == 0.286  # of K2, D3, D1 one is exactly right; D2, K1, D11 are missed
    assert figures["ece"] == 0.375  # (|0.9 - 1| + |0.6 - 0| + |0.8 - 1| + |0.4 - 1|) / 4
    assert figures["trap_codes_given"] == "1/1"
    assert figures["evidence_hit"] == 1.0  # of K2; D1 has no gold words
    assert figures["by_dimension"] == {
        "DEF": [0.5, 0.333, 0.4, 3],
        "FATE": [0.0, 0.0, 0.0, 1],
        "FRU": [1.0, 0.5, 0.667, 2],
    }
    assert ran.err == "note: 1 predictions have no gold record and are left out\n"


def test_figures_are_shown_as_tables(ictip, tiny_edition, gold, pred):
    ran = ictip("evaluate", gold, "--pred", pred, "--edition", tiny_edition)
    assert "edition not told by the predictions" in ran.out
    assert "F1 over all codes (95 % interval)" in ran.out
    assert "0.444 (" in ran.out
    assert "trap codes given" in ran.out
    assert "mean confidence" in ran.out


def test_without_predictions_the_golds_own_texts_are_coded(ictip, tiny_edition, gold):
    ran = ictip("evaluate", gold, "--edition", tiny_edition, "--json")
    figures = json.loads(ran.out)
    assert figures["n"] == 2
    assert figures["trap_codes_given"] == "0/1"
    assert figures["f1"] > 0.5


def test_a_file_of_suggestions_scores_like_coding_the_texts(ictip, tiny_edition, gold, tmp_path):
    coded = ictip("suggest", gold, "-o", tmp_path / "coded.jsonl", "--edition", tiny_edition)
    assert coded.code == 0
    options = ["--edition", tiny_edition, "--json"]
    direct = ictip("evaluate", gold, *options)
    by_file = ictip("evaluate", gold, "--pred", tmp_path / "coded.jsonl", *options)
    assert direct.out == by_file.out


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ([], "there is no gold record in it"),
        ([GOLD[0], GOLD[0]], "ids are used more than once: a"),
        ([{"id": "a", "codes": []}], "records have no text to code (or give --pred): a"),
        ([{"id": "a"}], "gold.jsonl:1: not a gold record"),
        ([{"id": "a\u2028", "codes": [], "text": "b"}, "words of a person"], "gold.jsonl:2: not a gold record"),
    ],
)
def test_gold_that_cannot_be_scored_is_refused(ictip, tiny_edition, tmp_path, records, message):
    ran = ictip("evaluate", written(tmp_path / "gold.jsonl", records), "--edition", tiny_edition)
    assert ran.code == 1
    assert message in ran.err
    assert "words of a person" not in ran.err


def test_predictions_with_faults_are_refused_with_all_of_them(ictip, tiny_edition, gold, tmp_path):
    pred = written(tmp_path / "pred.jsonl", [{"id": "a"}, "words of a person"])
    ran = ictip("evaluate", gold, "--pred", pred, "--edition", tiny_edition)
    assert ran.code == 1
    assert "pred.jsonl:1" in ran.err
    assert "pred.jsonl:2" in ran.err
    assert "words of a person" not in ran.err


def test_missing_predictions_count_as_nothing_and_are_told(ictip, tiny_edition, gold, tmp_path):
    ran = ictip("evaluate", gold, "--pred", written(tmp_path / "p.jsonl", PRED[:1]), "--edition", tiny_edition)
    assert "note: 1 gold records have no prediction and count as coded with nothing" in ran.err


def test_errors_are_written_as_a_page_for_its_owner(ictip, tiny_edition, gold, pred, tmp_path):
    options = ["--pred", pred, "--edition", tiny_edition, "--json"]
    ran = ictip("evaluate", gold, *options, "--errors", tmp_path / "errors.html")
    assert ran.code == 0
    assert json.loads(ran.out) == json.loads(ictip("evaluate", gold, *options).out)
    page = (tmp_path / "errors.html").read_text("utf-8")
    assert (tmp_path / "errors.html").stat().st_mode & 0o077 == 0
    # wrong: D3, a trap. Missed: D2 and F3, which follows from it; K1, at 0.4; D11, read as its parent.
    assert "False alarms: 1. Misses: 4. Right: 2. Narratives: 2." in page
    assert "“rotten”" in page
    assert "confidence 0.40, below what counts" in page
    assert "did not name it" in page
    assert "a trap of the gold" in page
    headed = re.findall(r'<h3 id="s\d+">(.*?)</h3>', page)
    assert headed == ["D11 Bruise from transport", "D2 Rot", "D3 Worms", "K1 Apple"]
    assert "rotten" not in ran.err


def test_no_figure_of_few_cases_looks_certain(ictip, tiny_edition, gold, pred, tmp_path):
    errors = tmp_path / "errors.html"
    assert ictip("evaluate", gold, "--pred", pred, "--edition", tiny_edition, "--errors", errors).code == 0
    intervals = re.findall(r'class="interval">\(([\d.]+) to ([\d.]+)\)', errors.read_text("utf-8"))
    assert len(intervals) >= 15
    assert all(float(high) - float(low) > 0.3 for low, high in intervals)
    assert ("0.00", "0.79") in intervals  # D3, right 0 times of 1: Wilson's ends at 1.96 ** 2 / (1 + 1.96 ** 2)


def test_errors_of_an_edition_tell_its_words_and_reasons(ictip, tiny_edition, tmp_path):
    record = {"id": "a", "text": "The pears were rotten. No worms were found.", "codes": [{"code": "D3", "quote": ""}]}
    errors = tmp_path / "errors.html"
    gold = written(tmp_path / "gold.jsonl", [record])
    assert ictip("evaluate", gold, "--edition", tiny_edition, "--errors", errors).code == 0
    page = errors.read_text("utf-8")
    assert "not affirmed: denied" in page
    assert "“rotten” (rule: " in page


def test_no_file_is_written_unasked(ictip, tiny_edition, gold, pred, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert ictip("evaluate", gold, "--pred", pred, "--edition", tiny_edition).code == 0
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["gold.jsonl", "pred.jsonl", "nowhere/errors.html", "."])
def test_errors_never_replace_an_input(ictip, tiny_edition, gold, pred, tmp_path, name):
    before = gold.read_bytes(), pred.read_bytes()
    ran = ictip("evaluate", gold, "--pred", pred, "--edition", tiny_edition, "--errors", tmp_path / name)
    assert ran.code == 2
    assert "--errors" in ran.err
    assert (gold.read_bytes(), pred.read_bytes()) == before


def test_nothing_in_the_page_of_errors_is_taken_as_markup():
    scheme = make_scheme([Code("A", NASTY, "D")], [Dimension("D", NASTY)], status=NASTY)
    cases = [Gold(f"1{NASTY}", NASTY, {"A": (NASTY,)}), Gold("2", NASTY, {})]
    evidence = (Evidence(0, 9, NASTY, "rule", NASTY),)
    given = [Coding("2", NASTY, "en", "coded", 1.0, (Suggestion("D", "", None, "A", NASTY, 0.9, 1, evidence),))]
    page = write_report(error_report(cases, given, scheme, score(cases, given, scheme)))
    assert page.count("&lt;script&gt;alert(1)") >= 8
    assert "<script" not in page
    assert "</svg>" not in page
    assert not set(page) & set("\x00\x1b\u202e")
    assert "no coding of this narrative" in page


def made_up(seed):
    """Gold and predictions of the shipped scheme, drawn at random; texts are words that mean nothing."""
    draw = random.Random(seed)
    scheme = load_scheme(SCHEME)
    codes = scheme.in_order(scheme.suggestable)
    gold, pred = [], []
    for at in range(40):
        words = [f"w{at}x{place}" for place in range(60)]
        text = " ".join(words)
        true = draw.sample(codes, draw.randint(0, 12))
        gold.append(
            {
                "id": f"g{at}",
                "text": text,
                "codes": [{"code": code, "quote": draw.choice([draw.choice(words), ""])} for code in true],
                "not_codes": draw.sample(codes, draw.randint(0, 3)),
                "open": draw.sample(codes, draw.randint(0, 2)),
            }
        )
        given = {*draw.sample(true, len(true) // 2), *draw.sample(codes, draw.randint(0, 8))}
        pred.append({"id": f"g{at}", "suggestions": [suggestion(code, text, draw) for code in sorted(given)]})
    return gold, pred[1:]


def suggestion(code, text, draw):
    start = draw.randrange(len(text) - 20)
    confidence = draw.choice([draw.random(), 0.5, 1.0, 0.1])
    return {"code": code, "confidence": round(confidence, 4), "evidence": [{"start": start, "end": start + 15}]}


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference scorer is not at hand")
@pytest.mark.parametrize(("seed", "threshold"), [(1, "0.5"), (2, "0.5"), (3, "0.3"), (4, "0.9")])
def test_the_reference_scorer_finds_the_same_figures(ictip, tmp_path, seed, threshold):
    gold, pred = (written(tmp_path / f"{n}.jsonl", part) for n, part in enumerate(made_up(seed)))
    command = [sys.executable, str(REFERENCE), str(gold), str(pred), "--threshold", threshold]
    expected = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    ran = ictip("evaluate", gold, "--pred", pred, "--threshold", threshold, "--json")
    figures = json.loads(ran.out)
    assert {name: figures[name] for name in expected} == expected
    assert set(figures) - set(expected) == {"f1_interval_95"}
