"""Each format people have gives the same article.

The files are made here, so that nobody's articles have to be kept in the project.
"""

import re
from pathlib import Path

import pandas as pd
import pytest
from article_files import (
    BESIDE,
    FORMATS,
    NEXIS,
    PARAGRAPHS,
    SAYS_LESS,
    SOURCE,
    TEXT,
    TITLE,
    book_of,
    events,
    nexis_of,
    page_of,
    parquet_of,
    put,
    zip_of,
)

from utils.corpus import load_corpus
from utils.errors import CorpusError
from utils.loading.files import KINDS


@pytest.mark.parametrize("ending", KINDS)
def test_every_format_gives_the_same_article(tmp_path, ending):
    put(tmp_path, BESIDE, TEXT)
    corpus = load_corpus(put(tmp_path, f"mine{ending}", FORMATS[ending]))
    assert len(corpus) == 1
    row = corpus.iloc[0]
    if ending in (".srt", ".vtt"):  # they know no paragraphs
        assert row["text"].split() == TEXT.split()
    else:
        assert row["text"].replace("\n\n", "¶").replace("\n", " ") == TEXT.replace("\n\n", "¶")
    assert row["language"] == "en"
    if ending not in SAYS_LESS:
        assert (row["title"], row["source"], str(row["date"])[:10]) == (TITLE, SOURCE, "2025-09-03")
    if ending in (".docx", ".odt"):
        assert row["title"] == TITLE


def test_the_format_table_in_the_docs_lists_every_format():
    page = (Path(__file__).parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `.")]
    assert sorted(re.findall(r"`(\.\w+)`", "".join(row.split("|")[1] for row in rows))) == sorted(KINDS)


def test_a_mixed_folder_loses_nobody(tmp_path):
    put(tmp_path, BESIDE, TEXT)
    for number, (ending, content) in enumerate(FORMATS.items()):
        put(tmp_path, f"a{number:02d}{ending}", content)
    put(tmp_path, "broken.docx", "no")
    put(tmp_path, "broken.pdf", "no")
    put(tmp_path, "broken.zip", "no")
    corpus = load_corpus(tmp_path)
    assert len(corpus) == len(FORMATS)
    assert events(corpus, "skipped") == [
        ["broken.docx", "is damaged or no .docx file; save it again."],
        ["broken.pdf", "is damaged or no PDF file; open it and save it again."],
        ["broken.zip", "is damaged or no zip archive; pack it again."],
    ]


# ---- Nexis Uni -------------------------------------------------------------------------------------------------


def test_a_nexis_export_gives_one_row_an_article(tmp_path):
    corpus = load_corpus(put(tmp_path, "export.docx", nexis_of(NEXIS)))
    columns = ["source", "title", "text", "section", "length", "byline"]
    rest = ["NEWS; Version:2", 1355, "Ada Quill in Harbour"]
    assert corpus[columns].values.tolist() == [
        ["Harbour Courier(London)", "Bridge reopens", "\n\n".join(PARAGRAPHS[:2]), *rest],
        ["The Lantern", "Ferry stops", "\n\n".join(PARAGRAPHS[1:]), "Pg. 4", 80, "Letters"],
    ]
    assert corpus["date"].dt.strftime("%Y-%m-%d").tolist() == ["2019-07-01", "2019-07-02"]
    assert corpus["doc_id"].tolist() == ["export-1", "export-2"]
    why = "is an export of Nexis Uni with 2 articles; lists, labels and index terms are left out"
    assert events(corpus, "noted") == [["export.docx", why]]


def test_a_nexis_export_that_breaks_off_says_so(tmp_path):
    corpus = load_corpus(put(tmp_path, "export.docx", nexis_of(NEXIS, promised=3, finish=False)))
    assert corpus["title"].tolist() == ["Bridge reopens", "Ferry stops"]
    assert [why for _, why in events(corpus, "noted")][1:] == [
        "promises 3 articles; 2 were found",
        'breaks off without "End of Document"',
    ]


# ---- spreadsheets, JSON, archives, datasets --------------------------------------------------------------------


def test_the_sheet_with_the_articles_is_taken_and_dates_are_dates(tmp_path):
    rows = [
        ["Text", "Source", "Date"],
        [TEXT, "A", pd.Timestamp(2025, 9, 3).to_pydatetime()],
        [None, None, None],
        [TEXT, "B"],
    ]
    corpus = load_corpus(put(tmp_path, "t.xlsx", book_of({"About": [["key", "value"], [1, 2]], "Articles": rows})))
    assert corpus["source"].tolist() == ["A", "B"]
    assert corpus["doc_id"].tolist() == ["t-2", "t-4"]
    assert str(corpus["date"][0])[:10] == "2025-09-03"
    why = "has no text column; the articles were read from the sheet 'Articles'"
    assert ["t.xlsx, sheet 'About'", why] in events(corpus, "noted")


def test_columns_can_be_named(tmp_path):
    table = put(tmp_path, "t.csv", f"Inhalt,Zeitung,text\n{TEXT[:50]},Tagblatt,n/a\n")
    corpus = load_corpus(table, columns={"text": "Inhalt", "source": "Zeitung"})
    assert corpus[["source", "text", "text_original"]].values.tolist() == [["Tagblatt", TEXT[:50], "n/a"]]
    with pytest.raises(CorpusError, match=r"t\.csv has no column 'Body', which was named as the text; found 'Inhalt'"):
        load_corpus(table, columns={"text": "Body"})
    with pytest.raises(CorpusError, match="'body' is no column of ours; name doc_id, source, title, date, text"):
        load_corpus(table, columns={"body": "Inhalt"})


def test_an_archive_is_read_like_the_folder_it_was(tmp_path):
    files = {
        "set/a.txt": PARAGRAPHS[0],
        "set/b.html": page_of(PARAGRAPHS),
        "__MACOSX/._a.txt": "junk",
        "set/inner.zip": "x",
    }
    files |= {"metadata.csv": "file,source\nset/a.txt,Daily\n", "../evil.txt": "out", "/etc/evil.txt": "out"}
    corpus = load_corpus(put(tmp_path, "mine.zip", zip_of(files)))
    assert corpus[["path", "source"]].values.tolist() == [
        ["mine.zip/set/a.txt", "Daily"],
        ["mine.zip/set/b.html", SOURCE],
    ]
    assert events(corpus, "skipped") == [
        ["mine.zip/set/inner.zip", "is an archive inside an archive; unpack it first"],
        ["mine.zip/../evil.txt", "names a place outside the archive; it was not unpacked"],
        ["mine.zip//etc/evil.txt", "names a place outside the archive; it was not unpacked"],
    ]
    assert not (tmp_path.parent / "evil.txt").exists()


def test_a_parquet_dataset_of_many_files(tmp_path):
    for year in (2024, 2025):
        for part in (0, 1):
            rows = [{"text": f"{TEXT} Written in {year}, part {part}.", "outlet": "A"}]
            put(tmp_path, f"year={year}/part-{part}.parquet", parquet_of(rows))
    put(tmp_path, "_SUCCESS", "")
    corpus = load_corpus(tmp_path)
    assert corpus["year"].tolist() == ["2024", "2024", "2025", "2025"]
    assert corpus["doc_id"].is_unique


# ---- what is mended --------------------------------------------------------------------------------------------


def test_each_repair_is_counted(tmp_path):
    end = "The end of a text that is long enough to be one, with a single bell in it, and no other harm."
    text = "The caf\u00c3\u00a9 was full.\r\nIt\u00adself, 20\u00a0years\u200b on.\r\n\x07" + end
    corpus = load_corpus(put(tmp_path, "a.txt", text))
    assert corpus["text"][0] == "The café was full.\n\nItself, 20 years on.\n\n" + end
    assert events(corpus, "repaired")[0] == [
        "a.txt",
        "1 soft hyphen removed, 1 zero-width character removed, 1 non-breaking space made a space, "
        "2 Windows line ends made a plain one, 1 control character removed, "
        "wrongly decoded characters mended in 1 line (mojibake)",
    ]


@pytest.mark.parametrize(
    "text",
    ["Он сказал: «Да».", "👨‍👩‍👧 👍🏽 family, said the city", "هذا نص عربي قصير", "naïve “café” – ok"],
)
def test_scripts_emoji_and_quotation_marks_are_left_alone(tmp_path, text):
    corpus = load_corpus(put(tmp_path, "a.txt", text))
    assert corpus["text"][0] == text
    assert events(corpus, "repaired") == []


def test_mixed_encodings_are_read_line_by_line(tmp_path):
    corpus = load_corpus(put(tmp_path, "a.txt", "First “line”.".encode() + b"\n\n" + "Second “line”.".encode("cp1252")))
    assert corpus["text"][0] == "First “line”.\n\nSecond “line”."
    why = "mixes encodings: 1 of its lines are not UTF-8; those were read as Windows text (cp1252)."
    assert events(corpus, "repaired") == [["a.txt", why]]


def test_dates_in_five_styles(tmp_path):
    dates = ["2025-09-03", "3 September 2025", "September 3, 2025", "03.09.2025", "2025-09-03T08:00:00Z", "23.09.2025"]
    table = pd.DataFrame({"text": [TEXT] * 6, "date": dates}).to_csv(index=False)
    corpus = load_corpus(put(tmp_path, "t.csv", table))
    assert corpus["date"].dt.strftime("%m-%d").tolist() == ["09-03"] * 5 + ["09-23"]


def test_ten_thousand_empty_rows_are_one_line_of_the_report(tmp_path):
    table = "text,source,note\n" + ",,\n" * 10_000 + f"{PARAGRAPHS[0]},A,\n" + ",A,\n" * 7
    corpus = load_corpus(put(tmp_path, "t.csv", table))
    assert len(corpus) == 1
    assert events(corpus, "skipped") == [
        ["t.csv", "has 10,000 empty rows, the first at row 2"],
        ["t.csv, 7 rows (10003, 10004, 10005, …)", "is empty"],
    ]


def test_right_to_left_and_one_word(tmp_path):
    put(tmp_path, "a.txt", "قال الرئيس إن العرض العسكري كان كبيرا جدا في العاصمة يوم الأربعاء أمام الضيوف")
    put(tmp_path, "b.txt", "Parade")
    assert load_corpus(tmp_path)["language"].tolist() == ["ar", "en"]
