"""`ictip audit run --project`: the review desk's store read directly."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from coder.records import Narrative
from coder.review import (
    Judgement,
    Settings,
    add_user,
    change_settings,
    create_project,
    decide,
    history,
    import_narratives,
    next_case,
    open_store,
    set_member,
    submit,
)

TEXTS = [f"{start} zyxmarker {at}." for at in range(4) for start in ("The apples were bruised", "The pears had worms")]


@pytest.fixture
def project(tmp_path, tiny_edition, tiny_suggester):
    """Eight narratives coded by two people each, ben more strictly; an auditor who may not read."""
    path = tmp_path / "desk.sqlite"
    store = open_store(path, lambda: datetime.now(UTC))
    root = add_user(store, None, "root")
    made = create_project(store, root, "fruit", Settings(coders=2, planted_share=0.5))
    people = [add_user(store, root, name) for name in ("ann", "ben")]
    for person in people:
        set_member(store, root, made.id, person.id, "coder")
    set_member(store, root, made.id, add_user(store, root, "otto").id, "auditor")
    items = [Narrative(f"n{at}", text) for at, text in enumerate(TEXTS)]
    import_narratives(store, root, made.id, items, tiny_suggester, {"edition": "tiny"})
    for strict, person in enumerate(people):
        while (case := next_case(store, person, made.id)) is not None:
            version = case.version
            for offer in case.offers:
                if not strict or offer.confidence > 0.6:
                    version = decide(
                        store, person, case.id, Judgement("confirm", code=offer.code), version=version
                    ).version
            submit(store, person, case.id, version=version, seconds=5, undecided_ok=True)
    yield store, root, made, path, tiny_edition / "scheme"
    store.close()


def figures(folder):
    found = json.loads((folder / "figures.json").read_text("utf-8"))
    found.pop("facts")
    return found


@pytest.mark.parametrize("more", [(), ("--reference", "final"), ("--split", "2020-01-01", "--threshold", "0.7")])
def test_the_store_and_its_exported_files_give_the_same_figures(ictip, project, tmp_path, more):
    _, _, _, path, scheme = project
    records, machine = tmp_path / "records.jsonl", tmp_path / "machine.jsonl"
    for what, out in (("records", records), ("machine", machine)):
        assert ictip("project", "export", "fruit", "--what", what, "-o", out, "--store", path).code == 0
    common = ("--scheme", scheme, *more)
    ran = ictip("audit", "run", records, "--machine", machine, *common, "-o", tmp_path / "files")
    assert ran.code == 0, ran.err
    ran = ictip("audit", "run", "--project", "fruit", "--store", path, *common, "-o", tmp_path / "store")
    assert ran.code == 0, ran.err
    assert figures(tmp_path / "store") == figures(tmp_path / "files")
    told = figures(tmp_path / "store")
    assert told["coders"] == ["ann", "ben"]
    assert told["machine"] == "machine"
    assert told["assisted"]
    assert (told["reference"] == "final") == ("final" in more)


def test_an_auditor_without_text_rights_gets_no_text(ictip, project, tmp_path):
    store, root, made, path, scheme = project
    arguments = ("--project", "fruit", "--store", path, "--scheme", scheme, "-o", tmp_path / "out")
    ran = ictip("audit", "run", *arguments, "--as", "otto")
    assert ran.code == 0, ran.err
    said = ran.out + ran.err + "".join(each.read_text("utf-8") for each in (tmp_path / "out").iterdir())
    assert "zyxmarker" not in said
    change_settings(store, root, made.id, Settings(coders=2, export_text=True), version=1)
    ran = ictip("audit", "run", *arguments, "--as", "otto", "--with-text")
    assert (ran.code, "zyxmarker" in ran.err) == (1, False)


def test_text_needs_the_leave_of_the_project_too(ictip, project, tmp_path):
    store, root, made, path, scheme = project
    arguments = ("--project", "fruit", "--store", path, "--scheme", scheme, "-o", tmp_path / "out", "--with-text")
    assert ictip("audit", "run", *arguments).code == 1
    change_settings(store, root, made.id, Settings(coders=2, export_text=True), version=1)
    ran = ictip("audit", "run", *arguments)
    assert ran.code == 0, ran.err
    assert "zyxmarker" in (tmp_path / "out" / "report.html").read_text("utf-8")
    (tmp_path / "out" / "report.html").unlink()
    assert not [each for each in (tmp_path / "out").iterdir() if "zyxmarker" in each.read_text("utf-8")]


def test_text_that_may_not_leave_is_refused_before_anything_is_read(ictip, project, tmp_path):
    store, root, made, path, scheme = project
    before = len(history(store, root, made.id))
    arguments = ("--project", "fruit", "--store", path, "--scheme", scheme, "-o", tmp_path / "out", "--with-text")
    ran = ictip("audit", "run", *arguments)
    assert (ran.code, "does not let narratives leave" in ran.err) == (1, True)
    assert len(history(store, root, made.id)) == before
    assert not (tmp_path / "out").exists()


def test_narratives_that_cannot_be_masked_are_left_out_and_told(ictip, project, tmp_path):
    store, root, made, path, scheme = project
    change_settings(store, root, made.id, Settings(coders=2, export_text=True), version=1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE cases SET language = 'xx' WHERE narrative_id IN ('n0', 'n1', 'n2')")
        connection.commit()
    arguments = ("--project", "fruit", "--store", path, "--scheme", scheme, "-o", tmp_path / "out", "--with-text")
    ran = ictip("audit", "run", *arguments)
    assert ran.code == 0, ran.err
    assert "note: 3 narratives are not shown: names cannot be masked in their language" in ran.err
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    shown = {at for at, text in enumerate(TEXTS) if text in page}
    assert shown == set(range(3, len(TEXTS)))
    ran = ictip("project", "export", "fruit", "--what", "narratives", "--store", path, "-o", tmp_path / "n.jsonl")
    assert (ran.code, "in language xx; export with --no-mask" in ran.err, "zyxmarker" in ran.err) == (2, True, False)
    assert not (tmp_path / "n.jsonl").exists()


def test_coders_may_not_audit(ictip, project, tmp_path):
    path = project[3]
    ran = ictip("audit", "run", "--project", "fruit", "--store", path, "--as", "ann", "-o", tmp_path / "out")
    assert ran.code == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [(), ("CODED", "--project", "fruit"), ("CODED", "--with-text"), ("--project", "elsewhere")],
)
def test_requests_that_make_no_sense_are_refused(ictip, project, tmp_path, arguments):
    coded = tmp_path / "coded.jsonl"
    coded.write_text('{"id": "1", "coder": "ann", "codes": []}\n', encoding="utf-8")
    given = [coded if each == "CODED" else each for each in arguments]
    assert ictip("audit", "run", *given, "--store", project[3], "-o", tmp_path / "out").code == 2
