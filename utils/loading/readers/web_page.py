"""Saved web pages: title, date, site and author from the page's own data, and the article without the menus."""

import codecs
import json
import re

import trafilatura
from lxml import html

from utils.errors import CorpusError, event
from utils.loading.exports import split
from utils.loading.readers.blocks import lines_of
from utils.loading.readers.decoding import decode

DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# What these names mean to every browser (Encoding Standard, WHATWG): pages that declare them carry Windows quotes.
AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874"}
DATE_NAMES = (
    *("article:published_time", "og:published_time", "datepublished", "date.issued", "dc.date.issued", "dc.date"),
    *("dcterms.created", "dcterms.date", "publication_date", "publish-date", "pubdate", "parsely-pub-date", "date"),
)


def read(path):
    """One document. Comments and navigation are left out (trafilatura, Barbaresi 2021)."""
    page, events = _decoded(path.read_bytes(), path.name)
    if export := split(lines_of(page), path.name):
        return export[0], events + export[1]
    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, include_links=False)
    if found is None or not (found.text or "").strip():
        raise CorpusError(
            f"{path.name} holds no article that could be told from menus and links; copy its text into a .txt file."
        )
    lines = [line for line in found.text.split("\n") if line.strip()]
    if len(lines) > 1 and lines[0].strip() == (found.title or "").strip():
        del lines[0]  # the headline has a column of its own
    document = {
        "text": "\n\n".join(lines),
        "title": found.title or "",
        "date": _declared_date(page),
        "source": found.sitename or found.hostname or "",
        "author": found.author or "",
    }
    why = "is a web page: the article was taken out of it, menus and comments were left out"
    return [document], [*events, event(path.name, "repaired", why)]


def _declared_date(page):
    """The date the page itself declares; none is guessed from addresses, footers or related articles."""
    tree = html.fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    named = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        named.setdefault(name, meta.get("content"))
    for name in DATE_NAMES:
        if named.get(name):
            return named[name]
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and (
            stamp := re.search(r'"datePublished"\s*:\s*("[^"]{4,40}")', script.text or "")
        ):
            return json.loads(stamp[1])
    return next((time.get("datetime") for time in tree.iter("time") if time.get("itemprop") == "datePublished"), "")


def _decoded(data, item):
    """A mark at the beginning counts most, then valid UTF-8, then what the page declares."""
    declared = DECLARED.search(data)
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                name = codecs.lookup(declared[1].decode()).name
                return data.decode(AS_BROWSERS_DO.get(name, name)), []
            except (UnicodeDecodeError, LookupError):
                pass  # the declaration is wrong or unknown
    return decode(data, item)
