"""Archives of web pages (.warc, .warc.gz, .wacz): one document a page, with its address and the day it was captured."""

import io
import zipfile
from collections import Counter

from utils.errors import CorpusError, event
from utils.loading.readers import office, web_page

PAGES = ("text/html", "application/xhtml")
MOST_PAGE = 20 * 1024**2  # bytes; a page that is longer is none


def read(path):
    """Every page that was fetched well, once; pictures, scripts, errors and second captures are counted."""
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise CorpusError(f"{path.name} is an archive of web pages; to read it: pip install warcio") from None
    documents, events, left, seen = [], [], Counter(), set()
    try:
        for stream in _streams(path):
            for record in ArchiveIterator(stream):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                kind = (record.http_headers.get_header("Content-Type") or "").lower()
                if not kind.startswith(PAGES) or record.http_headers.get_statuscode() != "200":
                    left["pictures, scripts and errors"] += 1
                elif url in seen:
                    left["second captures"] += 1
                else:
                    seen.add(url)
                    documents += _page(record, url, len(seen), path.name, left)
    except (ArchiveLoadFailed, OSError, EOFError, zipfile.BadZipFile, ValueError) as error:
        if not documents:
            raise CorpusError(f"{path.name} is damaged or no web archive ({error}).") from None
        events.append(event(path.name, "noted", f"breaks off ({error}); the pages before that were read"))
    without = ", ".join(f"{times:,} {what}" for what, times in left.items())
    why = f"is a web archive: {len(documents):,} pages were read" + (f"; left out: {without}" if without else "")
    return documents, [event(path.name, "noted", why), *events]


def _streams(path):
    """The archive, or those inside a .wacz, one after the other."""
    if path.suffix.lower() != ".wacz":
        with path.open("rb") as file:
            yield file
        return
    office.refuse_unsafe(path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".warc", ".warc.gz")):
                yield io.BytesIO(archive.read(name))


def _page(record, url, row, item, left):
    data = record.content_stream().read(MOST_PAGE)
    page, _ = web_page.decoded(data, item)
    try:
        documents, _ = web_page.article_of(page, item, url=url)
    except CorpusError:
        left["pages without an article"] += 1
        return []
    captured = (record.rec_headers.get_header("WARC-Date") or "")[:10]
    return [{**document, "captured": captured, "row": row} for document in documents[:1]]
