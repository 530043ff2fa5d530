"""One small module per file format, each with `read(path)`, for tables `read(path, columns)`.

`read` returns two lists: documents (dictionaries with at least `text`) and events. An event is what a
careful assistant would tell you about a file: `item` (where), `outcome` ("skipped", "repaired" or
"noted") and `why`. What cannot be read at all raises `CorpusError`. A file is read as what it holds, whatever its name.
"""

import csv
from importlib import import_module

from utils.errors import CorpusError, event
from utils.loading.readers import sandbox
from utils.loading.readers.bounds import MOST_FILE, MOST_TEXT_FILE
from utils.loading.readers.kinds import kind_of
from utils.notebook.settings import DATA, IN_BROWSER

READERS = {
    ".txt": "plain_text",
    ".md": "plain_text",
    ".html": "web_page",
    ".htm": "web_page",
    ".xhtml": "web_page",
    ".shtml": "web_page",
    ".asp": "web_page",
    ".aspx": "web_page",
    ".php": "web_page",
    ".jsp": "web_page",
    ".mhtml": "mail",
    ".mht": "mail",
    ".webarchive": "mail",
    ".eml": "mail",
    ".docx": "word",
    ".doc": "word_before_2007",
    ".rtf": "rtf",
    ".odt": "opendocument",
    ".pdf": "pdf",
    ".epub": "book",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".xml": "xml_document",
    ".rss": "xml_document",
    ".atom": "xml_document",
    ".ris": "references",
    ".warc": "web_archive",
    ".gz": "web_archive",
    ".wacz": "web_archive",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".xlsx": "spreadsheet",
    ".xls": "spreadsheet",
    ".ods": "spreadsheet",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
    ".json": "json_document",
    ".parquet": "parquet",
}
TABLES = {"delimited", "spreadsheet", "json_lines", "json_document", "parquet", "html_table"}
LARGE = TABLES | {"web_archive"}
AT_ARMS_LENGTH = {"web_page", "mail", "word", "rtf", "opendocument", "pdf", "book", "xml_document"}
AT_ARMS_LENGTH |= {"spreadsheet", "html_table"}
INSIDE = {**READERS, ".xls.html": "html_table"}
if IN_BROWSER:  # which lacks the libraries behind the other
    INSIDE = {ending: "plain_page" if module == "web_page" else module for ending, module in INSIDE.items()}

__all__ = ["READERS", "can_be_read", "not_read", "read"]


def read(path, columns=None):
    """Documents and events of a file, by what it holds."""
    kind = kind_of(path)
    if kind not in INSIDE:
        raise CorpusError(f"{path.name} {not_read(path)}.")
    module = INSIDE[kind]
    most = MOST_FILE if module in LARGE else MOST_TEXT_FILE
    if path.stat().st_size > most:
        advice = "split it" if module in LARGE else "an article is never that long; is it a table with another ending?"
        raise CorpusError(f"{path.name} is larger than {most // 1024**2:,} MB; {advice}")
    further = (columns or {},) if module in TABLES else ()
    if module in AT_ARMS_LENGTH:
        documents, events = sandbox.read(path, module, *further)
    else:
        documents, events = import_module(f"utils.loading.readers.{module}").read(path, *further)
    if kind != path.suffix.lower():
        named = f"named {path.suffix}" if path.suffix else "without an ending"
        is_a = "a web page with a table" if kind == ".xls.html" else f"a {kind} file"
        events = [event(path.name, "noted", f"is {is_a} {named}; read as what it is"), *events]
    return documents, events


def can_be_read(path):
    """Whether the name or the first bytes of a file say that it is of a kind that is read."""
    return path.suffix.lower() in READERS or kind_of(path) in INSIDE


def not_read(path):
    """Why a file of another kind is not read, and the way out."""
    ending = kind_of(path)
    with (DATA / "not_read.csv").open(encoding="utf-8", newline="") as file:
        file.readline()  # where the list comes from
        for row in csv.DictReader(file):
            if ending in row["endings"].split():
                return f"is {row['what']}, which is not read; {row['way_out']}"
    known = f"known: {' '.join(READERS)} .zip"
    return f"is of a kind that is not read ({path.suffix or 'no ending'}; {known}); if it is plain text, name it .txt"
