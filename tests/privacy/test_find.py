"""Tables of what is and what is not an identifier. Negatives outnumber positives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.privacy import find_identifiers

# fmt: off
FOUND = [
    # names
    ("The client, Maria Lopez, stayed.", [("name", "Maria Lopez")]),
    ("A man named Xyrkan drove the van.", [("name", "Xyrkan")]),
    ("Mr Black kept the keys.", [("name", "Black")]),
    ("Her cousin Favour took the bus.", [("name", "Favour")]),
    ("She met Grace at the bar.", [("name", "Grace")]),
    ("Rukhsana Begum and Zyqra left.", [("name", "Rukhsana Begum"), ("name", "Zyqra")]),
    ("Victoria, 17, was found in Turin.", [("name", "Victoria")]),
    ("He called Marcus D. twice.", [("name", "Marcus D")]),
    ("VICTIM MARIA LOPEZ WAS HELD IN A FLAT FOR WEEKS.", [("name", "MARIA LOPEZ")]),
    ("client amina yusuf phoned again and said nothing", [("name", "amina yusuf")]),
    ("Ahmed ran. Later AHMED came back.", [("name", "Ahmed"), ("name", "AHMED")]),
    ("Maria Lopez left. Lopez has not been seen.", [("name", "Maria Lopez"), ("name", "Lopez")]),
    ("Taken by A. Brandt on Friday.", [("name", "A. Brandt")]),
    ("They sent for Xyrkan again.", [("name", "Xyrkan")]),
    ("Aunt: Zyqra. Broker unknown.", [("name", "Zyqra")]),
    ("He met PHAN Thi Mai there.", [("name", "PHAN Thi Mai")]),
    # numbers
    ("Call +40 721 234 567 now.", [("phone", "+40 721 234 567")]),
    ("Her mobile is 0721234567.", [("phone", "0721234567")]),
    ("Write to lily.m@example.org today.", [("email", "lily.m@example.org")]),
    ("Write to lily (at) example.org today.", [("email", "lily (at) example.org")]),
    ("passport no. AB 1234567", [("document", "AB 1234567")]),
    ("Docket 1:18-cr-00123 is closed.", [("document", "1:18-cr-00123")]),
    ("file number 77", [("document", "77")]),
    ("paid to GB29 NWBK 6016 1331 9268 19", [("account", "GB29 NWBK 6016 1331 9268 19")]),
    ("card 4111 1111 1111 1111", [("account", "4111 1111 1111 1111")]),
    ("plate number B 123 XYZ", [("plate", "B 123 XYZ")]),
    ("She was born on 3 March 1994.", [("birth_date", "3 March 1994")]),
    ("DOB: 03/04/1994", [("birth_date", "03/04/1994")]),
    ("born in Lagos on 1994-04-03", [("birth_date", "1994-04-03")]),
    ("held at 12 Harbour Street, Flat 4, for weeks", [("address", "12 Harbour Street, Flat 4")]),
    ("held at Calle Mayor 45 for weeks", [("address", "Calle Mayor 45")]),
    ("see https://example.net/x?id=7.", [("url", "https://example.net/x?id=7")]),
    ("wrote as @lily_99 there", [("handle", "@lily_99")]),
    ("Telegram user lux_models_22 wrote", [("handle", "lux_models_22")]),
]

NOT_FOUND = [
    "The Human Trafficking Act was read to them.",
    "In May she left; in June she came back.",
    "May she stay until August?",
    "Will they return? Hope is all they have.",
    "Grace was not given. Patience is needed, and mercy too.",
    "Hope House and Grace Church gave clothes.",
    "The Rose Hotel was closed.",
    "In Florence and Victoria the firm had shops.",
    "They crossed from Chad into Niger.",
    "Georgia and Jordan signed the treaty.",
    "Two Nigerian women and a Romanian man were questioned.",
    "Bangladeshi and Indian police worked together.",
    "The Karen, the Mon and the Shan cross the river.",
    "Police said that the Ministry of Labour knew.",
    "Yesterday Police Department staff came.",
    "Every Sunday and Monday they rested.",
    "I was told that I was free.",
    "He'd gone. They'd stayed.",
    "The NGO and the IOM paid for the SIM card.",
    "Operation Golden Dawn ended.",
    "Western Union took its fee.",
    "A bar called Paradise was raided.",
    "THE BOYS BEG IN FRONT OF THE MOSQUE AND BRING MONEY.",
    "she worked in a bar and slept in a shed behind it",
    "She was 17; he was 34 and paid 45,000 euros.",
    "She paid 30 000 euros for the trip.",
    "He owed 1800 USD, or 90 a week.",
    "From 2016-2018 she worked 14 hours a day.",
    "On 14 May 2019 the police came at 22:30.",
    "She was found on 03/04/2014.",
    "They slept in room 212 of the motel.",
    "Directive 2011/36/EU and Article 4.",
    "The kiln no longer burns.",
    "He called three times between 10 and 12.",
    "She carried her passport in 2019.",
    "She was born in 1994.",
    "She was born poor and left on 3 March 2014.",
    "The case of 2019 was closed; the report of 12 pages is out.",
    "Plates of food stood there for 12 days.",
    "In 2019 it was on the street.",
    "The IBAN GB29 NWBK 6016 1331 9268 18 is misspelt.",
    "He was on a line of 12 men.",
    "The share rose by 12.5 to 45.25 per cent.",
    "There are 1.000.000 cases.",
    "etc./other reasons and/or none",
    "They reached the Xyrkan and crossed it.",
    "They lived near Xyrkan or in Zyqra and Qyrzan.",
    "The CNIC and the DCI were told.",
    "On Mondays the SIM was changed.",
    "The Roma woman signed in May.",
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_identifiers_are_found_with_their_exact_words(text, expected, english):
    assert [(item.kind, text[item.start : item.end]) for item in find_identifiers(text, english)] == expected


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_identifies_nobody_is_left_alone(text, english):
    assert [text[item.start : item.end] for item in find_identifiers(text, english)] == []


def test_a_found_word_is_marked_wherever_it_stands(english):
    text = "Write to lily@example.org. Again: lily@example.org, not xlily@example.org.uk."
    places = [text[item.start : item.end] for item in find_identifiers(text, english)]
    assert places.count("lily@example.org") == 2


PIECES = (
    "Maria|Lopez|the|Mr|.|,|23|said|+40|721|234 567|passport no|AB1234567|born on|3 March 1994|@x_1|Street|12|and|I|D"
)
words = st.sampled_from(PIECES.split("|"))


@given(st.one_of(st.text(max_size=80), st.lists(words, max_size=14).map(" ".join)))
def test_findings_are_in_order_inside_the_text_and_never_overlap(english, text):
    found = find_identifiers(text, english)
    edges = [edge for item in found for edge in (item.start, item.end)]
    assert edges == sorted(edges)
    assert all(0 <= item.start < item.end <= len(text) and 0 < item.confidence <= 1 for item in found)
    assert find_identifiers(text, english) == found


def test_a_word_that_no_list_knows_is_less_sure_than_one_that_is_spoken_of_as_a_person(english):
    unsaid, said = "They sent for Xyrkan again.", "Her cousin Xyrkan came."
    (low,), (high,) = (find_identifiers(text, english) for text in (unsaid, said))
    assert low.confidence < 0.5 <= high.confidence
