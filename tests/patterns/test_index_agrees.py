"""The indexed matcher finds exactly what a plain one finds, whatever the patterns, texts and word frequencies."""

from hypothesis import given, settings
from hypothesis import strategies as st

from coder.narrative.tokens import Document
from coder.patterns.index import PatternIndex
from coder.patterns.pattern import Element, Pattern
from coder.patterns.table import PatternTable, compile_patterns, from_bytes, to_bytes
from tests.patterns.plain import plain_find

LEMMAS = {"took": "take", "taken": "take", "papers": "paper", "was": "be"}
WORDS = ["took", "taken", "take", "papers", "paper", "was", "her", "in", "and"]

phrases = st.lists(
    st.sampled_from(["take", "paper", "be", "her", "in", "and", "=took", "=papers", "=her"]), min_size=1, max_size=3
).map(tuple)
elements = st.builds(
    Element,
    st.frozensets(phrases, min_size=1, max_size=3),
    st.sampled_from([0, 0, 1, 2, 5, 1_000]),
    st.booleans(),
)
chains = st.lists(elements, min_size=1, max_size=4).filter(lambda chain: not all(each.optional for each in chain))
patterns = st.lists(
    st.lists(chains.map(tuple), min_size=1, max_size=2).map(lambda made: Pattern("", tuple(made))),
    min_size=1,
    max_size=6,
)


@st.composite
def documents(draw):
    lengths = draw(st.lists(st.integers(1, 14), max_size=3))
    words = draw(st.lists(st.sampled_from(WORDS), min_size=sum(lengths), max_size=sum(lengths)))
    starts = [sum(lengths[:at]) for at in range(len(lengths))]
    sentences = [(start, start + length) for start, length in zip(starts, lengths, strict=True)]
    places = list(range(len(words)))
    lemmas = [LEMMAS.get(word, word) for word in words]
    return Document(" ".join(words), words, lemmas, places, places, [False] * len(words), sentences)


@settings(max_examples=300)
@given(documents(), patterns, st.data())
def test_the_index_finds_what_a_plain_matcher_finds(doc, made, data):
    *sought, last = range(len(made))
    unless = {number: (last,) for number in sought if data.draw(st.booleans())}
    ranks = data.draw(st.fixed_dictionaries({word: st.floats(0, 1) for word in ("take", "paper", "her")}))
    table = compile_patterns(made, lambda word: ranks.get(word, 0.0))
    assert PatternIndex(table, unless=unless).find(doc) == plain_find(doc, made, unless)


def test_a_text_of_more_sentences_than_are_looked_at_together_is_searched_whole():
    pattern = Pattern("", ((Element(frozenset({("take",)}), 0, False),),))
    count = 200
    doc = Document(
        "take " * count,
        ["take"] * count,
        ["take"] * count,
        list(range(count)),
        list(range(count)),
        [False] * count,
        [(at, at + 1) for at in range(count)],
    )
    found = PatternIndex(compile_patterns([pattern])).find(doc)
    assert [match.first for match in found] == list(range(count))


def test_an_index_of_no_patterns_finds_nothing():
    doc = Document("take", ["take"], ["take"], [0], [4], [False], [(0, 1)])
    assert PatternIndex(compile_patterns([])).find(doc) == []


@given(patterns)
def test_a_table_comes_back_as_it_was_written(made):
    table = compile_patterns(made)
    again = from_bytes(to_bytes(table))
    assert again == PatternTable(list(table.phrases), list(table.classes), list(table.patterns))
    assert to_bytes(again) == to_bytes(table)
