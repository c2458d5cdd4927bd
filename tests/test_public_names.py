"""The public face is what `coder.__all__` says, and every name in it is documented."""

import inspect

import coder
from tests.conftest import ROOT


def test_all_names_exist_are_sorted_and_documented():
    assert sorted(coder.__all__) == coder.__all__
    for name in coder.__all__:
        assert inspect.getdoc(getattr(coder, name)), name


def test_no_other_public_name_is_offered():
    offered = {name for name in vars(coder) if not name.startswith("_")}
    parts = {path.name for path in (ROOT / "coder").iterdir() if path.is_dir()} | {"records", "errors"}
    assert offered - parts == set(coder.__all__)


def test_the_public_functions_document_what_they_raise():
    for function in (coder.open_edition, coder.build_edition, coder.load_scheme):
        assert "Raises" in inspect.getdoc(function)
