"""Office files as programs write them, and files that are something else than their name says."""

import gzip
import io
import json
import shutil
import zipfile

import pytest
from article_files import put, zip_of
from docx import Document
from openpyxl import Workbook

from utils.errors import CorpusError
from utils.loading.files import read_path

TEXT = "The bridge was opened on Thursday after two years of work, and the mayor called it a good day. " * 3
TEXT = TEXT.strip()
HEADER, ROW = ("title", "source", "text"), ("Bridge Opens", "Courier", TEXT)


def only(path):
    """Title and text of the one article at a path, and everything that is said of it."""
    documents, events = read_path(path)
    assert len(documents) == 1
    return documents[0].get("title", ""), documents[0]["text"], "; ".join(entry["why"] for entry in events)


def word_with(**changes):
    """A Word file whose parts are changed: {"old": "new"} in every part and in the names of parts."""
    document, file, new = Document(), io.BytesIO(), io.BytesIO()
    document.add_paragraph(TEXT)
    document.save(file)
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(new, "w") as other:
        for name in archive.namelist():
            content = archive.read(name)
            for old, replacement in changes.values():
                name, content = name.replace(old, replacement), content.replace(old.encode(), replacement.encode())
            other.writestr(name, content)
    return new.getvalue()


def excel():
    book, file = Workbook(), io.BytesIO()
    for row in (HEADER, ROW):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def old_office(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(64)


RTF = "{\\rtf1\\ansi " + TEXT + "\\par}"
PAGE = (
    f"<html><head><title>Bridge Opens</title></head><body><article><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
)
CELLS = "<tr>" + "".join(f"<th>{name}</th>" for name in HEADER) + "</tr><tr>"
TABLE = f"<table>{CELLS}" + "".join(f"<td>{cell}</td>" for cell in ROW) + "</tr></table>"
CSV = f'title,source,text\nBridge Opens,Courier,"{TEXT}"\n'
TABS = CSV.replace(",", "\t", 2).replace("Opens,Courier,", "Opens\tCourier\t")
RECORD = json.dumps(dict(zip(HEADER, ROW, strict=True)))
SUBTITLES = f"1\n00:00:01,000 --> 00:00:09,000\n{TEXT}\n"
STYLES = "<style>td {color: black}</style>" * 200  # longer than what is looked at first

# ---- the content counts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.doc", "a.docx", "a.txt", "a.odt", "a.pdf", "a.html", "A.DOC", "a"])
def test_rtf_under_any_name(tmp_path, name):
    _, text, said = only(put(tmp_path, name, RTF))
    assert text == TEXT
    assert said.startswith("is a .rtf file ")


@pytest.mark.parametrize("name", ["a.doc", "a.docx", "a.xls", "a.txt", "a.asp", "a.xhtml", "a.php", "a.txt.html", "a"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_web_page_under_any_name(tmp_path, name, encoding):
    title, text, said = only(put(tmp_path, name, PAGE.encode(encoding)))
    assert (title, text[: len(TEXT)]) == ("Bridge Opens", TEXT)
    assert "is a web page" in said


@pytest.mark.parametrize("before", ["", "<html><body>", "<meta charset='utf-8'>", f"<html><head>{STYLES}</head><body>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_table_saved_as_a_web_page(tmp_path, before, encoding):
    title, text, said = only(put(tmp_path, "a.xls", (before + TABLE).encode(encoding)))
    assert (title, text) == ("Bridge Opens", TEXT)
    assert said.startswith("is a web page with a table named .xls")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        *((name, excel(), ".xlsx") for name in ("a.csv", "a.xls", "a.ods", "a.txt", "a.docx", "a")),
        *((name, CSV, ".csv") for name in ("a.xls", "a.xlsx", "a.ods", "a.txt")),
        ("a.txt", TABS, ".tsv"),
        ("a.xls", TABS.encode("utf-16"), ".tsv"),  # what Excel calls Unicode text
        *((name, f"[{RECORD}]", ".json") for name in ("a.txt", "a.jsonl", "a.csv", "a")),
        ("a.jsonl", json.dumps([json.loads(RECORD)], indent=2), ".json"),
    ],
)
def test_a_table_under_any_name(tmp_path, name, content, kind):
    title, text, said = only(put(tmp_path, name, content))
    assert (title, text) == ("Bridge Opens", TEXT)
    assert said.startswith(f"is a {kind} file ")


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a"])
def test_a_line_an_object_though_lines_are_long(tmp_path, name):
    long = json.dumps({"source": "Courier", "text": TEXT * 40})
    documents, events = read_path(put(tmp_path, name, f"{long}\n{RECORD}\n"))
    assert [one["source"] for one in documents] == ["Courier", "Courier"]
    assert events[0]["why"].startswith("is a .jsonl file ")


def test_one_object_in_one_line_is_what_its_name_says(tmp_path):
    for name in ("a.json", "a.jsonl"):
        assert "read as what it is" not in only(put(tmp_path, name, RECORD))[2]


@pytest.mark.parametrize("name", ["a.txt", "a.doc", "a"])
def test_subtitles_under_any_name(tmp_path, name):
    assert only(put(tmp_path, name, SUBTITLES))[1] == TEXT


def test_plain_text_named_as_a_text_of_word(tmp_path):
    for name in ("a.doc", "a.rtf"):
        _, text, said = only(put(tmp_path, name, TEXT))
        assert text == TEXT
        assert said.startswith(f"is a .txt file named {name[1:]}")


@pytest.mark.parametrize("first", ["Text, Bild und Ton", "Title, source and body of the law", "{curly} text", "1 text"])
def test_prose_that_looks_a_little_like_something_else_stays_prose(tmp_path, first):
    assert only(put(tmp_path, "a.txt", f"{first}\n\n{TEXT}"))[1].startswith(first)


# ---- Word ------------------------------------------------------------------------------------------------------

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docm", word_with(type=(MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml"))),
        ("a.dotx", word_with(type=(MAIN, MAIN.replace("document.main", "template.main")))),
        ("a.docx", word_with(part=("document.xml", "document2.xml"))),  # as SharePoint names it
        ("a.doc", word_with(part=("document.xml", "document2.xml"))),
        ("a.zip", word_with()),
        ("A.DOCX", word_with()),
    ],
)
def test_word_files_of_every_make(tmp_path, name, content):
    assert only(put(tmp_path, name, content))[1] == TEXT


def test_a_zip_with_names_in_capitals_and_a_zip_without_an_ending(tmp_path):
    for name in ("Files (2).ZIP", "Files"):
        assert only(put(tmp_path, name, zip_of({"ONE.DOCX": word_with()})))[1] == TEXT


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", old_office("EncryptedPackage"), "a.docx is a file protected by a password"),
        ("a.xlsx", old_office("EncryptedPackage"), "a.xlsx is a file protected by a password"),
        ("a.doc", old_office("PowerPoint Document"), "a.doc is a presentation, which is not read"),
        ("a.txt", old_office("__nameid_version1.0"), "a.txt is a mailbox or a mail of Outlook, which is not read"),
        ("a.csv", gzip.compress(CSV.encode()), "unpack it"),
        ("a.csv.gz", gzip.compress(CSV.encode()), "unpack it"),
        ("a.xls", '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "save it as .xlsx"),
        ("a.doc", '<?xml version="1.0"?><?mso-application progid="Word.Document"?><x/>', "save it as .docx"),
        ("a.docx", zip_of({"ppt/presentation.xml": "<a/>"}), "a.docx is a presentation"),
        ("a.pages", b"\0", "export it as Word (.docx)"),
        ("a.tif", b"\0", "text recognition (OCR)"),
        ("a.sav", b"\0", "export the table as CSV"),
        ("a.text", TEXT, "if it is plain text, name it .txt"),
    ],
)
def test_what_is_not_read_has_its_way_out(tmp_path, name, content, message):
    with pytest.raises(CorpusError) as error:
        read_path(put(tmp_path, name, content))
    assert message in str(error.value)


def test_a_word_file_of_before_2007_without_a_program_has_its_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    for name in ("a.doc", "a.docx", "a"):
        with pytest.raises(CorpusError, match=r"save it as \.docx"):
            read_path(put(tmp_path, name, old_office("WordDocument")))


# ---- RTF -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            r"It\'92s \u8220?so\u8221?, \'93he\'94 said.\par Two\~and three.\par",
            "It’s “so”, “he” said.\n\nTwo and three.",
        ),
        (r"\u-10179?\u-8704? good\par", "😀 good"),
        (r"\mac caf\'8e \'d2so\'d3\par", "café “so”"),
        (r"\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2\par", "Привет"),
        (r"\ansicpg932 \'93\'fa\'96\'7b\par", "日本"),
        (r"\ansi Seen {\v HIDDEN}and {\rtlch\af0 \v\insrsid1 HIDDEN}read.\par", "Seen and read."),
        (r"\ansi Seen \v HIDDEN\v0 and read.\par", "Seen and read."),
        (r"\ansi Kept {\deleted\revised GONE}text.\par", "Kept text."),
        (r"\ansi Seen{\super\chftn{\footnote \chftn FOOT}} text{\*\annotation NOTE}.\par", "Seen text."),
        (r"\ansi\trowd\cellx1 A\cell B\cell\row C\cell\row\pard After\par", "A\n\nB\n\nC\n\nAfter"),
        (r'\ansi {\field{\*\fldinst{HYPERLINK "http://x.org"}}{\fldrslt{\ul a link}}} here\par', "a link here"),
        (r"\ansi {\pict\pngblip " + "89504e47" * 500 + r"}After {\header Page 1\par}\par", "After"),
        ("\\ansi one\r\n line\\line two \\{x\\} \\\\ y\\par", "one line\n\ntwo {x} \\ y"),
    ],
)
def test_rtf_gives_what_a_reader_sees(tmp_path, content, text):
    assert only(put(tmp_path, "a.rtf", "{\\rtf1" + content + "}"))[1] == text


def test_rtf_says_what_was_left_out_and_that_it_breaks_off(tmp_path):
    said = only(put(tmp_path, "a.rtf", r"{\rtf1\ansi a {\v b}{\footnote c}{\pict 00}"))[2]
    assert "left out: 1 picture, 1 note, 1 hidden or deleted passage; breaks off" in said
    assert "breaks off" not in only(put(tmp_path, "b.rtf", "\ufeff{\\rtf1 a \\{ b\\par}}\n\0"))[2]


# ---- OpenDocument ----------------------------------------------------------------------------------------------

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{what}:1.0"'
    for name, what in {"office": "office", "text": "text", "style": "style", "svg": "svg-compatible"}.items()
)
TITLED = '<style:style style:name="P1" style:parent-style-name="Title"/>'


def opendocument(body, head="", manifest="<a/>", kind="text"):
    content = (
        f"<c {SPACES}><office:automatic-styles>{head}</office:automatic-styles><office:body>{body}</office:body></c>"
    )
    return zip_of(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": manifest,
            "content.xml": content,
        }
    )


@pytest.mark.parametrize(
    ("body", "text", "left_out"),
    [
        ("<text:p>One   two\n  three<text:s text:c='2'/>x<text:tab/>y</text:p>", "One two three  x\ty", ""),
        ("<text:p>a<text:s text:c='many'/>b</text:p>", "a b", ""),
        (
            "<text:tracked-changes><text:p>GONE</text:p></text:tracked-changes><text:p>Kept<text:change/>.</text:p>",
            "Kept.",
            "has deleted passages, which were left out",
        ),
        (
            "<text:p>Seen<office:annotation><text:p>NOTE</text:p></office:annotation> text"
            "<text:note><text:note-body><text:p>FOOT</text:p></text:note-body></text:note>.</text:p>",
            "Seen text.",
            "has comments and notes, which were left out",
        ),
        (
            "<text:table-of-content><text:p>A 1</text:p></text:table-of-content>"
            "<text:p>A<svg:desc>x</svg:desc></text:p>",
            "A",
            "has a table of contents and descriptions of pictures, which were left out",
        ),
    ],
)
def test_opendocument_gives_what_a_reader_sees(tmp_path, body, text, left_out):
    assert only(put(tmp_path, "a.odt", opendocument(body))) == ("", text, left_out)


def test_opendocument_has_its_title_also_in_a_style_of_its_own_and_in_a_template(tmp_path):
    body = "<text:p text:style-name='P1'>Bridge Opens</text:p><text:p>Body.</text:p>"
    for kind in ("text", "text-template"):
        assert only(put(tmp_path, "a.odt", opendocument(body, TITLED, kind=kind)))[:2] == ("Bridge Opens", "Body.")


def test_opendocument_with_a_password_is_told(tmp_path):
    with pytest.raises(CorpusError, match="protected by a password"):
        read_path(put(tmp_path, "a.odt", opendocument("", manifest="<a><encryption-data/></a>")))
