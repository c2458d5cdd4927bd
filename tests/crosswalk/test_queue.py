"""What a queue writes is read back; lines that cannot be used are told without what stands in them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.crosswalk import Candidate, OldCode, Queued, read_queue
from coder.errors import DataError
from tests.recode.samples import FRUITS

DEF = [code for code, each in FRUITS.codes.items() if each.dimension == "DEF" and not each.retired]


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


@given(
    st.lists(
        st.builds(
            Queued,
            id=st.text(min_size=1),
            reason=st.text(max_size=40),
            road=st.sampled_from(["", "review", "human_first"]),
            old_code=st.none()
            | st.builds(
                OldCode,
                old=st.text(min_size=1, max_size=40),
                outcome=st.sampled_from(["undecided", "conflict"]),
                dimension=st.just("DEF"),
                candidates=st.lists(
                    st.builds(Candidate, st.sampled_from(DEF), st.none() | st.floats(0.01, 1)),
                    min_size=1,
                    max_size=4,
                    unique_by=lambda each: each.code,
                ).map(tuple),
            ),
        )
    )
)
def test_what_is_written_is_read(queue):
    read = read_queue(lines(*(each.record() for each in queue)), "queue.jsonl", FRUITS)
    said = [(each.id, each.reason, each.road) for found in read.values() for each in found]
    assert sorted(said) == sorted((each.id, each.reason, each.road) for each in queue)
    for each in (old for found in read.values() for line in found if (old := line.old_code)):
        twin = next(q for q in queue if q.old_code and q.old_code.old == each.old and q.reason == each.reason)
        assert twin.old_code is not None
        assert each.dimension == "DEF"


def test_a_list_of_ids_alone_will_do_and_bare_codes_are_candidates():
    read = read_queue(lines({"id": "a"}, {"id": 7, "old": "x", "candidates": ["D1", "D2"]}), "q", FRUITS)
    assert read["a"] == (Queued("a", ""),)
    assert read["7"][0].old_code == OldCode("x", "undecided", "DEF", (Candidate("D1"), Candidate("D2")))


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ([], "not a JSON object with an id"),
        ({}, "not a JSON object with an id"),
        ({"id": None}, "not a JSON object with an id"),
        ({"id": True}, "not a JSON object with an id"),
        ({"id": "a", "old": 3}, "must be texts"),
        ({"id": "a", "old": "s" * 81}, "a code and no text"),
        ({"id": "a", "old": "she was in the secret house"}, "a code and no text"),
        ({"id": "a", "old": "x", "reason": "secret " * 60}, "reason has at most 400 characters"),
        ({"id": "a", "old": "secret"}, "needs candidates"),
        ({"id": "a", "old": "x", "candidates": "secret"}, "needs candidates"),
        ({"id": "a", "old": "x", "candidates": ["secret"]}, "not in the code list"),
        ({"id": "a", "old": "x", "candidates": [{"share": 1}]}, "not in the code list"),
        ({"id": "a", "old": "x", "candidates": ["D1", "D1"]}, "different codes"),
        ({"id": "a", "old": "x", "candidates": ["D1", "K1"]}, "of one dimension"),
        ({"id": "a", "old": "x", "candidates": [{"code": "D1", "share": 0}]}, "above 0"),
        ({"id": "a", "old": "x", "candidates": [{"code": "D1", "share": True}]}, "above 0"),
        ({"id": "a", "old": "x", "candidates": ["D1"], "outcome": "secret"}, "undecided or conflict"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_with_its_row(record, reason):
    with pytest.raises(DataError, match=reason) as refused:
        read_queue(lines({"id": "fine"}, record), "queue.jsonl", FRUITS)
    assert "queue.jsonl:2" in str(refused.value)
    assert "secret" not in str(refused.value)
