import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.privacy import Identifier, find_identifiers, mask, unmask


def marked(text, *words, kind="name"):
    return [Identifier(m.start(), m.end(), kind, 1.0) for word in words for m in re.finditer(rf"\b{word}\b", text)]


def test_the_same_words_get_the_same_pseudonym():
    text = "Ana met Eva. Eva paid Ana; call 5551234."
    identifiers = [*marked(text, "Ana", "Eva"), *marked(text, "5551234", kind="phone")]
    assert mask(text, identifiers).text == "[NAME1] met [NAME2]. [NAME2] paid [NAME1]; call [PHONE1]."


def test_a_part_of_one_name_gets_its_pseudonym_and_a_part_of_two_its_own():
    text = "Ana Lopez and Eva Ruiz. Ruiz left."
    assert mask(text, marked(text, "Ana Lopez", "Eva Ruiz") + marked(text[24:], "x") + [
        Identifier(24, 28, "name", 1.0)
    ]).text.endswith("[NAME2] left.")  # fmt: skip
    text = "Ana Lopez, Eva Lopez. Lopez left."
    assert mask(text, [*marked(text, "Ana Lopez", "Eva Lopez"), Identifier(22, 27, "name", 1.0)]).text.endswith(
        "[NAME3] left."
    )


def test_pseudonyms_that_stand_in_the_text_are_not_used_again():
    text = "[NAME1] told Ana."
    assert mask(text, marked(text, "Ana")).text == "[NAME1] told [NAME2]."


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 3, (0, 7)),  # a name
        (1, 2, (0, 7)),  # inside a name: never a part of it
        (4, 7, (8, 11)),  # between names
        (0, 11, (0, 19)),  # name to name
        (2, 9, (0, 19)),  # from inside one to inside the next
        (11, 12, (19, 20)),  # after the last
        (3, 3, (7, 7)),  # empty, at an edge
    ],
)
def test_spans_of_the_original_are_found_on_the_masked_text(start, end, expected):
    text = "Ana met Eva."
    masked = mask(text, marked(text, "Ana", "Eva"))
    assert masked.text == "[NAME1] met [NAME2]."
    assert masked.to_masked(start, end) == expected


@pytest.mark.parametrize("spans", [[(0, 3), (2, 5)], [(0, 0)], [(-1, 2)], [(0, 99)], [(3, 2)]])
def test_spans_that_overlap_or_lie_outside_are_refused(spans):
    with pytest.raises(ValueError, match="overlaps another or lies outside"):
        mask("a text", [Identifier(start, end, "name", 1.0) for start, end in spans])


@st.composite
def texts_with_identifiers(draw):
    text = draw(st.text(alphabet="ab[]NAME1. é\n", max_size=40))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    kinds = draw(st.lists(st.sampled_from(["name", "phone"]), min_size=len(spans), max_size=len(spans)))
    return text, [Identifier(*span, kind, 1.0) for span, kind in zip(spans, kinds, strict=True)]


@given(texts_with_identifiers(), st.data())
def test_masking_can_be_undone_and_spans_find_their_way_both_ways(case, data):
    text, identifiers = case
    masked = mask(text, identifiers)
    originals = [text[place.start : place.end] for place in masked.replaced]
    assert unmask(masked, originals) == text
    for place in masked.replaced:
        assert masked.text[place.masked_start : place.masked_end] == place.pseudonym
        assert masked.to_masked(place.start, place.end) == (place.masked_start, place.masked_end)
        assert masked.to_original(place.masked_start, place.masked_end) == (place.start, place.end)
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    there = masked.to_masked(start, end)
    back = masked.to_original(*there)
    assert 0 <= there[0] <= there[1] <= len(masked.text)
    if all(end <= place.start or place.end <= start for place in masked.replaced):
        assert masked.text[slice(*there)] == text[start:end]
    elif start < end:
        assert back[0] <= start
        assert back[1] >= end


def test_no_found_identifier_stands_in_the_masked_text(english):
    text = "Maria Lopez, 23, gave Lopez's number +40 721 234 567. MARIA wrote to m.lopez@example.org. Maria fled."
    found = find_identifiers(text, english)
    masked = mask(text, found)
    for item in found:
        assert not re.search(rf"(?<!\w){re.escape(text[item.start : item.end])}(?!\w)", masked.text)
    assert "lopez" not in masked.text.lower()
    assert masked.text.startswith("[NAME1], 23, gave [NAME1]'s number [PHONE1].")
