"""`ictip audit run`: the demo data, the outputs, and no text without leave."""

import csv
import json
import shutil

import pytest

from tests.conftest import ROOT

DEMO = ROOT / "training_data" / "demo"
MARKER = "zyxmarker"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The outputs of the worked example and what it said."""
    from typer.testing import CliRunner

    from coder.cli.main import app

    out = tmp_path_factory.mktemp("audit") / "report"
    arguments = [str(DEMO / "decisions.jsonl"), "--against", str(DEMO / "checked.csv")]
    arguments += ["--machine", str(DEMO / "machine.jsonl"), "--by", "region", "--split", "2026-02-20", "-o", str(out)]
    result = CliRunner().invoke(app, ["audit", "run", *arguments])
    assert result.exit_code == 0, result.output
    return out, result.stdout


def test_a_manager_can_read_what_it_says(demo):
    _, said = demo
    assert "Of 100 codes given, about 14 (12 to 16) are wrong, measured against reference." in said
    assert "coder-3 agrees with the others less than coders do on average." in said
    assert "Of 100 wrong suggestions planted on purpose" in said


def test_the_report_has_every_section_and_the_status_of_the_scheme(demo):
    out, _ = demo
    page = (out / "report.html").read_text("utf-8")
    heads = ["Errors", "Likely errors", "Agreement", "Coders", "Suggestions", "Levels", "Confidence of machine"]
    for head in (*heads, "Subgroups", "Drift"):
        assert f">{head}</h2>" in page, head
    assert "working scheme" in page
    assert "<script" not in page


def test_json_holds_every_figure_and_tables_are_rectangular(demo):
    out, said = demo
    figures = json.loads((out / "figures.json").read_text("utf-8"))
    assert figures["overall"]["wrong"].keys() == {"value", "low", "high"}
    assert "\n".join(figures["summary"]) == said.strip()
    names = {path.stem for path in out.glob("*.csv")}
    assert {"errors", "likely_errors", "coders", "assisted", "levels", "thresholds", "subgroups", "drift"} <= names
    for path in out.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            assert len({len(row) for row in csv.reader(stream)}) == 1, path.name


def test_with_texts_the_drift_of_the_narratives_is_told_and_no_word_of_them(cli_run, tmp_path):
    rows, texts = [], []
    for at in range(40):
        rows.append({"id": f"r{at}", "coder": "ann", "codes": [], "coded_at": f"2026-0{1 + at // 20}-03"})
        texts.append({"id": f"r{at}", "text": f"{MARKER} " * (5 if at < 20 else 50)})
    for name, lines in (("coded", rows), ("texts", texts)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    out = tmp_path / "out"
    arguments = [tmp_path / "coded.jsonl", "--text", tmp_path / "texts.jsonl", "--split", "2026-02-01", "-o", out]
    result = cli_run("audit", "run", *map(str, arguments))
    assert result.exit_code == 0, result.output
    assert "The narratives changed between the two periods: length in words" in result.output
    told = csv.DictReader((out / "inputs.csv").read_text("utf-8").splitlines())
    assert [row["name"] for row in told] == ["length in words", "vocabulary"]
    assert not [path for path in out.iterdir() if MARKER in path.read_text("utf-8")]


def run_small(cli_run, tmp_path, *more):
    """An audit of two records whose file also carries texts."""
    coded = tmp_path / "in" / "coded.jsonl"
    coded.parent.mkdir(exist_ok=True)
    rows = [
        {"id": f"r{at}", "coder": who, "codes": ["MNS01"] if (at + len(who)) % 3 else ["MNS02", "SEX1"], "text": MARKER}
        for at in range(12)
        for who in ("ann", "bobby")
    ]
    coded.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    machine = tmp_path / "in" / "machine.jsonl"
    given = [{"code": "MNS01", "confidence": 0.9}]
    machine.write_text(
        "\n".join(json.dumps({"id": f"r{at}", "suggestions": given, "text": MARKER}) for at in range(12)),
        encoding="utf-8",
    )
    texts = tmp_path / "in" / "texts.jsonl"
    texts.write_text(
        "\n".join(json.dumps({"id": f"r{at}", "text": f"{MARKER} {at}"}) for at in range(12)), encoding="utf-8"
    )
    out = tmp_path / "out"
    more = [str(texts) if each == "TEXTS" else each for each in more]
    return cli_run("audit", "run", coded, "--machine", machine, "-o", out, *more), out


def everything(result, out):
    return result.output + "".join(path.read_text("utf-8") for path in out.iterdir())


@pytest.fixture
def cli_run():
    from typer.testing import CliRunner

    from coder.cli.main import app

    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


def test_no_text_leaves_without_leave(cli_run, tmp_path):
    result, out = run_small(cli_run, tmp_path)
    assert result.exit_code == 0, result.output
    assert MARKER not in everything(result, out)


def test_with_leave_texts_stand_in_the_report_and_nowhere_else(cli_run, tmp_path):
    result, out = run_small(cli_run, tmp_path, "--text", "TEXTS")
    assert result.exit_code == 0, result.output
    assert MARKER in (out / "report.html").read_text("utf-8")
    (out / "report.html").unlink()
    assert MARKER not in everything(result, out)


def test_rows_that_cannot_be_used_are_told_without_their_words(cli_run, tmp_path):
    coded = tmp_path / "coded.jsonl"
    coded.write_text('{"id": "r1", "codes": ["MNS01"]}\n{"id": "r2", "text": "' + MARKER + '"}\n', encoding="utf-8")
    out = tmp_path / "out"
    result = cli_run("audit", "run", coded, "-o", out)
    assert result.exit_code == 3
    assert (out / "rejects.csv").read_text("utf-8").splitlines()[1].startswith("coded.jsonl,2,")
    assert MARKER not in everything(result, out)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--split", "soon"], "--split: not a date"),
        (["--split", "2026-01-01"], "no record says when it was coded"),
        (["--since", "2030-01-01"], "no record was coded on 2030-01-01 or later"),
        (["--reference", "nobody"], "there is no coder nobody"),
    ],
)
def test_requests_that_make_no_sense_are_refused(cli_run, tmp_path, options, reason):
    coded = tmp_path / "coded.jsonl"
    coded.write_text('{"id": "r1", "coder": "ann", "codes": ["MNS01"]}\n', encoding="utf-8")
    result = cli_run("audit", "run", coded, "-o", tmp_path / "out", *options)
    assert result.exit_code == 2
    assert reason in result.output


def test_the_folder_of_an_input_is_refused(cli_run, tmp_path):
    coded = tmp_path / "coded.csv"
    shutil.copy(DEMO / "checked.csv", coded)
    result = cli_run("audit", "run", coded, "-o", tmp_path)
    assert result.exit_code == 2
    assert coded.read_bytes() == (DEMO / "checked.csv").read_bytes()
    assert "holds one of the inputs" in result.output


def test_a_lone_coding_says_what_could_not_be_told(cli_run, tmp_path):
    result = cli_run("audit", "run", DEMO / "checked.csv", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "nothing to compare" in result.output
    assert "What could not be told" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_groups_and_edit_rules_and_twins_are_read(cli_run, tmp_path):
    twins = tmp_path / "twins.csv"
    twins.write_text("group,id,like,similarity,kind,differing\n1,case-001,case-002,0.9,near,\n", encoding="utf-8")
    arguments = [
        DEMO / "decisions.jsonl",
        "--machine",
        DEMO / "machine.jsonl",
        "--twins",
        twins,
        "-o",
        tmp_path / "out",
    ]
    result = cli_run("audit", "run", *arguments, "--by", "nothing", "--since", "2026-02-01")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "No record has a value in the column nothing" in page


def test_an_edition_codes_narratives_again_with_words_exchanged(cli_run, tmp_path, tiny_edition):
    (tmp_path / "in").mkdir()
    coded, texts = tmp_path / "in" / "coded.jsonl", tmp_path / "in" / "texts.jsonl"
    rows = [{"id": f"r{at}", "coder": "ann", "codes": ["D1"]} for at in range(12)]
    told = [{"id": f"r{at}", "text": f"The woman bruised the apples {MARKER} {at}."} for at in range(12)]
    for path, lines in ((coded, rows), (texts, told)):
        path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["audit", "run", coded, "--scheme", tiny_edition / "scheme", "--edition", tiny_edition, "-o", out]
    assert cli_run(*arguments).exit_code == 2
    result = cli_run(*arguments, "--text", texts)
    assert result.exit_code == 0, result.output
    assert "When words of sex are exchanged, the codes of about 0 (0 to 24) of 100 narratives change" in result.output
    assert "Exchanged words" in (out / "report.html").read_text("utf-8")
    (kind,) = csv.DictReader((out / "swaps.csv").read_text("utf-8").splitlines())
    assert (kind["kind"], kind["narratives"]) == ("sex", "12")
    given = {row["code"]: row for row in csv.DictReader((out / "swapped_codes.csv").read_text("utf-8").splitlines())}
    assert (given["D1"]["narratives"], given["D1"]["changed"]) == ("12", "0.0")
    assert MARKER not in everything(result, out)
    texts.write_text(json.dumps({"id": "elsewhere", "text": MARKER}), encoding="utf-8")
    result = cli_run(*arguments, "--text", texts)
    assert (result.exit_code, "none of the narratives" in result.output, MARKER in result.output) == (2, True, False)


@pytest.fixture
def again(cli_run, tmp_path, tiny_edition):
    """An audit that has the tiny edition code one narrative again."""
    (tmp_path / "in").mkdir()
    coded, texts = tmp_path / "in" / "coded.jsonl", tmp_path / "in" / "texts.jsonl"
    coded.write_text('{"id": "r1", "coder": "ann", "codes": ["D1"]}\n', encoding="utf-8")
    texts.write_text(json.dumps({"id": "r1", "text": f"The woman bruised the apples {MARKER}."}), encoding="utf-8")
    given = ["audit", "run", coded, "--text", texts, "--edition", tiny_edition, "-o", tmp_path / "out"]
    return lambda *more: cli_run(*given, *more)


def test_an_edition_of_another_code_list_is_refused(again, tmp_path):
    result = again()
    assert result.exit_code == 2
    assert "--edition suggests codes of fruit-1; name that code list with --scheme" in result.output
    assert not (tmp_path / "out").exists()


def test_a_language_without_lists_of_words_leaves_the_rest_of_the_audit(again, tmp_path, tiny_edition, monkeypatch):
    monkeypatch.setattr("coder.cli.audit_swaps.training_data", lambda: tmp_path)
    result = again("--scheme", tiny_edition / "scheme")
    assert result.exit_code == 0, result.output
    assert "there are no lists of words to exchange in language en" in result.output
    assert (tmp_path / "out" / "report.html").is_file()
    assert not (tmp_path / "out" / "swaps.csv").exists()
