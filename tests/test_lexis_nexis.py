"""Exports of LexisNexis and Nexis Uni: the same articles from every kind of file, in the languages of interfaces."""

import textwrap

import pytest
from article_files import events, page_of, pdf_of, put, word_of

from utils.corpus import load_corpus
from utils.errors import CorpusError
from utils.loading.exports import split
from utils.loading.exports.page_heads import PAGE_BREAK, page_heads_off

LONG = "The old bridge over the harbour was opened to traffic again on Monday after two years of repairs, and all came."
COVER = [
    "Download Request: Selected Items: 1-3",
    "",
    "Send To:",
    "QUILL, ADA",
    "UNIVERSITY LIBRARY",
    "",
    "Terms: bridge",
    "",
]
FIRST = [
    "1 of 3 DOCUMENTS",
    "Harbour Courier (London)",
    "July 4, 2019 Thursday\nLate Edition - Final",
    "July 4, 1999: the day the bridge of the harbour was closed, and what those who had used it said;\nA memory",
    "BYLINE: By ADA QUILL; Bo Reed contributed reporting from the harbour, and Cy Long from the town hall beside it.",
    "SECTION: Section A; Column 0; National Desk; Pg. 1",
    "LENGTH: 1,068 words",
    "DATELINE: PORT TOWN",
    LONG,
    "LENGTH: that is what all asked about. " + LONG,
    "Copyright law was no matter here.",
    "4 of 7 documents were found.",
    "CORRECTION-DATE: July 5, 2019",
    "CORRECTION:",
    "The bridge is 90 metres long, not 80.",
    "SUBJECT: BRIDGES (90%); HARBOURS & PORTS (88%); REPAIRS (78%); TOWNS & CITIES (76%); CYCLING (52%); MAYORS (50%)",
    "LOAD-DATE: July 4, 2019",
    "LANGUAGE: ENGLISH",
    "GRAPHIC: PHOTO: The bridge.\nThe mayor.",
    "DISTRIBUTION: Every Zone",
    "PUBLICATION-TYPE: Newspaper",
    "Copyright 2019 Harbour Press Ltd\nAll Rights Reserved",
]
SECOND = [
    "2 of 3 DOCUMENTS",
    "Copyright 2019 Lantern Media\nAll Rights Reserved",
    "The Lantern",
    "July 5, 2019 Friday 5:12 PM GMT",
    "Ferry sails",
    "LENGTH: 24 words",
    "QUILL: It sails. " + LONG,
    "SMITH-REED: Thank you.",
    "LANGUAGE: ENGLISH",
    "JOURNAL-CODE: LAN",
]
THIRD = [
    "3 of 3 DOCUMENTS",
    "We are sorry but there is an error in this document and it is not possible to display it.",
]
BLOCKS = [*FIRST, *SECOND, *THIRD]
TEXTS = ["\n\n".join(FIRST[8:12]), "\n\n".join(SECOND[6:8])]


def lines_of(blocks, width=78, blank=True):
    """The blocks as lines of a text file, which is wrapped."""
    lines = []
    for block in blocks:
        for line in block.split("\n"):
            lines += textwrap.wrap(line, width)
        lines += [""] * blank
    return lines


def text_file(blocks):
    lines = [line.center(80).rstrip() if line.endswith("DOCUMENTS") else line for line in COVER + lines_of(blocks)]
    return "\ufeff" + "\r\n".join(lines)


def page(blocks):
    return page_of([block.replace("\n", "<br>") for block in blocks])


def rich_text(blocks):
    return r"{\rtf1\ansi " + "".join(block.replace("\n", r"\line ") + r"\par\par " for block in blocks) + "}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", text_file(BLOCKS)),
        ("a.html", page(BLOCKS)),
        ("a.rtf", rich_text(BLOCKS)),
        ("a.doc", rich_text(BLOCKS)),
        ("a.docx", word_of([line for block in BLOCKS for line in [*block.split("\n"), ""]])),
    ],
)
def test_the_same_articles_from_every_kind_of_file(tmp_path, name, content):
    corpus = load_corpus(put(tmp_path, name, content))
    assert corpus["text"].tolist() == TEXTS
    assert corpus["title"].tolist() == [FIRST[3].replace("\n", " "), "Ferry sails"]
    assert corpus["source"].tolist() == ["Harbour Courier (London)", "The Lantern"]
    assert [str(date)[:10] for date in corpus["date"]] == ["2019-07-04", "2019-07-05"]
    assert corpus["edition"].fillna("").tolist() == ["Late Edition - Final", ""]
    assert corpus["byline"].fillna("").tolist() == [FIRST[4].removeprefix("BYLINE: "), ""]
    assert corpus["section"][0] == "Section A; Column 0; National Desk; Pg. 1"
    assert corpus["length"].tolist() == [1068, 24]
    notes = [why for _, why in events(corpus, "noted")]
    assert any("promises 3 articles; 2 were found" in why for why in notes)
    assert "ends with a correction, left out: The bridge is 90 metres long, not 80." in notes
    assert "has captions of pictures below 1 text, which were left out" in notes
    assert any("error" in why for _, why in events(corpus, "skipped"))


def test_a_printed_export_has_no_empty_lines_and_a_header_on_each_page(tmp_path):
    lines = lines_of([*FIRST, *SECOND], width=90, blank=False)
    cut = next(i for i, line in enumerate(lines) if line.startswith("LENGTH: that")) + 1
    head = lines_of([f"{FIRST[3]} {FIRST[1]} July 4, 2019 Thursday".replace("\n", " ")], width=90, blank=False)
    documents, _ = split([*lines[:cut], PAGE_BREAK, "Page 2", *head, *lines[cut:]], "a.pdf")
    assert [" ".join(one["text"].split()) for one in documents] == [" ".join(text.split()) for text in TEXTS]
    assert documents[0]["byline"] == FIRST[4].removeprefix("BYLINE: ")
    assert documents[0]["title"] == FIRST[3].replace("\n", " ")
    assert documents[0]["edition"] == "Late Edition - Final"
    corpus = load_corpus(put(tmp_path, "a.pdf", pdf_of(lines)))
    assert corpus["title"].tolist() == [FIRST[3].replace("\n", " "), "Ferry sails"]


def test_only_the_header_goes_at_the_top_of_a_page():
    body = ["He left", "\f", "Page 2", "Bridge", "opens", "The Lantern", "", "opens", "\f", "* * *", "The Lantern"]
    assert page_heads_off(body, ["Bridge opens", "The Lantern"]) == ["He left", "opens", "* * *", "The Lantern"]


@pytest.mark.parametrize(
    ("mark", "date", "labels", "below"),
    [
        (
            "{} von 2 DOKUMENTEN",
            "4. Juli 2019 Donnerstag",
            ["AUTOR: Ada Quill", "RUBRIK: POLITIK; S. 3", "LÄNGE: 68 Wörter"],
            ["UPDATE: 4. Juli 2019", "SPRACHE: GERMAN; DEUTSCH", "ZEITUNGS-CODE: HK", "Alle Rechte vorbehalten"],
        ),
        (
            "Dokument {} von 2",
            "Donnerstag 4. Juli 2019",
            ["AUTOR: Ada Quill", "RUBRIK: POLITIK; S. 3", "LÄNGE: 68 Wörter"],
            ["GRAFIK: Die Brücke.", "UPDATE: 4. Juli 2019", "SPRACHE: GERMAN; DEUTSCH"],
        ),
        (
            "{} de 2 DOCUMENTS",
            "4 juillet 2019 jeudi",
            ["AUTEUR: Ada Quill", "RUBRIQUE: POLITIK; S. 3", "LONGUEUR: 68 mots", "ENCART: Deux ans."],
            [
                "SUJET: PONTS (90%)",
                "SOCIETE: PORT SA (85%)",
                "LOCALISATION-GEO: PARIS (90%)",
                "DATE-CHARGEMENT: 4 juillet 2019",
            ],
        ),
        (
            "{} van 2 DOCUMENTEN",
            "4 juli 2019 donderdag",
            ["AUTEUR: Ada Quill", "RUBRIEK: POLITIK; S. 3", "LENGTE: 68 woorden"],
            ["LAAD-DATUM: 4 juli 2019", "TAAL: DUTCH", "PUBLICATIE-TYPE: Krant", "Copyright 2019 Courier BV"],
        ),
        (
            "{} di 2 DOCUMENTI",
            "4 luglio 2019 giovedì",
            ["AUTORE: Ada Quill", "SEZIONE: POLITIK; S. 3", "LUNGHEZZA: 68 parole"],
            ["DATA-CARICAMENTO: 4 luglio 2019", "LINGUA: ITALIAN", "Tutti i diritti riservati"],
        ),
        (
            "{} de 2 DOCUMENTOS",
            "4 de julho de 2019 quinta-feira",
            ["AUTOR: Ada Quill", "SEÇÃO: POLITIK; S. 3", "TAMANHO: 68 palavras"],
            ["DATA-CARGA: 4 julho 2019", "IDIOMA: PORTUGUESE", "Todos os direitos reservados"],
        ),
    ],
)
def test_labels_in_the_language_of_the_interface(mark, date, labels, below):
    article = ["Hafenkurier", date, "Die Brücke", *labels, LONG, "Niemand: Es ist so.", *below]
    documents, _ = split(lines_of([*[mark.format(1), *article], *[mark.format(2), *article]]), "a.txt")
    assert len(documents) == 2
    expected = {"title": "Die Brücke", "source": "Hafenkurier", "edition": "", "byline": "Ada Quill", "length": 68}
    expected |= {"section": "POLITIK; S. 3", "text": f"{LONG}\n\nNiemand: Es ist so."}
    assert {name: documents[1][name] for name in expected} == expected
    assert documents[1]["date"] in date


def test_articles_that_nothing_counts_and_parts_of_a_long_list():
    uncounted = [*FIRST[1:9], *FIRST[16:]]
    for blank in (True, False):
        documents, said = split(lines_of(uncounted * 3, blank=blank), "a.txt")
        assert [one["text"] for one in documents] == [LONG] * 3
        assert not any("promises" in entry["why"] for entry in said)
    part = [*["501 of 2146 DOCUMENTS", *FIRST[1:]], *["502 of 2146 DOCUMENTS", *FIRST[1:]]]
    documents, said = split(lines_of(part), "a.txt")
    assert len(documents) == 2
    assert not any("promises" in entry["why"] for entry in said)


def test_titles_that_look_like_editions_and_articles_without_a_title():
    titled = [*FIRST[:3], "The final edition of the Courier, which had\nbeen read by all", *FIRST[6:]]
    assert (
        split(lines_of(titled), "a.txt")[0][0]["title"]
        == "The final edition of the Courier, which had been read by all"
    )
    untitled = split(lines_of([*FIRST[:3], *FIRST[5:]]), "a.txt")[0][0]
    assert (untitled["title"], untitled["edition"]) == ("", "Late Edition - Final")


def test_an_export_of_which_nothing_can_be_told_is_refused():
    with pytest.raises(CorpusError, match="is an export of LexisNexis, but its articles cannot be told apart"):
        split(["1 of 1 DOCUMENTS", "", "LENGTH: 5 words", "", "LOAD-DATE: July 4, 2019"], "a.txt")


def test_an_article_about_documents_is_no_export(tmp_path):
    text = f"Document 1 of 3 was lost.\n\nLENGTH matters, said the mayor.\n\n{LONG}"
    assert len(load_corpus(put(tmp_path, "a.txt", text))) == 1


UNI = [
    "Documents (1)",
    "1. The bridge of the harbour is open again, and everybody came to see it on the first day of the summer",
    "Client/Matter: -None-",
    "Narrowed by:",
    "News",
    "-None-",
    "The bridge of the harbour is open again, and everybody came to see it on the first day of the summer",
    "Harbour Courier (London)",
    "July 4, 2019 Thursday, Late Edition - Final",
    "Copyright 2019 Harbour Press All Rights Reserved",
    "Section: NEWS; Pg. 3 of the first part, which has the news of the town and the harbour and of all else",
    "Length: 68 words",
    "Body",
    LONG,
    "URL: it is what one types.",
    "Graphic",
    "The bridge.",
    "Classification",
    "Language: ENGLISH",
    "Subject: BRIDGES (90%); HARBOURS & PORTS (88%); REPAIRS (78%); TOWNS & CITIES (76%); CYCLING (52%); MAYORS (50%)",
    "Load-Date: July 5, 2019",
    "End of Document",
]


@pytest.mark.parametrize("blank", [True, False])
def test_nexis_uni_printed_to_pages(blank):
    [document], _ = split(lines_of(UNI, blank=blank), "a.pdf")
    assert document["title"] == UNI[6]
    assert document["section"] == UNI[10].removeprefix("Section: ")
    assert (document["date"], document["edition"]) == ("July 4, 2019", "Late Edition - Final")
    assert " ".join(document["text"].split()) == f"{LONG} URL: it is what one types."


def test_the_list_of_documents_of_nexis_uni_is_skipped():
    with pytest.raises(CorpusError, match="is the list of documents that comes with an export; it has no text"):
        split(UNI[:6], "a_doclist.docx")
