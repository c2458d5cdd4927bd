"""What a sentence claims: negation, fear, law, other cases, and what only looks like them."""

import pytest

from coder.claims.scopes import ClaimReader, judge
from coder.errors import DataError
from coder.narrative.language_data import load_language
from coder.narrative.tokens import Tokeniser
from tests.conftest import LANGUAGES

LANGUAGE = load_language("en", [LANGUAGES / "en"])
tokenise = Tokeniser("en", abbreviations=LANGUAGE.abbreviations, lemmas=LANGUAGE.lemmas)
reader = ClaimReader(LANGUAGE.tables["claims"], tokenise)


def claim(text, words):
    """The claim of `words`, which stand in `text`, possibly with a gap written as `..`."""
    doc = tokenise(text)
    named, start = [], 0
    for part in words.split(" .. "):
        wanted = tokenise.split(part)
        at = next(at for at in range(start, len(doc)) if doc.words[at : at + len(wanted)] == wanted)
        named += range(at, at + len(wanted))
        start = at + len(wanted)
    return judge(reader.read(doc), named)


DENIED = [
    ("She was not beaten.", "beaten"),
    ("He never threatened her.", "threatened"),
    ("There was no violence.", "violence"),
    ("No passport was taken.", "passport .. taken"),
    ("He took no passport.", "took .. passport"),
    ("She was neither locked in nor watched.", "locked in"),
    ("She was neither locked in nor watched.", "watched"),
    ("There was no evidence that force was used.", "force was used"),
    ("No sign of confinement or of threats was found.", "threats"),
    ("He denied beating her and taking her passport.", "taking her passport"),
    ("He denied beating her and taking her passport.", "beating"),
    ("Confinement was ruled out.", "confinement"),
    ("The beatings could not be confirmed.", "beatings"),
    ("Threats were not reported.", "threats"),
    ("Debt bondage was not found.", "debt bondage"),
    ("The claim of starvation proved unfounded.", "starvation"),
    ("She did not say that she was beaten.", "beaten"),
    ("He was cleared of forced labour.", "forced labour"),
    ("Police ruled out trafficking.", "trafficking"),
    ("She left without being threatened.", "threatened"),
    ("Nothing suggested that she was locked up.", "locked up"),
    ("Violence: none.", "violence"),
    ("She was not beaten, threatened or locked in.", "locked in"),
    ("No one hit her or took her papers.", "took her papers"),
    ("The allegation of rape was dismissed as baseless and force was never used.", "used"),
    ("Inspectors found no evidence of debt bondage at the site.", "debt bondage"),
    ("The inquiry failed to disclose any threats and did not find violence.", "violence"),
]

HYPOTHETICAL = [
    ("She feared being sold.", "sold"),
    ("She was afraid that he would beat her children.", "beat her children"),
    ("They might have been trafficked.", "trafficked"),
    ("He is at risk of forced labour.", "forced labour"),
    ("It is unclear whether she was locked in.", "locked in"),
    ("Had she gone, she would have been sold.", "sold"),
    ("He was asked whether he had been beaten.", "beaten"),
    ("She worried about deportation.", "deportation"),
    ("It remains possible, and confinement could not be ruled out.", "confinement"),
]

BACKGROUND = [
    ("Forced labour carries a maximum sentence of 20 years.", "forced labour"),
    ("Trafficking is punishable by up to life in prison.", "trafficking"),
    ("Traffickers often use threats and violence.", "threats"),
    ("The statute defines coercion as threats of serious harm.", "threats of serious harm"),
    ("If you know someone who is being forced to work, call the hotline.", "forced to work"),
    ("Anyone with information about forced begging should call police.", "forced begging"),
    ("An estimated 12 million people are in forced labour.", "forced labour"),
    ("In an unrelated case, a maid was beaten.", "beaten"),
    ("Warning signs of trafficking include locked doors.", "locked doors"),
    ("Victims typically have their passports taken.", "passports taken"),
    ("He had previously been convicted of forced labour.", "forced labour"),
    ("To report suspected trafficking call the help line.", "trafficking"),
]

AFFIRMED = [
    ("She was beaten.", "beaten"),
    ("Not only was she beaten, she was starved.", "beaten"),
    ("She was not only beaten but also starved.", "starved"),
    ("She was not locked in but was watched.", "watched"),
    ("She was not locked in, but he took her passport.", "took her passport"),
    ("She was not allowed to leave.", "not allowed to leave"),
    ("They were never paid.", "never paid"),
    ("She worked without pay.", "without pay"),
    ("She could not leave because he beat her.", "beat her"),
    ("He did not pay her and threatened her.", "threatened her"),
    ("She allegedly was beaten.", "beaten"),
    ("She was reportedly forced to work.", "forced to work"),
    ("He is accused of beating her.", "beating"),
    ("He was not arrested until she had been sold twice.", "sold"),
    ("She did not know the language and was locked in.", "locked in"),
    ("She no longer hoped and he beat her.", "beat her"),
    ("She had no choice but to work.", "work"),
    ("He never stopped beating her.", "beating her"),
    ("No fewer than nine men were locked in.", "locked in"),
    ("Without her knowledge she was sold.", "sold"),
    ("She did not complain, he took her papers.", "took her papers"),
    ("Although she was not beaten, she was starved.", "starved"),
    ("He told her that she would be beaten if she left.", "told her that she would be beaten"),
    ("There is no doubt that she was beaten.", "beaten"),
]


@pytest.mark.parametrize(("text", "words"), DENIED)
def test_denied_words_are_denied(text, words):
    assert claim(text, words) == "denied"


@pytest.mark.parametrize(("text", "words"), HYPOTHETICAL)
def test_feared_and_possible_words_are_hypothetical(text, words):
    assert claim(text, words) == "hypothetical"


@pytest.mark.parametrize(("text", "words"), BACKGROUND)
def test_law_statistics_notices_and_other_cases_are_background(text, words):
    assert claim(text, words) == "background"


@pytest.mark.parametrize(("text", "words"), AFFIRMED)
def test_what_only_looks_like_a_denial_is_affirmed(text, words):
    assert claim(text, words) == "affirmed"


def test_without_cues_everything_is_affirmed():
    doc = tokenise("She was not beaten.")
    assert judge(ClaimReader({}, tokenise).read(doc), [3]) == "affirmed"


def test_faulty_cues_are_told_all_at_once():
    table = {"cue": [{"claim": "maybe", "reach": "up", "patterns": ["~ x", "@none"]}]}
    with pytest.raises(DataError) as caught:
        ClaimReader(table, tokenise)
    assert len(caught.value.faults) == 4
