"""Tables and answers of news services: told by their fields; addresses are no articles; sheets, headers, names."""

import json

import pytest
from article_files import PARAGRAPHS, SOURCE, TEXT, TITLE, book_of, events, put

from utils.corpus import load_corpus
from utils.errors import CorpusError

DAY, ADDRESS = "2025-09-03T08:00:00Z", "https://www.harbour.example/bridge"
GUARDIAN = {
    "webTitle": TITLE,
    "webPublicationDate": DAY,
    "webUrl": ADDRESS,
    "sectionName": "News",
    "fields": {"bodyText": TEXT, "byline": "Ann Lee"},
}
ANSWERS = {
    "guardian": ({"response": {"status": "ok", "results": [GUARDIAN]}}, "The Guardian"),
    "event registry": (
        {
            "articles": {
                "results": [{"uri": "7", "dateTime": DAY, "title": TITLE, "body": TEXT, "source": {"title": SOURCE}}]
            }
        },
        SOURCE,
    ),
    "newsapi": (
        {
            "articles": [
                {
                    "source": {"id": None, "name": SOURCE},
                    "title": TITLE,
                    "urlToImage": None,
                    "publishedAt": DAY,
                    "content": TEXT,
                }
            ]
        },
        SOURCE,
    ),
    "news-please": (
        [{"text": None, "maintext": TEXT, "title": TITLE, "date_publish": DAY, "source_domain": "harbour.example"}],
        "harbour.example",
    ),
    "trafilatura": (
        {
            "title": TITLE,
            "hostname": "harbour.example",
            "fingerprint": "x",
            "date": "2025-09-03",
            "text": TEXT,
            "source": ADDRESS,
        },
        "harbour.example",
    ),
    "newspaper": (
        [
            {
                "title": TITLE,
                "text": TEXT,
                "publish_date": DAY,
                "source_url": "https://www.harbour.example",
                "url": ADDRESS,
            }
        ],
        "harbour.example",
    ),
    "webz": (
        {"posts": [{"thread": {"site": "harbour.example"}, "title": TITLE, "text": TEXT, "published": DAY}]},
        "harbour.example",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_a_service_sends(tmp_path, name):
    answer, source = ANSWERS[name]
    corpus = load_corpus(put(tmp_path, "a.json", json.dumps(answer)))
    row = corpus.iloc[0]
    assert (len(corpus), row["text"], row["title"], row["source"]) == (1, TEXT, TITLE, source)
    assert str(row["date"])[:10] == "2025-09-03"
    assert any("its fields are read as such" in why for _, why in events(corpus, "noted"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.json",
            json.dumps(
                {"articles": [{"url": ADDRESS, "seendate": "20250903T080000Z", "domain": "x", "sourcecountry": "y"}]}
            ),
            "comes from GDELT. It holds addresses only",
        ),
        ("a.csv", f"stories_id,media_name,title,url\n1,Harbour,T,{ADDRESS}\n", "comes from Media Cloud"),
        ("a.csv", f"title,url\nT,{ADDRESS}\n", "holds addresses only (column 'url'), no texts"),
        (
            "a.json",
            json.dumps({"response": {"results": [{**GUARDIAN, "fields": {}}]}}),
            "ask the API for show-fields=bodyText",
        ),
    ],
)
def test_lists_of_addresses_are_no_articles(tmp_path, name, content, message):
    with pytest.raises(CorpusError) as error:
        load_corpus(put(tmp_path, name, content))
    assert message in str(error.value)


def test_a_passage_with_a_hit_is_not_taken_for_the_article(tmp_path):
    rows = "".join(f'2025-09-0{day},T,"{PARAGRAPHS[0]}",A\n' for day in (3, 4))
    corpus = load_corpus(put(tmp_path, "a.csv", f"Date,Headline,Hit Sentence,Source\n{rows}"))
    assert any("gives a passage of each article" in why for _, why in events(corpus, "noted"))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Inhalt,Zeitung,Datum,Titel", (SOURCE, TITLE)),
        ("texto,periódico,fecha,título", (SOURCE, TITLE)),
        ("Article Body,Outlet Name,created_at,Article Title", (SOURCE, TITLE)),
        ("maintext,source_domain,date_publish,title", (SOURCE, TITLE)),
    ],
)
def test_less_usual_names_of_columns(tmp_path, header, expected):
    corpus = load_corpus(put(tmp_path, "a.csv", f'{header}\n"{PARAGRAPHS[0]}",{SOURCE},2025-09-03,{TITLE}\n'))
    assert tuple(corpus.loc[0, ["source", "title"]]) == expected
    assert str(corpus["date"][0])[:10] == "2025-09-03"


def test_a_usual_name_goes_before_a_less_usual_one(tmp_path):
    corpus = load_corpus(put(tmp_path, "a.csv", f'text,story,site,source\n"{PARAGRAPHS[0]}",other,x.example,A\n'))
    assert corpus.loc[0, ["text", "source", "story", "site"]].tolist() == [PARAGRAPHS[0], "A", "other", "x.example"]


def test_a_sheet_an_outlet(tmp_path):
    rows = {name: [["Title", "Text"], ["x", f"{TEXT} {name}."]] for name in ("Lantern", "Courier")}
    corpus = load_corpus(put(tmp_path, "a.xlsx", book_of({**rows, "About": [["Query"], ["bridge"]]})))
    assert corpus["source"].tolist() == ["Lantern", "Courier"]
    assert ["a.xlsx", "has articles on 2 sheets; the name of a sheet is the source of its articles"] in events(
        corpus, "noted"
    )


def test_sheets_that_name_their_sources_keep_them(tmp_path):
    rows = {name: [["Source", "Text"], [f"{name} Post", f"{TEXT} {name}."]] for name in ("North", "South")}
    corpus = load_corpus(put(tmp_path, "a.xlsx", book_of(rows)))
    assert corpus["source"].tolist() == ["North Post", "South Post"]
    assert corpus["sheet"].tolist() == ["North", "South"]


def test_rows_above_the_header(tmp_path):
    above = [["Search results"], ["Query: bridge", None], [None]]
    corpus = load_corpus(put(tmp_path, "a.xlsx", book_of({"S": [*above, ["Source", "Text"], ["A", TEXT]]})))
    assert corpus["source"].tolist() == ["A"]
    assert ["a.xlsx", "has 3 rows above its header, which were passed over"] in events(corpus, "repaired")
    corpus = load_corpus(put(tmp_path, "b.csv", f'Report of 3 May\nQuery: bridge\nSource,Text\nA,"{PARAGRAPHS[0]}"\n'))
    assert corpus["source"].tolist() == ["A"]


def test_quotation_marks_behind_backslashes(tmp_path):
    corpus = load_corpus(put(tmp_path, "a.csv", 'text,source\n"He said \\"no\\" to it, and left.",A\n'))
    assert corpus.loc[0, ["text", "source"]].tolist() == ['He said "no" to it, and left.', "A"]
