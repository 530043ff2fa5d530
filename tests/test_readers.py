"""Each format people have gives the same article; each broken, locked or hostile file a sentence, and nothing else.

The files are made here, so that nobody's articles have to be kept in the project.
"""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from utils.corpus import load_corpus, load_report
from utils.errors import CorpusError
from utils.files import KINDS
from utils.readers import bounds, sandbox

TITLE, SOURCE = "Bridge reopens", "Harbour Courier"
PARAGRAPHS = [
    "The old bridge over the harbour was opened to traffic again on Monday after two years of repairs.",
    "“We are glad that it is done,” said the engineer, who had counted every rivet twice before the day.",
    "Cyclists were the first to cross, and the mayor was the last of those who had come to see it.",
]
TEXT = "\n\n".join(PARAGRAPHS)
ROW = {"headline": TITLE, "outlet": SOURCE, "published": "2025-09-03", "body": TEXT}


def pdf_of(lines):
    """A one-page PDF with a text layer, the shortest that is one; None makes the page a picture."""
    shown = "".join(f"({re.sub(r'([()])', chr(92) * 2 + '1', line)}) Tj T* " for line in lines or [])
    stream = f"BT /F1 11 Tf 14 TL 50 750 Td {shown}ET" if lines is not None else "0 0 100 100 re f"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{part}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(parts) + 1
    tail = (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(data)}"
    )
    return data + tail.encode() + b"\n%%EOF"


def word_of(paragraphs, title=""):
    document, file = docx.Document(), io.BytesIO()
    if title:
        document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


def book_of(sheets):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def page_of(paragraphs, title=TITLE):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    about = f'<meta property="og:site_name" content="{SOURCE}"><meta name="author" content="Ada Quill">'
    date = '<meta property="article:published_time" content="2025-09-03T08:00:00Z">'
    menu = '<nav><a href="/">Home</a><a href="/sport">Sport</a></nav>'
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title>{about}{date}</head><body>{menu}<article>'
        f"<h1>{title}</h1>{body}</article><footer>Copyright 1999. Subscribe now.</footer></body></html>"
    ).encode()


def zip_of(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def parquet_of(rows):
    file = io.BytesIO()
    pd.DataFrame(rows).to_parquet(file)
    return file.getvalue()


def wrapped(paragraphs, width=60):
    lines = []
    for paragraph in paragraphs:
        words, line = paragraph.split(), ""
        for word in words:
            if len(line) + len(word) > width:
                lines.append(line.strip())
                line = ""
            line += " " + word
        lines.append(line.strip())
    return lines


csv = pd.DataFrame([ROW]).to_csv(index=False)
FORMATS = {
    ".txt": TEXT.encode(),
    ".md": TEXT.encode(),
    ".html": page_of(PARAGRAPHS),
    ".htm": page_of(PARAGRAPHS),
    ".docx": word_of(PARAGRAPHS, TITLE),
    ".pdf": pdf_of(wrapped(PARAGRAPHS)),
    ".csv": csv.encode(),
    ".tsv": pd.DataFrame([ROW]).to_csv(index=False, sep="\t").encode(),
    ".xlsx": book_of({"Sheet": [list(ROW), list(ROW.values())]}),
    ".jsonl": json.dumps(ROW).encode(),
    ".ndjson": json.dumps(ROW).encode(),
    ".json": json.dumps({"status": "ok", "articles": [{**ROW, "source": {"id": 7, "name": SOURCE}}]}).encode(),
    ".parquet": parquet_of([ROW]),
    ".zip": zip_of({"sub/mine.csv": csv}),
}
SAYS_MORE = {".html", ".htm", ".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".json", ".parquet", ".zip"}


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def events(corpus, outcome):
    report = load_report(corpus)
    return report.loc[report["outcome"] == outcome, ["item", "why"]].values.tolist()


@pytest.mark.parametrize("ending", KINDS)
def test_every_format_gives_the_same_article(tmp_path, ending):
    corpus = load_corpus(put(tmp_path, f"mine{ending}", FORMATS[ending]))
    assert len(corpus) == 1
    row = corpus.iloc[0]
    assert row["text"].replace("\n\n", "¶").replace("\n", " ") == TEXT.replace("\n\n", "¶")
    assert row["language"] == "en"
    if ending in SAYS_MORE:
        assert (row["title"], row["source"], str(row["date"])[:10]) == (TITLE, SOURCE, "2025-09-03")
    if ending == ".docx":
        assert row["title"] == TITLE


def test_the_format_table_in_the_docs_lists_every_format():
    page = (Path(__file__).parent.parent / "docs" / "formats.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `.")]
    assert sorted(re.findall(r"`(\.\w+)`", "".join(row.split("|")[1] for row in rows))) == sorted(KINDS)


def test_a_mixed_folder_loses_nobody(tmp_path):
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


def nexis_of(articles, promised=None, finish=True):
    lines = ["Date and Time: Friday, 5. July 2019 09:31:00 CEST", f"Documents ({promised or len(articles)})"]
    for number, article in enumerate(articles, 1):
        lines += [f"{number}. {article['title']}", "Client/Matter: -None-", "Search Terms: bridge", "Narrowed by: "]
    for article in articles:
        lines += ["", article["title"], article["source"], article["date"], "", "\nCopyright 2019 All Rights Reserved"]
        lines += [f"Section:\xa0{article['section']}", f"Length:\xa0{article['length']} words"]
        lines += [f"Byline:\xa0{article['byline']}", "Body", "", *article["body"], ""]
        lines += [*article.get("after", []), "\nLoad-Date:\xa0July 4, 2019", "", "\nEnd of Document", ""]
    return word_of(lines if finish else lines[:-4])


NEXIS = [
    {
        "title": "Bridge reopens",
        "source": "Harbour Courier(London)",
        "date": "July 1, 2019 Monday 9:20 AM GMT",
        "section": "NEWS; Version:2",
        "length": "1,355",
        "byline": "Ada Quill in Harbour",
        "body": PARAGRAPHS[:2],
        "after": ["Classification", "Language:\xa0ENGLISH", "Subject:\xa0BRIDGES (90%)"],
    },
    {
        "title": "Ferry stops",
        "source": "The Lantern",
        "date": "July 2, 2019 Tuesday",
        "section": "Pg. 4",
        "length": "80",
        "byline": "Letters",
        "body": PARAGRAPHS[1:],
    },
]


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
    why = "is a Nexis Uni export with 2 articles; cover list and index terms were left out"
    assert events(corpus, "noted") == [["export.docx", why]]


def test_a_nexis_export_that_breaks_off_says_so(tmp_path):
    corpus = load_corpus(put(tmp_path, "export.docx", nexis_of(NEXIS, promised=3, finish=False)))
    assert corpus["title"].tolist() == ["Bridge reopens", "Ferry stops"]
    assert [why for _, why in events(corpus, "noted")][1:] == [
        "breaks off without “End of Document”".replace("“", '"').replace("”", '"'),
        "lists 3 documents on its cover; 2 were found",
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


# ---- broken, locked and hostile --------------------------------------------------------------------------------


def locked_pdf():
    writer, file = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(PARAGRAPHS)))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def rewritten(office_file, name, content):
    """An Office file with one member replaced."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as archive:
        files = {member: archive.read(member) for member in archive.namelist()}
    return zip_of({**files, name: content})


BOMB = b"\0" * (bounds.SMALL + 1024**2)
ENTITIES = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document>&b;</w:document>'
PROTECTED = "is protected by a password, or was saved in the format of before 2007; open it, remove the password and"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", OLE, f"a.docx {PROTECTED} save it as .docx."),
        ("a.xlsx", OLE, f"a.xlsx {PROTECTED} save it as .xlsx."),
        ("a.docx", FORMATS[".docx"][:2000], "a.docx is damaged or no .docx file; save it again."),
        ("a.xlsx", FORMATS[".xlsx"][:900], "a.xlsx is damaged or no .xlsx file; save it again."),
        ("a.docx", zip_of({"x.xml": "<a/>"}), "a.docx is damaged or no Word file; open it and save it again as .docx."),
        ("a.docx", word_of([]), "a.docx contains no text; if it holds pictures of pages, it needs text recognition."),
        ("a.docx", zip_of({"word/document.xml": BOMB}), "a.docx unpacks to 21 MB, which no such file needs."),
        (
            "a.docx",
            rewritten(FORMATS[".docx"], "word/document.xml", ENTITIES),
            "a.docx contains XML entities, which Office never writes; it is not safe.",
        ),
        (
            "a.xlsx",
            rewritten(FORMATS[".xlsx"], "xl/workbook.xml", ENTITIES.encode("utf-16")),
            "a.xlsx contains XML entities, which Office never writes; it is not safe.",
        ),
        ("a.xlsx", book_of({"S": []}), "a.xlsx is empty; its first row should name the columns, one of them 'text'."),
        (
            "a.xlsx",
            book_of({"S": [["text", "text"], ["a", "b"]]}),
            "a.xlsx: the column 'text' stands in the header twice",
        ),
        (
            "a.xlsx",
            book_of({"S": [["text"], ["a"]], "T": [["text"], ["a"]]}),
            "a.xlsx has articles on more than one sheet ('S', 'T'); keep each in a file of its own.",
        ),
        ("a.pdf", locked_pdf(), "a.pdf is protected by a password; save it without one."),
        (
            "a.pdf",
            pdf_of(None),
            "a.pdf has no text layer: its 1 page(s) are pictures. Run text recognition",
        ),
        ("a.pdf", FORMATS[".pdf"][:200], "a.pdf is damaged or no PDF file; open it and save it again."),
        (
            "a.html",
            "<nav><a href='/'>Home</a></nav>",
            "a.html holds no article that could be told from menus",
        ),
        ("a.json", "{", "a.json is not valid JSON, see line 1; if each line is an object of its own, name it .jsonl."),
        ("a.json", "[" * 100_000, "a.json is nested too deeply to be a list of articles."),
        ("a.json", "[1]", 'a.json holds no articles; it should look like [{"text": "…", "source": "…"}, …].'),
        (
            "a.json",
            '{"one": [{"text": "a"}], "two": [{"text": "b"}]}',
            "a.json holds more than one list ('one', 'two'); keep the one with the articles.",
        ),
        ("a.zip", b"PK\3\4 no", "a.zip is damaged or no zip archive; pack it again."),
        ("a.zip", zip_of({"a.txt": BOMB}), "a.zip unpacks to 21 MB, too much for its size; it is not opened."),
        ("a.zip", zip_of({"../a.txt": "x"}), "a.zip holds no file that can be read: ../a.txt names a place outside"),
        (
            "a.txt",
            b"MZ\x90\0\3\0\0\0" * 50,
            "a.txt is not text (it contains NUL bytes); leave it out or save it as UTF-8",
        ),
        ("a.csv", "text\tsource;x\n1,2,3\n", "a.csv has no text column: found 'text\tsource', 'x'."),
        ("a.csv", "x" * 5_000_000, "a.csv has no text column: found 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'."),
        (
            "a.txt",
            "word " * 1_000_001,
            "has 5,000,005 characters, more than any article (5,000,000 are read)",
        ),
    ],
)
def test_each_bad_file_has_its_sentence(tmp_path, name, content, message):
    with pytest.raises(CorpusError) as error:
        load_corpus(put(tmp_path, name, content))
    assert message in str(error.value)


def test_a_file_of_200_megabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024**2)
    message = "a.txt is larger than 50 MB; an article is never that long; is it a table with another ending?"
    with pytest.raises(CorpusError, match=re.escape(message)):
        load_corpus(path)


def test_a_locked_member_and_a_lying_one_leave_the_others_alone(tmp_path):
    data = bytearray(zip_of({"a.txt": PARAGRAPHS[0], "b.txt": PARAGRAPHS[1], "c.txt": PARAGRAPHS[2]}))
    for name, change in ((b"a.txt", (6, 0)), (b"b.txt", (22, 24))):
        local, central = data.find(name) - 30, data.rfind(name) - 46
        if change[0] == 6:
            data[local + 6] |= 1  # the flag for encryption, in both headers
            data[central + 8] |= 1
        else:
            data[central + 24] = 10  # the unpacked size
    corpus = load_corpus(put(tmp_path, "mine.zip", bytes(data)))
    assert corpus["doc_id"].tolist() == ["c"]
    assert events(corpus, "skipped") == [
        ["mine.zip/a.txt", "is protected by a password; pack the archive again without one"],
        ["mine.zip/b.txt", "cannot be unpacked (BadZipFile)"],
    ]


def test_thousands_of_nested_tags_and_scripts_do_no_harm(tmp_path):
    put(tmp_path, "deep.html", b"<div>" * 20_000 + TEXT.encode() + b"</div>" * 20_000)
    page = page_of([*PARAGRAPHS, "<script>alert(1)</script>", "<img src=x onerror=alert(2)>"])
    put(tmp_path, "script.html", page)
    put(tmp_path, "good.txt", TEXT)
    corpus = load_corpus(tmp_path)
    assert {"script", "good"} <= set(corpus["doc_id"])
    assert "alert" not in corpus.set_index("doc_id").loc["script", "text"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_loops_links_and_pipes_are_named(tmp_path):
    put(tmp_path, "a.txt", TEXT)
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "around").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    corpus = load_corpus(tmp_path, recursive=True)
    assert corpus["doc_id"].tolist() == ["a"]
    assert events(corpus, "skipped") == [
        ["around", "is a link to a folder; links are not followed"],
        ["loop.txt", "is a link that leads nowhere or to itself"],
        ["pipe.txt", "is no ordinary file"],
    ]


def test_a_folder_and_a_file_without_permission_are_named(tmp_path, monkeypatch):
    """Refused as the system would refuse another user; root, who runs tests in containers, is refused nothing."""
    for name in ("a.txt", "closed/b.txt", "c.txt"):
        put(tmp_path, name, TEXT)
    scandir, read_bytes = os.scandir, Path.read_bytes

    def refuse(path):
        if Path(path).name in ("closed", "c.txt"):
            raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", lambda path=".": refuse(path) or scandir(path))
    monkeypatch.setattr(Path, "read_bytes", lambda path: refuse(path) or read_bytes(path))
    corpus = load_corpus(tmp_path, recursive=True)
    assert corpus["doc_id"].tolist() == ["a"]
    why = "cannot be opened (Permission denied); check that you may read it"
    assert events(corpus, "skipped") == [["closed", why], ["c.txt", f"{why}."]]
    with pytest.raises(CorpusError, match=r"The folder '.*closed' cannot be opened \(Permission denied\)"):
        load_corpus(tmp_path / "closed")


def test_a_reader_that_hangs_or_eats_memory_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 2)
    sandbox.stop()
    monkeypatch.setattr(sandbox, "START", "import time; time.sleep(60)")
    message = "a.pdf takes longer than 2 seconds to read; open it and save it again, or copy its text into a .txt file."
    with pytest.raises(CorpusError, match=re.escape(message)):
        load_corpus(put(tmp_path, "a.pdf", FORMATS[".pdf"]))
    monkeypatch.setattr(sandbox, "START", "import os; os.abort()")
    with pytest.raises(CorpusError, match=re.escape("a.pdf breaks the program that reads such files")):
        load_corpus(tmp_path / "a.pdf")
    monkeypatch.undo()
    sandbox.stop()
    assert len(load_corpus(tmp_path / "a.pdf")) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_memory_of_a_reader_is_bounded():
    code = "from utils.readers import sandbox; sandbox._limit_memory(); bytearray(3 * 1024**3)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in result.stderr


# ---- fuzzing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [kind for kind in KINDS if kind not in (".htm", ".ndjson", ".md")])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_a_file_its_neighbour_survives(tmp_path, ending, data):
    """Files cut, with bytes changed, or of nothing but noise: a sentence at worst, and the good neighbour is read."""
    good = bytearray(FORMATS[ending])
    kind = data.draw(st.sampled_from(["noise", "cut", "changed"]))
    if kind == "noise":
        content = data.draw(st.binary(max_size=300))
    elif kind == "cut":
        content = bytes(good[: data.draw(st.integers(0, len(good)))])
    else:
        for _ in range(data.draw(st.integers(1, 8))):
            good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
        content = bytes(good)
    put(tmp_path, "neighbour.txt", TEXT)
    put(tmp_path, f"fuzzed{ending}", content)
    corpus = load_corpus(tmp_path)
    assert TEXT in corpus["text"].tolist()
    report = load_report(corpus)
    assert any(report["item"].str.startswith("fuzzed"))


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
    assert corpus["date_as_given"].tolist()[0] == "4. Juli 2019 Donnerstag"
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
        ["b.txt", "is an RTF file with another ending; open it and save it as plain text or .docx."],
    ]
    assert ["truth.csv", "is left out: its name says that it is no article"] in events(corpus, "noted")
