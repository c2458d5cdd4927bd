"""Totals before and after, hand-worked on six records; moves and their reasons; counts corrected for errors."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import UsageError
from coder.recode.compare import ALL, Cell, compare
from coder.recode.compare_report import compare_report
from coder.recode.compare_tables import old_csv, reasons_csv, totals_csv
from coder.recode.corrected import Labelled, corrected_totals
from coder.recode.people import Decided
from coder.recode.reading import FoundCode, RunRecord
from coder.recode.rows import SAYS_NOTHING, Crossed
from coder.report import write_report
from tests.recode.samples import FRUITS, gold


def found(code, confidence, *rules, claim="affirmed", accepted=False):
    sources = ("rule",) * len(rules) or ("classifier",)
    return FoundCode(code, FRUITS.codes[code].dimension, claim, confidence, accepted, sources, rules)


def record(id_, year, crossed=(), text=(), old=()):
    olds = old or tuple(dict.fromkeys(each.old for each in crossed))
    return RunRecord(id_, {"year": year}, "coded", "review", tuple(olds), tuple(text), tuple(crossed))


RECORDS = [
    record(
        "a", "2020", [Crossed("X1", "K1", "w:2", "carried")], [found("K1", 0.9, "apple"), found("D11", 0.8, "lorry")]
    ),
    record("b", "2020", [Crossed("X1", "K1", "w:2", "carried")], [found("D1", 0.7)]),
    record("c", "2021", [Crossed("X2", "D2", "w:4", "decided_by_text")], [found("D2", 0.9, "rot"), found("K2", 0.4)]),
    record(
        "d", "2021", [Crossed("X2", "D1", "w:3", "undecided", 0.7), Crossed("X2", "D2", "w:4", "undecided", 0.3)], []
    ),
    record("e", "2021", [Crossed("X3", "F1", "w:5", "conflict")], [found("F1", None, "not-sold", claim="denied")]),
    record("f", "2021", [Crossed("X9", "", "", "unknown"), Crossed("X0", "", "", "dropped", reason=SAYS_NOTHING)]),
]


def counted(code, **options):
    cell = compare(RECORDS, FRUITS, **options).total(code)
    return cell.before, cell.after, cell.entered, cell.left, cell.open


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("K1", (2, 2, 0, 0, 0)),
        ("D1", (0, 2, 2, 0, 1)),
        ("D11", (0, 1, 1, 0, 0)),
        ("D2", (0, 1, 1, 0, 1)),
        ("F3", (0, 1, 1, 0, 1)),  # D2 implies it
        ("F1", (1, 1, 0, 0, 0)),
        ("K2", (0, 0, 0, 0, 0)),
    ],
)
def test_joined_totals(code, expected):
    assert counted(code) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("K1", (2, 1, 0, 1, 0)), ("F1", (1, 0, 0, 1, 0)), ("D1", (0, 2, 2, 0, 1))]
)
def test_totals_of_the_text_alone(code, expected):
    assert counted(code, basis="text") == expected


def test_only_what_routing_accepted_counts_where_that_is_asked():
    assert counted("D1", basis="accepted") == (0, 0, 0, 0, 1)
    accepted = [record("a", "2020", text=[found("D1", 0.3, accepted=True)])]
    assert compare(accepted, FRUITS, basis="accepted").total("D1").after == 1


def test_people_have_the_last_word():
    result = compare(
        RECORDS,
        FRUITS,
        decided={id_: Decided(frozenset([code])) for id_, code in (("d", "D1"), ("b", "K2"), ("x", "K1"))},
    )
    assert (result.total("D1").after, result.total("D1").open) == (2, 0)
    assert result.total("K1").left == 1
    assert result.reasons["K1", False, "a person decided"] == 1


def test_every_move_has_its_rule_or_line():
    moves = []
    result = compare(RECORDS, FRUITS, basis="text", moved=moves.append)
    assert {(move.id, move.code, move.entered): move.reason for move in moves} == {
        ("a", "D1", True): "rule lorry",
        ("a", "D11", True): "rule lorry",
        ("b", "D1", True): "classifier",
        ("b", "K1", False): "the text does not affirm it",
        ("c", "D2", True): "the text decided, line w:4",
        ("c", "F3", True): "the text decided, line w:4",
        ("e", "F1", False): "the text's claim is denied, rule not-sold",
    }
    assert sum(result.reasons.values()) == len(moves)


def test_groups_add_up_to_all():
    result = compare(RECORDS, FRUITS, by=["year"])
    assert result.sizes == {(ALL, ALL): 6, ("year", "2020"): 2, ("year", "2021"): 4}
    for code in FRUITS.codes:
        parts = [result.cells[group].get(code, Cell()) for group in result.groups("year")]
        assert sum(part.after for part in parts) == result.total(code).after


def test_old_codes_are_counted_with_their_fate():
    counts = compare(RECORDS, FRUITS).old[ALL, ALL]
    assert counts == {
        ("X1", "carried"): 2,
        ("X2", "decided_by_text"): 1,
        ("X2", "undecided"): 1,
        ("X3", "conflict"): 1,
        ("X9", "unknown"): 1,
    }


def test_without_a_crosswalk_codes_of_the_scheme_are_their_own_successors():
    result = compare([record("a", "2020", old=["K1", "Z"])], FRUITS)
    assert result.total("K1").before == 1
    assert result.old[ALL, ALL] == {("K1", "not crossed"): 1, ("Z", "not crossed"): 1}


def test_hand_worked_bridge_ratio():
    cell = Cell(before=100, after=120, both=90)
    ratio, low, high = cell.bridge()
    half = 1.959964 * math.sqrt((10 + 30) / (100 * 120))
    assert (ratio, low, high) == pytest.approx((1.2, 1.2 * math.exp(-half), 1.2 * math.exp(half)))
    assert Cell(before=5, after=5, both=5).bridge() == (1, 1, 1)
    assert Cell(after=5).bridge() is None


def test_hand_worked_correction():
    # 100 records, 40 coded D1. Of 20 labelled with the code 15 are right; of 30 without it 3 have it after all:
    # 40 x 15/20 + 60 x 3/30 = 36.
    run = [record(f"r{at}", "2020", text=[found("D1", 0.9)] if at < 40 else []) for at in range(100)]
    labels = {f"r{at}": gold(f"r{at}", *(["D1"] if at < 15 else [])) for at in range(20)}
    labels |= {f"r{at}": gold(f"r{at}", *(["D1"] if at < 43 else [])) for at in range(40, 70)}
    labels["elsewhere"] = gold("elsewhere", "D1")
    sample = Labelled(labels, FRUITS)
    result = compare(run, FRUITS, coded=sample.add)
    right = corrected_totals(result, sample)
    assert sample.used == 50
    assert right["D1"].value == pytest.approx(36)
    assert right["D1"].low < 36 < right["D1"].high
    assert "K1" not in right


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"by": ["place"]}, "did not keep column place; it kept year"),
        ({"old_column": "code"}, "did not keep column code"),
    ],
)
def test_columns_that_the_run_lacks_are_told(options, reason):
    with pytest.raises(UsageError, match=reason):
        compare(RECORDS, FRUITS, **options)


def test_a_column_of_ids_is_refused():
    with pytest.raises(UsageError, match="more than 2,000 values"):
        compare((record(str(at), str(at)) for at in range(2001)), FRUITS, by=["year"])


def test_tables_and_page():
    sample = Labelled({"a": gold("a", "K1", "D11")}, FRUITS)
    result = compare(RECORDS, FRUITS, by=["year"], coded=sample.add)
    right = corrected_totals(result, sample)
    totals = list(totals_csv(result, right, FRUITS))
    assert totals[0].startswith("by,value,dimension,code,label,crosswalked,recoded,both,entered,left,open,bridge_ratio")
    assert any(row.startswith(",,FRU,K1,Apple,2,2,2,0,0,0,1.0") for row in totals)
    assert any(row.startswith("year,2021,DEF,D2,Rot,0,1,0,1,0,1,,") for row in totals)
    assert "D11,Bruise from transport,entered,rule lorry,1\n" in list(reasons_csv(result, FRUITS))
    assert ",,X1,carried,2\n" in list(old_csv(result))
    page = write_report(compare_report(result, right, FRUITS, ["year"], [("Run", "out")]))
    for words in (
        "made-up scheme",
        "Before and after",
        "By year",
        "rule lorry",
        "wait for a person",
        "No total of a code",
    ):
        assert words in page
    moved = compare(RECORDS, FRUITS, basis="text")
    assert write_report(compare_report(moved, {}, FRUITS, [], [])).count("<svg") == 3  # slopes, and K1 and F1 in steps


CODES = st.sampled_from(["K1", "K2", "D1", "D11", "D2", "F1"])


@given(st.lists(st.tuples(st.sets(CODES), st.sets(CODES)), max_size=20))
def test_entered_and_left_explain_the_whole_difference(cases):
    run = [
        record(
            str(at),
            "x",
            [Crossed(f"X{c}", c, "w:1", "carried") for c in sorted(old)],
            [found(c, 0.9) for c in sorted(new)],
        )
        for at, (old, new) in enumerate(cases)
    ]
    result = compare(run, FRUITS, basis="text")
    for code, cell in result.cells[ALL, ALL].items():
        assert cell.after == cell.before + cell.entered - cell.left
        assert cell.entered == sum(n for (c, entered, _), n in result.reasons.items() if c == code and entered)
        assert cell.left == sum(n for (c, entered, _), n in result.reasons.items() if c == code and not entered)
