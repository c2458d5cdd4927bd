"""Rule files are read with every fault at once."""

import pytest

from coder.errors import RuleError
from coder.rules.rulebook import load_rulebook

CODES = {"A1": 1, "B2": 1}
GOOD = """
[lists]
papers = ["passport"]

[[rule]]
id = "one"
code = ["A1", "B2"]
meaning = "papers taken"
patterns = ["take ~2 @papers"]
examples = ["they took her passport"]
"""


def load(tmp_path, **files):
    for name, content in files.items():
        (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
    return load_rulebook(tmp_path, CODES)


def test_a_good_file_is_read(tmp_path):
    book = load(tmp_path, ctl=GOOD)
    assert [(rule.id, rule.codes, rule.fuzz, rule.row) for rule in book.rules] == [("one", ("A1", "B2"), "typo", 5)]
    assert book.lists == {"papers": ("passport",)}


def test_a_missing_folder_is_an_empty_rulebook(tmp_path):
    assert load_rulebook(tmp_path / "none", CODES).rules == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[[rule", "not valid TOML"),
        ('[[rule]]\nid="x"\ncode="ZZ"\npatterns=["a"]\nexamples=["a"]', "unknown code 'ZZ'"),
        ('[[rule]]\ncode="A1"\npatterns=["a"]\nexamples=["a"]', "no id"),
        ('[[rule]]\nid="x"\npatterns=["a"]\nexamples=["a"]', "no code"),
        ('[[rule]]\nid="x"\ncode="A1"\nexamples=["a"]', "needs either patterns or reads"),
        ('[[rule]]\nid="x"\ncode="A1"\npatterns=["a"]\nreads="age"\nexamples=["a"]', "needs either patterns or reads"),
        ('[[rule]]\nid="x"\ncode="A1"\nreads="height"\nexamples=["a"]', "unknown reading 'height'"),
        ('[[rule]]\nid="x"\ncode="A1"\npatterns=["a"]', "no examples"),
        ('[[rule]]\nid="x"\ncode="A1"\npatterns=["a"]\nexamples=["a"]\nfuzz="wild"', "fuzz is one of"),
        ('[[rule]]\nid="x"\ncode="A1"\npatterns=["a"]\nexamples=["a"]\nabout="judge"', "about is left out or 'victim'"),
        ('[[rule]]\nid="x"\ncode="A1"\npattern=["a"]\nexamples=["a"]', "unknown key 'pattern'"),
    ],
)
def test_a_fault_is_named_with_file_and_row(tmp_path, content, reason):
    with pytest.raises(RuleError, match=r"bad\.toml") as caught:
        load(tmp_path, bad=content)
    assert any(reason in fault.reason for fault in caught.value.faults)


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    twice = GOOD.replace('id = "one"', 'id = "one"\nfuzz = "wild"')
    with pytest.raises(RuleError) as caught:
        load(tmp_path, a=GOOD, b=twice, c="[[rule")
    assert {fault.file for fault in caught.value.faults} == {"b.toml", "c.toml"}
    assert len(caught.value.faults) == 4
