"""The hierarchy of a scheme: what is above, below and implied."""

from __future__ import annotations

import dataclasses
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import UsageError
from coder.scheme import Code, Dimension, Scheme, make_scheme


def test_codes_and_dimensions_keep_the_order_of_the_list(library: Scheme) -> None:
    assert list(library.codes) == ["B", "B1", "B11", "B9", "D", "Y", "Y1", "O", "N"]
    assert list(library.dimensions) == ["ITEM", "READER", "NOTE"]
    assert [code.id for code in library.codes_of("READER")] == ["Y", "Y1", "O"]
    assert library.codes_of("SHELF") == ()


def test_parents_children_ancestors_and_descendants_follow_the_tree(library: Scheme) -> None:
    assert library.parent("B11") == "B1"
    assert library.parent("B") is None
    assert library.children("B") == ("B1", "B9")
    assert library.children("B11") == ()
    assert library.ancestors("B11") == ("B1", "B")
    assert library.descendants("B") == ("B1", "B11", "B9")
    assert library.descendants("O") == ()


def test_implied_codes_come_with_their_ancestors_but_one_step_only(library: Scheme) -> None:
    assert library.implied("B1") == ("Y1", "Y")
    assert library.implied("Y1") == ("N",)
    assert library.implied("B11") == ()


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], set()),
        (["B"], {"B"}),
        (["B11"], {"B11", "B1", "B"}),  # the parent implies Y1, the child does not inherit it
        (["B1"], {"B1", "B", "Y1", "Y"}),
        (["B11", "O"], {"B11", "B1", "B", "O"}),
        (["Y1", "Y1"], {"Y1", "Y", "N"}),
    ],
)
def test_expanding_adds_ancestors_and_what_a_given_code_implies(
    library: Scheme, codes: list[str], expected: set[str]
) -> None:
    assert library.expand(codes) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], set()),
        (["B", "B11"], {"B11"}),
        (["B", "B1", "B9"], {"B1", "B9"}),
        (["B", "Y1"], {"B", "Y1"}),
        (["B11", "B11"], {"B11"}),
    ],
)
def test_leaves_only_drops_ancestors_of_other_given_codes(
    library: Scheme, codes: list[str], expected: set[str]
) -> None:
    assert library.leaves_only(codes) == expected


def test_suggestable_leaves_out_residual_and_retired_codes_and_unsuggested_dimensions(library: Scheme) -> None:
    assert library.suggestable == {"B", "B1", "B11", "Y", "Y1", "O"}


def test_in_order_sorts_by_the_list_and_drops_repeats(library: Scheme) -> None:
    assert library.in_order(["Y", "B9", "B", "Y"]) == ("B", "B9", "Y")


@pytest.mark.parametrize("method", ["parent", "children", "ancestors", "descendants", "implied"])
def test_an_unknown_code_is_a_key_error(library: Scheme, method: str) -> None:
    with pytest.raises(KeyError):
        getattr(library, method)("Q")


@pytest.mark.parametrize("method", ["expand", "leaves_only", "in_order"])
def test_an_unknown_code_among_several_is_a_key_error(library: Scheme, method: str) -> None:
    with pytest.raises(KeyError):
        getattr(library, method)(["B", "Q"])


def test_a_scheme_made_of_codes_alone_takes_defaults() -> None:
    scheme = make_scheme([Code("A", "Apple", "FRUIT")])
    assert scheme.dimensions["FRUIT"] == Dimension("FRUIT", "FRUIT", "event", "multi", "best", "yes", "")
    assert (scheme.name, scheme.version, scheme.title, scheme.status) == ("scheme", "0", "scheme", "")


def test_parents_in_a_circle_are_refused() -> None:
    with pytest.raises(UsageError, match="circle"):
        make_scheme([Code("A", "Apple", "F", parent="B"), Code("B", "Berry", "F", parent="A")])


def test_values_are_frozen_hashable_and_equal_by_content(library: Scheme) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        library.name = "other"  # type: ignore[misc]
    assert {library: 1}[library] == 1
    assert hash(library.codes["B"]) == hash(dataclasses.replace(library.codes["B"]))
    again = make_scheme(
        library.codes.values(), library.dimensions.values(), name="library", version="3", status="made up"
    )
    assert again == library


def test_a_scheme_travels_between_processes_whole(library: Scheme) -> None:
    there = pickle.loads(pickle.dumps(library))
    assert there == library
    assert there.expand(["B1"]) == library.expand(["B1"])


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Random forests of up to 12 codes in two dimensions, with random implies."""
    size = draw(st.integers(1, 12))
    ids = [f"C{place}" for place in range(size)]
    codes: list[Code] = []
    for place, id_ in enumerate(ids):
        parent = draw(st.none() | st.sampled_from(codes)) if codes else None
        dimension = parent.dimension if parent else draw(st.sampled_from(["P", "Q"]))
        implies = (
            draw(st.lists(st.sampled_from(ids).filter(lambda one, own=id_: one != own), max_size=2)) if size > 1 else []
        )
        codes.append(Code(id_, f"code {place}", dimension, parent.id if parent else None, implies=tuple(implies)))
    return make_scheme(codes)


@st.composite
def schemes_with_codes(draw: st.DrawFn) -> tuple[Scheme, list[str]]:
    scheme = draw(schemes())
    return scheme, draw(st.lists(st.sampled_from(list(scheme.codes)), max_size=6))


@given(schemes_with_codes())
def test_expanding_contains_what_was_given_and_is_closed_under_ancestors(
    drawn: tuple[Scheme, list[str]],
) -> None:
    scheme, codes = drawn
    full = scheme.expand(codes)
    assert full >= set(codes)
    assert all(set(scheme.ancestors(code)) <= full for code in full)


@given(schemes_with_codes())
def test_expanding_without_implied_codes_is_idempotent(drawn: tuple[Scheme, list[str]]) -> None:
    scheme, codes = drawn
    plain = make_scheme(dataclasses.replace(code, implies=()) for code in scheme.codes.values())
    once = plain.expand(codes)
    assert plain.expand(once) == once
    assert once <= scheme.expand(codes)


@given(schemes_with_codes(), st.data())
def test_expanding_more_codes_never_gives_less(drawn: tuple[Scheme, list[str]], data: st.DataObject) -> None:
    scheme, codes = drawn
    fewer = data.draw(st.lists(st.sampled_from(codes))) if codes else []
    assert scheme.expand(fewer) <= scheme.expand(codes)


@given(schemes_with_codes())
def test_leaves_are_a_subset_that_still_covers_everything(drawn: tuple[Scheme, list[str]]) -> None:
    scheme, codes = drawn
    leaves = scheme.leaves_only(codes)
    assert leaves <= set(codes)
    assert scheme.leaves_only(leaves) == leaves
    covered = leaves.union(*(scheme.ancestors(code) for code in leaves))
    assert set(codes) <= covered


@given(schemes())
def test_ancestors_and_descendants_mirror_each_other(scheme: Scheme) -> None:
    for code in scheme.codes:
        assert code not in scheme.ancestors(code)
        assert all(code in scheme.descendants(above) for above in scheme.ancestors(code))
        assert all(code in scheme.ancestors(below) for below in scheme.descendants(code))
        assert set(scheme.children(code)) <= set(scheme.descendants(code))
