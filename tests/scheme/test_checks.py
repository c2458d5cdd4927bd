"""Edit rules: when they fire, what they show and which faults of checks.toml are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import SchemeError
from coder.records import CheckNote
from coder.scheme import Check, Scheme, load_checks, load_scheme, run_checks

from .conftest import SHIPPED

SHIPPED_SCHEME = load_scheme(SHIPPED)
SHIPPED_CHECKS = load_checks(SHIPPED, SHIPPED_SCHEME)


def check(**parts: tuple[str, ...]) -> Check:
    return Check("c", "warning", "Look again.", **parts)


# fmt: off
FIRING = [
    # entries: a code exactly, a code with what is below, a dimension
    ({"if_any": ("B",)}, ["B"], ("B",)),
    ({"if_any": ("B",)}, ["B11"], None),
    ({"if_any": ("B*",)}, ["B"], ("B",)),
    ({"if_any": ("B*",)}, ["B11", "B9"], ("B11", "B9")),
    ({"if_any": ("B1*",)}, ["B9"], None),
    ({"if_any": ("ITEM:*",)}, ["D", "O", "B"], ("B", "D")),
    ({"if_any": ("ITEM:*",)}, ["O"], None),
    # if-part alone
    ({"if_any": ("B", "D")}, ["D"], ("D",)),
    ({"if_any": ("B", "D")}, [], None),
    ({"if_all": ("B*", "READER:*")}, ["B1", "Y"], ("B1", "Y")),
    ({"if_all": ("B*", "READER:*")}, ["B1"], None),
    ({"if_any": ("B",), "if_none": ("READER:*",)}, ["B"], ("B",)),
    ({"if_any": ("B",), "if_none": ("READER:*",)}, ["B", "O"], None),
    ({"if_none": ("ITEM:*",)}, ["O"], ()),
    ({"if_any": ("B",), "if_all": ("Y*",), "if_none": ("O",)}, ["B", "Y1"], ("B", "Y1")),
    ({"if_any": ("B",), "if_all": ("Y*",), "if_none": ("O",)}, ["B", "Y1", "O"], None),
    # then-part: something must be there
    ({"if_any": ("B*",), "then_any": ("READER:*",)}, ["B1"], ("B1",)),
    ({"if_any": ("B*",), "then_any": ("READER:*",)}, ["B1", "O"], None),
    ({"if_any": ("B*",), "then_any": ("READER:*",)}, ["O"], None),
    # then-part: something must not be there, and is shown
    ({"if_any": ("B*",), "then_none": ("O", "Y*")}, ["B1", "Y1", "D"], ("B1", "Y1")),
    ({"if_any": ("B*",), "then_none": ("O", "Y*")}, ["B1", "D"], None),
    # both: one failing half is enough
    ({"if_any": ("B",), "then_any": ("D",), "then_none": ("O",)}, ["B"], ("B",)),
    ({"if_any": ("B",), "then_any": ("D",), "then_none": ("O",)}, ["B", "D", "O"], ("B", "O")),
    ({"if_any": ("B",), "then_any": ("D",), "then_none": ("O",)}, ["B", "D"], None),
    # codes count as given: what B1 implies is not there
    ({"if_any": ("B1",), "then_any": ("Y1",)}, ["B1"], ("B1",)),
]
# fmt: on


@pytest.mark.parametrize(("parts", "codes", "shown"), FIRING)
def test_a_check_fires_when_its_if_part_holds_and_its_then_part_does_not(
    library: Scheme, parts: dict[str, tuple[str, ...]], codes: list[str], shown: tuple[str, ...] | None
) -> None:
    notes = run_checks([check(**parts)], library, codes)
    assert notes == (() if shown is None else (CheckNote("c", "warning", "Look again.", shown),))


def test_notes_come_in_the_order_of_the_checks(library: Scheme) -> None:
    checks = [Check("late", "info", "l", if_any=("O",)), Check("early", "error", "e", if_any=("B",))]
    assert [note.id for note in run_checks(checks, library, ["B", "O"])] == ["late", "early"]


def test_a_code_the_scheme_does_not_have_is_a_key_error(library: Scheme) -> None:
    with pytest.raises(KeyError):
        run_checks([], library, ["Q"])


GOOD = '[[check]]\nid = "a"\nseverity = "info"\nwords = "Look."\nif_any = ["B*", "READER:*"]\n'


def test_checks_are_read_in_file_order(folder: Path, library: Scheme) -> None:
    text = GOOD + GOOD.replace('"a"', '"b"') + 'then_none = ["O"]\n'
    (folder / "checks.toml").write_text(text, encoding="utf-8")
    assert load_checks(folder, library) == (
        Check("a", "info", "Look.", if_any=("B*", "READER:*")),
        Check("b", "info", "Look.", if_any=("B*", "READER:*"), then_none=("O",)),
    )


def test_a_folder_without_checks_has_none(folder: Path, library: Scheme) -> None:
    assert load_checks(folder, library) == ()


LISTS = "if_any, if_all, if_none, then_any, then_none"


# fmt: off
FAULTS = [
    ("", ["checks.toml: the file is empty"]),
    ("[[check]]\nid = \n", ["checks.toml:2: this is not well-formed TOML"]),
    ("[check]\nid = 'a'\n", ["checks.toml: rules are written as [[check]]"]),
    ("check = [1]\n", ["checks.toml: rules are written as [[check]]"]),
    (GOOD.replace("check", "rule"), ["checks.toml: rule is not known here; rules are [[check]]"]),
    ("[[check]]\n", ["checks.toml:1: id is missing or is not text",
                     "checks.toml:1: severity is missing or is not text",
                     "checks.toml:1: there is no condition: no if_any, if_all or if_none",
                     "checks.toml:1: words is missing or is not text"]),
    (GOOD + "\n" + GOOD, ["checks.toml:7: check a stands in row 1 too"]),
    (GOOD.replace('"info"', '"fatal"'), ["checks.toml:1: severity must be one of error, warning, info"]),
    (GOOD.replace('"Look."', '" "'), ["checks.toml:1: words is missing or is not text"]),
    (GOOD.replace("if_any", "then_any"), ["checks.toml:1: there is no condition: no if_any, if_all or if_none"]),
    (GOOD + 'if_some = ["B"]\n',
     [f"checks.toml:1: if_some is not known here; known are id, severity, words, {LISTS}"]),
    (GOOD + 'then_any = "B"\n', ["checks.toml:1: then_any must be a list of one or more texts in quotes"]),
    (GOOD + "then_any = []\n", ["checks.toml:1: then_any must be a list of one or more texts in quotes"]),
    (GOOD + "then_any = [1]\n", ["checks.toml:1: then_any must be a list of one or more texts in quotes"]),
    (GOOD + 'then_any = ["Q", "Q*", "B1", "*"]\nthen_none = ["SHELF:*", "B:*"]\n',
     ["checks.toml:1: then_any names a code that is not in the scheme: *",
      "checks.toml:1: then_any names a code that is not in the scheme: Q",
      "checks.toml:1: then_any names a code that is not in the scheme: Q*",
      "checks.toml:1: then_none names a dimension that is not in the scheme: B:*",
      "checks.toml:1: then_none names a dimension that is not in the scheme: SHELF:*"]),
    ("# a comment\n\n" + GOOD + "\n" + GOOD.replace('"B*"', '"Q"').replace('"a"', '"b"'),
     ["checks.toml:9: if_any names a code that is not in the scheme: Q"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_all_faults_of_the_checks_are_told_at_once(
    folder: Path, library: Scheme, text: str, expected: list[str]
) -> None:
    (folder / "checks.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SchemeError) as caught:
        load_checks(folder, library)
    assert [str(fault) for fault in caught.value.faults] == expected


@given(st.lists(st.sampled_from(sorted(SHIPPED_SCHEME.codes)), max_size=12))
def test_notes_show_given_codes_only_and_do_not_depend_on_their_order(codes: list[str]) -> None:
    notes = run_checks(SHIPPED_CHECKS, SHIPPED_SCHEME, codes)
    assert notes == run_checks(SHIPPED_CHECKS, SHIPPED_SCHEME, codes[::-1])
    for note in notes:
        assert set(note.codes) <= set(codes)
        assert note.codes == SHIPPED_SCHEME.in_order(note.codes)


# fmt: off
CODINGS = [
    # nothing coded, and a sound case
    ("", ""),
    ("ACT01 MNS05 PUR0112 IND_I55 AGE21 SEX2 MOV22 TRM1", ""),
    ("ACT01 MNS02 PUR021 IND_T97 AGE2", ""),
    # act, means, purpose
    ("ACT01 PUR011 AGE2", "adult-no-means"),
    ("ACT01 PUR011 AGE2 CTL041", ""),
    ("ACT01 PUR011 AGE2 CTL07", "adult-no-means"),
    ("ACT01 PUR011 AGE12", "child-no-means"),
    ("ACT01 PUR011 AGE12 MNS97", ""),
    ("ACT01 PUR011 AGE12 AGE22", "adult-no-means"),
    ("ACT01 PUR011 AGE12 MNS97 MNS052", "child-exemption-beside-means"),
    ("ACT01 PUR011 AGE12 MNS97 CTL031", "child-exemption-beside-means"),
    ("ACT01 PUR011 AGE12 MNS97 CTL07", ""),
    ("PUR05 MNS01", "purpose-no-act"),
    ("ACT02", "act-or-means-no-purpose"),
    ("MNS01 SEX2", "act-or-means-no-purpose"),
    ("ACT90 PUR011", ""),
    ("ACT90 ACT04 PUR011", "other-act-beside-listed-act"),
    # age
    ("ACT01 PUR042 AGE2 MNS02", "child-code-adult-ages"),
    ("ACT01 PUR042 AGE2 AGE12 MNS02", ""),
    ("ACT01 PUR042 MNS02", ""),
    ("ACT01 PUR041 AGE12 MNS02", "adult-code-child-ages"),
    ("ACT01 PUR022 IND_A AGE12 MNS02", "child-work-not-marked"),
    ("ACT01 PUR022 IND_A AGE12 AGE2 MNS02", ""),
    ("ACT01 PUR025 AGE12 MNS02", "child-labour-no-kind"),
    ("ACT01 PUR025 PUR032 AGE12 MNS02", ""),
    # purpose and industry
    ("ACT01 PUR022", "business-no-industry"),
    ("ACT01 PUR022 IND_X9", ""),
    ("ACT01 PUR071 IND_Q", "industry-not-wanted"),
    ("ACT01 PUR071 PUR022 IND_Q", ""),
    ("ACT03 PUR093", ""),
    ("ACT03 PUR093 PUR05", "child-sale-beside-purpose"),
    ("ACT01 PUR032 CTL041", "debt-bondage-twice"),
    # movement
    ("ACT02 PUR05 MOV1", "no-movement-but-moved"),
    ("ACT01 PUR013 MOV4 TRM4", "no-movement-but-moved"),
    ("ACT01 PUR013 MOV4", ""),
    ("ACT02 PUR05 MOV31 TRM4", ""),
    # none or not known beside something
    ("CTL97 CTL05", "no-control-beside-control"),
    ("CTL99", ""),
    ("ACT01 PUR99 PUR061", "purpose-not-known-beside-purpose"),
    ("ACT01 PUR061 VST3", "not-a-victim-beside-purpose"),
]
# fmt: on


@pytest.mark.parametrize(("codes", "fired"), CODINGS)
def test_shipped_checks_fire_on_these_codings_and_on_no_others(codes: str, fired: str) -> None:
    notes = run_checks(SHIPPED_CHECKS, SHIPPED_SCHEME, codes.split())
    assert [note.id for note in notes] == fired.split()


def test_every_shipped_check_has_an_example_that_fires_it_and_plain_words() -> None:
    fired = {id_ for _, ids in CODINGS for id_ in ids.split()}
    assert fired == {check.id for check in SHIPPED_CHECKS}
    for one in SHIPPED_CHECKS:
        assert one.words.endswith(".")
        assert not any(code in one.words for code in SHIPPED_SCHEME.codes), one.id


def test_shipped_checks_count_as_means_exactly_the_codes_that_imply_one() -> None:
    by_id = {one.id: one for one in SHIPPED_CHECKS}
    means = {code.id for code in SHIPPED_SCHEME.codes_of("MNS")}
    implying = {code.id for code in SHIPPED_SCHEME.codes.values() if means & set(code.implies)}
    for id_, part in [("adult-no-means", "then_any"), ("child-no-means", "then_any"),
                      ("child-exemption-beside-means", "then_none")]:  # fmt: skip
        named: set[str] = set()
        for entry in getattr(by_id[id_], part):
            code = entry.removesuffix("*")
            if code in SHIPPED_SCHEME.codes and code not in means:
                named |= {code, *(SHIPPED_SCHEME.descendants(code) if entry.endswith("*") else ())}
        assert named == implying
