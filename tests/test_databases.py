"""Exports of Factiva, ProQuest, Europresse and Iramuteq: each article once, with what its header says, and no label."""

import pytest
from article_files import PARAGRAPHS, TEXT, events, page_of, put, rtf_of, word_of

from utils.corpus import load_corpus
from utils.errors import CorpusError
from utils.loading.exports import split

BODY = "\n".join(PARAGRAPHS)
NAMES = ["bridge", "ferry", "quay"]
COMMON_WORDS = "IN THE HARBOUR nobody was surprised."  # not Factiva's code IN


def numbered(name):
    return [*PARAGRAPHS, f"All of this is about the {name}."]


def displayed(name, day):
    head = [f"The {name} opens", "By Ann Writer", "68 words", f"{day} July 2019", "Harbour Courier", "HARBC", "1"]
    return "\n".join(
        [*head, "English", "(c) 2019 Town Papers", "", *numbered(name), "", f"Document HARBC0002019070{day}ef"]
    )


def coded(name, day, glue):
    fields = {
        "HD": f"The {name} opens",
        "BY": "By Ann Writer",
        "PG": "3",
        "WC": "1,068 words",
        "PD": f"{day} July 2019",
        "SN": "Harbour Courier",
        "LA": "English",
        "LP": PARAGRAPHS[0],
        "TD": "\n\n".join([*numbered(name)[1:], COMMON_WORDS]),
        "NS": "gcat : Political News",
        "AN": f"Document HARBC0002019070{day}ef",
    }
    lines = [f"{code}{glue}{value}" for code, value in fields.items() if code != "AN"]
    return "\n".join([*lines, "AN", fields["AN"]])


def tabbed(name, day):
    """Codes before values after a tab, the last field too, and one that only some articles have."""
    return coded(name, day, "\t").replace("AN\nDocument", "AN\tDocument").replace("NS\t", "CT\nAnn Lee\nNS\t")


def in_russian(name, day):
    """The labels of another interface, spaces that do not break, and an owner without a sign."""
    article = displayed(name, day).replace("Document", "Документ").replace("68 words", "1 068 слов")
    return article.replace("(c) 2019 Town Papers", "Town Papers Limited").replace(" ", "\u00a0")


FACTIVA = {
    "as displayed": displayed,
    "codes before values": lambda name, day: coded(name, day, "  "),
    "codes on their lines": lambda name, day: coded(name, day, "\n"),
    "codes before a tab": tabbed,
    "in Russian": in_russian,
}


@pytest.mark.parametrize("style", FACTIVA)
@pytest.mark.parametrize("ending", [".txt", ".html", ".docx"])
def test_factiva(tmp_path, style, ending):
    articles = [FACTIVA[style](name, day) for day, name in enumerate(NAMES, 4)]
    lines = "\n\n".join([*articles, "Search Summary\nText\tbridge\nResults Found\t4"]).split("\n")
    blocks = "".join(f"<div>{line}</div>" for line in lines)
    content = {".txt": "\n".join(lines), ".html": f"<html><body>{blocks}</body></html>", ".docx": word_of(lines)}[
        ending
    ]
    corpus = load_corpus(put(tmp_path, f"export{ending}", content))
    assert corpus["title"].tolist() == [f"The {name} opens" for name in NAMES]
    assert corpus["source"].unique().tolist() == ["Harbour Courier"]
    assert corpus["byline"].unique().tolist() == ["By Ann Writer"]
    assert corpus["date"].dt.strftime("%Y-%m-%d").tolist() == ["2019-07-04", "2019-07-05", "2019-07-06"]
    assert [text.split("\n\n")[:4] for text in corpus["text"]] == [numbered(name) for name in NAMES]
    assert not corpus["text"].str.contains("HARBC|gcat|Search Summary").any()
    if style.startswith("codes"):
        assert corpus["text"].str.endswith(COMMON_WORDS).all()
        assert corpus["length"].tolist() == [1068] * 3
    assert any("promises 4 articles; 3 were found" in why for _, why in events(corpus, "noted"))


def test_factiva_in_a_table_of_rtf(tmp_path):
    lines = "\n".join(tabbed(name, day) for day, name in enumerate(NAMES, 4)).split("\n")
    rows = [rf"\trowd\cellx9 {line}\cell\row".replace("\t", r"\cell ") for line in lines]
    corpus = load_corpus(put(tmp_path, "a.rtf", rtf_of(rows)))
    assert corpus["title"].tolist() == [f"The {name} opens" for name in NAMES]
    assert corpus["text"].tolist() == ["\n\n".join([*numbered(name), COMMON_WORDS]) for name in NAMES]


def proquest(name, day, full=True):
    text = f"Full text: {chr(10).join(numbered(name))}\n\n" if full else ""
    return (
        f"Document {day} of 3\n\nThe {name} opens\n\nAuthor: Writer, Ann\n\nProQuest document link: https://x.example/{day}\n\n"
        f"Abstract: {PARAGRAPHS[0]}\n\nLinks: http://x.example\n\n{text}Subject: Bridges\n\nTitle: The {name} opens\n\n"
        f"Publication title: Harbour Courier; Port Town\n\nPublication date: Jul {day}, 2019\n\nSection: News\n\n"
        f"ProQuest document ID: {day}\n\nDatabase: Newsstream\n\n"
    )


def test_proquest_counts_no_abstract(tmp_path):
    ruler = "_" * 60 + "\n\n"
    parts = [proquest("bridge", 1), proquest("ferry", 2), proquest("quay", 3, full=False)]
    corpus = load_corpus(put(tmp_path, "export.txt", ruler + ruler.join(parts)))
    assert corpus["title"].tolist() == ["The bridge opens", "The ferry opens"]
    assert corpus["source"].tolist() == ["Harbour Courier"] * 2
    assert corpus["text"].tolist() == ["\n\n".join(numbered(name)) for name in NAMES[:2]]
    assert str(corpus["date"][1])[:10] == "2019-07-02"
    assert any("holds the abstract only, no full text: The quay opens" in why for _, why in events(corpus, "skipped"))
    assert any("promises 3 articles; 2 were found" in why for _, why in events(corpus, "noted"))


def test_proquest_labels_in_the_text_are_text(tmp_path):
    odd = [PARAGRAPHS[0], "Location: the quay, at noon.", "Source: Reuters", "Title: what it means", *PARAGRAPHS[1:]]
    article = proquest("bridge", 1).replace("\n".join(numbered("bridge")), "\n\n".join(odd))
    article = article.replace(
        "Subject: Bridges", "Subject: Bridges; Town councils; Mayors;\nFerries; Quays and;\nRoads"
    )
    none = proquest("ferry", 2, full=False).replace("Subject:", "FULL TEXT\nNot available.\n\nSubject:")
    corpus = load_corpus(put(tmp_path, "export.txt", f"{'_' * 60}\n".join([article, none])))
    assert corpus["text"].tolist() == ["\n\n".join(odd)]
    assert corpus["title"].tolist() == ["The bridge opens"]
    assert any("no full text: The ferry opens" in why for _, why in events(corpus, "skipped"))


def test_proquest_in_another_language_is_refused(tmp_path):
    with pytest.raises(CorpusError, match="set the language of the site to English"):
        load_corpus(put(tmp_path, "a.txt", f"Volltext: {BODY}\n\nProQuest-Dokument-ID: 2212345"))


def europresse(name, day):
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in numbered(name))
    head = f"<div>Le Courrier, no. {day}</div><div>Politique, jeudi {day} juillet 2019 - 1 068 mots, p. 1</div>"
    foot = f"<div>news·2019070{day}·LM·{day}</div><p>Cet article est paru dans Le Courrier. © 2019</p>"
    return (
        f"<article><header>{head}<div><p>The {name} opens</p></div></header><section>{paragraphs}</section>"
        f"<footer>{foot}</footer></article>"
    )


def test_europresse(tmp_path):
    page = "".join(europresse(name, day) for day, name in enumerate(NAMES, 4))
    corpus = load_corpus(put(tmp_path, "export.html", f"<html><body>{page}</body></html>"))
    assert corpus["title"].tolist() == [f"The {name} opens" for name in NAMES]
    assert corpus.loc[0, ["source", "section", "length"]].tolist() == ["Le Courrier", "Politique", 1068]
    assert corpus["text"].tolist() == ["\n\n".join(numbered(name)) for name in NAMES]
    assert str(corpus["date"][2])[:10] == "2019-07-06"


def test_europresse_above_and_below_the_text(tmp_path):
    page = europresse("bridge", 4).replace("<div>Le Courrier", '<div class="DocPublicationName">Le Courrier')
    page = page.replace("<div><p>The", "<p>MÉDIAS</p><div><p class='titreArticleVisu'>The")
    page = page.replace("<section>", "<p>Le port en fête</p><p>Ariane Chemin et Paul Roux</p><section>")
    page = page.replace("<footer>", "<aside><b>Illustration(s) :</b><p>A photo.</p></aside><footer>")
    page = page.replace(" - 1 068 mots", " 1 068 mots")
    corpus = load_corpus(put(tmp_path, "export.html", f"<html><body>{page}</body></html>"))
    about = ["The bridge opens", "Ariane Chemin et Paul Roux", "Politique", 1068]
    assert corpus.loc[0, ["title", "byline", "section", "length"]].tolist() == about
    assert corpus["text"].tolist() == ["\n\n".join(["Le port en fête", *numbered("bridge")])]


def test_europresse_printed_with_a_list_of_articles(tmp_path):
    articles = [
        f"Le Courrier, no. {day}\nPolitique, jeudi {day} juillet 2019 - 68 mots, p. 1\n\nThe {name} opens\n\n"
        + "\n\n".join(numbered(name))
        + f"\n\n© 2019 Courrier\n\nnews·2019070{day}·LM·{day}\n\nCe certificat est émis à vous.\n\n"
        for day, name in enumerate(NAMES, 4)
    ]
    cover = "4 documents sauvegardés\n\nLe Courrier\n4 juillet 2019\nThe bridge opens\n\n"
    corpus = load_corpus(put(tmp_path, "export.txt", cover + "".join(articles)))
    assert corpus["source"].tolist() == ["Le Courrier"] * 3
    assert corpus["text"].tolist() == ["\n\n".join(numbered(name)) for name in NAMES]
    assert any("promises 4 articles; 3 were found" in why for _, why in events(corpus, "noted"))


def test_iramuteq(tmp_path):
    text = "".join(
        f"**** *source_Le_Monde *date_2019-07-0{day} *theme_{name}\n-*harbour\n"
        f"{BODY}\nAll of this is about the {name}.\n"
        for day, name in enumerate(NAMES, 4)
    )
    corpus = load_corpus(put(tmp_path, "export.txt", text))
    assert corpus["source"].tolist() == ["Le Monde"] * 3
    assert corpus["theme"].tolist() == NAMES
    assert corpus["text"].tolist() == ["\n\n".join(numbered(name)) for name in NAMES]


ORDINARY = [
    TEXT,
    f"{TEXT}\n\nDocument 1 of 3 was lost, and nobody found it.",
    f"{TEXT}\n\nLENGTH: 5 words",
    f"{TEXT}\n\nEnd of Document",
    f"{TEXT}\n\nBody\n\nThe body was found on Monday.",
    f"{TEXT}\n\nThe ProQuest document ID of the paper is unknown.",
    f"Document HARBC00020190704ef\n\n{TEXT}",
    f"****\n{TEXT}\n****\n{TEXT}",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_an_article_that_speaks_of_exports_is_none(text):
    assert split(text.split("\n"), "a.txt") is None


def test_an_export_that_cannot_be_split_is_refused(tmp_path):
    lines = ["Bridge opens", "ProQuest document ID: 7", "Abstract: It opened."]
    with pytest.raises(CorpusError, match=r"is an export of ProQuest, but its articles cannot be told apart"):
        load_corpus(put(tmp_path, "a.txt", "\n".join(lines)))


def test_a_page_about_a_database_is_a_page(tmp_path):
    page = page_of([*PARAGRAPHS, "Factiva and ProQuest are databases, and so is LexisNexis, of which this page tells."])
    assert len(load_corpus(put(tmp_path, "a.html", page))) == 1


STORY = f"<article><h2>The {{0}} opens</h2><p>{BODY}</p><p>{BODY}</p></article>"
ALL = "".join(f"<div>{STORY.format(name)}</div>" for name in NAMES)


@pytest.mark.parametrize(
    ("head", "body", "articles"),
    [
        ("", ALL, 3),
        ('<meta property="og:type" content="article">', ALL, 3),
        ('<meta property="og:type" content="article">', f"<h1>Harbour: the latest</h1>{ALL}", 1),
        ("", STORY.format("bridge") + STORY.format("ferry").replace("<p>", "<p><a href='/'>"), 1),
        ('<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>', ALL, 1),
    ],
)
def test_several_articles_in_boxes_and_one_story_in_parts(tmp_path, head, body, articles):
    page = f"<html><head><title>Courier</title>{head}</head><body><main>{body}</main></body></html>"
    assert len(load_corpus(put(tmp_path, "a.html", page))) == articles
