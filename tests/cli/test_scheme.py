"""`ictip scheme`: show, validate, import."""

import shutil

import pytest

from tests.conftest import FRUIT


@pytest.fixture
def shown(ictip, tiny_edition):
    return lambda *arguments: ictip("scheme", "show", *arguments, "--edition", tiny_edition)


def test_the_scheme_is_shown_with_its_status_and_dimensions(shown):
    ran = shown()
    assert ran.code == 0
    assert ran.out.startswith("Fruit defects, version 1 (made-up scheme), fruit 1\n")
    for dimension in ("DEF", "FRU", "FATE", "BUYER"):
        assert f"\n {dimension} " in ran.out
    assert "12 codes, 9 of them suggested from text" in ran.out


def test_a_dimension_is_shown_with_its_codes_as_a_tree(shown):
    ran = shown("def")
    assert "DEF  Defect\ndescribes: event; takes every code that holds" in ran.out
    assert "\n D1  " in ran.out
    assert "\n   D11" in ran.out


def test_a_code_is_shown_with_all_that_is_known_of_it(shown):
    assert shown("d2").out.splitlines() == [
        "D2  Rot",
        "dimension: DEF Defect",
        "definition: The fruit is decaying.",
        "includes: mould; soft and brown",
        "implies: F3 Thrown away",
        "suggested from text: yes",
    ]
    assert "stands below: D1 Bruise" in shown("D11").out
    assert "below it: D11 Bruise from transport" in shown("D1").out
    assert "retired: yes, use K2" in shown("K9").out


def test_words_are_searched_in_labels_definitions_and_examples(shown):
    found = shown("--search", "LORRY crushed").out
    assert "D11" in found
    assert "1 code\n" in found
    assert shown("--search", "submarine").out == "0 codes\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["D22"], "no code or dimension D22; near it: D2"), (["D1", "--search", "x"], "not both")],
)
def test_what_cannot_be_shown_is_wrong_usage(shown, arguments, message):
    ran = shown(*arguments)
    assert ran.code == 2
    assert message in ran.err


def test_the_shipped_scheme_is_shown_without_an_edition_and_says_what_it_is(ictip):
    ran = ictip("scheme", "show")
    assert ran.code == 0
    assert "working scheme" in ran.out.splitlines()[0]


def test_a_sound_training_folder_is_counted(ictip):
    ran = ictip("scheme", "validate", FRUIT)
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "fruit 1 (made-up scheme): no faults",
        "4 dimensions, 12 codes, 2 checks, 7 rules, 14 narratives, 0 statements",
    ]


def test_faults_of_checks_rules_and_narratives_come_together(ictip, tmp_path):
    folder = shutil.copytree(FRUIT, tmp_path / "fruit-2")
    (folder / "checks.toml").write_text('[[check]]\nid = "a"\nseverity = "bad"\nwords = "b"\nif_any = ["D1"]\n')
    (folder / "en" / "rules" / "extra.toml").write_text('[[rule]]\nid = "a"\ncode = "XX"\npatterns = ["a"]\n')
    (folder / "narratives" / "more.jsonl").write_text('{"id": "a", "text": "words of a person", "codes": "none"}\n')
    (folder / "statements").mkdir()
    (folder / "statements" / "one.jsonl").write_text('{"id": "b", "text": "words of a person", "code": "D1"}\n')
    ran = ictip("scheme", "validate", folder)
    assert ran.code == 1
    for part in (
        "checks.toml:1: severity",
        "extra.toml:1: unknown code 'XX'",
        "more.jsonl:1: codes is not a list",
        "one.jsonl:1: claim is none of affirmed, denied, hypothetical, background, other_person, unrelated",
    ):
        assert part in ran.err
    assert "words of a person" not in ran.err


LIST = "Kode;Bezeichnung;Gruppe\nB1;Buch;Medien\nB2;Heft;Medien\n"
MAP = ["--map", "code=Kode", "--map", "label=Bezeichnung", "--map", "dimension = Gruppe"]


def test_a_foreign_list_becomes_a_scheme_folder(ictip, tmp_path):
    (tmp_path / "list.csv").write_text(LIST)
    ran = ictip("scheme", "import", tmp_path / "list.csv", tmp_path / "media-3", *MAP)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == f"{tmp_path / 'media-3'}: 2 codes in 1 dimension"
    assert ictip("scheme", "validate", tmp_path / "media-3").out.startswith("media 3 (imported list): no faults")


@pytest.mark.parametrize(
    ("map_", "message"),
    [
        (["--map", "code"], "is not of the form ours=theirs"),
        (["--map", "code=a", "--map", "code=b"], "code is named twice"),
        (["--map", "code=Kode"], "name the source's column for label, dimension"),
        ([*MAP, "--sheet", "one"], "is not a workbook"),
    ],
)
def test_an_import_that_is_not_told_enough_is_wrong_usage(ictip, tmp_path, map_, message):
    (tmp_path / "list.csv").write_text(LIST)
    ran = ictip("scheme", "import", tmp_path / "list.csv", tmp_path / "media-3", *map_)
    assert ran.code == 2
    assert message in ran.err
    assert not (tmp_path / "media-3").exists()
