"""Feeds (RSS, Atom) and WordPress exports: one document an item."""

import html
import re

from lxml import etree

from utils.errors import CorpusError, event
from utils.loading.readers.blocks import lines_of
from utils.loading.readers.xml_text import first, found, name_of, text_of, together

ITEMS = ("item", "entry")
FULL, SHORT = ("encoded", "content"), ("description", "summary")
TEASER = 100  # words; an item that is shorter and has no full text is a teaser
FOREIGN = re.compile(r"\{[^}]*(?:mrss|itunes|podcast|excerpt|slash)[^}]*\}", re.IGNORECASE)  # captions, summaries
TAG = re.compile(r"</?[a-zA-Z]|&#?\w+;")
APPEARED = re.compile(r"The post .{1,300} appeared first on .{1,100}\.")  # which WordPress adds


def read(tree, item):
    """The items with what the feed says of them; the channel is the source of those that name none."""
    entries = [element for element in tree.iter() if name_of(element) in ITEMS]
    if not entries:
        raise CorpusError(f"{item} is a feed without items; save it again when it has some.")
    channel = first(tree, ["channel/title", "title"])
    documents, teasers = [], 0
    for row, entry in enumerate(entries, 1):
        for child in [child for child in entry if isinstance(child.tag, str) and FOREIGN.match(child.tag)]:
            entry.remove(child)
        full = _lines(entry, FULL)
        lines = full or _lines(entry, SHORT)
        teasers += not full and 0 < len(" ".join(lines).split()) < TEASER
        documents.append(
            {**_about(entry), "source": _source(entry) or _plain(channel), "text": "\n\n".join(lines), "row": row}
        )
    events = [event(item, "noted", f"is a feed of {len(entries):,} item{'s' * (len(entries) > 1)}")]
    if teasers:
        why = f"{teasers:,} of {len(entries):,} items hold a teaser, not the article; it stands at the address (url)"
        events.append(event(item, "noted", why))
    return documents, events


def _about(entry):
    return {
        "title": _plain(first(entry, ["title"])),
        "date": first(entry, ["pubDate", "published", "date", "updated", "issued"]),
        "author": together(entry, ["creator", "author/name", "author"]),
        "section": together(entry, ["category", "category/@label", "category/@term"]),
        "url": _url(entry),
    }


def _source(entry):
    return _plain(first(entry, ["source/title", "source"]))


def _url(entry):
    """Where the article stands, not the feed itself."""
    links = [link for link in found(entry, "link") if link.get("rel", "alternate") == "alternate"]
    places = [*(text_of(link) or link.get("href") or "" for link in links), first(entry, ["guid", "id"])]
    return next((place for place in places if place.startswith("http")), "")


def _lines(entry, names):
    """The paragraphs of the first of these elements that holds something."""
    pages = (_page(element) for name in names for element in found(entry, name))
    page = next((page for page in pages if page.strip()), "")
    if not page:
        return []
    if not re.search(r"<(?:p|div|br)\b", page, re.IGNORECASE):
        page = re.sub(r"\n\s*\n", "<p>", page)
    return [line for line in lines_of(f"<div>{page}</div>") if line and not APPEARED.fullmatch(line)]


def _page(element):
    if len(element):
        return "".join(etree.tostring(child, encoding="unicode") for child in element)
    text = element.text or ""
    return html.escape(text) if element.get("type") == "text" else text


def _plain(text):
    """A title without markup, which may have been escaped twice."""
    return " ".join(filter(None, lines_of(f"<div>{text}</div>"))) if TAG.search(text) else text
