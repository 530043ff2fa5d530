"""Dates as people and pages write them; where a saved page came from; pages that hold no article, or several."""

import pandas as pd
import pytest
from article_files import PARAGRAPHS, TEXT, events, page_of, put

from utils.corpus import load_corpus
from utils.loading.dates import first_date, parse_dates

FOURTH = [
    "4. Juli 2019",
    "Donnerstag, 4. Juli 2019, 10:30 Uhr",
    "jeudi 4 juillet 2019",
    "Le 4 juillet 2019 à 10h30",
    "4 de julio de 2019",
    "4 de julho de 2019",
    "giovedì 4 luglio 2019",
    "donderdag 4 juli 2019",
    "Thu Jul 04 20:19:24 +0000 2019",
    "20190704T083000Z",
    "2019/7/4",
    "2019年7月4日",
    "Published 4 July 2019",
    "July 4th, 2019",
    "2019-07-04T23:30:00-08:00",
]
NO_DAY = ["03/09/2025", "31 February 2019", "2019", "Juli 2019", "1-4 July 2019", "mar 2019", "12 Uhr", "99/99/2019"]


@pytest.mark.parametrize("date", FOURTH)
def test_the_fourth_of_july(date):
    assert str(parse_dates(pd.Series([date]))[0])[:10] == "2019-07-04"


@pytest.mark.parametrize("date", NO_DAY)
def test_what_may_be_two_days_is_none(date):
    assert parse_dates(pd.Series([date])).isna().all()


def test_day_and_month_that_are_the_same():
    assert str(parse_dates(pd.Series(["11.11.2021"]))[0])[:10] == "2021-11-11"


def test_march_is_no_tuesday_and_tuesday_no_march():
    assert [str(day)[:10] for day in parse_dates(pd.Series(["5 mar 2019", "mar 5 marzo 2019"]))] == ["2019-03-05"] * 2


@pytest.mark.parametrize(
    ("numbers", "how"),
    [
        ([43650, 43651], "days since 1900, as spreadsheets count them"),
        (["1562198400", "1562284800"], "seconds since 1970"),
        ([1562198400000, None], "milliseconds since 1970"),
    ],
)
def test_columns_of_numbers_are_dates_only_as_a_whole(tmp_path, numbers, how):
    dates = parse_dates(pd.Series(numbers, dtype=object))
    assert str(dates[0])[:10] == "2019-07-04"
    assert dates.attrs["read_as"] == how
    assert parse_dates(pd.Series([*numbers, "soon"], dtype=object)).isna().all()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("July 4, 2019 Thursday, Late Edition - Final", ("July 4, 2019", "Thursday, Late Edition - Final")),
        ("4. Juli 2019 Donnerstag, Bayern", ("4. Juli 2019", "Donnerstag, Bayern")),
        ("Mayor says no", None),
        ("2000 people march", None),
    ],
)
def test_a_line_that_opens_with_a_date(line, expected):
    assert first_date(line) == expected


def page(head="", before="", after="", lang="en", comment=""):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f'<!DOCTYPE html>{comment}<html lang="{lang}"><head><title>Bridge reopens</title>{head}</head><body>'
        f"<main><article><h1>Bridge reopens</h1>{before}{body}{after}</article></main></body></html>"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (page(before='<time datetime="2019-07-04T08:00">4 July</time>'), "2019-07-04"),
        (page(before='<span class="entry-date">4. Juli 2019</span>', lang="de"), "2019-07-04"),
        (page(before='<span class="meta-date">04.07.2019</span>', lang="de"), "2019-07-04"),
        (page(before='<span class="meta-date">04/07/2019</span>'), "NaT"),
        (page(before='<p class="updated">Updated 5 July 2019</p>'), "NaT"),
        (page(before="<p>Veröffentlicht am 4. Juli 2019</p>", lang="de"), "2019-07-04"),
        (page('<meta name="uploadDate" content="2019-07-04">'), "2019-07-04"),
        (page('<meta property="og:release_date" content="2019-07-04">'), "2019-07-04"),
        (page('<link rel="canonical" href="https://a.example/2019/07/04/x">'), "2019-07-04"),
        (page(after='<footer><time datetime="2001-01-01">old</time></footer>'), "NaT"),
        (page(before='<div class="date">4 July 2019</div><div class="date">5 July 2019</div>'), "NaT"),
    ],
)
def test_the_day_a_page_was_published(tmp_path, content, expected):
    assert str(load_corpus(put(tmp_path, "a.html", content))["date"][0])[:10] == expected


@pytest.mark.parametrize(
    ("head", "comment"),
    [
        ("", "<!-- saved from url=(0036)https://www.harbour.example/bridge -->"),
        ("", "<!--\n Page saved with SingleFile \n url: https://www.harbour.example/bridge \n-->"),
        ('<link rel="canonical" href="https://www.harbour.example/bridge">', ""),
    ],
)
def test_where_a_page_was_saved_from(tmp_path, head, comment):
    row = load_corpus(put(tmp_path, "a.html", page(head, comment=comment))).iloc[0]
    assert (row["source"], row["url"]) == ("harbour.example", "https://www.harbour.example/bridge")


def test_several_articles_on_one_page_and_a_live_blog(tmp_path):
    def article(name, kind=""):
        body = "".join(f"<p>{paragraph}</p>" for paragraph in [*PARAGRAPHS, f"All of this is about the {name}."])
        return f"<article{kind}><h2>{name}</h2>{body}</article>"

    names = ["bridge", "ferry", "quay"]
    corpus = load_corpus(put(tmp_path, "a.html", f"<html><body>{''.join(map(article, names))}</body></html>"))
    assert corpus["title"].tolist() == names
    blog = "".join(article(name, ' itemprop="liveBlogUpdate"') for name in names)
    assert len(load_corpus(put(tmp_path, "b.html", f"<html><body><h1>Live</h1>{blog}</body></html>"))) == 1


def test_rows_of_tables_are_no_sentences(tmp_path):
    rows = "".join(f"<tr><td>Ferry {i}</td><td>{i} cars</td></tr>" for i in range(4))
    corpus = load_corpus(put(tmp_path, "a.html", page(after=f"<table>{rows}</table><p>{PARAGRAPHS[0]}</p>")))
    assert "cars" not in corpus["text"][0]
    assert any("rows of tables, which were left out" in why for _, why in events(corpus, "noted"))


def test_a_page_that_is_not_free_may_be_a_beginning(tmp_path):
    closed = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    corpus = load_corpus(put(tmp_path, "a.html", page(closed)))
    assert any("says that it is not free" in why for _, why in events(corpus, "noted"))
    assert not any("not free" in why for _, why in events(load_corpus(put(tmp_path, "b.html", page())), "noted"))


def test_dates_that_can_be_read_in_two_ways_are_told_apart_from_those_that_cannot(tmp_path):
    corpus = load_corpus(put(tmp_path, "a.csv", f'text,date\n"{PARAGRAPHS[0]}",03/09/2025\n"{PARAGRAPHS[1]}",soon\n'))
    why = [why for item, why in events(corpus, "noted") if item == "date"]
    assert why[0].startswith("1 date may be day or month first; kept in date_as_given: '03/09/2025' (a.csv, row 2).")
    assert why[1].startswith("1 date could not be read; kept in date_as_given: 'soon' (a.csv, row 3).")


def test_a_file_is_read_as_what_it_holds(tmp_path):
    put(
        tmp_path,
        "a.xls",
        "<html><body><table><tr><th>Source</th><th>Text</th></tr><tr><td>A</td><td>" + TEXT + "</td></tr>",
    )
    put(tmp_path, "b.txt", page_of(PARAGRAPHS))
    put(tmp_path, "noname", page_of(PARAGRAPHS))
    corpus = load_corpus(tmp_path)
    assert len(corpus) == 3
    assert ["a.xls", "is a web page with a table named .xls; read as what it is"] in events(corpus, "noted")
    assert ["noname", "is a .html file without an ending; read as what it is"] in events(corpus, "noted")
