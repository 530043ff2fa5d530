"""What a file is by its first bytes, whatever its name: databases and people name files as they like."""

import re
import zipfile
import zlib

LOOKED_AT = 4096  # bytes
INSIDE_ZIP = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "xl/workbook.bin": ".xlsb"}
MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/epub+zip": ".epub",
}
FIRST_BYTES = ((b"{\\rtf", ".rtf"), (b"%PDF-", ".pdf"), (b"bplist00", ".webarchive"), (b"WARC/", ".warc"))
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK = "Workbook".encode("utf-16-le")
MHTML = re.compile(rb"(?:^|\n)(?:From: <?Saved by|Content-Type: multipart/related|Snapshot-Content-Location:)", re.I)
TEXTS = (
    (re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!DOCTYPE )?plist\b"), ".webarchive"),
    (
        re.compile(
            rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div\b|p\b)",
            re.IGNORECASE | re.DOTALL,
        ),
        ".html",
    ),
    (re.compile(rb"\s*(?:<\?xml\b|<(?:rss|feed|rdf:RDF|TEI|teiCorpus|nitf|newsItem|NewsML|article)\b)"), ".xml"),
    (re.compile(rb"WEBVTT"), ".vtt"),
    (re.compile(rb"\s*(?:\d+\s*\r?\n)?\d{1,2}:\d{2}:\d{2}[,.]\d{3} --> "), ".srt"),
)
NAMED_TEXT = (  # only where the name says nothing better
    (re.compile(rb"\s*TY  - "), ".ris"),
    (re.compile(rb'\s*\{".*\}\s*\n\s*\{"'), ".jsonl"),
    (re.compile(rb'\s*(?:\[\s*\{|\{)\s*"'), ".json"),
)
MARKS = frozenset(bytes([byte]) for byte in b"{[<%bWPT\xd00123456789")  # with one of these all of the above begin
SHEETS = (".xls", ".xlsx")
SAME = [  # endings of one kind
    {".html", ".htm", ".xhtml", ".shtml", ".asp", ".aspx", ".php", ".jsp"},
    *({".mhtml", ".mht"}, {".srt", ".vtt"}, {".xml", ".rss", ".atom"}, {".warc", ".gz"}),
]


def kind_of(path):
    """The usual ending of what `path` holds; its own where the content says nothing else."""
    ending = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    inside = _told(path, start.removeprefix(b"\xef\xbb\xbf"), ending) or ending
    return ending if any({ending, inside} <= alike for alike in SAME) else inside


def _told(path, start, ending):
    """The ending that the first bytes ask for; "" where they leave it to the name."""
    bare = start.lstrip()
    if bare[:1] not in MARKS and b"multipart/related" not in start.lower() and ending not in SHEETS:
        return ""
    for mark, kind in FIRST_BYTES:
        if bare.startswith(mark):
            return kind
    if start[:4] == b"PK\x03\x04":
        return _inside_zip(path, ending)
    if start[:8] == OLD_OFFICE:
        return ending if ending in (".docx", ".xlsx", ".xls") else ".xls" if WORKBOOK in path.read_bytes() else ".doc"
    return _inside_text(start, ending)


def _inside_text(start, ending):
    for pattern, kind in TEXTS:
        if pattern.match(start):
            return kind if kind != ".html" or ending not in SHEETS or b"<table" not in start.lower() else ".xls.html"
    if MHTML.search(start) and ending != ".eml":
        return ".mhtml"
    if ending in ("", ".txt"):
        return next((kind for pattern, kind in NAMED_TEXT if pattern.match(start)), "")
    if ending in SHEETS and start and b"\0" not in start:
        return ".tsv" if start.count(b"\t") > start.count(b",") else ".csv"
    return ""


def _inside_zip(path, ending):
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return MIMETYPES.get(archive.read("mimetype").strip(), ending)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError):
        return ending
    return next((kind for name, kind in INSIDE_ZIP.items() if name in names), ending)
