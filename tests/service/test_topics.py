"""The topics that the gentle view names before it shows words."""

import tomllib

import pytest

from service.pages.topics import FILE, topics_in


@pytest.mark.parametrize(
    ("text", "language", "topics"),
    [
        ("He was beaten and LOCKED in.", "en", ("violence", "captivity")),
        ("They threatened her.", "en", ("threats",)),
        ("She was sold fruit.", "en", ()),
        ("An architect, a bodice, a chalet.", "en", ()),  # not the beginning of a word
        ("", "en", ()),
        ("Sie wurde beaten.", "de", ()),
    ],
)
def test_topics_are_known_by_the_beginnings_of_words(text, language, topics):
    assert topics_in(text, language) == topics


def test_the_list_holds_plain_words():
    for topics in tomllib.loads(FILE.read_text(encoding="utf-8")).values():
        words = [word for listed in topics.values() for word in listed]
        assert all(word == word.casefold() and word.isalpha() for word in words)
        assert len(words) == len(set(words))


def test_the_button_of_a_passage_says_what_it_holds(make_web):
    web = make_web()
    web.bring(["The seller was beaten. The apples were bruised."])
    ann = web.client("ann")
    case = ann.post(f"/projects/{web.project.id}/next").json()
    page = ann.get(f"/desk/cases/{case['id']}").text
    assert "left out here, of violence" in page
