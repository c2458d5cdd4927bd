"""Taking runs of characters apart one by one gives the words and sentences that spaCy gives for the whole text.

But for one thing that does not matter: in a whole text, spaCy may see an emoticon in the end of one run and the
beginning of the next, so no run of these tests begins with a colon beside others that end with a bracket.
"""

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.narrative.normalise import PARAGRAPH
from coder.narrative.pieces import DROPPED, _keep_masks, piece_reader
from coder.narrative.tokens import Tokeniser

tokenise = Tokeniser("en", abbreviations={}, lemmas={})
whole = spacy.blank("en")
whole.add_pipe("sentencizer")
_keep_masks(whole)

RUNS = """She left left. Mr. a.m. can't gonna (and then) well-known and/or ... ! ?! :) "No." 'em e.g. 15-year-old $300
 10km http://a.b/c a@b.org - -- '' x D U.S. o'clock""".split()  # noqa: SIM905
runs = st.sampled_from(RUNS) | st.text(alphabet="abcXY.,!?'\"()-/1", max_size=6)
spaces = st.sampled_from([" ", " ", "  ", "\n\n", ""])
texts = st.lists(st.tuples(runs, spaces)).map(lambda parts: "".join(run + space for run, space in parts))


def spacy_reading(text):
    """Words and the positions at which sentences begin, from one pass of spaCy over the clean text."""
    words, breaks = [], {0}
    for token in whole(tokenise._normalise(text).text):
        if token.is_sent_start or PARAGRAPH in token.text:
            breaks.add(len(words))
        if not token.is_space and token.text not in DROPPED:
            words.append(token.text.lower())
    return words, sorted(at for at in breaks if at < len(words))


@settings(max_examples=200)
@given(texts)
def test_words_and_sentences_are_those_of_one_pass_over_the_text(text):
    doc = tokenise(text)
    words, breaks = spacy_reading(text)
    assert doc.words == words
    assert [first for first, _ in doc.sentences] == breaks


@pytest.mark.parametrize("run", ["can't", "well-known", '"No."', "x" * 60])
def test_a_run_is_taken_apart_the_same_each_time(run):
    read = piece_reader("en")
    assert read(run) == read(run)
    assert "".join(run[piece.start : piece.end] for piece in read(run)) == run
