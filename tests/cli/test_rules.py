"""`ictip rules` shows what a change of rules does, and what rules miss."""

import shutil

from tests.conftest import FRUIT


def changed_folder(tmp_path):
    folder = tmp_path / "fruit"
    shutil.copytree(FRUIT, folder)
    path = folder / "en" / "rules" / "fruit.toml"
    path.write_text(path.read_text("utf-8").replace('patterns = ["rotten", "mould"]', 'patterns = ["mould"]'), "utf-8")
    return folder


def test_unchanged_rules_say_so(ictip, tiny_edition):
    ran = ictip("rules", "try", FRUIT, "--edition", tiny_edition)
    assert ran.code == 0
    assert "no code is affirmed anywhere that was not before" in ran.out


def test_a_lost_reading_is_shown_with_its_words(ictip, tiny_edition, tmp_path):
    ran = ictip("rules", "try", changed_folder(tmp_path), "--edition", tiny_edition)
    assert ran.code == 0
    assert "lost, were right" in ran.out
    assert "rotten  D2" in ran.out


def test_rules_of_another_folder_can_be_compared_with(ictip, tmp_path):
    folder = changed_folder(tmp_path)
    ran = ictip("rules", "try", FRUIT, "--against", folder / "en" / "rules", "--shown", "0")
    assert ran.code == 0
    assert "D2" in ran.out
    assert "newly affirmed, right" not in ran.out


def test_a_folder_without_rules_is_refused(ictip, tmp_path):
    empty = tmp_path / "edition"
    empty.mkdir()
    ran = ictip("rules", "try", FRUIT, "--edition", empty)
    assert ran.code == 2
    assert "no rules" in ran.err


def test_what_rules_miss_is_listed_by_code(ictip, tmp_path):
    ran = ictip("rules", "missed", changed_folder(tmp_path), "--code", "D2")
    assert ran.code == 0
    assert "missed" in ran.out
    assert "note-3  rotten" in ran.out


def test_statements_that_rules_take_wrongly_are_listed(ictip, tmp_path):
    folder = shutil.copytree(FRUIT, tmp_path / "fruit-2")
    (folder / "statements").mkdir()
    (folder / "statements" / "d.jsonl").write_text(
        '{"id": "D2-1", "code": "D2", "claim": "affirmed", "text": "The whole box had gone soft and brown."}\n'
        '{"id": "D2-2", "code": "D2", "claim": "affirmed", "text": "Half of the pears were rotten."}\n'
        '{"id": "D2-3", "code": "D2", "claim": "denied", "text": "None of the pears were rotten."}\n'
        '{"id": "D2-4", "code": "D2", "claim": "unrelated", "text": "It was a rotten road to the market."}\n'
        '{"id": "D3-1", "code": "D3", "claim": "affirmed", "text": "Something lived in it."}\n'
    )
    ran = ictip("rules", "statements", folder, "--code", "D2")
    assert ran.code == 0
    assert "D2-1  affirmed, not found: The whole box" in ran.out
    assert "D2-4  unrelated, read as rotten: It was" in ran.out
    assert "affirmed: 1 of 2 taken wrongly" in ran.out
    assert "denied: 0 of 1 taken wrongly" in ran.out
    assert "D2-2" not in ran.out
    assert "D3-1" not in ran.out
    ran = ictip("rules", "statements", folder, "--code", "K1")
    assert (ran.code, "no statements of these codes in" in ran.err) == (2, True)


def test_a_code_that_is_not_there_is_refused(ictip):
    ran = ictip("rules", "missed", FRUIT, "--code", "nonsense")
    assert ran.code == 2
    assert "nonsense" in ran.err
