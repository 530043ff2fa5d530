"""Archives of web pages (.warc, .warc.gz, .wacz): one document a page, with its address and the day it was captured.

Each page is read at arm's length by itself, so that an archive may hold any number of them.
"""

import re
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from utils.errors import CorpusError, event
from utils.loading.readers import office, sandbox
from utils.loading.readers.mail import text_of

PAGES = ("text/html", "application/xhtml")
CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
MOST_PAGE = 20 * 1024**2  # bytes; a page that is longer is none


def read(path):
    """Every page that was fetched well, once; pictures, scripts, errors and second captures are counted."""
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError:
        raise CorpusError(f"{path.name} is an archive of web pages; to read it: pip install warcio.") from None
    documents, events, left, seen, records = [], [], Counter(), set(), 0
    try:
        with tempfile.TemporaryDirectory() as place:
            for stream in _streams(path):
                for record in ArchiveIterator(stream):
                    records += 1
                    if url := _address(record, seen, left):
                        documents += _page(record, url, Path(place, f"{len(seen)}.html"), left)
    except Exception as error:  # warcio throws what it meets in a broken file
        if isinstance(error, CorpusError) or not documents:
            raise CorpusError(f"{path.name} is damaged or no web archive ({error}).") from None
        events.append(event(path.name, "noted", f"breaks off ({error}); the pages before that were read"))
    if not records:
        raise CorpusError(f"{path.name} is damaged or no web archive: it holds no records.")
    without = ", ".join(f"{times:,} {what}" for what, times in left.items())
    why = f"is a web archive: {len(documents):,} pages were read" + (f"; left out: {without}" if without else "")
    documents = [{**document, "row": row} for row, document in enumerate(documents, 1)]
    return documents, [event(path.name, "noted", why), *events]


def _streams(path):
    """The archive, or those inside a .wacz, one after the other."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield file
        return
    office.refuse_unsafe(path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".warc", ".warc.gz")):
                with archive.open(name) as file:
                    yield file


def _address(record, seen, left):
    """Where the page of a record stands; empty if it holds none, or one that was seen before."""
    if record.rec_type == "revisit":
        left["second captures"] += 1
    if record.rec_type != "response" or record.http_headers is None:
        return ""
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    kind = (record.http_headers.get_header("Content-Type") or "").lower()
    if not kind.startswith(PAGES) or record.http_headers.get_statuscode() != "200":
        left["pictures, scripts and errors"] += 1
    elif url.split("#")[0] in seen:
        left["second captures"] += 1
    else:
        seen.add(url.split("#")[0])
        return url
    return ""


def _page(record, url, file, left):
    """The article of a page, which is handed over in a file with the mark that browsers set for its address."""
    charset = CHARSET.search(record.http_headers.get_header("Content-Type") or "")
    try:
        data = record.content_stream().read(MOST_PAGE)
        text, _ = text_of(data, charset[1] if charset else "", url)
        mark = f"<!-- saved from url=(0000){url.replace('--', '%2D%2D')} -->\n"
        file.write_text(mark + text, encoding="utf-8-sig", errors="replace")
        documents, _ = sandbox.read(file, "web_page")
    except CorpusError:
        left["pages without an article"] += 1
        return []
    finally:
        file.unlink(missing_ok=True)
    captured = (record.rec_headers.get_header("WARC-Date") or "")[:10]
    return [{**document, "url": url, "captured": captured} for document in documents]
