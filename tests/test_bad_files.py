"""Broken, locked and hostile files: each has its sentence, none harms its neighbours."""

import errno
import io
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from article_files import (
    BESIDE,
    FORMATS,
    PARAGRAPHS,
    TEXT,
    book_of,
    events,
    page_of,
    pdf_of,
    put,
    rewritten,
    word_of,
    zip_of,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from utils.__main__ import main
from utils.corpus import load_corpus, load_report
from utils.errors import CorpusError
from utils.loading import files
from utils.loading.files import KINDS
from utils.loading.readers import bounds, sandbox
from utils.loading.readers.parquet import opened
from utils.scale import score_corpus

# ---- broken, locked and hostile --------------------------------------------------------------------------------


def locked_pdf():
    writer, file = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(PARAGRAPHS)))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


ALIKE = {".htm", ".ndjson", ".md", ".xhtml", ".shtml", ".asp", ".aspx", ".php", ".jsp", ".mht", ".gz", ".doc", ".atom"}
BOMB = b"\0" * (bounds.SMALL + 1024**2)
ENTITIES = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document>&b;</w:document>'
PROTECTED = "is protected by a password, or was saved in the format of before 2007; open it, remove the password and"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", OLE, f"a.docx {PROTECTED} save it as .docx."),
        ("a.xlsx", OLE, "a.xlsx is damaged, protected by a password, or no spreadsheet; save it again as"),
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


def test_folders_without_end_in_an_archive_and_a_name_twice_in_an_object_have_their_sentence(tmp_path):
    put(tmp_path, "deep.zip", zip_of({"d/" * 1500 + "a.txt": TEXT, "b.txt": TEXT}))
    put(tmp_path, "twice.json", '{"text": "It rained.", "text": "It snowed all day."}')
    said = " ".join(load_report(load_corpus(tmp_path))["why"])
    assert "lies in folders within folders, too many to unpack" in said
    assert "has 'text' twice in one object; the last is read" in said


def test_an_interrupted_command_says_so_in_one_line(tmp_path, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("utils.corpus.load_corpus", interrupted)
    assert main(["check", str(tmp_path)]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


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
        ["mine.zip/b.txt", "cannot be unpacked (it is damaged)"],
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


@pytest.mark.parametrize("name", ["c.txt", "c.csv", "c.zip"])
def test_a_file_that_is_gone_after_the_folder_was_listed_is_skipped_alone(tmp_path, monkeypatch, name):
    put(tmp_path, "a.txt", TEXT)
    put(tmp_path, name, TEXT)
    listed = files._files
    monkeypatch.setattr(files, "_files", lambda *given: (listed(*given), (tmp_path / name).unlink())[0])
    corpus = load_corpus(tmp_path)
    assert corpus["doc_id"].tolist() == ["a"]
    assert events(corpus, "skipped") == [[name, "is not there any more."]]


def test_an_archive_and_metadata_that_may_not_be_opened_are_named(tmp_path, monkeypatch):
    for name in ("a.txt", "b/a.txt", "b/c.xlsx", "b/c.zip", "metadata.csv"):
        put(tmp_path, name, TEXT)

    def refusing(path, *given, really=io.open, **options):
        if str(path).endswith(("c.xlsx", "c.zip", "metadata.csv")):
            raise PermissionError(errno.EACCES, "Permission denied")
        return really(path, *given, **options)

    monkeypatch.setattr(io, "open", refusing)
    why = "cannot be opened (Permission denied); check that you may read it."
    assert events(load_corpus(tmp_path / "b"), "skipped") == [["c.xlsx", why], ["c.zip", why]]
    with pytest.raises(CorpusError, match=re.escape(f"metadata.csv {why}")):
        load_corpus(tmp_path)


def test_without_room_for_temporary_files_an_archive_is_skipped_with_the_reason(tmp_path, monkeypatch):
    def full():
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']")

    put(tmp_path, "a.txt", TEXT)
    put(tmp_path, "c.zip", zip_of({"c.txt": TEXT}))
    monkeypatch.setattr(tempfile, "gettempdir", full)
    ((name, why),) = events(load_corpus(tmp_path), "skipped")
    assert name == "c.zip"
    assert why.startswith("cannot be unpacked: no temporary file can be written. Make room on the disk")


def test_a_parquet_file_that_is_gone_is_not_called_damaged(tmp_path):
    with (
        pytest.raises(CorpusError, match=r"c\.parquet cannot be opened \(No such file"),
        opened(tmp_path / "c.parquet"),
    ):
        pass


def test_an_archive_on_a_full_disk_is_read_whole_or_not_at_all(tmp_path, monkeypatch):
    def full(archive, member, really=zipfile.ZipFile.open):
        if member.filename == "b.txt":
            raise OSError(errno.ENOSPC, "No space left on device")
        return really(archive, member)

    put(tmp_path, "c.zip", zip_of({"a.txt": TEXT, "b.txt": TEXT}))
    monkeypatch.setattr(zipfile.ZipFile, "open", full)
    with pytest.raises(CorpusError, match=r"c\.zip cannot be unpacked: no space left on device\. Make room"):
        load_corpus(tmp_path / "c.zip")


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


def test_a_reader_that_died_between_two_files_is_replaced(tmp_path):
    path = put(tmp_path, "a.html", FORMATS[".html"])
    first = load_corpus(path)
    sandbox._running[0].kill()
    sandbox._running[0].wait()
    assert load_corpus(path)["text"].tolist() == first["text"].tolist()
    sandbox._running[0].stdin.write("half a request")  # and one that dies with something unwritten
    sandbox._running[0].kill()
    sandbox.stop()
    assert len(load_corpus(path)) == 1


def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next_file(tmp_path, monkeypatch):
    one, other = (put(tmp_path, f"{name}.html", page_of([f"{name} {TEXT}"])) for name in ("one", "other"))
    load_corpus(one)
    answers = sandbox._running[0].stdout

    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(sandbox._running[0], "stdout", SimpleNamespace(readline=interrupted, close=answers.close))
    with pytest.raises(KeyboardInterrupt):
        load_corpus(one)
    assert load_corpus(other)["text"][0].startswith("other")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_memory_of_a_reader_is_bounded():
    code = "from utils.loading.readers import sandbox; sandbox._limit_memory(); bytearray(3 * 1024**3)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in result.stderr


# ---- fuzzing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", [kind for kind in KINDS if kind not in ALIKE])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    put(tmp_path, BESIDE, TEXT)
    put(tmp_path, "neighbour.txt", TEXT)
    put(tmp_path, f"fuzzed{ending}", content)
    corpus = load_corpus(tmp_path)
    assert TEXT in corpus["text"].tolist()
    report = load_report(corpus)
    assert any(report["item"].str.startswith("fuzzed"))


def test_a_parquet_file_is_weighed_while_it_is_unpacked(tmp_path):
    article = "The minister said the government would act on prices. " * 4_000
    for name, texts in {
        "as_written.parquet": pa.array([article] * 400),
        "as_category.parquet": pa.DictionaryArray.from_arrays(pa.array(np.zeros(400, "int32")), pa.array([article])),
    }.items():
        pq.write_table(pa.table({"text": texts}), tmp_path / name, dictionary_pagesize_limit=2**30)
        assert (tmp_path / name).stat().st_size < 100_000
    pq.write_table(pa.table({"text": pa.nulls(10_000_001, pa.string())}), tmp_path / "rows.parquet")
    (tmp_path / "neighbour.txt").write_text("A calm day in the city.")
    report = load_report(load_corpus(tmp_path)).set_index("item")["why"]
    assert "unpacks to more than 20 MB from 0." in report["as_written.parquet"]
    assert "unpacks to more than 20 MB from 0." in report["as_category.parquet"]
    assert "has 10,000,001 rows, more than 10,000,000; split it" in report["rows.parquet"]
    done = score_corpus(tmp_path / "as_written.parquet", tmp_path / "scores", workers=1)
    assert (done["articles"], len(done["skipped"])) == (0, 1)


def test_a_table_wider_than_any_of_articles_is_refused_at_once(tmp_path):
    names = ["text", *(f"c{i}" for i in range(2_500))]
    (tmp_path / "wide.csv").write_text(",".join(names) + "\nOne calm day." + ",1" * 2_500 + "\n")
    pq.write_table(pa.table({name: ["One calm day."] for name in names}), tmp_path / "wide.parquet")
    pd.DataFrame([["One calm day."] * len(names)], columns=names).to_excel(tmp_path / "wide.xlsx", index=False)
    for name in ("wide.csv", "wide.parquet", "wide.xlsx"):
        with pytest.raises(CorpusError, match=r"has 2,501 columns; 2,000 are the most"):
            load_corpus(tmp_path / name)


def test_joining_metadata_takes_steps_in_proportion_to_the_files(tmp_path, monkeypatch):
    steps = []
    for n in (50, 100):
        folder = tmp_path / str(n)
        folder.mkdir()
        for i in range(n):
            (folder / f"{i}.txt").write_text(f"Article {i} of a calm day.")
        (folder / "metadata.csv").write_text("file,source\n" + "".join(f"{i},A\n" for i in range(n)))
        calls, plain = [], files._plain
        monkeypatch.setattr(files, "_plain", lambda name, calls=calls, plain=plain: calls.append(name) or plain(name))
        assert load_corpus(folder)["source"].tolist() == ["A"] * n
        monkeypatch.setattr(files, "_plain", plain)
        steps.append(len(calls))
    assert steps[1] / steps[0] < 2.2
