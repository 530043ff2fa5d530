"""What real programs export: pages, tables, dates and names as they come, not as they should."""

import io
import json
import os
import re
import zipfile

import docx
import pandas as pd
import pytest
from article_files import (
    NEXIS,
    PARAGRAPHS,
    SOURCE,
    TEXT,
    book_of,
    events,
    nexis_of,
    page_of,
    pdf_of,
    put,
    rewritten,
    zip_of,
)

from utils.corpus import load_corpus
from utils.errors import CorpusError

# ---- what real exports look like -------------------------------------------------------------------------------


def web_page(head, body="", charset="utf-8"):
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = f"<html><head><title>T</title>{head}</head><body><article>{paragraphs}</article>{body}</body></html>"
    return page.encode(charset)


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("iso-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-8"),
        ("cp1252", "cp1252"),
    ],
)
def test_quotation_marks_of_a_page_survive_what_it_declares(tmp_path, declared, written):
    page = web_page(f'<meta charset="{declared}">', charset=written)
    assert "“We are glad that it is done,” said" in load_corpus(put(tmp_path, "a.html", page))["text"][0]


def test_the_date_of_a_page_is_the_one_it_declares(tmp_path):
    canonical = '<link rel="canonical" href="https://www.daily.com/2018/01/02/x">'
    published = '<meta property="article:published_time" content="2019-07-04T08:00:00Z">'
    put(tmp_path, "a.html", web_page(canonical + published))
    put(tmp_path, "b.html", web_page("", '<aside>Related <time datetime="2012-01-01">then</time></aside>'))
    structured = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2020-02-03"}</script>'
    put(tmp_path, "c.html", web_page(structured))
    dates = load_corpus(tmp_path)["date"]
    assert [None if pd.isna(date) else str(date)[:10] for date in dates] == ["2019-07-04", None, "2020-02-03"]


def test_word_text_in_insertions_boxes_and_merged_cells_comes_once(tmp_path):
    document, file = docx.Document(), io.BytesIO()
    document.add_paragraph(PARAGRAPHS[0])
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = PARAGRAPHS[1]
    document.save(file)
    with zipfile.ZipFile(io.BytesIO(file.getvalue())) as archive:
        xml = archive.read("word/document.xml").decode()
    xml = xml.replace("<w:r><w:t>The old bridge", '<w:ins w:id="1" w:author="x"><w:r><w:t>The old bridge')
    xml = xml.replace("of repairs.</w:t></w:r>", "of repairs.</w:t></w:r></w:ins>")
    path = put(tmp_path, "a.docx", rewritten(file.getvalue(), "word/document.xml", xml))
    assert load_corpus(path)["text"][0] == "\n\n".join(PARAGRAPHS[:2])


def test_nexis_bodies_keep_lines_that_look_like_index_terms(tmp_path):
    body = ["Copyright 2019 is the title of the film.", "Language: the film is in French.", "Notes", PARAGRAPHS[0]]
    odd = {**NEXIS[0], "body": body, "date": "4. Juli 2019 Donnerstag"}
    named = {**NEXIS[1], "title": "Body", "after": ["Graphic", "A bridge, and a mayor."]}
    corpus = load_corpus(put(tmp_path, "export.docx", nexis_of([odd, named])))
    assert corpus["text"].tolist() == ["\n\n".join(body), "\n\n".join(PARAGRAPHS[1:])]
    assert corpus["title"].tolist() == ["Bridge reopens", "Body"]
    assert corpus["source"].tolist() == ["Harbour Courier(London)", "The Lantern"]
    assert str(corpus["date"][0])[:10] == "2019-07-04"
    assert any("ends with captions, left out: A bridge" in why for _, why in events(corpus, "noted"))


def test_words_divided_at_a_line_end_and_compounds(tmp_path):
    lines = ["The well-", "known mayor of the govern-", "ment was self-", "employed for a long-", "term plan."]
    corpus = load_corpus(put(tmp_path, "a.pdf", pdf_of(lines)))
    assert corpus["text"][0] == "The well-known mayor of the government was self-employed for a long-term plan."


def test_a_spreadsheet_that_lies_about_its_size_loses_nothing(tmp_path):
    rows = [["Text", "Source", None], [PARAGRAPHS[0], "A", "a note"], [PARAGRAPHS[1], "B", None]]
    book = book_of({"S": rows})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    sheet = re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', sheet)
    corpus = load_corpus(put(tmp_path, "a.xlsx", rewritten(book, "xl/worksheets/sheet1.xml", sheet)))
    assert corpus["source"].tolist() == ["A", "B"]
    assert corpus["column C"].tolist()[0] == "a note"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", f"sep=;\ntext;source\n{PARAGRAPHS[0]};A\n", ["A"]),
        ("a.csv", f'text,source,,\n"{PARAGRAPHS[0]}",A,,\n', ["A"]),
        ("a.csv", f'text,source\n"{PARAGRAPHS[0]}",A,,\n', ["A"]),
        ("a.json", json.dumps({"text": PARAGRAPHS[:2], "source": ["A", "B"]}), ["A", "B"]),
        ("a.json", json.dumps({"text": TEXT, "source": "A", "authors": [{"name": "x"}]}), ["A"]),
        ("a.jsonl", json.dumps({"text": TEXT, "source": {"id": None, "name": "A"}, "title": ["a", "b"]}), ["A"]),
        ("a.jsonl", json.dumps({"text": TEXT, "source": "A\u00a0B", "title": "x \ud83d y"}), ["A B"]),
    ],
)
def test_tables_as_programs_write_them(tmp_path, name, content, expected):
    assert load_corpus(put(tmp_path, name, content))["source"].tolist() == expected


def test_an_index_of_a_parquet_file_is_a_column(tmp_path):
    table = pd.DataFrame({"text": [TEXT], "source": ["A"], "date": ["2025-09-03"]})
    table.set_index(["source", "date"]).to_parquet(tmp_path / "a.parquet")
    corpus = load_corpus(tmp_path / "a.parquet")
    assert (corpus["source"][0], str(corpus["date"][0])[:10]) == ("A", "2025-09-03")


def test_folders_of_a_dataset_name_recognised_columns(tmp_path):
    table = pd.DataFrame({"text": [f"{TEXT} {i}" for i in range(2)], "outlet": ["The Guardian", "A"]})
    table.to_parquet(tmp_path / "set", partition_cols=["outlet"])
    assert sorted(load_corpus(tmp_path / "set")["source"]) == ["A", "The Guardian"]


def test_folders_of_a_dataset_whose_files_have_one_name_and_one_numbering(tmp_path):
    for year in ("2024", "2025"):
        (tmp_path / "set" / f"year={year}").mkdir(parents=True)
        table = pd.DataFrame({"id": [1, 2], "text": [f"{TEXT} {year} {i}" for i in range(2)]})
        table.to_parquet(tmp_path / "set" / f"year={year}" / "part-0.parquet")
    corpus = load_corpus(tmp_path / "set")
    assert corpus["doc_id"].tolist()[::3] == ["year=2024/part-0.parquet-1", "year=2025/part-0.parquet-2"]
    assert corpus["year"].tolist() == ["2024", "2024", "2025", "2025"]


def test_large_numbers_as_ids_keep_every_digit(tmp_path):
    ids = [1234567890123456789, 1234567890123456790]
    put(tmp_path, "a.jsonl", "\n".join(json.dumps({"text": TEXT, "id": one}) for one in ids))
    put(tmp_path, "b.txt", TEXT)
    assert load_corpus(tmp_path)["doc_id"].tolist() == [*map(str, ids), "b"]


def test_two_tables_that_both_count_from_one(tmp_path):
    for name in "ab":
        put(tmp_path, f"{name}.csv", f"id,text\n1,One {name}.\n2,Two {name}.\n")
    assert load_corpus(tmp_path)["doc_id"].tolist() == ["a-1", "a-2", "b-1", "b-2"]


def test_metadata_in_a_folder_below_and_names_with_two_endings(tmp_path):
    files = {"set/a.txt": TEXT, "set/a.html": page_of(PARAGRAPHS), "set/metadata.csv": "file,Zeitung\na.txt,Daily\n"}
    path = put(tmp_path, "mine.zip", zip_of(files))
    corpus = load_corpus(path, columns={"source": "Zeitung"})
    assert corpus[["path", "source"]].values.tolist() == [
        ["mine.zip/set/a.html", SOURCE],
        ["mine.zip/set/a.txt", "Daily"],
    ]


def test_day_and_month_are_settled_table_by_table(tmp_path):
    put(tmp_path, "uk.csv", "text,date\nOne.,25/12/2025\n")
    put(tmp_path, "us.csv", "text,date\nTwo.,03/09/2025\n")
    assert load_corpus(tmp_path)["date"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "date",
    ["1-4 July 2019", "July 4-5, 2019", "2019-07-04 - 2019-07-06", "03 09 2025", "4 July 0019", "2019", "July 2019"],
)
def test_dates_that_are_not_one_day_are_kept_as_given(tmp_path, date):
    corpus = load_corpus(put(tmp_path, "a.csv", f'text,date\nOne.,"{date}"\n'))
    assert corpus["date"].isna().all()
    assert corpus["date_as_given"].tolist() == [date]


@pytest.mark.parametrize(
    "date",
    ["Thursday, July 4, 2019", "July 4, 2019 Thursday 9:20 AM GMT", "Thu, 04 Jul 2019 08:00:00 +0000", "20190704"],
)
def test_dates_with_weekday_and_time(tmp_path, date):
    corpus = load_corpus(put(tmp_path, "a.csv", f'text,date\nOne.,"{date}"\n'))
    assert str(corpus["date"][0])[:10] == "2019-07-04"


def test_a_chain_of_copies_keeps_what_is_unlike_the_first(tmp_path):
    words = [f"word{i}" for i in range(260)]
    for i in range(6):
        put(tmp_path, f"t{i}.txt", " ".join(words[i * 20 : i * 20 + 100]))
    kept = load_corpus(tmp_path, duplicates="first")["doc_id"].tolist()
    assert kept == ["t0", "t2", "t4"]


def test_names_that_are_no_text_and_members_that_cannot_be_written(tmp_path):
    put(tmp_path, "mine.zip", zip_of({"a.txt": TEXT, f"{'x' * 300}.txt": TEXT}))
    with open(os.fsencode(tmp_path) + b"/Artikel_\xfcber.txt", "w") as file:
        file.write(TEXT)
    corpus = load_corpus(tmp_path)
    assert corpus["path"].tolist() == ["Artikel_�ber.txt", "mine.zip/a.txt"]
    assert any("cannot be unpacked" in why for _, why in events(corpus, "skipped"))


def test_a_run_of_spaces_takes_no_time_and_a_pasted_text_is_no_path(tmp_path):
    corpus = load_corpus(put(tmp_path, "a.txt", f"{TEXT}{' ' * 1_000_000}end\n\n{TEXT}"))
    assert len(corpus) == 1
    with pytest.raises(CorpusError, match="There is no file or folder"):
        load_corpus("word " * 400)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_metadata_that_is_a_link_to_elsewhere_is_not_followed(tmp_path):
    secret = put(tmp_path, "elsewhere/secret.csv", "file,source\na.txt,Secret\n")
    put(tmp_path, "mine/a.txt", TEXT)
    (tmp_path / "mine" / "metadata.csv").symlink_to(secret)
    corpus = load_corpus(tmp_path / "mine")
    assert corpus["source"][0] == "source not given"
    assert events(corpus, "skipped") == [["metadata.csv", "is a link that leaves the folder"]]


def test_files_without_rows_and_odd_files_are_accounted_for(tmp_path):
    put(tmp_path, "a.csv", "text,source\n")
    put(tmp_path, "b.txt", "{\\rtf1 hello}")
    put(tmp_path, "c.txt", TEXT)
    put(tmp_path, "truth.csv", "x")
    corpus = load_corpus(tmp_path)
    assert events(corpus, "skipped") == [
        ["a.csv", "has a header and no rows"],
    ]
    assert corpus["text"].tolist() == ["hello", TEXT]
    assert ["b.txt", "is a .rtf file named .txt; read as what it is"] in events(corpus, "noted")
    assert ["truth.csv", "is left out: its name says that it is no article"] in events(corpus, "noted")
