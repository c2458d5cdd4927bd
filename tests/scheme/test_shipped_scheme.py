"""The shipped working scheme: complete, labelled as what it is, and fit for the coder."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from coder.scheme import Scheme, load_checks, load_scheme

from .conftest import SHIPPED

SIZES = {
    "ACT": 7, "MNS": 27, "PUR": 49, "EXS": 3, "IND": 54, "REC": 24, "REL": 20, "CTL": 35, "MOV": 10, "TRM": 8,
    "PLC": 5, "SEX": 4, "GND": 6, "AGE": 12, "MIG": 14, "EDU": 10, "VUL": 13, "VST": 4, "PRL": 19, "PTY": 6,
    "RET": 17, "IDN": 10, "REF": 8, "CJS": 15, "AST": 16,
}  # fmt: skip
RESIDUAL = {
    "ACT99", "MNS059", "MNS079", "MNS99", "PUR019", "PUR029", "PUR039", "PUR069", "PUR99", "EXS9", "IND_X9",
    "REC99", "REL99", "CTL97", "CTL99", "MOV9", "TRM99", "SEX9", "GND9", "AGE9", "MIG99", "EDU9", "VUL99", "VST9",
    "PRL99", "PTY9", "RET99", "IDN99", "REF29", "REF9", "CJS9", "AST99",
}  # fmt: skip


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_scheme(SHIPPED)


def test_it_says_that_it_is_a_working_scheme(scheme: Scheme) -> None:
    assert (scheme.name, scheme.version, scheme.status) == ("ictip-working", "1", "working scheme")
    assert "working scheme" in scheme.title
    assert "Not the official IC-TIP code list" in scheme.note
    assert "not the official" in (SHIPPED / "SOURCE.md").read_text(encoding="utf-8")
    assert scheme.released == "2026-11-22"


def test_it_has_all_dimensions_with_all_their_codes(scheme: Scheme) -> None:
    assert list(scheme.dimensions) == list(SIZES)
    assert Counter(code.dimension for code in scheme.codes.values()) == SIZES
    assert len(scheme.codes) == 396


def test_its_ids_are_what_they_were_when_version_1_was_made(scheme: Scheme) -> None:
    joined = "\n".join(sorted(f"{code.id} {code.dimension} {code.parent or ''}" for code in scheme.codes.values()))
    assert (
        hashlib.sha256(joined.encode()).hexdigest()
        == "8ace606380a2eb77f1022874acf1771a5930c907b15f4845d4326adff04ad184"
    )


def test_residual_codes_are_exactly_those_a_person_sets(scheme: Scheme) -> None:
    assert {code.id for code in scheme.codes.values() if code.residual} == RESIDUAL


def test_nothing_is_retired_in_version_1(scheme: Scheme) -> None:
    assert not any(code.retired for code in scheme.codes.values())


@pytest.mark.parametrize(
    "code", ["MOV33", "AST97", "MNS97", "MNS90", "PUR90", "CTL09", "VUL09", "AST09", "CJS8", "AGE11"]
)
def test_codes_that_only_look_residual_stay_suggestable(scheme: Scheme, code: str) -> None:
    assert code in scheme.suggestable


def test_suggestable_codes_belong_to_the_dimensions_text_speaks_of(scheme: Scheme) -> None:
    assert {scheme.codes[code].dimension for code in scheme.suggestable} == {
        "ACT", "MNS", "PUR", "IND", "REC", "REL", "CTL", "MOV", "TRM", "SEX", "AGE", "VUL", "PRL", "IDN", "CJS", "AST",
    }  # fmt: skip
    assert len(scheme.suggestable) == 300


def test_single_dimensions_and_units_are_as_decided(scheme: Scheme) -> None:
    single = {one.id for one in scheme.dimensions.values() if one.cardinality == "single"}
    assert single == {"EXS", "MOV", "GND", "EDU", "VST", "PTY", "RET", "IDN", "CJS"}
    assert [one.id for one in scheme.dimensions.values() if one.choose == "highest"] == ["CJS"]
    units = Counter(one.unit for one in scheme.dimensions.values())
    assert units == {"event": 8, "victim": 13, "perpetrator": 3, "reporting_entity": 1}
    assert all("victims may differ" in scheme.dimensions[one].note for one in ("SEX", "AGE"))


def test_the_criminal_justice_stage_rises_in_list_order(scheme: Scheme) -> None:
    place = {code.id: number for number, code in enumerate(scheme.codes_of("CJS"))}
    rising = [
        "CJS9",
        "CJS8",
        "CJS1",
        "CJS2",
        "CJS21",
        "CJS3",
        "CJS31",
        "CJS32",
        "CJS4",
        "CJS43",
        "CJS42",
        "CJS41",
        "CJS5",
    ]
    assert [place[code] for code in rising] == sorted(place[code] for code in rising)


def test_every_code_has_a_definition_a_source_and_a_basis(scheme: Scheme) -> None:
    for code in scheme.codes.values():
        assert code.definition.endswith("."), code.id
        assert code.definition.lower().rstrip(".") != code.label.lower(), code.id
        assert code.source, code.id
        assert code.basis in ("verified", "reconstructed"), code.id
        assert not code.extra


@pytest.mark.parametrize(
    "phrase",
    ["A value that fits no other", "Referral of this kind took place", "has reached this point", "Not stated."],
)
def test_no_definition_is_an_empty_phrase(scheme: Scheme, phrase: str) -> None:
    assert not [code.id for code in scheme.codes.values() if phrase in code.definition]


def test_no_two_codes_of_a_dimension_share_a_label_or_a_definition(scheme: Scheme) -> None:
    for part in ("label", "definition"):
        count = Counter((code.dimension, getattr(code, part)) for code in scheme.codes.values())
        assert max(count.values()) == 1, part


def test_codes_named_in_brackets_exist(scheme: Scheme) -> None:
    for code in scheme.codes.values():
        for word in f"{code.includes} {code.excludes}".replace("(", " ").replace(")", " ").split():
            if word[:3] in scheme.dimensions and any(letter.isdigit() for letter in word):
                assert word.strip(".,;").split("-")[0] in scheme.codes, code.id


def test_implied_codes_are_of_another_dimension(scheme: Scheme) -> None:
    for code in scheme.codes.values():
        assert all(scheme.codes[target].dimension != code.dimension for target in code.implies)


def test_its_checks_load_and_are_of_every_severity(scheme: Scheme) -> None:
    checks = load_checks(SHIPPED, scheme)
    assert len(checks) == 18
    assert {check.severity for check in checks} == {"error", "warning", "info"}
