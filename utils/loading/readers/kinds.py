"""What a file is by its first bytes, whatever its name: databases and people name files as they like."""

import gzip
import re
import zipfile
import zlib

from utils.loading.readers.bounds import MOST_TEXT_FILE
from utils.loading.readers.columns import SPELLINGS

LOOKED_AT = 4096  # bytes
LONGEST_LINE = 16 * 1024**2  # bytes of an article in JSON Lines
INSIDE_ZIP = (
    (re.compile(r"word/document\d*\.xml"), ".docx"),
    (re.compile(r"xl/workbook\d*\.xml"), ".xlsx"),
    (re.compile(r"xl/workbook\.bin"), ".xlsb"),
    (re.compile(r"ppt/presentation\.xml"), ".pptx"),
)
MIMETYPES = (
    (b"application/vnd.oasis.opendocument.text", ".odt"),  # templates, too
    (b"application/vnd.oasis.opendocument.spreadsheet", ".ods"),
    (b"application/epub+zip", ".epub"),
)
FIRST_BYTES = (
    (b"{\\rtf", ".rtf"),
    (b"%PDF-", ".pdf"),
    (b"bplist00", ".webarchive"),
    (b"WARC/", ".warc"),
    (b"PAR1", ".parquet"),
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STREAMS = (  # what lies in a file of old Office, or in the envelope of a locked one
    ("EncryptedPackage", ".locked"),
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("PowerPoint Document", ".ppt"),
    ("__nameid_version1.0", ".msg"),
)
MHTML = re.compile(rb"(?:^|\n)(?:From: <?Saved by|Content-Type: multipart/related|Snapshot-Content-Location:)", re.I)
OPENING = rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
TEXTS = (
    (re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!DOCTYPE )?plist\b"), ".webarchive"),
    (re.compile(OPENING + rb"<(?:!doctype\s+html|html|head|body|table|div\b|p\b)", re.I | re.S), ".html"),
    (re.compile(rb"\s*<\?xml[^>]*>\s*(?:<\?mso-application progid=\"Word|<w:wordDocument)"), ".wordml"),
    (re.compile(rb"\s*<\?xml[^>]*>\s*(?:<\?mso-application progid=\"Excel|<(?:ss:)?Workbook\b)"), ".spreadsheetml"),
    (re.compile(rb"\s*(?:<\?xml\b|<(?:rss|feed|rdf:RDF|TEI|teiCorpus|nitf|newsItem|NewsML|article)\b)"), ".xml"),
    (re.compile(rb"WEBVTT"), ".vtt"),
    (re.compile(rb"\s*(?:\d+\s*\r?\n)?\d{1,2}:\d{2}:\d{2}[,.]\d{3} --> "), ".srt"),
)
RIS, JSON = re.compile(rb"\s*TY  - "), re.compile(rb'\s*(?:\[\s*\{|\{)\s*"')
TAG = re.compile(OPENING + rb"<(?:meta|style|title|center|font|h\d|span|link|script|b|br)\b", re.I | re.S)
MARKS = frozenset(bytes([byte]) for byte in b"{[<%bWPT\xd0\x1f0123456789")  # with one of these all of the above begin
SHEETS, TEXTS_OF_OFFICE = (".xls", ".xlsx", ".ods"), (".doc", ".docx", ".rtf", ".odt")
LINES, UNSURE = (".jsonl", ".ndjson"), ("", ".txt", ".csv", ".tsv")
SAME = [  # endings of one kind
    {".html", ".htm", ".xhtml", ".shtml", ".asp", ".aspx", ".php", ".jsp"},
    *({".mhtml", ".mht"}, {".srt", ".vtt"}, {".xml", ".rss", ".atom"}, {".warc", ".gz"}, set(LINES)),
]


def kind_of(path):
    """The usual ending of what `path` holds; its own where the content says nothing else."""
    ending = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", "ignore").encode()
    inside = _told(path, start.removeprefix(b"\xef\xbb\xbf"), ending) or ending
    return ending if any({ending, inside} <= alike for alike in SAME) else inside


def _told(path, start, ending):
    """The ending that the first bytes ask for; "" where they leave it to the name."""
    bare = start.lstrip()
    if ending == ".txt" and (table := _table(start)):
        return table
    named = (*SHEETS, *TEXTS_OF_OFFICE)
    if bare[:1] not in MARKS and b"multipart/related" not in start.lower() and ending not in named:
        return ""
    for mark, kind in FIRST_BYTES:
        if bare.startswith(mark):
            return kind
    if start[:4] == b"PK\x03\x04":
        return _inside_zip(path, ending)
    if start[:2] == b"\x1f\x8b":
        return _packed(path)
    if start[:8] == OLD_OFFICE:
        return _old_office(path)
    return _inside_text(path, start, ending)


def _inside_text(path, start, ending):
    kind = next((kind for pattern, kind in TEXTS if pattern.match(start)), "")
    if not kind and ending in (*SHEETS, *TEXTS_OF_OFFICE) and TAG.match(start):
        kind = ".html"
    if kind == ".html" and ending in SHEETS and _has_table(path):
        return ".xls.html"
    if kind:
        return kind
    if MHTML.search(start) and ending != ".eml":
        return ".mhtml"
    if ending in ("", ".txt") and RIS.match(start):
        return ".ris"
    if ending in (".json", *LINES, *UNSURE) and JSON.match(start):
        return _json(path, start, ending)
    if start.strip() and b"\0" not in start:
        if ending in SHEETS:
            return ".tsv" if start.count(b"\t") > start.count(b",") else ".csv"
        return ".txt" if ending in (".doc", ".rtf") else ""
    return ""


def _table(start):
    """Whether a text begins with the header of a table: names of columns, one of them that of the text."""
    line = start[:500].partition(b"\n")[0].decode("utf-8", "replace")
    for separator, kind in (("\t", ".tsv"), (";", ".csv"), (",", ".csv")):
        if separator in line:
            names = {name.strip(' "\r').lower().replace(" ", "_") for name in line.split(separator)}
            known = [ours for ours, spellings in SPELLINGS.items() if not names.isdisjoint(spellings)]
            if "text" in known and len(known) > 1:
                return kind
    return ""


def _json(path, start, ending):
    """One object a line, or one piece of JSON; a single line may be either."""
    if start.lstrip()[:1] == b"[":
        return ".json"
    with path.open("rb") as file:
        first, second = file.readline(LONGEST_LINE).strip(), file.readline(LOOKED_AT).strip()
    if first.endswith(b"}") and second.startswith(b"{"):
        return ".jsonl"
    return ".json" if first == b"{" or ending not in LINES else ""


def _has_table(path):
    with path.open("rb") as file:
        content = file.read(MOST_TEXT_FILE)
    return b"<table" in content.replace(b"\0", b"").lower()  # UTF-16 has a NUL beside each letter


def _old_office(path):
    """By the stream that stands first: others may belong to a table inside a text."""
    with path.open("rb") as file:
        content = file.read(MOST_TEXT_FILE)
    places = [(content.find(name.encode("utf-16-le") + b"\0\0"), kind) for name, kind in STREAMS]
    return min(((at, kind) for at, kind in places if at >= 0), default=(0, ""))[1]


def _packed(path):
    """Of what gzip packs, archives of the web are read."""
    try:
        with gzip.open(path) as file:
            return ".gz" if file.read(5) == b"WARC/" else ".gzip"
    except (OSError, EOFError, zlib.error):
        return ".gz"


def _inside_zip(path, ending):
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                said = archive.read("mimetype").strip()
                return next((kind for begins, kind in MIMETYPES if said.startswith(begins)), ending)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError):
        return ending
    return next((kind for part, kind in INSIDE_ZIP if any(map(part.fullmatch, names))), ending or ".zip")
