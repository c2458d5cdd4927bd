"""`ictip audit plan` and `ictip audit batch`."""

import csv
import json
from pathlib import Path

import pytest

from coder.audit.gather import gather
from coder.audit.reading import read_coded

CODED = "id,coder,codes,orchard,danger,text\n" + "".join(
    f"n{at},ann,{'D1 F1' if at % 2 else 'D2'},{'north' if at < 30 else 'south'},{at % 4},Secret-plum\n"
    for at in range(40)
)


@pytest.fixture
def coded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "coded.csv"
    path.write_text(CODED, encoding="utf-8")
    return "coded.csv"


def rows(path):
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_sizes_without_a_file(ictip):
    ran = ictip("audit", "plan", "--half-width", "0.02", "--expected", "0.04")
    assert (ran.code, ran.err) == (0, "")
    assert "2398" in ran.out
    assert "4 %" in ran.out
    facts = json.loads(ictip("audit", "plan", "--json").out)
    assert facts["sizes"][-1] == {"expected": 0.5, "size": 2398}


def test_sizes_for_a_file_are_never_more_than_it_has(ictip, coded):
    facts = json.loads(ictip("audit", "plan", coded, "--json").out)
    assert facts["population"] == 40
    assert all(each["size"] <= 40 for each in facts["sizes"])


@pytest.mark.parametrize(
    ("options", "probabilities"),
    [
        ((), {0.25}),
        (("--design", "stratified", "--by", "orchard"), {8 / 30, 2 / 10}),
        (("--design", "stratified", "--by", "orchard", "--allocation", "equal"), {5 / 30, 5 / 10}),
    ],
)
def test_a_drawn_sample_is_blind_and_knows_its_probabilities(ictip, coded, options, probabilities):
    ran = ictip("audit", "plan", coded, "--size", "10", "-o", "sample.csv", *options)
    assert ran.code == 0
    assert "10 of 40 records drawn" in ran.err
    sample = rows("sample.csv")
    assert len({row["id"] for row in sample}) == 10
    assert {row["codes"] for row in sample} == {""}
    assert {float(row["inclusion_probability"]) for row in sample} <= probabilities
    again = ictip("audit", "plan", coded, "--size", "10", "-o", "again.csv", *options)
    assert again.code == 0
    assert rows("again.csv") == sample
    assert "Secret" not in ran.out + ran.err + Path("sample.csv").read_text(encoding="utf-8")


def test_a_sample_by_risk_takes_a_column_or_confidences(ictip, coded, tmp_path):
    ran = ictip("audit", "plan", coded, "--size", "10", "-o", "s.csv", "--design", "risk", "--by", "danger")
    assert ran.code == 0
    assert len({row["inclusion_probability"] for row in rows("s.csv")}) > 1
    lines = (
        json.dumps({"id": str(at), "suggestions": [{"code": "D1", "confidence": at / 30}]}) + "\n" for at in range(30)
    )
    (tmp_path / "machine.jsonl").write_text("".join(lines))
    ran = ictip("audit", "plan", "machine.jsonl", "--size", "5", "-o", "m.csv", "--design", "risk")
    assert ran.code == 0
    assert len(rows("m.csv")) == 5


def test_records_still_to_check_are_read_as_not_coded(ictip, coded, tmp_path):
    ictip("audit", "plan", coded, "--size", "4", "-o", "sample.csv")
    text = (tmp_path / "sample.csv").read_text().replace("to do", "coded", 1)
    (tmp_path / "sample.csv").write_text(text)
    codings, faults = gather(read_coded(tmp_path / "sample.csv"))
    assert not faults
    assert codings.coded_records.sum() == 1
    assert codings.probabilities.tolist() == [0.1] * 4


def test_ids_that_a_spreadsheet_would_run_come_back_as_they_were(ictip, tmp_path):
    (tmp_path / "coded.csv").write_text("id,codes\n=1+1,A\n-7,A\n")
    assert ictip("audit", "plan", tmp_path / "coded.csv", "--size", "2", "-o", tmp_path / "s.csv").code == 0
    assert [row["id"] for row in rows(tmp_path / "s.csv")] == ["'=1+1", "'-7"]
    assert [row.id for row in read_coded(tmp_path / "s.csv")] == ["=1+1", "-7"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plan", "-o", "x.csv"), "name CODED"),
        (("plan", "coded.csv", "--by", "orchard"), "--by is for --design stratified or risk"),
        (("plan", "coded.csv", "--design", "stratified"), "a stratified sample needs --by"),
        (("plan", "coded.csv", "--design", "risk", "-o", "x.csv"), "or codings with confidences"),
        (("plan", "coded.csv", "--size", "41", "-o", "x.csv"), "a sample of 41 cannot be drawn from 40"),
        (("plan", "coded.csv", "-o", "coded.csv"), "is one of the inputs"),
        (("plan", "--half-width", "0.7"), "a half width lies between"),
        (("batch", "coded.csv"), "CODED and --against go together"),
        (("batch", "--checked", "5"), "--checked and --defective together"),
        (("batch", "coded.csv", "--against", "coded.csv", "--checked", "1", "--defective", "0"), "beside files"),
        (("batch", "--good", "0.2", "--bad", "0.1"), "a good share of defective records is below a bad one"),
        (("batch", "--batch-size", "500", "--checked", "5", "--defective", "6"), "does not go with a sample"),
        (("batch", "--batch-size", "500", "--checked", "501", "--defective", "6"), "does not go with a plan"),
    ],
)
def test_wrong_usage(ictip, coded, arguments, message):
    ran = ictip("audit", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert "Secret" not in ran.err


def test_a_plan_for_a_batch_and_decisions_by_counts(ictip):
    plan = json.loads(ictip("audit", "batch", "--batch-size", "2000", "--json").out)
    assert (plan["size"], plan["most_defective"]) == (65, 3)
    assert plan["producer_risk"] <= 0.05
    assert plan["consumer_risk"] <= 0.10
    for defective, decision in [(3, "accepted"), (4, "refused")]:
        ran = ictip("audit", "batch", "--batch-size", "2000", "--checked", "65", "--defective", str(defective))
        assert ran.code == 0
        assert f"{decision}: {defective} of 65 checked are defective" in ran.out
    ran = ictip("audit", "batch", "--batch-size", "2000", "--checked", "60", "--defective", "2")
    assert "open: 2 of 60" in ran.out
    assert "5 records are still to be checked" in ran.out


def batch(tmp_path, *, wrong, edition):
    """A batch of 300 coded records, of which 30 were checked and `wrong` of those differ."""
    records = [f'{{"id": "{at}", "codes": ["D11"], "coder": "ann"}}\n' for at in range(300)]
    checks = [f'{{"id": "{at}", "codes": ["{"D2" if at < wrong else "D11"}"]}}\n' for at in range(30)]
    (tmp_path / "batch.jsonl").write_text("".join(records))
    (tmp_path / "check.jsonl").write_text("".join(checks))
    return (
        "audit", "batch", tmp_path / "batch.jsonl", "--against", tmp_path / "check.jsonl", "--bad", "0.2",
        "--edition", edition, "--json",
    )  # fmt: skip


@pytest.mark.parametrize(("wrong", "decision"), [(0, "accepted"), (9, "refused")])
def test_a_batch_is_decided_on_from_files(ictip, tmp_path, tiny_edition, wrong, decision):
    ran = ictip(*batch(tmp_path, wrong=wrong, edition=tiny_edition))
    facts = json.loads(ran.out)
    assert facts["batch"] == 300
    assert (facts["checked"], facts["defective"], facts["decision"]) == (30, wrong, decision)


def test_an_ancestor_given_beside_its_child_is_no_defect(ictip, tmp_path, tiny_edition):
    command = batch(tmp_path, wrong=0, edition=tiny_edition)
    text = (tmp_path / "check.jsonl").read_text().replace('["D11"]', '["D1", "D11"]')
    (tmp_path / "check.jsonl").write_text(text)
    assert json.loads(ictip(*command).out)["defective"] == 0


def test_rows_that_cannot_be_used_are_listed_and_the_exit_code_says_so(ictip, tmp_path, tiny_edition):
    command = batch(tmp_path, wrong=0, edition=tiny_edition)
    with (tmp_path / "batch.jsonl").open("a") as stream:
        stream.write('{"id": "x", "codes": ["Secret-plum"], "coder": "ann"}\nSecret-plum\n')
    ran = ictip(*command, "--rejects", tmp_path / "r.jsonl")
    assert ran.code == 3
    assert json.loads(ran.out)["decision"] == "accepted"
    listed = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [(each["row"], each["file"]) for each in listed] == [(301, "batch.jsonl"), (302, "batch.jsonl")]
    assert "Secret" not in ran.err + ran.out + (tmp_path / "r.jsonl").read_text()


def test_a_sample_with_unequal_probabilities_decides_no_batch(ictip, tmp_path, tiny_edition):
    command = batch(tmp_path, wrong=0, edition=tiny_edition)
    lines = (tmp_path / "check.jsonl").read_text().splitlines()
    changed = [line.replace("}", f', "inclusion_probability": {0.1 + at / 100}}}') for at, line in enumerate(lines)]
    (tmp_path / "check.jsonl").write_text("\n".join(changed))
    ran = ictip(*command)
    assert ran.code == 2
    assert "a simple sample" in ran.err


def test_several_coders_need_a_name(ictip, tmp_path, tiny_edition):
    command = batch(tmp_path, wrong=0, edition=tiny_edition)
    with (tmp_path / "batch.jsonl").open("a") as stream:
        stream.write('{"id": "0", "codes": [], "coder": "bo"}\n')
    ran = ictip(*command)
    assert ran.code == 2
    assert "ann, bo: name one with --coder" in ran.err
    assert ictip(*command, "--coder", "ann").code == 0
