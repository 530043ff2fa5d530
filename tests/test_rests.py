"""What is no article in a text: furniture of pages, rests of markup, marks of services that cut articles."""

import io
import json
import re
import time

import pandas as pd
import pytest
from article_files import book_of, events, pdf_of, put, wrapped
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from utils.corpus import load_corpus
from utils.errors import CorpusError
from utils.loading.markup import without_markup
from utils.loading.scans import mended
from utils.loading.stubs import WORDS, beginning, no_article, note_many, same_length

BODY = "The harbour bridge was opened again on Monday after two years of repairs that cost the town more than planned. "
PARTS = [
    "Cyclists were the first to cross, and the mayor of the town was the last of those who had come to see it open.",
    "The council will decide in the autumn whether the toll that paid for the works should be kept for ten more years.",
    "Nobody on the quay was surprised by the figure, since the ferry had gone the same way long before the war ended.",
]


def pages_of(pages):
    writer, file = PdfWriter(), io.BytesIO()
    for lines in pages:
        writer.append(PdfReader(io.BytesIO(pdf_of(lines))))
    writer.write(file)
    return file.getvalue()


def pdf_text(tmp_path, pages):
    corpus = load_corpus(put(tmp_path, "mine.pdf", pages_of(pages)))
    return corpus["text"].iloc[0], events(corpus, "repaired")


def csv_of(tmp_path, texts):
    return put(tmp_path, "mine.csv", pd.DataFrame({"text": texts}).to_csv(index=False).encode())


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("HARBOUR COURIER    July 4, 2019", "Page {n} of 3"),
        ("Harbour Courier, page {n}", "© 2019 Town Papers. All rights reserved."),
        ("04.07.2019, 10:31 Bridge opens - Harbour Courier", "https://courier.example/bridge {n}/3"),
        ("7/4/19, 10:31 AM Bridge opens", "{n}/3"),
        ("Harbour Courier", "- {n} -"),
        ("Harbour Courier", "Seite {n} von 3"),
        ("{n}", "Harbour Courier"),
    ],
)
def test_furniture_of_pages_is_taken_off_and_the_rest_kept(tmp_path, head, foot):
    pages = [[head.format(n=n), *wrapped([part]), foot.format(n=n)] for n, part in enumerate(PARTS, 1)]
    text, said = pdf_text(tmp_path, pages)
    assert text.split() == " ".join(PARTS).split()
    assert any("6 headers, footers and page numbers left out" in why for why in map(str, said))


def test_a_sentence_goes_on_over_the_page_break(tmp_path):
    first, second = PARTS[0].split(" and the mayor ")
    pages = [
        ["Harbour Courier", *wrapped([first + " and the"]), "1"],
        ["Harbour Courier", *wrapped(["mayor " + second]), "2"],
    ]
    text, _ = pdf_text(tmp_path, pages)
    assert " ".join(text.split("\n")) == PARTS[0]


def test_the_refrain_of_two_pages_and_the_figures_of_a_table_stay(tmp_path):
    refrain = "The sea came in, and the sea went out again."
    pages = [[refrain, *wrapped([PARTS[0]])], [refrain, *wrapped([PARTS[1]])]]
    assert pdf_text(tmp_path, pages)[0].count(refrain) == 2
    table = [["1946 120", "1947 131", *wrapped([part]), "1948 140"] for part in PARTS]
    assert pdf_text(tmp_path, table)[0].count("1946 120") == 3


def test_years_at_the_edge_of_pages_are_no_page_numbers(tmp_path):
    years = ["1945", "1951", "1968"]
    text, _ = pdf_text(tmp_path, [[year, *wrapped([part])] for year, part in zip(years, PARTS, strict=True)])
    assert [year for year in years if year in text] == years


SCAN = (
    "THE HARBOUR COURIER, JULY 4, 1919.       3\n\nThe bridge over the harbour was opened again on Monday after two "
    "years of re-\npairs, and the govern-\nment of the town was much congratulated by every-\nbody who had come to "
    "see it on the\n\n4       THE HARBOUR COURIER, JULY 4, 1919.\n\nquay. The well-\nknown engineer was not there."
)
MENDED = (
    "The bridge over the harbour was opened again on Monday after two years of repairs, and the government of the town "
    "was much congratulated by everybody who had come to see it on the quay. The well-known engineer was not there."
)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_scan_in_plain_text_is_mended_and_counted(tmp_path, ends):
    corpus = load_corpus(put(tmp_path, "scan.txt", SCAN.replace("\n", ends).encode()))
    assert corpus["text"].iloc[0].split() == MENDED.split()
    assert "2 headers or page numbers taken off, 4 divided words put together" in str(events(corpus, "repaired"))


def test_form_feeds_part_pages():
    pages = [
        "\n".join(["HARBOUR COURIER", "", *wrapped([part], 40), "", f"- {n} -"]) for n, part in enumerate(PARTS, 1)
    ]
    text, done = mended("\f".join(pages))
    assert text.split() == " ".join(PARTS).split()
    assert done == ["6 headers or page numbers taken off"]


@pytest.mark.parametrize(
    "text",
    [
        "It was pre- and post-war.\nNobody minded.",
        BODY * 3 + "\n\nThe self-\nmade man paid.",  # long lines: no scan
        "\n".join(wrapped([BODY, *PARTS])),
        "In that year\n\n1945\n\nthe war ended, and in the year\nthat came after it,\n\n1946\n\nthere was peace.",
    ],
)
def test_what_is_no_scan_is_left_alone(text):
    assert mended(text) == (text, [])


@pytest.mark.parametrize(
    ("raw", "text", "said"),
    [
        ("<p>One &amp; two.</p><p>Three<br>four.</p>", "One & two.\n\nThree\nfour.", "5 tags, 1 entity"),
        ('See <a href="https://x.y/?a=1&b=2">here</a>&nbsp;now', "See here now", "2 tags, 1 entity"),
        ("&lt;p&gt;It&amp;#39;s &amp;quot;out&amp;quot;.&lt;/p&gt;", "It's \"out\".", "2 tags, 7 entities"),
        ("Caf&eacute; &#8220;Ritz&#8221;", "Café “Ritz”", "3 entities"),
        ("<P>Loud.</P>\r\n<P>Soft.</P>", "Loud.\n\nSoft.", "4 tags"),
        ("<script>if (a < b) x();</script><div>Rain.</div>", "Rain.", "4 tags"),
        ("<!-- wp:paragraph --><p>One.</p><!-- /wp:paragraph -->", "One.", "4 tags"),
        ("One.<br/><br />Two.", "One.\n\nTwo.", "2 tags"),
        ("<ul><li>Bread</li><li>Salt</li></ul>", "Bread\n\nSalt", "6 tags"),
        ("['It rained.', \"It's dry.\"]", "It rained.\n\nIt's dry.", "a list of 2 texts joined"),
        ('["It rained.", "It is \\u2013 dry."]', "It rained.\n\nIt is – dry.", "a list of 2 texts joined"),
        ("It rained.\\n\\nit poured.", "It rained.\n\nit poured.", "1 written-out line end made real"),
        ("It rained.\\r\\nNobody \\\"minded\\\".", 'It rained.\nNobody "minded".', "1 written-out line end"),
        ('[caption id="a1"]A bridge[/caption] It rained.', "A bridge It rained.", "2 WordPress codes taken out"),
    ],
)  # fmt: skip
def test_markup_is_taken_out_and_counted(raw, text, said):
    plain, done = without_markup(raw)
    assert plain.replace("\r", "") == text
    assert said in ", ".join(done)


@pytest.mark.parametrize(
    "text",
    [
        "where a < b and c > d, I <3 R&D at AT&T; M&S;",
        "It lies in C:\\new\\table. And C:\\temp",
        "Write `<p>` and `</p>` in backticks",
        'The tags "<b>" and "</b>" make bold',
        "the <p> tag",
        "mail <ann@town.example>, <https://town.example>",
        "https://x.y/?a=1&copy=2&lt=3",
        "[VIDEO] [Laughter] [caption] he said ['sic']",
        "a list ['a', 'b'] in a text",
        "the regex `\\n\\n` finds.\\n\\nBlank lines",
    ],
)
def test_what_only_looks_like_markup_is_left_alone(text):
    assert without_markup(text) == (text, [])


@given(st.text(alphabet=st.sampled_from("ab <>&/;3\"'\\ntp`[]=.\n"), max_size=60))
def test_a_text_without_known_tags_entities_or_written_line_ends_is_left_alone(text):
    known = re.search(r"</?[a-z]|&#?\w+;|\\n|^\s*\[|\]$", text)
    assert known or without_markup(text) == (text, [])


@pytest.mark.parametrize(
    "hostile",
    ["<p" * 200_000, "<p>" * 100_000 + "</p>", "<script>" * 50_000 + "</b><b>", "&" * 300_000,
     "[gallery " + "=" * 200_000,
     "['" + "a\\" * 150_000, "<b></b>" + " " * 300_000 + "x", ".\\n" * 100_000, "`<" * 150_000 + "<b></b>",
     "['a'," * 60_000],
)  # fmt: skip
def test_hostile_markup_takes_no_time(hostile):
    start = time.perf_counter()
    without_markup(hostile)
    assert time.perf_counter() - start < 3


def test_cells_with_markup_become_paragraphs(tmp_path):
    corpus = load_corpus(csv_of(tmp_path, [f"<p>{BODY}</p><p>{PARTS[0]}</p>"]))
    assert corpus["text"].iloc[0] == f"{BODY.strip()}\n\n{PARTS[0]}"


@pytest.mark.parametrize("text", ["nan", "None", "NULL", "N/A", "#VALUE!", "[Removed]", " undefined ", "[deleted]."])
def test_placeholders_are_no_articles(tmp_path, text):
    assert "in place of an article" in no_article(text)
    corpus = load_corpus(put(tmp_path, "mine.json", json.dumps([{"text": text}, {"text": BODY}]).encode()))
    assert len(corpus) == 1
    assert "in place of an article" in str(events(corpus, "skipped"))


@pytest.mark.parametrize(
    ("text", "kept", "why"),
    [
        (BODY + "It was a dis… [+1234 chars]", BODY + "It was a dis", "left out 1234 characters"),
        (BODY + "It was a dis... [1,234 chars]", BODY + "It was a dis", "left out 1,234 characters"),
        (BODY + "[…]", BODY.strip(), "'[…]'"),
        (BODY + "And then [...]", BODY + "And then", "'[...]'"),
        (BODY + "And then… Continue reading Bridge opens →", BODY + "And then…", "'Continue reading'"),
        (BODY + "\n\nRead more", BODY.strip(), "'Read more'"),
        (BODY + "\n\nWeiterlesen »", BODY.strip(), "'Weiterlesen'"),
        (BODY + "\n\nLire la suite…", BODY.strip(), "'Lire la suite'"),
        ("The harbour bridge was op…", "The harbour bridge was op…", "mid-sentence"),
        (BODY + "\n\nSubscribe to continue reading\n\nLog in.", BODY.strip(), "paywall"),
        (BODY + "\n\nCet article est réservé aux abonnés. Déjà abonné ?", BODY.strip(), "paywall"),
        (BODY + "\n\nDieser Artikel ist nur für Abonnenten.", BODY.strip(), "paywall"),
        (BODY + "\n\nContenido exclusivo para suscriptores.", BODY.strip(), "paywall"),
        (BODY + "\n\nQuesto articolo è riservato agli abbonati.", BODY.strip(), "paywall"),
        (BODY + "\n\nDit artikel is alleen voor abonnees.", BODY.strip(), "paywall"),
    ],
)
def test_the_beginning_of_an_article_is_kept_and_told(text, kept, why):
    assert beginning(text)[0] == kept
    assert why in beginning(text)[1]
    assert "only its beginning is here" in beginning(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        BODY + "He told me to read more.",
        BODY + "“I do not know…”",
        BODY * 5 + "And so it goes…",
        BODY + "The law, he said, is “for subscribers only”. " + BODY,
        "Subscribe to read: how papers sell. " + BODY * 40,
        BODY + "Read more about it in the annals of the town.",
        BODY * 30 + "\n\nRead more",
    ],
)
def test_whole_articles_are_not_called_beginnings(text):
    assert beginning(text) == (text, "")
    assert no_article(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "We value your privacy. We and our 812 partners store and access information on a device, such as cookies.",
        "Wir verwenden Cookies und ähnliche Techniken. Alle akzeptieren",
        "Nous utilisons des cookies pour mesurer l'audience.\n\nTout accepter\n\nContinuer sans accepter",
        "Utilizamos cookies propias y de terceros. Aceptar todo",
        "Utilizziamo i cookie per migliorare il servizio. Accetta tutti",
        "Wij gebruiken cookies. Alles accepteren",
        "Please enable JavaScript to view this page.",
        "Access Denied\n\nYou don't have permission to access this server. Reference #18.2f",
        "Subscribe to continue reading. Already a subscriber? Log in.",
    ],
)
def test_notices_are_no_articles(text):
    assert no_article(text)


def test_an_article_on_cookies_is_one():
    text = "The court ruled that a site which says that it uses cookies must ask first. " + BODY + " ".join(PARTS)
    assert no_article(text) == ""


def test_texts_cut_at_one_length_are_noted(tmp_path):
    cells = [["text"], [(BODY * 400)[:32_767]], [BODY]]
    corpus = load_corpus(put(tmp_path, "mine.xlsx", book_of({"Sheet": cells})))
    assert "exactly 32,767 characters, the most that a cell of Excel holds" in str(events(corpus, "noted"))
    cut = [{"text": (f"{n} " + BODY * 9)[:500], "path": "a.csv", "row": n} for n in range(1, 6)]
    assert "5 texts have exactly 500 characters" in same_length(cut)[0]["why"]
    assert same_length(cut[:4]) == []
    assert same_length([{**one, "text": cut[0]["text"]} for one in cut]) == []  # copies


def test_many_stubs_lead_the_report(tmp_path):
    corpus = load_corpus(csv_of(tmp_path, [BODY + part for part in PARTS] + ["nan.", BODY + "It… [+99 chars]"]))
    assert corpus.attrs["events"][0]["why"].startswith("2 of 5 texts are no articles or only beginnings")
    assert note_many(corpus.attrs["events"][1:], 10) == []


def test_only_stubs_stop_the_load(tmp_path):
    with pytest.raises(CorpusError, match="in place of an article"):
        load_corpus(csv_of(tmp_path, ["[Removed]"]))


def test_a_text_of_which_nothing_is_left_is_no_article(tmp_path):
    corpus = load_corpus(csv_of(tmp_path, ["<p>&nbsp;</p>", "['']", "Continue reading", BODY]))
    assert len(corpus) == 1
    assert len(events(corpus, "skipped")) == 3


def test_the_words_are_in_small_letters():
    assert all(words == words.casefold() for group in WORDS.values() for words in group)
