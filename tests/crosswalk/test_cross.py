"""One record's way across: what lines settle, what the text decides, what goes to a person, what disagrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.crosswalk import Decide, conflict_records, cross, old_codes, parse_crosswalk, queue_records
from coder.records import Coding, Denied, Suggestion
from coder.scheme import load_scheme
from tests.conftest import FRUIT

FRUITS = load_scheme(FRUIT)
LINES = """variable,value,kind,new,share,note
shelf,apple,one-to-one,K1,,
shelf,pear,one-to-one,K2,,
state,bad,one-to-many,D1,0.7,
state,bad,one-to-many,D2,0.3,
state,wormy,one-to-one,D3,,
end,gone,one-to-many,F2,,
end,gone,one-to-many,F3,,
end,sold,one-to-one,F1,,
price,*,dropped,,,a quantity
,,new,D11,,not told apart
"""
WALK = parse_crosswalk("old.csv", LINES.encode(), b'missing = ["-99"]', FRUITS)


def text(*suggested, denied=()):
    """What a text says: (code, confidence) pairs, and denied codes with their claims."""
    return Coding(
        "a",
        "e",
        "en",
        "coded",
        1.0,
        tuple(
            Suggestion(FRUITS.codes[code].dimension, "event", None, code, "", confidence, 1, ())
            for code, confidence in suggested
        ),
        tuple(Denied(FRUITS.codes[code].dimension, code, "", claim, ()) for code, claim in denied),
    )


def way(old, coding=None, **options):
    return cross(WALK, old, FRUITS, coding, **options)


@pytest.mark.parametrize(
    ("coding", "how", "codes"),
    [
        (None, "queue", ()),
        (text(), "queue", ()),
        (text(("D2", 0.49)), "queue", ()),
        (text(("D3", 0.9)), "queue", ()),
        (text(("D2", 0.9)), "text", ("D2",)),
        (text(("D11", 0.9)), "text", ("D1",)),
        (text(("D1", 0.9), ("D2", 0.8)), "text", ("D1", "D2")),
        (text(("D1", 0.55), ("D2", 0.4)), "queue", ()),
        (text(("D1", 0.7), ("D2", 0.4)), "text", ("D1",)),
        (text(("D1", 0.9), denied=[("D2", "denied")]), "text", ("D1",)),
        (text(denied=[("D1", "denied"), ("D2", "hypothetical")]), "queue", ()),
        (Coding("a", "e", "es", "unsupported_language", 0.0), "queue", ()),
    ],
)
def test_between_candidates_the_text_decides(coding, how, codes):
    crossing = way({"state": ["bad"]}, coding)
    assert [move.how for move in crossing.moves] == [how]
    assert crossing.codes == codes


def test_in_a_dimension_that_takes_one_code_the_text_may_not_choose_two():
    crossing = way({"end": ["gone"]}, text(("F2", 0.8), ("F3", 0.9)))
    assert crossing.queued[0].reason == "the text affirms several codes of a dimension that takes one"


def test_lines_hold_without_a_text_and_rows_name_them():
    crossing = way({"shelf": ["apple", "pear"], "price": ["12"]})
    assert crossing.codes == ("K1", "K2")
    assert [(move.how, move.rows) for move in crossing.moves] == [("line", (2,)), ("line", (3,)), ("dropped", (10,))]


def test_an_unknown_old_code_is_told_and_leads_nowhere():
    crossing = way({"shelf": ["fig", "told by Maria herself"]})
    assert [move.how for move in crossing.moves] == ["unknown", "unknown"]
    assert "Maria" not in str(crossing)


@pytest.mark.parametrize(
    ("old", "coding", "expected"),
    [
        ({"shelf": ["apple"]}, text(denied=[("K1", "other_person")]), [("K1", "other_person", None)]),
        ({"shelf": ["apple"]}, text(("K1", 0.9), denied=[("K1", "denied")]), []),
        ({"shelf": ["apple"]}, text(("K2", 0.99)), []),
        ({"shelf": ["apple"]}, text(), []),
        ({"end": ["sold"]}, text(("F3", 0.9)), [("F1", None, "F3")]),
        ({"end": ["sold"]}, text(("F3", 0.3)), []),
        ({"end": ["sold"]}, text(("F1", 0.9), ("F3", 0.1)), []),
        ({"state": ["bad"]}, text(denied=[("D1", "denied")]), []),
    ],
)
def test_disagreement_is_listed_and_the_code_stays(old, coding, expected):
    crossing = way(old, coding)
    assert [(each.code, each.claim, each.instead) for each in crossing.conflicts] == expected
    assert {each.code for each in crossing.conflicts} <= set(crossing.codes)


def test_the_queue_names_ids_dimensions_candidates_and_shares_only():
    records = list(queue_records("A7", way({"state": ["bad"]}, text()), WALK, FRUITS))
    shares = {line.new: line.share for line in WALK.lines_of("state", "bad")}
    assert records == [
        {
            "id": "A7",
            "dimension": "DEF",
            "candidates": [{"code": "D1", "share": shares["D1"]}, {"code": "D2", "share": shares["D2"]}],
            "old": "state=bad",
            "outcome": "undecided",
            "reason": "the text affirms none of the candidates",
            "road": "",
        }
    ]
    conflict = next(conflict_records("A7", way({"end": ["sold"]}, text(("F3", 0.9))), FRUITS))
    assert conflict == {
        "id": "A7",
        "dimension": "FATE",
        "candidates": [{"code": "F1", "share": None}],
        "old": "end=sold",
        "outcome": "conflict",
        "reason": "the text affirms F3 instead",
        "road": "",
        "claim": None,
        "instead": "F3",
    }


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("apple", ("apple",)),
        (" apple ; pear;apple", ("apple", "pear")),
        ("-99", None),
        ("", None),
        (None, None),
        (float("nan"), None),
        (False, None),
        (True, ("1",)),
        (1.0, ("1",)),
        (7, ("7",)),
    ],
)
def test_cells_are_read_as_people_write_them(cell, values):
    assert old_codes(WALK, {"shelf": cell}).get("shelf") == values


def test_a_variable_may_have_a_column_of_another_name():
    assert old_codes(WALK, {"Fach": "apple"}, {"shelf": "Fach"}) == {"shelf": ("apple",)}


def test_codes_go_back_to_the_values_of_their_nearest_ancestor():
    assert WALK.backward(["D11", "K1", "B1"], FRUITS) == {"shelf": ("apple",), "state": ("bad",)}


def test_codes_that_no_line_is_near_are_told():
    assert WALK.unreached(FRUITS) == ("D99", "K9", "B1")


def test_from_the_scheme_a_code_takes_the_lines_of_its_ancestor():
    lines = "variable,value,kind,new\nDEF,D1,one-to-one,K1\n"
    walk = parse_crosswalk("back.csv", lines.encode(), b'from = "scheme"', FRUITS)
    assert cross(walk, {"DEF": ["D11"]}, FRUITS, source=FRUITS).codes == ("K1",)
    assert cross(walk, {"DEF": ["D11"]}, FRUITS).codes == ()


OLD = st.dictionaries(
    st.sampled_from(["shelf", "state", "end", "price"]),
    st.lists(st.sampled_from(["apple", "pear", "bad", "wormy", "gone", "sold", "12"]), max_size=3, unique=True),
)
SAID = st.dictionaries(st.sampled_from(["D1", "D11", "D2", "D3", "F1", "F2", "F3", "K1"]), st.floats(0, 1), max_size=5)


@given(OLD, SAID, st.floats(0, 1), st.floats(0, 1))
def test_no_old_code_is_lost_and_no_code_comes_from_nowhere(old, said, confidence, margin):
    crossing = way(old, text(*said.items()), decide=Decide(confidence, margin))
    assert {move.old for move in crossing.moves} == {
        f"{name}={value}" for name, values in old.items() for value in values
    }
    assert set(crossing.codes) == {c for move in crossing.moves if move.how in ("line", "text") for c in move.new}
    assert set(crossing.codes) <= {line.new for line in WALK.lines if line.kind != "new"}


def test_a_code_that_several_values_lead_to_goes_back_to_none_of_them():
    lines = "variable,value,kind,new\nsite,a,many-to-one,K1\nsite,b,many-to-one,K1\nway,net,one-to-one,D1\n"
    walk = parse_crosswalk("x.csv", lines.encode(), None, FRUITS)
    assert walk.backward(["K1", "D11"], FRUITS) == {"way": ("net",)}
