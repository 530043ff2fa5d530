"""Languages are told apart, and what is not English stays out of English word lists, with a count."""

import pandas as pd
import pytest

from utils.corpus import comparable, main_sources
from utils.errors import CorpusError
from utils.framing import evidence, load_codebook, profile
from utils.loading.languages import in_english, language
from utils.sentiment import article_tone, score_sentences
from utils.summary import describe_compared

# Article 1 of the Universal Declaration of Human Rights and the beginning of its preamble
TEXTS = {
    "en": "All human beings are born free and equal in dignity and rights. They are endowed with reason and "
    "conscience and should act towards one another in a spirit of brotherhood.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und "
    "Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de "
    "conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y "
    "conciencia, deben comportarse fraternalmente los unos con los otros.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и "
    "должны поступать в отношении друг друга в духе братства.",
    "zh": "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。",
}


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_paragraph(code):
    assert language(TEXTS[code]) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Parade", "en"),
        ("Mayor says no to new bridge over the harbour", "en"),
        ("Xi, Putin, Kim", "en"),
        ("2025", "und"),
        ("!", "und"),
        ("Guten Tag", "und"),
        ("Die Feuerwehr hat am Montag in Kiel einen Brand gelöscht, verletzt wurde niemand.", "de"),
        ("Le maire a annoncé lundi la fermeture du pont.", "fr"),
        ("Wydarzenie odbyło się w poniedziałek w Warszawie.", "pl"),
        ("Wie die Band in London war, sagt man an Land nun mehr", "de"),  # words that English has too
        ("Ten die in den of lions", "en"),
        ("香港特區政府星期一宣布關閉大橋", "zh"),
        ("𐌰𐌱𐌲𐌳𐌴 𐌵𐌶𐌷𐌸𐌹𐌺", "und"),
    ],
)
def test_the_language_of_a_line(text, code):
    assert language(text) == code


# The first sentence of the first article of the Universal Declaration, eight times: Thai, Tamil, Welsh, Swahili and
# other languages that English word lists were once read to.
ELSEWHERE = {
    "am": "የሰው ልጅ ሁሉ ሲወለድ ነጻና በክብርና በመብትም እኩልነት ያለው ነው።",
    "cy": "Genir pawb yn rhydd ac yn gydradd â'i gilydd mewn urddas a hawliau.",
    "et": "Kõik inimesed sünnivad vabadena ja võrdsetena oma väärikuselt ja õigustelt.",
    "eu": "Gizon-emakume guztiak aske jaiotzen dira, duintasun eta eskubide berberak dituztela.",
    "ga": "Saoláitear na daoine uile saor agus comhionann ina ndínit agus ina gcearta.",
    "hy": "Բոլոր մարդիկ ծնվում են ազատ ու հավասար իրենց արժանապատվությամբ ու իրավունքներով։",
    "is": "Hver maður er borinn frjáls og jafn öðrum að virðingu og réttindum.",
    "ka": "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით.",
    "lt": "Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis.",
    "lv": "Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās.",
    "sq": "Të gjithë njerëzit lindin të lirë dhe të barabartë në dinjitet dhe në të drejta.",
    "sw": "Watu wote wamezaliwa huru, hadhi na haki zao ni sawa.",
    "ta": "மனிதப் பிறிவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்; அவர்கள் மதிப்பிலும், உரிமைகளிலும் சமமானவர்கள்.",
    "th": "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
    "tl": "Ang lahat ng tao'y isinilang na malaya at pantay-pantay sa karangalan at mga karapatan.",
    "zu": "Bonke abantu bazalwa bekhululekile belingana ngesithunzi nangamalungelo.",
}


@pytest.mark.parametrize("code", ELSEWHERE)
def test_languages_that_are_not_english(code):
    assert language(" ".join([ELSEWHERE[code]] * 8)) == code


@pytest.mark.parametrize(("english", "german", "code"), [(1, 3, "de"), (3, 1, "en"), (2, 4, "de"), (4, 2, "en")])
@pytest.mark.parametrize("first", ["en", "de"])
def test_a_text_in_two_languages_is_in_that_of_the_greater_part(english, german, code, first):
    parts = [TEXTS["en"]] * english + [TEXTS["de"]] * german
    assert language(" ".join(parts if first == "en" else reversed(parts))) == code


def test_an_english_beginning_does_not_make_a_german_article_english():
    start = "Subscribe to our newsletter for the best of the week, and read on with the app that we made for you. " * 5
    assert language(start + TEXTS["de"] * 40) != "en"


LISTS = [
    "Federer bt Nadal 6-4 6-3 6-2 Murray bt Djokovic 6-4 7-5 Williams bt Sharapova 6-1 6-2 Halep bt Kvitova Monfils",
    "1 Hamilton Mercedes 2 Rosberg Mercedes 3 Vettel Ferrari 4 Raikkonen Ferrari 5 Perez Force India 6 Massa Williams "
    "7 Bottas Williams 8 Hulkenberg Force India Verstappen Sainz Kvyat Ricciardo Alonso Button Grosjean Maldonado",
    "Spain squad: Casillas, Ramos, Pique, Busquets, Iniesta, Xavi, Torres, Villa, Silva, Alonso, Navas, Puyol, Albiol, "
    "Capdevila, Marchena, Fabregas, Mata, Pedro, Llorente, Valdes, Reina, Arbeloa, Martinez, Costa, Koke, Isco, Morata",
]


@pytest.mark.parametrize("text", LISTS)
def test_lists_of_names_are_in_no_other_language(text):
    assert language(text) in ("en", "und")


def test_a_language_that_shares_small_words_with_english_is_told():
    text = (
        "Orbán Viktor miniszterelnök arra számít, hogy a kormány a jövő héten is a parlament elé viszi a javaslatot, "
        "és a többség a törvény mellett áll majd a szavazáson, mert a kérdés a nemzet számára fontos."
    )
    assert language(text) == "hu"


@pytest.fixture
def mixed():
    rows = [("a", "A", TEXTS["en"], "en"), ("b", "B", TEXTS["de"], "de"), ("c", "B", TEXTS["en"] + " War.", "en")]
    return pd.DataFrame(rows, columns=["doc_id", "source", "text", "language"])


def test_tone_and_frames_leave_other_languages_out(mixed):
    scored = score_sentences(mixed)
    assert set(scored["doc_id"]) == {"a", "c"}
    assert set(article_tone(scored, mixed)["doc_id"]) == {"a", "c"}
    codebook = load_codebook("generic")
    assert profile(mixed, codebook)["n"].tolist() == [1] * 10
    assert set(evidence(mixed, codebook)["doc_id"]) <= {"a", "c"}


def test_what_is_left_out_is_counted(mixed):
    told = describe_compared(mixed, comparable(mixed))
    assert told.startswith("Left out because not in English: 1 of 3 articles (German 1).")
    assert describe_compared(mixed, mixed) == ""
    few = main_sources(mixed.assign(source=["A", "B", "C"]), most=2)
    assert few["source"].tolist() == ["A", "B"]
    assert describe_compared(mixed.assign(source=["A", "B", "C"]), few) == (
        "Compared are the 2 sources with the most articles, of 3."
    )


def test_no_english_at_all_is_an_error_that_says_what_still_works(mixed):
    with pytest.raises(CorpusError, match=r"None of the articles is in English \(German 1\)"):
        in_english(mixed[mixed["language"] == "de"])
