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
    ("Neighbours spoke of beatings. None of this was found.", "beatings"),
    ("The caller told of a locked cellar. The survey refuted this.", "locked cellar"),
    ("A relative spoke of threats; nothing of the sort was said in court.", "threats"),
    ("The press wrote that they were sold. It never happened.", "sold"),
    ("The form says that he was drugged. He had not.", "drugged"),
    ("The box for violence was ticked by a clerical error.", "violence"),
    ("The report that they were chained was wrong.", "chained"),
    ("The claim of unpaid wages was later withdrawn.", "unpaid wages"),
    ("Not found: locks, threats, debts; weapons.", "weapons"),
    ("Not alleged: blows, seized papers.", "seized papers"),
    ("None was told to beg or made to steal.", "made to steal"),
    ("Far from being beaten, he was well treated.", "beaten"),
    ("She was not hit by him, mocked, or locked in the house.", "locked in"),
    ("The doctor excluded sexual abuse.", "sexual abuse"),
    ("The inspectors found no one who was locked in.", "locked in"),
    ("He laughed at the idea that he was drugged.", "drugged"),
    ("It was wrong to write that he was starved.", "starved"),
    ("She left without anyone threatening her.", "threatening"),
    ("The allegation that letters were intercepted was dropped.", "intercepted"),
    ("The jury acquitted the couple of trafficking.", "trafficking"),
    ("It was a lie that he had sold her.", "sold"),
    ("The charge of forced labour was dismissed.", "forced labour"),
    ("The landlord had nothing to do with it.", "landlord"),
    ("Her brother was threatened but her children were not.", "her children"),
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
    ("Was she beaten?", "beaten"),
    ("Did anybody lock the workers in at night? She looked away.", "lock the workers in"),
    ("If the boat had sailed, they would have been trafficked.", "trafficked"),
    ("Had they refused, they could have been sold.", "sold"),
    ("The visit was made to check whether wages were withheld.", "wages were withheld"),
    ("The family feared that their son might be forced to fight.", "forced to fight"),
    ("Maybe she is being sold.", "sold"),
    ("Feared: deportation, sale.", "sale"),
    ("What if they beat me, he wrote.", "beat"),
    ("The nurse asked if she had been beaten.", "beaten"),
    ("He planned to sell her, but the police stopped him.", "sell"),
    ("They were going to lock her up but she fled.", "lock her up"),
    ("It remains to be clarified who recruited the men.", "recruited"),
    ("The girl would have been driven off had her teacher not called.", "been driven"),
    ("He thought of selling the boy.", "selling"),
    ("They threatened to sell her.", "sell"),
    ("The broker offered the mother money, which she refused.", "money"),
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
    ("The statute outlaws forced begging.", "forced begging"),
    ("The leaflet warns of men who threaten women.", "threaten women"),
    ("Debt bondage was abolished by law in 1976.", "debt bondage"),
    ("Withheld pay is a known indicator.", "withheld pay"),
    ("In a different case from the same town a cook was beaten.", "beaten"),
    ("Another resident was locked in.", "locked in"),
    ("Forced marriage is covered in chapter six.", "forced marriage"),
    ("He read in the paper about women who were sold.", "sold"),
    ("Exercise 2: a maid is locked in.", "locked in"),
    ("Any person who withholds wages shall be liable.", "withholds wages"),
    ("Smugglers charge 3,000 euros on average.", "smugglers"),
    ("In the eighteenth century captives were sold there.", "sold"),
    ("A prosecutor may withdraw charges.", "withdraw charges"),
    ("The law grants victims a residence permit.", "residence permit"),
    ("The number of convictions for trafficking doubled.", "trafficking"),
    ("Three in four victims, a survey found, are recruited by friends.", "recruited"),
    ("Victims are entitled to legal aid.", "legal aid"),
]

OTHER_PERSON = [
    ("The witness had once been sold.", "sold"),
    ("The accused said that he too was threatened.", "threatened"),
    ("A constable was punched during the raid.", "punched"),
    ("The recruiter had himself been sold to a mine.", "sold"),
    ("The accused went home by taxi.", "taxi"),
    ("The interpreter was driven to the hotel.", "driven"),
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
    ("He told her that if she left he would call the police.", "call the police"),
    ("He warned them that if they had not paid by May, he would have them beaten.", "have them beaten"),
    ("Did he hit her? Yes, every night.", "hit"),
    ("She was asked whether she had been beaten; she said yes.", "beaten"),
    ("Some feared that he might be drugged. It came to that.", "drugged"),
    ("She feared being sold. In June she was.", "sold"),
    ("The suspicion that she was sold proved true.", "sold"),
    ("Threats are a known indicator; she was beaten.", "beaten"),
    ("The statute outlaws threats. He beat her.", "beat"),
    ("She never withdrew her claim that she was beaten.", "beaten"),
    ("The fear was not unfounded: he beat her.", "beat"),
    ("It was no rumour that she was sold.", "sold"),
    ("She asked for help, and why? He had beaten her.", "beaten"),
    ("He beat her. Was she afraid?", "beat"),
    ("He was not fed. He had nothing but rice.", "not fed"),
    ("He beat her: who would believe a maid?", "beat"),
    ("Her passport was taken. It was not returned.", "passport was taken"),
    ("She was promised wages. They were not paid.", "wages"),
    ("The recruiter showed a leaflet and took her passport.", "took her passport"),
    ("He took 70 percent of her wages.", "took"),
    ("They sewed in a workshop and were beaten.", "beaten"),
    ("She begged him to stop. He did not.", "begged"),
    ("He did not withhold food but beat her.", "beat"),
    ("He planned to sell her and did sell her.", "did sell"),
    ("She had planned to study, but he locked her in.", "locked her in"),
    ("She wanted to go home but was held.", "held"),
    ("He was arrested on suspicion of selling her.", "selling"),
    ("The charge of fraud was dropped and he admitted forced labour.", "forced labour"),
    ("Eleven men were freed from forced labour.", "forced labour"),
    ("The conviction for trafficking made headlines.", "trafficking"),
    ("He heard of the job on the radio.", "radio"),
    ("The women are locked in.", "locked in"),
    ("The two victims are in a shelter.", "shelter"),
    ("The house rules forbade her to leave.", "forbade"),
    ("She was denied food.", "denied food"),
    ("The officer found that she had been beaten.", "beaten"),
    ("A witness said that the girl was sold.", "sold"),
    ("The accused beat her himself.", "beat"),
    ("The defendant kept her passport.", "passport"),
    ("The accused said that she owed him money.", "owed"),
    ("Officers were told that she was starved.", "starved"),
    ("He threatened to sell her.", "threatened to sell"),
    ("His own wife, the accused said, was beaten by the foreman.", "foreman"),
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


@pytest.mark.parametrize(("text", "words"), OTHER_PERSON)
def test_what_befell_an_official_a_witness_or_the_accused_is_of_another_person(text, words):
    assert claim(text, words) == "other_person"


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


def test_a_cue_pattern_may_use_a_list():
    table = {
        "lists": {"off": ["call off"]},
        "cue": [{"claim": "denied", "reach": "within", "patterns": ["sale .. @off"]}],
    }
    doc = tokenise("The sale of the girl was called off by the broker.")
    assert [(scope.first, scope.last) for scope in ClaimReader(table, tokenise).read(doc)] == [(1, 8)]


def test_a_denied_reply_lifts_nothing():
    assert claim("She feared being sold. It never came to that.", "sold") != "affirmed"


def test_cues_of_two_reaches_meet_in_one_sentence():
    text = "Threats are a known indicator; none was made here."
    assert claim(text, "threats") == "background"
